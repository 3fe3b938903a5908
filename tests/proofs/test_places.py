"""No room is given twice, no acknowledged booking is lost, and no credit is overspent, however many ask at once.

    PROOF_ATTEMPTS=20000 python -m pytest tests/proofs/test_places.py -m proof

makes the full number of attempts; without it each proof makes some hundreds. Each has its negative control: with the
guard or the constraint taken away, the same race goes wrong.
"""

from __future__ import annotations

import os
import random
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase, take_guard_away

pytestmark = [pytest.mark.proof, pytest.mark.database]

ATTEMPTS = int(os.environ.get("PROOF_ATTEMPTS", "160"))
PROCESSES = 4
EACH = ATTEMPTS // PROCESSES
#: Seconds until a process is given up: one writes at a time on SQLite, and waits for the others.
LONGEST = 120 + ATTEMPTS / 10
NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
OPENS = datetime(2023, 4, 27, 13, 0, tzinfo=UTC)
SLOT = timedelta(minutes=30)


def make_rooms(minutes: int) -> dict[str, Any]:
    """Make premises that never close, two meeting rooms, a desk, and two organisations with credit."""
    from bridgehead.places.models.premises import always_open
    from tests.factories.places import PremisesFactory, desk_of, member_of, room_at

    house = PremisesFactory(hours=always_open())
    members = [member_of(house, monthly_minutes=minutes, desks=500) for _number in range(2)]
    return {
        "rooms": [room_at(house).pk for _number in range(2)],
        "desk": room_at(house, kind="desk").pk,
        "staff": desk_of(house).user_id,
        "people": [(who.user_id, organisation.pk, entitlement.pk) for who, organisation, entitlement in members],
    }


def _actor(user: int) -> Any:
    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User

    return actor_for(User.objects.get(pk=user))


def book_and_cancel(made: dict[str, Any], seed: int, attempts: int) -> dict[str, Any]:
    """Book at random, and cancel some of it, as people do; return what was acknowledged."""
    from django.db import OperationalError

    from bridgehead.foundation.refusals import Refused
    from bridgehead.places.actions.bookings import book, cancel_booking

    chance, mine, cancelled, refused, busy = random.Random(seed), [], [], 0, 0
    user, organisation, _entitlement = made["people"][seed % 2]
    actor = _actor(user)
    for _attempt in range(attempts):
        start = OPENS + chance.randrange(20) * SLOT
        try:
            if mine and chance.random() < 0.4:
                cancel_booking(booking_id=mine[-1], by=actor, now=NOW)
                cancelled.append(mine.pop())
                continue
            booking = book(
                room_id=chance.choice(made["rooms"]), starts_at=start, ends_at=start + chance.randint(1, 4) * SLOT,
                organisation_id=organisation, by=actor, now=NOW,
            )  # fmt: skip
            mine.append(booking.pk)
        except Refused:
            refused += 1
        except OperationalError:
            busy += 1
    return {"mine": mine, "cancelled": cancelled, "refused": refused, "busy": busy}


def grab_rooms(made: dict[str, Any], seed: int, attempts: int, look_first: bool) -> int:
    """Insert bookings with no action and no lock before them: the database alone decides; return how many stand."""
    from django.db import IntegrityError, OperationalError

    from bridgehead.places.models import Booking
    from bridgehead.places.queries.free import holding_at

    chance, stand, guarded = random.Random(seed), 0, ("bookings_never_overlap", "deadlock", "lock timeout")
    for _attempt in range(attempts):
        room, start = chance.choice(made["rooms"]), OPENS + chance.randrange(200) * SLOT
        end = start + chance.randint(1, 4) * SLOT
        if look_first and holding_at([room], start, end).exists():
            continue
        try:
            Booking.objects.create(room_id=room, starts_at=start, ends_at=end, state="confirmed")
            stand += 1
        except (IntegrityError, OperationalError) as refusal:
            # PostgreSQL ends one of two that wait for each other; nothing of it stands.
            if not any(word in str(refusal) for word in guarded):
                raise
    return stand


def look_then_book(made: dict[str, Any]) -> str:
    """The negative control: look whether a room is free, then insert, with nothing in between held."""
    from django.db import IntegrityError, OperationalError

    from bridgehead.places.models import Booking
    from bridgehead.places.queries.free import holding_at

    room = made["rooms"][0]
    if holding_at([room], OPENS, OPENS + SLOT).exists():
        return "refused"
    time.sleep(0.3)
    try:
        Booking.objects.create(room_id=room, starts_at=OPENS, ends_at=OPENS + SLOT, state="confirmed")
    except (IntegrityError, OperationalError):
        return "refused"
    return "booked"


def let_and_call_off(made: dict[str, Any], seed: int, attempts: int) -> dict[str, Any]:
    """Let one desk at random days, and call some of it off; return what was acknowledged."""
    from django.db import OperationalError

    from bridgehead.foundation.refusals import Refused
    from bridgehead.places.actions.tenancies import cancel_tenancy, plan_tenancy

    chance, mine, busy = random.Random(seed), [], 0
    entitlement, staff = made["people"][seed % 2][2], _actor(made["staff"])
    for _attempt in range(attempts):
        start = date(2023, 1, 1) + timedelta(days=chance.randrange(300))
        try:
            if mine and chance.random() < 0.3:
                cancel_tenancy(tenancy_id=mine.pop(), by=staff, now=NOW)
                continue
            days = timedelta(days=chance.randint(1, 60))
            tenancy = plan_tenancy(
                room_id=made["desk"], entitlement_id=entitlement, starts_on=start, ends_on=start + days, by=staff,
                now=NOW,
            )  # fmt: skip
            mine.append(tenancy.pk)
        except Refused:
            pass
        except OperationalError:
            busy += 1
    return {"mine": mine, "busy": busy}


def let(made: dict[str, Any], person: int) -> str:
    """Let the desk for one week with no action before it; the transaction is open for a while."""
    from django.db import IntegrityError, OperationalError, transaction

    from bridgehead.places.models import Tenancy

    _user, organisation, entitlement = made["people"][person]
    try:
        with transaction.atomic():
            Tenancy.objects.create(
                room_id=made["desk"], organisation_id=organisation, entitlement_id=entitlement,
                starts_on=date(2023, 5, 1), ends_on=date(2023, 5, 8),
            )  # fmt: skip
            time.sleep(0.2)
    except (IntegrityError, OperationalError):
        return "refused"
    return "let"


def spend_from(made: dict[str, Any], attempts: int, minutes: int) -> int:
    """Spend credit of one month by the deed's own conditional update; return what was acknowledged."""
    from django.db import OperationalError, transaction

    from bridgehead.foundation.refusals import Refused
    from bridgehead.places.actions.credit import spend
    from bridgehead.places.models import Booking, Entitlement

    entitlement, spent = Entitlement.objects.get(pk=made["people"][0][2]), 0
    for _attempt in range(attempts):
        try:
            with transaction.atomic():
                spend(Booking(), [entitlement], minutes=minutes, on=date(2023, 4, 27))
            spent += minutes
        except (Refused, OperationalError):
            pass
    return spent


def look_then_spend(made: dict[str, Any]) -> int:
    """The negative control: look what is left, then spend it, with nothing in between held."""
    from django.db import IntegrityError
    from django.db.models import F

    from bridgehead.places.actions.credit import month_of_credit
    from bridgehead.places.models import CreditMonth, Entitlement

    credit = month_of_credit(Entitlement.objects.get(pk=made["people"][0][2]), date(2023, 4, 1))
    if credit.left < 60:
        return 0
    time.sleep(0.3)
    try:
        CreditMonth.objects.filter(pk=credit.pk).update(spent=F("spent") + 60)
    except IntegrityError:
        return 0
    return 60


def take_constraint_away() -> None:
    """A negative control: credit may be overspent."""
    from django.db import connection

    from bridgehead.places.models import CREDIT_CONSTRAINT, CreditMonth

    (constraint,) = (each for each in CreditMonth._meta.constraints if each.name == CREDIT_CONSTRAINT)
    # SQLite makes the table anew, with the constraints that the model then still has.
    CreditMonth._meta.constraints.remove(constraint)
    with connection.schema_editor() as editor:
        editor.remove_constraint(CreditMonth, constraint)


def standing() -> dict[str, Any]:
    """Return what came of it: what holds, how often two meet, and what of each month is granted, spent and booked."""
    from django.db.models import Sum

    from bridgehead.places.models import HOLDING, Booking, CreditMonth, Tenancy

    bookings = Booking.objects.filter(state__in=HOLDING).order_by("room_id", "starts_at", "ends_at")
    spans = list(bookings.values_list("room_id", "starts_at", "ends_at"))
    days = list(
        Tenancy.objects.exclude(state="cancelled")
        .order_by("room_id", "starts_on")
        .values_list("room_id", "starts_on", "ends_on")
    )
    months = CreditMonth.objects.annotate(booked=Sum("bookings__credit_minutes")).order_by("pk")
    return {
        "bookings": sorted(bookings.values_list("pk", flat=True)),
        "tenancies": sorted(Tenancy.objects.exclude(state="cancelled").values_list("pk", flat=True)),
        "met": _met(spans),
        "let_twice": _met(days),
        "credit": [(each.granted, each.spent, each.booked or 0) for each in months],
    }


def _met(spans: list[tuple[Any, ...]]) -> int:
    """How many begin before one before them in the same room has ended; they stand in order of their start."""
    met, room, until = 0, None, None
    for here, start, end in spans:
        met += here == room and until is not None and start < until
        until = max(until, end) if here == room and until is not None else end
        room = here
    return met


def test_rooms_and_credit_are_given_once_and_nothing_acknowledged_is_lost(real_database: RealDatabase) -> None:
    granted = 900
    made = real_database.once(make_rooms, minutes=granted)

    answers = real_database.race(
        [(book_and_cancel, {"made": made, "seed": seed, "attempts": EACH}) for seed in range(PROCESSES)],
        timeout=LONGEST,
    )

    found = real_database.once(standing)
    assert found["bookings"] == sorted(pk for each in answers for pk in each["mine"])
    assert found["met"] == 0
    assert all(spent == booked <= allowed == granted for allowed, spent, booked in found["credit"])
    assert sum(each["refused"] for each in answers) > EACH // 4
    assert sum(each["busy"] for each in answers) <= EACH // 20


def test_database_alone_refuses_a_room_that_is_taken(real_database: RealDatabase) -> None:
    made = real_database.once(make_rooms, minutes=0)

    answers = real_database.race(
        [
            (grab_rooms, {"made": made, "seed": seed, "attempts": EACH, "look_first": bool(seed % 2)})
            for seed in range(PROCESSES)
        ],
        timeout=LONGEST,
    )

    found = real_database.once(standing)
    assert (len(found["bookings"]), found["met"]) == (sum(answers), 0)


def test_without_the_guard_a_room_is_given_twice(real_database: RealDatabase) -> None:
    made = real_database.once(make_rooms, minutes=0)
    assert real_database.race([(look_then_book, {"made": made})] * 3).count("booked") == 1
    real_database.once(take_guard_away, guard="bookings_never_overlap")
    real_database.once(forget_bookings)

    answers = real_database.race([(look_then_book, {"made": made})] * 3)

    assert answers.count("booked") > 1
    assert real_database.once(standing)["met"] > 0


def forget_bookings() -> None:
    """Empty the rooms."""
    from bridgehead.places.models import Booking

    Booking.objects.all().delete()


def test_desk_is_let_once(real_database: RealDatabase) -> None:
    made = real_database.once(make_rooms, minutes=0)

    answers = real_database.race(
        [(let_and_call_off, {"made": made, "seed": seed, "attempts": EACH}) for seed in range(PROCESSES)],
        timeout=LONGEST,
    )

    found = real_database.once(standing)
    assert found["tenancies"] == sorted(pk for each in answers for pk in each["mine"])
    assert found["let_twice"] == 0
    assert sum(each["busy"] for each in answers) <= EACH // 20


def test_without_the_guard_a_desk_is_let_twice(real_database: RealDatabase) -> None:
    made = real_database.once(make_rooms, minutes=0)
    assert sorted(real_database.race([(let, {"made": made, "person": number}) for number in (0, 1)])) == [
        "let",
        "refused",
    ]
    real_database.once(forget_tenancies)
    real_database.once(take_guard_away, guard="tenancies_never_overlap")

    answers = real_database.race([(let, {"made": made, "person": number}) for number in (0, 1)])

    assert (answers, real_database.once(standing)["let_twice"]) == (["let", "let"], 1)


def forget_tenancies() -> None:
    """Empty the desk."""
    from bridgehead.places.models import Tenancy

    Tenancy.objects.all().delete()


def test_credit_is_spent_to_its_last_minute_and_never_beyond(real_database: RealDatabase) -> None:
    granted = EACH * 10
    made = real_database.once(make_rooms, minutes=granted)

    answers = real_database.race(
        [(spend_from, {"made": made, "attempts": EACH, "minutes": 10})] * PROCESSES, timeout=LONGEST
    )

    assert sum(answers) == granted
    assert [(allowed, spent) for allowed, spent, _booked in real_database.once(standing)["credit"]] == [
        (granted, granted)
    ]


def test_without_the_constraint_credit_is_overspent(real_database: RealDatabase) -> None:
    made = real_database.once(make_rooms, minutes=60)
    assert sum(real_database.race([(look_then_spend, {"made": made})] * 3)) == 60
    real_database.once(take_constraint_away)
    real_database.once(forget_credit)

    answers = real_database.race([(look_then_spend, {"made": made})] * 3)

    assert sum(answers) > 60


def forget_credit() -> None:
    """Begin the month anew."""
    from bridgehead.places.models import CreditMonth

    CreditMonth.objects.all().delete()


def book_once(made: dict[str, Any]) -> str:
    """Book a room at one time as a member does; return what came of it."""
    from bridgehead.foundation.refusals import Refused
    from bridgehead.places.actions.bookings import book

    user, organisation, _entitlement = made["people"][0]
    try:
        book(
            room_id=made["rooms"][0], starts_at=OPENS, ends_at=OPENS + SLOT, organisation_id=organisation,
            by=_actor(user), now=NOW,
        )  # fmt: skip
    except Refused:
        return "refused"
    return "booked"


def close_then(made: dict[str, Any]) -> str:
    """Close the premises over that time as venue staff does."""
    from bridgehead.places.actions.closures import close
    from bridgehead.places.models import Room

    house = Room.objects.get(pk=made["rooms"][0]).floor.premises_id
    close(premises_id=house, starts_at=OPENS, ends_at=OPENS + SLOT, name_en="Works", by=_actor(made["staff"]), now=NOW)
    return "closed"


def test_nothing_stays_booked_in_a_closure_made_at_the_same_moment(real_database: RealDatabase) -> None:
    made = real_database.once(make_rooms, minutes=600)

    answers = real_database.race(
        [(book_once, {"made": made}), (close_then, {"made": made}), (book_once, {"made": made})]
    )

    assert answers[1] == "closed"
    assert real_database.once(standing)["bookings"] == []
