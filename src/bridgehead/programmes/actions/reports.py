"""A company's report: kept as typed, handed in by who speaks for it, after the lock corrected with officers' consent.

The order of locks is programme, report, version, audit trail.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.records import found
from bridgehead.foundation.refusals import Overtaken, Refused, require, require_valid
from bridgehead.programmes.actions.records import run_programme, told
from bridgehead.programmes.indicators import Indicator, indicators_of, wrong_in
from bridgehead.programmes.models import CompanyReport, ReportVersion, VersionState
from bridgehead.programmes.rules import may_speak_for
from bridgehead.web.questionnaire import mark_of, sealed


@transaction.atomic
def save_report(
    *, report_id: int, typed: Mapping[str, str], by: Actor, now: datetime, seen: str | None = None
) -> CompanyReport:
    """Keep what was typed, whether it can be read or not; ``seen`` marks what its page showed."""
    report = _spoken_for(report_id, by)
    kept = {
        each.key: said for each in _asked(report) if (said := each.kept(str(typed.get(each.key) or ""))) is not None
    }
    if kept != report.typed:
        if seen is not None and seen != mark_of(report.typed):
            raise Overtaken(_("Somebody has changed this since you opened the page."))
        report.typed, report.saved_at = kept, now
        report.save(update_fields=["typed", "saved_at"])
    return report


@transaction.atomic
def hand_in_report(*, report_id: int, by: Actor, now: datetime) -> ReportVersion:
    """State what is typed, for good; until the lock a later version takes its place. The same again changes nothing."""
    report = _spoken_for(report_id, by)
    require(report.locked_at is None, _("This report is locked. Correct it with a reason."))
    answers = _values(report)
    standing = report.current
    if standing is not None and standing.answers == answers:
        return standing
    version = _sealed(report, answers, by=by, now=now)
    report.current = version
    report.save(update_fields=["current"])
    told("programmes.report_handed_in", version, programme=report.period.programme, by=by, now=now)
    return version


@transaction.atomic
def ask_correction(*, report_id: int, reason: str, by: Actor, now: datetime) -> ReportVersion:
    """Ask officers to let what is typed now take the place of what was locked; it counts once they accept it."""
    report = _spoken_for(report_id, by)
    require(report.locked_at is not None, _("This report is not locked yet. Hand it in."))
    require(bool(reason.strip()), _("Say why the report is corrected."), field="reason")
    answers = _values(report)
    require(report.current is None or report.current.answers != answers, _("Nothing differs from what is locked."))
    version = _sealed(report, answers, state=VersionState.ASKED, reason=reason.strip(), by=by, now=now)
    told("programmes.report_correction_asked", version, programme=report.period.programme, by=by, now=now)
    return version


@transaction.atomic
def accept_correction(*, version_id: int, by: Actor, now: datetime, answer: str = "") -> ReportVersion:
    """Let a correction take the place of what was locked, which stays readable."""
    version = _waiting(version_id, by)
    if version.state == VersionState.ACCEPTED:
        return version
    _decide(version, VersionState.ACCEPTED, answer, by, now)
    report = version.report
    report.current = version
    report.save(update_fields=["current"])
    told("programmes.report_correction_accepted", version, programme=report.period.programme, by=by, now=now)
    return version


@transaction.atomic
def decline_correction(*, version_id: int, answer: str, by: Actor, now: datetime) -> ReportVersion:
    """Leave what was locked as it is, with a sentence that the company reads."""
    version = _waiting(version_id, by)
    require(bool(answer.strip()), _("Say why, in a sentence that the company will read."), field="answer")
    if version.state == VersionState.DECLINED:
        return version
    _decide(version, VersionState.DECLINED, answer, by, now)
    programme = version.report.period.programme
    told("programmes.report_correction_declined", version, programme=programme, by=by, now=now)
    return version


def _spoken_for(report_id: int, by: Actor) -> CompanyReport:
    """Return a report with its row locked, for a deed of the company's owners and representatives."""
    held = CompanyReport.objects.select_for_update(of=("self",)).select_related(
        "place", "period__form", "period__programme", "current"
    )
    report = held.filter(pk=report_id).first()
    if report is None or not may_speak_for(by, report.place.organisation_id):
        raise Refused(_("Only owners and representatives of the company can do that."))
    return report


def _waiting(version_id: int, by: Actor) -> ReportVersion:
    known = found(ReportVersion.objects.select_related("report__period"), version_id)
    run_programme(known.report.period.programme_id, by)
    CompanyReport.objects.select_for_update().get(pk=known.report_id)
    held = ReportVersion.objects.select_for_update(of=("self",)).select_related("report__period__programme")
    return held.get(pk=known.pk)


def _decide(version: ReportVersion, state: VersionState, answer: str, by: Actor, now: datetime) -> None:
    require(version.state == VersionState.ASKED, _("This correction is decided already."))
    version.state, version.answer = state, answer.strip()
    version.decided_at, version.decided_by_id = now, by.user_id
    require_valid(version)
    version.save()


def _asked(report: CompanyReport) -> tuple[Indicator, ...]:
    return indicators_of(report.period.form.indicators)


def _values(report: CompanyReport) -> dict[str, Any]:
    """Return what is typed, read; what was left empty stands as None, never as nought."""
    asked = _asked(report)
    wrong = wrong_in(asked, report.typed)
    if wrong:
        field, sentence = next(iter(wrong.items()))
        raise Refused(sentence, field=field)
    return {each.key: each.value(report.typed.get(each.key)) for each in asked}


def _sealed(
    report: CompanyReport,
    answers: dict[str, Any],
    *,
    by: Actor,
    now: datetime,
    state: VersionState = VersionState.HANDED_IN,
    reason: str = "",
) -> ReportVersion:
    number = (report.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    about = {"report": str(report.public_id), "number": str(number), "form": str(report.period.form.public_id)}
    version = ReportVersion(
        report=report, number=number, state=state, answers=answers, reason=reason, handed_in_at=now,
        person_id=by.user_id, digest=sealed(answers, [], at=now.isoformat(), reason=reason, **about),
    )  # fmt: skip
    require_valid(version)
    version.save()
    return version
