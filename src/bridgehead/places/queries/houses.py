"""Premises, their floors and rooms, as far as the actor may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import Organisation
from bridgehead.places.models import Entitlement, Floor, Premises, Room
from bridgehead.places.rules import DESK, day_of, serves_at


def visible_premises(actor: Actor) -> QuerySet[Premises]:
    """Return the premises that the actor may see: listed ones, those they serve at, those they are entitled to."""
    found = Premises.objects.order_by("pk")
    if actor.is_platform_admin:
        return found
    entitled = Entitlement.objects.filter(organisation_id__in=actor.organisation_ids).values("premises")
    return found.filter(Q(is_listed=True) | Q(pk__in=actor.scopes_of(DESK)) | Q(pk__in=entitled))


def premises_or_404(actor: Actor, public_id: UUID) -> Premises:
    """Return premises that the actor may see."""
    found = visible_premises(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def desk_premises_of(actor: Actor) -> QuerySet[Premises]:
    """Return the premises whose desk the actor keeps."""
    found = Premises.objects.order_by("pk")
    return found if actor.is_platform_admin else found.filter(pk__in=actor.scopes_of(DESK))


def desk_premises_or_404(actor: Actor, public_id: UUID) -> Premises:
    """Return premises whose desk the actor keeps; to everybody else there are none."""
    found = desk_premises_of(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def floors_of(premises: Premises) -> list[Floor]:
    """Return the floors with their ``rooms``: two queries, always."""
    rooms = Room.objects.order_by("kind", "y", "x", "pk")
    return list(premises.floors.order_by("number").prefetch_related(Prefetch("rooms", rooms)))


@dataclass(frozen=True, slots=True)
class Entitled:
    """An organisation that books at premises, with the minutes that it has left this month in meeting rooms."""

    organisation: Organisation
    left: int
    granted: int


def entitled_at(actor: Actor, premises: Premises, today: date) -> list[Entitled]:
    """Return for which organisations the actor books at premises from today on: their own; for venue staff, all."""
    found = Entitlement.objects.filter(premises=premises, ends_on__gt=today).select_related("organisation")
    if not serves_at(actor, premises.pk):
        found = found.filter(organisation_id__in=actor.organisation_ids)
    month = today.replace(day=1)
    minutes: dict[Organisation, list[int]] = {}
    for each in found.order_by("organisation__name_ko", "organisation_id", "pk").prefetch_related("months"):
        counted = minutes.setdefault(each.organisation, [0, 0])
        if each.starts_on <= today:
            spent = next((credit.spent for credit in each.months.all() if credit.month == month), 0)
            counted[0] += each.monthly_minutes - spent
            counted[1] += each.monthly_minutes
    return [Entitled(organisation, left, granted) for organisation, (left, granted) in minutes.items()]


def room_or_404(actor: Actor, public_id: UUID, now: datetime) -> Room:
    """Return a room that the actor may look into: as venue staff, or entitled to its premises."""
    room = Room.objects.select_related("floor__premises").filter(public_id=public_id).first()
    if room is None or not books_at(actor, room.floor.premises, now):
        raise Http404
    return room


def books_at(actor: Actor, premises: Premises, now: datetime) -> bool:
    """Whether the actor serves at premises or belongs to an organisation that is entitled to them from today on."""
    if serves_at(actor, premises.pk):
        return True
    today = day_of(now, ZoneInfo(premises.zone))
    granted = Entitlement.objects.filter(premises=premises, organisation_id__in=actor.organisation_ids)
    return bool(actor.organisation_ids) and granted.filter(ends_on__gt=today).exists()


def board_premises_or_404(actor: Actor, public_id: UUID, now: datetime) -> Premises:
    """Return premises whose board the actor may look at."""
    found = premises_or_404(actor, public_id)
    if not books_at(actor, found, now):
        raise Http404
    return found


def floor_or_404(premises: Premises, public_id: UUID) -> Floor:
    """Return one floor, with its rooms, of premises that the actor was found to serve at."""
    rooms = Room.objects.order_by("kind", "y", "x", "pk")
    found = premises.floors.filter(public_id=public_id).prefetch_related(Prefetch("rooms", rooms)).first()
    if found is None:
        raise Http404
    return found


def desk_room_or_404(premises: Premises, public_id: UUID) -> Room:
    """Return one room of premises that the actor was found to serve at."""
    found = Room.objects.select_related("floor__premises").filter(floor__premises=premises, public_id=public_id).first()
    if found is None:
        raise Http404
    return found
