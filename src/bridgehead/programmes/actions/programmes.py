"""Setting up programmes, and naming who runs them."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import Organisation
from bridgehead.foundation.records import assign, require_as_seen
from bridgehead.foundation.refusals import require
from bridgehead.programmes.actions.records import run_programme, told
from bridgehead.programmes.models import Programme, ProgrammeRole
from bridgehead.programmes.rules import may_set_up


class ProgrammeFields(TypedDict, total=False):
    """What is set of a programme."""

    name_ko: str
    name_en: str
    about_ko: str
    about_en: str
    agency: Organisation | None
    zone: str
    tenure_months: int
    most_renewals: int
    most_hours: int
    hours_notice: int
    is_listed: bool
    is_sample: bool


#: What the page of a programme shows of it, and what a change of it is held against.
SHOWN = (
    "name_ko", "name_en", "about_ko", "about_en", "zone", "tenure_months", "most_renewals", "most_hours",
    "hours_notice", "is_listed",
)  # fmt: skip


@transaction.atomic
def set_up_programme(*, by: Actor, now: datetime, **fields: Unpack[ProgrammeFields]) -> Programme:
    """Set up a programme; whoever does it runs it."""
    require(may_set_up(by), _("Only the platform's administrators can set up programmes."))
    programme = Programme()
    change = assign(programme, fields)
    programme.save()
    if by.user_id is not None:
        ProgrammeRole.objects.create(programme=programme, user_id=by.user_id)
    told("programmes.programme_set_up", programme, programme=programme, by=by, now=now, change=change)
    return programme


@transaction.atomic
def change_programme(
    *, programme_id: int, by: Actor, now: datetime, seen: str | None = None, **fields: Unpack[ProgrammeFields]
) -> Programme:
    """Change what is told of a programme and its rules of tenure; ``seen`` marks what its page showed."""
    programme = run_programme(programme_id, by)
    require_as_seen(programme, SHOWN, seen)
    change = assign(programme, fields)
    if change:
        programme.save()
        told("programmes.programme_changed", programme, programme=programme, by=by, now=now, change=change)
    return programme


@transaction.atomic
def name_officer(*, programme_id: int, user_id: int, by: Actor, now: datetime) -> ProgrammeRole:
    """Let a person run a programme; naming them twice changes nothing."""
    programme = run_programme(programme_id, by)
    held, is_new = ProgrammeRole.objects.get_or_create(programme=programme, user_id=user_id)
    if is_new:
        told("programmes.officer_named", held, programme=programme, by=by, now=now)
    return held


@transaction.atomic
def dismiss_officer(*, role_id: int, by: Actor, now: datetime) -> None:
    """Take a programme from a person; one who runs it stays."""
    held = ProgrammeRole.objects.filter(pk=role_id).first()
    if held is None:
        return
    programme = run_programme(held.programme_id, by)
    others = ProgrammeRole.objects.filter(programme=programme).exclude(pk=held.pk)
    require(others.exists(), _("Somebody has to run the programme. Name another officer first."))
    told("programmes.officer_dismissed", held, programme=programme, by=by, now=now)
    held.delete()
