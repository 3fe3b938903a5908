"""The officers' page of a forum's halls: which it has, what the houses answered, and asking for one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bridgehead.accounts.edge import actor_of
from bridgehead.events import queries
from bridgehead.events.actions import halls as deeds
from bridgehead.events.forms.halls import HallForm
from bridgehead.events.queries import halls as read
from bridgehead.events.views.edge import officers_only
from bridgehead.foundation import clock
from bridgehead.places.models import BookingState
from bridgehead.web.forms import attempt


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def halls(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask for a hall, free one, and read what became of those that were asked for."""
    actor = actor_of(request)
    found = queries.officer_forum_or_404(actor, public_id)
    asked, is_sent = read.asked_for(found), request.method == "POST"
    if is_sent and (freed := request.POST.get("free")):
        for each in asked:
            if str(each.room.public_id) == freed:
                deeds.free_hall(forum_id=found.pk, room_id=each.room_id, by=actor, now=clock.now())
                messages.success(request, _("The hall is free for others."))
        return redirect("events_desk:halls", public_id=public_id)
    form = HallForm(request.POST if is_sent else None, halls=read.halls_for(actor, found))
    held = (
        attempt(form, lambda: deeds.hold_hall(forum_id=found.pk, room_id=form.room_id(), by=actor)) if is_sent else None
    )
    if held is not None:
        is_given = held.state == BookingState.CONFIRMED
        said = _("The hall is held for the forum.") if is_given else _("The house is asked; you hear of its answer.")
        messages.success(request, said)
        return redirect("events_desk:halls", public_id=public_id)
    context = {"forum": found, "tab": "halls", "form": form, "asked": asked, "now": clock.now()}
    return render(request, "events/desk/halls.html", context, status=422 if form.errors else 200)
