"""A report that is locked never changes, however many hand in while it is being locked; without the guards it does."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase, take_guard_away

pytestmark = [pytest.mark.proof, pytest.mark.database]

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
VERSIONS = 12


def make_report() -> dict[str, Any]:
    """Make a report that is handed in, with who speaks for its company."""
    from tests.factories.cohorts import speaker_of
    from tests.factories.company_reports import report_asked, stated

    report = report_asked(NOW)
    by = speaker_of(report.place)
    stated(report, by, NOW)
    return {"report": report.pk, "by": by.user_id}


def hand_in_again(made: dict[str, Any]) -> int:
    """Hand in one version after another as the company does; return how many were acknowledged."""
    from django.db import IntegrityError, OperationalError

    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.foundation.refusals import Refused
    from bridgehead.programmes.actions.reports import hand_in_report, save_report
    from tests.factories.company_reports import TYPED

    by, done = actor_for(User.objects.get(pk=made["by"])), 0
    for number in range(VERSIONS):
        try:
            save_report(report_id=made["report"], typed=TYPED | {"i1": str(100 + number)}, by=by, now=NOW)
            hand_in_report(report_id=made["report"], by=by, now=NOW + timedelta(seconds=number))
            done += 1
        except (Refused, IntegrityError, OperationalError):
            pass
    return done


def lock(made: dict[str, Any]) -> str:
    """Lock the report in the middle of that, as its day does, and note which version was locked."""
    from django.db import OperationalError

    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.programmes.actions.report_periods import lock_at_its_day
    from bridgehead.programmes.models import CompanyReport

    time.sleep(0.1)
    for _attempt in range(20):
        try:
            lock_at_its_day(report_id=made["report"], by=SYSTEM, now=NOW)
        except OperationalError:
            continue
        break
    return str(CompanyReport.objects.get(pk=made["report"]).current_id)


def slip_in(made: dict[str, Any]) -> str:
    """Past every deed: find the report open, then let another version count a moment later."""
    from django.db import IntegrityError, OperationalError

    from bridgehead.programmes.models import CompanyReport, ReportVersion

    report = CompanyReport.objects.get(pk=made["report"])
    if report.locked_at is not None:
        return "found locked"
    time.sleep(0.6)
    try:
        version = ReportVersion.objects.create(report=report, number=90, answers={}, digest="0", handed_in_at=NOW)
        CompanyReport.objects.filter(pk=report.pk).update(current=version)
    except (IntegrityError, OperationalError):
        return "refused"
    return "changed"


def standing(made: dict[str, Any]) -> tuple[str, bool]:
    """Return which version counts, and whether the report is locked."""
    from bridgehead.programmes.models import CompanyReport

    report = CompanyReport.objects.get(pk=made["report"])
    return str(report.current_id), report.locked_at is not None


def test_what_was_locked_counts_whoever_hands_in_meanwhile(real_database: RealDatabase) -> None:
    made = real_database.once(make_report)

    answers = real_database.race([(hand_in_again, {"made": made})] * 2 + [(lock, {"made": made})])

    current, is_locked = real_database.once(standing, made=made)
    assert is_locked
    assert current == answers[-1]


def test_database_alone_keeps_a_version_out_that_comes_after_the_lock(real_database: RealDatabase) -> None:
    made = real_database.once(make_report)

    answers = real_database.race([(slip_in, {"made": made}), (lock, {"made": made})])

    assert answers[0] == "refused"
    assert tuple(real_database.once(standing, made=made)) == (answers[1], True)


def test_without_guards_a_locked_report_changes(real_database: RealDatabase) -> None:
    made = real_database.once(make_report)
    for guard in ("report_version_in_time", "locked_report_stands"):
        real_database.once(take_guard_away, guard=guard)

    answers = real_database.race([(slip_in, {"made": made}), (lock, {"made": made})])

    assert answers[0] == "changed"
    assert real_database.once(standing, made=made)[0] != answers[1]
