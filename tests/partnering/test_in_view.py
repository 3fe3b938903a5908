"""One rule says which timetable the pages speak of, and which draft waits to be published."""

from __future__ import annotations

import pytest

from bridgehead.partnering.models import PartneringRound, Timetable, TimetableState
from bridgehead.partnering.queries.timetables import timetables_in_view
from tests.factories.partnering import RoundFactory, RunFactory, TimetableFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def made(held: PartneringRound, weight: int, breaks: int, problem: str = "the same", **fields: object) -> Timetable:
    """A timetable of a run with these figures, of a round as it stood."""
    run = RunFactory(round=held, weight=weight, breaks=breaks, problem_hash=problem)
    return TimetableFactory(round=held, run=run, **fields)


def published(held: PartneringRound, weight: int, breaks: int) -> Timetable:
    return made(held, weight, breaks, state=TimetableState.PUBLISHED, version=1)


def test_best_draft_counts_before_one_is_published() -> None:
    held = RoundFactory()
    made(held, 10, 0)
    best = made(held, 12, 3)
    made(held, 12, 4)

    view = timetables_in_view(held)

    assert (view.counts, view.waits) == (best, best)


def test_inferior_draft_does_not_wait_beside_the_published_one() -> None:
    held = RoundFactory()
    shown = published(held, 12, 3)
    made(held, 12, 3)
    made(held, 11, 0)

    view = timetables_in_view(held)

    assert (view.counts, view.waits) == (shown, None)


@pytest.mark.parametrize(("weight", "breaks"), [(13, 9), (12, 2)])
def test_better_draft_waits_beside_the_published_one(weight: int, breaks: int) -> None:
    held = RoundFactory()
    better = made(held, weight, breaks)
    shown = published(held, 12, 3)

    view = timetables_in_view(held)

    assert (view.counts, view.waits) == (shown, better)


def test_later_draft_waits_when_the_round_has_changed_and_an_earlier_one_does_not() -> None:
    held = RoundFactory()
    made(held, 20, 0, "as it was before")
    shown = published(held, 12, 3)
    assert timetables_in_view(held).waits is None

    later = made(held, 9, 5, "as it is now")

    view = timetables_in_view(held)
    assert (view.counts, view.waits) == (shown, later)


def test_round_without_a_timetable_has_none_in_view() -> None:
    view = timetables_in_view(RoundFactory())

    assert (view.counts, view.waits) == (None, None)
