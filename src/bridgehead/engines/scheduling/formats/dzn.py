"""The published instances' own format: a MiniZinc data file (Bofill et al., JAIR 2022).

Its traps: everything is counted from 1; `meetingsxBusiness` is shifted by one and carries a dummy 1; sets of forbidden
slots may carry a dummy 0; a fixed slot of 0 means none; `precedences[m]` are the meetings that must lie before m.
`requested` is the truth about who meets whom; the redundant arrays are only compared with it. A round has a morning
(session 1) and an afternoon (session 2); 3 stands for either.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bridgehead.engines.scheduling.formats.numbering import NumberedProblem, counted
from bridgehead.engines.scheduling.formats.table import MOST_SEATS, MOST_SLOTS
from bridgehead.engines.scheduling.formats.wrong import WrongFile, place_in, text_of
from bridgehead.engines.scheduling.problem import Meeting, Participant, Problem, Slot, WrongProblem, tables_numbered

PUBLISHED_FAIRNESS = 2
EITHER_SESSION = 3
MOST_DIGITS = 20
GREATEST_COUNT = 100_000
#: Which value tells a field of `Problem` that can be wrong although every value alone is right.
VALUE_OF = {"slot": "nTotalSlots", "tables": "nTables", "session": "nMorningSlots", "earlier_than": "precedences"}
REQUIRED = ("nBusiness", "nMeetings", "nTables", "nTotalSlots", "nMorningSlots", "requested")
GAP = re.compile(r"(?:\s++|%[^\n]*+)*+")
TOKEN = re.compile(r"(?P<number>\d+)|(?P<word>[A-Za-z_]\w*)|(?P<sign>\[\||\|\]|\.\.|[=;,{}\[\]|])|(?P<end>\Z)")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class _Value:
    """A number, a set, or a list of values, and where it stands."""

    content: "int | frozenset[int] | list[_Value]"
    offset: int


def read_dzn(path: Path) -> NumberedProblem:
    """Read a published instance; raises WrongFile."""
    reader = _Reader(path, text_of(path))
    facts = reader.assignments()
    for name in REQUIRED:
        if name not in facts:
            raise reader.wrong(len(reader.text), f"a value for {name}")
    return counted(_Facts(reader, facts).problem())


class _Reader:
    """Turns the text into named values."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.text = path, text
        self.tokens = self._tokens()
        self.token = next(self.tokens)

    def wrong(self, offset: int, expected: str) -> WrongFile:
        return WrongFile(self.path, *place_in(self.text, offset), expected)

    def _tokens(self) -> Iterator[_Token]:
        position = 0
        while True:
            position = GAP.match(self.text, position).end()  # type: ignore[union-attr]  # a gap may be empty: it matches
            match = TOKEN.match(self.text, position)
            if match is None:
                raise self.wrong(position, "MiniZinc data: a name, a number or one of = ; , { } [ ] |")
            kind = str(match.lastgroup)
            yield _Token(kind, match[kind], position)
            position = match.end()

    def take(self, text: str, expected: str) -> _Token:
        """Step over the token `text`, or raise."""
        if self.token.text != text or self.token.kind == "end":
            raise self.wrong(self.token.offset, expected)
        return self.step()

    def step(self) -> _Token:
        taken = self.token
        if taken.kind != "end":
            self.token = next(self.tokens)
        return taken

    def assignments(self) -> dict[str, _Value]:
        facts: dict[str, _Value] = {}
        while self.token.kind != "end":
            if self.token.kind != "word":
                raise self.wrong(self.token.offset, "the name of a value, such as nBusiness")
            name = self.step()
            if name.text in facts:
                raise self.wrong(name.offset, f"{name.text} only once")
            self.take("=", f'"=" after {name.text}')
            facts[name.text] = self.value()
            self.take(";", f'";" after the value of {name.text}')
        return facts

    def value(self) -> _Value:
        start = self.token
        if start.text == "[":
            return _Value(self._list(), start.offset)
        if start.text == "[|":
            return _Value(self._rows(), start.offset)
        return self.item("a number, a set { } or an array [ ]")

    def item(self, expected: str = "a number or a set { }") -> _Value:
        """What an array holds, and a value may be: arrays are not nested."""
        start = self.token
        if start.text == "{":
            return _Value(frozenset(self._numbers("{", "}")), start.offset)
        if start.kind == "number":
            return self._number_or_range()
        raise self.wrong(start.offset, expected)

    def _number_or_range(self) -> _Value:
        first = self.step()
        if self.token.text != "..":
            return _Value(self._whole(first), first.offset)
        self.step()
        least, greatest = self._whole(first), self.number().content
        if greatest - least > GREATEST_COUNT:
            raise self.wrong(first.offset, f"a range of at most {GREATEST_COUNT} numbers")
        return _Value(frozenset(range(least, greatest + 1)), first.offset)

    def number(self) -> "_Number":
        if self.token.kind != "number":
            raise self.wrong(self.token.offset, "a number")
        taken = self.step()
        return _Number(self._whole(taken), taken.offset)

    def _whole(self, token: _Token) -> int:
        if len(token.text) > MOST_DIGITS:
            raise self.wrong(token.offset, f"a number of at most {MOST_DIGITS} digits")
        return int(token.text)

    def _numbers(self, opening: str, closing: str) -> list[int]:
        self.take(opening, f'"{opening}"')
        numbers = []
        while self.token.text != closing:
            numbers.append(self.number().content)
            if self.token.text != closing:
                self.take(",", f'"," or "{closing}"')
        self.step()
        return numbers

    def _list(self) -> list[_Value]:
        self.take("[", '"["')
        values = []
        while self.token.text != "]":
            values.append(self.item())
            if self.token.text != "]":
                self.take(",", '"," or "]"')
        self.step()
        return values

    def _rows(self) -> list[_Value]:
        self.take("[|", '"[|"')
        rows = []
        while self.token.text not in ("|]", "]"):
            row: list[_Value] = []
            start = self.token.offset
            while self.token.text not in ("|", "|]"):
                row.append(_Value(*_pair(self.number())))
                if self.token.text not in ("|", "|]"):
                    self.take(",", '"," or "|"')
            rows.append(_Value(row, start))
            if self.token.text == "|":
                self.step()
        self.step()
        return rows


@dataclass(frozen=True, slots=True)
class _Number:
    content: int
    offset: int


def _pair(number: _Number) -> tuple[int, int]:
    return number.content, number.offset


class _Facts:
    """Gives the named values their meaning."""

    def __init__(self, reader: _Reader, facts: dict[str, _Value]) -> None:
        self.reader, self.facts = reader, facts

    def problem(self) -> Problem:
        slots, morning = self.count("nTotalSlots", MOST_SLOTS), self.count("nMorningSlots")
        if morning > slots:
            raise self.reader.wrong(self.facts["nMorningSlots"].offset, f"at most {slots} morning slots")
        meetings = self.meetings(slots, morning)
        self.compare_meetings(meetings)
        forbidden = self.sets("forbidden", self.count("nBusiness"), slots)
        participants = tuple(Participant(frozenset(slot - 1 for slot in out if slot)) for out in forbidden)
        sessions = tuple(Slot(session=1 if slot < morning else 2) for slot in range(slots))
        tables = tables_numbered(self.count("nTables", MOST_SEATS // max(1, slots)), slots)
        try:
            return Problem(participants, sessions, tables, meetings, PUBLISHED_FAIRNESS)
        except WrongProblem as problem:
            name = VALUE_OF.get(problem.at[2], "requested") if problem.at else "requested"
            raise self.reader.wrong(self.facts[name].offset, f"facts that fit together. {problem}") from problem

    def count(self, name: str, most: int = GREATEST_COUNT) -> int:
        content = self.facts[name].content
        if not isinstance(content, int):
            raise self.reader.wrong(self.facts[name].offset, f"one number for {name}")
        if content > most:
            raise self.reader.wrong(self.facts[name].offset, f"at most {most} as {name}")
        return content

    def values(self, name: str, length: int) -> list[_Value]:
        """The `length` entries of an array; an array that is missing counts as empty everywhere."""
        if name not in self.facts:
            return []
        content = self.facts[name].content
        if not isinstance(content, list) or len(content) != length:
            found = len(content) if isinstance(content, list) else "no"
            raise self.reader.wrong(self.facts[name].offset, f"{length} entries in {name} ({found} found)")
        return content

    def sets(self, name: str, length: int, greatest: int) -> list[frozenset[int]]:
        sets = []
        for value in self.values(name, length):
            if not isinstance(value.content, frozenset):
                raise self.reader.wrong(value.offset, f"a set {{ }} in {name}")
            if any(number > greatest for number in value.content):
                raise self.reader.wrong(value.offset, f"numbers up to {greatest} in {name}")
            sets.append(value.content)
        return sets or [frozenset()] * length

    def meetings(self, slots: int, morning: int) -> tuple[Meeting, ...]:
        rows = self.values("requested", self.count("nMeetings"))
        before = self.sets("precedences", len(rows), len(rows))
        earlier_than: list[list[int]] = [[] for _ in rows]
        for later, earlier_ones in enumerate(before):
            for earlier in sorted(earlier_ones - {0}):
                earlier_than[earlier - 1].append(later)
        fixed = self.numbers("fixed", len(rows), slots)
        return tuple(
            self.meeting(row, fixed[number], tuple(earlier_than[number]), slots > morning)
            for number, row in enumerate(rows)
        )

    def numbers(self, name: str, length: int, greatest: int) -> list[int]:
        numbers = []
        for value in self.values(name, length):
            if not isinstance(value.content, int) or value.content > greatest:
                raise self.reader.wrong(value.offset, f"a number from 0 to {greatest} in {name}")
            numbers.append(value.content)
        return numbers or [0] * length

    def meeting(self, row: _Value, fixed: int, earlier_than: tuple[int, ...], has_afternoon: bool) -> Meeting:
        numbers = [cell.content for cell in row.content] if isinstance(row.content, list) else []
        if len(numbers) != 3 or not all(isinstance(number, int) for number in numbers):
            raise self.reader.wrong(row.offset, "two participants and a session in each row of requested")
        one, other, session = (int(number) for number in numbers if isinstance(number, int))
        people = self.count("nBusiness")
        if not (1 <= one <= people and 1 <= other <= people and one != other):
            raise self.reader.wrong(row.offset, f"two different participants from 1 to {people}")
        if session not in (1, 2, EITHER_SESSION) or (session == 2 and not has_afternoon):
            raise self.reader.wrong(row.offset, "session 1 (morning), 2 (afternoon, if there is one) or 3 (either)")
        return Meeting(
            participants=(one - 1, other - 1),
            session=None if session == EITHER_SESSION else session,
            fixed_slot=fixed - 1 if fixed else None,
            earlier_than=earlier_than,
        )

    def compare_meetings(self, meetings: tuple[Meeting, ...]) -> None:
        """Raise when a redundant array contradicts `requested`."""
        people = self.count("nBusiness")
        of: list[set[int]] = [set() for _ in range(people)]
        for number, meeting in enumerate(meetings, 1):
            for participant in meeting.participants:
                of[participant].add(number)
        listed = self.sets("meetingsxBusiness", people, len(meetings) + 1)
        for value, numbers, own in zip(self.values("meetingsxBusiness", people), listed, of, strict=False):
            if numbers not in (own, {1, *(number + 1 for number in own)}):
                raise self.reader.wrong(value.offset, "the meetings that requested gives this participant")
        counts = self.numbers("nMeetingsBusiness", people, len(meetings))
        for value, count, own in zip(self.values("nMeetingsBusiness", people), counts, of, strict=False):
            if count != len(own):
                raise self.reader.wrong(value.offset, f"{len(own)} meetings, as requested says")
