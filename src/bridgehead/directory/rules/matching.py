"""Which organisation of the directory a row of a sheet means: surely, doubtfully, or none that is there.

By its registration number first, then by its names however spelt. What is doubtful is asked, and never guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256

from bridgehead.directory.rules.rows import Mistake, RowSaid

#: What an officer may answer beside the public id of an organisation.
NEW, LEAVE = "new", "leave"


class What(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    FILLED = "filled"
    SAME = "same"
    DOUBTFUL = "doubtful"
    LEFT = "left"
    REFUSED = "refused"


class Why(StrEnum):
    """By which rule an organisation was found, or why it is doubtful."""

    NUMBER = "number"
    NAME = "name"
    ANSWER = "answer"
    SEVERAL = "several"
    COUNTRY = "country"
    OTHER_NUMBER = "other_number"
    DOUBTFUL_NAME = "doubtful_name"
    LINE = "line"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an organisation of the directory. ``is_free``: nobody speaks for it, and it is not listed."""

    public_id: str
    country: str
    is_free: bool
    empty: frozenset[str] = frozenset()
    numbers: Mapping[str, str] = field(default_factory=dict)
    aliases: frozenset[str] = frozenset()
    topics: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """The directory as rows are held against it: ids by normal name (sure and doubtful) and by number."""

    names: Mapping[str, Collection[int]] = field(default_factory=dict)
    doubtful: Mapping[str, Collection[int]] = field(default_factory=dict)
    numbers: Mapping[tuple[str, str], int] = field(default_factory=dict)
    facts: Mapping[int, Facts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was read. ``normal`` are its names in the spelling that tells organisations apart."""

    line: int
    said: RowSaid
    normal: frozenset[str] = frozenset()
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of a row, and which organisations of the directory it may mean."""

    row: Row
    what: What
    why: Why = Why.NONE
    organisation_id: int | None = None
    candidates: tuple[int, ...] = ()
    #: What would be filled in, by field; ``numbers``, ``aliases`` and ``topics`` among them.
    fills: tuple[str, ...] = ()
    #: The earlier line that seems to tell of the same.
    line: int | None = None
    answer: str = ""


def steps(rows: Iterable[Row], known: Known, answers: Mapping[str, str]) -> list[Step]:
    """Return what becomes of each row; a row is also held against the rows before it."""
    found: list[Step] = []
    earlier = _Earlier()
    for row in rows:
        step = _answered(_asked(row, known, earlier), known, answers.get(str(row.line), ""))
        step = _filled(step, known)
        earlier.add(step)
        found.append(step)
    return found


def mark_of(planned: Sequence[Step]) -> str:
    """Return a mark of what would be done: a page sends it back, and an import holds it to what would be done now."""
    told = [(each.row.line, each.what, each.organisation_id, each.fills) for each in planned]
    return sha256(repr(told).encode()).hexdigest()[:16]


def counted(planned: Iterable[Step]) -> dict[str, int]:
    """Return how many rows become what."""
    counts = dict.fromkeys((str(each) for each in What), 0)
    for each in planned:
        counts[each.what] += 1
    return counts


class _Earlier:
    """What the rows before have said."""

    def __init__(self) -> None:
        self.by_number: dict[tuple[str, str], int] = {}
        self.by_name: dict[str, list[Step]] = {}
        self.by_id: dict[int, int] = {}

    def add(self, step: Step) -> None:
        row = step.row
        if step.what in {What.REFUSED, What.LEFT}:
            return
        for pair in row.said.numbers.items():
            self.by_number.setdefault(pair, row.line)
        if step.organisation_id is not None:
            self.by_id.setdefault(step.organisation_id, row.line)
        for name in row.normal:
            self.by_name.setdefault(name, []).append(step)

    def like(self, row: Row) -> int | None:
        """The line of an earlier row that seems to tell of the same organisation."""
        for pair in row.said.numbers.items():
            if pair in self.by_number:
                return self.by_number[pair]
        for name in sorted(row.normal):
            for step in self.by_name.get(name, ()):
                other = step.row.said
                if _same_country(row.said.plain.get("country", ""), other.plain.get("country", "")) and not _differ(
                    row.said.numbers, other.numbers
                ):
                    return step.row.line
        return None


def _asked(row: Row, known: Known, earlier: _Earlier) -> Step:
    if row.mistakes:
        return Step(row, What.REFUSED)
    step = _by_number(row, known) or _by_name(row, known)
    line = earlier.by_id.get(step.organisation_id or 0) or earlier.like(row)
    if line is None:
        return step
    candidates = step.candidates or ((step.organisation_id,) if step.organisation_id else ())
    return replace(step, what=What.DOUBTFUL, why=Why.LINE, organisation_id=None, candidates=candidates, line=line)


def _by_number(row: Row, known: Known) -> Step | None:
    ids = sorted({known.numbers[pair] for pair in row.said.numbers.items() if pair in known.numbers})
    if not ids:
        return None
    if len(ids) > 1:
        return Step(row, What.DOUBTFUL, Why.OTHER_NUMBER, candidates=tuple(ids))
    if _differ(row.said.numbers, known.facts[ids[0]].numbers):
        return Step(row, What.DOUBTFUL, Why.OTHER_NUMBER, candidates=(ids[0],))
    return Step(row, What.SAME, Why.NUMBER, organisation_id=ids[0])


def _by_name(row: Row, known: Known) -> Step:
    ids = sorted({each for name in row.normal for each in known.names.get(name, ())})
    if len(ids) > 1:
        return Step(row, What.DOUBTFUL, Why.SEVERAL, candidates=tuple(ids))
    if ids:
        facts = known.facts[ids[0]]
        if _differ(row.said.numbers, facts.numbers):
            return Step(row, What.DOUBTFUL, Why.OTHER_NUMBER, candidates=(ids[0],))
        if not _same_country(row.said.plain.get("country", ""), facts.country):
            return Step(row, What.DOUBTFUL, Why.COUNTRY, candidates=(ids[0],))
        return Step(row, What.SAME, Why.NAME, organisation_id=ids[0])
    perhaps = sorted({each for name in row.normal for each in known.doubtful.get(name, ())})
    if perhaps:
        return Step(row, What.DOUBTFUL, Why.DOUBTFUL_NAME, candidates=tuple(perhaps))
    return Step(row, What.NEW)


def _answered(step: Step, known: Known, answer: str) -> Step:
    """Go by what an officer has answered, where it was asked and the answer still fits."""
    if step.what != What.DOUBTFUL or not answer:
        return step
    if answer == LEAVE:
        return replace(step, what=What.LEFT, answer=answer)
    if answer == NEW:
        return replace(step, what=What.NEW, answer=answer)
    chosen = [each for each in step.candidates if known.facts[each].public_id == answer]
    if not chosen:
        return step
    return replace(step, what=What.SAME, why=Why.ANSWER, organisation_id=chosen[0], answer=answer)


def _filled(step: Step, known: Known) -> Step:
    """Say what would be filled in: what is empty in a record that is not listed and that nobody speaks for."""
    if step.organisation_id is None or not known.facts[step.organisation_id].is_free:
        return step
    said, facts = step.row.said, known.facts[step.organisation_id]
    fills = [name for name in said.plain if name in facts.empty]
    fills += ["numbers"] if new_numbers(said, facts, known) else []
    fills += ["aliases"] if set(said.aliases) - facts.aliases else []
    fills += ["topics"] if said.topics and not facts.topics else []
    return replace(step, what=What.FILLED, fills=tuple(fills)) if fills else step


def new_numbers(said: RowSaid, facts: Facts, known: Known) -> dict[str, str]:
    """Return the numbers that a record lacks and that are nobody else's."""
    return {
        scheme: number
        for scheme, number in said.numbers.items()
        if scheme not in facts.numbers and (scheme, number) not in known.numbers
    }


def _differ(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return any(other.get(scheme, number) != number for scheme, number in one.items())


def _same_country(one: str, other: str) -> bool:
    return not one or not other or one == other
