"""What the ladder shows of an agreement on its page at the desk."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.blocks import ON_AGREEMENTS
from bridgehead.agreements.models import Agreement
from bridgehead.agreements.rules import is_signed
from bridgehead.directory.blocks import Block
from bridgehead.outcomes.queries.desk import standing_of_agreement
from bridgehead.outcomes.queries.follow_ups import next_of

#: The newest; the others stand in the list of outcomes.
_SHOWN = 8


def register_blocks() -> None:
    """Let the page of an agreement show where it stands, and lead to what has come of it since."""
    ON_AGREEMENTS.shown(order=10)(on_the_ladder)


def on_the_ladder(actor: Actor, agreement: Agreement) -> Block | None:
    """Return where a signed agreement stands on the ladder; whoever reads the page keeps its ledger."""
    if not is_signed(agreement.state):
        return None
    standing = standing_of_agreement(agreement)
    context = {
        "agreement": agreement,
        "outcomes": standing[:_SHOWN],
        "is_more": len(standing) > _SHOWN,
        "next": next_of(agreement),
    }
    return Block("outcomes", _("Results"), "outcomes/desk/_of_agreement.html", context)
