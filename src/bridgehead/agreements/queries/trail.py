"""The audit trail of one agreement, as its keepers read it."""

from __future__ import annotations

from bridgehead.accounts.queries import Deed, deeds, entries_of
from bridgehead.agreements.models import Agreement


def changed_since(agreement: Agreement, revision: int) -> list[Deed]:
    """Return what was done since a revision, the newest first: every deed that raises it writes one entry."""
    return deeds(list(entries_of(agreement.audit_stream)[: max(agreement.revision - revision, 0)]))
