"""How what partnering keeps of an organisation moves when two of them turn out to be one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bridgehead.directory.merging import REFERENCES


def register_references() -> None:
    """Say so of every relation to an organisation."""
    REFERENCES.moves("partnering.Delegation.organisation", _("Delegations"))
