"""A round as JSON: one object with the lists of `table.py`; `tables` of a slot may be a number of tables instead."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeGuard

from bridgehead.engines.scheduling.formats.numbering import NumberedProblem
from bridgehead.engines.scheduling.formats.table import (
    FIELDS,
    LIST,
    LISTS,
    MOST_TABLES,
    NUMBER,
    OPTIONAL,
    TEXT,
    PlainRound,
    plain_rows,
)
from bridgehead.engines.scheduling.formats.wrong import WrongFile, place_in, text_of

GREATEST = 10**9
MOST_DIGITS = 20


def write_json(source: NumberedProblem, path: Path) -> None:
    """Write the round as one JSON file."""
    path.write_text(json_of(source) + "\n", encoding="utf-8")


def json_of(source: NumberedProblem) -> str:
    """The round as JSON."""
    rows: dict[str, Any] = {kind: own for kind, own in plain_rows(source).items() if own or kind not in OPTIONAL}
    rows["round"] = rows["round"][0]
    return json.dumps(rows, indent=1)


def read_json(path: Path) -> NumberedProblem:
    """Read a round; raises WrongFile with the place of the mistake."""
    return _Reader(path, text_of(path)).numbered()


def content_of(path: Path, text: str) -> Any:
    """What a JSON text says; raises WrongFile. A whole number that no field takes for its length comes as a float."""
    try:
        return json.loads(text, parse_int=_whole)
    except json.JSONDecodeError as wrong:
        raise WrongFile(path, *place_in(text, wrong.pos), f"JSON ({wrong.msg})") from wrong
    except RecursionError as wrong:
        raise WrongFile(path, 1, 1, "JSON that is less deeply nested") from wrong


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= MOST_DIGITS else float(digits)


class _Reader:
    def __init__(self, path: Path, text: str) -> None:
        self.path, self.text = path, text

    def numbered(self) -> NumberedProblem:
        content = content_of(self.path, self.text)
        if not isinstance(content, dict):
            raise WrongFile(self.path, 1, 1, "an object with slots, participants and meetings")
        unknown = sorted(set(content) - set(FIELDS))
        if unknown:
            raise self.wrong_at((unknown[0],), f"one of {', '.join(FIELDS)} instead of {unknown[0]}")
        rows = {kind: self.rows(kind, content) for kind in FIELDS}
        return PlainRound(rows, self.wrong).numbered()

    def wrong(self, kind: str, row: int, field: str, expected: str) -> WrongFile:
        return self.wrong_at((kind, row, field) if field else (kind, row), expected)

    def wrong_at(self, keys: tuple[str | int, ...], expected: str) -> WrongFile:
        return WrongFile(self.path, *value_place(self.text, keys), expected)

    def rows(self, kind: str, content: dict[str, Any]) -> list[dict[str, Any]]:
        if kind == "round":
            round_row = content.get("round", {})
            if not isinstance(round_row, dict):
                raise self.wrong_at(("round",), 'an object, such as {"fairness": 2}')
            return [self.row(kind, 0, round_row)]
        rows = content.get(kind, [] if kind in OPTIONAL else None)
        if not isinstance(rows, list):
            raise self.wrong_at((kind,), f"a list of {kind}")
        return [self.row(kind, index, row) for index, row in enumerate(rows)]

    def row(self, kind: str, index: int, row: object) -> dict[str, Any]:
        if not isinstance(row, dict):
            raise self.wrong(kind, index, "", f"an object with {', '.join(FIELDS[kind])}")
        for field, value in row.items():
            if field not in FIELDS[kind]:
                raise self.wrong(kind, index, field, f"one of {', '.join(FIELDS[kind])} instead of {field}")
            if field == "mandatory" and isinstance(value, bool):
                row[field] = int(value)
            elif field == "tables" and is_number(value) and 0 <= value <= MOST_TABLES:
                row[field] = range(1, value + 1)
            elif value is not None:
                self.check(kind, index, field, value)
        return row

    def check(self, kind: str, index: int, field: str, value: object) -> None:
        """Raise when the value is not of its field's kind."""
        wanted, is_right = KINDS[FIELDS[kind][field]]
        if not is_right(value):
            raise self.wrong(kind, index, field, f"{wanted} for {field}")


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(map(is_number, value))


def value_place(text: str, keys: tuple[str | int, ...]) -> tuple[int, int]:
    """Line and column, counted from 1, of the value that the keys lead to in a text that is known to be JSON."""
    return place_in(text, _offset(text, keys))


def is_number(value: object) -> TypeGuard[int]:
    """Whether a value is a whole number, and none that no round has."""
    return type(value) is int and abs(value) <= GREATEST


KINDS: dict[str, tuple[str, Callable[[object], bool]]] = {
    NUMBER: ("a whole number", is_number),
    LIST: ("a list of whole numbers", _is_list),
    LISTS: ("a list of lists of whole numbers", lambda value: isinstance(value, list) and all(map(_is_list, value))),
    TEXT: ("a text", lambda value: isinstance(value, str)),
}


def _offset(text: str, keys: tuple[str | int, ...]) -> int:
    """Where the value that the keys lead to begins in a text that is known to be JSON; as near as the keys go."""
    position = _skip(text, 0)
    for key in keys:
        try:
            inner = _child(text, position, key)
        except RecursionError:  # what could just be read from where the stack was lower
            inner = None
        if inner is None:
            return position
        position = inner
    return position


def _child(text: str, position: int, key: str | int) -> int | None:
    """The offset of a member or item of the value at `position`."""
    decoder = json.JSONDecoder(parse_int=_whole)
    if text[position] not in "{[":
        return None
    is_object = text[position] == "{"
    position, index = _skip(text, position + 1), 0
    while text[position] not in "}]":
        name: str | int = index
        if is_object:
            name, position = decoder.raw_decode(text, position)
            position = _skip(text, _skip(text, position) + 1)
        if name == key:
            return position
        _, position = decoder.raw_decode(text, position)
        position, index = _skip(text, position), index + 1
        if text[position] == ",":
            position = _skip(text, position + 1)
    return None


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\r\n":
        position += 1
    return position
