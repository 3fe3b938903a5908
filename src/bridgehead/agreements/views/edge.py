"""What the pages of the ledger share: they are there for those who keep one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bridgehead.accounts.edge import actor_of, there_for
from bridgehead.agreements.forms.rates import RestatedForm
from bridgehead.agreements.queries import details
from bridgehead.agreements.queries.rates import rates_on
from bridgehead.agreements.rules import keeps_a_ledger
from bridgehead.foundation import clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, QueryDict

    from bridgehead.agreements.models import Agreement, Amount

keepers_only = there_for(keeps_a_ledger)


def frame(found: Agreement, tab: str) -> dict[str, Any]:
    """Return what every page of one agreement at the desk shows around its own."""
    return {"agreement": found, "terms": found.current, "tab": tab, "now": clock.now()}


def whole(request: HttpRequest, found: Agreement) -> dict[str, Any]:
    """Return an agreement with everything that hangs on it, for its keepers or its own parties to read."""
    terms = found.current
    return {
        **frame(found, "agreement"),
        **restated_on(request, terms.amounts.all() if terms else []),
        "rates": [each.value for each in terms.frozen_rates.all()] if terms else [],
        "steps": details.steps_of(found),
        "documents": details.documents_of(found),
        "obligations": details.obligations_of(found),
        "today": today_of(request),
    }


def restated_on(request: HttpRequest, amounts: Iterable[Amount]) -> dict[str, Any]:
    """Return what a page needs to restate amounts at the rates of a day that its reader chooses.

    Where there is no money, or none that this reader may see, there is no form and the day is not looked at.
    """
    if not any(each.currency for each in amounts):
        return {}
    form = RestatedForm(request.GET if "on" in request.GET else None, today=today_of(request))
    day = form.day()
    return {"on_form": form, "on": day, "on_rates": rates_on(day) if day else []}


def today_of(request: HttpRequest) -> date:
    """Return the day that it is for the person."""
    return clock.now().astimezone(ZoneInfo(actor_of(request).zone)).date()


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what was sent for a form to read, be it empty: the form says what it lacks. None: nothing was sent."""
    return request.POST if request.method == "POST" else None
