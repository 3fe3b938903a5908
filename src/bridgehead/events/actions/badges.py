"""Badges: one for each participant, replaced where it is lost, blocked where it fell into wrong hands."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.events.actions.records import officer_forum
from bridgehead.events.models import Badge, Forum, Registration, RetiredCode, WalkIn
from bridgehead.events.rules.check_in import new_code
from bridgehead.foundation import audit
from bridgehead.foundation.refusals import Refused


def issue_badge(holder: Registration | WalkIn, *, now: datetime) -> Badge:
    """Give a participant a badge inside the caller's transaction; who has one keeps it, also after coming back."""
    of = {"registration": holder} if isinstance(holder, Registration) else {"walk_in": holder}
    made = {"forum_id": holder.forum_id, "code": new_code(), "issued_at": now}
    return Badge.objects.get_or_create(**of, defaults=made)[0]


@transaction.atomic
def reissue_badge(*, badge_id: int, by: Actor, now: datetime) -> Badge:
    """Give a badge another code: the printed one is told from now on that it was replaced, and a block is lifted."""
    badge, forum = _locked(badge_id, by)
    RetiredCode.objects.create(badge=badge, code=badge.code, retired_at=now)
    badge.code, badge.issued_at, badge.revoked_at = new_code(), now, None
    badge.save(update_fields=["code", "issued_at", "revoked_at"])
    audit.record("events.badge_replaced", on=badge, by=by, at=now, stream=forum.audit_stream)
    return badge


@transaction.atomic
def revoke_badge(*, badge_id: int, by: Actor, now: datetime) -> Badge:
    """Let a badge open no door until it is replaced; doing it twice changes nothing."""
    badge, forum = _locked(badge_id, by)
    if badge.revoked_at is None:
        badge.revoked_at = now
        badge.save(update_fields=["revoked_at"])
        audit.record("events.badge_blocked", on=badge, by=by, at=now, stream=forum.audit_stream)
    return badge


@transaction.atomic
def note_badges_printed(*, forum_id: int, rows: int, by: Actor, now: datetime) -> None:
    """Keep in the audit trail that badges were printed, and how many."""
    forum = officer_forum(forum_id, by)
    change = {"rows": (None, rows)}
    audit.record("events.badges_printed", on=forum, by=by, at=now, stream=forum.audit_stream, change=change)


@transaction.atomic
def note_sign_in_printed(*, forum_id: int, rows: int, by: Actor, now: datetime) -> None:
    """Keep in the audit trail that a sign-in sheet was printed, and how many stand on it."""
    forum = officer_forum(forum_id, by)
    change = {"rows": (None, rows)}
    audit.record("events.sign_in_printed", on=forum, by=by, at=now, stream=forum.audit_stream, change=change)


def _locked(badge_id: int, by: Actor) -> tuple[Badge, Forum]:
    """Return a badge with its row locked, and its forum: for one of the forum's officers."""
    of = Badge.objects.filter(pk=badge_id).values_list("forum_id", flat=True).first()
    if of is None:
        raise Refused(_("This is no longer there. Load the page again."))
    forum = officer_forum(of, by)
    return Badge.objects.select_for_update().get(pk=badge_id), forum
