"""A company's reports: kept as they are typed, handed in, corrected with a reason."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.programmes.actions import reports as deeds
from bridgehead.programmes.forms.reports import StatementForm
from bridgehead.programmes.models import CompanyReport
from bridgehead.programmes.queries import reports as queries
from bridgehead.programmes.queries.cohorts import my_place_or_404, today_of
from bridgehead.programmes.rules import may_speak_for
from bridgehead.programmes.schemas.reports import Stated, stated
from bridgehead.programmes.views.edge import signed_in_only
from bridgehead.web.forms import attempt


@signed_in_only
@require_http_methods(["GET", "HEAD", "POST"])
def my_report(request: HttpRequest, public_id: UUID, report_id: UUID) -> HttpResponse:
    """One report: what is typed is kept by the first button, and handed in by the second."""
    actor, now = actor_of(request), clock.now()
    place = my_place_or_404(actor, public_id)
    report = queries.report_of_or_404(place, report_id)
    asked = queries.asked_in(report)
    is_locked = report.locked_at is not None
    form = StatementForm(request.POST or None, indicators=asked, typed=report.typed, corrects=is_locked)
    if request.method == "POST" and _done(request, form, report, actor):
        return redirect("programmes:my_report", public_id=public_id, report_id=report_id)
    context = {
        "place": place,
        "programme": place.cohort.programme,
        "report": report,
        "period": report.period,
        "form": form,
        "speaks": may_speak_for(actor, place.organisation_id),
        "is_overdue": report.current is None and report.period.due_on < today_of(place.cohort.programme, now),
        "versions": [(each, stated(asked, each.answers)) for each in queries.versions_of(report)],
        "typed": [Stated(each, report.typed.get(each.key, "")) for each in asked],
    }
    return render(request, "programmes/reports/my_report.html", context, status=422 if form.errors else 200)


def _done(request: HttpRequest, form: StatementForm, report: CompanyReport, by: Actor) -> bool:
    """Keep what was typed in any case, then do what was asked; say in the form why not."""
    now = clock.now()

    def keep() -> CompanyReport:
        seen = form.cleaned_data["seen"] or None
        return deeds.save_report(report_id=report.pk, typed=form.typed(), seen=seen, by=by, now=now)

    kept = attempt(form, keep)
    if kept is None:
        return False
    report.typed = kept.typed
    if "hand_in" not in request.POST:
        messages.success(request, _("Saved."))
        return True
    if form.say_what_is_wrong():
        return False
    reason = form.cleaned_data.get("reason", "")
    if report.locked_at is None:
        done = attempt(form, lambda: deeds.hand_in_report(report_id=report.pk, by=by, now=now))
        said = _("The report is handed in. Until it is locked you can hand in another version.")
    else:
        done = attempt(form, lambda: deeds.ask_correction(report_id=report.pk, reason=reason, by=by, now=now))
        said = _("The correction is with the programme's officers. It counts once they accept it.")
    if done is None:
        return False
    messages.success(request, said)
    return True
