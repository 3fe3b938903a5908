"""What every page of this context does at its edge: who asks, in which round, and a refusal at its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.foundation.refusals import Refused
from bridgehead.partnering import rules
from bridgehead.partnering.models import PartneringRound
from bridgehead.partnering.queries import requests as request_queries
from bridgehead.partnering.queries import rounds as round_queries


def participant_page(request: HttpRequest, round_id: UUID, *, tab: str) -> dict[str, Any]:
    """Return what each page of a participant is made of; a round without oneself in it is not there."""
    return participant_frame(request, round_queries.round_or_404(actor_of(request), round_id), tab=tab)


def participant_frame(request: HttpRequest, held: PartneringRound, *, tab: str) -> dict[str, Any]:
    """Return the frame of a participant's page: the round, one's own delegation, and how many requests wait."""
    actor = actor_of(request)
    mine = round_queries.my_delegation(actor, held)
    if mine is None:
        raise Http404
    waiting = request_queries.requests_to_answer(actor, held).count() if held.phase in rules.ANSWERING else 0
    return {
        "may_answer": held.phase in rules.ANSWERING,
        "round": held,
        "mine": mine,
        "waiting": waiting,
        "now": clock.now(),
        "tab": tab,
    }


def officer_page(request: HttpRequest, round_id: UUID, *, tab: str) -> dict[str, Any]:
    """Return what each page of an officer is made of; a round that one does not run is not there."""
    held = round_queries.officer_round_or_404(actor_of(request), round_id)
    return {"round": held, "now": clock.now(), "tab": tab}


def done(form: BaseForm, deed: Callable[[], object]) -> bool:
    """Do the deed of a valid form; a refusal is said at its field, and what was typed stays."""
    try:
        deed()
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.sentence))
        return False
    return True


def said(request: HttpRequest, sentence: str | Promise, name: str, *ids: UUID) -> HttpResponse:
    """Say a sentence on the page that follows, and lead there."""
    messages.success(request, str(sentence))
    return HttpResponseRedirect(reverse(name, args=ids))
