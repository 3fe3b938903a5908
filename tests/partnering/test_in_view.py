"""One rule says which timetable the pages speak of, and which draft waits to be published."""

from __future__ import annotations

import pytest

from bridgehead.partnering.models import PartneringRound, Timetable, TimetableState
from bridgehead.partnering.queries.timetables import timetables_in_view
from tests.factories.partnering import RoundFactory, RunFactory, TimetableFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def made(
    held: PartneringRound,
    weight: int,
    breaks: int,
    problem: str = "the same",
    spared: str | None = None,
    **fields: object,
) -> Timetable:
    """A timetable of a run with these figures, of a round as it stood; of the agenda it left free what is spared."""
    sparing = {"spares_presenters": spared is not None, "spared_hash": spared or ""}
    run = RunFactory(round=held, weight=weight, breaks=breaks, problem_hash=problem, **sparing)
    return TimetableFactory(round=held, run=run, **fields)


def published(held: PartneringRound, weight: int, breaks: int, **asked: str) -> Timetable:
    return made(held, weight, breaks, **asked, state=TimetableState.PUBLISHED, version=1)


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


@pytest.mark.parametrize(
    ("spared_then", "spared_now", "weight", "waits"),
    [
        ("then", None, 20, False),
        (None, "now", 20, False),
        ("then", "then", 11, False),
        ("then", "then", 13, True),
        ("then", "now", 11, True),
    ],
)
def test_who_presents_is_no_change_of_the_round_but_where_both_leave_these_times_free(
    spared_then: str | None, spared_now: str | None, weight: int, waits: bool
) -> None:
    held = RoundFactory()
    then, now = ({"spared": each} if each is not None else {} for each in (spared_then, spared_now))
    shown = published(held, 12, 3, **then)

    later = made(held, weight, 0, **now)

    view = timetables_in_view(held)
    assert (view.counts, view.waits) == (shown, later if waits else None)


def test_round_without_a_timetable_has_none_in_view() -> None:
    view = timetables_in_view(RoundFactory())

    assert (view.counts, view.waits) == (None, None)
