"""A participant's rounds, and today."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.directory.queries import profile_facts
from bridgehead.directory.rules import completeness, may_edit
from bridgehead.foundation import clock
from bridgehead.partnering import rules
from bridgehead.partnering.models import Delegation, MeetingRequest, RoundPhase
from bridgehead.partnering.queries import participants
from bridgehead.partnering.queries import requests as request_queries
from bridgehead.partnering.queries import timetables as timetable_queries
from bridgehead.partnering.queries.afterwards import open_follow_ups, silent_meetings
from bridgehead.partnering.queries.day import lateness_of
from bridgehead.partnering.queries.lookups import OwnPlace
from bridgehead.partnering.queries.spots import spots_waiting
from bridgehead.partnering.schemas.diary import read_personal
from bridgehead.partnering.views.edge import heard_live, participant_page
from bridgehead.programmes.queries.today import today_in_programmes

#: Of the requests to answer; the others stand on a page of their own.
SHOWN_TODAY = 3
#: By how many minutes one says with one tap that one is late.
LATE_CHOICES = (5, 10, 15, 20)


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Lead to the only round, or list them, those first whose meetings are held now."""
    rounds = participants.rounds_to_choose(actor_of(request), clock.now())
    if len(rounds) == 1:
        return HttpResponseRedirect(reverse("partnering:today", args=[rounds[0].public_id]))
    return render(request, "partnering/start.html", {"rounds": rounds})


@login_required
@require_safe
def today(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """What is next, where, with whom; who waits for an answer; the day's meetings."""
    page = participant_page(request, round_id, tab="today")
    held, own, actor = page["round"], page["mine"].organisation, actor_of(request)
    personal = timetable_queries.personal_timetable(actor, held)
    diary = read_personal(personal, now=page["now"], zone=held.forum.zone)
    spots = held.phase == RoundPhase.RUN and page["mine"].meets_on_the_spot
    page |= {
        "is_run": held.phase == RoundPhase.RUN,
        "spots_received": spots_waiting(page["place"], page["now"])[0] if spots else (),
        "asked": list(_first_to_answer(page["place"])) if page["waiting"].to_answer else [],
        "quota": participants.quota_of(page["place"]),
        "published": personal is not None,
        **(heard_live(page["mine"]) if personal or spots else {}),
        "late": lateness_of(page["place"], personal).get(diary.coming.request, ()) if diary.coming else (),
        "late_choices": LATE_CHOICES,
        **(_afterwards(page["mine"], now=page["now"]) if diary.done else {}),
        "may_tell": held.phase in rules.HAPPENING,
        "diary": diary,
        "in_programmes": today_in_programmes(actor, page["now"]),
        "meter": completeness(profile_facts(own)) if may_edit(actor, own.pk) else None,
        "day": diary.day_to_show(page["now"].astimezone(ZoneInfo(held.forum.zone)).date()),
    }
    return render(request, "partnering/today.html", page)


def _afterwards(own: Delegation, *, now: datetime) -> dict[str, int]:
    """Of how many meetings something is still to be said, and what has become of how many next steps."""
    return {"unsaid": silent_meetings(own, now=now), "became": open_follow_ups(own, now=now)}


def _first_to_answer(place: OwnPlace) -> QuerySet[MeetingRequest]:
    return request_queries.with_thread(request_queries.requests_waiting_for_us(place))[:SHOWN_TODAY]
