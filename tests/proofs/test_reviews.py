"""Nobody reads an application that they may not judge, and a submitted review stays as it is, whoever tries meanwhile.

Each proof has its negative control: without the guard the same goes wrong.
"""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase, take_guard_away

pytestmark = [pytest.mark.proof, pytest.mark.database]

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
PAIRS = 6


def make_stage() -> dict[str, Any]:
    """Make an open stage with applications, as many reviewers, and an officer."""
    from tests.factories.programmes import applying, call_open, officer_of
    from tests.factories.reviews import criterion_of, reviewer_of, stage_of

    call = call_open(NOW)
    criterion_of(call)
    applications = [applying(call)[0] for _number in range(PAIRS)]
    reviewers = [reviewer_of(call.programme)[0] for _number in range(PAIRS)]
    stage = stage_of(call, NOW, *applications)
    return {
        "stage": stage.pk,
        "call": call.pk,
        "officer": officer_of(call.programme)[0].pk,
        "pairs": [[each.pk, other.pk] for each, other in zip(reviewers, applications, strict=True)],
    }


def assign_all(made: dict[str, Any]) -> None:
    """Assign each pair, as officers do, again and again."""
    from django.db import OperationalError

    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.foundation.refusals import Refused
    from bridgehead.programmes.actions.assigning import assign

    officer = actor_for(User.objects.get(pk=made["officer"]))
    for reviewer, application in made["pairs"] * 2:
        with suppress(Refused, OperationalError):
            assign(stage_id=made["stage"], reviewer_id=reviewer, application_id=application, by=officer, now=NOW)


def declare_all(made: dict[str, Any]) -> int:
    """Declare a conflict of each pair, as reviewers do; return how many were taken."""
    from django.db import OperationalError

    from bridgehead.accounts.actor import actor_for
    from bridgehead.foundation.refusals import Refused
    from bridgehead.programmes.actions.conflicts import declare_conflict
    from bridgehead.programmes.models import Reviewer

    taken = 0
    for reviewer, application in made["pairs"]:
        user = Reviewer.objects.get(pk=reviewer).user
        assert user is not None
        try:
            declare_conflict(reviewer_id=reviewer, application_id=application, by=actor_for(user), now=NOW)
            taken += 1
        except (Refused, OperationalError):
            pass
    return taken


def standing() -> list[int]:
    """Return how many conflicts there are, and how many assignments stand beside one."""
    from bridgehead.programmes.models import Assignment, Conflict

    beside = [
        each
        for each in Assignment.objects.filter(state="assigned")
        if Conflict.objects.filter(reviewer_id=each.reviewer_id, application_id=each.application_id).exists()
    ]
    return [Conflict.objects.count(), len(beside)]


def look_then_assign(made: dict[str, Any]) -> str:
    """Look for a conflict, then assign past every deed, with nothing in between held."""
    from django.db import IntegrityError, OperationalError, transaction

    from bridgehead.programmes.models import Assignment, Conflict

    reviewer, application = made["pairs"][0]
    if Conflict.objects.filter(reviewer_id=reviewer, application_id=application).exists():
        return "refused"
    time.sleep(0.3)
    try:
        with transaction.atomic():
            Assignment.objects.create(
                stage_id=made["stage"], reviewer_id=reviewer, application_id=application, assigned_at=NOW
            )
    except (IntegrityError, OperationalError):
        return "refused"
    return "done"


def look_then_declare(made: dict[str, Any]) -> str:
    """Look for an assignment, then write a conflict past every deed, with nothing in between held."""
    from django.db import IntegrityError, OperationalError, transaction

    from bridgehead.programmes.models import Assignment, Conflict

    reviewer, application = made["pairs"][0]
    if Assignment.objects.filter(reviewer_id=reviewer, application_id=application, state="assigned").exists():
        return "refused"
    time.sleep(0.3)
    try:
        with transaction.atomic():
            Conflict.objects.create(reviewer_id=reviewer, application_id=application, kind="declared", found_at=NOW)
            time.sleep(0.1)
    except (IntegrityError, OperationalError):
        return "refused"
    return "done"


def submit_one(made: dict[str, Any]) -> int:
    """Submit a review with a score; return it."""
    from bridgehead.programmes.models import Application, Reviewer, Stage
    from tests.factories.reviews import assigned, reviewed

    reviewer, application = made["pairs"][0]
    given = assigned(
        Stage.objects.get(pk=made["stage"]),
        Reviewer.objects.get(pk=reviewer),
        Application.objects.get(pk=application),
        NOW,
    )
    return reviewed(given, NOW, 9, comment_for_officers="Sound.").pk


def rewrite(review: int) -> list[str]:
    """Try what may not be done with a submitted review; return what each came to."""
    from django.db import IntegrityError, transaction

    from bridgehead.programmes.models import Criterion, Review, ReviewScore

    tries = [
        lambda: Review.objects.filter(pk=review).update(comment_for_officers="Changed."),
        lambda: Review.objects.filter(pk=review).update(submitted_at=None),
        lambda: ReviewScore.objects.filter(review_id=review).update(halves=1),
        lambda: ReviewScore.objects.filter(review_id=review).delete(),
        lambda: Criterion.objects.update(weight=5),
    ]
    answers = []
    for each in tries:
        try:
            with transaction.atomic():
                each()
                answers.append("done")
                transaction.set_rollback(True)
        except IntegrityError:
            answers.append("refused")
    return answers


def test_nobody_is_assigned_against_a_conflict(real_database: RealDatabase) -> None:
    made = real_database.once(make_stage)

    answers = real_database.race([(assign_all, {"made": made})] * 3 + [(declare_all, {"made": made})])

    declared = answers[3]
    assert declared >= 1
    assert real_database.once(standing) == [declared, 0]


def test_database_alone_keeps_conflicts_and_assignments_apart(real_database: RealDatabase) -> None:
    made = real_database.once(make_stage)

    answers = real_database.race([(look_then_assign, {"made": made}), (look_then_declare, {"made": made})])

    assert sorted(answers) == ["done", "refused"]
    assert real_database.once(standing)[1] == 0


def test_without_the_guards_a_conflicted_one_reads(real_database: RealDatabase) -> None:
    made = real_database.once(make_stage)
    for guard in ("conflicted_never_assigned", "conflict_recuses_first"):
        real_database.once(take_guard_away, guard=guard)

    answers = real_database.race([(look_then_assign, {"made": made}), (look_then_declare, {"made": made})])

    assert answers == ["done", "done"]
    assert real_database.once(standing) == [1, 1]


def test_submitted_review_is_sealed(real_database: RealDatabase) -> None:
    review = real_database.once(submit_one, made=real_database.once(make_stage))

    assert real_database.once(rewrite, review=review) == ["refused"] * 5


def test_without_the_guards_it_is_rewritten(real_database: RealDatabase) -> None:
    review = real_database.once(submit_one, made=real_database.once(make_stage))
    for guard in ("submitted_review_is_sealed", "submitted_scores_are_sealed", "criteria_sealed_by_reviews"):
        real_database.once(take_guard_away, guard=guard)

    assert real_database.once(rewrite, review=review) == ["done"] * 5
