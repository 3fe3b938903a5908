"""Rounds, slots, tables, delegations and availability."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bridgehead.foundation.refusals import Refused
from bridgehead.partnering.actions import availability, delegations, rounds
from bridgehead.partnering.models import (
    Availability,
    Delegate,
    DelegateAway,
    Delegation,
    MeetingRequest,
    PartneringRound,
    Slot,
    Table,
)
from bridgehead.partnering.queries.desk import may_open_round
from bridgehead.partnering.queries.rounds import slots_with_availability
from tests.factories.forums import ApprovedRegistrationFactory, ForumFactory, RegistrationFactory, officer_of
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnering import (
    AcceptedRequestFactory,
    DelegateFactory,
    RequestFactory,
    RoundFactory,
    TimetableFactory,
    day_of,
    delegation_of,
    meeting_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NINE = datetime(2023, 4, 28, 13, 0, tzinfo=UTC)
TEN = NINE + timedelta(hours=1)


def refusal(deed: Any, **values: Any) -> str:
    """Return the sentence of a refused deed, which changed nothing."""
    models = (PartneringRound, Slot, Table, Delegation, Delegate, Availability, MeetingRequest)
    before = [list(model.objects.order_by("pk").values()) for model in models]
    with pytest.raises(Refused) as refused:
        deed(**values)
    assert [list(model.objects.order_by("pk").values()) for model in models] == before
    return str(refused.value)


def test_round_is_opened_once_by_an_officer(now: datetime) -> None:
    forum = ForumFactory()
    officer = officer_of(forum)

    opened = rounds.open_round(forum_id=forum.pk, by=officer, now=now, slot_minutes=25, max_requests=5)

    assert (opened.phase, opened.slot_minutes, opened.max_requests) == ("profile", 25, 5)
    assert refusal(rounds.open_round, forum_id=forum.pk, by=officer, now=now) == (
        "This forum has its partnering round already."
    )
    stranger = officer_of(ForumFactory())
    assert refusal(rounds.open_round, forum_id=forum.pk, by=stranger, now=now) == (
        "Only an officer of this forum can do this."
    )


def test_whoever_was_approved_before_the_round_takes_part_from_the_start(now: datetime) -> None:
    forum = ForumFactory()
    early = ApprovedRegistrationFactory(forum=forum)
    ApprovedRegistrationFactory(forum=forum, wants_partnering=False)
    RegistrationFactory(forum=forum)

    opened = rounds.open_round(forum_id=forum.pk, by=officer_of(forum), now=now)

    assert list(Delegate.objects.values_list("round", "user", "delegation__organisation")) == [
        (opened.pk, early.user_id, early.organisation_id)
    ]


def test_windows_are_filled_with_slots_that_never_overlap(now: datetime) -> None:
    round_ = RoundFactory()
    fixed = {"round_id": round_.pk, "by": officer_of(round_.forum), "now": now}

    laid = rounds.lay_slots(windows=[(NINE, NINE + timedelta(minutes=50))], **fixed)

    assert [(slot.starts_at, slot.ends_at) for slot in laid] == [
        (NINE, NINE + timedelta(minutes=20)),
        (NINE + timedelta(minutes=20), NINE + timedelta(minutes=40)),
    ]
    assert refusal(rounds.lay_slots, windows=[(NINE + timedelta(minutes=30), TEN)], **fixed) == (
        "Slots may not overlap: one from 2023-04-28 13:20 UTC until 13:40 UTC lies over another."
    )
    for windows in ([(TEN, NINE)], [(NINE, NINE + timedelta(minutes=19))], [(NINE.replace(tzinfo=None), TEN)]):
        assert refusal(rounds.lay_slots, windows=windows, **fixed) == (
            "A window of time must be at least one meeting long and end after it starts."
        )
    assert refusal(rounds.lay_slots, windows=[(NINE, NINE + timedelta(days=30))], **fixed) == (
        "A round has at most 500 slots."
    )


def test_slots_lie_on_the_forums_days(now: datetime) -> None:
    round_ = RoundFactory(forum__starts_at=NINE, forum__ends_at=NINE + timedelta(hours=8))
    fixed = {"round_id": round_.pk, "by": officer_of(round_.forum), "now": now}

    assert refusal(rounds.lay_slots, windows=[(NINE + timedelta(days=1), TEN + timedelta(days=1))], **fixed) == (
        "The forum is held on 28 April 2023; this time lies outside of it."
    )
    early = NINE - timedelta(hours=1)
    assert len(rounds.lay_slots(windows=[(early, NINE)], **fixed)) == 3


def test_slots_and_tables_that_hold_meetings_stay(now: datetime) -> None:
    round_ = RoundFactory()
    officer = officer_of(round_.forum)
    slots, tables = day_of(round_, slots=2, tables=3)
    agreed = AcceptedRequestFactory(asking=delegation_of(round_)[0], asked=delegation_of(round_, "US")[0])
    meeting_in(TimetableFactory(round=round_), agreed, slots[0], tables[1])

    assert refusal(rounds.remove_slot, slot_id=slots[0].pk, by=officer, now=now) == (
        "Meetings lie in this slot. Discard the drafts that use it first."
    )
    assert refusal(rounds.set_tables, round_id=round_.pk, count=1, by=officer, now=now) == (
        "Meetings lie on the tables to be removed. Discard the drafts that use them first."
    )
    assert refusal(rounds.set_tables, round_id=round_.pk, count=0, by=officer, now=now) == (
        "Give a number of tables from 1 to 500."
    )
    rounds.remove_slot(slot_id=slots[1].pk, by=officer, now=now)
    assert [table.number for table in rounds.set_tables(round_id=round_.pk, count=2, by=officer, now=now)] == [1, 2]
    assert list(Slot.objects.all()) == [slots[0]]


def test_slots_of_a_day_go_together_or_stay(now: datetime) -> None:
    round_ = RoundFactory()
    fixed = {"round_id": round_.pk, "by": officer_of(round_.forum), "now": now}
    rounds.lay_slots(windows=[(NINE, TEN), (NINE + timedelta(days=1), TEN + timedelta(days=1))], **fixed)
    [table] = rounds.set_tables(count=1, **fixed)
    agreed = AcceptedRequestFactory(asking=delegation_of(round_)[0], asked=delegation_of(round_, "US")[0])
    meeting_in(TimetableFactory(round=round_), agreed, Slot.objects.earliest("starts_at"), table)

    assert refusal(rounds.remove_day, day=NINE.date(), **fixed) == (
        "Meetings lie in slots of this day. Discard the drafts that use them first."
    )
    assert rounds.remove_day(day=(NINE + timedelta(days=1)).date(), **fixed) == 3
    assert refusal(rounds.remove_day, day=(NINE + timedelta(days=1)).date(), **fixed) == (
        "This day has no slots any more."
    )
    assert [slot.starts_at.day for slot in Slot.objects.all()] == [28, 28, 28]


def test_no_round_is_opened_for_a_forum_that_has_been_held(now: datetime) -> None:
    forum = ForumFactory(state="closed")

    assert refusal(rounds.open_round, forum_id=forum.pk, by=officer_of(forum), now=now) == (
        "This forum has been held. No round is opened for it any more."
    )
    assert not may_open_round(officer_of(forum), forum.public_id)


def test_phases_move_one_step(now: datetime) -> None:
    round_ = RoundFactory(phase="profile")
    fixed = {"round_id": round_.pk, "by": officer_of(round_.forum), "now": now}

    assert refusal(rounds.move_to_phase, phase="run", **fixed).startswith("The round stands at “profiles”")
    assert rounds.move_to_phase(phase="request", **fixed).phase == "request"


def test_meetings_begin_with_a_published_timetable(now: datetime) -> None:
    round_ = RoundFactory(phase="place")
    fixed = {"round_id": round_.pk, "by": officer_of(round_.forum), "now": now}
    AcceptedRequestFactory(asking=delegation_of(round_)[0], asked=delegation_of(round_, "US")[0])
    draft = TimetableFactory(round=round_)

    assert refusal(rounds.move_to_phase, phase="run", **fixed) == (
        "No timetable is published yet. Publish one in the timetable studio before the meetings begin."
    )
    draft.state, draft.version, draft.published_at = "published", 1, now
    draft.save()
    assert rounds.move_to_phase(phase="run", **fixed).phase == "run"


def test_round_in_which_nothing_was_agreed_needs_no_timetable(now: datetime) -> None:
    round_ = RoundFactory(phase="place")
    RequestFactory(asking=delegation_of(round_)[0], asked=delegation_of(round_, "US")[0])

    assert rounds.move_to_phase(round_id=round_.pk, phase="run", by=officer_of(round_.forum), now=now).phase == "run"


def test_approved_person_joins_for_their_organisation_and_leaves_with_their_registration(now: datetime) -> None:
    round_ = RoundFactory()
    company = OrganisationFactory(country="US")
    one, other = (
        ApprovedRegistrationFactory(forum=round_.forum, organisation=company, may_be_listed=listed)
        for listed in (False, True)
    )

    for registration in (one, other, other):
        delegations.join_round(registration_id=registration.pk, now=now)

    joined = Delegation.objects.get()
    assert (joined.organisation, joined.side, joined.is_listed) == (company, "abroad", True)
    assert list(Delegate.objects.order_by("pk").values_list("user", "left_at")) == [
        (one.user_id, None),
        (other.user_id, None),
    ]
    request = RequestFactory(asking=joined, asked=delegation_of(round_)[0])
    delegations.leave_round(registration_id=one.pk, now=now)
    request.refresh_from_db()
    assert request.state == "sent"
    delegations.leave_round(registration_id=other.pk, now=now)
    request.refresh_from_db()
    joined.refresh_from_db()
    assert (request.state, joined.is_listed) == ("withdrawn", False)


def test_availability_is_the_delegations_own(now: datetime) -> None:
    round_ = RoundFactory()
    slots, _tables = day_of(round_, slots=3, tables=1)
    delegation, person = delegation_of(round_)
    _rival, stranger = delegation_of(round_)
    fixed = {"delegation_id": delegation.pk, "now": now}

    availability.set_availability(closed_slot_ids=[slots[0].pk, slots[2].pk], by=person, **fixed)
    assert availability.set_availability(closed_slot_ids=[slots[2].pk], by=officer_of(round_.forum), **fixed) == 1

    assert [slot.is_closed for slot in slots_with_availability(person, delegation)] == [False, False, True]
    assert refusal(availability.set_availability, closed_slot_ids=[], by=stranger, **fixed) == (
        "Only this delegation and the officers can say when it can meet."
    )
    (foreign,), _tables = day_of(RoundFactory(), slots=1, tables=1)
    assert refusal(availability.set_availability, closed_slot_ids=[foreign.pk], by=person, **fixed) == (
        "The slots have changed meanwhile; look at them again."
    )


def test_a_slot_is_closed_while_each_of_the_people_is_away(now: datetime) -> None:
    round_ = RoundFactory()
    slots, _tables = day_of(round_, slots=3, tables=1)
    delegation, person = delegation_of(round_)
    _rival, stranger = delegation_of(round_)
    first = delegation.delegates.get()
    second = DelegateFactory(delegation=delegation)

    def closed() -> list[tuple[int, bool]]:
        lines = Availability.objects.filter(delegation=delegation).order_by("slot__starts_at")
        return list(lines.values_list("slot_id", "by_each"))

    def away(who: Delegate, *numbers: int) -> int:
        chosen = [slots[number].pk for number in numbers]
        return availability.set_away(delegate_id=who.pk, away_slot_ids=chosen, by=person, now=now)

    availability.set_availability(delegation_id=delegation.pk, closed_slot_ids=[slots[2].pk], by=person, now=now)
    assert (away(first, 0, 1, 2), closed()) == (3, [(slots[2].pk, False)])
    assert (away(second, 0, 2), closed()) == (2, [(slots[0].pk, True), (slots[2].pk, False)])
    # what is said for all of them leaves what each has said, and the other way round
    assert (
        availability.set_availability(delegation_id=delegation.pk, closed_slot_ids=[], by=person, now=now),
        closed(),
    ) == (1, [(slots[0].pk, True), (slots[2].pk, True)])
    came = ApprovedRegistrationFactory(forum=round_.forum, organisation=delegation.organisation)
    third = delegations.join_round(registration_id=came.pk, now=now)
    assert closed() == []
    delegations.end_delegacies(Delegate.objects.filter(pk=third.pk if third else 0), now)
    assert closed() == [(slots[0].pk, True), (slots[2].pk, True)]
    away(second)
    assert closed() == []

    assert refusal(availability.set_away, delegate_id=first.pk, away_slot_ids=[], by=stranger, now=now) == (
        "Only this delegation and the officers can say when it can meet."
    )
    assert DelegateAway.objects.filter(delegate=first).count() == 3
