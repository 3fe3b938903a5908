"""The audit trail of one agreement, as its keepers read it."""

from __future__ import annotations

from bridgehead.accounts.queries import Deed, deeds, entries_of
from bridgehead.agreements.models import Agreement
from bridgehead.agreements.trail import BY_PARTY

#: What parties are asked and sign stands in the same chain, and raises no revision.
_ASIDE = r"\.(confirmation|inquiry|contact|signing|signatory)_"


def changed_since(agreement: Agreement, revision: int) -> list[Deed]:
    """Return what was done since a revision, the newest first: every deed that raises it writes one entry."""
    raised = entries_of(agreement.audit_stream).exclude(verb__regex=_ASIDE)
    return deeds(list(raised[: max(agreement.revision - revision, 0)]), by_party=BY_PARTY)
