"""Making cohorts, admitting companies to them, and saying what premises a programme opens."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.records import assign, found, require_as_seen
from bridgehead.foundation.refusals import Refused, require, require_valid
from bridgehead.programmes.actions.place_telling import tell_admitted
from bridgehead.programmes.actions.records import run_programme, told
from bridgehead.programmes.houses import all_houses
from bridgehead.programmes.models import Application, ApplicationState, Benefit, Cohort, CohortPlace, Programme
from bridgehead.programmes.rules import latest_end, may_open_premises
from bridgehead.programmes.signals import place_granted


class CohortFields(TypedDict, total=False):
    """What is set of a cohort."""

    year: int
    number: int
    name_ko: str
    name_en: str
    note_ko: str
    note_en: str
    starts_on: date | None
    is_listed: bool


#: What the page of a cohort shows of it, and what a change of it is held against.
SHOWN = ("year", "number", "name_ko", "name_en", "note_ko", "note_en", "starts_on", "is_listed")


@transaction.atomic
def make_cohort(*, programme_id: int, by: Actor, now: datetime, **fields: Unpack[CohortFields]) -> Cohort:
    """Make a cohort of a programme; nobody has a place in it yet."""
    programme = run_programme(programme_id, by)
    cohort = Cohort(programme=programme)
    change = assign(cohort, fields)
    cohort.save()
    told("programmes.cohort_made", cohort, programme=programme, by=by, now=now, change=change)
    return cohort


@transaction.atomic
def change_cohort(
    *, cohort_id: int, by: Actor, now: datetime, seen: str | None = None, **fields: Unpack[CohortFields]
) -> Cohort:
    """Change what is told of a cohort; places that were given keep their days. ``seen`` marks what its page showed."""
    cohort, programme = run_cohort(cohort_id, by)
    require_as_seen(cohort, SHOWN, seen)
    change = assign(cohort, fields)
    if change:
        cohort.save()
        told("programmes.cohort_changed", cohort, programme=programme, by=by, now=now, change=change)
    return cohort


@transaction.atomic
def admit(
    *,
    cohort_id: int,
    organisation_id: int,
    by: Actor,
    now: datetime,
    application_id: int | None = None,
    starts_on: date | None = None,
) -> CohortPlace:
    """Give a company a place for one tenure from a day on, else from the cohort's first; a second time changes nothing.

    Where neither day is known the place has none, and opens nothing.
    """
    cohort, programme = run_cohort(cohort_id, by)
    held = CohortPlace.objects.filter(cohort=cohort, organisation_id=organisation_id).first()
    if held is not None:
        return held
    first = starts_on or cohort.starts_on
    place = CohortPlace(cohort=cohort, organisation_id=organisation_id, starts_on=first)
    if application_id is not None:
        place.application = _leading_to(application_id, organisation_id, programme)
    if first is not None:
        place.ends_on = latest_end(first, programme, 0)
    require_valid(place)
    place.save()
    if first is not None:
        place_granted.send(sender=CohortPlace, place_id=place.pk, by=by, now=now)
        tell_admitted(place, now)
    change = {"starts_on": (None, first and first.isoformat())}
    told("programmes.place_granted", place, programme=programme, by=by, now=now, change=change)
    return place


def _leading_to(application_id: int, organisation_id: int, programme: Programme) -> Application:
    """Return the application that a place rests on: handed in by the very organisation for a call of the programme."""
    handed_in = Application.objects.filter(
        pk=application_id,
        organisation_id=organisation_id,
        call__programme=programme,
        state__in=[ApplicationState.SUBMITTED, ApplicationState.RETURNED],
    ).first()
    if handed_in is None:
        raise Refused(_("This organisation has handed in no such application."), field="application")
    return handed_in


@transaction.atomic
def open_premises(
    *, programme_id: int, premises: UUID, desks: int, monthly_minutes: int, by: Actor, now: datetime
) -> Benefit:
    """Let places of a programme open premises; who is admitted or renewed from now on gets as much as is said here."""
    require(may_open_premises(by), _("Only the platform's administrators can let a programme open premises."))
    programme = run_programme(programme_id, by)
    require(premises in {house.key for house in all_houses()}, _("There are no such premises."), field="premises")
    benefit = Benefit.objects.filter(programme=programme, premises=premises).first()
    is_new = benefit is None
    benefit = benefit or Benefit(programme=programme, premises=premises)
    change = assign(benefit, {"desks": desks, "monthly_minutes": monthly_minutes})
    if is_new or change:
        benefit.save()
        told("programmes.premises_opened", benefit, programme=programme, by=by, now=now, change=change)
    return benefit


@transaction.atomic
def shut_premises(*, benefit_id: int, by: Actor, now: datetime) -> None:
    """No longer open premises to who is admitted from now on; who was admitted before keeps what was granted."""
    require(may_open_premises(by), _("Only the platform's administrators can let a programme open premises."))
    benefit = Benefit.objects.filter(pk=benefit_id).first()
    if benefit is None:
        return
    programme = run_programme(benefit.programme_id, by)
    told("programmes.premises_shut", benefit, programme=programme, by=by, now=now)
    benefit.delete()


def run_cohort(cohort_id: int, by: Actor) -> tuple[Cohort, Programme]:
    """Return a cohort and its programme with both rows locked, for a deed of the programme's officers."""
    known = found(Cohort.objects.all(), cohort_id)
    programme = run_programme(known.programme_id, by)
    return Cohort.objects.select_for_update().get(pk=known.pk), programme
