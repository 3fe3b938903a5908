"""Does an assignment keep every rule, and how good is it? Written from the rules alone, without any solver's code."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bridgehead.engines.assigning.assignment import Assignment
from bridgehead.engines.assigning.problem import Problem


class Rule(StrEnum):
    """The rules an assignment can break."""

    UNKNOWN = "unknown"
    REVIEWS = "reviews"
    TWICE = "twice"
    CONFLICT = "conflict"
    FIXED = "fixed"
    ORGANISATION = "organisation"
    FEWEST = "fewest"
    MOST = "most"


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule, and the application and the reviewers it touches (counted from 0)."""

    rule: Rule
    application: int | None = None
    reviewers: tuple[int, ...] = ()


def violations(problem: Problem, assignment: Assignment) -> list[Violation]:
    """Every rule that the assignment breaks, by applications, then by reviewers; empty when it is right."""
    if len(assignment.reviewers) != len(problem.applications):
        return [Violation(Rule.UNKNOWN)]
    found = [
        violation
        for application, own in enumerate(assignment.reviewers)
        for violation in _of_application(problem, application, own)
    ]
    return found + list(_of_loads(problem, assignment))


def _of_application(problem: Problem, application: int, own: tuple[int, ...]) -> Iterator[Violation]:
    unknown = tuple(each for each in own if not 0 <= each < len(problem.reviewers))
    if unknown:
        yield Violation(Rule.UNKNOWN, application, unknown)
        return
    if len(own) != problem.applications[application].reviews:
        yield Violation(Rule.REVIEWS, application, own)
    twice = tuple(sorted(each for each, count in Counter(own).items() if count > 1))
    if twice:
        yield Violation(Rule.TWICE, application, twice)
    hindered = tuple(each for each in sorted(set(own)) if (application, each) in problem.conflicts)
    if hindered:
        yield Violation(Rule.CONFLICT, application, hindered)
    missing = tuple(sorted(each for of, each in problem.fixed if of == application and each not in own))
    if missing:
        yield Violation(Rule.FIXED, application, missing)
    seats = Counter(problem.reviewers[each].organisation for each in set(own))
    for organisation in sorted(name for name, count in seats.items() if name is not None and count > 1):
        members = (each for each in sorted(set(own)) if problem.reviewers[each].organisation == organisation)
        yield Violation(Rule.ORGANISATION, application, tuple(members))


def loads_of(problem: Problem, assignment: Assignment) -> tuple[int, ...]:
    """How many reviews each reviewer has."""
    counted = Counter(each for own in assignment.reviewers for each in own)
    return tuple(counted[number] for number in range(len(problem.reviewers)))


def _of_loads(problem: Problem, assignment: Assignment) -> Iterator[Violation]:
    for number, load in enumerate(loads_of(problem, assignment)):
        reviewer = problem.reviewers[number]
        if reviewer.fewest is not None and load < reviewer.fewest:
            yield Violation(Rule.FEWEST, None, (number,))
        if reviewer.most is not None and load > reviewer.most:
            yield Violation(Rule.MOST, None, (number,))


def spread_of(problem: Problem, assignment: Assignment) -> int:
    """By how much the loads of level reviewers differ."""
    loads = loads_of(problem, assignment)
    level = [load for load, reviewer in zip(loads, problem.reviewers, strict=True) if reviewer.is_level]
    return max(level) - min(level) if level else 0


def value_of(problem: Problem, assignment: Assignment) -> int:
    """What the assignment is worth: expertise in sum, and `keep` for each earlier pair that stayed."""
    known = sum(problem.expertise[application][reviewer] for application, reviewer in assignment.pairs)
    return known + problem.keep * kept_of(problem, assignment)


def kept_of(problem: Problem, assignment: Assignment) -> int:
    """How many earlier pairs stayed."""
    return len(assignment.pairs & problem.earlier)


def weakest_of(problem: Problem, assignment: Assignment) -> int:
    """The least expertise of a review."""
    return min((problem.expertise[application][reviewer] for application, reviewer in assignment.pairs), default=0)


def is_below_floor(problem: Problem, assignment: Assignment, floor: int) -> bool:
    """Whether some review has less expertise than the floor, and less than its application could ask for.

    Fixed and earlier pairs may have any.
    """
    for application, own in enumerate(assignment.reviewers):
        least = min(floor, _could_ask_for(problem, application))
        free = (each for each in own if (application, each) not in problem.fixed | problem.earlier)
        if any(problem.expertise[application][each] < least for each in free):
            return True
    return False


def _could_ask_for(problem: Problem, application: int) -> int:
    """The weakest of its reviewers if the application alone might choose, one of each organisation."""
    fixed = [each for of, each in problem.fixed if of == application]
    wants = problem.applications[application].reviews - len(fixed)
    seen = {problem.reviewers[each].organisation for each in fixed} - {None}
    row, weakest = problem.expertise[application], 0
    for each in sorted(range(len(row)), key=lambda number: -row[number]):
        organisation = problem.reviewers[each].organisation
        if each in fixed or (application, each) in problem.conflicts or organisation in seen:
            continue
        if wants == 0:
            break
        wants, weakest = wants - 1, row[each]
        if organisation is not None:
            seen.add(organisation)
    return weakest if wants == 0 else 0
