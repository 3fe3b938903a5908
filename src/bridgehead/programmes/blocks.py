"""What programmes show on an organisation's page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor
from bridgehead.directory.blocks import ON_ORGANISATIONS, Block
from bridgehead.directory.models import Organisation
from bridgehead.programmes.queries.cohorts import places_of_organisation


def register_blocks() -> None:
    """Let the page of an organisation show its cohorts."""
    ON_ORGANISATIONS.shown(order=15)(in_cohorts)


def in_cohorts(actor: Actor, organisation: Organisation) -> Block | None:
    """Return the cohorts of an organisation, as far as the actor may see them."""
    places = places_of_organisation(actor, organisation)
    if not places:
        return None
    return Block("cohorts", _("In support programmes"), "programmes/cohorts/_on_organisation.html", {"places": places})
