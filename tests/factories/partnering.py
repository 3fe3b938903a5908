"""Rounds with their slots, tables and delegations, and requests between them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from bridgehead.accounts.actor import Actor
from bridgehead.partnering.models import (
    Delegate,
    Delegation,
    Meeting,
    MeetingRequest,
    MeetingSeat,
    PartneringRound,
    RequestState,
    RoundPhase,
    RunState,
    RunStatus,
    Side,
    Slot,
    Strength,
    Table,
    Timetable,
    TimetableRun,
)
from tests.factories.forums import ForumFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.people import UserFactory, actor_of

#: The first slot of a round's day: nine o'clock in Boston, ten in the evening in Seoul.
FIRST_SLOT = datetime(2023, 4, 28, 13, 0, tzinfo=UTC)


class RoundFactory(DjangoModelFactory[PartneringRound]):
    """A round in which requests are sent."""

    class Meta:
        model = PartneringRound

    forum = factory.SubFactory(ForumFactory)
    phase = RoundPhase.REQUEST


class SlotFactory(DjangoModelFactory[Slot]):
    """The n-th slot of a round; pass ``number`` (from 0)."""

    class Meta:
        model = Slot

    class Params:
        number = 0

    round = factory.SubFactory(RoundFactory)
    starts_at = factory.LazyAttribute(lambda made: FIRST_SLOT + made.number * timedelta(minutes=20))
    ends_at = factory.LazyAttribute(lambda made: made.starts_at + timedelta(minutes=20))


class TableFactory(DjangoModelFactory[Table]):
    """A table; pass its ``number``."""

    class Meta:
        model = Table

    round = factory.SubFactory(RoundFactory)
    number = 1


class DelegationFactory(DjangoModelFactory[Delegation]):
    """A listed Korean company in a round; ``abroad_delegation`` makes one of the other side."""

    class Meta:
        model = Delegation

    round = factory.SubFactory(RoundFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    side = Side.HOME


class DelegateFactory(DjangoModelFactory[Delegate]):
    """A person of a delegation."""

    class Meta:
        model = Delegate

    delegation = factory.SubFactory(DelegationFactory)
    round = factory.SelfAttribute("delegation.round")
    user = factory.SubFactory(UserFactory)


class RequestFactory(DjangoModelFactory[MeetingRequest]):
    """A request that waits for its answer; the two sides are given."""

    class Meta:
        model = MeetingRequest

    round = factory.SelfAttribute("asking.round")
    strength = Strength.LIKE
    message = "만나 뵙고 싶습니다."
    expires_at = datetime(2023, 5, 3, 13, 0, tzinfo=UTC)


class AcceptedRequestFactory(RequestFactory):
    """A request that both sides agreed on."""

    state = RequestState.ACCEPTED
    answer_strength = Strength.LIKE
    answered_at = datetime(2023, 4, 26, 12, 0, tzinfo=UTC)


class RunFactory(DjangoModelFactory[TimetableRun]):
    """A run that has ended well."""

    class Meta:
        model = TimetableRun

    round = factory.SubFactory(RoundFactory)
    number = factory.Sequence(lambda number: number + 1)
    state = RunState.DONE
    status = RunStatus.OPTIMAL
    seed = 1
    budget_seconds = 10


class TimetableFactory(DjangoModelFactory[Timetable]):
    """An empty draft."""

    class Meta:
        model = Timetable

    round = factory.SubFactory(RoundFactory)


def delegation_of(round_: PartneringRound, country: str = "KR", **organisation: Any) -> tuple[Delegation, Actor]:
    """Return a delegation with one delegate, who belongs to its organisation, and that person's Actor."""
    person = UserFactory(language="ko" if country == "KR" else "en")
    made = OrganisationFactory(country=country, **organisation)
    MembershipFactory(user=person, organisation=made)
    delegation = DelegationFactory(round=round_, organisation=made, side=Side.HOME if country == "KR" else Side.ABROAD)
    DelegateFactory(delegation=delegation, user=person)
    return delegation, actor_of(person)


def day_of(round_: PartneringRound, *, slots: int, tables: int) -> tuple[list[Slot], list[Table]]:
    """Give a round its slots, one after another, and its tables."""
    return (
        [SlotFactory(round=round_, number=number) for number in range(slots)],
        [TableFactory(round=round_, number=number + 1) for number in range(tables)],
    )


def meeting_in(timetable: Timetable, request: MeetingRequest, slot: Slot, table: Table) -> Meeting:
    """Place a request by hand, with everybody of both sides."""
    meeting = Meeting.objects.create(timetable=timetable, request=request, slot=slot, table=table)
    for person in Delegate.objects.filter(delegation__in=[request.asking_id, request.asked_id]).order_by("pk"):
        MeetingSeat.objects.create(meeting=meeting, delegate=person, timetable=timetable, slot=slot)
    return meeting
