"""A folder of sheets (or one workbook) as an organiser has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from bridgehead.directory.models import OrganisationKind
from bridgehead.foundation.clock import wall_moment
from bridgehead.partnering.adapters.files import columns
from bridgehead.partnering.adapters.files.plan import (
    Mistake,
    PlannedDelegate,
    PlannedOrganisation,
    PlannedWish,
    RoundPlan,
    WrongFiles,
)
from bridgehead.partnering.adapters.files.rows import Row, Sheet, read_csv, read_workbook, rows_of
from bridgehead.partnering.rules import Strength

_WALL = re.compile(r"(\d{4})[-./]\s?(\d{1,2})[-./]\s?(\d{1,2})\.?[ T]+(\d{1,2}):(\d{2})(?::\d{2})?")
LONGEST_NAME, LONGEST_MESSAGE = 160, 600


def read_folder(path: Path, *, zone: ZoneInfo) -> RoundPlan:
    """Read the sheets of a folder or a workbook; times in them are the forum's own. Raise ``WrongFiles``."""
    sheets = _sheets(path)
    if "organisations" not in sheets:
        names = ", ".join(f"{name}.csv / {name}.xlsx" for name in columns.SHEETS["organisations"])
        raise WrongFiles(
            [Mistake(path.name, 0, 0, _("a list of organisations was expected (%(names)s)") % {"names": names})]
        )
    return _Reading(sheets, zone).plan()


def _sheets(path: Path) -> dict[str, Sheet]:
    """The sheets by what they hold; files and sheets of other names are left alone."""
    if path.is_file():
        found = read_workbook(path)
    else:
        found = {}
        for file in sorted(path.iterdir()):
            if _holds(file.stem) and file.suffix.lower() == ".csv":
                found[file.stem] = read_csv(file)
            elif _holds(file.stem) and file.suffix.lower() == ".xlsx":
                found[file.stem] = next(iter(read_workbook(file).values()))
    return {holds: sheet for name, sheet in found.items() if (holds := _holds(name))}


def _holds(name: str) -> str:
    plain = name.strip().casefold()
    return next((what for what, names in columns.SHEETS.items() if plain in names), "")


@dataclass
class _Reading:
    """Reads sheet after sheet and gathers every mistake, so that all of them can be mended at once."""

    sheets: dict[str, Sheet]
    zone: ZoneInfo
    mistakes: list[Mistake] = field(default_factory=list)
    #: The position of each organisation in the plan, by each of its names.
    numbers: dict[str, int] = field(default_factory=dict)

    def plan(self) -> RoundPlan:
        organisations = self._organisations()
        delegates = self._delegates()
        wishes = self._wishes()
        closed = self._spans("availability", "organisation")
        slots = sorted((start, end) for _nobody, start, end in self._spans("slots", ""))
        if self.mistakes:
            raise WrongFiles(self.mistakes)
        return RoundPlan(
            organisations=tuple(organisations),
            delegates=tuple(delegates),
            wishes=tuple(wishes),
            closed=tuple(closed),
            slots=tuple(slots),
        )

    def rows(self, what: str) -> list[Row]:
        if what not in self.sheets:
            return []
        return rows_of(self.sheets[what], columns=columns.COLUMNS[what], needed=columns.NEEDED[what])

    def wrong(self, row: Row, column: str, expected: str) -> None:
        self.mistakes.append(row.wrong(column, expected))

    def _organisations(self) -> list[PlannedOrganisation]:
        found: list[PlannedOrganisation] = []
        for row in self.rows("organisations"):
            names = [row[column].text for column in ("name_ko", "name_en")]
            if not any(names):
                self.wrong(row, "name_ko", _("a name was expected, in Korean or in English"))
            if any(len(name) > LONGEST_NAME for name in names):
                self.wrong(row, "name_ko", _("a name of at most %(n)s signs was expected") % {"n": LONGEST_NAME})
            keys = {key(name) for name in names if name}
            if any(each in self.numbers for each in keys):
                self.wrong(row, "name_ko", _("each organisation was expected once; this one stands above already"))
            self.numbers.update(dict.fromkeys(keys, len(found)))
            found.append(PlannedOrganisation(names[0], names[1], self._country(row), self._kind(row), self._side(row)))
        return found

    def _country(self, row: Row) -> str:
        code = row["country"].text.upper()
        known = columns.COUNTRIES.get(key(row["country"].text), code)
        if known and not re.fullmatch(r"[A-Z]{2}", known):
            self.wrong(row, "country", _("a country of two letters such as KR or US was expected"))
        return known

    def _kind(self, row: Row) -> str:
        return self._one_of(row, "kind", columns.KINDS, OrganisationKind.COMPANY)

    def _side(self, row: Row) -> str:
        return self._one_of(row, "side", columns.SIDES, "")

    def _one_of(self, row: Row, column: str, words: Mapping[str, str], default: str) -> str:
        text = key(row[column].text)
        if text and text not in words:
            self.wrong(row, column, _("one of these was expected: %(words)s") % {"words": ", ".join(words)})
        return words.get(text, default)

    def _organisation(self, row: Row, column: str) -> int:
        """The position of the organisation that a cell names; -1 with a mistake."""
        name = row[column].text
        if key(name) not in self.numbers:
            self.wrong(
                row,
                column,
                _("the name of an organisation of the list was expected; “%(name)s” is none") % {"name": name[:60]},
            )
        return self.numbers.get(key(name), -1)

    def _delegates(self) -> list[PlannedDelegate]:
        found: list[PlannedDelegate] = []
        seen: set[str] = set()
        for row in self.rows("delegates"):
            email = row["email"].text.lower()
            if not _is_address(email):
                self.wrong(row, "email", _("an e-mail address was expected"))
            elif email in seen:
                self.wrong(row, "email", _("each person was expected once; this address stands above already"))
            seen.add(email)
            names = {column: row[column].text for column in columns.PERSON}
            if not any(names.values()):
                self.wrong(row, "family_name_ko", _("the person's name was expected"))
            if any(len(name) > 60 for name in names.values()):
                self.wrong(row, "family_name_ko", _("a name of at most %(n)s signs was expected") % {"n": 60})
            found.append(
                PlannedDelegate(
                    organisation=self._organisation(row, "organisation"),
                    email=email,
                    title_ko=row["title_ko"].text[:80],
                    title_en=row["title_en"].text[:80],
                    language=self._one_of(row, "language", columns.LANGUAGES, "en"),
                    family_name_ko=names["family_name_ko"],
                    given_name_ko=names["given_name_ko"],
                    family_name_en=names["family_name_en"],
                    given_name_en=names["given_name_en"],
                )
            )
        return found

    def _wishes(self) -> list[PlannedWish]:
        """Each wish once; two organisations that wish for each other have agreed."""
        found: dict[tuple[int, int], PlannedWish] = {}
        for row in self.rows("wishes"):
            asking, asked = self._organisation(row, "asking"), self._organisation(row, "asked")
            if asking == asked != -1:
                self.wrong(row, "asked", _("another organisation was expected: nobody meets themselves"))
            if (asking, asked) in found and -1 not in (asking, asked):
                self.wrong(row, "asked", _("each wish was expected once; this one stands above already"))
            if len(row["message"].text) > LONGEST_MESSAGE:
                self.wrong(row, "message", _("at most %(n)s signs were expected") % {"n": LONGEST_MESSAGE})
            found[asking, asked] = PlannedWish(
                asking,
                asked,
                self._one_of(row, "strength", columns.STRENGTHS, Strength.LIKE),
                self._one_of(row, "answer", columns.ANSWERS, ""),
                row["message"].text,
            )
        return list(_agreed(found))

    def _spans(self, what: str, owner: str) -> list[tuple[int, datetime, datetime]]:
        """From–until pairs; those of one owner may not overlap where they are slots."""
        found: list[tuple[int, datetime, datetime]] = []
        for row in self.rows(what):
            start, end = self._moment(row, "from"), self._moment(row, "until")
            number = self._organisation(row, owner) if owner else -1
            if start is None or end is None:
                continue
            if end <= start:
                self.wrong(row, "until", _("a time after the start was expected"))
            elif not owner and any(start < until and since < end for _nobody, since, until in found):
                self.wrong(row, "from", _("slots that do not overlap were expected; this one lies over another"))
            found.append((number, start, end))
        return found

    def _moment(self, row: Row, column: str) -> datetime | None:
        match = _WALL.fullmatch(row[column].text)
        try:
            if match:
                year, month, day, hour, minute = map(int, match.groups())
                wall = datetime(year, month, day, hour, minute)  # noqa: DTZ001  # a wall time, which gets its zone now
                return wall_moment(wall, self.zone)
        except ValueError:
            # A day or an hour that no calendar or clock shows: told below like any other text.
            match = None
        zone = self.zone.key
        self.wrong(row, column, _("a day and time of %(zone)s such as 2023-04-28 09:00 was expected") % {"zone": zone})
        return None


def key(name: str) -> str:
    """Return a name as it is compared: without case and without spaces."""
    return "".join(name.casefold().split())


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _agreed(wishes: dict[tuple[int, int], PlannedWish]) -> Iterable[PlannedWish]:
    for (asking, asked), wish in wishes.items():
        theirs = wishes.get((asked, asking))
        if theirs is None:
            yield wish
        elif asking < asked:
            yield PlannedWish(asking, asked, wish.strength, theirs.strength, wish.message)
