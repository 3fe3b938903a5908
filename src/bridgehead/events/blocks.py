"""What forums show on an organisation's page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor
from bridgehead.directory.blocks import ON_ORGANISATIONS, Block
from bridgehead.directory.models import Organisation
from bridgehead.events import queries


def register_blocks() -> None:
    """Let the page of an organisation show where it was."""
    ON_ORGANISATIONS.shown(order=10)(at_forums)


def at_forums(actor: Actor, organisation: Organisation) -> Block | None:
    """Return the forums that an organisation hosts or appears at, as far as the actor may see them."""
    standings = queries.standings(actor, organisation)
    return Block("forums", _("At forums"), "events/_standings.html", {"standings": standings}) if standings else None
