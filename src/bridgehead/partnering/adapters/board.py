"""A draft as a board of slots and tables: where a meeting may be laid by hand, and who or what is in the way elsewhere.

The engine's own check has the last word; the board says beforehand, for every place at once, what it would say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from bridgehead.engines.scheduling.check import violations
from bridgehead.partnering.adapters.problem import FrozenPlace, FrozenProblem, engine_problem, schedule_of


class Spot(NamedTuple):
    """A place on the board: the ids of the slot's and the table's rows."""

    slot: int
    table: int


class Laid(NamedTuple):
    """A meeting as it lies: its request, its place, whether it is locked, its two delegations; rows' ids."""

    request: int
    slot: int
    table: int
    is_locked: bool
    one: int
    other: int

    @property
    def spot(self) -> Spot:
        """Where it lies."""
        return Spot(self.slot, self.table)

    @property
    def pair(self) -> tuple[int, int]:
        """Who meets."""
        return self.one, self.other


class Bar(StrEnum):
    """What keeps a meeting from a place."""

    AWAY = "away"
    MEETS = "meets"
    LIMIT = "limit"
    CLOSED = "closed"
    TAKEN = "taken"
    LOCKED = "locked"
    CALLED_OFF = "called_off"
    BEGUN = "begun"
    RULE = "rule"


class Obstacle(NamedTuple):
    """One thing in the way: the delegation that it is about, the request whose meeting is in the way, the table."""

    bar: Bar
    delegation: int | None = None
    request: int | None = None
    table: int | None = None


class Ways(NamedTuple):
    """Where one meeting may go. ``slots``: per slot what is in the way of the two, whatever the table.

    ``others``: per meeting that lies, what is in the way of its going to where this one lies now; of a request without
    a place none, for there is nothing to change places with.
    """

    slots: Mapping[int, tuple[Obstacle, ...]]
    others: Mapping[int, tuple[Obstacle, ...]]


@dataclass(frozen=True)
class Board:
    """A round as it stands with the meetings of one draft."""

    frozen: FrozenProblem
    laid: Sequence[Laid]

    @cached_property
    def by_request(self) -> dict[int, Laid]:
        """The meetings by their requests."""
        return {each.request: each for each in self.laid}

    @cached_property
    def at(self) -> dict[Spot, Laid]:
        """The meetings by their places."""
        return {each.spot: each for each in self.laid}

    @cached_property
    def pairs(self) -> dict[int, tuple[int, int]]:
        """Who would meet, for each agreed request."""
        sides = [each.id for each in self.frozen.delegations]
        return {each.id: (sides[each.one], sides[each.other]) for each in self.frozen.requests}

    @cached_property
    def to_come(self) -> frozenset[int]:
        """The slots in which something can still be moved."""
        return frozenset(each.id for each in self.frozen.slots)

    def has_begun(self, request: int) -> bool:
        """Whether a meeting lies in a slot that has begun."""
        own = self.by_request.get(request)
        return own is not None and own.slot not in self.to_come

    @cached_property
    def open(self) -> frozenset[Spot]:
        """Every table that can be used, in each slot."""
        ids = {each.number: each.id for each in self.frozen.tables}
        tables = engine_problem(self.frozen).tables
        return frozenset(
            Spot(slot.id, ids[number]) for slot, own in zip(self.frozen.slots, tables, strict=True) for number in own
        )

    @cached_property
    def _away(self) -> set[tuple[int, int]]:
        slots = [each.id for each in self.frozen.slots]
        return {(each.id, slots[position]) for each in self.frozen.delegations for position in each.closed}

    @cached_property
    def _busy(self) -> dict[tuple[int, int], Laid]:
        return {(side, each.slot): each for each in self.laid for side in each.pair}

    def ways(self, request: int) -> Ways:
        """Return where an agreed request may go, for all places at once."""
        own, pair = self.by_request.get(request), self.pairs[request]
        lifted = {request}
        limits = () if own else self._limits({request: None}, {request})
        slots = {
            each.id: (*self._against(pair, each.id, own, lifted), *limits) for each in self.frozen.slots
        }  # fmt: skip
        if own is None:
            return Ways(slots, {})
        others = {
            each.request: self._against(each.pair, own.slot, each, {request, each.request})
            for each in self.laid
            if each.request in self.pairs
        }
        return Ways(slots, others)

    def obstacles(self, after: Mapping[int, Spot | None]) -> tuple[Obstacle, ...]:
        """Return what is in the way of laying some requests all at once, each at its place or, with None, nowhere."""
        moved = set(after)
        found: list[Obstacle] = []
        for request, spot in after.items():
            found += self.in_hand(request, stays=spot is not None)
            if spot is not None and request in self.pairs:
                if spot.slot in self.to_come:
                    found += self._against(self.pairs[request], spot.slot, self.by_request.get(request), moved)
                found += self._in_place(spot, moved)
        found += self._limits(after, moved)
        if not found and self._breaks_a_rule(after):
            found.append(Obstacle(Bar.RULE))
        return tuple(dict.fromkeys(found))

    def in_hand(self, request: int, *, stays: bool = True) -> tuple[Obstacle, ...]:
        """Return what keeps a request from being picked up at all; one that is taken out need not be agreed."""
        own = self.by_request.get(request)
        if self.has_begun(request):
            return (Obstacle(Bar.BEGUN, request=request),)
        locked = (Obstacle(Bar.LOCKED, request=request),) if own is not None and own.is_locked else ()
        off = (Obstacle(Bar.CALLED_OFF, request=request),) if stays and request not in self.pairs else ()
        return (*locked, *off)

    def unheld(self, requests: Iterable[int]) -> dict[int, tuple[Obstacle, ...]]:
        """Return those of the meetings that cannot be held as they lie, each with what is in the way."""
        found = {request: self._unheld(self.by_request[request]) for request in requests}
        return {request: obstacles for request, obstacles in found.items() if obstacles}

    def _unheld(self, own: Laid) -> tuple[Obstacle, ...]:
        away = (Obstacle(Bar.AWAY, side) for side in own.pair if (side, own.slot) in self._away)
        closed = () if own.spot in self.open else (Obstacle(Bar.CLOSED, table=own.table),)
        load, most = self._load, self._most
        full = (Obstacle(Bar.LIMIT, side) for side in own.pair if load[side] > most.get(side, len(self.laid)))
        return (*away, *closed, *full)

    @cached_property
    def _load(self) -> Counter[int]:
        # What has begun is counted in what the frozen round leaves of the limit.
        return Counter(side for each in self.laid if each.slot in self.to_come for side in each.pair)

    @cached_property
    def _most(self) -> dict[int, int]:
        return {each.id: each.most for each in self.frozen.delegations if each.most is not None}

    def _against(
        self, pair: tuple[int, int], slot: int, own: Laid | None, lifted: Collection[int]
    ) -> tuple[Obstacle, ...]:
        """What keeps two delegations from meeting in a slot with some meetings lifted; where they meet, nothing new."""
        if own is not None and own.slot == slot:
            return ()
        found = [Obstacle(Bar.AWAY, side) for side in pair if (side, slot) in self._away]
        for side in pair:
            met = self._busy.get((side, slot))
            if met is not None and met.request not in lifted:
                found.append(Obstacle(Bar.MEETS, side, met.request))
        return tuple(found)

    def _in_place(self, spot: Spot, lifted: Collection[int]) -> Iterable[Obstacle]:
        if spot.slot not in self.to_come:
            yield Obstacle(Bar.BEGUN)
        elif spot not in self.open:
            yield Obstacle(Bar.CLOSED, table=spot.table)
        there = self.at.get(spot)
        if there is not None and there.request not in lifted:
            yield Obstacle(Bar.TAKEN, request=there.request)

    def _limits(self, after: Mapping[int, Spot | None], lifted: Collection[int]) -> tuple[Obstacle, ...]:
        """Who would have more meetings than the round allows, and more than now."""
        new = Counter(
            side
            for request in after
            if request not in self.by_request and request in self.pairs
            for side in self.pairs[request]
        )
        gone = Counter(
            side
            for request in lifted
            if request in self.by_request and after.get(request) is None
            for side in self.by_request[request].pair
        )
        return tuple(
            Obstacle(Bar.LIMIT, side)
            for side in new
            if new[side] > gone[side] and self._load[side] + new[side] - gone[side] > self._most.get(side, 1 << 30)
        )

    def _breaks_a_rule(self, after: Mapping[int, Spot | None]) -> bool:
        """Whether the engine's check finds something wrong that is not wrong already."""
        problem = engine_problem(self.frozen)
        lies = {each.request: each.spot for each in self.laid}
        then = {request: spot for request, spot in {**lies, **after}.items() if spot is not None}
        before, later = (
            schedule_of(self.frozen, (FrozenPlace(request, *spot) for request, spot in places.items()))
            for places in (lies, then)
        )
        found = violations(problem, later)
        return bool(found) and bool(set(found) - set(violations(problem, before)))
