"""What the ledger shows on an organisation's page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.queries.public import public_agreements_of
from bridgehead.directory.blocks import Block, shown_on_organisations
from bridgehead.directory.models import Organisation
from bridgehead.foundation import clock


def register_blocks() -> None:
    """Let the page of an organisation show what it has signed."""
    shown_on_organisations(order=20)(signed_by)


def signed_by(actor: Actor, organisation: Organisation) -> Block | None:
    """Return the agreements in which anybody may know the organisation to be a party."""
    found = public_agreements_of(organisation, clock.database_now())
    return Block("agreements", _("Agreements"), "agreements/_signed.html", {"agreements": found}) if found else None
