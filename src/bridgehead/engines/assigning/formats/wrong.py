"""A file that is wrong: where, and what was expected; and JSON that is read so that this can be told."""

import codecs
import json
from pathlib import Path
from typing import Any
from unicodedata import normalize

MOST_BYTES = 64 * 1024 * 1024
MOST_DIGITS = 20
FOREIGN_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
Keys = tuple[str | int, ...]


class WrongFile(ValueError):
    """The place of a mistake in a file (line and column counted from 1) and what was expected there."""

    def __init__(self, path: Path | str, line: int, column: int, expected: str) -> None:
        super().__init__(str(path), line, column, expected)
        self.path, self.line, self.column, self.expected = str(path), line, column, expected

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}, column {self.column}: expected {self.expected}"


class Source:
    """A JSON file with one object in it, and the places of its values."""

    def __init__(self, path: Path) -> None:
        """Read the file; raises WrongFile."""
        self.path, self.text = path, _text_of(path)
        content = self._content()
        if not isinstance(content, dict):
            raise self.wrong((), "an object")
        self.content: dict[str, Any] = content

    def _content(self) -> Any:
        try:
            return json.loads(self.text, parse_int=_whole)
        except json.JSONDecodeError as wrong:
            raise WrongFile(self.path, *_place_in(self.text, wrong.pos), f"JSON ({wrong.msg})") from wrong
        except RecursionError as wrong:
            raise WrongFile(self.path, 1, 1, "JSON that is less deeply nested") from wrong

    def wrong(self, keys: Keys, expected: str) -> WrongFile:
        """What was expected of the value that the keys lead to."""
        return WrongFile(self.path, *_place_in(self.text, _offset(self.text, keys)), expected)

    def only(self, keys: Keys, given: dict[str, Any], known: tuple[str, ...]) -> None:
        """Refuse a field that nobody knows."""
        for field in given:
            if field not in known:
                raise self.wrong((*keys, field), f"one of {', '.join(known)} instead of this field")

    def whole(self, keys: Keys, value: object, least: int, most: int) -> int:
        """The value if it is a whole number within limits; raises WrongFile."""
        if type(value) is not int or not least <= value <= most:
            raise self.wrong(keys, f"a whole number from {least} to {most}")
        return value


def is_text(value: object) -> bool:
    """Whether a value is a text that can be written again (JSON may hold half of a character)."""
    return isinstance(value, str) and bool(value.strip()) and not any("\ud800" <= sign <= "\udfff" for sign in value)


def _text_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)  # not by its size, which a device does not tell
    except (OSError, ValueError) as problem:
        raise WrongFile(path, 1, 1, f"a file that can be read ({problem})") from problem
    if len(raw) > MOST_BYTES:
        raise WrongFile(path, 1, 1, f"a file of at most {MOST_BYTES // 1024 // 1024} MB")
    if raw.startswith(FOREIGN_MARKS):
        raise WrongFile(path, 1, 1, "text in UTF-8 (this is UTF-16 or UTF-32)")
    try:
        # the same name is the same, whether its letters are told apart (as a Mac does) or not
        return normalize("NFC", raw.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        before = raw[: problem.start]
        column = problem.start - before.rfind(b"\n")
        raise WrongFile(path, before.count(b"\n") + 1, column, "text in UTF-8") from problem


def _whole(digits: str) -> int | float:
    """A number that no field takes for its length comes as a float."""
    return int(digits) if len(digits) <= MOST_DIGITS else float(digits)


def _place_in(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _offset(text: str, keys: Keys) -> int:
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
    """The offset of the last member or item of that name in the value at `position`: of members, the last counts."""
    decoder = json.JSONDecoder(parse_int=_whole)
    if text[position] not in "{[":
        return None
    is_object, found = text[position] == "{", None
    position, index = _skip(text, position + 1), 0
    while text[position] not in "}]":
        name: str | int = index
        if is_object:
            name, position = decoder.raw_decode(text, position)
            position = _skip(text, _skip(text, position) + 1)
        if name == key:
            found = position
        _, position = decoder.raw_decode(text, position)
        position, index = _skip(text, position), index + 1
        if text[position] == ",":
            position = _skip(text, position + 1)
    return found


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\r\n":
        position += 1
    return position
