"""Setting up premises with their floors and rooms, and naming who serves there."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.records import assign, found
from bridgehead.foundation.refusals import Refused, require
from bridgehead.places.actions.records import desk_premises, told
from bridgehead.places.models import Floor, Premises, PremisesRole, Room
from bridgehead.places.rules import may_set_up


class PremisesFields(TypedDict, total=False):
    """What is set of premises; hours as ``models.require_week`` reads them."""

    name_ko: str
    name_en: str
    about_ko: str
    about_en: str
    address_ko: str
    address_en: str
    city_ko: str
    city_en: str
    country: str
    zone: str
    hours: list[list[int] | None]
    release_minutes: int
    longest_minutes: int
    minutes_per_day: int | None
    days_ahead: int
    needs_approval: bool
    is_listed: bool
    names_tenants: bool
    names_at_doors: bool
    door_minutes: int
    is_sample: bool


class FloorFields(TypedDict, total=False):
    """What is set of a floor."""

    number: int
    name_ko: str
    name_en: str
    columns: int
    rows: int


class RoomFields(TypedDict, total=False):
    """What is set of a room; None: as in the premises."""

    kind: str
    name_ko: str
    name_en: str
    capacity: int
    features: list[str]
    x: int
    y: int
    width: int
    height: int
    hours: list[list[int] | None] | None
    release_minutes: int | None
    longest_minutes: int | None
    days_ahead: int | None
    needs_approval: bool | None


@transaction.atomic
def set_up_premises(*, by: Actor, now: datetime, **fields: Unpack[PremisesFields]) -> Premises:
    """Set up premises; whoever does it serves there."""
    require(may_set_up(by), _("Only the platform's administrators can set up premises."))
    premises = Premises()
    change = assign(premises, fields)
    premises.save()
    if by.user_id is not None:
        PremisesRole.objects.create(premises=premises, user_id=by.user_id)
    told("places.premises_set_up", premises, premises=premises, by=by, now=now, change=change)
    return premises


@transaction.atomic
def change_premises(*, premises_id: int, by: Actor, now: datetime, **fields: Unpack[PremisesFields]) -> Premises:
    """Change what is told of premises, their hours and rules; what is booked already stays."""
    premises = desk_premises(premises_id, by)
    change = assign(premises, fields)
    if change:
        premises.save()
        told("places.premises_changed", premises, premises=premises, by=by, now=now, change=change)
    return premises


@transaction.atomic
def add_floor(*, premises_id: int, by: Actor, now: datetime, **fields: Unpack[FloorFields]) -> Floor:
    """Add a floor with its plan."""
    premises = desk_premises(premises_id, by)
    floor = Floor(premises=premises)
    change = assign(floor, fields)
    floor.save()
    told("places.floor_added", floor, premises=premises, by=by, now=now, change=change)
    return floor


@transaction.atomic
def change_floor(*, floor_id: int, by: Actor, now: datetime, **fields: Unpack[FloorFields]) -> Floor:
    """Change a floor; its plan still holds every room on it."""
    floor = found(Floor.objects.all(), floor_id)
    premises = desk_premises(floor.premises_id, by)
    change = assign(floor, fields)
    outside = any(
        room.x + room.width > floor.columns or room.y + room.height > floor.rows for room in floor.rooms.all()
    )
    require(not outside, _("A room would stand outside of the plan. Move it first."))
    if change:
        floor.save()
        told("places.floor_changed", floor, premises=premises, by=by, now=now, change=change)
    return floor


@transaction.atomic
def add_room(*, floor_id: int, by: Actor, now: datetime, **fields: Unpack[RoomFields]) -> Room:
    """Add a room at its place on the plan."""
    floor = found(Floor.objects.all(), floor_id)
    premises = desk_premises(floor.premises_id, by)
    room = Room(floor=floor)
    change = assign(room, fields)
    _require_place(room)
    room.save()
    told("places.room_added", room, premises=premises, by=by, now=now, change=change)
    return room


@transaction.atomic
def change_room(*, room_id: int, by: Actor, now: datetime, **fields: Unpack[RoomFields]) -> Room:
    """Change a room. What it is for stays while somebody lives in it or has booked it."""
    room = found(Room.objects.select_related("floor"), room_id)
    premises = desk_premises(room.floor.premises_id, by)
    change = assign(room, fields)
    if "kind" in change:
        is_used = room.tenancies.exists() or room.bookings.exists()
        require(not is_used, _("This room has been let or booked. Set up another one of that kind."), field="kind")
    _require_place(room)
    if change:
        room.save()
        told("places.room_changed", room, premises=premises, by=by, now=now, change=change)
    return room


def _require_place(room: Room) -> None:
    """A room stands within its floor's plan, and no two stand on one cell."""
    floor = room.floor
    require(
        room.x + room.width <= floor.columns and room.y + room.height <= floor.rows,
        _("The plan of this floor has %(columns)d columns and %(rows)d rows; the room would stand outside of it.")
        % {"columns": floor.columns, "rows": floor.rows},
        field="x",
    )
    beside = floor.rooms.exclude(pk=room.pk).filter(x__lt=room.x + room.width, y__lt=room.y + room.height)
    for other in beside.order_by("pk"):
        if other.x + other.width > room.x and other.y + other.height > room.y:
            raise Refused(_("On the plan, “%(room)s” stands there already.") % {"room": other.name}, field="x")


@transaction.atomic
def name_staff(*, premises_id: int, user_id: int, by: Actor, now: datetime) -> PremisesRole:
    """Let a person keep the desk of premises; naming them twice changes nothing."""
    premises = desk_premises(premises_id, by)
    held, is_new = PremisesRole.objects.get_or_create(premises=premises, user_id=user_id)
    if is_new:
        told("places.staff_named", held, premises=premises, by=by, now=now)
    return held


@transaction.atomic
def dismiss_staff(*, role_id: int, by: Actor, now: datetime) -> None:
    """Take the desk from a person; premises keep at least one who serves there."""
    held = PremisesRole.objects.filter(pk=role_id).first()
    if held is None:
        return
    premises = desk_premises(held.premises_id, by)
    others = PremisesRole.objects.filter(premises=premises).exclude(pk=held.pk)
    require(others.exists(), _("Premises keep at least one person who serves there. Name another one first."))
    told("places.staff_dismissed", held, premises=premises, by=by, now=now)
    held.delete()
