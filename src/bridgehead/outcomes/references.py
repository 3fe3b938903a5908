"""How what outcomes keeps of an organisation moves when two of them turn out to be one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bridgehead.directory.merging import REFERENCES


def register_references() -> None:
    """Say so of every relation to an organisation."""
    REFERENCES.moves("outcomes.FollowUp.keeper", _("Follow-ups"))
    REFERENCES.moves("outcomes.Outcome.keeper", _("Results"))
    REFERENCES.moves("outcomes.Outcome.organisation", _("Results"))
    REFERENCES.moves("outcomes.Report.keeper", _("Reports"))
    REFERENCES.moves("outcomes.StatedEffect.keeper", _("Results"))
