"""Registrations, and who came, as rows of a sheet in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from bridgehead.events.models import CheckIn, Registration, RegistrationQuestion
from bridgehead.events.queries.check_in import Shown
from bridgehead.web.questionnaire.telling import typed_lines_of


def registration_header(questions: Iterable[RegistrationQuestion] = ()) -> list[str]:
    """Return the titles of the columns; each question of the forum has its own."""
    return [
        _("Name (Korean)"),
        _("Name (English)"),
        _("E-mail"),
        _("Organisation (Korean)"),
        _("Organisation (English)"),
        _("Takes part as"),
        _("State"),
        _("Partnering"),
        _("May be listed"),
        _("Registered (time of the forum)"),
        _("Reason"),
        *(str(each.field.label) for each in questions),
    ]


def registration_rows(
    found: Iterable[Registration], zone: str, questions: Sequence[RegistrationQuestion] = ()
) -> Iterator[list[str]]:
    """Yield one row per registration, with its ``answers`` at hand; times are those of the forum's clocks."""
    fields = [(each.pk, each.field) for each in questions]
    for each in found:
        typed = {answer.question_id: answer.typed for answer in each.answers.all()} if fields else {}
        yield [
            f"{each.user.family_name_ko}{each.user.given_name_ko}",
            f"{each.user.given_name_en} {each.user.family_name_en}".strip(),
            each.user.email,
            each.organisation.name_ko,
            each.organisation.name_en,
            each.get_participant_type_display(),
            each.get_state_display(),
            _("yes") if each.wants_partnering else _("no"),
            _("yes") if each.may_be_listed else _("no"),
            f"{each.applied_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}",
            each.reason,
            *("\n".join(line.text for line in typed_lines_of(field, typed.get(pk))) for pk, field in fields),
        ]


def check_in_header() -> list[str]:
    """Return the titles of the columns of who came."""
    return [
        _("Name (Korean)"),
        _("Name (English)"),
        _("Organisation (Korean)"),
        _("Organisation (English)"),
        _("Takes part as"),
        _("Day"),
        _("In (time of the forum)"),
        _("Out (time of the forum)"),
        _("Here now"),
        _("How it was told"),
        _("Door or device"),
    ]


def check_in_rows(found: Iterable[tuple[CheckIn, Shown]], zone: str) -> Iterator[list[str]]:
    """Yield one row for each who came; times are those of the forum's clocks."""
    place = ZoneInfo(zone)
    for each, person in found:
        left = each.left_at if each.left_at and not each.is_here else None
        yield [
            person.name_ko,
            person.name_en,
            person.organisation_ko,
            person.organisation_en,
            person.type_label,
            each.day.isoformat(),
            f"{each.at.astimezone(place):%H:%M}",
            f"{left.astimezone(place):%H:%M}" if left else "",
            _("yes") if each.is_here else _("no"),
            each.get_source_display(),
            each.device,
        ]
