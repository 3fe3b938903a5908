"""Cohorts and places in them, as far as the actor may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import Organisation
from bridgehead.foundation.bilingual import reading_language
from bridgehead.programmes.houses import House, all_houses
from bridgehead.programmes.models import Benefit, Cohort, CohortPlace, PlaceState, Programme, Renewal, RenewalState
from bridgehead.programmes.rules import ENDING, OFFICER, runs


def place_by_id(place_id: int) -> CohortPlace:
    """Return a place with its organisation, its cohort and its programme, as a deed has just left it."""
    found = CohortPlace.objects.select_related("organisation", "cohort__programme__agency")
    return found.get(pk=place_id)


def renewal_decided(renewal_id: int) -> Renewal | None:
    """Return a renewal that was granted or declined; None where it was not."""
    decided = [RenewalState.GRANTED, RenewalState.DECLINED]
    return Renewal.objects.filter(pk=renewal_id, state__in=decided).first()


# --- What everybody sees ----------------------------------------------------------------------------------------------


def visible_cohorts(actor: Actor) -> QuerySet[Cohort]:
    """Return the cohorts that the actor may see: listed ones of listed programmes, and those of programmes they run."""
    found = Cohort.objects.select_related("programme__agency")
    if actor.is_platform_admin:
        return found
    listed = Q(is_listed=True, programme__is_listed=True)
    return found.filter(listed | Q(programme__in=actor.scopes_of(OFFICER)))


def cohort_or_404(actor: Actor, public_id: UUID) -> Cohort:
    """Return a cohort that the actor may see."""
    found = visible_cohorts(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _shown_publicly() -> QuerySet[CohortPlace]:
    """Places whose company everybody may know of: of listed organisations, and not of who left early."""
    return CohortPlace.objects.filter(organisation__is_listed=True).exclude(state=PlaceState.LEFT)


def _in_order(places: QuerySet[CohortPlace]) -> QuerySet[CohortPlace]:
    """In the order of the names in the language of the page, then in the other."""
    own, twin = (
        f"organisation__name_{each}" for each in (("ko", "en") if reading_language() == "ko" else ("en", "ko"))
    )
    return places.select_related("organisation").order_by(own, twin, "pk")


def companies_of(cohort: Cohort) -> QuerySet[CohortPlace]:
    """Return the places of a cohort that everybody may know of; the very same for whoever runs it."""
    return _in_order(_shown_publicly().filter(cohort=cohort))


def cohorts_by_year(actor: Actor, programme: Programme) -> list[Cohort]:
    """Return the cohorts of a programme with their ``companies``, the latest first: two queries, always."""
    shown = Prefetch("places", _in_order(_shown_publicly()), to_attr="companies")
    return list(visible_cohorts(actor).filter(programme=programme).order_by("-year", "-number").prefetch_related(shown))


def places_of_organisation(actor: Actor, organisation: Organisation) -> list[CohortPlace]:
    """Return the places of an organisation in cohorts that the actor may see, the latest first."""
    found = CohortPlace.objects.filter(organisation=organisation, cohort__in=visible_cohorts(actor).values("pk"))
    if not (actor.is_platform_admin or actor.belongs_to(organisation.pk)):
        found = found.exclude(state=PlaceState.LEFT)
    return list(found.select_related("cohort__programme").order_by("-cohort__year", "-pk"))


# --- What a company sees of its own -----------------------------------------------------------------------------------


def my_places(actor: Actor) -> QuerySet[CohortPlace]:
    """Return the places of the organisations that the actor belongs to, those that last first."""
    found = CohortPlace.objects.filter(organisation_id__in=actor.organisation_ids)
    return found.select_related("organisation", "cohort__programme").order_by(
        F("ends_on").desc(nulls_last=True), "-cohort__year", "-pk"
    )


def my_place_or_404(actor: Actor, public_id: UUID) -> CohortPlace:
    """Return a place of an organisation that the actor belongs to; to a rival there is none."""
    found = my_places(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def renewal_or_404(place: CohortPlace, public_id: UUID) -> Renewal:
    """Return a renewal of a place that the actor was found to see."""
    found = place.renewals.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Tenure:
    """How a place stands: days that are left (None where none are), renewals granted and allowed, what is asked."""

    days_left: int | None
    granted: int
    most: int
    renewals: list[Renewal]
    asked: Renewal | None

    @property
    def may_be_asked(self) -> bool:
        """Whether one more renewal can be asked now."""
        return self.days_left is not None and self.asked is None and self.granted < self.most


def tenure_of(place: CohortPlace, now: datetime) -> Tenure:
    """Return how a place stands at a moment, by the calendar of its programme: one query."""
    programme, renewals = place.cohort.programme, list(place.renewals.order_by("asked_at", "pk"))
    left = (place.ends_on - today_of(programme, now)).days if place.ends_on else 0
    return Tenure(
        days_left=left if left > 0 and place.state == PlaceState.ACTIVE else None,
        granted=sum(each.state == RenewalState.GRANTED for each in renewals),
        most=programme.most_renewals,
        renewals=renewals,
        asked=next((each for each in renewals if each.state == RenewalState.ASKED), None),
    )


def today_of(programme: Programme, now: datetime) -> date:
    """Return the day that it is by the calendar of a programme."""
    return now.astimezone(ZoneInfo(programme.zone)).date()


@dataclass(frozen=True, slots=True)
class Opened:
    """What a programme opens: the benefit, and the premises as far as they are known; None where they are gone."""

    benefit: Benefit
    house: House | None


def opened_by(programme: Programme) -> list[Opened]:
    """Return what a programme opens to who is admitted: two queries."""
    benefits = list(programme.benefits.order_by("pk"))
    known = {house.key: house for house in all_houses()} if benefits else {}
    return [Opened(each, known.get(each.premises)) for each in benefits]


# --- What officers see ------------------------------------------------------------------------------------------------


def run_cohort_or_404(actor: Actor, public_id: UUID) -> Cohort:
    """Return a cohort of a programme that the actor runs; to everybody else there is none."""
    found = Cohort.objects.select_related("programme").filter(public_id=public_id).first()
    if found is None or not runs(actor, found.programme_id):
        raise Http404
    return found


def run_place_or_404(actor: Actor, public_id: UUID) -> CohortPlace:
    """Return a place in a cohort of a programme that the actor runs; to everybody else there is none."""
    found = CohortPlace.objects.select_related("organisation", "cohort__programme", "application")
    place = found.filter(public_id=public_id).first()
    if place is None or not runs(actor, place.cohort.programme_id):
        raise Http404
    return place


def cohorts_of(programme: Programme) -> QuerySet[Cohort]:
    """Return the cohorts of a programme that the actor was found to run, each with its ``active``, ``all_places``."""
    active = Count("places", filter=Q(places__state=PlaceState.ACTIVE))
    return programme.cohorts.annotate(all_places=Count("places"), active=active).order_by("-year", "-number", "-pk")


def places_in(cohort: Cohort) -> QuerySet[CohortPlace]:
    """Return every place of a cohort that the actor was found to run, with how many renewals were ``granted``."""
    granted = Count("renewals", filter=Q(renewals__state=RenewalState.GRANTED))
    asked = Count("renewals", filter=Q(renewals__state=RenewalState.ASKED))
    return _in_order(CohortPlace.objects.filter(cohort=cohort)).annotate(granted=granted, asked=asked)


def benefit_or_404(programme: Programme, public_id: UUID) -> Benefit:
    """Return what a programme opens, of a programme that the actor was found to run."""
    found = programme.benefits.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def renewals_waiting(programme: Programme) -> QuerySet[Renewal]:
    """Return the renewals that wait for a decision in a programme that the actor was found to run, oldest first."""
    found = Renewal.objects.filter(place__cohort__programme=programme, state=RenewalState.ASKED)
    return found.select_related("place__organisation", "place__cohort").order_by("asked_at", "pk")


@dataclass(frozen=True, slots=True)
class Counts:
    """How a programme stands: places by what became of them, those over or near the end of their days, renewals."""

    active: int
    graduated: int
    left: int
    overdue: int
    ending: int
    renewals: int


def counts_of(programme: Programme, now: datetime) -> Counts:
    """Count how a programme stands that the actor was found to run: two queries."""
    counted = CohortPlace.objects.filter(cohort__programme=programme).aggregate(
        active=Count("pk", filter=Q(state=PlaceState.ACTIVE)),
        graduated=Count("pk", filter=Q(state=PlaceState.GRADUATED)),
        left=Count("pk", filter=Q(state=PlaceState.LEFT)),
        overdue=Count("pk", filter=is_overdue(programme, now)),
        ending=Count("pk", filter=is_ending(programme, now)),
    )
    return Counts(**counted, renewals=renewals_waiting(programme).count())


def is_overdue(programme: Programme, now: datetime) -> Q:
    """Say of places that their days are over though nobody said that their company graduated or left."""
    return Q(state=PlaceState.ACTIVE, ends_on__lte=today_of(programme, now))


def is_ending(programme: Programme, now: datetime) -> Q:
    """Say of places that their days end soon."""
    today = today_of(programme, now)
    return Q(state=PlaceState.ACTIVE, ends_on__gt=today, ends_on__lte=today + ENDING)


def places_standing(
    programme: Programme, standing: str, now: datetime, year: int | None = None
) -> QuerySet[CohortPlace]:
    """Return the places of a programme that are counted under a heading of ``Counts``, perhaps of one year alone."""
    found = CohortPlace.objects.filter(cohort__programme=programme).select_related("cohort")
    if year is not None:
        found = found.filter(cohort__year=year)
    counted = {"overdue": is_overdue, "ending": is_ending}
    wanted = counted[standing](programme, now) if standing in counted else Q(state=standing)
    return _in_order(found.filter(wanted)).select_related("cohort", "organisation")


def renewals_kept(user_id: int) -> list[dict[str, str | None]]:
    """Return the renewals that a person asked for, oldest first: part of the export."""
    asked = Renewal.objects.filter(asked_by_id=user_id).select_related("place").order_by("asked_at", "pk")
    return [_kept(each) for each in asked]


def _kept(renewal: Renewal) -> dict[str, str | None]:
    return {
        "place": str(renewal.place.public_id),
        "reason": renewal.reason,
        "state": renewal.state,
        "answer": renewal.answer,
        "at": renewal.asked_at.isoformat(),
    }
