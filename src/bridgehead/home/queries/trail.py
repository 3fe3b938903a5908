"""The audit trail of a forum, as its officers read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise

from bridgehead.accounts.models import User
from bridgehead.agreements import trail as agreements_trail
from bridgehead.events import trail as events_trail
from bridgehead.events.models import Forum
from bridgehead.foundation.models import AuditEntry
from bridgehead.outcomes import trail as outcomes_trail
from bridgehead.partnering import trail as partnering_trail

VERBS = {**agreements_trail.VERBS, **events_trail.VERBS, **partnering_trail.VERBS, **outcomes_trail.VERBS}


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did what, when. ``who`` is None where the platform did it, or somebody who has been erased since."""

    at: datetime
    who: User | None
    by_platform: bool
    verb: str | Promise


def entries_of(forum: Forum) -> QuerySet[AuditEntry]:
    """Return the entries of a forum that the actor was found to run, the newest first."""
    return AuditEntry.objects.filter(stream__name=forum.audit_stream).order_by("-position")


def deeds(entries: Sequence[AuditEntry]) -> list[Deed]:
    """Return the entries of one page in words: one query for all."""
    named = User.objects.only("email", *User.NAME_FIELDS).in_bulk([each.actor_id for each in entries if each.actor_id])
    return [
        Deed(each.at, named.get(each.actor_id or 0), each.actor_id is None, VERBS.get(each.verb, each.verb))
        for each in entries
    ]
