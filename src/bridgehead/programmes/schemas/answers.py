"""Answers in words: what a review, the officers' page, a sheet and the receipt say of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from bridgehead.foundation.bilingual import LANGUAGES, reading_language
from bridgehead.foundation.money import amount_of
from bridgehead.programmes.models import Submission
from bridgehead.programmes.queries.applications import Outline
from bridgehead.programmes.questionnaire import Field, Kind, Questionnaire, Section, WrongAnswer, answer_of
from bridgehead.web.formats import format_day, format_number
from bridgehead.web.readings import read_money


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an answer; ``language`` where it is in one of our two and not in that of the page."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A question with its answer in words, and what is wrong with it, if anything."""

    field: Field
    lines: Sequence[Line]
    wrong: str = ""
    files: Sequence[Any] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was answered."""
        return not self.lines and not self.files


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section with its answers in words."""

    section: Section
    answers: Sequence[Shown]


def lines_of(field: Field, value: Any) -> list[Line]:
    """Return what was handed in as an answer, in the words of the page's language."""
    if value is None:
        return []
    if field.in_both:
        return [Line(value[each], each) for each in LANGUAGES if value.get(each)]
    said = _SAYERS[field.kind](field, value)
    return [Line(each) for each in ([said] if isinstance(said, str) else said)]


def typed_lines_of(field: Field, typed: Any) -> list[Line]:
    """Return what was typed: read where it can be, else letter for letter."""
    if typed is None:
        return []
    try:
        return lines_of(field, answer_of(field, typed))
    except WrongAnswer:
        return [Line(each) for each in _plain(typed) if each]


def _plain(typed: Any) -> Iterable[str]:
    if isinstance(typed, Mapping):
        rows = typed.get("rows")
        if isinstance(rows, list):
            return [" – ".join(str(each) for each in row if each) for row in rows]
        return [str(each) for each in typed.values()]
    return [str(each) for each in typed] if isinstance(typed, list) else [str(typed)]


def _chosen(field: Field, value: Any) -> list[str]:
    keys = value if isinstance(value, list) else [value]
    return [str(choice.label) if (choice := field.choice(key)) else key for key in keys]


def _number(_field: Field, value: Any) -> str:
    return format_number(Decimal(value), reading_language())


def _day(_field: Field, value: Any) -> str:
    return format_day(date.fromisoformat(value), reading_language())


def _yes_no(_field: Field, value: Any) -> str:
    return _("yes") if value == "yes" else _("no")


def _amount(_field: Field, value: Any) -> str:
    return amount_told(value["minor"], value["currency"])


def _budget(_field: Field, value: Any) -> list[str]:
    currency, rows = value["currency"], value["rows"]
    told = [f"{row['item']} – {amount_told(row['minor'], currency)}" for row in rows]
    return [*told, _("Sum: %(amount)s") % {"amount": amount_told(sum(row["minor"] for row in rows), currency)}]


def amount_told(minor: int, currency: str) -> str:
    """Return whole minor units of a currency as an amount in the page's language."""
    return str(read_money(amount_of(minor, currency), currency, "exact", reading_language()))


_SAYERS: dict[Kind, Any] = {
    Kind.LINE: lambda _field, value: str(value),
    Kind.PROSE: lambda _field, value: str(value),
    Kind.NUMBER: _number,
    Kind.DATE: _day,
    Kind.CHOICE: _chosen,
    Kind.CHOICES: _chosen,
    Kind.YES_NO: _yes_no,
    Kind.AMOUNT: _amount,
    Kind.BUDGET: _budget,
    Kind.FILE: lambda _field, _value: [],
}


def handed_in_sections(
    whole: Questionnaire, answers: Mapping[str, Any], files: Sequence[Mapping[str, Any]]
) -> list[ShownSection]:
    """Return what was handed in, section by section; what was not asked of this applicant is left out."""
    brought: dict[str, list[Mapping[str, Any]]] = {}
    for each in files:
        brought.setdefault(each["field"], []).append(each)
    shown = [
        ShownSection(
            section,
            [
                Shown(field, lines_of(field, answers.get(field.key)), files=brought.get(field.key, []))
                for field in section.fields
                if field.key in answers or field.key in brought
            ],
        )
        for section in whole.sections
    ]
    return [each for each in shown if each.answers]


def review_sections(outline: Outline, answers: Mapping[str, Any]) -> list[ShownSection]:
    """Return what is written, section by section as it is asked, each answer with what is wrong with it."""
    return [
        ShownSection(
            each.section,
            [
                Shown(
                    field,
                    typed_lines_of(field, answers.get(field.key)),
                    each.wrong.get(field.key, ""),
                    outline.files.get(field.key, ()),
                )
                for field in each.asked
            ],
        )
        for each in outline.sections
        if each.asked
    ]


@dataclass(frozen=True, slots=True)
class Changed:
    """An answer as it was handed in before and after more was asked."""

    field: Field
    before: Shown
    after: Shown


def changes_between(whole: Questionnaire, before: Submission, after: Submission) -> list[Changed]:
    """Return the answers and files that differ between two submissions, in the order of the form."""
    found = []
    for field in whole.fields():
        one, other = _handed_in(field, before), _handed_in(field, after)
        if before.answers.get(field.key) != after.answers.get(field.key) or one.files != other.files:
            found.append(Changed(field, one, other))
    return found


def _handed_in(field: Field, submission: Submission) -> Shown:
    files = [each for each in submission.files if each["field"] == field.key]
    return Shown(field, lines_of(field, submission.answers.get(field.key)), files=files)
