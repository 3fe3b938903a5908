"""Repairs and fills of a timetable whose run leaves presenting times free: nothing is laid there anew, what lies stays.

The agenda is no part of the round: which draft waits beside what is published goes by the round as it stood.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
import time_machine

from bridgehead.foundation import jobs
from bridgehead.partnering.actions import fills, repairs, runs
from bridgehead.partnering.actions.timetables import publish_timetable
from bridgehead.partnering.adapters.problem import MoveKind, Question
from bridgehead.partnering.models import (
    Delegation,
    RunReason,
    TimetableRun,
)
from bridgehead.partnering.queries.repairs import has_changed, moves_of
from bridgehead.partnering.queries.timetables import timetables_in_view
from tests.factories.forums import AppearanceFactory, ForumSessionFactory
from tests.factories.partnering import AcceptedRequestFactory
from tests.partnering.scenes import FAR_AHEAD, InForce, address, browser
from tests.partnering.test_locks import asked, kept_of, places
from tests.partnering.test_moves import random_board


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("only_fills", [False, True])
def test_nothing_is_laid_anew_where_somebody_presents_and_what_lies_there_stays(seed: int, only_fills: bool) -> None:
    chance, board = Random(seed), random_board(seed)
    pairs = {
        (each.id, slot.id)
        for each in board.frozen.delegations for slot in board.frozen.slots if chance.random() < 0.4
    }  # fmt: skip
    frozen, kept = board.frozen.sparing(pairs), kept_of(board)
    if not only_fills and kept:
        # Somebody cannot come any more where they sit: that one has to move.
        gone = board.by_request[chance.choice(kept).request]
        frozen = frozen.closing({(gone.one, gone.slot)})
    question = Question(
        frozen, kept, 1, 5, mends=True, fills=True, moves_others=bool(seed % 2), only_fills=only_fills
    )  # fmt: skip

    told = asked(Question.from_json(question.as_json()))

    lay = {each.request: each.slot for each in kept}
    anew = {request: spot for request, spot in places(told).items() if lay.get(request) != spot.slot}
    assert [(request, spot) for request, spot in anew.items()
            if {(side, spot.slot) for side in board.pairs[request]} & pairs] == []  # fmt: skip
    if only_fills:
        assert {request: places(told)[request].slot for request in lay} == lay
    idle = asked(replace(question, problem=board.frozen.sparing(pairs), fills=False, only_fills=False))
    assert [each for each in idle["moves"] if each["kind"] != MoveKind.CALLED_OFF] == []


class Spared(InForce):
    """What is in force was made by a run that leaves free when Acme presents, in the second to the fifth slot."""

    spares_presenters = True

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self.presents(self.acme, 1, 4)

    def presents(self, who: Delegation, first: int, last: int) -> None:
        starts, ends = self.slots[first].starts_at, self.slots[last].ends_at
        session = ForumSessionFactory(part__forum=self.round.forum, starts_at=starts, ends_at=ends)
        AppearanceFactory(session=session, organisation=who.organisation)

    def solved(self, run: TimetableRun) -> TimetableRun:
        assert jobs.run_next(worker="test", now=FAR_AHEAD)
        return TimetableRun.objects.select_related("round__forum").get(pk=run.pk)


@pytest.fixture
def spared(now: datetime, db: None) -> Iterator[Spared]:
    with time_machine.travel(now, tick=False):
        yield Spared(now)


@pytest.mark.database
def test_a_repair_moves_nothing_to_where_somebody_presents_and_says_what_stays_there(spared: Spared) -> None:
    desk = browser(spared.officer)
    spared.presents(spared.beacon, 3, 3)
    spared.closed(spared.acme, 0)

    run = spared.repair()
    page = desk.get(address("partnering_desk:run", run.public_id)).text

    assert spared.told(run) == [(spared.with_acme, "displaced", 0, 5, "Acme cannot come then.")]
    assert (run.spares_presenters, runs.question_of(run).sha256) == (True, run.question_hash)
    assert "1 meeting stays at a time at which one of the two presents or signs" in page
    assert "Nothing is moved to, or newly placed at, a time at which one of the two presents or signs." in page
    spared.presents(spared.acme, 5, 5)
    assert has_changed(run, spared.published, now=spared.now)
    anew = repairs.accept_repair(run_id=run.pk, by=spared.by, now=spared.now).anew
    assert anew is not None
    assert [(each.kind, each.after) for each in moves_of(spared.solved(anew))] == [(MoveKind.REMOVED, None)]


@pytest.mark.django_db
@pytest.mark.database
def test_a_timetable_of_another_run_is_repaired_as_before(now: datetime) -> None:
    class Plain(Spared):
        spares_presenters = False

    spared = Plain(now)
    spared.closed(spared.acme, 0)

    run = spared.repair()
    page = browser(spared.officer).get(address("partnering_desk:run", run.public_id)).text

    ((_request, kind, before, after, _why),) = spared.told(run)
    assert (kind, before, after in (1, 2, 4)) == ("displaced", 0, True)
    assert "one of the two presents" not in page


@pytest.mark.database
def test_a_fill_of_its_repair_gives_no_place_there_and_says_why(spared: Spared) -> None:
    spared.closed(spared.acme, 0)
    draft = repairs.accept_repair(run_id=spared.repair().pk, by=spared.by, now=spared.now).draft
    assert draft is not None
    wanted = AcceptedRequestFactory(asking=spared.saebyeok, asked=spared.acme)

    run = spared.solved(fills.start_fill(timetable_id=draft.pk, by=spared.by, now=spared.now))

    # Acme sits in the sixth slot by the repair, cannot come in the first, and presents in between.
    assert (run.spares_presenters, moves_of(run)) == (True, [])
    (reason,) = RunReason.objects.filter(run=run).values_list("content", flat=True)
    assert (reason["request"], reason["common"]) == (wanted.pk, 1)


@pytest.mark.database
def test_no_run_of_the_same_round_waits_beside_a_published_repair(spared: Spared) -> None:
    spared.closed(spared.acme, 0)
    draft = repairs.accept_repair(run_id=spared.repair().pk, by=spared.by, now=spared.now).draft
    assert draft is not None
    publish_timetable(timetable_id=draft.pk, by=spared.by, now=spared.now)
    places = [(spared.with_acme, spared.slots[5], spared.tables[0])]

    with time_machine.travel(spared.now + timedelta(hours=1), tick=False):
        spared.run(places)
        alike = timetables_in_view(spared.round)
        AcceptedRequestFactory(asking=spared.saebyeok, asked=spared.beacon)
        later = spared.run(places)

    assert [each.waits for each in (alike, timetables_in_view(spared.round))] == [None, later]
