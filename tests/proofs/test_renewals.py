"""No place is renewed beyond its programme's limit, however many officers grant at once; without the guards it is."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase, take_guard_away

pytestmark = [pytest.mark.proof, pytest.mark.database]

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
LIMIT, PROCESSES = 2, 4


def make_places() -> dict[str, Any]:
    """Make places of a programme that renews twice, and an officer of it."""
    from tests.factories.cohorts import CohortFactory, CohortPlaceFactory
    from tests.factories.programmes import ProgrammeFactory, officer_of

    cohort = CohortFactory(programme=ProgrammeFactory(most_renewals=LIMIT))
    places = [CohortPlaceFactory(cohort=cohort).pk for _number in range(5)]
    return {"places": places, "officer": officer_of(cohort.programme)[0].pk}


def renew_all(made: dict[str, Any]) -> int:
    """Ask and grant as officers do, again and again, for each place; return how many were acknowledged."""
    from django.db import IntegrityError, OperationalError

    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.foundation.refusals import Refused
    from bridgehead.programmes.actions.tenures import grant_renewal
    from bridgehead.programmes.models import Renewal

    officer, granted = actor_for(User.objects.get(pk=made["officer"])), 0
    for place in made["places"] * (LIMIT + 1):
        try:
            asked = Renewal.objects.filter(place_id=place, state="asked").first()
            asked = asked or Renewal.objects.create(place_id=place, reason="More", asked_at=NOW)
            was_open = Renewal.objects.filter(pk=asked.pk, state="asked").exists()
            grant_renewal(renewal_id=asked.pk, by=officer, now=NOW)
            granted += was_open
        except (Refused, IntegrityError, OperationalError):
            pass
    return granted


def count_then_grant(made: dict[str, Any]) -> str:
    """Count what is granted, then grant one more, with nothing in between held."""
    from django.db import IntegrityError, OperationalError

    from bridgehead.programmes.models import Renewal

    granted = Renewal.objects.filter(place_id=made["places"][0], state="granted").count()
    if granted >= 1:
        return "refused"
    time.sleep(0.3)
    try:
        Renewal.objects.create(
            place_id=made["places"][0], reason="More", asked_at=NOW, decided_at=NOW, state="granted", number=granted + 1
        )
    except (IntegrityError, OperationalError):
        return "refused"
    return "granted"


def grant_number(made: dict[str, Any], number: int) -> str:
    """Grant a renewal of a number past every deed."""
    from django.db import IntegrityError

    from bridgehead.programmes.models import Renewal

    try:
        Renewal.objects.create(
            place_id=made["places"][0], reason="More", asked_at=NOW, decided_at=NOW, state="granted", number=number
        )
    except IntegrityError:
        return "refused"
    return "granted"


def take_constraint_away() -> None:
    """A negative control: two renewals of a place may bear one number."""
    from django.db import connection

    from bridgehead.programmes.models import Renewal

    (constraint,) = (each for each in Renewal._meta.constraints if each.name == "renewal_number_once_per_place")
    # SQLite makes the table anew, with the constraints that the model then still has.
    Renewal._meta.constraints.remove(constraint)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Renewal, constraint)


def standing() -> list[tuple[int, list[int]]]:
    """Return the numbers of what is granted, by place."""
    from bridgehead.programmes.models import CohortPlace, Renewal

    found = Renewal.objects.filter(state="granted").order_by("number")
    return [
        (place, list(found.filter(place_id=place).values_list("number", flat=True)))
        for place in CohortPlace.objects.order_by("pk").values_list("pk", flat=True)
    ]


def test_no_place_is_renewed_beyond_the_limit(real_database: RealDatabase) -> None:
    made = real_database.once(make_places)

    real_database.race([(renew_all, {"made": made})] * PROCESSES)

    found = real_database.once(standing)
    assert all(numbers == list(range(1, len(numbers) + 1)) and len(numbers) <= LIMIT for _place, numbers in found)
    assert sum(len(numbers) for _place, numbers in found) > LIMIT


def test_database_alone_counts_renewals(real_database: RealDatabase) -> None:
    made = real_database.once(make_places)

    assert real_database.race([(count_then_grant, {"made": made})] * 3).count("granted") == 1
    assert real_database.once(grant_number, made=made, number=LIMIT + 1) == "refused"


def test_without_constraint_and_guard_a_place_is_renewed_too_often(real_database: RealDatabase) -> None:
    made = real_database.once(make_places)
    real_database.once(take_constraint_away)
    real_database.once(take_guard_away, guard="renewals_within_limit")

    answers = real_database.race([(count_then_grant, {"made": made})] * 3)

    assert answers.count("granted") > 1
    assert real_database.once(grant_number, made=made, number=LIMIT + 1) == "granted"
