"""The desk of a report form: its indicators, changed in a draft that is then published for good."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.programmes.actions import report_forms as deeds
from bridgehead.programmes.forms.reports import MEASURES, IndicatorForm
from bridgehead.programmes.indicators import Indicator, indicators_of
from bridgehead.programmes.models import ReportForm
from bridgehead.programmes.queries.programmes import run_programme_or_404
from bridgehead.programmes.queries.reports import form_standing
from bridgehead.programmes.views.edge import officers_only
from bridgehead.web.forms import attempt


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def report_form(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is asked now and what the draft would ask; the draft is published by the button."""
    actor = actor_of(request)
    found = run_programme_or_404(actor, public_id)
    if request.method == "POST":
        deeds.publish_report_form(programme_id=found.pk, by=actor, now=clock.now())
        messages.success(request, _("The form is published; periods that are opened from now on ask by it."))
        return redirect("programmes_desk:report_form", public_id=public_id)
    draft, published = form_standing(found)
    measures = {key: str(label) for key, label in MEASURES}
    shown = draft or published
    context = {
        "programme": found, "tab": "reports", "draft": draft, "published": published,
        "asked": [(each, measures[each.measure.value]) for each in _indicators(shown)],
    }  # fmt: skip
    return render(request, "programmes/reports/desk/form.html", context)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def indicator(request: HttpRequest, public_id: UUID, indicator_key: str = "") -> HttpResponse:
    """Add an indicator to the draft, change one, or take one out."""
    actor = actor_of(request)
    found = run_programme_or_404(actor, public_id)
    draft, published = form_standing(found)
    held = next((each for each in _indicators(draft or published) if each.key == indicator_key), None)
    if indicator_key and held is None:
        raise Http404
    form = IndicatorForm(request.POST or None, indicator=held)
    told: dict[str, Any] = {"programme_id": found.pk, "key": indicator_key, "by": actor, "now": clock.now()}
    if request.method == "POST":
        done = None
        if held is not None and request.POST.get("how") == "remove":
            done = deeds.remove_indicator(**told)
        else:
            done = attempt(form, lambda: deeds.set_indicator(**told, **form.cleaned_data))
        if done is not None:
            messages.success(request, _("The draft of the form is changed."))
            return redirect("programmes_desk:report_form", public_id=public_id)
    context = {"programme": found, "tab": "reports", "form": form, "indicator": held}
    return render(request, "programmes/reports/desk/indicator.html", context, status=422 if form.errors else 200)


def _indicators(form: ReportForm | None) -> tuple[Indicator, ...]:
    return indicators_of(form.indicators) if form is not None else ()
