"""The officers' page of one meeting: what came of it in the ledger."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.agreements.queries.roles import ledgers_to_choose
from bridgehead.foundation import clock
from bridgehead.foundation.tokens import new_token
from bridgehead.partnering.actions import agreements as deeds
from bridgehead.partnering.forms.agreements import BeginForm, LinkForm
from bridgehead.partnering.models import MeetingRequest
from bridgehead.partnering.queries import agreements as queries
from bridgehead.partnering.queries.timetables import meeting_in_force
from bridgehead.partnering.schemas.grid import in_order
from bridgehead.partnering.views.edge import officer_page, said
from bridgehead.web.forms import attempt
from bridgehead.web.languages import stands_at


@login_required
@require_safe
def meeting(request: HttpRequest, round_id: UUID, request_id: UUID) -> HttpResponse:
    """Who met, and what came of it."""
    page, met = _met(request, round_id, request_id)
    return _page(request, page, met)


@login_required
@require_POST
def begin(request: HttpRequest, round_id: UUID, request_id: UUID) -> HttpResponse:
    """Write down an agreement that began at the meeting, and go on writing it in the ledger."""
    page, met = _met(request, round_id, request_id)
    actor = actor_of(request)
    form = BeginForm(request.POST, keepers=ledgers_to_choose(actor))
    begun = attempt(form, lambda: deeds.begin_agreement(request_id=met.pk, by=actor, now=clock.now(), **form.said()))
    if begun is not None:
        sentence = _("The draft stands in the ledger, with both organisations as its parties. Write on here.")
        return said(request, sentence, "agreements_desk:change", begun.public_id)
    return _page(request, page, met, begin_form=form)


@login_required
@require_POST
def link(request: HttpRequest, round_id: UUID, request_id: UUID) -> HttpResponse:
    """Note that an agreement of the ledger began at the meeting."""
    page, met = _met(request, round_id, request_id)
    actor = actor_of(request)
    form = LinkForm(request.POST, agreements=queries.that_may_have_begun(actor, met))
    noted = attempt(
        form,
        lambda: deeds.link_agreement(request_id=met.pk, agreement_id=form.agreement_id(), by=actor, now=clock.now()),
    )
    if noted is not None:
        sentence = _("It is noted that the agreement began at this meeting.")
        return said(request, sentence, "partnering_desk:meeting", round_id, request_id)
    return _page(request, page, met, link_form=form)


@login_required
@require_POST
def unlink(request: HttpRequest, round_id: UUID, request_id: UUID, link_id: UUID) -> HttpResponse:
    """Take back that an agreement began at the meeting."""
    _page_of_round, met = _met(request, round_id, request_id)
    noted = queries.link_or_404(actor_of(request), met, link_id)
    deeds.unlink_agreement(link_id=noted.pk, by=actor_of(request), now=clock.now())
    sentence = _("It is taken back. The agreement stands in the ledger as it did.")
    if meeting_in_force(met) is None:
        # Of a meeting without a place nothing is left to be shown.
        return said(request, sentence, "partnering_desk:studio", round_id)
    return said(request, sentence, "partnering_desk:meeting", round_id, request_id)


def _met(request: HttpRequest, round_id: UUID, request_id: UUID) -> tuple[dict[str, Any], MeetingRequest]:
    page = officer_page(request, round_id, tab="studio")
    return page, queries.meeting_or_404(actor_of(request), page["round"], request_id)


def _page(
    request: HttpRequest,
    page: dict[str, Any],
    met: MeetingRequest,
    *,
    begin_form: BeginForm | None = None,
    link_form: LinkForm | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    refused = begin_form or link_form
    if refused is not None:
        stands_at(request, reverse("partnering_desk:meeting", args=[page["round"].public_id, met.public_id]))
    keepers = ledgers_to_choose(actor)
    page |= {
        "met": met,
        "meeting": meeting_in_force(met),
        "meeting_sides": in_order(met.asking, met.asked),
        "links": queries.came_of(actor, met),
        "deeds": queries.deeds_on(actor, met),
        "begin_form": begin_form or BeginForm(initial={"key": new_token()}, keepers=keepers),
        "link_form": link_form or LinkForm(agreements=queries.that_may_have_begun(actor, met)),
    }
    return render(request, "partnering/desk/meeting.html", page, status=422 if refused else 200)
