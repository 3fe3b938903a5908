"""How companies are reminded of what is due: all of it in one mail, as it stands when the mail is sent."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bridgehead.accounts.models import User
from bridgehead.foundation import mail, notices
from bridgehead.foundation.bilingual import wording
from bridgehead.foundation.notices import Staged
from bridgehead.programmes.models import CompanyReport, CompanyTask
from bridgehead.programmes.queries.people import speakers_told
from bridgehead.programmes.queries.reports import reports_due
from bridgehead.programmes.queries.tasks import tasks_due
from bridgehead.web.formats import format_day, format_days


def due_notice(staged: Staged) -> None:
    """Tell who speaks for a company what it still has to hand in; nothing where it has done so meanwhile."""
    organisation_id = staged.payload["organisation_id"]
    reports, tasks = reports_due(organisation_id), tasks_due(organisation_id)
    if not reports and not tasks:
        return
    first = min([each.period.due_on for each in reports] + [each.task.due_on for each in tasks])
    for reader in speakers_told(organisation_id):
        mail.send(
            "programmes/mail/due",
            to=reader,
            key=f"{staged.key}:{reader.pk}",
            context={
                "reports": [_told(each, reader) for each in reports],
                "tasks": [_task_told(each, reader) for each in tasks],
                "first": format_day(first, reader.language),
            },
        )


def _told(report: CompanyReport, reader: User) -> dict[str, str]:
    period, programme = report.period, report.period.programme
    with translation.override(reader.language):
        page = reverse("programmes:my_report", args=[report.place.public_id, report.public_id])
    return {
        "programme": wording(programme, "name", reader.language).text,
        "days": format_days(period.starts_on, period.last_day, reader.language),
        "due": format_day(period.due_on, reader.language),
        "page": settings.SITE_ADDRESS + page,
    }


def _task_told(item: CompanyTask, reader: User) -> dict[str, str]:
    task = item.task
    with translation.override(reader.language):
        page = reverse("programmes:my_task", args=[item.place.public_id, item.public_id])
    return {
        "programme": wording(task.programme, "name", reader.language).text,
        "name": wording(task, "name", reader.language).text,
        "due": format_day(task.due_on, reader.language),
        "page": settings.SITE_ADDRESS + page,
    }


def register_reminders() -> None:
    """Say how the notice is delivered; called once the apps are loaded."""
    notices.delivers("programmes/due")(due_notice)
