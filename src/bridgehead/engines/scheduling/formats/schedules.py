"""Reading a schedule: the object that `solve --json` prints, its bare list of placements, or CSV."""

import csv
import io
import json
import re
from pathlib import Path

from bridgehead.engines.scheduling.formats.numbering import NumberedProblem
from bridgehead.engines.scheduling.formats.wrong import WrongFile, place_in, text_of
from bridgehead.engines.scheduling.schedule import Schedule

COLUMNS, ATTENDING = ("meeting", "slot", "table"), "attending"
WHOLE = re.compile(r"-?\d{1,9}")


def read_schedule(path: Path, source: NumberedProblem) -> Schedule:
    """Read placements in the numbers of the file they belong to; raises WrongFile."""
    text = text_of(path)
    rows = _from_json(path, text) if text.lstrip()[:1] in "{[" else _from_csv(path, text)
    seen: set[int] = set()
    for meeting, *_ in rows:
        if meeting in seen:
            raise WrongFile(path, 1, 1, f"one place for each meeting; meeting {meeting} has two")
        seen.add(meeting)
    unknown = seen - set(source.meetings)
    if unknown:
        raise WrongFile(path, 1, 1, f"meetings of the problem; it has no meeting {min(unknown)}")
    return source.inward(rows)


def _from_json(path: Path, text: str) -> list[list[int]]:
    try:
        content = json.loads(text)
    except json.JSONDecodeError as wrong:
        raise WrongFile(path, *place_in(text, wrong.pos), f"JSON ({wrong.msg})") from wrong
    placements = content.get("placements") if isinstance(content, dict) else content
    if not isinstance(placements, list):
        raise WrongFile(path, 1, 1, 'a list of [meeting, slot, table], or an object with one as "placements"')
    for row in placements:
        if not (isinstance(row, list) and len(row) >= 3 and all(type(number) is int for number in row)):
            expected = "[meeting, slot, table] and who of its alternatives attends"
            raise WrongFile(path, 1, 1, f"three whole numbers or more {expected}, not {json.dumps(row)[:60]}")
    return placements


def _from_csv(path: Path, text: str) -> list[list[int]]:
    reader = csv.reader(io.StringIO(text))
    heading = [name.strip() for name in next(reader)]
    if sorted(set(heading) - {ATTENDING}) != sorted(COLUMNS) or len(set(heading)) < len(heading):
        raise WrongFile(path, 1, 1, f"the columns {', '.join(COLUMNS)} and, if wanted, {ATTENDING}")
    rows = []
    for row in reader:
        if not row:
            continue
        if len(row) != len(heading):
            raise WrongFile(path, reader.line_num, 1, f"{len(heading)} values")
        numbers: dict[str, list[int]] = {}
        for column, (name, value) in enumerate(zip(heading, row, strict=True), 1):
            parts = value.split() if name == ATTENDING else [value.strip()]
            if not all(WHOLE.fullmatch(part) for part in parts):
                raise WrongFile(path, reader.line_num, column, f"a whole number as {name}")
            numbers[name] = [int(part) for part in parts]
        rows.append([*(numbers[name][0] for name in COLUMNS), *numbers.get(ATTENDING, ())])
    return rows
