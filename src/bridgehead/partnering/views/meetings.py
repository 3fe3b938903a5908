"""A participant's timetable, and the calendar address that keeps a calendar up to date with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.events.queries.picks import sessions_picked_by
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import reading_language
from bridgehead.partnering.actions import feeds as actions
from bridgehead.partnering.actions.invitations import choose_mails
from bridgehead.partnering.adapters.calendar import feed_calendar
from bridgehead.partnering.adapters.printing import timetable_pdf
from bridgehead.partnering.forms.mails import MeetingMailsForm
from bridgehead.partnering.queries import invitations, participants, timetables, unplaced
from bridgehead.partnering.queries.lookups import place_or_404
from bridgehead.partnering.schemas.changes import changes_since
from bridgehead.partnering.schemas.diary import read_personal
from bridgehead.partnering.views.edge import participant_page, said
from bridgehead.web.printing import PDF_TYPE


@login_required
@require_safe
def timetable(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """One's meetings as a list."""
    return _timetable(request, round_id, shown="list")


@login_required
@require_safe
def timetable_table(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """One's meetings as a table."""
    return _timetable(request, round_id, shown="table")


@login_required
@require_safe
def timetable_file(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """One's meetings as pages to print."""
    actor = actor_of(request)
    place = place_or_404(actor, round_id)
    own = timetables.meetings_or_404(actor, place.held)
    written = timetable_pdf(own, place, zones=(actor.zone, settings.HOME_ZONE))
    return HttpResponse(
        written, content_type=PDF_TYPE, headers={"Content-Disposition": 'attachment; filename="timetable.pdf"'}
    )


@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Whether one has a calendar address, and how to get or end it."""
    return render(request, "partnering/calendar.html", _calendar_page(request))


def _calendar_page(request: HttpRequest) -> dict[str, Any]:
    actor = actor_of(request)
    mails = MeetingMailsForm(initial=invitations.my_mails(actor))
    return {"feed": participants.feed_of(actor), "mails": mails, "now": clock.now()}


@login_required
@require_POST
def meeting_mails(request: HttpRequest) -> HttpResponse:
    """Choose which mails of one's meetings one gets."""
    form = MeetingMailsForm(request.POST)
    form.full_clean()
    choose_mails(**form.cleaned_data, by=actor_of(request), now=clock.now())
    return said(request, _("Saved."), "partnering:calendar")


@login_required
@require_safe
def calendar_file(request: HttpRequest) -> HttpResponse:
    """One's meetings as they stand now, in a file."""
    actor = actor_of(request)
    shown = timetables.my_published(actor)
    picked = sessions_picked_by(actor.person_id)
    written = feed_calendar(shown, picked, language=reading_language(), zone=actor.zone)
    return HttpResponse(
        written,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="meetings.ics"'},
    )


@login_required
@require_POST
def new_calendar(request: HttpRequest) -> HttpResponse:
    """Make a calendar address and show it, this once."""
    token = actions.new_feed(by=actor_of(request), now=clock.now())
    address = request.build_absolute_uri(reverse("feeds:timetable", args=[token]))
    page = {**_calendar_page(request), "address": address, "webcal": f"webcal://{address.partition('://')[2]}"}
    return render(request, "partnering/calendar.html", page)


@login_required
@require_POST
def end_calendar(request: HttpRequest) -> HttpResponse:
    """End the calendar address."""
    actions.end_feed(by=actor_of(request), now=clock.now())
    return said(request, _("Ended. Calendars that used the address receive nothing any more."), "partnering:calendar")


def _timetable(request: HttpRequest, round_id: UUID, *, shown: str) -> HttpResponse:
    page = participant_page(request, round_id, tab="timetable")
    held = page["round"]
    personal = timetables.personal_timetable(actor_of(request), held)
    version = personal.timetable.version if personal else None
    before = timetables.personal_before(personal) if personal else None
    diary = read_personal(personal, now=page["now"], zone=held.forum.zone)
    left_out = unplaced.my_unplaced(page["place"])
    page |= {
        "shown": shown,
        "published": personal is not None,
        "left_out": left_out,
        "own": unplaced.own_view(page["place"]) if left_out else None,
        "version": version,
        "changes": changes_since(before, personal) if before and personal else [],
        "diary": diary,
    }
    return render(request, "partnering/timetable.html", page)
