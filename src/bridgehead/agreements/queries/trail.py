"""The audit trail of one agreement, as its keepers read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from bridgehead.accounts.models import User
from bridgehead.agreements.models import Agreement
from bridgehead.foundation.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did what, when, and which fields it changed. ``who`` is None for the platform, or somebody erased since."""

    at: datetime
    who: User | None
    by_platform: bool
    verb: str
    fields: tuple[str, ...]


def entries_of(agreement: Agreement) -> QuerySet[AuditEntry]:
    """Return the entries of an agreement that the actor was found to keep, the newest first."""
    return AuditEntry.objects.filter(stream__name=agreement.audit_stream).order_by("-position")


def deeds(entries: Sequence[AuditEntry]) -> list[Deed]:
    """Return entries with who did them: one query for all."""
    named = User.objects.only("email", *User.NAME_FIELDS).in_bulk([each.actor_id for each in entries if each.actor_id])
    return [
        Deed(each.at, named.get(each.actor_id or 0), each.actor_id is None, each.verb, tuple(sorted(each.change)))
        for each in entries
    ]


def changed_since(agreement: Agreement, revision: int) -> list[Deed]:
    """Return what was done since a revision, the newest first: every deed that raises it writes one entry."""
    return deeds(list(entries_of(agreement)[: max(agreement.revision - revision, 0)]))
