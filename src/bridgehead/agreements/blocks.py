"""What the ledger shows on an organisation's page, and where higher contexts show what they know of an agreement."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.models import Agreement
from bridgehead.agreements.queries.ledger import own_agreements_of
from bridgehead.agreements.queries.public import public_agreements_of
from bridgehead.agreements.rules import spoken_for
from bridgehead.directory.blocks import ON_ORGANISATIONS, Block, Blocks
from bridgehead.directory.models import Organisation
from bridgehead.foundation import clock

#: The overview of an agreement at the desk: its keepers alone read it.
ON_AGREEMENTS: Blocks[Agreement] = Blocks()
#: The newest; the others stand on the page of all of one's own, or among the results.
_SHOWN = 5


def register_blocks() -> None:
    """Let the page of an organisation show what it has signed, and lead those who speak for it to all that binds it."""
    ON_ORGANISATIONS.shown(order=20)(signed_by)
    ON_ORGANISATIONS.shown(order=30)(own_block)


def signed_by(actor: Actor, organisation: Organisation) -> Block | None:
    """Return the agreements in which anybody may know the organisation to be a party.

    Those who speak for it find them, and what is not public, among their own.
    """
    if organisation.pk in spoken_for(actor):
        return None
    found = public_agreements_of(organisation, clock.database_now(), most=_SHOWN + 1)
    context = {"agreements": found[:_SHOWN], "is_more": len(found) > _SHOWN}
    return Block("agreements", _("Agreements"), "agreements/_signed.html", context) if found else None


def own_block(actor: Actor, organisation: Organisation) -> Block | None:
    """Return the agreements that bind an organisation, to those who speak for it and to nobody else."""
    if organisation.pk not in spoken_for(actor):
        return None
    bound = list(own_agreements_of(actor, organisation)[: _SHOWN + 1])
    context = {"agreements": bound[:_SHOWN], "is_more": len(bound) > _SHOWN}
    return Block("own-agreements", _("Our agreements"), "agreements/own/_block.html", context) if bound else None
