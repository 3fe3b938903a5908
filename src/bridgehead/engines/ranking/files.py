"""Files of articles and of readings, read with the place and expectation of whatever is wrong in them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bridgehead.engines.ranking.stories import Article

LANGS = ("ko", "en")
READING_COLUMNS, ARTICLE_COLUMNS = ("reader", "article", "seconds"), ("article", "lang", "published", "headline")


class WrongFile(ValueError):
    """The line of a mistake in a file (from 1) and what was expected there."""

    def __init__(self, path: Path, line: int, expected: str) -> None:
        super().__init__(f"{path}, line {line}: expected {expected}")


def articles_of_lines(path: Path) -> list[Article]:
    """The articles of a file of JSON lines, numbered from 0 as they stand."""
    return [_article(path, number, line) for number, line in enumerate(_lines(path), 1)]


def readings_of_folder(folder: Path) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Readers, articles and seconds of ``readings.csv`` in the order of time; readers of any name are numbered."""
    path, readers = folder / "readings.csv", dict[str, int]()
    rows = [
        (readers.setdefault(reader, len(readers)), _whole(path, line, article), _seconds(path, line, seconds))
        for line, (reader, article, seconds) in table(path, READING_COLUMNS)
    ]
    if not rows:
        raise WrongFile(path, 2, "a reading")
    rows.sort(key=lambda row: row[2])
    who, what, when = zip(*rows, strict=True)
    return np.array(who, np.int64), np.array(what, np.int64), np.array(when, np.float64)


def articles_of_folder(folder: Path) -> list[Article]:
    """The articles of ``articles.csv``; a headline may be empty."""
    path = folder / "articles.csv"
    return [
        Article(_whole(path, line, name), _lang(path, line, lang), _moment(path, line, published), headline)
        for line, (name, lang, published, headline) in table(path, ARTICLE_COLUMNS)
    ]


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        raise WrongFile(path, 1, f"a file that can be read ({problem.strerror})") from problem
    except UnicodeDecodeError as problem:
        before = path.read_bytes()[: problem.start]
        raise WrongFile(path, before.count(b"\n") + 1, "text in UTF-8") from problem
    # only line feeds end a line: a headline may hold any other separator
    return [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")] if text else []


def _article(path: Path, number: int, line: str) -> Article:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError) as problem:
        raise WrongFile(path, number, "an article as a JSON object") from problem
    if not isinstance(told, dict):
        raise WrongFile(path, number, "an article as a JSON object")
    published = told.get("published")
    if not isinstance(published, str):
        raise WrongFile(path, number, "published, a moment such as 2023-04-28T09:00:00+09:00")
    headline = _text(path, number, told, "headline")
    if not headline.strip():
        raise WrongFile(path, number, "headline, a text that is not empty")
    return Article(
        number - 1,
        _lang(path, number, told.get("lang")),
        _moment(path, number, published),
        headline,
        _text(path, number, told, "body") if told.get("body") is not None else "",
        *(_texts(path, number, told, name) for name in ("organisations", "topics", "numbers")),
    )


def _text(path: Path, line: int, told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str):
        raise WrongFile(path, line, f"{name}, a text")
    return value


def _texts(path: Path, line: int, told: dict[str, Any], name: str) -> tuple[str, ...]:
    values = told.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise WrongFile(path, line, f"{name}, a list of texts")
    return tuple(values)


def _lang(path: Path, line: int, value: object) -> str:
    if not isinstance(value, str) or value not in LANGS:
        raise WrongFile(path, line, 'lang, "ko" or "en"')
    return value


def _moment(path: Path, line: int, value: str) -> float:
    """Seconds since 1970 of an ISO moment (in UTC where it names no zone), or of a number of them."""
    try:
        return float(value) if value.replace(".", "", 1).isdecimal() else _iso(value)
    except (ValueError, OverflowError) as problem:
        raise WrongFile(path, line, "published, a moment such as 2023-04-28T09:00:00+09:00") from problem


def _iso(value: str) -> float:
    moment = datetime.fromisoformat(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def table(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each row, the cells in this order of columns whatever the file's."""
    rows = csv.reader(_lines(path), strict=True)
    try:
        heading = next(rows, [])
        if not set(columns) <= set(heading):
            raise WrongFile(path, 1, f"the columns {', '.join(columns)}")
        places = [heading.index(column) for column in columns]
        for row in rows:
            if len(row) != len(heading):
                raise WrongFile(path, rows.line_num, f"{len(heading)} cells")
            yield rows.line_num, [row[place] for place in places]
    except csv.Error as problem:
        raise WrongFile(path, rows.line_num, f"a table of comma-separated values ({problem})") from problem


def _whole(path: Path, line: int, value: str) -> int:
    if not value.isascii() or not value.isdecimal() or len(value) > 15:
        raise WrongFile(path, line, "article, a whole number from 0")
    return int(value)


def _seconds(path: Path, line: int, value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 1 <= seconds < 2**32:
        raise WrongFile(path, line, "seconds since 1970, a number from 1")
    return seconds
