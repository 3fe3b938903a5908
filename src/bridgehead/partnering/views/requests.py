"""Meeting requests: received, sent, and one with its thread and answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.partnering import rules
from bridgehead.partnering.actions import day as day_actions
from bridgehead.partnering.actions import requests as actions
from bridgehead.partnering.forms import day as day_forms
from bridgehead.partnering.forms import rounds as forms
from bridgehead.partnering.models import MeetingRequest, RequestState, RoundPhase, Strength
from bridgehead.partnering.queries import participants, timetables, unplaced
from bridgehead.partnering.queries import requests as queries
from bridgehead.partnering.queries.going import who_goes
from bridgehead.partnering.queries.inbox import shelves_of, with_way_back
from bridgehead.partnering.queries.lookups import OwnPlace, place_or_404
from bridgehead.partnering.queries.rounds import people_of
from bridgehead.partnering.views.edge import participant_page, said
from bridgehead.web.forms import attempt
from bridgehead.web.languages import stands_at
from bridgehead.web.pages import page_of

PER_PAGE = 20


@login_required
@require_safe
def sent(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Requests that one's own delegation sent."""
    page = participant_page(request, round_id, tab="requests")
    sent_by_us = queries.with_thread(queries.requests_sent(page["place"]))
    page |= {"shelves": _shelves(page), "asked": page_of(request, sent_by_us, PER_PAGE)}
    return render(request, "partnering/requests_sent.html", page)


def _shelves(page: dict[str, Any]) -> list[tuple[rules.Shelf, int]]:
    return shelves_of(page["place"], page["waiting"], may_answer=page["may_answer"])


@login_required
@require_safe
def request_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request with everything that can be done with it."""
    return _request_page(request, queries.request_or_404(actor_of(request), request_id))


@login_required
@require_POST
def accept(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Accept, wanting it much or very much."""
    actor, held = actor_of(request), queries.request_or_404(actor_of(request), request_id)
    form = forms.AcceptForm(request.POST, musts_left=_musts_left(request, held))
    accepted = attempt(
        form, lambda: actions.accept_request(request_id=held.pk, strength=form.cleaned_data["strength"], by=actor)
    )
    if accepted is None:
        return _request_page(request, held, accept_form=form)
    sentence = _("Accepted. The time comes with the timetable.")
    return said(request, sentence, "partnering:requests", held.round.public_id)


@login_required
@require_POST
def strength(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Say anew how much one wants the meeting."""
    actor, held = actor_of(request), queries.request_or_404(actor_of(request), request_id)
    form = forms.StrengthForm(request.POST, musts_left=_musts_left(request, held))
    changed = attempt(
        form, lambda: actions.change_strength(request_id=held.pk, strength=form.cleaned_data["strength"], by=actor)
    )
    if changed is None:
        return _request_page(request, held, strength_form=form)
    sentence = _("Saved: %(wish)s.") % {"wish": Strength(form.cleaned_data["strength"]).label}
    return said(request, sentence, "partnering:request", held.public_id)


@login_required
@require_POST
def decline(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Decline, with a reason or without."""
    actor, held = actor_of(request), queries.request_or_404(actor_of(request), request_id)
    form = forms.DeclineForm(request.POST)
    declined = attempt(
        form, lambda: actions.decline_request(request_id=held.pk, reason=form.cleaned_data["reason"], by=actor)
    )
    if declined is None:
        return _request_page(request, held, decline_form=form)
    return said(request, _("Declined."), "partnering:requests", held.round.public_id)


@login_required
@require_POST
def say(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Ask first, or reply."""
    actor, held = actor_of(request), queries.request_or_404(actor_of(request), request_id)
    form = forms.MessageForm(request.POST)
    written = attempt(form, lambda: actions.write_message(request_id=held.pk, text=form.cleaned_data["text"], by=actor))
    if written is None:
        return _request_page(request, held, say_form=form)
    return said(request, _("Sent. The request stays open."), "partnering:request", held.public_id)


@login_required
@require_POST
def withdraw(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Take a request or an accepted meeting back."""
    actor, held = actor_of(request), queries.request_or_404(actor_of(request), request_id)
    actions.withdraw_request(request_id=held.pk, by=actor, now=clock.now())
    return said(request, _("Withdrawn."), "partnering:requests_sent", held.round.public_id)


@login_required
@require_POST
def late(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Tell the other side of a placed meeting that one comes late."""
    actor, held = actor_of(request), queries.request_or_404(actor_of(request), request_id)
    form = day_forms.LateForm(request.POST)
    told = attempt(
        form,
        lambda: day_actions.tell_late(
            request_id=held.pk, minutes=form.cleaned_data["minutes"], by=actor, now=clock.now()
        ),
    )
    if told is None:
        return _request_page(request, held, late_form=form)
    return said(request, _("The other side is told."), "partnering:today", held.round.public_id)


@login_required
@require_POST
def call_off(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Call off a placed meeting."""
    actor, held = actor_of(request), queries.request_or_404(actor_of(request), request_id)
    form = day_forms.CallOffForm(request.POST)
    done = attempt(
        form,
        lambda: day_actions.call_off_meeting(
            request_id=held.pk, reason=form.cleaned_data["reason"], by=actor, now=clock.now()
        ),
    )
    if done is None:
        return _request_page(request, held, call_off_form=form)
    sentence = _("The meeting is called off. Both sides have a new timetable.")
    return said(request, sentence, "partnering:request", held.public_id)


def _musts_left(request: HttpRequest, held: MeetingRequest) -> int:
    return participants.quota_of(place_or_404(actor_of(request), held.round.public_id)).musts_left


def _request_page(request: HttpRequest, held: MeetingRequest, **refused: BaseForm) -> HttpResponse:
    stands_at(request, reverse("partnering:request", args=[held.public_id]))
    page = participant_page(request, held.round.public_id, tab="requests")
    page |= {"request_": held, "thread": held.messages.all(), **_standing(held)}
    page |= _seen_by(held, page, **refused)
    page |= _going(held, page)
    return render(request, "partnering/request.html", page, status=422 if refused else 200)


def _going(held: MeetingRequest, page: dict[str, Any]) -> dict[str, Any]:
    """Return who of one's own people goes to the meeting, where several could."""
    people = people_of(page["place"]) if held.round.phase in rules.SENDING else []
    lines = who_goes(page["place"], people, only=held.public_id) if len(people) > 1 else []
    if not lines or lines[0].is_over(page["now"]):
        return {}
    goers = [each.user for each in people if each.pk in lines[0].sits]
    return {"may_send": True, "goers": goers if len(goers) < len(people) else []}


def _standing(held: MeetingRequest) -> dict[str, Any]:
    """Return the placed meeting of an agreed request, or the sentence that says why it has none yet."""
    if held.state != RequestState.ACCEPTED:
        return {}
    meeting = timetables.meeting_in_force(held)
    if meeting is not None:
        return {"meeting": meeting}
    return {"why_unplaced": unplaced.why_unplaced(held, timetables.published_timetable(held.round))}


def _seen_by(held: MeetingRequest, page: dict[str, Any], **refused: BaseForm) -> dict[str, Any]:
    """Return the other side and the forms that this side has; a refused form replaces its fresh one."""
    asked_me = held.asked_id == page["mine"].pk
    fresh = _forms(held, asked_me=asked_me, place=page["place"]) if page["may_answer"] else {}
    is_agreed = held.state == RequestState.ACCEPTED
    is_free = page["may_answer"] and held.state in rules.OPEN_STATES and "meeting" not in page
    is_over = "meeting" in page and page["meeting"].slot.ends_at <= page["now"]
    may_withdraw = is_free and (is_agreed or not asked_me)
    return {
        "asked_me": asked_me,
        "other": held.asking if asked_me else held.asked,
        "may_withdraw": may_withdraw,
        "may_take_back": asked_me and page["may_answer"] and bool(with_way_back([held])),
        "ask_organisers": is_agreed and held.round.phase != RoundPhase.CLOSED and not is_over,
        "is_over": is_over,
        **_on_the_day(held, page),
        "may_ask_first": "accept_form" in fresh and not page["thread"],
        **fresh,
        **refused,
    }


def _forms(held: MeetingRequest, *, asked_me: bool, place: OwnPlace) -> dict[str, BaseForm]:
    """Return the fresh forms of one side, while answers are given."""
    fresh: dict[str, BaseForm] = {}
    if held.state not in rules.OPEN_STATES:
        return fresh
    musts_left = participants.quota_of(place).musts_left
    if held.state == RequestState.SENT and asked_me:
        fresh |= {"accept_form": forms.AcceptForm(musts_left=musts_left), "decline_form": forms.DeclineForm()}
    else:
        wish = held.answer_strength if asked_me else held.strength
        left = 1 if wish == Strength.MUST else musts_left
        fresh["strength_form"] = forms.StrengthForm(initial={"strength": wish}, musts_left=left)
    return {**fresh, "say_form": forms.MessageForm()}


def _on_the_day(held: MeetingRequest, page: dict[str, Any]) -> dict[str, BaseForm]:
    """Return what can be told of a placed meeting: that one is late until it is over, its end until it begins."""
    meeting = page.get("meeting")
    if meeting is None or held.round.phase not in rules.HAPPENING:
        return {}
    found: dict[str, BaseForm] = {}
    if meeting.slot.ends_at > page["now"]:
        found["late_form"] = day_forms.LateForm()
    if meeting.slot.starts_at > page["now"]:
        found["call_off_form"] = day_forms.CallOffForm()
    return found
