"""Runs: refused without what they need, frozen when asked for, solved in a process of their own, kept as a draft."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import jobs
from bridgehead.foundation.models import Job, JobState, LiveTopic
from bridgehead.partnering.actions import runs
from bridgehead.partnering.models import (
    Meeting,
    MeetingSeat,
    PartneringRound,
    RunState,
    Timetable,
    TimetableRun,
)
from tests.factories.forums import officer_of
from tests.factories.partnering import AcceptedRequestFactory, RoundFactory, day_of, delegation_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)


def small_round() -> tuple[PartneringRound, Actor]:
    """Two companies of each side; three agreed meetings, two slots, two tables."""
    round_ = RoundFactory()
    day_of(round_, slots=2, tables=2)
    home = [delegation_of(round_)[0] for _ in range(2)]
    abroad = [delegation_of(round_, "US")[0] for _ in range(2)]
    AcceptedRequestFactory(asking=home[0], asked=abroad[0], strength="must", answer_strength="must")
    AcceptedRequestFactory(asking=home[0], asked=abroad[1], strength="must")
    AcceptedRequestFactory(asking=abroad[1], asked=home[1])
    return round_, officer_of(round_.forum)


def solved(round_: PartneringRound, officer: Actor, now: datetime) -> TimetableRun:
    """Start a run and let its job be done."""
    run = runs.start_run(round_id=round_.pk, budget_seconds=10, seed=1, by=officer, now=now)
    assert jobs.run_next(worker="test", now=FAR_AHEAD)
    run.refresh_from_db()
    return run


def test_run_places_every_agreed_meeting(now: datetime) -> None:
    round_, officer = small_round()

    run = solved(round_, officer, now)

    assert (run.state, run.status, run.accepted, run.placed, run.weight, run.weight_bound, run.breaks) == (
        "done", "optimal", 3, 3, 6, 6, 0
    )  # fmt: skip
    draft = Timetable.objects.get(run=run)
    assert (draft.state, draft.version) == ("draft", None)
    assert sorted(Meeting.objects.filter(timetable=draft).values_list("request_id", flat=True)) == sorted(
        round_.requests.values_list("pk", flat=True)
    )
    assert MeetingSeat.objects.filter(timetable=draft).count() == 6
    assert LiveTopic.objects.get(name=f"run:{run.public_id}").message["state"] == "done"


def test_run_that_has_ended_is_not_solved_again(now: datetime) -> None:
    round_, officer = small_round()
    run = solved(round_, officer, now)
    before = list(Timetable.objects.values()), TimetableRun.objects.values().get()

    Job.objects.update(state=JobState.WAITING)
    assert jobs.run_next(worker="other", now=FAR_AHEAD)

    assert (list(Timetable.objects.values()), TimetableRun.objects.values().get()) == before
    assert run.state == RunState.DONE
