"""Between a stage and the engine that assigns: who may read what and how well, in rows' ids, and what came out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bridgehead.engines.assigning.assignment import Assignment, Result
from bridgehead.engines.assigning.expertise import expertise_of
from bridgehead.engines.assigning.problem import Application, Problem, Reviewer, WrongProblem
from bridgehead.engines.assigning.repair import repaired
from bridgehead.engines.assigning.solve import solve

#: A pair of an application and a reviewer, by their ids.
Pair = tuple[int, int]
BUDGET_SECONDS, SEED = 20.0, 1


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who can read: their level (0 to 1000) by topic's id, where they work, how many they take at most."""

    id: int
    knows: Mapping[int, int]
    organisation: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class Paper:
    """Something to be read: its topics with their parts."""

    id: int
    topics: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Question:
    """Who is to read what: ``standing`` are read now, ``fixed`` among them stay."""

    papers: tuple[Paper, ...]
    readers: tuple[Reader, ...]
    reviews_each: int
    conflicts: frozenset[Pair]
    fixed: frozenset[Pair]
    standing: frozenset[Pair]
    is_repair: bool

    @property
    def size(self) -> int:
        """How many pairs there are to choose from: by it one tells whether an answer comes at once."""
        return len(self.papers) * len(self.readers)


@dataclass(frozen=True, slots=True)
class Answer:
    """What would begin and end, and what is proven of it; no pairs where there is no assignment."""

    is_possible: bool
    begun: tuple[Pair, ...]
    ended: tuple[Pair, ...]
    told: Mapping[str, Any]


class Impossible(ValueError):
    """What is fixed contradicts itself; the sentence is the engine's, for the log."""


def answered(question: Question) -> Answer:
    """Let the engine assign, or mend with the fewest changes, and say what it proves."""
    papers = {each.id: number for number, each in enumerate(question.papers)}
    readers = {each.id: number for number, each in enumerate(question.readers)}

    def numbers(pairs: Iterable[Pair]) -> frozenset[Pair]:
        return frozenset((papers[a], readers[r]) for a, r in pairs if a in papers and r in readers)

    expertise = _expertise(question)
    try:
        problem = Problem(
            applications=tuple(Application(question.reviews_each) for _each in question.papers),
            reviewers=tuple(Reviewer(most=each.most, organisation=org) for each, org in _organised(question)),
            expertise=expertise,
            conflicts=numbers(question.conflicts),
            fixed=numbers(question.fixed),
        )
    except WrongProblem as wrong:
        raise Impossible(str(wrong)) from wrong
    standing = numbers(question.standing)
    if question.is_repair:
        result = repaired(problem, _assignment(standing, len(papers)), budget_seconds=BUDGET_SECONDS, seed=SEED).result
    else:
        result = solve(problem, budget_seconds=BUDGET_SECONDS, seed=SEED)
    return _answer(question, result, expertise, standing)


def _expertise(question: Question) -> tuple[tuple[int, ...], ...]:
    def level(paper: Paper, reader: Reader) -> int:
        wanted = {str(topic): part for topic, part in paper.topics.items()}
        return expertise_of(wanted, {str(topic): known for topic, known in reader.knows.items()})

    return tuple(tuple(level(paper, reader) for reader in question.readers) for paper in question.papers)


def _organised(question: Question) -> list[tuple[Reader, int | None]]:
    """Each reader with their organisation's number; none where two of one organisation read one paper for good."""
    where = {each.id: each.organisation for each in question.readers}
    seen: set[tuple[int, int]] = set()
    free: set[int] = set()
    for paper, reader in sorted(question.fixed):
        organisation = where.get(reader)
        if organisation is not None:
            free |= {organisation} if (paper, organisation) in seen else set()
            seen.add((paper, organisation))
    order = {org: n for n, org in enumerate(sorted({org for org in where.values() if org is not None}))}
    return [
        (each, None if each.organisation is None or each.organisation in free else order[each.organisation])
        for each in question.readers
    ]


def _assignment(pairs: frozenset[Pair], papers: int) -> Assignment:
    return Assignment(tuple(tuple(sorted(r for a, r in pairs if a == number)) for number in range(papers)))


def _answer(
    question: Question, result: Result, expertise: tuple[tuple[int, ...], ...], standing: frozenset[Pair]
) -> Answer:
    def ids(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
        return tuple((question.papers[a].id, question.readers[r].id) for a, r in sorted(pairs))

    reasons = [
        {
            "kind": str(each.kind),
            "applications": [question.papers[number].id for number in each.applications],
            "reviewers": [question.readers[number].id for number in each.reviewers],
            "wanted": each.wanted,
            "possible": each.possible,
        }
        for each in result.reasons
    ]
    if result.assignment is None:
        return Answer(False, (), (), {"status": str(result.status), "reasons": reasons})
    pairs = result.assignment.pairs
    loads = [sum(r == number for _a, r in pairs) for number in range(len(question.readers))]
    told = {
        "status": str(result.status),
        "spread": result.spread,
        "expertise": sum(expertise[a][r] for a, r in pairs),
        "expertise_bound": result.bound if not question.is_repair else None,
        "reviews": len(pairs),
        "fewest": min(loads, default=0),
        "most": max(loads, default=0),
        "kept": len(pairs & standing),
        "reasons": reasons,
    }
    return Answer(True, ids(pairs - standing), ids(standing - pairs), told)
