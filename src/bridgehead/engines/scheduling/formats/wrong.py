"""A file that is wrong: where, and what was expected."""

import codecs
from pathlib import Path

MOST_BYTES = 64 * 1024 * 1024
FOREIGN_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


class WrongFile(ValueError):
    """The place of a mistake in a file (line and column counted from 1) and what was expected there."""

    def __init__(self, path: Path | str, line: int, column: int, expected: str) -> None:
        super().__init__(str(path), line, column, expected)
        self.path, self.line, self.column, self.expected = str(path), line, column, expected

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}, column {self.column}: expected {self.expected}"


def text_of(path: Path) -> str:
    """The whole file as text, without a byte-order mark; raises WrongFile for what is no UTF-8 text."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)  # not by its size, which a device does not tell
    except OSError as problem:
        raise WrongFile(path, 1, 1, f"a file that can be read ({problem.strerror})") from problem
    if len(raw) > MOST_BYTES:
        raise WrongFile(path, 1, 1, f"a file of at most {MOST_BYTES // 1024 // 1024} MB")
    if raw.startswith(FOREIGN_MARKS):
        raise WrongFile(path, 1, 1, "text in UTF-8 (this is UTF-16 or UTF-32)")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        before = raw[: problem.start]
        column = problem.start - before.rfind(b"\n")
        raise WrongFile(path, before.count(b"\n") + 1, column, "text in UTF-8") from problem
    if not text.strip():
        raise WrongFile(path, 1, 1, "a file with something in it; this one is empty")
    return text


def place_in(text: str, offset: int) -> tuple[int, int]:
    """Line and column, counted from 1, of an offset in a text."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
