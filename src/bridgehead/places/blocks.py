"""What premises show on an organisation's page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor
from bridgehead.directory.blocks import ON_ORGANISATIONS, Block
from bridgehead.directory.models import Organisation
from bridgehead.foundation import clock
from bridgehead.places.queries.tenants import seats_of


def register_blocks() -> None:
    """Let the page of an organisation show where it lives."""
    ON_ORGANISATIONS.shown(order=16)(at_premises)


def at_premises(actor: Actor, organisation: Organisation) -> Block | None:
    """Return the offices and desks of an organisation, where premises name their tenants and it did not object."""
    seats = seats_of(actor, [organisation.pk], clock.now())
    if not seats:
        return None
    return Block("premises", _("At premises"), "places/_on_organisation.html", {"seats": seats})
