"""Premises, who lives in them and who books what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import Organisation
from bridgehead.foundation.clock import wall_moment
from bridgehead.places.models import (
    Booking,
    BookingState,
    Entitlement,
    Floor,
    Premises,
    PremisesRole,
    Room,
    RoomKind,
    Visit,
)
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.people import UserFactory, actor_of

#: Open on working days from eight to ten in the evening.
WEEK: list[list[int] | None] = [[480, 1320]] * 5 + [None, None]


class PremisesFactory(DjangoModelFactory[Premises]):
    """Listed premises in Boston."""

    class Meta:
        model = Premises

    name_ko = "보스턴 입주 센터"
    name_en = "Boston Incubation Office"
    city_ko = "보스턴"
    city_en = "Boston"
    country = "US"
    zone = "America/New_York"
    hours = factory.LazyFunction(lambda: list(WEEK))
    is_listed = True


class PremisesRoleFactory(DjangoModelFactory[PremisesRole]):
    """Somebody serves at premises."""

    class Meta:
        model = PremisesRole

    premises = factory.SubFactory(PremisesFactory)
    user = factory.SubFactory(UserFactory)


class FloorFactory(DjangoModelFactory[Floor]):
    """A floor with a plan of twelve by eight."""

    class Meta:
        model = Floor

    premises = factory.SubFactory(PremisesFactory)
    number = factory.Sequence(lambda number: number + 1)


class RoomFactory(DjangoModelFactory[Room]):
    """A meeting room for eight."""

    class Meta:
        model = Room

    floor = factory.SubFactory(FloorFactory)
    kind = RoomKind.MEETING
    name_ko = factory.Sequence(lambda number: f"회의실 {number}")
    name_en = factory.Sequence(lambda number: f"Meeting Room {number}")
    capacity = 8
    x = factory.Sequence(lambda number: number % 12)
    y = 0


class EntitlementFactory(DjangoModelFactory[Entitlement]):
    """One desk and ten hours a month, for all of 2023."""

    class Meta:
        model = Entitlement

    premises = factory.SubFactory(PremisesFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    starts_on = date(2023, 1, 1)
    ends_on = date(2024, 1, 1)
    desks = 1
    monthly_minutes = 600


class BookingFactory(DjangoModelFactory[Booking]):
    """A confirmed booking; pass ``room``, ``starts_at`` and ``ends_at``."""

    class Meta:
        model = Booking

    room = factory.SubFactory(RoomFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    person = factory.SubFactory(UserFactory)
    state = BookingState.CONFIRMED


class VisitFactory(DjangoModelFactory[Visit]):
    """A visitor is announced for four in the afternoon; pass ``premises``."""

    class Meta:
        model = Visit

    premises = factory.SubFactory(PremisesFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    host = factory.SubFactory(UserFactory)
    name = "Ada Byron"
    language = "en"
    expected_at = factory.LazyFunction(lambda: boston("2023-04-27 16:00"))


def boston(text: str) -> datetime:
    """Return the moment at which clocks in Boston show a time: ``2023-04-27 16:00``."""
    return wall_moment(datetime.fromisoformat(text), ZoneInfo("America/New_York"))


def room_at(premises: Premises, **fields: Any) -> Room:
    """Return a room on the first floor of premises."""
    floor = premises.floors.order_by("number").first() or FloorFactory(premises=premises)
    return RoomFactory(floor=floor, **fields)


def member_of(premises: Premises, **granted: Any) -> tuple[Actor, Organisation, Entitlement]:
    """Return somebody who books for an organisation that is entitled to premises, with both."""
    held = MembershipFactory()
    entitlement = EntitlementFactory(premises=premises, organisation=held.organisation, **granted)
    return actor_of(held.user), held.organisation, entitlement


def desk_of(premises: Premises) -> Actor:
    """Return somebody who serves at premises."""
    return actor_of(PremisesRoleFactory(premises=premises).user)
