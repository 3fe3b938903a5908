"""Amounts restated at the rates of a day that the reader chooses, beside those frozen at the signing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from bridgehead.accounts.actor import SYSTEM
from bridgehead.agreements.actions.rates import take_in_rates
from bridgehead.agreements.actions.said import AmountSaid
from bridgehead.agreements.models import Agreement, Component
from bridgehead.agreements.queries.rates import PublishedRate
from bridgehead.foundation.money import Exactness
from tests.clocks import standing_still
from tests.factories.agreements import SIGNED_ON, LedgerRoleFactory, licence_said, published
from tests.factories.organisations import MembershipFactory, OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = datetime(2023, 6, 1, 3, 0, tzinfo=UTC)
LATER = date(2023, 5, 26)
WON = AmountSaid(Component.HEADLINE, Decimal(635_300_000_000), None, "KRW", Exactness.ABOUT)


def rated() -> None:
    """The won is quoted in dollars by one bank; the other day both are quoted in euros only."""
    rates = [
        PublishedRate("USD", "KRW", SIGNED_ON, Decimal("1335.5"), "Seoul Money Brokerage"),
        PublishedRate("EUR", "USD", LATER, Decimal("1.25"), "European Central Bank"),
        PublishedRate("EUR", "KRW", LATER, Decimal(1600), "European Central Bank"),
    ]
    take_in_rates(rates=rates, by=SYSTEM, now=NOW)


def agreement(**kept: object) -> Agreement:
    said = licence_said(OrganisationFactory(), OrganisationFactory(country="US"), amounts=(WON,))
    return published(said, since=NOW, **kept)  # type: ignore[arg-type]  # as the factory takes it


def text(client: Client, to: str) -> str:
    with standing_still(NOW + timedelta(seconds=1)):
        response = client.get(to)
    assert response.status_code == 200
    return " ".join(re.sub("<[^>]+>", " ", response.content.decode()).split())


FROZEN = "about USD 475.7 M (1 USD = 1,335.5 KRW, 26 April 2023, Seoul Money Brokerage)"
#: Through the euro: 1600 won over 1.25 dollars.
CROSSED = "about USD 496.3 M (1 USD = 1,280 KRW via EUR, 26 May 2023, European Central Bank)"


def test_both_rates_stand_beside_each_other_on_every_page_of_the_agreement() -> None:
    rated()
    one = agreement()
    keeper, party = Client(), Client()
    keeper.force_login(LedgerRoleFactory(agency=one.keeper).user)
    assert one.current is not None
    bound = one.current.parties.order_by("order")[0].organisation
    party.force_login(MembershipFactory(organisation=bound, role="owner").user)
    pages = [
        (Client(), f"/en/agreements/{one.public_id}/"),
        (keeper, f"/en/desk/ledger/{one.public_id}/"),
        (party, f"/en/my/agreements/{one.public_id}/"),
    ]

    for client, to in pages:
        before, after = text(client, to), text(client, f"{to}?on=2023-05-26")
        assert (FROZEN in before, "via EUR" in before) == (True, False), to
        assert (FROZEN in after, CROSSED in after) == (True, True), to
        assert "At the rate of 26 May 2023" in after


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("nonsense", "Type the day as year, month and day, for example 2026-04-27."),
        ("2023-02-30", "Type the day as year, month and day, for example 2026-04-27."),
        ("2023-06-02", "This day has not come yet."),
        ("9999-12-31", "This day has not come yet."),
        ("0001-01-01", "Choose a day from 1900 on."),
        ("2023-04-01", "No rate is kept of that day, nor of the ten days before it."),
        ("1900-01-01", "No rate is kept of that day, nor of the ten days before it."),
    ],
)
def test_a_day_without_rates_or_that_is_none_is_told_in_a_sentence(asked: str, said: str) -> None:
    rated()
    one = agreement()

    page = text(Client(), f"/en/agreements/{one.public_id}/?on={asked}")

    assert said in page
    assert FROZEN in page
    assert "via EUR" not in page


def test_an_empty_day_asks_for_nothing() -> None:
    rated()

    page = text(Client(), f"/en/agreements/{agreement().public_id}/?on=")

    assert FROZEN in page
    assert "At the rate of the day of signing" in page
    assert page.count("At the rate of") == 1


def test_where_the_money_is_kept_back_a_day_changes_nothing() -> None:
    rated()
    to = f"/en/agreements/{agreement(concealed=('money',)).public_id}/"

    pages = [text(Client(), f"{to}{query}") for query in ("", "?on=2023-05-26", "?on=nonsense")]

    assert len(set(pages)) == 1
    assert "The parties keep the money to themselves." in pages[0]
    assert "Restate" not in pages[0]
    assert "rate of" not in pages[0]
