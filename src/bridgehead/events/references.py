"""How what events keeps of an organisation moves when two of them turn out to be one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bridgehead.directory.merging import REFERENCES


def register_references() -> None:
    """Say so of every relation to an organisation."""
    REFERENCES.moves("events.Appearance.organisation", _("Agenda"))
    REFERENCES.moves("events.Forum_hosts.organisation", _("Hosts"), alike=("forum",))
    REFERENCES.moves("events.Registration.organisation", _("Registrations"))
