"""What a file asks for, as plain values, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

MOST_MISTAKES = 50


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: where it stands (line and column from 1; line 0 means the whole file) and what was expected."""

    file: str
    line: int
    column: int
    expected: str

    def __str__(self) -> str:
        if not self.line:
            return _("%(file)s: %(expected)s") % {"file": self.file, "expected": self.expected}
        return _("%(file)s, line %(line)s, column %(column)s: %(expected)s") % {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "expected": self.expected,
        }


class WrongFiles(Exception):
    """The files cannot be brought in; ``mistakes`` says why, the first ones first."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__(mistakes)
        self.mistakes = mistakes[:MOST_MISTAKES]
        self.further = len(mistakes) - len(self.mistakes)

    def __str__(self) -> str:
        return "\n".join(str(each) for each in self.mistakes)


@dataclass(frozen=True, slots=True)
class PlannedOrganisation:
    """An organisation of the round; at least one of the names is given."""

    name_ko: str
    name_en: str
    country: str
    kind: str = "company"
    side: str = ""
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class PlannedDelegate:
    """A person and the organisation (position in the plan) that they come for."""

    organisation: int
    email: str
    family_name_ko: str = ""
    given_name_ko: str = ""
    family_name_en: str = ""
    given_name_en: str = ""
    title_ko: str = ""
    title_en: str = ""
    language: str = "en"
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class PlannedWish:
    """Who asks whom (positions in the plan), how much, and the answer: a strength, "declined", or "" for none yet."""

    asking: int
    asked: int
    strength: str = "like"
    answer: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """Everything that files ask for. ``closed`` are (organisation, from, until) in UTC; ``slots`` half-open, in UTC."""

    organisations: tuple[PlannedOrganisation, ...]
    delegates: tuple[PlannedDelegate, ...] = ()
    wishes: tuple[PlannedWish, ...] = ()
    closed: tuple[tuple[int, datetime, datetime], ...] = ()
    slots: tuple[tuple[datetime, datetime], ...] = ()
    tables: int = 0
    across_sides_only: bool = True
    notes: tuple[str, ...] = field(default=())
