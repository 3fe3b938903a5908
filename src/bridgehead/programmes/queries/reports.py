"""Company reports as far as the actor may see them: a company its own, officers those of the programmes they run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.bilingual import reading_language
from bridgehead.programmes.indicators import Indicator, Measure, indicators_of
from bridgehead.programmes.models import (
    CohortPlace,
    CompanyReport,
    PlaceState,
    Programme,
    ReportForm,
    ReportPeriod,
    ReportVersion,
    VersionState,
)
from bridgehead.programmes.rules import DUE_AFTER, LOCKED_AFTER, MONTHS_OF_SPAN, OFFICER, after_months

#: Under which headings the reports of a period are listed.
STANDINGS = ("all", "handed_in", "missing", "locked", "asked")


# --- What a company sees of its own -----------------------------------------------------------------------------------


def reports_of(place: CohortPlace) -> list[CompanyReport]:
    """Return the reports of a place that the actor was found to see, the latest period first, with what ``waits``."""
    return list(
        _with_waiting(place.reports.all()).select_related("period", "current").order_by("-period__starts_on", "-pk")
    )


def report_of_or_404(place: CohortPlace, public_id: UUID) -> CompanyReport:
    """Return a report of a place that the actor was found to see."""
    found = _with_waiting(place.reports.all()).select_related("period__form", "period__programme", "current", "place")
    report = found.filter(public_id=public_id).first()
    if report is None:
        raise Http404
    return report


def versions_of(report: CompanyReport) -> list[ReportVersion]:
    """Return what was stated in a report that the actor was found to see, the latest first."""
    return list(report.versions.select_related("person").order_by("-number"))


def asked_in(report: CompanyReport) -> tuple[Indicator, ...]:
    """Return what a report is asked."""
    return indicators_of(report.period.form.indicators)


def _with_waiting(reports: QuerySet[CompanyReport]) -> QuerySet[CompanyReport]:
    waiting = ReportVersion.objects.filter(report=OuterRef("pk"), state=VersionState.ASKED)
    return reports.annotate(waits=Exists(waiting))


# --- What officers see ------------------------------------------------------------------------------------------------


def form_standing(programme: Programme) -> tuple[ReportForm | None, ReportForm | None]:
    """Return the draft and the newest published version of what a programme asks that the actor was found to run."""
    forms = list(programme.report_forms.order_by("-version"))
    draft = next((each for each in forms if each.published_at is None), None)
    return draft, next((each for each in forms if each.published_at is not None), None)


def periods_of(programme: Programme) -> QuerySet[ReportPeriod]:
    """Return the periods of a programme that the actor was found to run, each with how its reports stand."""
    asked = Count("reports__versions", filter=Q(reports__versions__state=VersionState.ASKED), distinct=True)
    return programme.report_periods.select_related("form").annotate(
        companies=Count("reports", distinct=True),
        handed_in=Count("reports", filter=Q(reports__current__isnull=False), distinct=True),
        locked=Count("reports", filter=Q(reports__locked_at__isnull=False), distinct=True),
        asked=asked,
    ).order_by("-starts_on", "-ends_on", "-pk")  # fmt: skip


def period_or_404(programme: Programme, public_id: UUID) -> ReportPeriod:
    """Return a period of a programme that the actor was found to run."""
    found = periods_of(programme).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def reports_in(period: ReportPeriod, standing: str = "all") -> QuerySet[CompanyReport]:
    """Return the reports of a period under one of ``STANDINGS``, in the order of the companies' names."""
    wanted = {
        "handed_in": Q(current__isnull=False),
        "missing": Q(current__isnull=True),
        "locked": Q(locked_at__isnull=False),
        "asked": Q(waits=True),
    }.get(standing, Q())
    own, twin = ("ko", "en") if reading_language() == "ko" else ("en", "ko")
    names = [f"place__organisation__name_{each}" for each in (own, twin)]
    found = _with_waiting(period.reports.all()).filter(wanted)
    return found.select_related("place__organisation", "place__cohort", "current").order_by(*names, "pk")


def run_report_or_404(period: ReportPeriod, public_id: UUID) -> CompanyReport:
    """Return a report of a period that the actor was found to run."""
    found = _with_waiting(period.reports.all()).filter(public_id=public_id)
    report = found.select_related("place__organisation", "place__cohort", "current", "period__form").first()
    if report is None:
        raise Http404
    return report


def version_or_404(report: CompanyReport, public_id: UUID) -> ReportVersion:
    """Return a version of a report that the actor was found to see."""
    found = report.versions.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Summed:
    """An indicator over a period: its sum (or lowest and highest share), of how many, and how many said nothing."""

    indicator: Indicator
    #: Of how many reports something was said.
    said: int
    #: Of how many that were handed in nothing was said.
    silent: int
    #: A count, or whole minor units of its currency; None where nobody said any, or where nothing is added.
    total: int | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None


def sums_of(period: ReportPeriod) -> list[Summed]:
    """Return each indicator over what was handed in for a period; shares and words are never added: one query."""
    handed_in = period.reports.filter(current__isnull=False).values_list("current__answers", flat=True)
    stated = list(handed_in)
    return [_summed(each, [said.get(each.key) for said in stated]) for each in indicators_of(period.form.indicators)]


def _summed(indicator: Indicator, values: Sequence[object]) -> Summed:
    said = [each for each in values if each is not None]
    counts = len(said), len(values) - len(said)
    if not said or indicator.measure is Measure.WORDS:
        return Summed(indicator, *counts)
    if indicator.measure is Measure.AMOUNT:
        return Summed(indicator, *counts, total=sum(each["minor"] for each in said if isinstance(each, dict)))
    numbers = [Decimal(str(each)) for each in said]
    if indicator.measure is Measure.SHARE:
        return Summed(indicator, *counts, lowest=min(numbers), highest=max(numbers))
    return Summed(indicator, *counts, total=int(sum(numbers)))


@dataclass(frozen=True, slots=True)
class Proposed:
    """The next period as officers most likely open it."""

    span: str
    starts_on: date
    due_on: date
    locks_on: date


def proposed_period(programme: Programme, today: date) -> Proposed:
    """Return the period that follows the last; else the first quarter of the companies that are in the programme."""
    last = programme.report_periods.order_by("-ends_on").first()
    if last is not None:
        spans = {months: span for span, months in MONTHS_OF_SPAN.items()}
        months = (last.ends_on.year - last.starts_on.year) * 12 + last.ends_on.month - last.starts_on.month
        return _proposed(spans.get(months, "quarter"), last.ends_on)
    active = CohortPlace.objects.filter(cohort__programme=programme, state=PlaceState.ACTIVE)
    first = active.exclude(starts_on=None).order_by("-starts_on").values_list("starts_on", flat=True).first()
    return _proposed("quarter", first or today.replace(day=1))


def _proposed(span: str, starts_on: date) -> Proposed:
    due_on = after_months(starts_on, MONTHS_OF_SPAN[span]) + DUE_AFTER
    return Proposed(span, starts_on, due_on, due_on + LOCKED_AFTER + timedelta(days=1))


# --- What those read who keep the ladder of evidence ------------------------------------------------------------------


def locked_reports(actor: Actor) -> QuerySet[CompanyReport]:
    """Return what companies stated in reports that are locked, of the programmes that the actor runs."""
    found = CompanyReport.objects.filter(locked_at__isnull=False, current__isnull=False)
    if not actor.is_platform_admin:
        found = found.filter(period__programme__in=actor.scopes_of(OFFICER))
    return found.select_related(
        "period__form", "period__programme", "place__organisation", "current__person"
    ).order_by("-period__starts_on", "-locked_at", "-pk")  # fmt: skip


# --- What is told of them by mail, and exported -----------------------------------------------------------------------


def reports_due(organisation_id: int) -> list[CompanyReport]:
    """Return what a company has not handed in yet and still can: what a reminder tells of, the first due first."""
    found = CompanyReport.objects.filter(place__organisation_id=organisation_id, locked_at=None, current=None)
    return list(found.select_related("period__programme", "place__cohort").order_by("period__due_on", "pk"))


def reports_kept(user_id: int) -> list[dict[str, object]]:
    """Return the versions of reports that a person handed in, oldest first: part of the export."""
    found = ReportVersion.objects.filter(person_id=user_id).select_related("report").order_by("handed_in_at", "pk")
    return [
        {
            "report": str(each.report.public_id),
            "version": each.number,
            "reason": each.reason,
            "at": each.handed_in_at.isoformat(),
        }
        for each in found
    ]
