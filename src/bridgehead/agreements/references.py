"""How what agreements keeps of an organisation moves when two of them turn out to be one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bridgehead.directory.merging import REFERENCES, TOPIC_REFERENCES


def register_references() -> None:
    """Say so of every relation to an organisation."""
    REFERENCES.moves("agreements.Agreement.keeper", _("Agreements"))
    REFERENCES.moves("agreements.LedgerLine.keeper", _("Ledger"))
    REFERENCES.moves("agreements.LedgerRole.agency", _("Ledger"), alike=("user",))
    REFERENCES.moves("agreements.Obligation.owed_by", _("Obligations"))
    REFERENCES.moves("agreements.Party.organisation", _("Parties"))
    REFERENCES.moves("agreements.Signatory.organisation", _("Parties"))
    TOPIC_REFERENCES.moves("agreements.LedgerLine.field", _("Ledger"))
    # What is signed names its field as it did; the lines of the ledger lead to the one that stayed.
    TOPIC_REFERENCES.moves("agreements.Terms.field", _("Agreements"), only={"sealed_at": None})
