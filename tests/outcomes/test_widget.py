"""The counters in a frame of anybody's page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from bridgehead.accounts.actor import SYSTEM
from bridgehead.agreements.actions.publication import set_publication
from bridgehead.agreements.models import Agreement
from tests.clocks import standing_still
from tests.factories.agreements import licence_said, published
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HOUR = datetime(2023, 4, 28, 2, 0, tzinfo=UTC)
WIDGET = "/en/results/widget/"


def counts(page: str) -> list[str]:
    return re.findall(r'(/en/results/\w+/)" target="_top">(\d+)', page)


def test_each_rung_is_counted_by_itself_and_opens_to_its_proof(now: datetime) -> None:
    said = licence_said(OrganisationFactory())
    for each in (said, replace(said, kind="mou"), replace(said, kind="mou")):
        published(each)
    made_up = published(said)
    Agreement.objects.filter(pk=made_up.pk).update(is_sample=True)
    made_up.outcomes.update(is_sample=True)

    page = Client().get(WIDGET).content.decode()

    assert counts(page) == [("/en/results/contract/", "1"), ("/en/results/mou/", "2")]
    # No figure is the sum of others.
    assert ">3" not in page
    assert "Rungs are never added together" in page


def test_anybody_may_frame_it_and_nothing_else(now: datetime) -> None:
    framed, results = Client().get(WIDGET), Client().get("/en/results/")

    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert "frame-ancestors 'none'" in results["Content-Security-Policy"]
    assert results["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_it_is_the_same_for_all_and_needs_no_script_and_no_cookie(language: str, now: datetime) -> None:
    to = f"/{language}/results/widget/"
    person = Client()
    person.force_login(UserFactory())

    plain, known = Client().get(to), person.get(to)

    assert plain.content == known.content
    assert (plain.cookies, known.cookies) == ({}, {})
    assert "Cookie" not in plain.get("Vary", "")
    assert plain["Cache-Control"] == "public, max-age=300"
    page = plain.content.decode()
    assert f'lang="{language}"' in page
    assert "<script" not in page
    assert "csrf" not in page


def test_one_second_before_its_hour_nothing_is_counted(now: datetime) -> None:
    agreement = published(since=HOUR)

    with standing_still(HOUR - timedelta(seconds=1)):
        before = counts(Client().get(WIDGET).content.decode())
    with standing_still(HOUR):
        there = counts(Client().get(WIDGET).content.decode())
        set_publication(
            agreement_id=agreement.pk,
            revision=agreement.revision,
            public_from=HOUR,
            is_confidential=True,
            concealed=(),
            by=SYSTEM,
            now=HOUR,
        )
        hidden = counts(Client().get(WIDGET).content.decode())

    assert (before, there, hidden) == ([], [("/en/results/contract/", "1")], [])


def test_the_results_page_hands_out_the_frame(now: datetime) -> None:
    page = Client().get("/ko/results/").content.decode()

    assert f'&lt;iframe src="{settings.SITE_ADDRESS}/ko/results/widget/"' in page
