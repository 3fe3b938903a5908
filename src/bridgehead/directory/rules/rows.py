"""One row of a sheet, cell by cell: what it says of an organisation, or which cells say what cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.functional import Promise

from bridgehead.directory.countries import codes_by_name
from bridgehead.directory.rules import expected_number, registration_number
from bridgehead.directory.rules.columns import COUNTRIES, EXPECTED, KINDS, NUMBERS, plain, size_of
from bridgehead.foundation.bases import composed, require_one_line, require_text

MOST_ALIASES, MOST_NAME, MOST_LINE, MOST_SUMMARY, MOST_SITE = 20, 160, 120, 4000, 300
_is_site = URLValidator(["http", "https"])


@dataclass(frozen=True, slots=True)
class Mistake:
    """A cell that cannot be read: the key of its column, what it holds and what was expected."""

    key: str
    cell: str
    expected: str


@dataclass(frozen=True, slots=True)
class RowSaid:
    """What a row says of an organisation. ``plain`` holds the fields of the record that are not empty."""

    plain: Mapping[str, Any] = field(default_factory=dict)
    topics: tuple[int, ...] = ()
    aliases: tuple[str, ...] = ()
    #: By scheme, as they are stored.
    numbers: Mapping[str, str] = field(default_factory=dict)
    contact_name: str = ""
    contact_email: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names that it gives, in either language."""
        return tuple(filter(None, (self.plain.get("name_ko", ""), self.plain.get("name_en", ""))))


class _Wrong(Exception):
    """What a cell holds is not what was expected of it."""

    def __init__(self, expected: str | Promise) -> None:
        super().__init__(expected)
        self.expected = expected


def read_row(cells: Mapping[str, str], topics: Mapping[str, int]) -> tuple[RowSaid, list[Mistake]]:
    """Return what a row says, and the cells that it says wrongly; ``topics`` are ids by their names and synonyms."""
    read: dict[str, Any] = {}
    mistakes = []
    for key, cell in cells.items():
        try:
            read[key] = _read(key, composed(cell), topics) if cell else None
        except _Wrong as wrong:
            mistakes.append(Mistake(key, cell[:80], str(wrong.expected)))
    has_name = read.get("name_ko") or read.get("name_en")
    if not has_name and not any(each.key in {"name_ko", "name_en"} for each in mistakes):
        mistakes.insert(0, Mistake("name_ko", "", str(EXPECTED["name_ko"])))
    said = RowSaid(
        plain={key: value for key, value in read.items() if key in _PLAIN and value},
        topics=read.get("topics") or (),
        aliases=read.get("aliases") or (),
        numbers={key: read[key] for key in NUMBERS if read.get(key)},
        contact_name=read.get("contact_name") or "",
        contact_email=read.get("contact_email") or "",
    )
    return said, mistakes


_PLAIN = frozenset({
    "name_ko", "name_en", "kind", "country", "city", "founded_year", "size", "site", "summary_ko", "summary_en",
})  # fmt: skip


def _read(key: str, cell: str, topics: Mapping[str, int]) -> Any:
    if key in NUMBERS:
        number = registration_number(key, cell)
        if number is None:
            raise _Wrong(expected_number(key))
        return number
    return _topics(cell, topics) if key == "topics" else _READERS[key](cell)


def _line(key: str, most: int) -> Callable[[str], str]:
    def read(cell: str) -> str:
        said = " ".join(cell.split())
        _require(key, len(said) <= most and _fits(require_one_line, said))
        return said

    return read


def _summary(cell: str) -> str:
    _require("summary_ko", len(cell) <= MOST_SUMMARY and _fits(require_text, cell))
    return cell


def _kind(cell: str) -> str:
    _require("kind", plain(cell) in KINDS)
    return KINDS[plain(cell)]


def _country(cell: str) -> str:
    word = plain(cell)
    code = COUNTRIES.get(word) or codes_by_name().get(word)
    _require("country", code is not None)
    return str(code)


def _year(cell: str) -> int:
    year = cell.removesuffix("년").strip()
    # A cell of a date begins with its year.
    year = year[:4] if re.fullmatch(r"\d{4}[-./]\d{1,2}([-./]\d{1,2})?.*", year, re.ASCII) else year
    _require("founded_year", year.isascii() and year.isdigit() and len(year) == 4 and 1600 <= int(year) <= 2100)
    return int(year)


def _size(cell: str) -> str:
    size = size_of(cell)
    _require("size", size is not None)
    return str(size)


def _site(cell: str) -> str:
    address = cell if "://" in cell else f"https://{cell}"
    _require("site", len(address) <= MOST_SITE and _fits(_is_site, address))
    return address


def _email(cell: str) -> str:
    address = cell.removeprefix("mailto:").lower()
    _require("contact_email", len(address) <= 254 and _fits(validate_email, address))
    return address


def _aliases(cell: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(" ".join(each.split()) for each in re.split(r"[;\n|]", cell) if each.strip()))
    fit = all(len(each) <= MOST_NAME and _fits(require_one_line, each) for each in names)
    _require("aliases", len(names) <= MOST_ALIASES and fit)
    return names


def _topics(cell: str, topics: Mapping[str, int]) -> tuple[int, ...]:
    found: list[int] = []
    unknown = []
    for each in filter(str.strip, re.split(r"[;\n|]", cell)):
        parts: Sequence[str] = [each] if plain(each) in topics else [one for one in each.split(",") if one.strip()]
        found += [topics[plain(one)] for one in parts if plain(one) in topics]
        unknown += [one.strip() for one in parts if plain(one) not in topics]
    if unknown:
        raise _Wrong(str(EXPECTED["topics"]) % {"what": ", ".join(unknown)[:120]})
    return tuple(dict.fromkeys(found))


_READERS: dict[str, Callable[[str], Any]] = {
    "name_ko": _line("name_ko", MOST_NAME),
    "name_en": _line("name_ko", MOST_NAME),
    "kind": _kind,
    "country": _country,
    "city": _line("city", MOST_LINE),
    "founded_year": _year,
    "size": _size,
    "site": _site,
    "summary_ko": _summary,
    "summary_en": _summary,
    "aliases": _aliases,
    "contact_name": _line("contact_name", MOST_LINE),
    "contact_email": _email,
}


def _fits(rule: Callable[[str], Any], value: str) -> bool:
    try:
        rule(value)
    except ValidationError:
        return False
    return True


def _require(key: str, fits: bool) -> None:
    if not fits:
        raise _Wrong(EXPECTED[key])
