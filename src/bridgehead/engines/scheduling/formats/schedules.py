"""Reading a schedule: the object that `solve --json` prints, its bare list of placements, or CSV."""

import csv
import io
import json
import re
from pathlib import Path

from bridgehead.engines.scheduling.formats.numbering import NumberedProblem
from bridgehead.engines.scheduling.formats.wrong import WrongFile, place_in, text_of
from bridgehead.engines.scheduling.schedule import Schedule

COLUMNS = ("meeting", "slot", "table")
WHOLE = re.compile(r"-?\d{1,9}")


def read_schedule(path: Path, source: NumberedProblem) -> Schedule:
    """Read placements in the numbers of the file they belong to; raises WrongFile."""
    text = text_of(path)
    rows = _from_json(path, text) if text.lstrip()[:1] in "{[" else _from_csv(path, text)
    seen: set[int] = set()
    for meeting, _, _ in rows:
        if meeting in seen:
            raise WrongFile(path, 1, 1, f"one place for each meeting; meeting {meeting} has two")
        seen.add(meeting)
    unknown = seen - set(source.meetings)
    if unknown:
        raise WrongFile(path, 1, 1, f"meetings of the problem; it has no meeting {min(unknown)}")
    return source.inward(rows)


def _from_json(path: Path, text: str) -> list[tuple[int, int, int]]:
    try:
        content = json.loads(text)
    except json.JSONDecodeError as wrong:
        raise WrongFile(path, *place_in(text, wrong.pos), f"JSON ({wrong.msg})") from wrong
    placements = content.get("placements") if isinstance(content, dict) else content
    if not isinstance(placements, list):
        raise WrongFile(path, 1, 1, 'a list of [meeting, slot, table], or an object with one as "placements"')
    for row in placements:
        if not (isinstance(row, list) and len(row) == 3 and all(type(number) is int for number in row)):
            raise WrongFile(path, 1, 1, f"three whole numbers [meeting, slot, table], not {json.dumps(row)[:60]}")
    return [(meeting, slot, table) for meeting, slot, table in placements]


def _from_csv(path: Path, text: str) -> list[tuple[int, int, int]]:
    reader = csv.reader(io.StringIO(text))
    heading = [name.strip() for name in next(reader)]
    if sorted(heading) != sorted(COLUMNS):
        raise WrongFile(path, 1, 1, f"the columns {', '.join(COLUMNS)}")
    rows = []
    for row in reader:
        if not row:
            continue
        if len(row) != len(COLUMNS):
            raise WrongFile(path, reader.line_num, 1, f"{len(COLUMNS)} values")
        numbers: dict[str, int] = {}
        for column, (name, value) in enumerate(zip(heading, row, strict=True), 1):
            if not WHOLE.fullmatch(value.strip()):
                raise WrongFile(path, reader.line_num, column, f"a whole number as {name}")
            numbers[name] = int(value)
        rows.append((numbers["meeting"], numbers["slot"], numbers["table"]))
    return rows
