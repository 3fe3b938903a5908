"""Visitors: those that one's organisations expect, those of a day at the front desk, and who is in the house now."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.directory.models import Organisation
from bridgehead.foundation.clock import day_bounds
from bridgehead.foundation.tokens import token_hash
from bridgehead.places.models import (
    BOOKED_KINDS,
    HOLDING,
    VISIT_LINK,
    Booking,
    BookingState,
    Premises,
    Reception,
    Room,
    Tenancy,
    TenancyState,
    Visit,
)
from bridgehead.places.queries.boards import noon
from bridgehead.places.rules import day_of, serves_at
from bridgehead.places.rules.visits import may_deal_with_visit

_WITH = ("premises", "organisation", "host", "room")
_AT_HOME = [TenancyState.PLANNED, TenancyState.LIVING]
_BOOKED = [state for state in HOLDING if state != BookingState.OFFERED]
#: So many are shown where a name is looked for.
MOST_FOUND = 50


def is_at_home(premises: Premises, organisation_id: int, day: date) -> bool:
    """Whether an organisation has a tenancy or a booking at premises on a day."""
    lived = Tenancy.objects.filter(room__floor__premises=premises, organisation_id=organisation_id, state__in=_AT_HOME)
    if lived.filter(starts_on__lte=day, ends_on__gt=day).exists():
        return True
    start, end = day_bounds(noon(day, premises), ZoneInfo(premises.zone))
    booked = Booking.objects.filter(room__floor__premises=premises, organisation_id=organisation_id)
    booked = booked.filter(state__in=[*_BOOKED, BookingState.ENDED])
    return booked.filter(starts_at__lt=end, ends_at__gt=start).exists()


def announcing_at(actor: Actor, premises: Premises, now: datetime) -> list[Organisation]:
    """Return the actor's organisations that have a tenancy or a booking at premises, today or later."""
    today = day_of(now, ZoneInfo(premises.zone))
    lived = Tenancy.objects.filter(room__floor__premises=premises, state__in=_AT_HOME, ends_on__gt=today)
    booked = Booking.objects.filter(room__floor__premises=premises, state__in=_BOOKED, ends_at__gt=now)
    at_home = Q(pk__in=lived.values("organisation")) | Q(pk__in=booked.values("organisation"))
    mine = Organisation.objects.filter(pk__in=actor.organisation_ids)
    return list(mine.filter(at_home).order_by("name_ko", "pk"))


def rooms_to_meet_in(premises: Premises, organisations: list[Organisation], now: datetime) -> list[Room]:
    """Return the rooms that visitors are sent to: booked by the hour, or lived in by the organisations."""
    today = day_of(now, ZoneInfo(premises.zone))
    lived = Tenancy.objects.filter(organisation__in=organisations, state__in=_AT_HOME, ends_on__gt=today)
    rooms = Room.objects.filter(floor__premises=premises)
    return list(rooms.filter(Q(kind__in=BOOKED_KINDS) | Q(pk__in=lived.values("room"))).order_by("floor__number", "pk"))


def visits_of(actor: Actor, premises: Premises) -> QuerySet[Visit]:
    """Return whom the actor's organisations expect at premises, and whom they do for a house, the newest day first."""
    mine = Q(organisation_id__in=actor.organisation_ids) | Q(organisation=None, host_id=actor.user_id or 0)
    found = Visit.objects.filter(mine, premises=premises)
    return found.select_related(*_WITH).order_by("-expected_at", "-pk")


def visit_or_404(actor: Actor, public_id: UUID) -> Visit:
    """Return a visit that the actor may deal with."""
    found = Visit.objects.select_related(*_WITH).filter(public_id=public_id).first()
    if found is None or not may_deal_with_visit(actor, found):
        raise Http404
    return found


def visits_between(premises: Premises, start: datetime, end: datetime) -> QuerySet[Visit]:
    """Return the visits expected at premises that the actor was found to serve at, in the order of their hour."""
    found = Visit.objects.filter(premises=premises, expected_at__gte=start, expected_at__lt=end)
    return found.select_related(*_WITH).order_by("expected_at", "pk")


def visits_found(premises: Premises, typed: str, start: datetime, end: datetime) -> list[Visit]:
    """Return whom the front desk looks for on a day: by the link that a pass was scanned to, or by a part of a name."""
    said = " ".join(typed.split())
    token = _token_in(said)
    if token is not None:
        held = Visit.objects.filter(premises=premises, keys__token_hash=token_hash(token, purpose=VISIT_LINK))
        return list(held.select_related(*_WITH))
    if not said:
        return []
    named = Q(name__icontains=said) | Q(company__icontains=said)
    return list(visits_between(premises, start, end).filter(named)[:MOST_FOUND])


def _token_in(said: str) -> str | None:
    """The token of a scanned pass: the last part of its address; None where a name was typed."""
    parts = [part for part in urlsplit(said).path.split("/") if part]
    return parts[-1] if len(parts) > 1 and parts[-2] == "pass" else None


def visit_here_or_404(premises: Premises, public_id: UUID) -> Visit:
    """Return one visit at premises that the actor was found to serve at."""
    found = Visit.objects.filter(premises=premises, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def pass_or_404(token: str) -> Visit:
    """Return the visit that the link of a pass opens, whether it still holds or not."""
    found = Visit.objects.filter(keys__token_hash=token_hash(token, purpose=VISIT_LINK))
    visit = found.select_related("premises__reception", *_WITH[1:]).first()
    if visit is None:
        raise Http404
    return visit


def is_read_by_desk(actor: Actor, visit: Visit) -> bool:
    """Whether whoever opens a pass keeps the desk that lets its visitor in."""
    return not actor.is_anonymous and serves_at(actor, visit.premises_id)


def inside_now(premises: Premises) -> list[Visit]:
    """Return the visitors in the house, by name, at premises that the actor was found to serve at."""
    found = Visit.objects.filter(premises=premises, arrived_at__isnull=False, left_at=None)
    return list(found.select_related(*_WITH).order_by("name", "pk"))


def used_now(premises: Premises, now: datetime) -> list[Booking]:
    """Return the bookings to which somebody has checked in and that are under way."""
    found = Booking.objects.filter(room__floor__premises=premises, state=BookingState.CHECKED_IN)
    found = found.filter(starts_at__lte=now, ends_at__gt=now).select_related("room__floor", "organisation")
    return list(found.order_by("room__floor__number", "room_id"))


def lived_in_now(premises: Premises) -> list[Tenancy]:
    """Return who lives in which office or at which desk of premises."""
    found = Tenancy.objects.filter(room__floor__premises=premises, state=TenancyState.LIVING)
    return list(found.select_related("room__floor", "organisation").order_by("room__floor__number", "room_id"))


def reception_of(premises: Premises) -> Reception:
    """Return what the front desk tells, empty where nothing was said yet."""
    return Reception.objects.filter(premises=premises).first() or Reception(premises=premises)


def visit_told(visit_id: int) -> Visit | None:
    """Return the visit that a notice is about, as it stands now."""
    found = Visit.objects.select_related("premises__reception", *_WITH[1:])
    return found.filter(pk=visit_id).first()


def visits_kept(user_id: int) -> dict[str, Any]:
    """Return what is kept of a person as a visitor, and of what they announced; the names of others are theirs."""
    address = User.objects.values_list("email", flat=True).get(pk=user_id)
    own = Visit.objects.filter(email=address.casefold()).select_related("premises")
    hosted = Visit.objects.filter(host_id=user_id).select_related("premises")
    return {
        "visits": [
            {
                **_told(each),
                "name": each.name,
                "company": each.company,
                "email": each.email,
                "arrived_at": each.arrived_at.isoformat() if each.arrived_at else None,
                "left_at": each.left_at.isoformat() if each.left_at else None,
            }
            for each in own.order_by("expected_at", "pk")
        ],
        "announced": [{**_told(each), "note": each.note} for each in hosted.order_by("expected_at", "pk")],
    }


def _told(visit: Visit) -> dict[str, Any]:
    return {"premises": str(visit.premises.public_id), "expected_at": visit.expected_at.isoformat()}
