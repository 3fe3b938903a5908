"""Assignments and certificates as JSON."""

import dataclasses
import json
from pathlib import Path
from typing import Any

from bridgehead.engines.assigning.assignment import Assignment
from bridgehead.engines.assigning.certificate import Certificate
from bridgehead.engines.assigning.formats.problems import NamedProblem
from bridgehead.engines.assigning.formats.wrong import Keys, Source, is_text

MOST = 2**62
NUMBERS = ("spread", "floor", "bound", "short")
PROOFS = ("impossible", "uneven", "unfair", "best")


def outward(source: NamedProblem, assignment: Assignment) -> dict[str, list[str]]:
    """For each application the names of its reviewers."""
    named = zip(source.applications, assignment.reviewers, strict=True)
    return {name: [source.reviewers[each] for each in own] for name, own in named}


def read_assignment(path: Path, source: NamedProblem) -> Assignment | None:
    """Read what assign --json printed, or an object with `assignment` alone; None where it says that there is none.

    An application that is not named has no reviewers. Raises WrongFile.
    """
    file = Source(path)
    if "assignment" not in file.content:
        raise file.wrong((), "an object with assignment")
    told = file.content["assignment"]
    if told is None:
        return None
    if not isinstance(told, dict):
        raise file.wrong(("assignment",), "an object with a list of reviewers for each application")
    own = {name: number for number, name in enumerate(source.applications)}
    theirs = {name: number for number, name in enumerate(source.reviewers)}
    rows: list[tuple[int, ...]] = [()] * len(own)
    for name, reviewers in told.items():
        if name not in own:
            raise file.wrong(("assignment", name), "the name of an application of the problem before this list")
        rows[own[name]] = _row(file, ("assignment", name), reviewers, theirs)
    return Assignment(tuple(rows))


def _row(file: Source, keys: Keys, told: object, theirs: dict[str, int]) -> tuple[int, ...]:
    if not isinstance(told, list):
        raise file.wrong(keys, "a list of reviewers")
    for place, each in enumerate(told):
        if not isinstance(each, str) or each not in theirs:
            raise file.wrong((*keys, place), "the name of a reviewer of the problem")
    return tuple(sorted(theirs[each] for each in told))


def certificate_json(certificate: Certificate) -> str:
    """The certificate as JSON, prices in the order of the file's reviewers."""
    return json.dumps(dataclasses.asdict(certificate), indent=None)


def read_certificate(path: Path) -> Certificate:
    """Read a certificate; raises WrongFile."""
    file = Source(path)
    fields = tuple(field.name for field in dataclasses.fields(Certificate))
    file.only((), file.content, fields)
    told_of: dict[str, Any] = {name: _proofs(file, name) for name in PROOFS}
    for name in ("problem", "seal"):
        told_of[name] = file.content.get(name)
        if not is_text(told_of[name]):
            raise file.wrong((name,), f"a digest for {name}")
    for name in NUMBERS:
        told = file.content.get(name)
        optional = told is None and name != "spread"
        told_of[name] = None if optional else file.whole((name,), told, -MOST, MOST)
    return Certificate(**told_of)


def _proofs(file: Source, name: str) -> tuple[tuple[int, ...], ...]:
    told = file.content.get(name, [])
    if not isinstance(told, list) or not all(isinstance(prices, list) for prices in told):
        raise file.wrong((name,), "a list of lists of prices")
    for number, prices in enumerate(told):
        for place, price in enumerate(prices):
            file.whole((name, number, place), price, -MOST, MOST)
    return tuple(map(tuple, told))
