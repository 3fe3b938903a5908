"""What the desk reads of a forum."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bridgehead.accounts.actor import ANONYMOUS, SYSTEM, Actor, actor_for
from bridgehead.agreements.actions.obligations import ObligationSaid, add_obligation
from bridgehead.agreements.queries.listed import waiting_counts
from bridgehead.events.models import Forum, ForumState
from bridgehead.home.queries.attention import attention
from bridgehead.home.queries.desk import forum_at_desk, forums_run_by, least_served, rates_of, standing_of
from bridgehead.home.queries.front import forums_to_show, my_registrations
from bridgehead.partnering.models import PartneringRound, RequestState, TimetableState
from tests.factories.agreements import agreed, keeper_of
from tests.factories.forums import (
    ApprovedRegistrationFactory,
    ForumFactory,
    RegistrationFactory,
    TermsFactory,
    officer_of,
)
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnering import (
    AcceptedRequestFactory,
    RequestFactory,
    RoundFactory,
    TimetableFactory,
    day_of,
    delegation_of,
    meeting_in,
)
from tests.factories.people import UserFactory, admin_actor

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def _round_with_one_of_two_placed() -> PartneringRound:
    """Two requests are accepted, one is declined, one waits; one accepted request has a place in a draft."""
    held = RoundFactory(forum=ForumFactory(state=ForumState.OPEN))
    homes = [delegation_of(held, name_ko=f"회사{number}")[0] for number in range(3)]
    abroad, _person = delegation_of(held, "US", name_en="Harbor Bio")
    first = AcceptedRequestFactory(asking=homes[0], asked=abroad)
    AcceptedRequestFactory(asking=abroad, asked=homes[1])
    RequestFactory(asking=homes[2], asked=abroad, state=RequestState.DECLINED)
    RequestFactory(asking=homes[2], asked=homes[1])
    slots, tables = day_of(held, slots=2, tables=1)
    meeting_in(TimetableFactory(round=held), first, slots[0], tables[0])
    return held


def test_ones_own_forums_come_as_they_are_due_and_what_is_over_behind_them() -> None:
    person = UserFactory()
    days = {"next": 3, "last": -9, "later": 40, "running": -1, "before": -30, "off": 5, "set back": 6}
    states = {"running": ForumState.RUNNING, "off": ForumState.CALLED_OFF, "set back": ForumState.DRAFT}
    for name, day in days.items():
        begins = NOW + timedelta(days=day)
        state = states.get(name, ForumState.OPEN)
        off_at = NOW if state == ForumState.CALLED_OFF else None
        forum = ForumFactory(
            name_en=name, state=state, starts_at=begins, ends_at=begins + timedelta(days=2), called_off_at=off_at
        )
        ApprovedRegistrationFactory(forum=forum, user=person)

    found = my_registrations(actor_for(person), NOW)

    assert [each.forum.name_en for each in found] == ["running", "next", "later", "off", "last", "before"]


def test_officer_sees_own_forums_only_and_an_administrator_all() -> None:
    mine, other = ForumFactory(), ForumFactory()
    officer = officer_of(mine)

    assert list(forums_run_by(officer)) == [mine]
    assert set(forums_run_by(admin_actor())) == {mine, other}
    assert list(forums_run_by(ANONYMOUS)) == []


def test_desk_opens_at_the_next_forum_unless_another_is_asked_for(now: datetime) -> None:
    held = ForumFactory(starts_at=now - timedelta(days=3))
    soon = ForumFactory(starts_at=now + timedelta(days=3))
    later = ForumFactory(starts_at=now + timedelta(days=30))
    forums = forums_run_by(admin_actor())

    assert forum_at_desk(forums, None, now) == soon
    assert forum_at_desk(forums, str(later.public_id), now) == later
    assert forum_at_desk(forums.filter(pk=held.pk), None, now) == held
    assert forum_at_desk(forums, "nonsense", now) == soon
    assert forum_at_desk(forums.none(), None, now) is None


def test_whoever_waits_for_a_full_participant_type_cannot_be_let_in(now: datetime) -> None:
    forum = ForumFactory(capacity=5)
    TermsFactory(forum=forum, participant_type="press", places=0)
    for kind in ("press", "press", "company"):
        RegistrationFactory(forum=forum, participant_type=kind, state="waiting", waiting_since=now)

    told = attention(standing_of(forum, now=NOW), now)

    assert [each.title for each in told if each.icon == "users"] == ["1 person waits although places are free"]


def test_rates_are_computed_from_the_records() -> None:
    standing = standing_of(_round_with_one_of_two_placed().forum, now=NOW)

    found = [(rate.key, rate.part, rate.over) for rate in rates_of(standing)]

    assert found == [("acceptance", 2, 3), ("meetings", 2, 4), ("kept", 0, 0), ("second", 0, 0)]


def test_rates_of_a_forum_called_off_on_the_way_count_what_was_held_and_nothing_of_it_presses() -> None:
    held = _round_with_one_of_two_placed()
    (begins,) = held.timetables.get().meetings.values_list("slot__starts_at", flat=True)

    def meetings(off: datetime) -> tuple[int, list[str]]:
        Forum.objects.filter(pk=held.forum_id).update(state=ForumState.CALLED_OFF, called_off_at=off)
        standing = standing_of(Forum.objects.get(pk=held.forum_id), now=off)
        (rate,) = (each for each in rates_of(standing) if each.key == "meetings")
        return rate.part, [each.title for each in attention(standing, off)]

    assert [meetings(begins), meetings(begins - timedelta(minutes=1))] == [(2, []), (0, [])]


def test_least_served_are_those_with_the_smallest_share_placed() -> None:
    standing = standing_of(_round_with_one_of_two_placed().forum, now=NOW)

    found = [
        (each.delegation.organisation.name_ko or "Harbor Bio", each.placed, each.accepted)
        for each in least_served(standing)
    ]

    assert found[0] == ("회사1", 0, 1)
    assert [(placed, accepted) for _name, placed, accepted in found] == [(0, 1), (1, 2)]


def test_attention_names_each_thing_once_the_pressing_first(now: datetime) -> None:
    held = _round_with_one_of_two_placed()
    RegistrationFactory.create_batch(2, forum=held.forum)

    found = [(each.tone, each.title) for each in attention(standing_of(held.forum, now=NOW), now + timedelta(hours=1))]

    assert found[0] == ("bad", "1 accepted meeting has no place")
    assert sorted(title for _tone, title in found[1:]) == [
        "1 request without an answer",
        "2 registrations to decide",
        "A draft waits to be published",
    ]


def test_attention_tells_what_waits_in_the_ledgers_that_one_keeps(now: datetime) -> None:
    agency, standing = OrganisationFactory(kind="agency"), standing_of(ForumFactory(), now=NOW)
    late = agreed(keeper=agency)
    due = ObligationSaid(due_on=date(2023, 4, 1), name_en="Report")
    add_obligation(agreement_id=late.pk, said=due, by=SYSTEM, now=now)

    def told(actor: Actor) -> list[tuple[str, str]]:
        return [(each.tone, each.title) for each in attention(standing, now, ledger=waiting_counts(actor, now))]

    assert told(keeper_of(agency)) == [
        ("warn", "1 agreement with an overdue obligation"),
        ("", "1 agreement to be signed"),
    ]
    assert told(keeper_of(OrganisationFactory(kind="agency"))) == []


def test_nothing_to_settle_is_an_empty_list(now: datetime) -> None:
    forum = ForumFactory()
    ApprovedRegistrationFactory(forum=forum)

    assert attention(standing_of(forum, now=NOW), now) == []


def test_published_timetable_counts_before_a_newer_draft() -> None:
    held = RoundFactory()
    published = TimetableFactory(round=held, state=TimetableState.PUBLISHED, version=1)
    TimetableFactory(round=held)

    standing = standing_of(held.forum, now=NOW)

    # The draft is of the same requests and no better: it does not wait for anybody.
    assert (standing.timetable, standing.waiting) == (published, None)


def test_desk_asks_as_many_questions_for_a_hundred_requests_as_for_ten(now: datetime) -> None:
    def questions(size: int) -> int:
        held = RoundFactory(forum=ForumFactory())
        abroad, _person = delegation_of(held, "US")
        for _ in range(size):
            AcceptedRequestFactory(asking=delegation_of(held)[0], asked=abroad)
        TimetableFactory(round=held)
        forum = forums_run_by(admin_actor()).get(pk=held.forum_id)
        with CaptureQueriesContext(connection) as asked:
            standing = standing_of(forum, now=NOW)
            attention(standing, now)
            rates_of(standing)
            least_served(standing)
        return len(asked)

    assert questions(3) == questions(40)


def test_front_page_shows_no_draft(now: datetime) -> None:
    ForumFactory(state=ForumState.DRAFT)
    coming = ForumFactory(state=ForumState.OPEN, starts_at=now + timedelta(days=1))
    held = ForumFactory(state=ForumState.CLOSED, starts_at=now - timedelta(days=1))

    assert forums_to_show(now) == ([coming], [held])


def test_forum_that_is_on_is_not_among_those_held_until_it_is_over(now: datetime) -> None:
    began, ends = now - timedelta(hours=2), now + timedelta(hours=2)
    running = ForumFactory(state=ForumState.RUNNING, starts_at=began, ends_at=ends)
    coming = ForumFactory(state=ForumState.OPEN, starts_at=now + timedelta(days=1))

    assert forums_to_show(now) == ([running, coming], [])
    assert forums_to_show(ends) == ([coming], [running])
