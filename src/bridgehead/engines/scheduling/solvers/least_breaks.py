"""The fewest breaks each participant can have, looking at that participant alone.

Their sum is a lower bound on all breaks. A participant's day is a set of used slots that its meetings can be matched
to; a depth-first search over run patterns with an incremental matching finds the fewest runs.
"""

from collections.abc import Sequence

from bridgehead.engines.scheduling.solvers.matching import augment

MOST_NODES = 20_000


def least_breaks(domains: Sequence[frozenset[int]], slots: int) -> int:
    """Fewest breaks when every meeting (given by its slots) is placed; a lower bound if the search is cut short."""
    if len(domains) < 2:
        return 0
    open_slots = frozenset().union(*domains)
    meetings_at = [[index for index, domain in enumerate(domains) if slot in domain] for slot in range(slots)]
    for breaks in range(len(domains)):
        search = _Search(meetings_at, len(domains), breaks + 1, sorted(open_slots))
        if search.found() or search.nodes >= MOST_NODES:
            return breaks
    return 0


class _Search:
    """Looks for used slots, in time order, with a limited number of runs."""

    def __init__(self, meetings_at: list[list[int]], wanted: int, runs: int, open_slots: list[int]) -> None:
        self.meetings_at, self.wanted, self.runs = meetings_at, wanted, runs
        self.usable = [False] * (len(meetings_at) + 1)
        self.left = [0] * (len(meetings_at) + 1)
        for slot in open_slots:
            self.usable[slot] = True
        for slot in reversed(range(len(meetings_at))):
            self.left[slot] = self.left[slot + 1] + self.usable[slot]
        self.nodes = 0

    def found(self) -> bool:
        return self._from(0, [], {}, self.runs)

    def _from(self, slot: int, used: list[int], owner: dict[int, int], runs: int) -> bool:
        """Whether used slots before `slot`, matched by `owner` (meeting to slot), can be completed with `runs` more."""
        if len(used) == self.wanted:
            return True
        self.nodes += 1
        if self.nodes >= MOST_NODES or self.wanted - len(used) > self.left[slot]:
            return False
        running = bool(used) and used[-1] == slot - 1
        if self.usable[slot] and (running or runs):
            taken = dict(owner)
            if augment(self.meetings_at, slot, taken, set()) and self._from(
                slot + 1, [*used, slot], taken, runs - (not running)
            ):
                return True
        return self._from(slot + 1, used, owner, runs) if runs or not running else False
