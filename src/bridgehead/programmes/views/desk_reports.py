"""The desk of company reports: what is asked, for which periods, and what the companies stated."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.programmes.actions import report_periods
from bridgehead.programmes.actions import reports as deeds
from bridgehead.programmes.forms.reports import DecisionForm, PeriodForm
from bridgehead.programmes.models import CompanyReport, Programme, ReportPeriod, ReportVersion
from bridgehead.programmes.queries import reports as queries
from bridgehead.programmes.queries.cohorts import today_of
from bridgehead.programmes.queries.programmes import run_programme_or_404
from bridgehead.programmes.schemas.reports import report_header, report_rows, stated, sums_shown
from bridgehead.programmes.views.edge import officers_only
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of
from bridgehead.web.sheets import KINDS, taken_out

PER_PAGE = 50


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The periods and how their reports stand; the next one is opened by the form."""
    actor, now = actor_of(request), clock.now()
    found = run_programme_or_404(actor, public_id)
    draft, published = queries.form_standing(found)
    proposed = queries.proposed_period(found, today_of(found, now))
    initial = {name: getattr(proposed, name) for name in ("span", "starts_on", "due_on", "locks_on")}
    form = PeriodForm(request.POST or None, initial=initial)

    def open_period() -> ReportPeriod:
        return report_periods.open_period(programme_id=found.pk, by=actor, now=now, **form.cleaned_data)

    if request.method == "POST" and (opened := attempt(form, open_period)) is not None:
        messages.success(request, _("The period is open; the companies find it on their pages."))
        return redirect("programmes_desk:report_period", public_id=public_id, period_id=opened.public_id)
    context = {
        "programme": found, "tab": "reports", "form": form, "draft": draft, "published": published,
        "page": page_of(request, queries.periods_of(found), PER_PAGE),
    }  # fmt: skip
    return render(request, "programmes/reports/desk/reports.html", context, status=422 if form.errors else 200)


@officers_only
@require_safe
def report_period(request: HttpRequest, public_id: UUID, period_id: UUID) -> HttpResponse:
    """One period: each company's report by how it stands, and the sums of what was handed in."""
    found, period = _held(request, public_id, period_id)
    standing = request.GET.get("standing", "all")
    if standing not in queries.STANDINGS:
        raise Http404
    context = {
        "programme": found, "tab": "reports", "period": period, "standing": standing,
        "missing": period.companies - period.handed_in,  # type: ignore[attr-defined]  # annotated
        "page": page_of(request, queries.reports_in(period, standing), PER_PAGE),
        "sums": sums_shown(queries.sums_of(period)),
    }  # fmt: skip
    return render(request, "programmes/reports/desk/period.html", context)


@officers_only
@require_safe
def export_reports(request: HttpRequest, public_id: UUID, period_id: UUID, sheet: str) -> HttpResponse:
    """All reports of a period as a sheet: what counts, and who has handed in nothing."""
    if sheet not in KINDS:
        raise Http404
    found, period = _held(request, public_id, period_id)
    rows = report_rows(period, list(queries.reports_in(period)), found.zone)
    name = f"company-reports-{period.starts_on.isoformat()}"
    return taken_out(
        sheet, report_header(period), rows, name=name, sheet=_("Company reports"), made_at=clock.now()
    )  # fmt: skip


@officers_only
@require_safe
def report(request: HttpRequest, public_id: UUID, period_id: UUID, report_id: UUID) -> HttpResponse:
    """One report: every version, and what waits for a decision."""
    found, period = _held(request, public_id, period_id)
    return _page(request, found, period, queries.run_report_or_404(period, report_id), DecisionForm())


@officers_only
@require_POST
def lock_report(request: HttpRequest, public_id: UUID, period_id: UUID, report_id: UUID) -> HttpResponse:
    """Lock what was handed in before the lock day."""
    _found, period = _held(request, public_id, period_id)
    held = queries.run_report_or_404(period, report_id)
    report_periods.lock_report(report_id=held.pk, by=actor_of(request), now=clock.now())
    messages.success(request, _("The report is locked; a correction needs a reason and your consent."))
    return redirect("programmes_desk:report", public_id=public_id, period_id=period_id, report_id=report_id)


@officers_only
@require_POST
def decide_correction(
    request: HttpRequest, public_id: UUID, period_id: UUID, report_id: UUID, version_id: UUID
) -> HttpResponse:
    """Accept or decline a correction."""
    actor = actor_of(request)
    found, period = _held(request, public_id, period_id)
    held = queries.run_report_or_404(period, report_id)
    version = queries.version_or_404(held, version_id)
    form = DecisionForm(request.POST)

    def decide() -> ReportVersion:
        told: dict[str, Any] = {"version_id": version.pk, "answer": form.cleaned_data["answer"], "by": actor}
        deed = deeds.accept_correction if request.POST.get("how") == "accept" else deeds.decline_correction
        return deed(now=clock.now(), **told)

    if attempt(form, decide) is None:
        return _page(request, found, period, held, form)
    messages.success(request, _("The correction is decided; the company reads it."))
    return redirect("programmes_desk:report", public_id=public_id, period_id=period_id, report_id=report_id)


def _held(request: HttpRequest, public_id: UUID, period_id: UUID) -> tuple[Programme, ReportPeriod]:
    found = run_programme_or_404(actor_of(request), public_id)
    return found, queries.period_or_404(found, period_id)


def _page(
    request: HttpRequest, found: Programme, period: ReportPeriod, held: CompanyReport, form: DecisionForm
) -> HttpResponse:
    asked = queries.asked_in(held)
    context = {
        "programme": found, "tab": "reports", "period": period, "report": held, "form": form,
        "versions": [(each, stated(asked, each.answers)) for each in queries.versions_of(held)],
    }  # fmt: skip
    return render(request, "programmes/reports/desk/report.html", context, status=422 if form.errors else 200)
