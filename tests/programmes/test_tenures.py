"""How long a place lasts: renewals asked and decided within the limit, graduation and leaving."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from bridgehead.programmes.actions.tenures import (
    ask_renewal,
    change_days,
    decline_renewal,
    graduate,
    grant_renewal,
    leave,
    withdraw_renewal,
)
from bridgehead.programmes.models import CohortPlace, PlaceState, Programme, Renewal, RenewalState
from tests.factories.cohorts import CohortPlaceFactory, speaker_of
from tests.factories.programmes import officer_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_company_asks_and_an_officer_grants_one_tenure_more(now: datetime) -> None:
    place = CohortPlaceFactory()
    company = speaker_of(place)
    _person, officer = officer_of(place.cohort.programme)

    asked = ask_renewal(place_id=place.pk, reason="The trial begins in May.", by=company, now=now)
    grant_renewal(renewal_id=asked.pk, answer="Good luck.", by=officer, now=now)
    granted = grant_renewal(renewal_id=asked.pk, by=officer, now=now + timedelta(days=1))

    place.refresh_from_db()
    assert (place.starts_on, place.ends_on) == (date(2023, 1, 2), date(2025, 1, 2))
    assert (granted.state, granted.number, granted.reason, granted.answer, granted.decided_at) == (
        RenewalState.GRANTED, 1, "The trial begins in May.", "Good luck.", now,
    )  # fmt: skip
    assert list(AuditEntry.objects.order_by("position").values_list("verb", "actor_id", "change")) == [
        ("programmes.renewal_asked", company.user_id, {}),
        ("programmes.renewal_granted", officer.user_id, {"number": [None, 1], "ends_on": ["2024-01-02", "2025-01-02"]}),
    ]


def test_only_who_speaks_for_the_company_asks_once_and_with_a_reason(now: datetime) -> None:
    place = CohortPlaceFactory()
    rival, member, speaker = speaker_of(CohortPlaceFactory()), speaker_of(place, "member"), speaker_of(place, "owner")
    _person, officer = officer_of(place.cohort.programme)

    for nobody in (rival, member, officer):
        with pytest.raises(Refused, match="Only owners and representatives"):
            ask_renewal(place_id=place.pk, reason="Please", by=nobody, now=now)
    with pytest.raises(Refused, match="Say why you ask"):
        ask_renewal(place_id=place.pk, reason="  ", by=speaker, now=now)
    with pytest.raises(Refused, match="This place is over"):
        ask_renewal(place_id=place.pk, reason="Late", by=speaker, now=now + timedelta(days=365))
    asked = ask_renewal(place_id=place.pk, reason="Please", by=speaker, now=now)
    with pytest.raises(Refused, match="waits for its decision already"):
        ask_renewal(place_id=place.pk, reason="And again", by=speaker, now=now)

    assert list(Renewal.objects.values_list("pk", "reason")) == [(asked.pk, "Please")]


def test_renewals_end_at_the_programmes_limit(now: datetime) -> None:
    place = CohortPlaceFactory(cohort__programme__most_renewals=1)
    company = speaker_of(place)
    _person, officer = officer_of(place.cohort.programme)
    first = ask_renewal(place_id=place.pk, reason="First", by=company, now=now)
    grant_renewal(renewal_id=first.pk, by=officer, now=now)

    with pytest.raises(Refused, match="renews a place 1 time at most"):
        ask_renewal(place_id=place.pk, reason="Second", by=company, now=now)
    # One that was asked before the limit was lowered.
    second = Renewal.objects.create(place=place, reason="Second", asked_at=now)
    with pytest.raises(Refused, match="renews a place 1 time at most"):
        grant_renewal(renewal_id=second.pk, by=officer, now=now)

    place.refresh_from_db()
    second.refresh_from_db()
    assert (place.ends_on, second.state) == (date(2025, 1, 2), RenewalState.ASKED)


def test_database_refuses_a_renewal_beyond_the_limit_or_of_a_number_there_is(now: datetime) -> None:
    place = CohortPlaceFactory(cohort__programme__most_renewals=2)
    granted = {"place": place, "state": RenewalState.GRANTED, "asked_at": now, "decided_at": now, "reason": "x"}
    Renewal.objects.create(number=1, **granted)

    for number in (1, 3, 0, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            Renewal.objects.create(number=number, **granted)
    last = Renewal.objects.create(number=2, **granted)
    with pytest.raises(IntegrityError), transaction.atomic():
        Renewal.objects.filter(pk=last.pk).update(number=3)
    # What was granted stands when the limit is lowered, and whoever asked can be forgotten.
    Programme.objects.update(most_renewals=0)
    Renewal.objects.update(asked_by=None)

    assert list(Renewal.objects.values_list("number", flat=True)) == [1, 2]


def test_renewal_is_declined_with_a_reason_or_taken_back(now: datetime) -> None:
    place = CohortPlaceFactory()
    company = speaker_of(place)
    _person, officer = officer_of(place.cohort.programme)
    first = ask_renewal(place_id=place.pk, reason="First", by=company, now=now)

    with pytest.raises(Refused, match="Say why"):
        decline_renewal(renewal_id=first.pk, answer=" ", by=officer, now=now)
    with pytest.raises(Refused, match="Only the officers"):
        decline_renewal(renewal_id=first.pk, answer="No", by=company, now=now)
    decline_renewal(renewal_id=first.pk, answer="No desk is free.", by=officer, now=now)
    with pytest.raises(Refused, match="decided already"):
        grant_renewal(renewal_id=first.pk, by=officer, now=now)
    second = ask_renewal(place_id=place.pk, reason="Second", by=company, now=now)
    withdraw_renewal(renewal_id=second.pk, by=company, now=now)
    withdraw_renewal(renewal_id=second.pk, by=company, now=now)

    assert list(Renewal.objects.values_list("state", "answer")) == [
        ("declined", "No desk is free."),
        ("withdrawn", ""),
    ]
    place.refresh_from_db()
    assert place.ends_on == date(2024, 1, 2)


def test_company_graduates_once_and_what_it_asked_is_closed(now: datetime) -> None:
    place = CohortPlaceFactory()
    _person, officer = officer_of(place.cohort.programme)
    asked = ask_renewal(place_id=place.pk, reason="More", by=speaker_of(place), now=now)

    for wrong in (date(2023, 1, 2), date(2024, 1, 3)):
        with pytest.raises(Refused, match="Choose a day within"):
            graduate(place_id=place.pk, ends_on=wrong, by=officer, now=now)
    graduate(place_id=place.pk, ends_on=date(2023, 7, 1), by=officer, now=now)
    place = graduate(place_id=place.pk, ends_on=date(2023, 8, 1), by=officer, now=now)

    asked.refresh_from_db()
    assert (place.state, place.ends_on, asked.state) == (
        PlaceState.GRADUATED, date(2023, 7, 1), RenewalState.WITHDRAWN,
    )  # fmt: skip
    with pytest.raises(Refused, match="This place is over"):
        leave(place_id=place.pk, ends_on=date(2023, 6, 1), reason="Moved", by=officer, now=now)


def test_company_leaves_with_a_reason(now: datetime) -> None:
    place = CohortPlaceFactory()
    _person, officer = officer_of(place.cohort.programme)

    with pytest.raises(Refused, match="Say why"):
        leave(place_id=place.pk, ends_on=date(2023, 6, 1), reason="", by=officer, now=now)
    place = leave(place_id=place.pk, ends_on=date(2023, 6, 1), reason="Bought", by=officer, now=now)

    assert (place.state, place.ends_on, place.reason) == (PlaceState.LEFT, date(2023, 6, 1), "Bought")


def test_days_are_set_right_within_tenure_and_renewals(now: datetime) -> None:
    place = CohortPlaceFactory(starts_on=None, ends_on=None)
    _person, officer = officer_of(place.cohort.programme)

    with pytest.raises(Refused, match="Say first from which day"):
        graduate(place_id=place.pk, ends_on=date(2023, 7, 1), by=officer, now=now)
    with pytest.raises(Refused, match="before 1 March 2024 at the latest"):
        change_days(place_id=place.pk, starts_on=date(2023, 3, 1), ends_on=date(2024, 3, 2), by=officer, now=now)
    with pytest.raises(Refused, match="ends after it begins"):
        change_days(place_id=place.pk, starts_on=date(2023, 3, 1), ends_on=date(2023, 3, 1), by=officer, now=now)
    change_days(place_id=place.pk, starts_on=date(2023, 3, 1), ends_on=date(2024, 3, 1), by=officer, now=now)

    assert list(CohortPlace.objects.values_list("starts_on", "ends_on")) == [(date(2023, 3, 1), date(2024, 3, 1))]
