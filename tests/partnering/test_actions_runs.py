"""Runs: refused without what they need, frozen when asked for, solved in a process of their own, kept as a draft."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import jobs
from bridgehead.foundation.models import Job, JobState, LiveTopic
from bridgehead.foundation.refusals import Refused
from bridgehead.partnering.actions import rounds, runs
from bridgehead.partnering.actions.timetables import publish_timetable
from bridgehead.partnering.adapters.problem import FrozenProblem
from bridgehead.partnering.models import (
    Availability,
    Meeting,
    MeetingRequest,
    MeetingSeat,
    PartneringRound,
    RunFailure,
    RunProblem,
    RunState,
    Timetable,
    TimetableRun,
)
from bridgehead.partnering.queries.figures import Breaks, Compared
from tests.factories.forums import officer_of
from tests.factories.partnering import AcceptedRequestFactory, RoundFactory, SlotFactory, day_of, delegation_of
from tests.factories.people import actor_of
from tests.partnering.scenes import Scene

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


def test_run_is_refused_without_what_it_needs(now: datetime) -> None:
    round_ = RoundFactory()
    officer = officer_of(round_.forum)

    def refusal(**changed: Any) -> str:
        wanted = {"budget_seconds": 10, "seed": 1, "by": officer, **changed}
        with pytest.raises(Refused) as refused:
            runs.start_run(round_id=round_.pk, now=now, **wanted)
        assert (TimetableRun.objects.count(), Job.objects.count()) == (0, 0)
        return str(refused.value)

    sentences = [refusal(by=delegation_of(round_)[1]), refusal(budget_seconds=0), refusal(seed=-1), refusal()]
    day_of(round_, slots=1, tables=0)
    sentences.append(refusal())
    day_of_tables = rounds.set_tables(round_id=round_.pk, count=1, by=officer, now=now)
    sentences.append(refusal())

    assert len(day_of_tables) == 1
    assert sentences == [
        "Only an officer of this forum can do this.",
        "Give the run from 1 to 600 seconds.",
        "Give a seed from 0 to 2147483647.",
        "The round has no slots yet. Lay its slots first.",
        "The round has no tables yet. Say how many there are first.",
        "No meeting request has been accepted yet; there is nothing to place.",
    ]


def test_one_run_at_a_time_and_a_waiting_one_is_cancelled_at_once(now: datetime) -> None:
    round_, officer = small_round()
    fixed = {"round_id": round_.pk, "budget_seconds": 10, "seed": 1, "by": officer, "now": now}
    run = runs.start_run(**fixed)

    with pytest.raises(Refused, match="A run is at work already"):
        runs.start_run(**fixed)
    assert runs.cancel_run(run_id=run.pk, by=officer, now=now).state == RunState.CANCELLED
    assert runs.start_run(**fixed).number == 2


def test_problem_is_frozen_when_the_run_is_asked_for(now: datetime) -> None:
    round_, officer = small_round()
    run = runs.start_run(round_id=round_.pk, budget_seconds=10, seed=1, by=officer, now=now)

    first = round_.requests.order_by("pk")[0]
    slot = round_.slots.all()[0]
    Availability.objects.create(delegation=first.asking, slot=slot)

    frozen = FrozenProblem.from_json(run.problem.content)
    assert frozen.sha256 == run.problem_hash
    assert [(each.closed, each.most) for each in frozen.delegations] == [((), None)] * 4
    assert sorted(each.weight for each in frozen.requests) == [1, 2, 3]
    with pytest.raises(IntegrityError), transaction.atomic():
        RunProblem.objects.update(content={})


def test_run_whose_slots_went_away_ends_with_a_reason_and_no_draft(now: datetime) -> None:
    round_, officer = small_round()
    run = runs.start_run(round_id=round_.pk, budget_seconds=10, seed=1, by=officer, now=now)
    for slot in round_.slots.all():
        rounds.remove_slot(slot_id=slot.pk, by=officer, now=now)

    assert jobs.run_next(worker="test", now=FAR_AHEAD)

    run.refresh_from_db()
    assert (run.state, run.failure, Timetable.objects.count()) == (RunState.FAILED, RunFailure.ROUND_CHANGED, 0)


def test_run_that_nobody_works_at_is_ended(now: datetime) -> None:
    round_, officer = small_round()
    run = runs.start_run(round_id=round_.pk, budget_seconds=10, seed=1, by=officer, now=now)
    claim = jobs.Claim(job_id=0, leased_by="test", lease=timedelta(seconds=60), attempt=1)

    runs.mend_runs.action(claim)
    run.refresh_from_db()
    assert run.state == RunState.QUEUED
    Job.objects.update(state=JobState.GIVEN_UP)
    runs.mend_runs.action(claim)
    run.refresh_from_db()
    assert (run.state, run.failure) == (RunState.FAILED, RunFailure.CRASHED)


def test_run_that_is_started_while_runs_are_mended_goes_on(now: datetime) -> None:
    round_, officer = small_round()
    started: list[TimetableRun] = []

    def start_after_first_look(execute: Any, sql: str, *given: Any) -> Any:
        found = execute(sql, *given)
        if not started and sql.startswith("SELECT"):
            started.append(TimetableRun(pk=0))
            started[0] = runs.start_run(round_id=round_.pk, budget_seconds=10, seed=1, by=officer, now=now)
        return found

    with connection.execute_wrapper(start_after_first_look):
        runs.mend_runs.action(jobs.Claim(job_id=0, leased_by="test", lease=timedelta(seconds=60), attempt=1))

    assert TimetableRun.objects.get(pk=started[0].pk).state == RunState.QUEUED


def published(round_: PartneringRound, officer: Actor, now: datetime) -> Timetable:
    """Put a run's draft into force."""
    draft = Timetable.objects.get(run=solved(round_, officer, now))
    PartneringRound.objects.filter(pk=round_.pk).update(phase="place")
    return publish_timetable(timetable_id=draft.pk, by=officer, now=now)


def slots_by_request(timetable: Timetable) -> dict[int, int]:
    return dict(timetable.meetings.values_list("request_id", "slot_id"))


def test_run_keeps_what_is_published_and_says_what_had_to_move(now: datetime) -> None:
    round_, officer = small_round()
    SlotFactory(round=round_, number=2)
    before = published(round_, officer, now)
    moving = round_.requests.order_by("pk")[2]
    Availability.objects.create(delegation=moving.asked, slot_id=slots_by_request(before)[moving.pk])

    run = solved(round_, officer, now)

    after = slots_by_request(Timetable.objects.get(run=run))
    assert (run.keeps_version, run.placed, run.moved, run.moved_bound) == (1, 3, 1, 1)
    assert {request for request, slot in slots_by_request(before).items() if after[request] != slot} == {moving.pk}
    figures = Compared(officer, round_, [run.timetable, before]).figures(
        [run.timetable.pk, before.pk], list(round_.slots.all()), published=before.pk
    )
    assert (figures[run.timetable.pk].moved, figures[before.pk].moved) == (1, 0)


def test_what_a_run_keeps_is_frozen_and_part_of_what_its_result_depends_on(now: datetime) -> None:
    round_, officer = small_round()
    before = published(round_, officer, now)
    asked = {"round_id": round_.pk, "budget_seconds": 10, "seed": 1, "by": officer, "now": now}
    gone = round_.requests.order_by("pk")[0]
    MeetingRequest.objects.filter(pk=gone.pk).update(state="withdrawn")

    kept = runs.start_run(**asked)
    runs.cancel_run(run_id=kept.pk, by=officer, now=now)
    afresh = runs.start_run(**asked, keep=False)

    assert list(kept.problem.kept) == [
        {"request": each.request_id, "slot": each.slot_id, "table": each.table_id}
        for each in before.meetings.order_by("request")
    ]
    assert (afresh.problem.kept, afresh.keeps_version) == (None, None)
    assert kept.problem_hash == afresh.problem_hash
    assert kept.question_hash != afresh.question_hash


def test_run_starts_afresh_where_nothing_is_published(now: datetime) -> None:
    round_, officer = small_round()

    run = solved(round_, officer, now)

    assert (run.keeps_version, run.problem.kept, run.moved, run.moved_bound) == (None, None, None, None)


def test_figures_tell_the_spread_of_breaks_and_the_table_changes() -> None:
    scene = Scene()
    scene.lay()
    met = [AcceptedRequestFactory(asking=scene.hanbit, asked=other) for other in (scene.acme, scene.beacon)]
    draft = scene.run([(met[0], scene.slots[0], scene.tables[0]), (met[1], scene.slots[2], scene.tables[1])])

    found = Compared(actor_of(scene.officer), scene.round, [draft]).figures([draft.pk], scene.slots, published=None)

    figures = found[draft.pk]
    assert figures.breaks == Breaks(fewest=0, most=1, side=scene.hanbit.pk)
    assert (figures.breaks.spread, figures.table_changes, figures.moved) == (1, 1, None)


def test_run_keeps_a_limit_on_the_spread_of_breaks_and_says_when_it_cannot(now: datetime) -> None:
    round_, officer = small_round()
    asked = {"round_id": round_.pk, "budget_seconds": 10, "seed": 1, "by": officer, "now": now}
    run = runs.start_run(**asked, fairness=1)
    assert jobs.run_next(worker="test", now=FAR_AHEAD)
    run.refresh_from_db()
    hard = runs.start_run(**asked, fairness=1)
    runs.keep_result(hard.pk, {"status": "unknown"}, now)
    hard.refresh_from_db()

    assert (run.state, run.fairness, run.placed) == ("done", 1, 3)
    assert hard.failure == RunFailure.UNFAIR
    with pytest.raises(Refused, match="from 1 to 3"):
        runs.start_run(**asked, fairness=0)
