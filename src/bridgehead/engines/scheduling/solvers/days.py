"""One participant's day as clauses: how many slots it uses in each session, in how many runs, and where one run starts.

Everything here speaks of one participant whose meetings are all mandatory, so that the number of used slots is known.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bridgehead.engines.scheduling.problem import Slot
from bridgehead.engines.scheduling.solvers.clauses import Clauses
from bridgehead.engines.scheduling.solvers.matching import supported

Lies = Sequence[Mapping[int, int]]


class Day:
    """A day of known length: `lies` are its meetings' literals by slot, `sits` the participant's own."""

    def __init__(self, clauses: Clauses, slots: Sequence[Slot], lies: Lies, sits: Mapping[int, int]) -> None:
        self.clauses, self.slots, self.lies, self.sits = clauses, slots, lies, sits

    def used_slots(self) -> None:
        """As many slots as meetings; in each session at least those that lie nowhere else, at most those that can."""
        counts: list[int] = []
        for session in sorted({self.slots[slot].session for slot in self.sits}):
            own = [literal for slot, literal in self.sits.items() if self.slots[slot].session == session]
            here = self.clauses.counted(own, len(self.lies) + 1, exact=True)
            inside = [[self.slots[slot].session == session for slot in lies] for lies in self.lies]
            self._between(here, sum(map(all, inside)), sum(map(any, inside)))
            counts = self.clauses.sum_of(counts, here, len(self.lies) + 1, exact=True)
        self._between(counts, len(self.lies), len(self.lies))

    def _between(self, counts: Sequence[int], least: int, most: int) -> None:
        if least:
            self.clauses.add(counts[least - 1])
        if most < len(counts):
            self.clauses.add(-counts[most])

    def one_run(self, unless: Sequence[int]) -> None:
        """The day is one run, or a literal in `unless` holds: literal begun[t] says that it starts in t or later.

        A start from which the meetings cannot be matched to the run's slots is excluded, and so is each meeting's slot
        that no such matching uses.
        """
        last = len(self.slots) - len(self.lies)
        begun = [0] + [self.clauses.variable() for _ in range(last)]
        for earlier, later in pairwise(begun[1:]):
            self.clauses.add(-later, earlier, *unless)
        for clause in self._within(begun, last):
            self.clauses.add(*clause, *unless)
        for start in range(last + 1):
            elsewhere = [*(-literal for literal in begun[start : start + 1] if literal), *begun[start + 1 : start + 2]]
            for clause in self._starting(start):
                self.clauses.add(*elsewhere, *clause, *unless)

    def _within(self, begun: Sequence[int], last: int) -> Iterator[list[int]]:
        """A slot is used exactly when the run has begun there and has not ended before."""
        length = len(self.lies)
        for slot in range(len(self.slots)):
            after = [begun[slot + 1]] if slot + 1 <= last else []
            before = [begun[slot - length + 1]] if slot - length + 1 > 0 else []
            used = [self.sits[slot]] if slot in self.sits else []
            if used:
                yield from ([-used[0], -literal] for literal in after)
                yield from ([-used[0], literal] for literal in before)
            yield [*used, *after, *(-literal for literal in before)]

    def _starting(self, start: int) -> Iterator[list[int]]:
        """What a start rules out: the empty clause when it is impossible, else the slots that no matching uses."""
        run = frozenset(range(start, start + len(self.lies)))
        inside = [frozenset(lies) & run for lies in self.lies]
        kept = supported(inside)
        if kept is None:
            yield []
            return
        for lies, slots, matched in zip(self.lies, inside, kept, strict=True):
            yield from ([-lies[slot]] for slot in sorted(slots - matched))
