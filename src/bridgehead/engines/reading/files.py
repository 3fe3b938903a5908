"""Texts in JSON lines and a directory in CSV, read as a stream; what is wrong is told with its line."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bridgehead.engines.reading.organisations import Organisation

COLUMNS = ("id", "name_ko", "name_en", "aliases", "country", "kind")
LANGUAGES = ("ko", "en")
MOST_LINE_BYTES = 64 * 1024 * 1024


class WrongFile(ValueError):
    """A file that is wrong: its line, counted from 1, and what was expected there."""

    def __init__(self, path: Path | str, line: int, expected: str) -> None:
        super().__init__(f"{path}, line {line}: expected {expected}")


def organisations(path: Path) -> Iterator[Organisation]:
    """Yield the rows of a directory; raises WrongFile."""
    rows = csv.reader(_lines(path))
    try:
        head = next(rows, None)
        if head is None or set(COLUMNS) - set(head):
            raise WrongFile(path, 1, f"the columns {', '.join(COLUMNS)}")
        seen: set[str] = set()
        for row in rows:
            if not row:
                continue
            if len(row) != len(head):
                raise WrongFile(path, rows.line_num, f"{len(head)} columns as in the first line, not {len(row)}")
            said = dict(zip(head, row, strict=True))
            if not said["id"] or said["id"] in seen:
                raise WrongFile(path, rows.line_num, "an id that stands in no other line")
            seen.add(said["id"])
            aliases = tuple(each.strip() for each in said.pop("aliases").split("|") if each.strip())
            yield Organisation(**{name: said[name].strip() for name in COLUMNS if name in said}, aliases=aliases)
    except csv.Error as problem:
        raise WrongFile(path, rows.line_num, f"a CSV file ({problem})") from problem


def texts(path: Path) -> Iterator[tuple[str, str | None]]:
    """Yield the text and the language, where one is said, of each line; raises WrongFile."""
    for number, line in enumerate(_lines(path), start=1):
        try:
            said: Any = json.loads(line)
        except (ValueError, RecursionError) as problem:
            raise WrongFile(path, number, "a JSON object") from problem
        if not isinstance(said, dict) or not isinstance(said.get("text"), str):
            raise WrongFile(path, number, 'a JSON object with a "text"')
        if said.get("lang") not in (None, *LANGUAGES):
            raise WrongFile(path, number, 'a "lang" of "ko" or "en", or none')
        yield said["text"], said.get("lang")


def _lines(path: Path) -> Iterator[str]:
    number = 1
    try:
        with path.open("rb") as file:
            while raw := file.readline(MOST_LINE_BYTES + 1):
                if len(raw) > MOST_LINE_BYTES:
                    raise WrongFile(path, number, f"a line of at most {MOST_LINE_BYTES // 1024 // 1024} MB")
                yield raw.decode("utf-8-sig" if number == 1 else "utf-8")
                number += 1
    except UnicodeDecodeError as problem:
        raise WrongFile(path, number, "text in UTF-8") from problem
    except OSError as problem:
        raise WrongFile(path, number, f"a file that can be read ({problem.strerror})") from problem
