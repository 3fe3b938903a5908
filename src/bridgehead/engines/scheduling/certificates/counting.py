"""Clauses and the counters they are built from. A counter's entry j holds when more than j of its literals do."""

from collections.abc import Mapping, Sequence

FEW = 5
MOST_CLAUSES = 3_000_000


class TooLarge(ValueError):
    """There would be more clauses than anybody should have to look through."""


class Cnf:
    """Clauses over variables 1, 2, …; a negative number denies its variable."""

    def __init__(self) -> None:
        self.variables = 0
        self.clauses: list[tuple[int, ...]] = []

    def new(self) -> int:
        """A variable that no clause names yet."""
        self.variables += 1
        return self.variables

    def need(self, *literals: int) -> None:
        """One of the literals holds."""
        if len(self.clauses) >= MOST_CLAUSES:
            raise TooLarge(f"it would take more than {MOST_CLAUSES:,} clauses")
        self.clauses.append(literals)

    def either(self, literals: Sequence[int]) -> int:
        """A literal that means: one of these holds."""
        if len(literals) == 1:
            return literals[0]
        meant = self.new()
        self.need(-meant, *literals)
        for literal in literals:
            self.need(meant, -literal)
        return meant

    def one_at_most(self, literals: Sequence[int]) -> None:
        """No two of them hold; beyond a few, "one of the first" stands for the first."""
        first, rest = literals[:FEW], literals[FEW:]
        for index, literal in enumerate(first):
            for other in first[index + 1 :]:
                self.need(-literal, -other)
        if rest:
            self.one_at_most([self.either(first), *rest])

    def counter(self, literals: Sequence[int], cap: int, *, both_ways: bool = False) -> list[int]:
        """Entry j holds if more than j literals do, j < cap; `both_ways`: only then."""
        if len(literals) < 2:
            return list(literals[:cap])
        half = len(literals) // 2
        low, high = (self.counter(part, cap, both_ways=both_ways) for part in (literals[:half], literals[half:]))
        return self.added(low, high, cap, both_ways=both_ways)

    def added(self, low: Sequence[int], high: Sequence[int], cap: int, *, both_ways: bool = False) -> list[int]:
        """The counter of two counters' literals together."""
        if not (low and high):
            return list((low or high)[:cap])
        entries = [self.new() for _ in range(min(cap, len(low) + len(high)))]
        for total, entry in enumerate(entries):
            for some in range(max(0, total + 1 - len(high)), min(len(low), total + 1) + 1):
                rest = total + 1 - some
                holding = [-low[some - 1]] if some else []
                holding += [-high[rest - 1]] if rest else []
                self.need(entry, *holding)
            for some in range(max(0, total - len(high)), min(len(low), total) + 1) if both_ways else ():
                self.need(-entry, *low[some : some + 1], *high[total - some : total - some + 1])
        return entries

    def at_most(self, literals: Sequence[int], most: int) -> None:
        """No more than so many hold."""
        if most == 1:
            self.one_at_most(literals)
        elif len(literals) > most:
            self.need(-self.counter(literals, most + 1)[most])

    def sums(self, parts: Sequence[Mapping[int, int]], cap: int) -> dict[int, int]:
        """For each sum that parts can reach (`cap` stands for all from there on) a literal that it implies.

        Each part gives, for amounts above 0, a literal that holds if the part comes to so much.
        """
        if len(parts) < 2:
            return {min(cap, amount): literal for part in parts for amount, literal in part.items()}
        half = len(parts) // 2
        low, high = self.sums(parts[:half], cap), self.sums(parts[half:], cap)
        reached: dict[int, int] = {}
        for some, one in ((0, 0), *low.items()):
            for rest, other in ((0, 0), *high.items()):
                if some or rest:
                    total = min(cap, some + rest)
                    if total not in reached:
                        reached[total] = self.new()
                    self.need(reached[total], *(-literal for literal in (one, other) if literal))
        return reached
