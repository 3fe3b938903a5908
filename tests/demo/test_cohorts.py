"""The twenty companies of the Boston case stand in the cohorts of their two years, on the page of each too."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from bridgehead.config.demo.cohorts import has_cohorts, load_cohorts
from bridgehead.config.demo.company import found_company
from bridgehead.config.demo.facts import load_facts
from bridgehead.config.demo.files import read
from bridgehead.config.demo.gathering import call_forum, dates_from
from bridgehead.programmes.models import CohortPlace, Programme

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def programme(now: datetime) -> Programme:
    """As of a day after the forum: what was reported of it tells of its end."""
    now += timedelta(days=30)
    load_facts(now)
    told = read("sample/forum.yaml")
    call_forum(told, found_company(), dates_from(told["forum"], now), now)
    assert not has_cohorts()
    return load_cohorts(now)


def test_twenty_companies_have_a_place_without_days_in_two_cohorts(programme: Programme) -> None:
    years = list(programme.cohorts.order_by("year").values_list("year", "starts_on", "is_listed"))
    assert (has_cohorts(), years) == (True, [(2022, None, True), (2023, None, True)])
    counted = [CohortPlace.objects.filter(cohort__year=year).count() for year in (2022, 2023)]
    assert (counted, CohortPlace.objects.filter(organisation__is_sample=False).count()) == ([7, 13], 20)
    assert not CohortPlace.objects.exclude(starts_on=None, ends_on=None).exists()
    assert not programme.is_sample


@pytest.mark.parametrize("language", ["ko", "en"])
def test_each_is_seen_on_its_cohort_and_on_its_own_page(programme: Programme, client: Client, language: str) -> None:
    with translation.override(language):
        for cohort in programme.cohorts.all():
            page = client.get(reverse("programmes:cohort", args=[cohort.public_id]), HTTP_HOST="localhost").content
            for place in cohort.places.select_related("organisation"):
                own = reverse("directory:organisation", args=[place.organisation.public_id])
                assert own in page.decode()
                told = client.get(own, HTTP_HOST="localhost").content.decode()
                assert reverse("programmes:cohort", args=[cohort.public_id]) in told


def test_sample_form_asks_the_twenty_and_no_figure_is_filled_in(programme: Programme) -> None:
    (period,) = programme.report_periods.all()
    names = [each["name"]["en"] for each in period.form.indicators]
    assert all(each.endswith("(sample)") for each in names)
    assert list(period.reports.values_list("typed", "current").order_by().distinct()) == [({}, None)]
    assert period.reports.count() == 20
