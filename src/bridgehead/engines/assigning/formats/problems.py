"""A problem as JSON, in the names of the house: read with the place of every mistake, and written."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bridgehead.engines.assigning.expertise import expertise_of
from bridgehead.engines.assigning.formats.wrong import Keys, Source, WrongFile, is_text
from bridgehead.engines.assigning.problem import MOST_EXPERTISE, Application, Pair, Problem, Reviewer, WrongProblem

FIELDS = ("applications", "reviewers", "expertise", "conflicts", "fixed", "earlier", "keep", "spread", "fair")
APPLICATION = ("name", "reviews", "topics")
REVIEWER = ("name", "fewest", "most", "organisation", "topics")
MOST_APPLICATIONS, MOST_REVIEWERS, MOST_CELLS, MOST_REVIEWS = 20_000, 5_000, 4_000_000, 60_000
MOST_TOPICS, MOST_PART, MOST_LOAD, MOST_KEEP = 100, 1000, 1_000_000, 10**12


@dataclass(frozen=True)
class NamedProblem:
    """A problem, and what its applications, reviewers and organisations are called outside."""

    problem: Problem
    applications: tuple[str, ...]
    reviewers: tuple[str, ...]
    organisations: tuple[str, ...] = ()

    def pairs(self, pairs: frozenset[Pair]) -> list[list[str]]:
        """Pairs by name, in the order of the file."""
        return [[self.applications[application], self.reviewers[reviewer]] for application, reviewer in sorted(pairs)]


def counted(problem: Problem) -> NamedProblem:
    """A problem with names A1, A2 … and R1, R2 …, and organisations O1, O2 …"""
    told = {each.organisation for each in problem.reviewers if each.organisation is not None}
    return NamedProblem(
        problem,
        tuple(f"A{number}" for number in range(1, len(problem.applications) + 1)),
        tuple(f"R{number}" for number in range(1, len(problem.reviewers) + 1)),
        tuple(f"O{number}" for number in range(1, max(told, default=-1) + 2)),
    )


def json_of(source: NamedProblem) -> str:
    """The problem as JSON, a line for each application, reviewer, row and pair."""
    problem = source.problem
    members: dict[str, Any] = {
        "applications": [
            {"name": name, "reviews": each.reviews}
            for name, each in zip(source.applications, problem.applications, strict=True)
        ],
        "reviewers": [
            {"name": name, **_told(each, source.organisations)}
            for name, each in zip(source.reviewers, problem.reviewers, strict=True)
        ],
        "expertise": problem.expertise,
    }
    members |= {kind: source.pairs(getattr(problem, kind)) for kind in ("conflicts", "fixed", "earlier")}
    written = [f'"{name}": [{_lines(rows)}]' for name, rows in members.items()]
    written += [f'"{name}": {json.dumps(getattr(problem, name))}' for name in ("keep", "spread", "fair")]
    return "{" + ",\n ".join(written) + "}"


def _told(reviewer: Reviewer, organisations: Sequence[str]) -> dict[str, Any]:
    told: dict[str, Any] = {"fewest": reviewer.fewest, "most": reviewer.most}
    if reviewer.organisation is not None:
        told["organisation"] = organisations[reviewer.organisation]
    return {field: value for field, value in told.items() if value is not None}


def _lines(rows: Sequence[Any]) -> str:
    return ",".join("\n  " + json.dumps(row, ensure_ascii=False) for row in rows)


def read_problem(path: Path) -> NamedProblem:
    """Read a problem; raises WrongFile with the place of the mistake and what was expected there."""
    return _Reader(Source(path)).named()


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source, self.content = source, source.content
        self.organisations: dict[str, int] = {}

    def named(self) -> NamedProblem:
        self.source.only((), self.content, FIELDS)
        rows = self.rows("applications", APPLICATION, MOST_APPLICATIONS)
        others = self.rows("reviewers", REVIEWER, MOST_REVIEWERS)
        if len(rows) * len(others) > MOST_CELLS:
            raise self.source.wrong(("reviewers",), f"at most {MOST_CELLS} pairs of applications and reviewers")
        applications = self.applications(rows)
        reviewers = tuple(self.reviewer(("reviewers", number), row) for number, row in enumerate(others))
        own, theirs = self.names("applications", rows), self.names("reviewers", others)
        flag = self.content.get("fair", False)
        if not isinstance(flag, bool):
            raise self.source.wrong(("fair",), "true or false")
        expertise = self.expertise(rows, others)
        conflicts, fixed, earlier = (self.pairs(kind, own, theirs) for kind in ("conflicts", "fixed", "earlier"))
        try:
            problem = Problem(
                applications,
                reviewers,
                expertise,
                conflicts,
                fixed,
                earlier,
                keep=self.number((), self.content, "keep", MOST_KEEP) or 0,
                spread=self.spread(),
                fair=flag,
            )
        except WrongProblem as wrong:
            raise self.source.wrong(wrong.at, str(wrong)) from wrong
        return NamedProblem(problem, tuple(own), tuple(theirs), tuple(self.organisations))

    def rows(self, kind: str, fields: tuple[str, ...], most: int) -> list[dict[str, Any]]:
        rows = self.content.get(kind)
        if not isinstance(rows, list) or len(rows) > most:
            raise self.source.wrong((kind,), f"{kind}, a list of at most {most}")
        for number, row in enumerate(rows):
            if not isinstance(row, dict):
                raise self.source.wrong((kind, number), f"an object with {', '.join(fields)}")
            self.source.only((kind, number), row, fields)
        return rows

    def names(self, kind: str, rows: list[dict[str, Any]]) -> dict[str, int]:
        names: dict[str, int] = {}
        for number, row in enumerate(rows):
            name = row.get("name")
            if not isinstance(name, str) or not is_text(name) or name in names:
                raise self.source.wrong((kind, number, "name"), "a name that no other one has")
            names[name] = number
        return names

    def applications(self, rows: list[dict[str, Any]]) -> tuple[Application, ...]:
        found, total = [], 0
        for number, row in enumerate(rows):
            reviews = self.source.whole(("applications", number, "reviews"), row.get("reviews", 3), 0, 1000)
            total += reviews
            if total > MOST_REVIEWS:
                raise self.source.wrong(("applications", number, "reviews"), f"at most {MOST_REVIEWS} reviews in all")
            found.append(Application(reviews))
        return tuple(found)

    def reviewer(self, keys: Keys, row: dict[str, Any]) -> Reviewer:
        organisation = row.get("organisation")
        if organisation is not None:
            if not isinstance(organisation, str) or not is_text(organisation):
                raise self.source.wrong((*keys, "organisation"), "the name of an organisation")
            organisation = self.organisations.setdefault(organisation, len(self.organisations))
        fewest, most = (self.number(keys, row, field, MOST_LOAD) for field in ("fewest", "most"))
        return Reviewer(fewest, most, organisation)

    def number(self, keys: Keys, row: dict[str, Any], field: str, most: int) -> int | None:
        value = row.get(field)
        return None if value is None else self.source.whole((*keys, field), value, 0, most)

    def spread(self) -> int:
        told = self.number((), self.content, "spread", MOST_LOAD)
        return 1 if told is None else told

    def expertise(self, rows: list[dict[str, Any]], others: list[dict[str, Any]]) -> tuple[tuple[int, ...], ...]:
        if self.content.get("expertise") is None:
            about = [self.topics(("applications", at), row, 1, MOST_PART) for at, row in enumerate(rows)]
            known = [self.topics(("reviewers", at), row, 0, MOST_EXPERTISE) for at, row in enumerate(others)]
            return tuple(tuple(expertise_of(own, theirs) for theirs in known) for own in about)
        for kind, given in (("applications", rows), ("reviewers", others)):
            for number, row in enumerate(given):
                if "topics" in row:
                    raise self.source.wrong((kind, number, "topics"), "topics or expertise, not both")
        matrix = self.content["expertise"]
        if not isinstance(matrix, list) or not all(isinstance(row, list) for row in matrix):
            raise self.source.wrong(("expertise",), "a list with a list of numbers for each application")
        return tuple(map(tuple, matrix))

    def topics(self, keys: Keys, row: dict[str, Any], least: int, most: int) -> dict[str, int]:
        told = row.get("topics", {})
        if not isinstance(told, dict) or len(told) > MOST_TOPICS:
            raise self.source.wrong((*keys, "topics"), f"an object of at most {MOST_TOPICS} topics with a number each")
        for topic, value in told.items():
            self.source.whole((*keys, "topics", topic), value, least, most)
        return told

    def pairs(self, kind: str, own: dict[str, int], theirs: dict[str, int]) -> frozenset[Pair]:
        told = self.content.get(kind, [])
        if not isinstance(told, list):
            raise self.source.wrong((kind,), "a list of pairs, each [application, reviewer]")
        found = set()
        for number, pair in enumerate(told):
            if not isinstance(pair, list) or len(pair) != 2:
                raise self.source.wrong((kind, number), "a pair [application, reviewer]")
            for place, (name, names) in enumerate(zip(pair, (own, theirs), strict=True)):
                if not isinstance(name, str) or name not in names:
                    what = ("an application", "a reviewer")[place]
                    raise self.source.wrong((kind, number, place), f"the name of {what} of this file")
            found.add((own[pair[0]], theirs[pair[1]]))
        return frozenset(found)


__all__ = ["NamedProblem", "WrongFile", "counted", "json_of", "read_problem"]
