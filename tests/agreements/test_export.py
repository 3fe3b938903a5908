"""The ledger as a sheet: every amount reads back exactly, from CSV and from XLSX, and no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from babel.numbers import list_currencies
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bridgehead.agreements.actions.said import AmountSaid
from bridgehead.agreements.models import Agreement, Amount, Terms
from bridgehead.agreements.sheets import ledger_header, ledger_rows
from bridgehead.directory.models import Organisation
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.money import MOST_MINOR, Exactness, amount_of, minor_digits, minor_of
from bridgehead.web.sheets import csv_file, xlsx_file
from tests.factories.agreements import LedgerRoleFactory, drafted, licence_said, signed
from tests.factories.organisations import OrganisationFactory

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
CURRENCIES = sorted(list_currencies())
_MINOR = st.one_of(st.sampled_from([0, 1, MOST_MINOR - 1, MOST_MINOR]), st.integers(0, MOST_MINOR))


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes) -> list[list[str]]:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert all(isinstance(cell, str) for row in rows for cell in row)
    return [[str(cell) for cell in row] for row in rows]


def agreement_with(amounts: list[Amount]) -> Agreement:
    """An agreement with these amounts, as it is once it has been read; there is no database behind it."""
    terms = Terms(pk=1, kind="mou", name_en="Research", number=1)
    terms._prefetched_objects_cache = {"parties": [], "amounts": amounts}  # type: ignore[attr-defined]  # Django's own
    return Agreement(keeper=Organisation(name_en="Agency", kind="agency"), current=terms)


@st.composite
def money(draw: st.DrawFn) -> Amount:
    currency, low = draw(st.sampled_from(CURRENCIES)), draw(_MINOR)
    high = draw(st.one_of(st.none(), st.integers(low, MOST_MINOR)))
    shape = draw(st.sampled_from(["headline", "upfront", "milestone"]))
    return Amount(
        component=shape, minor=low, minor_to=high, currency=currency, exactness=draw(st.sampled_from(Exactness.values))
    )


@st.composite
def royalty(draw: st.DrawFn) -> Amount:
    share = st.decimals(0, 100, places=4)
    low = draw(share)
    return Amount(component="royalty", percent=low, percent_to=draw(st.one_of(st.none(), share)), exactness="about")


def read_amounts(rows: Iterable[list[str]]) -> list[tuple[object, ...]]:
    at = {title: place for place, title in enumerate(ledger_header())}
    exactness = {str(label): value for value, label in Exactness.choices}

    def minor(cell: str, currency: str) -> int | None:
        if not cell:
            return None
        assert len(cell.partition(".")[2]) == minor_digits(currency), cell
        return minor_of(Decimal(cell), currency)

    found: list[tuple[object, ...]] = []
    for row in rows:
        currency, low, high = (row[at[title]] for title in ("Currency", "Amount", "Amount up to"))
        shares = [Decimal(row[at[title]]) if row[at[title]] else None for title in ("Per cent", "Per cent up to")]
        found.append((minor(low, currency), minor(high, currency), currency, exactness[row[at["How exact"]]], *shares))
    return found


@given(st.lists(st.one_of(money(), royalty()), min_size=1, max_size=5))
def test_every_amount_reads_back_exactly(amounts: list[Amount]) -> None:
    rows = list(ledger_rows([agreement_with(amounts)]))
    written = [
        (each.minor, each.minor_to, each.currency, each.exactness, each.percent, each.percent_to) for each in amounts
    ]

    for read in (
        read_csv(csv_file(ledger_header(), rows)),
        read_xlsx(xlsx_file(ledger_header(), rows, sheet="x", made_at=NOW)),
    ):
        assert read_amounts(read[1:]) == written


@pytest.mark.parametrize("currency", ["KRW", "USD", "KWD", "CLF"])
def test_the_smallest_and_the_largest_amount_of_a_currency_are_written_in_full(currency: str) -> None:
    amounts = [Amount(component="upfront", minor=each, currency=currency) for each in (0, 1, MOST_MINOR)]

    at = ledger_header().index("Amount")

    assert [row[at] for row in ledger_rows([agreement_with(amounts)])] == [
        f"{amount_of(each, currency):f}" for each in (0, 1, MOST_MINOR)
    ]


def test_what_has_no_money_has_one_row() -> None:
    (row,) = ledger_rows([agreement_with([])])

    assert (len(row), row[ledger_header().index("Amounts in all")]) == (len(ledger_header()), "0")


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_officer_takes_out_what_is_narrowed_to_and_the_trail_keeps_it(kind: str, now: datetime) -> None:
    role = LedgerRoleFactory()
    company = OrganisationFactory(name_ko="", name_en="Hanbit")
    said = licence_said(company, name_en="=HYPERLINK(1)", name_ko="")
    cents = AmountSaid(component="upfront", amount=Decimal("1.50"), currency="USD")
    signed(replace(said, amounts=(*said.amounts, cents)), keeper=role.agency)
    drafted(said, keeper=role.agency)
    signed(said)
    client = Client(headers={"accept-language": "en"})
    client.force_login(role.user)

    response = client.post(reverse("agreements_desk:export"), {"kind_of_sheet": kind, "state": "signed"})

    header, *rows = read_csv(response.content) if kind == "csv" else read_xlsx(response.content)
    assert header == ledger_header()
    assert [row[header.index("Amount")] for row in rows] == ["635300000000", "1.50"]
    assert {row[header.index("Subject (English)")] for row in rows} == {
        "'=HYPERLINK(1)" if kind == "csv" else "=HYPERLINK(1)"
    }
    assert (
        rows[0][header.index("Parties")]
        == "Hanbit · licensor / undisclosed · not named in public · United States · licensee"
    )
    entry = AuditEntry.objects.get(verb="agreements.ledger_exported")
    assert (entry.object_id, entry.actor_id, entry.change) == (
        str(role.agency.public_id),
        role.user_id,
        {"agreements": [None, 1]},
    )


@pytest.mark.django_db
@pytest.mark.database
def test_more_than_can_be_taken_at_once_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    role = LedgerRoleFactory()
    for _ in range(2):
        drafted(keeper=role.agency)
    monkeypatch.setattr("bridgehead.agreements.views.ledger.MOST_TAKEN", 1)
    client = Client(headers={"accept-language": "en"})
    client.force_login(role.user)

    response = client.post(reverse("agreements_desk:export"), {"kind_of_sheet": "csv"})

    assert response.status_code == 403
    assert "More than 5,000 agreements fit" in response.content.decode()
    assert not AuditEntry.objects.filter(verb="agreements.ledger_exported").exists()


@pytest.mark.django_db
@pytest.mark.database
def test_a_search_that_was_not_looked_through_whole_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridgehead.agreements.search_index.LOOKED_THROUGH", 2)
    role = LedgerRoleFactory()
    for _ in range(3):
        drafted(licence_said(OrganisationFactory()), keeper=role.agency)
    client.force_login(role.user)

    response = client.post(reverse("agreements_desk:export"), {"kind_of_sheet": "csv", "words": "candidate"})

    assert "they were not all looked through. Add a word, then take them." in response.content.decode()
    assert not AuditEntry.objects.filter(verb="agreements.ledger_exported").exists()
