"""A place in a cohort opens premises, and its end closes them: two contexts that know nothing of each other."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.utils import translation

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.foundation.refusals import Refused
from bridgehead.places.actions.bookings import book
from bridgehead.places.actions.tenancies import cancel_tenancy, plan_tenancy
from bridgehead.places.actions.waiting import wait_for_room
from bridgehead.places.models import Booking, Entitlement, Premises, Waiting
from bridgehead.programmes.actions.cohorts import admit
from bridgehead.programmes.actions.tenures import ask_renewal, change_days, graduate, grant_renewal, leave
from bridgehead.programmes.models import Cohort, CohortPlace, PlaceState
from tests.factories.cohorts import BenefitFactory, CohortFactory, speaker_of
from tests.factories.organisations import OrganisationFactory
from tests.factories.places import BookingFactory, EntitlementFactory, PremisesFactory, boston, room_at
from tests.factories.programmes import officer_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FIRST, LAST = date(2023, 4, 1), date(2024, 4, 1)


@pytest.fixture(autouse=True)
def _english() -> None:
    """Sentences are compared in English."""
    translation.activate("en")


def opened_by() -> tuple[Cohort, Premises, Actor]:
    """A cohort whose programme opens one house, with an officer of it."""
    cohort, house = CohortFactory(starts_on=FIRST), PremisesFactory(days_ahead=365)
    BenefitFactory(programme=cohort.programme, premises=house.public_id)
    return cohort, house, officer_of(cohort.programme)[1]


def granted() -> list[tuple[object, ...]]:
    fields = ("premises__public_id", "organisation_id", "starts_on", "ends_on", "desks", "monthly_minutes", "source")
    return list(Entitlement.objects.order_by("pk").values_list(*fields))


def test_admission_opens_what_the_programme_opens_once(now: datetime) -> None:
    cohort, house, officer = opened_by()
    company = OrganisationFactory()

    place = admit(cohort_id=cohort.pk, organisation_id=company.pk, by=officer, now=now)
    admit(cohort_id=cohort.pk, organisation_id=company.pk, by=officer, now=now)

    source = f"place:{place.public_id}"
    assert granted() == [(house.public_id, company.pk, FIRST, LAST, 1, 600, source)]


def test_admission_is_undone_where_the_premises_are_gone(now: datetime) -> None:
    cohort, _house, officer = opened_by()
    BenefitFactory(programme=cohort.programme, premises=uuid4())

    with pytest.raises(Refused, match="premises that the programme opens are no longer there"):
        admit(cohort_id=cohort.pk, organisation_id=OrganisationFactory().pk, by=officer, now=now)

    assert (CohortPlace.objects.count(), granted()) == (0, [])


def test_place_without_days_opens_nothing_until_they_are_known(now: datetime) -> None:
    cohort, house, officer = opened_by()
    Cohort.objects.update(starts_on=None)
    place = admit(cohort_id=cohort.pk, organisation_id=OrganisationFactory().pk, by=officer, now=now)
    assert granted() == []

    change_days(place_id=place.pk, starts_on=FIRST, ends_on=date(2023, 10, 1), by=officer, now=now)

    assert [each[:4] for each in granted()] == [(house.public_id, place.organisation_id, FIRST, date(2023, 10, 1))]


def test_renewal_lets_the_door_stand_open_for_longer(now: datetime) -> None:
    cohort, _house, officer = opened_by()
    place = admit(cohort_id=cohort.pk, organisation_id=OrganisationFactory().pk, by=officer, now=now)
    asked = ask_renewal(place_id=place.pk, reason="More", by=speaker_of(place), now=now)

    grant_renewal(renewal_id=asked.pk, by=officer, now=now)

    assert [each[2:4] for each in granted()] == [(FIRST, date(2025, 4, 1))]


def test_who_still_lives_there_moves_out_before_it_graduates(now: datetime) -> None:
    cohort, house, officer = opened_by()
    company = OrganisationFactory(name_en="Hanbit")
    place = admit(cohort_id=cohort.pk, organisation_id=company.pk, by=officer, now=now)
    desk = room_at(house, kind="desk", name_en="Desk 3")
    living = plan_tenancy(
        room_id=desk.pk, entitlement_id=Entitlement.objects.get().pk, starts_on=FIRST, ends_on=LAST, by=SYSTEM, now=now
    )

    with pytest.raises(Refused, match="Hanbit still lives here from that day on: Desk 3, Boston Incubation Office"):
        graduate(place_id=place.pk, ends_on=date(2023, 5, 1), by=officer, now=now)

    place.refresh_from_db()
    assert (place.state, place.ends_on, granted()[0][3]) == (PlaceState.ACTIVE, LAST, LAST)
    cancel_tenancy(tenancy_id=living.pk, by=SYSTEM, now=now)
    graduate(place_id=place.pk, ends_on=date(2023, 5, 1), by=officer, now=now)
    assert granted()[0][3] == date(2023, 5, 1)


def test_graduation_closes_the_door(now: datetime) -> None:
    """What is booked before it stays; what comes after is cancelled, and nothing more can be booked then."""
    cohort, house, officer = opened_by()
    place = admit(cohort_id=cohort.pk, organisation_id=OrganisationFactory().pk, by=officer, now=now)
    member, room, hall = speaker_of(place, "member"), room_at(house), room_at(house, kind="hall")
    mine = {"organisation_id": place.organisation_id, "by": member, "now": now}

    def at(day: str) -> dict[str, datetime]:
        return {"starts_at": boston(f"{day} 10:00"), "ends_at": boston(f"{day} 11:00")}

    before = book(room_id=room.pk, **at("2023-05-31"), **mine)
    after = book(room_id=room.pk, **at("2023-06-01"), **mine)
    in_hall = book(room_id=hall.pk, **at("2023-06-02"), **mine)
    BookingFactory(room=room, **at("2023-06-05"))
    wait_for_room(room_id=room.pk, **at("2023-06-05"), **mine)

    graduate(place_id=place.pk, ends_on=date(2023, 6, 1), by=officer, now=now)

    states = dict(Booking.objects.filter(person_id=member.user_id).values_list("pk", "state"))
    assert states == {before.pk: "confirmed", after.pk: "cancelled", in_hall.pk: "cancelled"}
    assert Booking.objects.get(pk=after.pk).reason.startswith("지원사업 참여 기간이 끝났습니다. · The place")
    assert Waiting.objects.get().state == "withdrawn"
    with pytest.raises(Refused, match="not entitled to use these premises on 1 June 2023"):
        book(room_id=room.pk, **at("2023-06-01"), **mine)


def test_what_something_else_entitles_to_stays(now: datetime) -> None:
    cohort, house, officer = opened_by()
    place = admit(cohort_id=cohort.pk, organisation_id=OrganisationFactory().pk, by=officer, now=now)
    member, hall = speaker_of(place, "member"), room_at(house, kind="hall")
    EntitlementFactory(premises=house, organisation=place.organisation, monthly_minutes=0)
    kept = book(
        room_id=hall.pk, organisation_id=place.organisation_id, starts_at=boston("2023-06-02 10:00"),
        ends_at=boston("2023-06-02 11:00"), by=member, now=now,
    )  # fmt: skip

    leave(place_id=place.pk, ends_on=date(2023, 6, 1), reason="Bought", by=officer, now=now)

    kept.refresh_from_db()
    assert kept.state == "confirmed"
