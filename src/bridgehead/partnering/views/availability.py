"""When a delegation, or one of its people, can meet."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.partnering import rules
from bridgehead.partnering.actions import availability as actions
from bridgehead.partnering.forms.availability import AvailabilityForm
from bridgehead.partnering.models import Delegate
from bridgehead.partnering.queries import rounds, timetables
from bridgehead.partnering.queries.presenting import presented_in
from bridgehead.partnering.schemas.diary import read_entry
from bridgehead.partnering.schemas.slots import slot_rows, slots_by_day
from bridgehead.partnering.views.edge import participant_page
from bridgehead.web.forms import attempt


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def availability(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The slots of the round, days beside each other, each open or closed; what is placed in them stands below.

    ``for`` in the address names one of the delegation's people; without it all of them are meant.
    """
    page = participant_page(request, round_id, tab="availability")
    people = rounds.people_of(page["place"])
    who = _who(request, people)
    page |= {"who": who, **_slots(request, page, people, who)}
    form = page["form"]
    # Alone by now, one opens under one's own name what was closed because each was away.
    page["people"] = people if who or len(people) > 1 or any(slot.is_fixed for slot in form.slots) else ()
    if attempt(form, lambda: _save(request, page, who)) is not None:
        messages.success(request, _("Saved. Only you and the organisers see it."))
        query = f"?{urlencode({'for': str(who.public_id)})}" if who else ""
        return HttpResponseRedirect(reverse("partnering:availability", args=[round_id]) + query)
    days = slots_by_day(
        form.slots,
        zone=page["round"].forum.zone,
        open_ids=form.open_ids(),
        meetings=page["meetings"],
        presented=page["presented"],
    )
    placed = [slot for day in days for slot in day.slots if slot.meeting]
    page |= {
        "days": days,
        "rows": slot_rows(days, zone=page["round"].forum.zone),
        "placed": placed,
        "to_spare": [slot for day in days for slot in day.slots if slot.presents and slot.is_open],
        "hit": any(slot.pk in page["open_before"] and not slot.is_open for slot in placed),
    }
    return render(request, "partnering/availability.html", page, status=422 if form.errors else 200)


def _who(request: HttpRequest, people: list[Delegate]) -> Delegate | None:
    named = request.GET.get("for", "")
    found = next((each for each in people if str(each.public_id) == named), None)
    if named and found is None:
        raise Http404
    return found


def _slots(request: HttpRequest, page: dict[str, Any], people: list[Delegate], who: Delegate | None) -> dict[str, Any]:
    """The slots as they stand, what is placed in them, and the form that paints them."""
    actor, place = actor_of(request), page["place"]
    slots = rounds.slots_with_absence(actor, who) if who else rounds.slots_with_availability(actor, place.delegation)
    meetings = list(map(read_entry, timetables.entries_of_delegates(place, [who] if who else people)))
    own = place.delegation
    presented = {slot: shown for (_own, slot), shown in presented_in(place.held, slots, [own]).items()}
    starts = {each.starts_at for each in meetings}
    form = AvailabilityForm(
        request.POST if request.method == "POST" else None,
        slots=slots,
        with_meetings=[slot.pk for slot in slots if slot.starts_at in starts],
        presented=presented,
    )
    return {
        "presented": presented,
        "form": form,
        "meetings": meetings,
        "may_tell": page["round"].phase in rules.TELLING_AVAILABILITY,
        "open_before": {each.pk for each in slots if not (each.is_closed or each.is_fixed)},  # type: ignore[attr-defined]  # annotated
    }


def _save(request: HttpRequest, page: dict[str, Any], who: Delegate | None) -> int:
    closed, by, now = page["form"].closed_slot_ids(), actor_of(request), clock.now()
    if who is not None:
        return actions.set_away(delegate_id=who.pk, away_slot_ids=closed, by=by, now=now)
    return actions.set_availability(delegation_id=page["mine"].pk, closed_slot_ids=closed, by=by, now=now)
