"""What every page of this context does at its edge: who asks, and in which round."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock, live
from bridgehead.partnering import rules
from bridgehead.partnering.models import Delegation
from bridgehead.partnering.queries import requests as request_queries
from bridgehead.partnering.queries import rounds as round_queries
from bridgehead.partnering.queries.lookups import place_or_404


def participant_page(request: HttpRequest, round_id: UUID, *, tab: str) -> dict[str, Any]:
    """Return what each page of a participant is made of; a round without oneself in it is not there.

    That is the round, one's own delegation and place, and what waits for a word.
    """
    place = place_or_404(actor_of(request), round_id)
    held = place.held
    may_answer = held.phase in rules.ANSWERING
    waiting = request_queries.waiting_in(place) if may_answer else request_queries.Waiting()
    return {
        "may_answer": may_answer,
        "round": held,
        "place": place,
        "mine": place.delegation,
        "waiting": waiting,
        "now": clock.now(),
        "tab": tab,
    }


def officer_page(request: HttpRequest, round_id: UUID, *, tab: str) -> dict[str, Any]:
    """Return what each page of an officer is made of; a round that one does not run is not there."""
    held = round_queries.officer_round_or_404(actor_of(request), round_id)
    return {"round": held, "now": clock.now(), "tab": tab}


def said(request: HttpRequest, sentence: str | Promise, name: str, *ids: UUID) -> HttpResponse:
    """Say a sentence on the page that follows, and lead there."""
    messages.success(request, str(sentence))
    return HttpResponseRedirect(reverse(name, args=ids))


def heard_live(own: Delegation) -> dict[str, Any]:
    """Return what lets a page hear that something about the own meetings is new, and what it has heard already."""
    topic = own.live_topic
    heard, _said = live.newest({topic}).get(topic, ("", None))
    return {"live": f"/events/{live.ticket(topic)}/", "heard": heard}
