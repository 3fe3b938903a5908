"""One company books a mentor's time, however many want it at once, and none beyond its limit; no two times overlap."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase, take_guard_away

pytestmark = [pytest.mark.proof, pytest.mark.database]

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
LIMIT, PROCESSES, HOURS = 2, 4, 5


def make_hours() -> dict[str, Any]:
    """Make a mentor's times, and as many companies with a person each as there are processes."""
    from tests.factories.cohorts import CohortFactory, CohortPlaceFactory, speaker_of
    from tests.factories.mentoring import hour_of, mentor_of

    cohort = CohortFactory(programme__most_hours=LIMIT)
    mentor, _person = mentor_of(cohort.programme)
    places = [CohortPlaceFactory(cohort=cohort) for _number in range(PROCESSES)]
    return {
        "hours": [hour_of(mentor, NOW + timedelta(days=1, hours=number)).pk for number in range(HOURS)],
        "companies": [(each.pk, speaker_of(each).user_id) for each in places],
    }


def book_all(made: dict[str, Any], company: int) -> int:
    """Book every time for one company, as its person does; return how many were acknowledged."""
    from django.db import OperationalError

    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.foundation.refusals import Refused
    from bridgehead.programmes.actions.office_hours import book_hour

    place, person = made["companies"][company]
    by, done = actor_for(User.objects.get(pk=person)), 0
    for hour in made["hours"]:
        try:
            book_hour(hour_id=hour, place_id=place, asks="Why?", by=by, now=NOW)
            done += 1
        except (Refused, OperationalError):
            pass
    return done


def look_then_book(made: dict[str, Any], company: int) -> str:
    """Look whether the first time is free, then book it, with nothing in between held."""
    from django.db import IntegrityError, OperationalError

    from bridgehead.programmes.models import HourBooking

    hour = made["hours"][0]
    if HourBooking.objects.filter(hour_id=hour, state="booked").exists():
        return "refused"
    time.sleep(0.3)
    try:
        HourBooking.objects.create(hour_id=hour, place_id=made["companies"][company][0], asks="Why?")
    except (IntegrityError, OperationalError):
        return "refused"
    return "booked"


def take_constraint_away() -> None:
    """A negative control: two companies may book one time."""
    from django.db import connection

    from bridgehead.programmes.models import HourBooking

    (constraint,) = (each for each in HourBooking._meta.constraints if each.name == "office_hour_booked_once")
    # SQLite makes the table anew, with the constraints that the model then still has.
    HourBooking._meta.constraints.remove(constraint)
    with connection.schema_editor() as editor:
        editor.remove_constraint(HourBooking, constraint)


def look_then_offer(made: dict[str, Any], later: int) -> str:
    """Look whether a mentor offers a time of the day after, then offer one that meets all others, holding nothing."""
    from django.db import IntegrityError, OperationalError

    from bridgehead.programmes.models import OfficeHour

    starts_at = NOW + timedelta(days=2, minutes=10 * later)
    mentor = OfficeHour.objects.values_list("mentor", flat=True).get(pk=made["hours"][0])
    if OfficeHour.objects.filter(mentor=mentor, ends_at__gt=starts_at).exists():
        return "refused"
    time.sleep(0.3)
    try:
        OfficeHour.objects.create(mentor_id=mentor, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=30))
    except (IntegrityError, OperationalError):
        return "refused"
    return "offered"


def standing() -> dict[str, list[int]]:
    """Return how often each time is booked, and how often each company has booked."""
    from django.db.models import Count

    from bridgehead.programmes.models import HourBooking

    held = HourBooking.objects.filter(state="booked").order_by()
    return {
        each: list(held.values(each).annotate(number=Count("pk")).values_list("number", flat=True))
        for each in ("hour", "place")
    }


def test_no_time_is_booked_twice_and_no_company_beyond_its_limit(real_database: RealDatabase) -> None:
    made = real_database.once(make_hours)

    # The first company books from two processes at once.
    companies = [0, *range(PROCESSES - 1)]
    answers = real_database.race([(book_all, {"made": made, "company": each}) for each in companies])

    found = real_database.once(standing)
    assert found["hour"] == [1] * len(found["hour"])
    assert all(number <= LIMIT for number in found["place"])
    assert sum(answers) >= sum(found["hour"]) >= HOURS - 1


@pytest.mark.parametrize("is_held", [True, False])
def test_database_alone_holds_a_time_for_one(real_database: RealDatabase, is_held: bool) -> None:
    made = real_database.once(make_hours)
    if not is_held:
        real_database.once(take_constraint_away)

    answers = real_database.race([(look_then_book, {"made": made, "company": each}) for each in range(3)])

    assert (answers.count("booked") == 1) is is_held


@pytest.mark.parametrize("is_held", [True, False])
def test_database_alone_keeps_a_mentor_from_two_at_once(real_database: RealDatabase, is_held: bool) -> None:
    made = real_database.once(make_hours)
    if not is_held:
        real_database.once(take_guard_away, guard="office_hours_never_overlap")

    answers = real_database.race([(look_then_offer, {"made": made, "later": each}) for each in range(3)])

    assert (answers.count("offered") == 1) is is_held
