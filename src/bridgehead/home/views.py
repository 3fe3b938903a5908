"""Pages that combine contexts: the front page, the desk, my forums, search."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.accounts.queries import entries_of
from bridgehead.agreements.queries.listed import waiting_counts
from bridgehead.agreements.rules import keeps_a_ledger
from bridgehead.directory.queries.verification import awaiting_counts
from bridgehead.directory.searching import MOST_LETTERS, SEARCHED, Question
from bridgehead.events.queries import officer_forum_or_404
from bridgehead.events.queries.questions import missing_answers
from bridgehead.foundation import clock
from bridgehead.home.queries import desk as at_desk
from bridgehead.home.queries import front
from bridgehead.home.queries.attention import attention
from bridgehead.home.queries.found import Shown
from bridgehead.home.queries.trail import deeds_in_words
from bridgehead.home.queries.week import week_of
from bridgehead.outcomes.queries.follow_ups import number_due
from bridgehead.partnering.queries.participants import rounds_taking_part
from bridgehead.programmes.queries.today import today_in_programmes
from bridgehead.web.htmx import render_page
from bridgehead.web.pages import page_of

PER_PAGE = 10
PER_PAGE_FOUND = 20
TABS_PER_PAGE = 8
DEEDS_PER_PAGE = 50
A_YEAR = timedelta(days=366)


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The front page."""
    coming, held = front.forums_to_show(clock.now())
    return render(request, "home/start.html", {"coming": coming, "held": held, "now": clock.now()})


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """What needs an officer's attention today, for one forum at a time."""
    actor, now = actor_of(request), clock.now()
    forums = at_desk.forums_run_by(actor)
    forum = at_desk.forum_at_desk(forums, request.GET.get("forum"), now)
    if forum is None:
        raise Http404
    standing = at_desk.standing_of(forum, now=now)
    keeps = keeps_a_ledger(actor)
    ledger = waiting_counts(actor, now) if keeps else []
    follow_ups = number_due(actor, now.astimezone(ZoneInfo(actor.zone)).date()) if keeps else 0
    context = {
        "forums": page_of(request, forums, TABS_PER_PAGE, name="forums"),
        "forum": forum,
        "now": now,
        "standing": standing,
        "attention": attention(standing, now, awaiting_counts(actor), ledger, follow_ups),
        "rates": at_desk.rates_of(standing),
        "least_served": at_desk.least_served(standing),
    }
    return render(request, "home/desk.html", context)


@require_safe
@login_required
def trail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The audit trail of a forum, for its officers to read."""
    forum = officer_forum_or_404(actor_of(request), public_id)
    page = page_of(request, entries_of(forum.audit_stream), DEEDS_PER_PAGE)
    return render(request, "home/trail.html", {"forum": forum, "page": page, "deeds": deeds_in_words(list(page))})


@require_safe
@login_required
def my_forums(request: HttpRequest) -> HttpResponse:
    """The person's forums, with the next thing to do in each."""
    actor, now = actor_of(request), clock.now()
    mine = page_of(request, front.my_registrations(actor, now), PER_PAGE)
    missing = missing_answers(list(mine), now)
    context = {
        "page": mine,
        "registrations": [(each, missing.get(each.pk, 0)) for each in mine],
        "now": now,
        "in_programmes": today_in_programmes(actor, now),
    }
    return render(request, "home/my_forums.html", context)


@require_safe
@login_required
def my_week(request: HttpRequest) -> HttpResponse:
    """The person's seven days from today on, or from the day that is asked for."""
    actor, now = actor_of(request), clock.now()
    today = now.astimezone(ZoneInfo(actor.zone)).date()
    week = week_of(actor, _first_day(request.GET.get("week", ""), today))
    has_forums = bool(week.days) or front.my_registrations(actor, now).exists()
    context = {"week": week, "today": today, "now": now, "has_forums": has_forums}
    return render(request, "home/my_week.html", context)


def _first_day(asked: str, today: date) -> date:
    """The day that an address asks for, no further than a year from today; today for nonsense."""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return today
    return min(max(day, today - A_YEAR), today + A_YEAR)


@require_safe
@login_required
def onward(request: HttpRequest) -> HttpResponse:
    """Where a person goes on who signed in and asked for no page: to a desk, to today, or to their forums."""
    actor = actor_of(request)
    if at_desk.forums_run_by(actor).exists():
        return HttpResponseRedirect(reverse("home:desk"))
    if keeps_a_ledger(actor):
        return HttpResponseRedirect(reverse("agreements_desk:ledger"))
    taking_part = rounds_taking_part(actor).exists()
    return HttpResponseRedirect(reverse("partnering:start" if taking_part else "home:my_forums"))


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search over everything that the reader may see, in both languages; of one kind all, page by page."""
    question = Question.of(request.GET.get("q", ""), clock.database_now())
    only = request.GET.get("of", "")
    found = SEARCHED.of(actor_of(request), question, only=only)
    page = page_of(request, found[0].hits, PER_PAGE_FOUND) if only and found else None
    context = {
        "question": question,
        "most_letters": MOST_LETTERS,
        "only": only,
        "page": page,
        "groups": [] if page else [Shown.of(each) for each in found],
        "kind": found[0].kind if page else None,
    }
    return render_page(request, "home/search.html", context)
