"""Organisations and past requests from a folder of tables, for whoever fits weights to a circle of their own."""

from __future__ import annotations

from pathlib import Path

from bridgehead.engines.ranking.files import WrongFile, table
from bridgehead.engines.ranking.organisations import Answer, Circle, Organisation, Request

ORGANISATIONS = ("organisation", "kind", "side", "places", "zone", "needs", "offers")
REQUESTS = ("asking", "asked", "day", "answer")
TOPICS = ("topic", "broader")
ANSWERS = {"": Answer.NONE, **{answer.value: answer for answer in Answer}}


def circle_of_folder(folder: Path) -> Circle:
    """The circle of ``organisations.csv`` and ``requests.csv``, on the day after the last request.

    ``topics.csv`` tells which topic is broader than which; without it none is. Several topics and places are parted by
    a bar, and organisations are numbered as they stand.
    """
    path, names = folder / "organisations.csv", dict[str, int]()
    organisations = []
    for line, (name, kind, side, places, zone, needs, offers) in table(path, ORGANISATIONS):
        if not name or name in names:
            raise WrongFile(path, line, "organisation, a name that stands once")
        names[name] = len(names)
        organisations.append(
            Organisation(
                names[name],
                kind,
                dict.fromkeys(_several(needs), 1.0),
                dict.fromkeys(_several(offers), 1.0),
                frozenset(_several(places)),
                _number(path, line, "zone, hours from UTC", zone) if zone else None,
                side,
            )
        )
    requests = _requests(folder / "requests.csv", names)
    try:
        return Circle(organisations, requests, requests[-1].day + 1, _topics(folder / "topics.csv"))
    except ValueError as problem:
        raise WrongFile(folder / "topics.csv", 1, f"a tree ({problem})") from problem


def _requests(path: Path, names: dict[str, int]) -> list[Request]:
    found = []
    for line, (asking, asked, day, answer) in table(path, REQUESTS):
        if asking not in names or asked not in names:
            raise WrongFile(path, line, "asking and asked, organisations of organisations.csv")
        if answer not in ANSWERS:
            raise WrongFile(path, line, "answer, accepted, declined or none")
        when = _number(path, line, "day, a number that rises", day)
        found.append(Request(names[asking], names[asked], when, ANSWERS[answer]))
    if not found:
        raise WrongFile(path, 2, "a request")
    return sorted(found, key=lambda one: one.day)


def _topics(path: Path) -> dict[str, str]:
    return {topic: broader for _, (topic, broader) in table(path, TOPICS) if broader} if path.exists() else {}


def _several(cell: str) -> list[str]:
    return [each.strip() for each in cell.split("|") if each.strip()]


def _number(path: Path, line: int, expected: str, cell: str) -> float:
    try:
        number = float(cell)
    except ValueError:
        number = float("nan")
    if not abs(number) < 1e9:
        raise WrongFile(path, line, expected)
    return number
