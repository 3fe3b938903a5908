"""The desk of premises: closing a room or the whole house for a time, and what that cancels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.places.actions import closures as deeds
from bridgehead.places.forms.desk import ClosureForm
from bridgehead.places.models import Booking, Closure, Premises, Room
from bridgehead.places.queries import bookings as queries
from bridgehead.places.queries import houses
from bridgehead.places.queries.free import holding_at
from bridgehead.places.views.edge import staff_only
from bridgehead.web.forms import attempt


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def closures(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close premises or a room for a time: what is cancelled by it is shown before it is done."""
    actor, now = actor_of(request), clock.now()
    found = houses.desk_premises_or_404(actor, public_id)
    rooms = list(queries.booked_rooms(found))
    form = ClosureForm(request.POST or None, premises=found, rooms=rooms)
    done, met = _step(request, form, rooms, lambda: deeds.close(premises_id=found.pk, by=actor, **form.told()))
    if done is not None:
        messages.success(request, _("It is closed then; whoever had booked has been told."))
        return redirect("places_desk:closures", public_id=public_id)
    context = {**_told(found, form, met), "closures": list(queries.closures_of(found, now))}
    return render(request, "places/desk/closures.html", context, status=422 if form.errors else 200)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def closure(request: HttpRequest, public_id: UUID, closure_id: UUID) -> HttpResponse:
    """Give a closure another time or reason: what it takes in anew is shown before it is cancelled."""
    actor = actor_of(request)
    found = houses.desk_premises_or_404(actor, public_id)
    held = queries.closure_or_404(found, closure_id)
    rooms = [held.room] if held.room else list(queries.booked_rooms(found))
    form = ClosureForm(request.POST or None, premises=found, rooms=rooms, closure=held)
    done, met = _step(
        request, form, rooms, lambda: deeds.change_closure(closure_id=held.pk, by=actor, **form.told_anew())
    )
    if done is not None:
        messages.success(request, _("The closure is changed; whoever had booked has been told."))
        return redirect("places_desk:closures", public_id=public_id)
    context = {**_told(found, form, met), "closure": held}
    return render(request, "places/desk/closure.html", context, status=422 if form.errors else 200)


def _told(found: Premises, form: ClosureForm, met: list[Booking] | None) -> dict[str, Any]:
    return {"premises": found, "tab": "closures", "form": form, "met": met}


def _step(
    request: HttpRequest, form: ClosureForm, rooms: Sequence[Room], deed: Callable[[], Closure]
) -> tuple[Closure | None, list[Booking] | None]:
    """Do the deed in the second step, or return what it would cancel."""
    if request.method != "POST" or not form.is_valid():
        return None, None
    done = attempt(form, deed) if request.POST.get("step") == "close" else None
    return done, None if done is not None else _met(form, [room.pk for room in rooms])


def _met(form: ClosureForm, room_ids: list[int]) -> list[Booking]:
    """What a closure would cancel."""
    chosen = form.room_id()
    met = holding_at([chosen] if chosen else room_ids, form.cleaned_data["starts_at"], form.cleaned_data["ends_at"])
    return list(met.select_related("room", "organisation").order_by("starts_at", "pk"))


@staff_only
@require_POST
def reopen(request: HttpRequest, public_id: UUID, closure_id: UUID) -> HttpResponse:
    """Take a closure back."""
    actor = actor_of(request)
    found = houses.desk_premises_or_404(actor, public_id)
    held = queries.closure_or_404(found, closure_id)
    deeds.reopen(closure_id=held.pk, by=actor, now=clock.now())
    messages.success(request, _("It can be booked again; what was cancelled stays cancelled."))
    return redirect("places_desk:closures", public_id=public_id)
