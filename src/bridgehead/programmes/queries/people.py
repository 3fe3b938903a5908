"""What programmes know of a person: which they run, and what is kept about them."""

from __future__ import annotations

from typing import Any

from django.db.models import Value

from bridgehead.accounts.actor import HOLDS, PartRows
from bridgehead.accounts.models import User
from bridgehead.directory.models import Membership
from bridgehead.directory.rules import OWNER, REPRESENTATIVE
from bridgehead.programmes.models import CallQuestion, ProgrammeRole, Reviewer, ReviewerState
from bridgehead.programmes.queries.cohorts import renewals_kept
from bridgehead.programmes.queries.reports import reports_kept
from bridgehead.programmes.queries.tasks import tasks_kept
from bridgehead.programmes.rules import OFFICER, REVIEWER


def roles_of(user_id: int) -> PartRows:
    """Return which programmes a person runs, as ``("programme_officer", programme id)``: part of their Actor."""
    return ProgrammeRole.objects.filter(user_id=user_id).values_list(Value(HOLDS), Value(OFFICER), "programme_id")


def reviewing_of(user_id: int) -> PartRows:
    """Return for which programmes a person reviews, as ``("reviewer", programme id)``: part of their Actor."""
    mine = Reviewer.objects.filter(user_id=user_id, state=ReviewerState.ACTIVE)
    return mine.values_list(Value(HOLDS), Value(REVIEWER), "programme_id")


def officers_told(programme_id: int) -> list[User]:
    """Return the active people who run a programme now: whom a notice about it goes to."""
    held = ProgrammeRole.objects.filter(programme_id=programme_id, user__is_active=True).select_related("user")
    return [role.user for role in held.order_by("user_id")]


def speakers_told(organisation_id: int) -> list[User]:
    """Return the active owners and representatives of a company: whom what it owes is told to."""
    held = Membership.objects.filter(
        organisation_id=organisation_id, role__in=[OWNER, REPRESENTATIVE], user__is_active=True
    )
    return [each.user for each in held.select_related("user").order_by("user_id")]


def kept_of(user_id: int) -> dict[str, Any]:
    """Return what is kept of a person: what they run, and what they asked about calls or for a place."""
    asked = CallQuestion.objects.filter(person_id=user_id).select_related("call")
    runs = ProgrammeRole.objects.filter(user_id=user_id).order_by("pk")
    return {
        "runs": [str(each) for each in runs.values_list("programme__public_id", flat=True)],
        "questions": [
            {"call": str(each.call.public_id), "asked": each.asked, "at": each.created_at.isoformat()}
            for each in asked.order_by("created_at", "pk")
        ],
        "renewals": renewals_kept(user_id),
        "reports": reports_kept(user_id),
        "tasks": tasks_kept(user_id),
    }
