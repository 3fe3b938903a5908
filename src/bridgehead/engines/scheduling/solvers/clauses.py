"""Clauses under construction: fresh variables and the counting constraints the models are built from."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

PAIRWISE_MOST = 6


class Clauses:
    """A growing list of clauses; literals are whole numbers other than 0 as in DIMACS."""

    def __init__(self) -> None:
        self.top = 0
        # tuples, which the collector of garbage soon leaves alone: a tenth of a usual round's time went into it
        self.clauses: list[tuple[int, ...]] = []

    def variable(self) -> int:
        """A fresh variable."""
        self.top += 1
        return self.top

    def add(self, *literals: int) -> None:
        """At least one of the literals holds."""
        self.clauses.append(literals)

    def at_most_one(self, literals: Sequence[int]) -> None:
        """Pairwise for few literals; a ladder of groups for many."""
        rest = list(literals)
        while len(rest) > PAIRWISE_MOST:
            group, rest = rest[: PAIRWISE_MOST - 1], rest[PAIRWISE_MOST - 1 :]
            rest.insert(0, self._any_of_pairwise(group))
        self._pairwise(rest)

    def _any_of_pairwise(self, group: list[int]) -> int:
        self._pairwise(group)
        some = self.variable()
        for literal in group:
            self.add(-literal, some)
        return some

    def _pairwise(self, literals: list[int]) -> None:
        for index, literal in enumerate(literals):
            for other in literals[:index]:
                self.add(-literal, -other)

    def any_of(self, literals: Sequence[int]) -> int:
        """A literal that holds exactly when one of the literals does."""
        if len(literals) == 1:
            return literals[0]
        some = self.variable()
        for literal in literals:
            self.add(-literal, some)
        self.add(-some, *literals)
        return some

    def counted(self, literals: Sequence[int], most: int, *, exact: bool = False) -> list[int]:
        """Unary count (a totalizer): entry j holds if at least j + 1 literals hold, up to `most` entries.

        With `exact` it holds only then. Counts above `most` are not told apart from `most`.
        """
        if len(literals) <= 1:
            return list(literals)[:most]
        middle = len(literals) // 2
        left = self.counted(literals[:middle], most, exact=exact)
        right = self.counted(literals[middle:], most, exact=exact)
        return self.sum_of(left, right, most, exact=exact)

    def sum_of(self, left: list[int], right: list[int], most: int, *, exact: bool = False) -> list[int]:
        """The unary count of two unary counts together, as `counted` gives it."""
        if not left or not right:
            return (left or right)[:most]
        outputs = [self.variable() for _ in range(min(most, len(left) + len(right)))]
        denied, clauses = [-literal for literal in right], self.clauses
        for first in range(len(left) + 1):
            lower = (-left[first - 1],) if first else ()
            if 0 < first <= len(outputs):
                clauses.append((*lower, outputs[first - 1]))
            clauses += [(*lower, other, output) for other, output in zip(denied, outputs[first:], strict=False)]
            if exact:
                above = tuple(left[first : first + 1])
                clauses += [(*above, other, -output) for other, output in zip(right, outputs[first:], strict=False)]
                clauses += [(*above, -output) for output in outputs[first + len(right) : first + len(right) + 1]]
        return outputs

    def at_most(self, literals: Sequence[int], most: int) -> None:
        """No more than `most` of the literals hold."""
        if most == 1:
            self.at_most_one(literals)
        elif len(literals) > most:
            counts = self.counted(literals, most + 1)
            self.add(-counts[most])

    def weight_missed(self, weighted: Iterable[tuple[int, int]], most: int) -> dict[int, int]:
        """A generalised totalizer over (weight, literal) pairs whose literal does not hold.

        For each sum that can be missed, ascending and capped at `most`, a literal that holds if that much is missed.
        """
        return self.sums_missed([{min(weight, most): -literal} for weight, literal in weighted if weight], most)

    def sums_missed(self, leaves: Sequence[dict[int, int]], most: int) -> dict[int, int]:
        """The same over leaves, each of which misses at least an amount when the amount's literal holds."""
        sums = self._missed(list(leaves), most)
        ordered = dict(sorted(sums.items()))
        for (_, less), (_, more) in pairwise(ordered.items()):
            self.add(-more, less)
        return ordered

    def _missed(self, leaves: list[dict[int, int]], cap: int) -> dict[int, int]:
        """For each reachable sum (capped) a literal that holds when the leaves' literals reach that sum."""
        if len(leaves) <= 1:
            return leaves[0] if leaves else {}
        middle = len(leaves) // 2
        left, right = self._missed(leaves[:middle], cap), self._missed(leaves[middle:], cap)
        sums = sorted({min(cap, one + other) for one in (0, *left) for other in (0, *right)} - {0})
        outputs = {total: self.variable() for total in sums}
        for one in (0, *left):
            for other in (0, *right):
                if one or other:
                    parts = [-left[one]] if one else []
                    parts += [-right[other]] if other else []
                    self.add(*parts, outputs[min(cap, one + other)])
        return outputs
