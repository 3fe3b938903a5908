"""Setting up premises at the desk: what they are, their hours and rules, floors, and rooms with their place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.foundation.records import following
from bridgehead.places.actions import premises as deeds
from bridgehead.places.forms.setup import FloorForm, PremisesForm, RoomForm
from bridgehead.places.models import BOOKED_KINDS, Floor, Premises, Room
from bridgehead.places.queries import houses
from bridgehead.places.views.edge import administrators_only, staff_only
from bridgehead.web.forms import attempt

_PAGE = require_http_methods(["GET", "HEAD", "POST"])


@administrators_only
@_PAGE
def new_premises(request: HttpRequest) -> HttpResponse:
    """Set up premises; their floors and rooms come next."""
    actor = actor_of(request)
    usual = {field: getattr(Premises(), field) for field in ("release_minutes", "longest_minutes", "days_ahead")}
    form = PremisesForm(request.POST or None, initial={"zone": actor.zone, **usual})
    made = None
    if request.method == "POST":
        made = attempt(form, lambda: deeds.set_up_premises(by=actor, now=clock.now(), **form.told()))
    if made is not None:
        messages.success(request, _("The premises are set up. Add a floor, then its rooms."))
        return redirect("places_desk:setup", public_id=made.public_id)
    return render(request, "places/desk/new_premises.html", {"form": form}, status=422 if form.errors else 200)


@staff_only
@_PAGE
def premises(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what premises are, their hours and rules; their floors stand beside it."""
    actor = actor_of(request)
    found = houses.desk_premises_or_404(actor, public_id)
    form = PremisesForm(request.POST or None, premises=found)
    changed = None
    if request.method == "POST":
        changed = attempt(
            form, lambda: deeds.change_premises(premises_id=found.pk, by=actor, now=clock.now(), **form.told())
        )
    if changed is not None:
        messages.success(request, _("Saved. What is booked already stays."))
        return redirect("places_desk:setup", public_id=public_id)
    context = {"premises": found, "tab": "setup", "form": form, "floors": houses.floors_of(found)}
    return render(request, "places/desk/setup.html", context, status=422 if form.errors else 200)


@staff_only
@_PAGE
def new_floor(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add a floor with an empty plan."""
    actor = actor_of(request)
    found = houses.desk_premises_or_404(actor, public_id)
    usual = {"number": following(found.floors.all(), "number"), "columns": 12, "rows": 8}
    form = FloorForm(request.POST or None, initial=usual)
    made = None
    if request.method == "POST":
        made = attempt(form, lambda: deeds.add_floor(premises_id=found.pk, by=actor, now=clock.now(), **form.told()))
    if made is not None:
        messages.success(request, _("The floor is added; put rooms on its plan."))
        return redirect("places_desk:floor", public_id=public_id, floor_id=made.public_id)
    context = {"premises": found, "tab": "setup", "form": form}
    return render(request, "places/desk/new_floor.html", context, status=422 if form.errors else 200)


@staff_only
@_PAGE
def floor(request: HttpRequest, public_id: UUID, floor_id: UUID) -> HttpResponse:
    """A floor with its plan as it looks, its rooms, and a form to change it."""
    actor = actor_of(request)
    found = houses.desk_premises_or_404(actor, public_id)
    held = houses.floor_or_404(found, floor_id)
    form = FloorForm(request.POST or None, floor=held)
    changed = None
    if request.method == "POST":
        changed = attempt(form, lambda: deeds.change_floor(floor_id=held.pk, by=actor, now=clock.now(), **form.told()))
    if changed is not None:
        messages.success(request, _("The floor is changed."))
        return redirect("places_desk:floor", public_id=public_id, floor_id=floor_id)
    context = {"premises": found, "tab": "setup", "floor": held, "form": form}
    return render(request, "places/desk/floor.html", context, status=422 if form.errors else 200)


@staff_only
@_PAGE
def new_room(request: HttpRequest, public_id: UUID, floor_id: UUID) -> HttpResponse:
    """Add a room at a place on the plan of a floor."""
    actor = actor_of(request)
    found = houses.desk_premises_or_404(actor, public_id)
    held = houses.floor_or_404(found, floor_id)
    form = RoomForm(request.POST or None, floor=held)
    made = None
    if request.method == "POST":
        made = attempt(form, lambda: deeds.add_room(floor_id=held.pk, by=actor, now=clock.now(), **form.told()))
    if made is not None:
        messages.success(request, _("The room is added."))
        return redirect("places_desk:floor", public_id=public_id, floor_id=floor_id)
    return _room_page(request, found, held, form, title=_("Add a room"))


@staff_only
@_PAGE
def room(request: HttpRequest, public_id: UUID, room_id: UUID) -> HttpResponse:
    """Change a room and its place on the plan."""
    actor = actor_of(request)
    found = houses.desk_premises_or_404(actor, public_id)
    changing = houses.desk_room_or_404(found, room_id)
    held = houses.floor_or_404(found, changing.floor.public_id)
    form = RoomForm(request.POST or None, floor=held, room=changing)
    changed = None
    if request.method == "POST":
        changed = attempt(
            form, lambda: deeds.change_room(room_id=changing.pk, by=actor, now=clock.now(), **form.told())
        )
    if changed is not None:
        messages.success(request, _("The room is changed. What is booked already stays."))
        return redirect("places_desk:floor", public_id=public_id, floor_id=held.public_id)
    return _room_page(request, found, held, form, title=changing.name, changing=changing)


def _room_page(
    request: HttpRequest, found: Premises, held: Floor, form: RoomForm, *, title: str, changing: Room | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "premises": found,
        "tab": "setup",
        "floor": held,
        "form": form,
        "room_title": title,
        "others": [room for room in held.rooms.all() if changing is None or room.pk != changing.pk],
        "screened": changing.public_id if changing and changing.kind in BOOKED_KINDS else None,
        "spot": form.spot(),
    }
    return render(request, "places/desk/room.html", context, status=422 if form.errors else 200)
