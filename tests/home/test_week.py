"""One's own week: whatever the contexts know of a person, day by day on their own clock, and nothing of others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from bridgehead.accounts.models import User
from bridgehead.directory.models import Organisation
from bridgehead.events.models import Appearance, Forum, ForumSession
from bridgehead.events.queries.picks import sessions_picked_by
from bridgehead.home.queries.week import Week, week_of
from bridgehead.partnering.actions.timetables import publish_timetable
from bridgehead.partnering.models import RoundPhase
from tests.clocks import standing_still
from tests.factories.cohorts import CohortPlaceFactory
from tests.factories.forums import (
    AppearanceFactory,
    ApprovedRegistrationFactory,
    ForumSessionFactory,
    PickFactory,
    RegistrationFactory,
)
from tests.factories.mentoring import booked, hour_of, mentor_of
from tests.factories.people import UserFactory, actor_of
from tests.factories.places import BookingFactory, boston
from tests.factories.tasks import task_for
from tests.partnering.scenes import Scene, address, browser, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FIRST = date(2023, 4, 26)


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with standing_still(now):
        yield


@pytest.fixture
def scene(now: datetime) -> Scene:
    """Hanbit meets Acme and Beacon on Friday the 28th, in the morning in Boston, late in the evening in Seoul."""
    scene = Scene()
    draft = scene.draft()
    scene.move(RoundPhase.PLACE)
    publish_timetable(timetable_id=draft.pk, by=actor_of(scene.officer), now=now)
    return scene


@pytest.fixture
def mine(scene: Scene) -> tuple[User, Organisation]:
    """Hanbit's delegate, who lives by the clocks of Seoul."""
    user, organisation = person(scene.hanbit), scene.hanbit.organisation
    User.objects.filter(pk=user.pk).update(zone="Asia/Seoul")
    return User.objects.get(pk=user.pk), organisation


def told(week: Week) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(f"{day:%m-%d}", [(str(line.kind), line.title) for line in lines]) for day, lines in week.days]


def test_everything_of_one_week_stands_by_day_on_the_persons_clock(
    scene: Scene, mine: tuple[User, Organisation]
) -> None:
    user, organisation = mine
    place = CohortPlaceFactory(organisation=organisation)
    task_for(place, name_en="Hand in your slides", due_on=date(2023, 4, 30))
    mentor, _actor = mentor_of(place.cohort.programme, UserFactory(given_name_en="Ada", family_name_en="Byron"))
    booked(hour_of(mentor, boston("2023-04-27 18:00")), place)
    room = BookingFactory(
        organisation=organisation, starts_at=boston("2023-04-26 09:00"), ends_at=boston("2023-04-26 10:00")
    ).room
    forum = scene.round.forum
    ApprovedRegistrationFactory(forum=forum, user=user, organisation=organisation, membership=False)

    week = week_of(actor_of(user), FIRST)

    assert (week.before, week.last, week.after) == (date(2023, 4, 19), date(2023, 5, 2), date(2023, 5, 3))
    found = dict(told(week))
    assert ("Room", room.name_en) in found["04-26"]
    # Six in the evening on Thursday in Boston is Friday morning in Seoul.
    assert ("Office hours", "Ada Byron") in found["04-28"]
    assert [each for each in found["04-28"] if each[0] == "Meeting"] == [("Meeting", "Acme"), ("Meeting", "Beacon")]
    assert found["04-30"] == [("Due on this day", "Hand in your slides")]
    assert ("Forum", forum.name_en) in found["04-28"]


def test_a_meeting_while_ones_own_organisation_presents_says_so(scene: Scene, mine: tuple[User, Organisation]) -> None:
    user, organisation = mine
    forum, slot = scene.round.forum, scene.slots[0]
    own = ApprovedRegistrationFactory(forum=forum, user=user, organisation=organisation, membership=False)
    session = ForumSessionFactory(
        part__forum=forum, name_en="Company presentations", starts_at=slot.starts_at, ends_at=slot.ends_at
    )
    AppearanceFactory(session=session, organisation=organisation)
    AppearanceFactory(session=session, organisation=scene.acme.organisation)
    PickFactory(registration=own, session=session)

    week = week_of(actor_of(user), FIRST)

    lines = [line for _day, found in week.days for line in found if line.kind != "Forum"]
    assert [(str(line.kind), line.title, [each.title for each in line.against]) for line in lines] == [
        ("Meeting", "Acme", ["Company presentations"]),
        ("We present", "Company presentations", []),
        ("Meeting", "Beacon", []),
    ]
    said = {
        "presents": ("We present", "At the same time your organisation presents: Company presentations"),
        "signs": ("We sign", "At the same time your organisation signs: Company presentations"),
    }
    for role in said:
        Appearance.objects.filter(organisation=organisation).update(role=role)
        page = browser(user).get(address("home:my_week")).text
        told = {each: [page.count(words) for words in sentences] for each, sentences in said.items()}
        assert told == {each: [1, 1] if each == role else [0, 0] for each in said}


def test_parallel_session_of_the_same_name_stands_beside_what_ones_own_organisation_presents(
    scene: Scene, mine: tuple[User, Organisation]
) -> None:
    user, organisation = mine
    forum, slot = scene.round.forum, scene.slots[0]
    own = ApprovedRegistrationFactory(forum=forum, user=user, organisation=organisation, membership=False)
    rooms = [
        ForumSessionFactory(part__forum=forum, name_en="Pitches", room_en=room, starts_at=slot.starts_at)
        for room in ("Hall 1", "Hall 2")
    ]
    AppearanceFactory(session=rooms[0], organisation=organisation)
    for each in rooms:
        PickFactory(registration=own, session=each)

    lines = [line for _day, found in week_of(actor_of(user), FIRST).days for line in found if line.title == "Pitches"]

    assert sorted((str(line.kind), line.where) for line in lines) == [("Session", "Hall 2"), ("We present", "Hall 1")]


def test_agenda_of_a_forum_that_is_a_draft_again_stands_neither_in_the_week_nor_in_the_calendar(now: datetime) -> None:
    picked = PickFactory(session__part__forum__starts_at=now, session__starts_at=now, session__name_en="Pitches")
    own, session = picked.registration, picked.session
    AppearanceFactory(session=session, organisation=own.organisation)
    person = actor_of(own.user)

    def shown() -> tuple[list[str], list[ForumSession]]:
        lines = [str(line.kind) for _day, found in week_of(person, FIRST).days for line in found]
        return sorted(lines), sessions_picked_by(own.user_id)

    assert shown() == (["Forum", "We present"], [session])
    Forum.objects.update(state="draft")
    assert shown() == ([], [])


def test_forum_that_was_called_off_on_the_way_stands_until_then_alone(now: datetime) -> None:
    own = ApprovedRegistrationFactory(forum__starts_at=now, forum__ends_at=now + timedelta(days=9))
    Forum.objects.update(state="called_off", called_off_at=now + timedelta(hours=3))
    person = actor_of(own.user)

    (line,) = (line for _day, found in week_of(person, FIRST).days for line in found)
    assert (str(line.kind), line.ends_at) == ("Forum", now + timedelta(hours=3))
    assert week_of(person, FIRST + timedelta(days=7)).days == ()


def test_nothing_of_others_stands_in_it(scene: Scene, mine: tuple[User, Organisation]) -> None:
    user, _organisation = mine
    place = CohortPlaceFactory()
    task_for(place, due_on=date(2023, 4, 27))
    mentor, _actor = mentor_of(place.cohort.programme)
    booked(hour_of(mentor, boston("2023-04-27 10:00")), place)
    BookingFactory(starts_at=boston("2023-04-27 09:00"), ends_at=boston("2023-04-27 10:00"))
    RegistrationFactory(forum=scene.round.forum, user=user)

    week = told(week_of(actor_of(user), FIRST))

    assert week == [("04-28", [("Meeting", "Acme"), ("Meeting", "Beacon")])]
    assert told(week_of(actor_of(UserFactory()), FIRST)) == []


def test_a_week_begins_today_or_on_the_day_that_is_asked_for(scene: Scene, mine: tuple[User, Organisation]) -> None:
    browsing, page = browser(mine[0]), address("home:my_week")

    shown = {asked: browsing.get(f"{page}?week={asked}").text for asked in ("", "2023-04-22", "nonsense", "9999-12-31")}

    assert {asked: "Acme" in text for asked, text in shown.items()} == {
        "": True,
        "2023-04-22": True,
        "nonsense": True,
        "9999-12-31": False,
    }
    assert "?week=2023-05-03" in shown[""]
    assert "?week=2023-04-15" in shown["2023-04-22"]
    assert "09:00–09:20 " in shown[""]
    assert "22:00–22:20 Seoul" in shown[""]
    assert "Nothing in these days" in shown["9999-12-31"]
