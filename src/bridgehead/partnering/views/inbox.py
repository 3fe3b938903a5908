"""The inbox: the requests that one's delegation received, answered one by one or many at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.partnering.actions import answers as actions
from bridgehead.partnering.actions.answers import Answered
from bridgehead.partnering.forms.inbox import AnswerForm, InboxFilter, TakeBackForm, shelf_of
from bridgehead.partnering.queries import inbox as queries
from bridgehead.partnering.queries import participants
from bridgehead.partnering.queries.lookups import place_or_404
from bridgehead.partnering.rules import Answer, Shelf
from bridgehead.partnering.schemas.answers import Told, told_answers, told_taking_back
from bridgehead.partnering.views.edge import participant_page
from bridgehead.web.forms import attempt
from bridgehead.web.htmx import wants_fragment
from bridgehead.web.languages import stands_at
from bridgehead.web.pages import page_of

PER_PAGE = 50


@login_required
@require_safe
def received(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The inbox, one shelf of it, ranked."""
    return _inbox_page(request, round_id, AnswerForm())


@login_required
@require_POST
def answer_requests(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Answer the request whose button was pressed, or all that are chosen."""
    actor, place = actor_of(request), place_or_404(actor_of(request), round_id)
    form = AnswerForm(request.POST)
    answered = attempt(
        form,
        lambda: actions.answer_requests(
            place=place,
            ids=form.ids,
            answer=form.answered,
            words=form.words,
            by=actor,
            idempotency_key=form.cleaned_data["key"],
        ),
    )
    if answered is None:
        return _not_answered(request, round_id, form)
    return _after(request, round_id, answered, told_answers(answered, form.answered), form)


@login_required
@require_POST
def take_back_answers(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Take answers back that nobody was told of yet."""
    actor, place = actor_of(request), place_or_404(actor_of(request), round_id)
    form = TakeBackForm(request.POST)
    done = attempt(form, lambda: actions.take_back_answers(place=place, ids=form.ids, by=actor))
    told = told_taking_back(done) if done else Told("", [str(each) for each in form.non_field_errors()])
    if wants_fragment(request):
        return _inbox_page(request, round_id, AnswerForm(), told=told)
    _say(request, told)
    return HttpResponseRedirect(f"{reverse('partnering:requests', args=[round_id])}{_query(request)}")


def _after(request: HttpRequest, round_id: UUID, answered: Answered, told: Told, form: AnswerForm) -> HttpResponse:
    """Say what came of it: to htmx as the parts of the page that change, otherwise on the page that follows."""
    undone_by = [each.public_id for each in answered.done] if form.answered is not Answer.ASK else []
    if wants_fragment(request):
        page = participant_page(request, round_id, tab="requests")
        page |= {"told": told, "answered": answered, "may_undo": undone_by, "shelf": _shelf_asked(request, page)}
        return render(request, "partnering/_answered.html", page | _standing(page))
    if answered.refused:
        return _inbox_page(request, round_id, form, told=told, chosen=_left(answered), may_undo=undone_by)
    _say(request, told)
    return HttpResponseRedirect(f"{reverse('partnering:requests', args=[round_id])}{_query(request)}")


def _not_answered(request: HttpRequest, round_id: UUID, form: AnswerForm) -> HttpResponse:
    if wants_fragment(request):
        wrong = [str(error) for errors in form.errors.values() for error in errors]
        return render(request, "partnering/_answered.html", {"told": Told("", wrong)}, status=422)
    return _inbox_page(request, round_id, form, chosen=set(form.chosen()))


def _inbox_page(
    request: HttpRequest,
    round_id: UUID,
    form: AnswerForm,
    *,
    told: Told | None = None,
    chosen: Collection[str] = (),
    may_undo: Sequence[UUID] = (),
) -> HttpResponse:
    page = participant_page(request, round_id, tab="requests")
    if request.method == "POST":
        stands_at(request, f"{reverse('partnering:requests', args=[round_id])}{_query(request)}")
    page |= {"form": form, "told": told, "may_undo": may_undo, **_standing(page), **_shelf(request, page, chosen)}
    is_refused = bool(form.errors) or (told is not None and bool(told.not_done))
    return render(request, "partnering/requests.html", page, status=422 if is_refused else 200)


def _standing(page: dict[str, Any]) -> dict[str, Any]:
    """Return what changes with each answer: the counts of the shelves, the room, the quota."""
    place = page["place"]
    shelves = queries.shelves_of(place, page["waiting"], may_answer=page["may_answer"])
    return {"shelves": shelves, "room": queries.room_of(place), "quota": participants.quota_of(place)}


def _shelf_asked(request: HttpRequest, page: dict[str, Any]) -> Shelf:
    return shelf_of(request.GET.get("shelf"), Shelf.WAITING if page["may_answer"] else Shelf.ACCEPTED)


def _shelf(request: HttpRequest, page: dict[str, Any], chosen: Collection[str]) -> dict[str, Any]:
    """Return one shelf, a page of it; each row with its reasons, whether its answer can be undone and it is chosen."""
    place, shelf = page["place"], _shelf_asked(request, page)
    narrowing = queries.narrowing_of(place, shelf)
    filter_ = InboxFilter(request.GET, shelf=shelf, narrowing=narrowing)
    found = queries.inbox(place, filter_.wanted, page["now"])
    shown = page_of(request, found.listed if page["may_answer"] or not shelf.is_open else (), PER_PAGE)
    reasons, way_back = found.reasons(list(shown)), queries.with_way_back(list(shown))
    return {
        "shelf": shelf,
        "filter": filter_,
        "asked": shown,
        "rows": [(each, reasons[each.pk], each.pk in way_back, str(each.public_id) in chosen) for each in shown],
        "can_take_back": bool(way_back),
        "query": _query(request),
    }


def _left(answered: Answered) -> set[str]:
    """The ids of those that can still be answered: they stay chosen."""
    return {str(each.request.public_id) for each in answered.refused if each.still_waits}


def _say(request: HttpRequest, told: Told) -> None:
    if told.done:
        messages.success(request, told.done)
    for sentence in told.not_done:
        messages.warning(request, sentence)


def _query(request: HttpRequest) -> str:
    sent = request.GET.urlencode()
    return f"?{sent}" if sent else ""
