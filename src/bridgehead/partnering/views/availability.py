"""When a delegation can meet."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.partnering import rules
from bridgehead.partnering.actions import delegations as actions
from bridgehead.partnering.forms import rounds as forms
from bridgehead.partnering.queries import rounds, timetables
from bridgehead.partnering.schemas.diary import read_entries
from bridgehead.partnering.schemas.slots import slots_by_day
from bridgehead.partnering.views.edge import participant_page, said
from bridgehead.web.forms import attempt


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def availability(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The slots of the round by day, each open or closed, with the meeting that is placed in it."""
    page = participant_page(request, round_id, tab="availability")
    actor, held, mine = actor_of(request), page["round"], page["mine"]
    slots = rounds.slots_with_availability(actor, mine)
    form = forms.AvailabilityForm(request.POST if request.method == "POST" else None, slots=slots)
    saved = attempt(
        form,
        lambda: actions.set_availability(
            delegation_id=mine.pk, closed_slot_ids=form.closed_slot_ids(), by=actor, now=clock.now()
        ),
    )
    if saved is not None:
        return said(request, _("Saved. Only you and the organisers see it."), "partnering:availability", round_id)
    meetings = read_entries(timetables.personal_timetable(actor, held))
    page |= {
        "form": form,
        "placed": len(meetings),
        "may_tell": held.phase in rules.TELLING_AVAILABILITY,
        "days": slots_by_day(slots, zone=held.forum.zone, open_ids=form.open_ids(), meetings=meetings),
    }
    return render(request, "partnering/availability.html", page, status=422 if form.errors else 200)
