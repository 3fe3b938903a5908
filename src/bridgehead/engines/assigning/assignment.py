"""What comes out: an assignment, and the result that says how good it is and what stands in the way."""

from dataclasses import dataclass
from enum import StrEnum

from bridgehead.engines.assigning.certificate import Certificate


@dataclass(frozen=True, slots=True)
class Assignment:
    """For each application its reviewers, ascending."""

    reviewers: tuple[tuple[int, ...], ...]

    @property
    def pairs(self) -> frozenset[tuple[int, int]]:
        """Every (application, reviewer) in it."""
        return frozenset((application, each) for application, own in enumerate(self.reviewers) for each in own)


class Status(StrEnum):
    """What is known about a result."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"


class Kind(StrEnum):
    """What stands in the way of an assignment, or of a more even one."""

    SHORT = "short"
    CROWDED = "crowded"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class Reason:
    """A group that was counted, apart from what is fixed: more is wanted than is possible.

    Short: these applications (one) want `wanted` reviewers, and without conflict and of different organisations there
    are `possible`. Crowded: they want at least `wanted` reviews of these reviewers, who may take `possible`. Idle:
    these reviewers are to take at least `wanted` reviews, and these applications can give them `possible`. With
    `window` it says why level loads cannot lie from the one number to the other; None: why there is no assignment.
    """

    kind: Kind
    applications: tuple[int, ...]
    reviewers: tuple[int, ...]
    wanted: int
    possible: int
    window: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """An assignment and what is proven of it.

    In this order: `spread` is the width that level loads are held to, the one asked for or the least that can be;
    `floor` the best that the weakest review can be (None: not asked for); `value` the expertise in sum and `keep` for
    each earlier pair; `bound` the most that an assignment with this spread and floor is worth. Optimal: value is bound.
    `reasons` say why there is none, or why loads are no more even. `certificate` proves it without the solver. Seconds
    are of the clock, `cpu_seconds` of this process.
    """

    status: Status
    assignment: Assignment | None
    value: int
    bound: int
    spread: int
    floor: int | None
    kept: int
    reasons: tuple[Reason, ...]
    certificate: Certificate | None
    seconds: float
    cpu_seconds: float
    seed: int
