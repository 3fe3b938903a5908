"""What anybody sees of agreements, and from which second."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from bridgehead.accounts.actor import SYSTEM
from bridgehead.agreements.actions.rates import take_in_rates
from bridgehead.agreements.actions.said import AmountSaid
from bridgehead.agreements.actions.terms import correct_terms
from bridgehead.agreements.models import Agreement, Component
from bridgehead.agreements.queries.rates import PublishedRate
from bridgehead.foundation.money import Exactness
from tests.clocks import standing_still
from tests.factories.agreements import SIGNED_ON, licence_said, published
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.people import UserFactory
from tests.ids import without_ids

pytestmark = [pytest.mark.django_db, pytest.mark.database]

#: Ten in the evening in New York, eleven the next morning in Seoul.
HOUR = datetime(2023, 4, 28, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def address(agreement: Agreement, language: str = "en") -> str:
    return f"/{language}/agreements/{agreement.public_id}/"


def text(client: Client, to: str) -> str:
    return client.get(to).content.decode()


@pytest.mark.parametrize("zone", ["Asia/Seoul", "America/New_York"])
def test_one_second_before_its_hour_an_agreement_is_nowhere_and_at_its_hour_it_is_there(zone: str) -> None:
    company = OrganisationFactory()
    agreement = published(licence_said(company, name_en="Canary 7"), since=HOUR)
    rival = Client()
    rival.force_login(MembershipFactory(user=UserFactory(zone=zone)).user)
    places = [address(agreement), f"/en/companies/{company.public_id}/"]

    def told() -> list[bool]:
        return ["Canary 7" in text(client, place) for client in (Client(), rival) for place in places]

    with standing_still(HOUR - SECOND):
        before, missing = told(), Client().get(address(agreement)).status_code
    with standing_still(HOUR):
        at_its_hour, there = told(), Client().get(address(agreement)).status_code

    assert (set(before), missing) == ({False}, 404)
    assert (set(at_its_hour), there) == ({True}, 200)


def test_a_page_before_its_hour_is_the_page_of_what_does_not_exist(now: datetime) -> None:
    agreement = published(since=HOUR)
    nothing = address(agreement).replace(str(agreement.public_id), "0" * 8 + str(agreement.public_id)[8:])

    with standing_still(HOUR - SECOND):
        # The page leads to itself in the other language.
        hidden, missing = (text(Client(), to).replace(to[3:], "") for to in (address(agreement), nothing))

    assert hidden == missing


def test_money_stands_in_its_shapes_with_the_rate_of_the_day(now: datetime) -> None:
    rate = PublishedRate("USD", "KRW", SIGNED_ON, Decimal("1335.5"), "Seoul Money Brokerage")
    take_in_rates(rates=[rate], by=SYSTEM, now=now)
    amounts = (
        AmountSaid(Component.HEADLINE, Decimal(635_300_000_000), None, "KRW", Exactness.ABOUT),
        AmountSaid(Component.UPFRONT, Decimal(4_000_000), Decimal(5_000_000), "USD"),
        AmountSaid(Component.ROYALTY, percent=Decimal(3), percent_to=Decimal("5.5")),
        AmountSaid(Component.NON_MONETARY, note_en="Access to the cohort's samples", note_ko="시료 이용"),
    )
    agreement = published(replace(licence_said(OrganisationFactory()), amounts=amounts))

    english, korean = (
        " ".join(re.sub("<[^>]+>", "", text(Client(), address(agreement, each))).split()) for each in ("en", "ko")
    )

    assert "about KRW 635.3 bn" in english
    assert "about USD 475.7 M" in english
    assert "(1 USD = 1,335.5 KRW, 26 April 2023, Seoul Money Brokerage)" in english
    assert "USD 4 M – USD 5 M" in english
    assert "3–5.5 %" in english
    assert "Access to the cohort&#x27;s samples" in english
    assert "약 6,353억 원" in korean
    assert "3–5.5 %" in korean
    assert "시료 이용" in korean


def test_a_correction_is_told_with_its_reason(now: datetime) -> None:
    said = licence_said(OrganisationFactory())
    agreement = published(said)
    correct_terms(
        agreement_id=agreement.pk,
        revision=agreement.revision,
        said=replace(said, name_en="Another candidate"),
        reason_en="It was the other candidate.",
        by=SYSTEM,
        now=now,
    )

    page = text(Client(), address(agreement))

    assert "corrected, version 2" in page
    assert "It was the other candidate." in page
    assert "New drug candidate" not in page


def test_what_is_not_public_is_said_and_not_shown(now: datetime) -> None:
    concealed = ("money", "subject", "territory", "field", "signatories")
    agreement = published(
        licence_said(OrganisationFactory(name_en="A", name_ko="가"), territory=("001",)), concealed=concealed
    )

    page = without_ids(text(Client(), address(agreement)))

    assert "What it is about is not public" in page
    assert "The parties keep the money to themselves." in page
    assert "New drug candidate" not in page
    assert "635" not in page
    assert page.count("not public") >= 3
