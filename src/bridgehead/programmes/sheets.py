"""Applications as rows of a sheet, in the reader's language: what was handed in last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from bridgehead.programmes.models import Application, Submission
from bridgehead.programmes.queries.standing import Shown, named
from bridgehead.web.questionnaire import Field, Questionnaire
from bridgehead.web.questionnaire.telling import lines_of


def application_header(whole: Questionnaire) -> list[str]:
    """Return the titles of the columns: about the application, then one for each question."""
    return [
        _("Receipt number"),
        _("Organisation (Korean)"),
        _("Organisation (English)"),
        _("State"),
        _("Handed in (time of the call)"),
        _("Submissions"),
        *(str(each.label) for each in whole.fields()),
    ]


def application_rows(
    applications: Sequence[Application], newest: Mapping[int, Submission], whole: Questionnaire, zone: str
) -> Iterator[list[str]]:
    """Yield one row for each application; a question that was not asked of it is left empty."""
    fields = list(whole.fields())
    for each in applications:
        submission = newest[each.pk]
        yield [
            str(each.receipt),  # type: ignore[attr-defined]  # annotated
            each.organisation.name_ko,
            each.organisation.name_en,
            each.get_state_display(),
            f"{each.came_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}",  # type: ignore[attr-defined]  # annotated
            str(submission.number),
            *(_cell(field, submission) for field in fields),
        ]


def _cell(field: Field, submission: Submission) -> str:
    files = [each["name"] for each in submission.files if each["field"] == field.key]
    return "\n".join([*(line.text for line in lines_of(field, submission.answers.get(field.key))), *files])


def ranking_header(criteria: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the titles of the columns of a ranking: one for each criterion among them."""
    return [
        _("Rank"),
        _("Organisation (Korean)"),
        _("Organisation (English)"),
        _("Points"),
        *(named(each) for each in criteria),
        _("Bonus points"),
        _("Spread"),
        _("Reviews"),
        _("Outcome"),
        _("Tie"),
        _("Moved because"),
    ]


def ranking_rows(shown: Sequence[Shown]) -> Iterator[list[str]]:
    """Yield one row for each line of a ranking; under a criterion stands the mean of the reviews."""
    for each in shown:
        line = each.line
        yield [
            str(line.rank),
            line.application.organisation.name_ko,
            line.application.organisation.name_en,
            f"{line.points:.2f}",
            *(f"{part.mean:.2f}" for part in each.parts),
            f"{line.bonus:.1f}",
            f"{line.spread:.2f}",
            str(line.reviews),
            str(line.get_outcome_display()),
            each.tie,
            line.moved_because,
        ]
