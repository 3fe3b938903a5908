"""What a company is told of its place in a cohort by mail: staged with the deed, once, or by the job before its end."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q, QuerySet

from bridgehead.foundation import clock, notices
from bridgehead.foundation.jobs import Claim, job
from bridgehead.programmes.models import CohortPlace, CompanyReport, CompanyTask, PlaceState, Renewal
from bridgehead.programmes.rules import NEWLY_ADMITTED, TOLD_BEFORE


def tell_admitted(place: CohortPlace, now: datetime) -> None:
    """Tell a company that it has a place, and its days; once, however its days are changed later."""
    _tell(place, "admitted", "admitted", now)


def tell_renewal(renewal: Renewal, now: datetime) -> None:
    """Tell a company how its renewal was decided."""
    _tell(renewal.place, "renewal", f"renewal:{renewal.public_id}", now, renewal_id=renewal.pk)


def tell_ended(place: CohortPlace, now: datetime) -> None:
    """Tell a company that it graduated or left, and from which day on."""
    _tell(place, "ended", "ended", now)


def _tell(place: CohortPlace, what: str, once: str, now: datetime, **more: int | str) -> None:
    key = f"programmes-place:{place.public_id}:{once}"
    notices.after_commit("programmes/place", key=key, now=now, place_id=place.pk, what=what, **more)


@job("programmes.tell_endings", attempts=3)
def tell_endings(claim: Claim) -> None:
    """Tell companies a month before that their places end."""
    tell_endings_at(clock.database_now())


def tell_endings_at(now: datetime) -> None:
    """Tell each company whose place ends within a month of a moment; once for each day on which it may end."""
    # A day more on either side: in each programme's zone it is another one.
    near = _untold().filter(ends_on__gte=now.date(), ends_on__lte=(now + TOLD_BEFORE).date() + timedelta(days=1))
    for place in near.filter(created_at__lt=now - NEWLY_ADMITTED).select_related("cohort__programme").order_by("pk"):
        today = now.astimezone(ZoneInfo(place.cohort.programme.zone)).date()
        if place.ends_on is None or not today < place.ends_on <= today + TOLD_BEFORE:
            continue
        # Reminded of a report or a task today, the company hears of this tomorrow.
        reminded = {"place__organisation_id": place.organisation_id, "reminded_on": now.date()}
        if not any(owed.objects.filter(**reminded).exists() for owed in (CompanyReport, CompanyTask)):
            _tell_ending(place, now)


@transaction.atomic
def _tell_ending(place: CohortPlace, now: datetime) -> None:
    last = place.ends_on
    # Whoever comes second finds it told, and tells nothing.
    if last is not None and _untold().filter(pk=place.pk, ends_on=last).update(told_of_end=last):
        _tell(place, "soon", f"soon:{last.isoformat()}", now, ends_on=last.isoformat())


def _untold() -> QuerySet[CohortPlace]:
    """Places that last, and of whose end as it is now nobody was told."""
    untold = Q(told_of_end=None) | ~Q(told_of_end=F("ends_on"))
    return CohortPlace.objects.filter(untold, state=PlaceState.ACTIVE)
