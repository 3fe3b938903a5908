"""How full premises are, as pictures with their tables."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.places.queries import houses
from bridgehead.places.queries.occupancy import fullest, let_by_month, rooms_by_hour
from bridgehead.places.views.edge import staff_only, today_at

#: Over how many whole weeks before today rooms are looked at; the first is shown unless another is asked for.
WEEKS = (4, 12)


@staff_only
@require_safe
def occupancy(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Offices and desks over a year, and rooms by weekday and hour over some weeks."""
    found = houses.desk_premises_or_404(actor_of(request), public_id)
    today, asked = today_at(found), request.GET.get("weeks", "")
    weeks = next((each for each in WEEKS if str(each) == asked), WEEKS[0])
    first = today - timedelta(weeks=weeks)
    weekdays = rooms_by_hour(found, first, today)
    context = {
        "premises": found,
        "tab": "occupancy",
        "months": let_by_month(found, today),
        "weekdays": weekdays,
        "most": fullest(weekdays),
        "choices": WEEKS,
        "weeks": weeks,
        "first": first,
        "last": today - timedelta(days=1),
    }
    return render(request, "places/desk/occupancy.html", context)
