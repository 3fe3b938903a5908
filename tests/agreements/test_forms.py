"""The form of an agreement: rows that lose nothing, amounts that are read or said, parties that are found or asked."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils import translation

from bridgehead.accounts.actor import SYSTEM
from bridgehead.agreements.actions.said import AmountSaid
from bridgehead.agreements.forms.amounts import AmountRow, typed_amount
from bridgehead.agreements.forms.parties import PartyRow
from bridgehead.agreements.forms.rows import rearranged, typed_rows
from bridgehead.agreements.forms.terms import TermsForm
from bridgehead.agreements.models import Amount, Terms
from bridgehead.agreements.queries.ledger import with_terms
from bridgehead.agreements.schemas.territory import read_territory
from bridgehead.directory.actions.index import rebuild_search_index
from bridgehead.foundation.money import MOST_MINOR
from tests.factories.agreements import drafted, licence_said
from tests.factories.organisations import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def query(typed: dict[str, str]) -> QueryDict:
    sent = QueryDict(mutable=True)
    sent.update(typed)
    return sent


def amount_row(**typed: str) -> AmountRow:
    usual = {"component": "headline", "exactness": "exact"}
    return AmountRow({f"a-{name}": value for name, value in {**usual, **typed}.items()}, prefix="a")


def party_row(**typed: str) -> PartyRow:
    return PartyRow(
        {f"p-{name}": value for name, value in {"role": "party", **typed}.items()}, prefix="p", actor=SYSTEM
    )


def filled(**typed: str) -> dict[str, str]:
    """What a browser sends of a form with two parties and one amount."""
    return {
        "kind": "mou",
        "name_en": "Research",
        "party-0-organisation": "Hanbit",
        "party-0-role": "party",
        "party-1-role": "party",
        "party-1-is_undisclosed": "on",
        "party-1-country": "US",
        "amount-0-component": "headline",
        "amount-0-exactness": "about",
        "amount-0-amount": "6,353억 원",
        **typed,
    }


def test_rows_are_read_in_the_order_of_the_page_whatever_their_numbers() -> None:
    sent = query({"party-10-role": "b", "party-2-role": "a", "party-x-role": "no", "amount-0-note": "no"})

    assert typed_rows(sent, "party") == [{"role": "a"}, {"role": "b"}]


@pytest.mark.parametrize(
    ("deed", "order"),
    [
        ("party:add", "abc+"),
        ("party:0:remove", "bc"),
        ("party:2:up", "acb"),
        ("party:0:up", "abc"),
        ("party:0:down", "bac"),
        ("party:2:down", "abc"),
        ("party:9:remove", "abc"),
        ("amount:0:remove", "abc"),
        ("nonsense", "abc"),
    ],
)
def test_rows_come_go_and_move(deed: str, order: str) -> None:
    rows = rearranged([{"role": each} for each in "abc"], deed, "party")

    assert "".join(each.get("role", "+") for each in rows) == order


def test_a_form_whose_rows_are_rearranged_keeps_everything_that_was_typed() -> None:
    sent = query(filled(note_ko="줄\n바꿈", territory="nowhere", **{"amount-0-amount": "unreadable"}))

    form = TermsForm.rearranged(SYSTEM, sent, deed="party:1:up")

    assert [row["is_undisclosed"].value() for row in form.parties] == ["on", None]
    assert [row["organisation"].value() for row in form.parties] == [None, "Hanbit"]
    assert [row["amount"].value() for row in form.amounts] == ["unreadable"]
    assert (form["note_ko"].value(), form["territory"].value(), form.errors) == ("줄\n바꿈", "nowhere", {})


def test_a_form_says_what_stands_in_the_ledger_and_reads_it_back() -> None:
    company = OrganisationFactory(name_ko="한빛", name_en="Hanbit")
    said = licence_said(company, territory=("KR", "150"), note_en="A note")
    agreement = with_terms(type(drafted(said)).objects.all()).get()
    assert isinstance(agreement.current, Terms)
    form = TermsForm.stored(SYSTEM, agreement.current, revision=0)
    sent = {name: form[name].value() or "" for name in form.fields}
    for rows in (form.parties, form.amounts):
        for row in rows:
            sent |= {f"{row.prefix}-{name}": row[name].value() or "" for name in row.fields}

    for language in ("en", "ko"):
        with translation.override(language):
            again = TermsForm.sent(SYSTEM, query({name: str(value) for name, value in sent.items() if value}))
            assert again.is_valid(), again.errors
            assert again.said() == said


def test_empty_rows_are_none() -> None:
    OrganisationFactory(name_en="Hanbit")
    more = {"party-2-role": "licensee", "amount-1-component": "royalty", "amount-1-exactness": "at_least"}

    form = TermsForm.sent(SYSTEM, query(filled(**more)))

    assert form.is_valid(), form.errors
    assert (len(form.said().parties), len(form.said().amounts)) == (2, 1)


def test_what_is_wrong_in_a_row_is_said_at_the_row_and_above() -> None:
    OrganisationFactory(name_en="Hanbit")

    form = TermsForm.sent(SYSTEM, query(filled(**{"amount-0-amount": "about three"})))

    assert not form.is_valid()
    assert form.non_field_errors() == ["Amounts: row 1 needs a change."]
    assert [row.errors for row in form.amounts] == [
        {"amount": ["“about three” is no amount. Expected, for example, 635,300,000,000, 6,353억 or 635.3 bn."]}
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount": "6,353억 원"}, {"amount": "635300000000", "currency": "KRW"}),
        ({"amount": "1.5M", "currency": "usd"}, {"amount": "1500000", "currency": "USD"}),
        (
            {"amount": "1", "amount_to": "2.25", "currency": "USD"},
            {"amount": "1", "amount_to": "2.25", "currency": "USD"},
        ),
        ({"amount": "0", "currency": "JPY"}, {"amount": "0", "currency": "JPY"}),
        ({"component": "royalty", "amount": "3.5%"}, {"percent": "3.5"}),
        ({"component": "royalty", "amount": "3", "amount_to": "8 %"}, {"percent": "3", "percent_to": "8"}),
        ({"component": "non_monetary", "note_ko": "자료"}, {"note_ko": "자료"}),
        ({"component": "upfront", "exactness": "at_most", "amount": "€1"}, {"amount": "1", "currency": "EUR"}),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_it_is_meant(typed: dict[str, str], said: dict[str, str]) -> None:
    row = amount_row(**typed)

    assert row.is_valid(), row.errors
    plain = {name: typed.get(name, usual) for name, usual in (("component", "headline"), ("exactness", "exact"))}
    numbers = {name: Decimal(value) for name, value in said.items() if name.startswith(("amount", "percent"))}
    assert row.said() == AmountSaid(**{**plain, **said, **numbers})  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"amount": "5"}, "currency", "An amount needs its currency"),
        ({"amount": "5 억원", "currency": "USD"}, "currency", "Two currencies stand here: KRW, USD"),
        ({"amount": "5", "currency": "KWR"}, "currency", "three letters"),
        ({"amount": "USD 1", "amount_to": "EUR 2"}, "currency", "Two currencies"),
        ({"amount": "ZZZ 5"}, "currency", "three letters"),
        ({"amount": "1.5", "currency": "KRW"}, "amount", "KRW is kept with 0 digits"),
        ({"amount": "1.555", "currency": "USD"}, "amount", "USD is kept with 2 digits"),
        ({"amount": f"{MOST_MINOR + 1}", "currency": "KRW"}, "amount", "up to nineteen"),
        ({"amount": "2", "amount_to": "1", "currency": "USD"}, "amount_to", "from the smaller to the larger"),
        ({"amount": "3%", "currency": "USD"}, "amount", "Only a royalty"),
        ({"component": "royalty", "amount": "3", "currency": "USD"}, "currency", "A royalty has no currency"),
        ({"component": "royalty", "amount": "101"}, "amount", "from 0 to 100"),
        ({"component": "royalty", "amount": "0.00001"}, "amount", "four digits"),
        ({"component": "royalty", "note_en": "later"}, "amount", "Write the amount"),
        ({"component": "non_monetary", "amount": "5"}, "amount", "has no amount"),
        ({"component": "non_monetary", "currency": "USD"}, "amount", "has no amount"),
        ({"amount_to": "5", "currency": "USD"}, "amount", "Write the amount"),
    ],
)
def test_a_wrong_amount_is_said_at_its_field(typed: dict[str, str], field: str, says: str) -> None:
    row = amount_row(**typed)

    assert list(row.errors) == [field]
    assert says in row.errors[field][0]


@pytest.mark.parametrize(
    ("currency", "minor"), [("KRW", 0), ("USD", 150), ("KWD", MOST_MINOR), ("CLF", 1), ("JPY", 12_345)]
)
def test_a_stored_amount_is_typed_so_that_it_reads_back(currency: str, minor: int) -> None:
    typed = typed_amount(Amount(component="upfront", minor=minor, minor_to=minor, currency=currency, exactness="about"))

    row = amount_row(**{name: str(value) for name, value in typed.items()})

    assert row.is_valid(), row.errors
    stored = row.stored_like()
    assert (stored.minor, stored.minor_to, stored.currency) == (minor, minor, currency)


def test_a_party_is_found_by_its_name_in_either_language_listed_or_not() -> None:
    company = OrganisationFactory(name_ko="한빛바이오", name_en="Hanbit Bio", is_listed=False)

    for name in ("한빛바이오", "hanbit  bio"):
        row = party_row(organisation=name)
        assert row.is_valid(), row.errors
        assert row.said().organisation_id == company.pk


def test_of_two_that_bear_a_name_the_chosen_one_is_kept_and_else_it_is_asked() -> None:
    first, _second = (OrganisationFactory(name_ko="", name_en="Twin") for _ in range(2))

    kept = party_row(organisation="Twin", chosen=str(first.public_id))
    assert (kept.is_valid(), kept.said().organisation_id) == (True, first.pk)
    assert party_row(organisation="Twin").errors == {
        "organisation": ["Several organisations bear this name. Write it in the other language."]
    }


def test_a_name_that_was_changed_is_not_held_against_what_was_chosen_before() -> None:
    before, after = OrganisationFactory(name_en="Before"), OrganisationFactory(name_en="After")

    row = party_row(organisation="After", chosen=str(before.public_id))

    assert (row.is_valid(), row.said().organisation_id) == (True, after.pk)


def test_a_name_that_nobody_bears_is_said_with_those_that_may_be_meant() -> None:
    OrganisationFactory(name_ko="한빛바이오", name_en="Hanbit Bio")
    rebuild_search_index()

    assert "Hanbit Bio?" in party_row(organisation="Hanbit").errors["organisation"][0]
    assert "has no organisation of this name" in party_row(organisation="Zzz").errors["organisation"][0]


def test_a_party_is_named_or_undisclosed() -> None:
    unnamed = party_row(is_undisclosed="on", country="US")
    assert unnamed.is_valid()
    assert (unnamed.said().organisation_id, unnamed.said().is_disclosed, unnamed.said().country) == (None, False, "US")
    assert list(party_row(country="US").errors) == ["organisation"]
    assert list(party_row(signatory_ko="김하늘").errors) == ["organisation"]


def test_territory_is_read_in_both_languages_and_what_is_not_known_is_said() -> None:
    assert read_territory("United States, 캐나다; europe, KR, worldwide, US") == (["US", "CA", "150", "KR", "001"], [])
    assert read_territory("Atlantis, 일본") == (["JP"], ["Atlantis"])
