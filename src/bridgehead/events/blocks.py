"""What forums show elsewhere: on an organisation's page, and on the boards of the houses whose halls they hold."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor
from bridgehead.directory.blocks import ON_ORGANISATIONS, Block
from bridgehead.directory.models import Organisation
from bridgehead.events import queries
from bridgehead.events.queries.halls import forums_by_source
from bridgehead.places.holders import Holder


def register_blocks() -> None:
    """Let the page of an organisation show where it was."""
    ON_ORGANISATIONS.shown(order=10)(at_forums)


def at_forums(actor: Actor, organisation: Organisation) -> Block | None:
    """Return the forums that an organisation hosts or appears at, as far as the actor may see them."""
    standings = queries.standings(actor, organisation)
    return Block("forums", _("At forums"), "events/_standings.html", {"standings": standings}) if standings else None


def as_holders(actor: Actor, sources: Collection[str]) -> dict[str, Holder]:
    """Return what the forums are called that hold rooms; of one that the actor may not see, only that it is one."""
    seen, hidden = forums_by_source(actor, sources), Holder(gettext("a forum that is not announced yet"))
    return {
        source: Holder(seen[source].name, reverse("events:forum", args=[seen[source].public_id]))
        if source in seen
        else hidden
        for source in sources
    }
