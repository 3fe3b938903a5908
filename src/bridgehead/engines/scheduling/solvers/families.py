"""The rules beyond the published ones as clauses of a model: ways, kinds of tables, rest, walking, floors.

x[w, t]: way w lies in slot t. A problem without any of these families gets no clause from here.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from bridgehead.engines.scheduling.solvers.clauses import Clauses
from bridgehead.engines.scheduling.solvers.terms import Floor, Leaf
from bridgehead.engines.scheduling.solvers.ways import Ways

Literals = Sequence[Mapping[int, int]]


def add_families(clauses: Clauses, problem: Ways, lies: Literals, sits: Literals) -> None:
    """Every rule beyond the published ones; `lies[w]` and `sits[p]` are literals by slot."""
    for meeting, ways in problem.siblings.items():
        literals = [literal for way in ways for literal in lies[way].values()]
        clauses.at_most_one(literals)
        if meeting in problem.needed:
            clauses.add(*literals)
    _kinds(clauses, problem, lies)
    for person, participant in enumerate(problem.participants):
        for slot, other in _near(problem, participant.rest):
            if slot in sits[person] and other in sits[person]:
                clauses.add(-sits[person][slot], -sits[person][other])
    if problem.walk:
        _walking(clauses, problem, lies)


def _kinds(clauses: Clauses, problem: Ways, lies: Literals) -> None:
    """At most as many meetings at each kind of table as the slot has; the sum of all is the model's own rule."""
    if len(problem.kinds) < 2:
        return
    for slot in range(len(problem.slots)):
        at_kind: list[list[int]] = [[] for _ in problem.kinds]
        for way, kind in enumerate(problem.kind_of):
            if slot in lies[way]:
                at_kind[kind].append(lies[way][slot])
        for literals, room in zip(at_kind, problem.room, strict=True):
            clauses.at_most(literals, room[slot])


def _near(problem: Ways, distance: int) -> Iterator[tuple[int, int]]:
    """Pairs of slots of one day, the earlier first, with fewer than so many between them."""
    for slot, one in enumerate(problem.slots):
        for other in range(slot + 1, min(len(problem.slots), slot + distance + 1)):
            if problem.slots[other].day == one.day:
                yield slot, other


def _walking(clauses: Clauses, problem: Ways, lies: Literals) -> None:
    """Nobody is in two areas with too little time between."""
    far = max(problem.walk.values())
    for numbers in problem.meetings_of:
        if len({problem.area(way) for way in numbers}) < 2:
            continue
        inside: dict[tuple[int, int], list[int]] = {}
        for way in numbers:
            for slot, literal in lies[way].items():
                inside.setdefault((problem.area(way), slot), []).append(literal)
        here = {place: clauses.any_of(literals) for place, literals in inside.items()}
        areas = sorted({area for area, _ in here})
        for slot, other in _near(problem, far):
            for one, two in (*combinations(areas, 2), *combinations(reversed(areas), 2)):
                apart = problem.walk.get((one, two), 0)
                if other - slot <= apart and (one, slot) in here and (two, other) in here:
                    clauses.add(-here[one, slot], -here[two, other])


def add_floor(clauses: Clauses, leaves: Sequence[Leaf], lies: Literals, floor: Floor) -> None:
    """No schedule falls under the floor."""
    spare = sum(leaf.most for leaf in leaves) - floor.least
    for missed, literal in sums_missed(clauses, leaves, lies, spare + 1).items():
        if missed > spare:
            clauses.add(-literal)


def sums_missed(clauses: Clauses, leaves: Sequence[Leaf], lies: Literals, most: int) -> dict[int, int]:
    """For each sum that a term can miss, ascending, capped at `most`, a literal that holds if so much is missed."""
    return clauses.sums_missed([_missed(clauses, leaf, lies, most) for leaf in leaves], most)


def _missed(clauses: Clauses, leaf: Leaf, lies: Literals, most: int) -> dict[int, int]:
    """For each amount that one meeting can miss a literal that holds if it misses as much or more."""
    holding: dict[int, list[int]] = {}
    for (way, slot), missed in leaf.missed.items():
        if missed:
            holding.setdefault(min(missed, most), []).append(lies[way][slot])
    if leaf.missed_unplaced:
        placed = [lies[way][slot] for way, slot in leaf.missed]
        holding.setdefault(min(leaf.missed_unplaced, most), []).append(-clauses.any_of(placed))
    more: list[int] = []
    literals: dict[int, int] = {}
    for missed in sorted(holding, reverse=True):
        literals[missed] = clauses.any_of([*holding[missed], *more])
        more = [literals[missed]]
    return literals
