"""SIGKILL in the middle of a solve or a publication: afterwards the round is whole, and the work is done again."""

from __future__ import annotations

import os
import random
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase

pytestmark = [pytest.mark.proof, pytest.mark.database]

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
SIDE, SLOTS, TABLES, REQUESTS = 14, 10, 6, 90
BUDGET_SECONDS = 3


def make_run() -> dict[str, Any]:
    """Make a round too tight to be solved at once, and start a run on it."""
    from bridgehead.partnering.actions.runs import start_run
    from bridgehead.partnering.models import Availability
    from tests.factories.forums import officer_of
    from tests.factories.partnering import AcceptedRequestFactory, RoundFactory, day_of, delegation_of

    chance = random.Random(1)
    round_ = RoundFactory()
    slots, _tables = day_of(round_, slots=SLOTS, tables=TABLES)
    sides = [[delegation_of(round_, country)[0] for _ in range(SIDE)] for country in ("KR", "US")]
    for delegation in (*sides[0], *sides[1]):
        closed = chance.sample(slots, SLOTS // 3)
        Availability.objects.bulk_create([Availability(delegation=delegation, slot=slot) for slot in closed])
    for one, other in chance.sample([(one, other) for one in sides[0] for other in sides[1]], REQUESTS):
        AcceptedRequestFactory(asking=one, asked=other, strength=chance.choice(["must", "like"]))
    officer = officer_of(round_.forum)
    run = start_run(round_id=round_.pk, budget_seconds=BUDGET_SECONDS, seed=1, by=officer, now=NOW)
    return {"run": run.pk, "officer": officer.user_id, "forum": round_.forum_id}


def work(pid_file: str) -> bool:
    """Be a worker that does one job; say when the engine is at work, and where."""
    from bridgehead.foundation import clock, jobs

    threading.Thread(target=_tell_when_solving, args=(pid_file,), daemon=True).start()
    return jobs.run_next(worker=jobs.worker_name(), now=clock.now())


def _tell_when_solving(pid_file: str) -> None:
    from django.db import connection

    from bridgehead.partnering.models import TimetableRun

    while not TimetableRun.objects.filter(state="running", seconds__gt=0).exists():
        time.sleep(0.05)
    connection.close()
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    Path(pid_file).write_text(" ".join(children))
    print("solving", flush=True)


def work_again() -> list[str]:
    """Be the worker after the restart: lost jobs are given back and done, on a clock a minute ahead."""
    from bridgehead.foundation import clock, jobs

    later = clock.now() + timedelta(minutes=1)
    jobs.reap(later)
    while jobs.run_next(worker="restarted", now=later + timedelta(minutes=1)):
        pass
    return state_of_run()


def cancel_while_solving(pid_file: str, run: int, officer: int, forum: int) -> dict[str, Any]:
    """Work at a run and cancel it from beside; return how long it went on."""
    from bridgehead.accounts.actor import Actor
    from bridgehead.foundation import clock, jobs
    from bridgehead.partnering.actions.runs import cancel_run
    from bridgehead.partnering.models import TimetableRun

    cancelled: list[datetime] = []

    def cancel() -> None:
        _tell_when_solving(pid_file)
        officer_actor = Actor(user_id=officer, roles=frozenset({("forum_officer", forum)}))
        cancelled.append(clock.now())
        cancel_run(run_id=run, by=officer_actor, now=cancelled[0])

    beside = threading.Thread(target=cancel)
    beside.start()
    jobs.run_next(worker=jobs.worker_name(), now=clock.now())
    beside.join()
    ended = TimetableRun.objects.get(pk=run)
    seconds = (ended.ended_at - cancelled[0]).total_seconds() if ended.ended_at else None
    return {"state": ended.state, "seconds": seconds}


def state_of_run() -> list[str]:
    """Return the run's state, how many drafts and meetings it has, and what is published."""
    from bridgehead.partnering.models import Meeting, PersonalTimetable, Timetable, TimetableRun

    run = TimetableRun.objects.get()
    # A run that is still at work tells what it has found so far; what counts here is what stands in the database.
    stored = Meeting.objects.count()
    meetings = "no meetings" if not stored else "all its meetings" if stored == run.placed else "other meetings"
    return [
        run.state,
        f"{Timetable.objects.filter(run=run).count()} timetable",
        meetings,
        f"{PersonalTimetable.objects.count()} published",
    ]


def is_alive(pid: int) -> bool:
    """Whether a process is there and not only waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone_within(pids: list[int], seconds: float) -> bool:
    """Wait until none of the processes is alive."""
    until = time.monotonic() + seconds
    while any(map(is_alive, pids)) and time.monotonic() < until:
        time.sleep(0.02)
    return not any(map(is_alive, pids))


def test_run_of_a_killed_worker_starts_again_and_keeps_one_draft(real_database: RealDatabase, tmp_path: Path) -> None:
    real_database.once(make_run)
    worker = real_database.start(work, pid_file=str(tmp_path / "pids"))
    worker.go()
    worker.says("solving")
    engines = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
    assert engines
    assert all(map(is_alive, engines))

    worker.kill()

    assert gone_within(engines, 2)
    assert real_database.once(state_of_run) == ["running", "0 timetable", "no meetings", "0 published"]
    assert real_database.once(work_again) == ["done", "1 timetable", "all its meetings", "0 published"]


def test_cancelled_run_ends_within_half_a_second(real_database: RealDatabase, tmp_path: Path) -> None:
    made = real_database.once(make_run)

    ended = real_database.once(cancel_while_solving, pid_file=str(tmp_path / "pids"), **made)

    assert ended["state"] == "cancelled"
    assert ended["seconds"] < 0.5
    assert gone_within([int(pid) for pid in (tmp_path / "pids").read_text().split()], 1)


def make_versions(people: int) -> dict[str, int]:
    """Publish a first version, and make a second draft that moves everybody."""
    from bridgehead.foundation.models import OutboxItem
    from bridgehead.partnering.actions.timetables import publish_timetable
    from tests.factories.forums import officer_of
    from tests.factories.partnering import (
        AcceptedRequestFactory,
        RoundFactory,
        TimetableFactory,
        day_of,
        delegation_of,
        meeting_in,
    )

    round_ = RoundFactory(phase="place")
    slots, tables = day_of(round_, slots=2, tables=people)
    officer = officer_of(round_.forum)
    first, second = TimetableFactory(round=round_), TimetableFactory(round=round_)
    for table in tables:
        (one, _one), (other, _other) = delegation_of(round_), delegation_of(round_, "US")
        request = AcceptedRequestFactory(asking=one, asked=other)
        meeting_in(first, request, slots[0], table)
        meeting_in(second, request, slots[1], table)
    publish_timetable(timetable_id=first.pk, by=officer, now=NOW)
    OutboxItem.objects.all().delete()
    return {"timetable": second.pk, "officer": officer.user_id or 0, "forum": round_.forum_id}


def publish(timetable: int, officer: int, forum: int, stop_before: str = "") -> int | None:
    """Publish; stand still before the first statement that holds the text ``stop_before``, to be killed there."""
    from django.db import connection

    from bridgehead.accounts.actor import Actor
    from bridgehead.partnering.actions.timetables import publish_timetable

    def stand_still(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if stop_before and stop_before in sql:
            print("here", flush=True)
            time.sleep(600)
        return execute(sql, params, many, context)

    by = Actor(user_id=officer, roles=frozenset({("forum_officer", forum)}))
    with connection.execute_wrapper(stand_still):
        return publish_timetable(timetable_id=timetable, by=by, now=NOW).version


def state_of_publication() -> dict[str, Any]:
    """Return which versions there are, whose timetables are written for each, and who is to be told."""
    from bridgehead.foundation.models import AuditEntry, OutboxItem
    from bridgehead.partnering.models import PersonalTimetable, Timetable

    return {
        "versions": list(Timetable.objects.order_by("pk").values_list("state", "version")),
        "written": [
            PersonalTimetable.objects.filter(timetable=each).count() for each in Timetable.objects.order_by("pk")
        ],
        "told": OutboxItem.objects.count(),
        "deeds": AuditEntry.objects.filter(verb="partnering.timetable_published").count(),
    }


@pytest.mark.parametrize(
    "stop_before",
    [
        'INSERT INTO "partnering_meetingseat"',
        'UPDATE "partnering_timetable" SET "state"',
        'INSERT INTO "partnering_personaltimetable"',
        'INTO "foundation_outboxitem"',
    ],
    ids=["seating", "replacing", "writing", "telling"],
)
def test_killed_publication_leaves_the_version_in_force(real_database: RealDatabase, stop_before: str) -> None:
    made = real_database.once(make_versions, people=4)
    publishing = real_database.start(publish, **made, stop_before=stop_before)
    publishing.go()
    publishing.says("here")

    publishing.kill()

    assert real_database.once(state_of_publication) == {
        "versions": [["published", 1], ["draft", None]],
        "written": [8, 0],
        "told": 0,
        "deeds": 1,
    }
    assert real_database.once(publish, **made) == 2
    assert real_database.once(state_of_publication) == {
        "versions": [["superseded", 1], ["published", 2]],
        "written": [8, 8],
        "told": 8,
        "deeds": 2,
    }
