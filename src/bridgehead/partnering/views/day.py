"""When a delegate cannot come while the meetings are held."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.partnering import rules
from bridgehead.partnering.actions import day as actions
from bridgehead.partnering.forms import day as forms
from bridgehead.partnering.queries import day as queries
from bridgehead.partnering.queries import rounds, timetables
from bridgehead.partnering.queries.lookups import place_or_404
from bridgehead.partnering.schemas.diary import read_entry
from bridgehead.partnering.schemas.slots import slots_by_day
from bridgehead.partnering.views.edge import participant_page, said
from bridgehead.web.forms import attempt


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cannot_come(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The times to come, with the meetings in them; those that are ticked cannot be kept."""
    page = participant_page(request, round_id, tab="timetable")
    actor, held, mine = actor_of(request), page["round"], page["mine"]
    slots = queries.slots_to_come(page["place"], now=page["now"])
    form = forms.CannotComeForm(request.POST if request.method == "POST" else None, slots=slots)
    hit = attempt(
        form,
        lambda: actions.cannot_come(delegation_id=mine.pk, slot_ids=form.slot_ids(), by=actor, now=clock.now()),
    )
    if hit is not None:
        sentence = _("The organisers are told. Your meetings stand until they publish another timetable.")
        return said(request, sentence if hit else _("Noted."), "partnering:cannot_come", held.public_id)
    ours = timetables.entries_of_delegates(page["place"], rounds.people_of(page["place"]))
    meetings = map(read_entry, ours)
    ticked = set(form["slots"].value() or ()) if form.is_bound else set()
    page |= {
        "form": form,
        "may_tell": held.phase in rules.HAPPENING,
        "ticked": ticked,
        "is_away": any(slot.cannot for slot in slots),  # type: ignore[attr-defined]  # read with it
        "days": slots_by_day(
            slots,
            zone=held.forum.zone,
            open_ids={each.pk for each in slots if not each.cannot},  # type: ignore[attr-defined]  # read with it
            meetings=meetings,
        ),
    }
    return render(request, "partnering/cannot_come.html", page, status=422 if form.errors else 200)


@login_required
@require_POST
def come_after_all(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Take back that one cannot come."""
    place = place_or_404(actor_of(request), round_id)
    actions.come_after_all(delegation_id=place.delegation.pk, by=actor_of(request), now=clock.now())
    return said(request, _("Noted: you can come at all times to come."), "partnering:cannot_come", round_id)
