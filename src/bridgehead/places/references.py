"""How what places keeps of an organisation moves when two of them turn out to be one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bridgehead.directory.merging import REFERENCES


def register_references() -> None:
    """Say so of every relation to an organisation."""
    REFERENCES.moves("places.Booking.organisation", _("Booking"))
    REFERENCES.moves("places.Series.organisation", _("Booking"))
    REFERENCES.moves("places.Visit.organisation", _("Visitors"))
    REFERENCES.moves("places.Waiting.organisation", _("Waiting"))
    REFERENCES.moves("places.Entitlement.organisation", _("Entitlements"))
    REFERENCES.moves("places.Tenancy.organisation", _("Tenancies"))
    REFERENCES.moves("places.RentSupport.organisation", _("Rent support"))
    REFERENCES.moves("places.NamingObjection.organisation", _("Visitors"), alike=("premises",))
