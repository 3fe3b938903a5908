"""How a programme stands: each figure counts what its list then holds."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from bridgehead.programmes.models import Renewal
from bridgehead.programmes.queries.overview import overview_of
from tests.clocks import standing_still
from tests.factories.cohorts import CohortFactory, CohortPlaceFactory
from tests.factories.company_reports import period_of
from tests.factories.mentoring import booked, hour_of, mentor_of
from tests.factories.programmes import ProgrammeFactory, call_open, officer_of
from tests.factories.tasks import task_for

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_figures_open_to_what_they_count(now: datetime) -> None:
    programme = ProgrammeFactory()
    cohort, older = CohortFactory(programme=programme), CohortFactory(programme=programme, year=2022)
    call_open(now, programme=programme)
    place = CohortPlaceFactory(cohort=cohort)
    days = {"starts_on": date(2022, 1, 2)}
    CohortPlaceFactory(cohort=older, ends_on=date(2023, 6, 25), **days)
    CohortPlaceFactory(cohort=older, ends_on=date(2023, 6, 26), **days)
    CohortPlaceFactory(cohort=older, ends_on=date(2023, 4, 26), **days)
    CohortPlaceFactory(cohort=older, ends_on=date(2023, 1, 2), state="graduated", **days)
    Renewal.objects.create(place=place, reason="More", asked_at=now)
    period_of(programme, now, due_on=date(2023, 4, 20))
    task_for(place, due_on=date(2023, 4, 20))
    task_for(place, due_on=date(2023, 4, 26))
    mentor, _person = mentor_of(programme)
    hours = [hour_of(mentor, now + timedelta(days=number)) for number in (1, 2, 9)]
    for each in (hours[0], hours[2]):
        booked(each, place)
    CohortPlaceFactory()
    desk = f"/en/desk/programmes/{programme.public_id}/"
    client = Client(headers={"accept-language": "en"})
    client.force_login(officer_of(programme)[0])

    with standing_still(now):
        stands = overview_of(programme, now)
        page = client.get(f"{desk}overview/").content.decode()
        ending = client.get(f"{desk}places/ending/").content.decode()
        of_2022 = client.get(f"{desk}places/active/?year=2022").content.decode()
        late = client.get(f"{desk}tasks/?standing=overdue").content.decode()

    assert ([(each.handed_in) for each in stands.calls], [each.missing for each in stands.periods]) == ([0], [4])  # type: ignore[attr-defined]  # annotated
    assert (stands.places.renewals, stands.places.ending, stands.places.overdue) == (1, 1, 1)
    assert stands.years == [
        {"cohort__year": 2023, "active": 1, "graduated": 0, "left": 0},
        {"cohort__year": 2022, "active": 3, "graduated": 1, "left": 0},
    ]
    assert (stands.tasks_overdue, stands.hours, stands.hours_booked) == (1, 2, 1)
    assert all(each in page for each in ("How the programme stands", ">1 / 2<", "overdue"))
    listed = [len(re.findall(r'<th scope="row">', each)) for each in (ending, of_2022, late)]
    assert (listed, "Cohorts of 2022 alone" in of_2022) == ([1, 3, 1], True)
