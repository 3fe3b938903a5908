"""What is asked: applications, reviewers, what each knows, and who may not meet. A wrong problem cannot be built.

Everything is counted from 0; a pair is (application, reviewer). Expertise is a whole number from 0 to 1000.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

MOST_EXPERTISE = 1000
#: What `keep` may be is bounded by it, so that sums of worth and prices stay whole in 64 bits.
MOST_WORTH = 2**58
Pair = tuple[int, int]


class WrongProblem(ValueError):
    """The facts contradict themselves; the sentence says what was expected.

    `at` is where the wrong fact stands: its list, its number there and, where one is to blame, its field.
    """

    def __init__(self, sentence: str, *, at: tuple[str | int, ...] = ()) -> None:
        super().__init__(sentence)
        self.at = at


@dataclass(frozen=True, slots=True)
class Application:
    """Something to be read by exactly `reviews` different reviewers."""

    reviews: int = 3


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody who reads. With `fewest` or `most` the load is bounded singly; without, it is level with the others'.

    Of one `organisation` at most one reviewer reads an application; None is nobody's organisation but one's own.
    """

    fewest: int | None = None
    most: int | None = None
    organisation: int | None = None

    @property
    def is_level(self) -> bool:
        """Whether the load is to be even with that of the others, because nothing bounds it singly."""
        return self.fewest is None and self.most is None


@dataclass(frozen=True)
class Problem:
    """Who may read what, and how well.

    `expertise[a][r]` is what reviewer r knows of application a. `conflicts` must never be; `fixed` are. `earlier` is an
    assignment that stood: each of its pairs that stays is worth `keep` more. Level loads may differ by `spread`, and by
    no more than they must where that cannot be. `fair`: before the sum counts, the weakest review of all is as good as
    can be (see `objective`).
    """

    applications: tuple[Application, ...]
    reviewers: tuple[Reviewer, ...]
    expertise: tuple[tuple[int, ...], ...]
    conflicts: frozenset[Pair] = frozenset()
    fixed: frozenset[Pair] = frozenset()
    earlier: frozenset[Pair] = frozenset()
    keep: int = 0
    spread: int = 1
    fair: bool = False

    def __post_init__(self) -> None:
        _check_numbers(self)
        _check_expertise(self)
        for kind in ("conflicts", "fixed", "earlier"):
            _check_pairs(self, kind, getattr(self, kind))
        _check_fixed(self)

    @cached_property
    def reviews(self) -> int:
        """How many reviews are wanted in all."""
        return sum(application.reviews for application in self.applications)

    @cached_property
    def level(self) -> tuple[int, ...]:
        """The reviewers whose loads are to be even."""
        return tuple(number for number, reviewer in enumerate(self.reviewers) if reviewer.is_level)

    @cached_property
    def fixed_load(self) -> tuple[int, ...]:
        """For each reviewer how many of its reviews are fixed."""
        counted = Counter(reviewer for _, reviewer in self.fixed)
        return tuple(counted[number] for number in range(len(self.reviewers)))


def _is_whole(number: object, least: int, most: int) -> bool:
    return type(number) is int and least <= number <= most


def _require(holds: bool, sentence: str, *at: str | int) -> None:
    if not holds:
        raise WrongProblem(sentence, at=at)


def _check_numbers(problem: Problem) -> None:
    for number, application in enumerate(problem.applications):
        _require(_is_whole(application.reviews, 0, 1000), "reviews from 0 to 1000", "applications", number, "reviews")
    for number, reviewer in enumerate(problem.reviewers):
        for field in ("fewest", "most", "organisation"):
            told = getattr(reviewer, field)
            sound = told is None or _is_whole(told, 0, 1_000_000)
            _require(sound, f"a whole number from 0 to 1000000 for {field}", "reviewers", number, field)
        ordered = reviewer.fewest is None or reviewer.most is None or reviewer.fewest <= reviewer.most
        _require(ordered, "no more for fewest than for most", "reviewers", number, "fewest")
    most = MOST_WORTH // max(problem.reviews, 1) ** 2 - MOST_EXPERTISE
    _require(_is_whole(problem.keep, 0, most), f"a whole number from 0 to {most} for keep", "keep")
    _require(_is_whole(problem.spread, 0, 1_000_000), "a whole number from 0 to 1000000 for spread", "spread")


def _check_expertise(problem: Problem) -> None:
    _require(
        len(problem.expertise) == len(problem.applications),
        f"a row of expertise for each of {len(problem.applications)} applications",
        "expertise",
    )
    for number, row in enumerate(problem.expertise):
        many = len(problem.reviewers)
        _require(len(row) == many, f"a number for each of {many} reviewers", "expertise", number)
        if set(map(type, row)) <= {int} and (not row or (min(row) >= 0 and max(row) <= MOST_EXPERTISE)):
            continue
        wrong = next(place for place, known in enumerate(row) if not _is_whole(known, 0, MOST_EXPERTISE))
        _require(False, f"expertise from 0 to {MOST_EXPERTISE}", "expertise", number, wrong)


def _check_pairs(problem: Problem, kind: str, pairs: Iterable[Pair]) -> None:
    many, others = len(problem.applications), len(problem.reviewers)
    for application, reviewer in pairs:
        known = _is_whole(application, 0, many - 1) and _is_whole(reviewer, 0, others - 1)
        _require(known, f"pairs of an application and a reviewer that exist, in {kind}", kind)


def _check_fixed(problem: Problem) -> None:
    """Fixed pairs keep every rule among themselves."""
    both = sorted(problem.fixed & problem.conflicts)
    _require(not both, "no pair that is in conflict and fixed", "fixed")
    wanted = Counter(application for application, _ in problem.fixed)
    for application, count in wanted.items():
        enough = count <= problem.applications[application].reviews
        _require(enough, "no more fixed reviewers than an application wants reviews", "fixed")
    for number, load in enumerate(problem.fixed_load):
        most = problem.reviewers[number].most
        _require(most is None or load <= most, "no more fixed reviews than a reviewer may take", "fixed")
    seen: set[tuple[int, int]] = set()
    for application, reviewer in sorted(problem.fixed):
        organisation = problem.reviewers[reviewer].organisation
        if organisation is not None:
            _require((application, organisation) not in seen, "one fixed reviewer of an organisation at most", "fixed")
            seen.add((application, organisation))
