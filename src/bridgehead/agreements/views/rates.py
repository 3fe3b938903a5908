"""Exchange rates: what is kept, and taking more in from a file."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bridgehead.accounts.edge import actor_of
from bridgehead.agreements.actions.rates import TakenIn, take_in_rates
from bridgehead.agreements.forms.rates import RatesForm
from bridgehead.agreements.queries.rates import series_kept
from bridgehead.agreements.views.edge import keepers_only
from bridgehead.foundation import clock
from bridgehead.web.forms import attempt


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def rates(request: HttpRequest) -> HttpResponse:
    """The rates that are kept, by pair and source, and a file to take in."""
    form = RatesForm(request.POST or None, request.FILES or None)
    taken: TakenIn | None = None
    if request.method == "POST":
        taken = attempt(
            form, lambda: take_in_rates(rates=form.cleaned_data["file"], by=actor_of(request), now=clock.now())
        )
    if taken is not None:
        told = _("Rates that are new: %(new)s; that stood here already: %(known)s.")
        messages.success(request, told % {"new": f"{taken.new:,}", "known": f"{taken.known:,}"})
        return redirect("rates_desk:rates")
    shown = {"form": form, "series": series_kept(), "reporting": settings.REPORTING_CURRENCIES}
    return render(request, "agreements/desk/rates.html", shown)
