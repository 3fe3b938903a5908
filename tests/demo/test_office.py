"""The incubation office of the Boston case: twenty companies on its plan, and ways there from each page and back."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from bridgehead.config.demo.cohorts import load_cohorts
from bridgehead.config.demo.company import found_company
from bridgehead.config.demo.facts import load_facts
from bridgehead.config.demo.files import read
from bridgehead.config.demo.gathering import call_forum, dates_from
from bridgehead.config.demo.office import has_office, load_office
from bridgehead.places.models import Premises
from bridgehead.programmes.models import CohortPlace
from tests.clocks import standing_still

pytestmark = [pytest.mark.django_db, pytest.mark.database]

UNKNOWN = {
    "ko": "어느 책상이 어느 기업의 것이었는지는 보도되지 않았으며, 여기의 자리는 예시입니다.",
    "en": "Which desk was whose is not reported; the seats here are an example.",
}


@pytest.fixture
def house(now: datetime) -> Premises:
    now += timedelta(days=30)
    load_facts(now)
    told = read("sample/forum.yaml")
    call_forum(told, found_company(), dates_from(told["forum"], now), now)
    load_cohorts(now)
    assert not has_office()
    return load_office(now)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_twenty_names_stand_on_the_plan_with_ways_there_and_back(
    house: Premises, client: Client, now: datetime, language: str
) -> None:
    def page(address: str) -> str:
        return client.get(address, HTTP_HOST="localhost").content.decode()

    with standing_still(now + timedelta(days=30)), translation.override(language):
        there = reverse("places:premises", args=[house.public_id])
        told = page(there)
        assert UNKNOWN[language] in told
        places = list(CohortPlace.objects.select_related("organisation", "cohort"))
        companies = {reverse("directory:organisation", args=[each.organisation.public_id]) for each in places}
        assert len(companies) == 20
        on_the_plan = re.findall(r'<a href="([^"]+)"><text', told)
        assert (len(on_the_plan), set(on_the_plan)) == (20, companies)
        for place in places:
            seat = re.escape(there) + r"#room-[0-9a-f-]{36}"
            own = re.search(seat, page(reverse("directory:organisation", args=[place.organisation.public_id])))
            assert own is not None
            assert own[0] in page(reverse("programmes:cohort", args=[place.cohort.public_id]))
            assert f'id="{own[0].partition("#")[2]}"' in told
