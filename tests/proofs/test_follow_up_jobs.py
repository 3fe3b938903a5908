"""What jobs do with follow-ups by the clock, while somebody else has an agreement in hand.

Each proof has its negative control: the same job as it would be without the lock of what it reads.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase

pytestmark = [pytest.mark.proof, pytest.mark.database]

DUE = datetime(2023, 5, 26, 13, 0, tzinfo=UTC)
#: When all that was made at the signing is due, and the step of the first year is to be made.
LATE = datetime(2023, 11, 28, 13, 0, tzinfo=UTC)
CORRECTED = date(2023, 4, 20)
#: How long somebody has an agreement in hand: longer than a job takes, shorter than it would wait for.
HELD_SECONDS = 1.5


def make_followed() -> dict[str, Any]:
    """Make a signed agreement of which nothing is asked after the first half year yet."""
    from tests.factories.agreements import signed

    agreement = signed()
    return {"agreement": agreement.pk, "follow_up": agreement.follow_ups.get(step=3).pk}


def change_slowly(agreement: int, change: str, **_: Any) -> str:
    """End an agreement, or correct its day of signing, and have it in hand for a while."""
    from django.db import transaction

    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.agreements.actions.said import said_by
    from bridgehead.agreements.actions.states import move_agreement
    from bridgehead.agreements.actions.terms import correct_terms
    from bridgehead.agreements.models import Agreement

    found = Agreement.objects.select_related("current").get(pk=agreement)
    assert found.current is not None
    one: dict[str, Any] = {"agreement_id": found.pk, "revision": found.revision, "by": SYSTEM, "now": DUE}
    with transaction.atomic():
        if change == "end":
            move_agreement(**one, state="ended", on=DUE.date(), note="x")
        else:
            correct_terms(**one, said=said_by(found.current), signed_on=CORRECTED, reason_en="A slip")
        print("held", flush=True)
        time.sleep(HELD_SECONDS)
    return "done"


def follow(**_: Any) -> str:
    """Make what is missing, as the daily job does."""
    from tests.factories.outcomes import follow_all

    follow_all(LATE)
    return "followed"


def follow_carelessly(**_: Any) -> str:
    """The negative control: what was read with no lock is taken for what holds."""
    from django.db import transaction

    from bridgehead.agreements.models import Agreement
    from bridgehead.outcomes.actions.follow_ups import keep_follow_ups

    some = list(Agreement.objects.select_related("current"))
    with transaction.atomic():
        keep_follow_ups(some, now=LATE)
    return "followed"


def what_is_asked(agreement: int, **_: Any) -> list[tuple[int, str]]:
    """Return which steps are open still, and their days."""
    from bridgehead.outcomes.models import FollowUp

    asked = FollowUp.objects.filter(agreement=agreement, state="open").order_by("step")
    return [(step, day.isoformat()) for step, day in asked.values_list("step", "due_on")]


def come_amid(database: RealDatabase, change: str, deed: Any) -> tuple[str, Any]:
    """Let a deed come while somebody has the agreement in hand; return what came of it, and what is asked then."""
    made = database.once(make_followed)
    holding, coming = database.start(change_slowly, **made, change=change), database.start(deed, **made)
    holding.go()
    holding.says("held")
    coming.go()
    told = str(coming.answer())
    assert holding.answer() == "done"
    return told, database.once(what_is_asked, **made)


def test_of_what_ends_meanwhile_nobody_asks(real_database: RealDatabase) -> None:
    assert come_amid(real_database, "end", follow) == ("followed", [])


def test_without_the_lock_what_has_ended_would_be_asked_about(real_database: RealDatabase) -> None:
    assert come_amid(real_database, "end", follow_carelessly) == ("followed", [[4, "2024-04-26"]])


def test_a_day_that_is_corrected_meanwhile_holds(real_database: RealDatabase) -> None:
    days = ["2023-05-20", "2023-07-19", "2023-10-17", "2024-04-20"]

    _told, asked = come_amid(real_database, "correct", follow)

    assert asked == [[step, day] for step, day in enumerate(days, start=1)]


def test_without_the_lock_an_old_day_would_come_back(real_database: RealDatabase) -> None:
    _told, asked = come_amid(real_database, "correct", follow_carelessly)

    assert [4, "2024-04-26"] in asked


def day_that_holds(agreement: int, **_: Any) -> str:
    """Return the day of signing as a deed reads it that has locked the agreement."""
    from django.db import transaction

    from bridgehead.agreements.actions.held import locked_agreements, terms_of
    from bridgehead.agreements.models import Agreement

    with transaction.atomic():
        (held,) = locked_agreements(Agreement.objects.filter(pk=agreement))
        return str(terms_of(held).signed_on)


def day_read_with_the_lock(agreement: int, **_: Any) -> str:
    """The negative control: PostgreSQL looks anew at the row that it waited for, and not at what it was joined with."""
    from django.db import transaction

    from bridgehead.agreements.models import Agreement

    with transaction.atomic():
        held = Agreement.objects.select_for_update(of=("self",)).select_related("current").get(pk=agreement)
        return str(held.current and held.current.signed_on)


def test_who_waits_for_a_correction_reads_what_holds_then(real_database: RealDatabase) -> None:
    assert come_amid(real_database, "correct", day_that_holds)[0] == "2023-04-20"


def test_read_with_the_lock_the_terms_that_were_waited_for_would_be_missing(real_database: RealDatabase) -> None:
    has_one_writer = real_database.url.startswith("sqlite")

    told, _asked = come_amid(real_database, "correct", day_read_with_the_lock)

    assert told == ("2023-04-20" if has_one_writer else "None")


# --- Nobody waits for each other -------------------------------------------------------------------------------------


def answer(follow_up: int, **_: Any) -> str:
    """Answer the last step as an officer does: that covers those before it, and makes the next."""
    from django.db import OperationalError

    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.outcomes.actions.follow_ups import answer_follow_up

    try:
        answer_follow_up(follow_up_id=follow_up, came_of="nothing", by=SYSTEM, now=LATE)
    except OperationalError:
        return "stuck"
    return "answered"


def answer_slowly(follow_up: int, **_: Any) -> str:
    """Answer the last step, and have the agreement in hand for a while."""
    from django.db import transaction

    with transaction.atomic():
        told = answer(follow_up)
        print("held", flush=True)
        time.sleep(HELD_SECONDS)
    return told


def work_slowly(follow_up: int, job: str, **_: Any) -> str:
    """Do the part of a job, and have in hand for a while what it has in hand."""
    from django.db import OperationalError, transaction

    from bridgehead.outcomes.actions.follow_ups import tell_due
    from bridgehead.outcomes.models import FollowUp

    try:
        with transaction.atomic():
            if job == "follow":
                follow()
            elif job == "follow carelessly":
                follow_carelessly()
            elif job == "tell":
                tell_due(LATE)
            else:
                FollowUp.objects.filter(step=1).update(told_at=LATE)
            print("held", flush=True)
            time.sleep(HELD_SECONDS)
            if job == "tell carelessly":
                FollowUp.objects.filter(pk=follow_up).update(told_at=LATE)
    except OperationalError:
        return "stuck"
    return "done"


def answered_amid(database: RealDatabase, job: str) -> list[str]:
    """Let an officer answer while a job has in hand what it has in hand; return what became of both."""
    made = database.once(make_followed)
    working, answering = database.start(work_slowly, **made, job=job), database.start(answer, **made)
    working.go()
    working.says("held")
    answering.go()
    return [working.answer(), answering.answer()]


@pytest.mark.parametrize("job", ["follow", "tell"])
def test_an_answer_waits_for_a_job_and_no_job_for_it(real_database: RealDatabase, job: str) -> None:
    assert answered_amid(real_database, job) == ["done", "answered"]


@pytest.mark.parametrize("job", ["follow carelessly", "tell carelessly"])
def test_in_another_order_an_answer_and_a_job_would_wait_for_each_other(real_database: RealDatabase, job: str) -> None:
    has_one_writer = real_database.url.startswith("sqlite")

    assert ("stuck" in answered_amid(real_database, job)) is not has_one_writer


def tell(**_: Any) -> str:
    """Tell the keepers what is due, as the daily job does."""
    from bridgehead.foundation.models import OutboxItem
    from bridgehead.outcomes.actions.follow_ups import tell_due

    tell_due(LATE)
    return f"told {OutboxItem.objects.filter(kind='outcomes/follow_ups_due').count()}"


def test_what_is_answered_at_this_moment_is_not_told_as_due(real_database: RealDatabase) -> None:
    made = real_database.once(make_followed)
    holding, telling = real_database.start(answer_slowly, **made), real_database.start(tell)
    holding.go()
    holding.says("held")
    telling.go()

    assert (telling.answer(), holding.answer()) == ("told 0", "answered")
