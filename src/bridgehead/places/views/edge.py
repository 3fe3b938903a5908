"""What the pages of premises share: who is there for what, and the deeds that a form without fields asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest

from bridgehead.accounts.edge import there_for
from bridgehead.foundation import clock
from bridgehead.places.models import Premises
from bridgehead.places.rules import day_of, may_set_up, serves_somewhere

staff_only = there_for(serves_somewhere)
administrators_only = there_for(may_set_up)
members_only = there_for(lambda actor: not actor.is_anonymous)


def today_at(premises: Premises) -> date:
    """Return the day that it is at premises."""
    return day_of(clock.now(), ZoneInfo(premises.zone))


#: A board looks back so far, and ahead as far as one books.
LOOKS_BACK = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Turning:
    """The day that is shown, and those to turn to before and after it: None where a board ends."""

    day: date
    before: date | None
    after: date | None


def asked_day(request: HttpRequest, name: str, premises: Premises, *, step: int = 1) -> Turning:
    """Return the day that an address asks for, today for nonsense; with ``step`` 7 the Monday of its week."""
    today = today_at(premises)
    first, last = today - LOOKS_BACK, today + timedelta(days=premises.days_ahead)
    try:
        day = min(max(date.fromisoformat(request.GET.get(name, "")), first), last)
    except ValueError:
        day = today
    if step == 7:
        day -= timedelta(days=day.weekday())
    before, after = day - timedelta(days=step), day + timedelta(days=step)
    return Turning(day, before if before >= first else None, after if after <= last else None)


def deed_or_404(deeds: dict[str, Callable[..., Any]], name: str) -> Callable[..., Any]:
    """Return the deed that an address names."""
    if name not in deeds:
        raise Http404
    return deeds[name]
