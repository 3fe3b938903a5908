"""Bookings of one's organisations, and what venue staff read of all of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.places.models import (
    HOLDING,
    Booking,
    BookingState,
    Closure,
    Entitlement,
    Premises,
    Room,
    Tenancy,
    TenancyState,
    TenancyStep,
    Waiting,
    WaitingState,
)
from bridgehead.places.queries.free import reaching_into
from bridgehead.places.rules import may_deal_with
from bridgehead.web.pages import FirstOf

_WITH = ("room__floor__premises", "organisation", "person", "series")
#: What the desk of premises reads with each.
_AT_THE_DESK = ("room", "organisation", "person")


def _whole(some: QuerySet[Booking]) -> QuerySet[Booking]:
    return some.select_related(*_WITH)


def my_bookings(actor: Actor) -> QuerySet[Booking]:
    """Return the bookings of the actor's organisations, and those that they made for a house; offers stand apart."""
    mine = Q(organisation_id__in=actor.organisation_ids) | Q(organisation=None, person_id=actor.user_id or 0)
    return Booking.objects.filter(mine).exclude(state=BookingState.OFFERED)


def coming_bookings(actor: Actor, now: datetime) -> FirstOf:
    """Return what holds a room still, the next one first."""
    found = my_bookings(actor).filter(state__in=HOLDING, ends_at__gt=now)
    return FirstOf(found.order_by("starts_at", "pk"), _whole)


def bookings_of_week(actor: Actor, start: datetime, end: datetime) -> QuerySet[Booking]:
    """Return what holds a room for the actor's own within a span of days, the first first."""
    found = my_bookings(actor).filter(state__in=HOLDING, starts_at__lt=end, ends_at__gt=start)
    return _whole(found.order_by("starts_at", "pk"))


def past_bookings(actor: Actor, now: datetime) -> FirstOf:
    """Return what is over, the newest first."""
    over = ~Q(state__in=HOLDING) | Q(ends_at__lte=now)
    return FirstOf(my_bookings(actor).filter(over).order_by("-starts_at", "-pk"), _whole)


def booking_or_404(actor: Actor, public_id: UUID) -> Booking:
    """Return a booking that the actor may deal with."""
    found = Booking.objects.exclude(state=BookingState.OFFERED).select_related(*_WITH)
    booking = found.filter(public_id=public_id).first()
    if booking is None or not may_deal_with(actor, booking, booking.room.floor.premises_id):
        raise Http404
    return booking


def my_waiting(actor: Actor) -> QuerySet[Waiting]:
    """Return what the actor waits for and is offered."""
    found = Waiting.objects.filter(person_id=actor.user_id or 0)
    found = found.filter(state__in=[WaitingState.WAITING, WaitingState.OFFERED])
    return found.select_related("room__floor__premises", "organisation").order_by("starts_at", "pk")


def waiting_or_404(actor: Actor, public_id: UUID) -> Waiting:
    """Return what the actor waits for, or waited for."""
    found = Waiting.objects.filter(person_id=actor.user_id or 0, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def bookings_between(premises: Premises, start: datetime, end: datetime) -> FirstOf:
    """Return what is booked at premises that the actor was found to serve at, in the order of its start."""
    rooms = Room.objects.filter(floor__premises=premises).order_by().values("pk")
    told = [state for state in BookingState.values if state != BookingState.OFFERED]
    begun = Booking.objects.filter(room_id__in=rooms, state__in=told, starts_at__gte=start, starts_at__lt=end)
    reaching = reaching_into(rooms, start).exclude(state=BookingState.OFFERED).order_by("starts_at", "pk")
    ids = [
        each for found in (reaching, begun.order_by("starts_at", "pk")) for each in found.values_list("pk", flat=True)
    ]
    return FirstOf(Booking.objects.all(), lambda some: some.select_related(*_AT_THE_DESK), ids=ids)


def asked_bookings(premises: Premises) -> QuerySet[Booking]:
    """Return what waits for approval at premises that the actor was found to serve at, the next first."""
    found = Booking.objects.filter(room__floor__premises=premises, state=BookingState.REQUESTED)
    return found.select_related(*_AT_THE_DESK).order_by("starts_at", "pk")


def desk_booking_or_404(premises: Premises, public_id: UUID) -> Booking:
    """Return one booking at premises that the actor was found to serve at."""
    found = Booking.objects.filter(room__floor__premises=premises, public_id=public_id).first()
    if found is None or found.state == BookingState.OFFERED:
        raise Http404
    return found


def tenancies_at(premises: Premises) -> QuerySet[Tenancy]:
    """Return the tenancies at premises that the actor was found to serve at, with steps ``done`` and ``all_steps``."""
    found = Tenancy.objects.filter(room__floor__premises=premises)
    found = found.annotate(
        done=Count("steps", filter=Q(steps__ticked_at__isnull=False)),
        all_steps=Count("steps"),
    )
    return found.select_related("room__floor", "organisation").order_by("room__floor__number", "room_id", "starts_on")


def tenancy_or_404(premises: Premises, public_id: UUID) -> Tenancy:
    """Return one tenancy at premises that the actor was found to serve at."""
    found = Tenancy.objects.filter(room__floor__premises=premises, public_id=public_id)
    tenancy = found.select_related("room__floor__premises", "organisation", "entitlement").first()
    if tenancy is None:
        raise Http404
    return tenancy


def steps_of(tenancy: Tenancy) -> list[TenancyStep]:
    """Return the steps of a tenancy with who ticked them: those of moving in first."""
    return list(tenancy.steps.select_related("ticked_by").order_by("phase", "order"))


def step_or_404(tenancy: Tenancy, public_id: UUID) -> TenancyStep:
    """Return one step of a tenancy."""
    found = tenancy.steps.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def entitlements_at(premises: Premises) -> QuerySet[Entitlement]:
    """Return what was granted at premises that the actor was found to serve at, the last to end first."""
    found = Entitlement.objects.filter(premises=premises).select_related("organisation")
    lived = Q(tenancies__state__in=[TenancyState.PLANNED, TenancyState.LIVING])
    return found.annotate(let=Count("tenancies", filter=lived)).order_by("-ends_on", "organisation__name_ko", "pk")


def entitlement_or_404(premises: Premises, public_id: UUID) -> Entitlement:
    """Return one entitlement to premises that the actor was found to serve at."""
    found = Entitlement.objects.select_related("organisation").filter(premises=premises, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def closures_of(premises: Premises, now: datetime) -> QuerySet[Closure]:
    """Return the closures of premises that are not over."""
    return premises.closures.filter(ends_at__gt=now).select_related("room").order_by("starts_at", "pk")


def closure_or_404(premises: Premises, public_id: UUID) -> Closure:
    """Return one closure of premises that the actor was found to serve at."""
    found = premises.closures.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def let_rooms(premises: Premises) -> QuerySet[Room]:
    """Return the offices and desks of premises."""
    return Room.objects.filter(floor__premises=premises, kind__in=["office", "desk"]).order_by("floor__number", "pk")


def booked_rooms(premises: Premises) -> QuerySet[Room]:
    """Return the rooms of premises that are booked."""
    return Room.objects.filter(floor__premises=premises, kind__in=["meeting", "hall"]).order_by("floor__number", "pk")


def waiting_at(premises: Premises) -> QuerySet[Waiting]:
    """Return who waits for a room at premises that the actor was found to serve at, the next time first."""
    found = Waiting.objects.filter(room__floor__premises=premises)
    found = found.filter(state__in=[WaitingState.WAITING, WaitingState.OFFERED])
    return found.select_related("room", "organisation", "person").order_by("starts_at", "room_id", "created_at", "pk")
