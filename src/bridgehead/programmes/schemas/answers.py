"""Answers in words: what a review, the officers' page, a sheet and the receipt say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bridgehead.programmes.models import Submission
from bridgehead.programmes.queries.applications import Outline
from bridgehead.web.questionnaire import Field, Questionnaire, Section
from bridgehead.web.questionnaire.telling import Line, lines_of, typed_lines_of


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
