"""Reports, begun and published by the deeds themselves."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bridgehead.accounts.actor import SYSTEM
from bridgehead.directory.models import Organisation
from bridgehead.outcomes.actions.reports import draft_report, publish_edition
from bridgehead.outcomes.models import Edition, Report

YEAR = {"first_day": date(2023, 1, 1), "last_day": date(2023, 12, 31)}


def begun(keeper: Organisation, now: datetime, **other: Any) -> Report:
    """A report on a year of all that an agency keeps; nobody else sees it yet."""
    fields: dict[str, Any] = {"name_ko": "2023년 성과", "name_en": "Results of 2023", **YEAR, **other}
    return draft_report(keeper_id=keeper.pk, by=SYSTEM, now=now, **fields)


def publish(report: Report, now: datetime, **reasons: str) -> Edition:
    """Publish a report as it stands, whoever has changed it meanwhile."""
    report.refresh_from_db()
    return publish_edition(report_id=report.pk, revision=report.revision, by=SYSTEM, now=now, **reasons)
