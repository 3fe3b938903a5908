"""Reading a schedule: the object that `solve --json` prints, its bare list of placements, or CSV."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bridgehead.engines.scheduling.formats.json import content_of, is_number, value_place
from bridgehead.engines.scheduling.formats.numbering import NumberedProblem
from bridgehead.engines.scheduling.formats.wrong import WrongFile, text_of
from bridgehead.engines.scheduling.schedule import Schedule, Status

COLUMNS, ATTENDING = ("meeting", "slot", "table"), "attending"
WHOLE = re.compile(r"-?\d{1,9}")


def read_schedule(path: Path, source: NumberedProblem) -> Schedule:
    """Read placements in the numbers of the file they belong to; raises WrongFile."""
    text = text_of(path)
    rows = _from_json(path, text) if text.lstrip()[:1] in "{[" else _from_csv(path, text)
    meetings, slots, people = set(source.meetings), set(source.slots), set(source.participants)
    seen = set[int]()
    for row in rows:
        meeting, slot, _, *attending = row.numbers
        if meeting in seen:
            raise row.wrong(f"one place for each meeting; meeting {meeting} has two")
        if meeting not in meetings:
            raise row.wrong(f"meetings of the problem; it has no meeting {meeting}")
        if slot not in slots:
            raise row.wrong(f"slots of the problem; it has no slot {slot}")
        if not people.issuperset(attending):
            raise row.wrong(f"participants of the problem; it has none of these: {min(set(attending) - people)}")
        seen.add(meeting)
    return source.inward(row.numbers for row in rows)


def read_answer(path: Path, source: NumberedProblem) -> Schedule | None:
    """As `read_schedule`, but None for what solve --json prints where it proved that there is no schedule."""
    text = text_of(path)
    if text.lstrip().startswith("{") and content_of(path, text).get("status") == Status.INFEASIBLE:
        return None
    return read_schedule(path, source)


@dataclass(frozen=True, slots=True)
class _Row:
    """Meeting, slot, table and who attends, and how to say that they are wrong."""

    numbers: list[int]
    wrong: Callable[[str], WrongFile]


def _from_json(path: Path, text: str) -> list[_Row]:
    content = content_of(path, text)
    keys: tuple[str, ...] = ("placements",) if isinstance(content, dict) else ()
    placements = content.get("placements") if isinstance(content, dict) else content
    if not isinstance(placements, list):
        expected = 'a list of [meeting, slot, table], or an object with one as "placements"'
        raise WrongFile(path, *value_place(text, keys), expected)

    def wrong(index: int, expected: str) -> WrongFile:
        return WrongFile(path, *value_place(text, (*keys, index)), expected)

    for index, row in enumerate(placements):
        if not (isinstance(row, list) and len(row) >= 3 and all(map(is_number, row))):
            raise wrong(index, "three whole numbers or more [meeting, slot, table] and who of its alternatives attends")
    return [_Row(row, partial(wrong, index)) for index, row in enumerate(placements)]


def _from_csv(path: Path, text: str) -> list[_Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        heading = [name.strip() for name in next(reader)]
        if sorted(set(heading) - {ATTENDING}) != sorted(COLUMNS) or len(set(heading)) < len(heading):
            raise WrongFile(path, 1, 1, f"the columns {', '.join(COLUMNS)} and, if wanted, {ATTENDING}")
        return [
            _Row(_numbers(path, reader.line_num, heading, row), partial(WrongFile, path, reader.line_num, 1))
            for row in reader
            if row
        ]
    except csv.Error as problem:
        raise WrongFile(path, reader.line_num, 1, f"comma-separated values ({problem})") from problem


def _numbers(path: Path, line: int, heading: list[str], row: list[str]) -> list[int]:
    if len(row) != len(heading):
        raise WrongFile(path, line, 1, f"{len(heading)} values")
    numbers: dict[str, list[int]] = {}
    for column, (name, value) in enumerate(zip(heading, row, strict=True), 1):
        parts = value.split() if name == ATTENDING else [value.strip()]
        if not all(WHOLE.fullmatch(part) for part in parts):
            raise WrongFile(path, line, column, f"a whole number as {name}")
        numbers[name] = [int(part) for part in parts]
    return [*(numbers[name][0] for name in COLUMNS), *numbers.get(ATTENDING, ())]
