"""A draft by hand: moved, swapped, placed, taken out, locked and undone; what is in the way is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from random import Random

import pytest

from bridgehead.engines.scheduling.check import violations
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Overtaken, Refused
from bridgehead.partnering.actions import moves
from bridgehead.partnering.actions.timetables import discard_draft, publish_timetable
from bridgehead.partnering.adapters.board import Bar, Board, Laid, Obstacle, Spot
from bridgehead.partnering.adapters.problem import (
    FrozenDelegation,
    FrozenPlace,
    FrozenProblem,
    FrozenRequest,
    FrozenSlot,
    FrozenTable,
    engine_problem,
    schedule_of,
)
from bridgehead.partnering.models import (
    Availability,
    Delegate,
    HandChange,
    Meeting,
    MeetingRequest,
    MeetingSeat,
    RequestState,
    RoundPhase,
    TableClosure,
    Timetable,
)
from bridgehead.partnering.queries import moves as queries
from bridgehead.partnering.queries.timetables import in_view, timetables_in_view
from tests.factories.partnering import delegation_of
from tests.factories.people import actor_of
from tests.partnering.scenes import Scene


class Desk(Scene):
    """A draft: Hanbit meets Acme in the first slot at table 1, Beacon in the fourth at table 2; one has no place."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.timetable = self.draft()
        self.by, self.now = actor_of(self.officer), now
        self.acme_meets, self.beacon_meets = MeetingRequest.objects.filter(asking=self.hanbit).order_by("pk")
        self.waits = MeetingRequest.objects.get(asking=self.beacon)

    def spot(self, slot: int, table: int) -> Spot:
        """The place in the slot and at the table of these positions."""
        return Spot(self.slots[slot].pk, self.tables[table].pk)

    def carry(self, request: MeetingRequest, seen: tuple[int, int], to: tuple[int, int]) -> HandChange:
        """Move a meeting by hand."""
        places = {"seen": self.spot(*seen), "to": self.spot(*to)}
        return moves.move_meeting(request_id=request.pk, **places, **self.fixed)

    @property
    def fixed(self) -> dict[str, object]:
        """What every deed is told."""
        return {"timetable_id": self.timetable.pk, "by": self.by, "now": self.now}

    def lies(self) -> dict[int, Spot]:
        """Where the draft has its requests."""
        placed = Meeting.objects.filter(timetable=self.timetable)
        return {request: Spot(slot, table) for request, slot, table in placed.values_list(
            "request_id", "slot_id", "table_id")}  # fmt: skip

    def seats(self) -> set[tuple[int, int]]:
        """Who sits in which slot."""
        return set(MeetingSeat.objects.filter(timetable=self.timetable).values_list("delegate_id", "slot_id"))

    def as_drafted(self) -> dict[int, Spot]:
        """Where the draft of the scene has its requests."""
        return {self.acme_meets.pk: self.spot(0, 0), self.beacon_meets.pk: self.spot(3, 1)}


@pytest.fixture
def desk(now: datetime, db: None) -> Desk:
    return Desk(now)


def refusal(deed: Callable[[], object], kind: type[Refused] = Refused) -> str:
    with pytest.raises(kind) as refused:
        deed()
    return str(refused.value)


@pytest.mark.database
def test_a_meeting_is_moved_with_its_people_and_the_trail_knows(desk: Desk) -> None:
    change = desk.carry(desk.acme_meets, (0, 0), (1, 1))

    assert desk.lies() == {**desk.as_drafted(), desk.acme_meets.pk: desk.spot(1, 1)}
    people = {each.delegates.get().pk for each in (desk.hanbit, desk.acme)}
    assert {who for who, slot in desk.seats() if slot == desk.slots[1].pk} == people
    assert {who for who, slot in desk.seats() if slot == desk.slots[0].pk} == set()
    entry = AuditEntry.objects.latest("pk")
    before, after = list(desk.spot(0, 0)), list(desk.spot(1, 1))
    assert (change.number, change.deed, change.content) == (
        1, "moved", [{"request": desk.acme_meets.pk, "before": before, "after": after}],
    )  # fmt: skip
    assert (entry.verb, entry.object_id) == ("partnering.meeting_moved", str(desk.timetable.public_id))
    assert list(entry.change) == [str(desk.acme_meets.public_id)]


@pytest.mark.database
def test_what_is_in_the_way_is_named_and_nothing_changes(desk: Desk) -> None:
    Availability.objects.create(delegation=desk.acme, slot=desk.slots[1])

    sentences = [
        refusal(lambda: desk.carry(desk.acme_meets, (0, 0), (1, 0))),
        refusal(lambda: desk.carry(desk.acme_meets, (0, 0), (3, 0))),
        refusal(lambda: desk.carry(desk.acme_meets, (0, 0), (3, 1))),
        refusal(lambda: desk.carry(desk.acme_meets, (0, 0), (0, 0))),
    ]

    assert sentences == [
        "Acme cannot come then.",
        "Hanbit meets Beacon then, at table 2.",
        "Hanbit meets Beacon then, at table 2. Hanbit × Beacon: they sit at table 2 then.",
        "The meeting lies there already.",
    ]
    assert (desk.lies(), HandChange.objects.count()) == (desk.as_drafted(), 0)


@pytest.mark.database
def test_two_meetings_of_one_delegation_change_places(desk: Desk) -> None:
    moves.swap_meetings(
        request_id=desk.acme_meets.pk, seen=desk.spot(0, 0),
        other_id=desk.beacon_meets.pk, other_seen=desk.spot(3, 1), **desk.fixed,
    )  # fmt: skip

    assert desk.lies() == {desk.acme_meets.pk: desk.spot(3, 1), desk.beacon_meets.pk: desk.spot(0, 0)}
    acme, hanbit = desk.acme.delegates.get().pk, desk.hanbit.delegates.get().pk
    assert {(acme, desk.slots[3].pk), (hanbit, desk.slots[0].pk), (hanbit, desk.slots[3].pk)} < desk.seats()
    assert len(desk.seats()) == 4


@pytest.mark.database
def test_a_swap_is_refused_for_either_side(desk: Desk) -> None:
    Availability.objects.create(delegation=desk.beacon, slot=desk.slots[0])

    said = refusal(lambda: moves.swap_meetings(
        request_id=desk.acme_meets.pk, seen=desk.spot(0, 0),
        other_id=desk.beacon_meets.pk, other_seen=desk.spot(3, 1), **desk.fixed,
    ))  # fmt: skip

    assert (said, desk.lies()) == ("Beacon cannot come then.", desk.as_drafted())


@pytest.mark.database
def test_a_request_without_a_place_gets_one_and_is_taken_out_again(desk: Desk) -> None:
    taken = refusal(lambda: moves.place_request(request_id=desk.waits.pk, to=desk.spot(0, 0), **desk.fixed))
    meets = refusal(lambda: moves.place_request(request_id=desk.waits.pk, to=desk.spot(3, 0), **desk.fixed))
    moves.place_request(request_id=desk.waits.pk, to=desk.spot(0, 1), **desk.fixed)
    placed = desk.lies()
    again = refusal(lambda: moves.place_request(request_id=desk.waits.pk, to=desk.spot(1, 1), **desk.fixed), Overtaken)
    moves.take_out(request_id=desk.waits.pk, seen=desk.spot(0, 1), **desk.fixed)

    assert taken == "Hanbit × Acme: they sit at table 1 then."
    assert meets == "Beacon meets Hanbit then, at table 2."
    assert placed == {**desk.as_drafted(), desk.waits.pk: desk.spot(0, 1)}
    assert again == "Saebyeok × Beacon: somebody has moved this meeting meanwhile. This is where it is now."
    assert (desk.lies(), queries.taken_out_of(desk.timetable)) == (desk.as_drafted(), {desk.waits.pk})
    assert len(desk.seats()) == 4


@pytest.mark.database
def test_nobody_is_given_more_meetings_than_the_round_allows(desk: Desk) -> None:
    desk.round.max_meetings = 1
    desk.round.save()

    said = refusal(lambda: moves.place_request(request_id=desk.waits.pk, to=desk.spot(1, 0), **desk.fixed))
    desk.carry(desk.acme_meets, (0, 0), (1, 0))

    assert said == "Beacon has as many meetings as the round allows."
    assert desk.lies()[desk.acme_meets.pk] == desk.spot(1, 0)


@pytest.mark.database
def test_what_is_locked_stays_until_it_is_unlocked(desk: Desk) -> None:
    locked = {"request_id": desk.acme_meets.pk, **desk.fixed}
    moves.set_lock(locks=True, **locked)
    assert moves.set_lock(locks=True, **locked) is None

    sentences = {
        refusal(lambda: desk.carry(desk.acme_meets, (0, 0), (1, 0))),
        refusal(lambda: moves.take_out(seen=desk.spot(0, 0), **locked)),
        refusal(lambda: moves.swap_meetings(
            request_id=desk.beacon_meets.pk, seen=desk.spot(3, 1),
            other_id=desk.acme_meets.pk, other_seen=desk.spot(0, 0), **desk.fixed,
        )),
    }  # fmt: skip
    moves.set_lock(locks=False, **locked)
    desk.carry(desk.acme_meets, (0, 0), (1, 0))

    assert sentences == {"Hanbit × Acme: this meeting is locked. Unlock it first."}
    assert [each.deed for each in HandChange.objects.all()] == ["locked", "unlocked", "moved"]


@pytest.mark.database
def test_the_second_officer_reads_that_somebody_was_quicker(desk: Desk) -> None:
    desk.carry(desk.acme_meets, (0, 0), (1, 0))

    moved = refusal(lambda: desk.carry(desk.acme_meets, (0, 0), (2, 0)), Overtaken)
    out = refusal(lambda: moves.take_out(request_id=desk.acme_meets.pk, seen=desk.spot(0, 0), **desk.fixed), Overtaken)

    assert {moved, out} == {"Hanbit × Acme: somebody has moved this meeting meanwhile. This is where it is now."}
    assert desk.lies()[desk.acme_meets.pk] == desk.spot(1, 0)


@pytest.mark.database
def test_the_last_deeds_are_undone_one_by_one(desk: Desk) -> None:
    moves.set_lock(request_id=desk.beacon_meets.pk, locks=True, **desk.fixed)
    desk.carry(desk.acme_meets, (0, 0), (1, 1))
    moves.take_out(request_id=desk.acme_meets.pk, seen=desk.spot(1, 1), **desk.fixed)

    for number in (3, 2, 1):
        stale = refusal(lambda: moves.undo_change(number=99, **desk.fixed), Overtaken)
        moves.undo_change(number=number, **desk.fixed)

    assert stale == "Something else was done at this draft meanwhile. Look at it again."
    assert desk.lies() == desk.as_drafted()
    assert not Meeting.objects.filter(is_locked=True).exists()
    assert queries.last_to_undo(desk.timetable) is None
    assert [(each.deed, each.is_undone) for each in queries.deeds_at(desk.timetable)] == [
        *[("undone", False)] * 3, ("taken_out", True), ("moved", True), ("locked", True),
    ]  # fmt: skip
    assert queries.taken_out_of(desk.timetable) == set()


@pytest.mark.database
def test_what_cannot_be_undone_any_more_says_why(desk: Desk) -> None:
    desk.carry(desk.acme_meets, (0, 0), (1, 1))
    Availability.objects.create(delegation=desk.acme, slot=desk.slots[0])

    assert refusal(lambda: moves.undo_change(number=1, **desk.fixed)) == "Acme cannot come then."
    assert desk.lies()[desk.acme_meets.pk] == desk.spot(1, 1)


@pytest.mark.database
def test_a_request_taken_back_is_not_moved_but_may_be_taken_out(desk: Desk) -> None:
    MeetingRequest.objects.filter(pk=desk.acme_meets.pk).update(state=RequestState.WITHDRAWN)

    said = refusal(lambda: desk.carry(desk.acme_meets, (0, 0), (1, 0)))
    moves.take_out(request_id=desk.acme_meets.pk, seen=desk.spot(0, 0), **desk.fixed)
    gone = refusal(lambda: moves.place_request(request_id=desk.acme_meets.pk, to=desk.spot(1, 0), **desk.fixed))

    assert said == "Hanbit × Acme: their request was taken back."
    assert gone == "This request is agreed no longer."
    assert desk.lies() == {desk.beacon_meets.pk: desk.spot(3, 1)}


@pytest.mark.database
def test_a_person_of_two_delegations_is_no_two_places(desk: Desk) -> None:
    """The board knows delegations; the database knows people, and has the last word."""
    person = desk.hanbit.delegates.get()
    Delegate.objects.filter(pk=person.pk).update(delegation=desk.saebyeok)

    said = refusal(lambda: moves.place_request(request_id=desk.waits.pk, to=desk.spot(0, 1), **desk.fixed))

    assert said == "Somebody who would sit there has another meeting then."
    assert (desk.lies(), HandChange.objects.count()) == (desk.as_drafted(), 0)


@pytest.mark.database
def test_only_officers_and_only_drafts(desk: Desk) -> None:
    desk.carry(desk.acme_meets, (0, 0), (1, 0))
    stranger = delegation_of(desk.round)[1]
    desk.round.phase = RoundPhase.PLACE
    desk.round.save()

    desk.by, officer = stranger, desk.by
    others = refusal(lambda: desk.carry(desk.acme_meets, (1, 0), (2, 0)))
    desk.by = officer
    publish_timetable(timetable_id=desk.timetable.pk, by=officer, now=desk.now)
    published = refusal(lambda: desk.carry(desk.acme_meets, (1, 0), (2, 0)))

    assert (others, published) == (
        "Only an officer of this forum can do this.", "This timetable was published already.",
    )  # fmt: skip
    assert desk.lies()[desk.acme_meets.pk] == desk.spot(1, 0)


@pytest.mark.database
def test_a_published_timetable_is_changed_as_a_draft_of_its_own(desk: Desk, now: datetime) -> None:
    moves.set_lock(request_id=desk.acme_meets.pk, locks=True, **desk.fixed)
    desk.round.phase = RoundPhase.PLACE
    desk.round.save()
    published = publish_timetable(timetable_id=desk.timetable.pk, by=desk.by, now=now)

    copied = moves.copy_timetable(timetable_id=published.pk, by=desk.by, now=now + timedelta(minutes=1))
    desk.timetable, desk.now = copied, now + timedelta(minutes=2)
    desk.carry(desk.beacon_meets, (3, 1), (4, 1))

    assert (copied.state, copied.made_by, copied.run) == ("draft", published.run, None)
    assert desk.lies() == {desk.acme_meets.pk: desk.spot(0, 0), desk.beacon_meets.pk: desk.spot(4, 1)}
    assert Meeting.objects.get(timetable=copied, is_locked=True).request == desk.acme_meets
    assert len(desk.seats()) == 4
    assert Meeting.objects.get(timetable=published, request=desk.beacon_meets).slot == desk.slots[3]
    view = timetables_in_view(desk.round)
    assert (view.counts, view.waits) == (published, copied)


@pytest.mark.database
def test_a_draft_changed_since_the_preview_is_not_published_unseen(desk: Desk, now: datetime) -> None:
    desk.round.phase = RoundPhase.PLACE
    desk.round.save()
    desk.carry(desk.acme_meets, (0, 0), (1, 0))

    said = refusal(lambda: publish_timetable(timetable_id=desk.timetable.pk, by=desk.by, now=now, seen=0), Overtaken)
    published = publish_timetable(timetable_id=desk.timetable.pk, by=desk.by, now=now, seen=1)

    assert said == "The draft was changed by hand since you looked. This is who would be told what now."
    assert published.version == 1


@pytest.mark.database
def test_what_a_person_worked_at_last_is_the_draft_that_waits(desk: Desk, now: datetime) -> None:
    desk.round.phase = RoundPhase.PLACE
    desk.round.save()
    worked_at = desk.run([(desk.acme_meets, desk.slots[0], desk.tables[0])])
    published = publish_timetable(timetable_id=desk.timetable.pk, by=desk.by, now=now)
    assert timetables_in_view(desk.round).waits is None

    desk.timetable = worked_at
    moves.take_out(
        request_id=desk.acme_meets.pk, seen=desk.spot(0, 0),
        timetable_id=worked_at.pk, by=desk.by, now=now + timedelta(minutes=5),
    )  # fmt: skip

    assert in_view(Timetable.objects.all()) == timetables_in_view(desk.round)
    assert timetables_in_view(desk.round).waits == worked_at
    assert timetables_in_view(desk.round).counts == published


@pytest.mark.database
def test_a_discarded_draft_takes_its_changes_along(desk: Desk) -> None:
    desk.carry(desk.acme_meets, (0, 0), (1, 0))

    discard_draft(timetable_id=desk.timetable.pk, by=desk.by, now=desk.now)

    assert HandChange.objects.count() == 0
    gone = refusal(lambda: desk.carry(desk.acme_meets, (1, 0), (2, 0)))
    assert gone == "This draft is gone already."


@pytest.mark.database
def test_drops_say_of_every_place_at_once_what_the_deed_would_say(desk: Desk) -> None:
    Availability.objects.create(delegation=desk.acme, slot=desk.slots[1])
    moves.place_request(request_id=desk.waits.pk, to=desk.spot(2, 0), **desk.fixed)
    moves.set_lock(request_id=desk.waits.pk, locks=True, **desk.fixed)
    board, places = queries.board_of(desk.timetable, now=desk.now), queries.places_of_round(desk.timetable)

    drops = queries.drops_of(board, desk.acme_meets.pk, places, queries.Words(desk.timetable, board))

    away, busy, locked = 1, 3, 2
    assert drops.codes == [
        [queries.LIES, away, locked, busy, 0, 0],
        [0, away, 0, queries.SWAPS, 0, 0],
    ]
    assert drops.told == [[0], [1], [2]]
    assert drops.sentences == [
        "Acme cannot come then.",
        "Saebyeok × Beacon: this meeting is locked. Unlock it first.",
        "Hanbit meets Beacon then, at table 2.",
    ]


@pytest.mark.database
def test_what_has_begun_stays_and_a_missing_table_is_named(desk: Desk) -> None:
    desk.move(RoundPhase.RUN)
    TableClosure.objects.create(table=desk.tables[0], slot=desk.slots[4])
    desk.now = desk.slots[0].starts_at + timedelta(minutes=5)
    board, places = queries.board_of(desk.timetable, now=desk.now), queries.places_of_round(desk.timetable)

    drops = queries.drops_of(board, desk.beacon_meets.pk, places, queries.Words(desk.timetable, board))
    sentences = [
        refusal(lambda: desk.carry(desk.acme_meets, (0, 0), (1, 0))),
        refusal(lambda: desk.carry(desk.beacon_meets, (3, 1), (0, 1))),
        refusal(lambda: desk.carry(desk.beacon_meets, (3, 1), (4, 0))),
    ]
    desk.carry(desk.beacon_meets, (3, 1), (1, 1))

    assert [row[:5] for row in drops.codes] == [[1, 0, 0, 0, 2], [1, 0, 0, queries.LIES, 0]]
    assert drops.sentences == ["What has begun is not moved.", "Table 1 is not in use then."]
    assert sentences == ["What has begun is not moved.", *drops.sentences]
    assert desk.lies() == {desk.acme_meets.pk: desk.spot(0, 0), desk.beacon_meets.pk: desk.spot(1, 1)}


def random_board(seed: int) -> Board:
    """A small round with a valid timetable in it, made by chance."""
    chance = Random(seed)
    people, slots, tables = chance.randint(3, 6), chance.randint(2, 5), chance.randint(1, 3)
    closed = [tuple(sorted(chance.sample(range(slots), chance.randint(0, slots // 2)))) for _ in range(people)]
    limits = [chance.choice([None, 1, 2, 3]) for _ in range(people)]
    pairs = [pair for pair in product(range(people), repeat=2) if pair[0] < pair[1]]
    asked = chance.sample(pairs, min(len(pairs), chance.randint(2, 8)))
    frozen = FrozenProblem(
        tuple(FrozenDelegation(100 + n, closed[n], limits[n]) for n in range(people)),
        tuple(FrozenSlot(200 + n, n // 2, 0) for n in range(slots)),
        tuple(FrozenTable(300 + n, n + 1) for n in range(tables)),
        tuple(FrozenRequest(400 + n, one, other, 1) for n, (one, other) in enumerate(asked)),
    )
    laid: list[Laid] = []
    for request in frozen.requests:
        spots = [Spot(slot.id, table.id) for slot in frozen.slots for table in frozen.tables]
        chance.shuffle(spots)
        fits = (spot for spot in spots if not Board(frozen, laid).obstacles({request.id: spot}))
        spot = next(fits, None) if chance.random() < 0.8 else None
        if spot is not None:
            laid.append(Laid(request.id, *spot, False, 100 + request.one, 100 + request.other))
    return Board(frozen, tuple(laid))


def found_wrong(board: Board, after: dict[int, Spot]) -> bool:
    """Whether the engine's own check finds a rule broken once the requests lie so."""
    places = {**{each.request: each.spot for each in board.laid}, **after}
    schedule = schedule_of(board.frozen, [FrozenPlace(request, *spot) for request, spot in places.items()])
    return bool(violations(engine_problem(board.frozen), schedule))


@pytest.mark.parametrize("seed", range(60))
def test_the_board_says_what_the_engines_check_says(seed: int) -> None:
    """Every move, placing and swap of small rounds: free on the board and valid for the check, or neither."""
    board = random_board(seed)
    spots = [Spot(slot.id, table.id) for slot in board.frozen.slots for table in board.frozen.tables]
    own = {each.request: each.spot for each in board.laid}

    for request in board.pairs:
        ways = board.ways(request)
        for spot in spots:
            if own.get(request) == spot:
                continue
            there = board.at.get(spot)
            free = not board.obstacles({request: spot})
            assert free == (not found_wrong(board, {request: spot})), (request, spot)
            if there is None:
                assert free == (not ways.slots[spot.slot])
            elif request in own:
                both = {request: spot, there.request: own[request]}
                left = [each for each in ways.slots[spot.slot] if each.request != there.request]
                swaps = not (left or ways.others[there.request])
                assert swaps == (not board.obstacles(both)) == (not found_wrong(board, both)), (request, spot)


def test_the_engines_check_has_the_last_word() -> None:
    board = random_board(3)
    one = board.laid[0]

    class Wrong(Board):
        """A board that knows of nothing in the way."""

        def _against(self, *_known: object) -> tuple[Obstacle, ...]:
            return ()

    away = FrozenDelegation(one.one, tuple(range(len(board.frozen.slots))))
    others = [away if each.id == one.one else each for each in board.frozen.delegations]
    frozen = FrozenProblem(tuple(others), board.frozen.slots, board.frozen.tables, board.frozen.requests)
    target = next(
        Spot(slot.id, table.id)
        for slot in frozen.slots for table in frozen.tables
        if slot.id != one.slot and Spot(slot.id, table.id) not in board.at
    )  # fmt: skip

    assert Wrong(frozen, board.laid).obstacles({one.request: target}) == (Obstacle(Bar.RULE),)
