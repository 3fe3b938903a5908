"""After the meetings: what each side says of them and of what came next; for officers what was held."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.partnering.actions import afterwards as actions
from bridgehead.partnering.forms import afterwards as forms
from bridgehead.partnering.models import Delegation, MeetingRequest
from bridgehead.partnering.queries import afterwards as queries
from bridgehead.partnering.queries import requests as request_queries
from bridgehead.partnering.queries.timetables import meeting_in_force
from bridgehead.partnering.views.edge import officer_page, participant_page, said
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 20


@login_required
@require_safe
def afterwards(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """One's own meetings that are over: those without a word first, then what was said and is due."""
    page = participant_page(request, round_id, tab="timetable")
    shown = page_of(request, queries.meetings_over(page["place"], now=page["now"]), PER_PAGE)
    page |= {"page": shown, "lines": queries.with_words(page["place"], list(shown), now=page["now"])}
    return render(request, "partnering/afterwards.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Say how a meeting went and what comes next."""
    actor = actor_of(request)
    met = request_queries.request_or_404(actor, request_id)
    page = participant_page(request, met.round.public_id, tab="timetable")
    meeting = meeting_in_force(met)
    if meeting is None or meeting.slot.ends_at > page["now"]:
        raise Http404
    word = queries.word_of(page["place"], met)
    before = {name: getattr(word, name) for name in ("attendance", "next_step", "note")} if word else {}
    form = forms.AfterwordForm(request.POST if request.method == "POST" else None, initial=before)
    done = attempt(
        form, lambda: actions.say_afterwards(request_id=met.pk, **form.cleaned_data, by=actor, now=clock.now())
    )
    if done is not None:
        return said(request, _("Thank you. It is noted."), "partnering:afterwards", met.round.public_id)
    page |= {"form": form, "meeting": meeting, "other": _other(met, page["mine"].pk), "word": word}
    return render(request, "partnering/say_afterwards.html", page, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def became(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    """Say what has become of a next step."""
    actor = actor_of(request)
    asked = queries.follow_up_or_404(actor, follow_up_id)
    met = asked.afterword.request
    page = participant_page(request, met.round.public_id, tab="timetable")
    form = forms.FollowUpForm(
        request.POST if request.method == "POST" else None, initial={"course": asked.course, "note": asked.note}
    )
    done = attempt(
        form, lambda: actions.answer_follow_up(follow_up_id=asked.pk, **form.cleaned_data, by=actor, now=clock.now())
    )
    if done is not None:
        return said(request, _("Thank you. It is noted."), "partnering:afterwards", met.round.public_id)
    page |= {"form": form, "asked": asked, "word": asked.afterword, "other": _other(met, page["mine"].pk)}
    return render(request, "partnering/became.html", page, status=422 if form.errors else 200)


@login_required
@require_safe
def desk(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """What was held, and what comes next, for officers."""
    page = officer_page(request, round_id, tab="after")
    actor, held = actor_of(request), page["round"]
    shown = page_of(request, queries.pairs_over(actor, held, now=page["now"]), PER_PAGE)
    page |= {"page": shown, "pairs": queries.with_both(list(shown)), "kept": queries.kept_in(held, now=page["now"])}
    return render(request, "partnering/desk/afterwards.html", page)


def _other(met: MeetingRequest, own: int) -> Delegation:
    return met.asked if met.asking_id == own else met.asking
