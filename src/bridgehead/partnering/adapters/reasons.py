"""Why a request was not placed, from the frozen problem and the places of the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bridgehead.partnering.adapters.problem import FrozenProblem


class Why(StrEnum):
    """The reason for an unplaced request; its sentence is the queries' business."""

    NO_COMMON_SLOT = "no_common_slot"
    ONE_IS_FULL = "one_is_full"
    LIMIT_REACHED = "limit_reached"
    TABLES_FULL = "tables_full"
    OUTWEIGHED = "outweighed"
    STILL_FREE = "still_free"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a request (a row's id) was not placed; ``delegation`` is the id of the side that is full, if one is."""

    request: int
    why: Why
    delegation: int | None = None
    common_slots: int = 0


def reasons(frozen: FrozenProblem, places: Mapping[int, int]) -> list[Reason]:
    """Return the reason of each unplaced request; ``places`` maps the ids of placed requests to the ids of slots."""
    state = _State(frozen, places)
    return [state.reason(number) for number, each in enumerate(frozen.requests) if each.id not in places]


class _State:
    """Who sits when, and how many tables are taken in each slot."""

    def __init__(self, frozen: FrozenProblem, places: Mapping[int, int]) -> None:
        self.frozen = frozen
        position = {slot.id: number for number, slot in enumerate(frozen.slots)}
        every = frozenset(range(len(frozen.slots)))
        self.open = [every - frozenset(each.closed) for each in frozen.delegations]
        self.busy: dict[int, set[int]] = defaultdict(set)
        self.taken: Counter[int] = Counter()
        for each in frozen.requests:
            slot = position.get(places[each.id]) if each.id in places else None
            if slot is not None:
                self.taken[slot] += 1
                self.busy[each.one].add(slot)
                self.busy[each.other].add(slot)

    def reason(self, number: int) -> Reason:
        request = self.frozen.requests[number]
        sides = (request.one, request.other)
        common = self.open[request.one] & self.open[request.other]
        if not common:
            return Reason(request.id, Why.NO_COMMON_SLOT)
        for side in sides:
            delegation = self.frozen.delegations[side]
            if delegation.most is not None and len(self.busy[side]) >= delegation.most:
                return Reason(request.id, Why.LIMIT_REACHED, delegation.id, len(common))
            if self.open[side] <= self.busy[side]:
                return Reason(request.id, Why.ONE_IS_FULL, delegation.id, len(common))
        return Reason(request.id, self._contended(common, sides), None, len(common))

    def _contended(self, common: frozenset[int], sides: tuple[int, int]) -> Why:
        free = common - self.busy[sides[0]] - self.busy[sides[1]]
        if not free:
            return Why.OUTWEIGHED
        if all(self.taken[slot] >= len(self.frozen.tables) for slot in free):
            return Why.TABLES_FULL
        return Why.STILL_FREE
