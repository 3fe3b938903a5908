"""What partnering shows on the desk's page of an agreement."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.blocks import ON_AGREEMENTS
from bridgehead.agreements.models import Agreement
from bridgehead.directory.blocks import Block
from bridgehead.partnering.queries.agreements import beginning_of
from bridgehead.partnering.queries.timetables import meeting_in_force
from bridgehead.partnering.schemas.grid import in_order


def register_blocks() -> None:
    """Let the page of an agreement show at which meeting it began."""
    ON_AGREEMENTS.shown(order=5)(began_at)


def began_at(actor: Actor, agreement: Agreement) -> Block | None:
    """Return the meeting at which an agreement began, to those who may know of both."""
    noted = beginning_of(actor, agreement)
    if noted is None:
        return None
    met = noted.request
    context = {"met": met, "sides": in_order(met.asking, met.asked), "meeting": meeting_in_force(met)}
    return Block("began", _("Where it began"), "partnering/desk/_began.html", context)
