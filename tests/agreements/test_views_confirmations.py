"""The keepers' page of confirmation: asking, both sides beside each other, taking a correction over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from bridgehead.agreements.actions.said import AmountSaid, TermsSaid, said_by
from bridgehead.agreements.models import Agreement, Confirmation, Terms
from bridgehead.agreements.queries.said import said_of
from bridgehead.foundation.models import AuditEntry
from tests.clocks import standing_still
from tests.factories.agreements import ASKED, LedgerRoleFactory, agreed, answered, asked_of, licence_said, signed
from tests.factories.organisations import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with standing_still(ASKED):
        yield


def said() -> TermsSaid:
    """A licence with money of each shape, and two companies."""
    acme = OrganisationFactory(name_en="Acme Inc.", country="US")
    base = licence_said(OrganisationFactory(), acme, territory=("US",))
    upfront = AmountSaid(component="upfront", amount=Decimal("12500000.50"), currency="USD")
    royalty = AmountSaid(component="royalty", percent=Decimal("4.5"), percent_to=Decimal(7), note_en="by tier")
    return replace(base, amounts=(*base.amounts, upfront, royalty))


def keeper(agreement: Agreement) -> Client:
    client = Client()
    client.force_login(LedgerRoleFactory(agency=agreement.keeper).user)
    return client


def at(name: str, agreement: Agreement, *, language: str = "en", **ids: Any) -> str:
    with override(language):
        return reverse(f"agreements_desk:{name}", kwargs={"agreement_id": agreement.public_id, **ids})


def text_of(answer: HttpResponse) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def stored() -> list[Any]:
    models = (Agreement, Terms, Confirmation, AuditEntry)
    return [list(model.objects.order_by("pk").values()) for model in models]  # type: ignore[attr-defined]  # each has it


@pytest.mark.parametrize(("language", "says"), [("en", "Confirmation by both sides"), ("ko", "양쪽 당사자의 확인")])
def test_the_page_opens_in_both_languages_in_every_state(language: str, says: str) -> None:
    waits, done, draft = signed(said()), signed(said()), agreed()
    asked_of(waits)
    for each in asked_of(done):
        answered(each)

    for each in (waits, done, draft):
        shown = keeper(each).get(at("confirmations", each, language=language))
        assert (shown.status_code, says in text_of(shown)) == (200, True)


def test_an_officer_asks_one_party_and_then_the_other() -> None:
    agreement = signed(said())
    client, to = keeper(agreement), at("confirmations", agreement)

    for number, language in ((1, "ko"), (2, "en")):
        sent = client.post(
            to,
            {
                f"email-{number}": f"p{number}@example.com",
                f"name-{number}": "Lee",
                "language-1": language,
                "language-2": language,
                "days": "14",
            },
        )
        assert (sent.status_code, sent["Location"]) == (302, to)

    asked = Confirmation.objects.order_by("pk").values_list("contact_email", "contact_name", "language", "state")
    assert list(asked) == [("p1@example.com", "Lee", "ko", "open"), ("p2@example.com", "Lee", "en", "open")]
    assert "Ask for confirmation" not in text_of(client.get(to))


def test_a_refused_form_keeps_what_was_typed_and_names_the_field() -> None:
    agreement = signed(said())
    client, before = keeper(agreement), stored()

    typed = {"email-1": "one@example.com", "email-2": "one@example.com", "name-2": "Kept", "days": "14"}
    refused = client.post(at("confirmations", agreement), {**typed, "language-1": "ko", "language-2": "en"})
    wrong = client.post(at("confirmations", agreement), {**typed, "email-1": "nobody", "days": "1"})

    assert (refused.status_code, wrong.status_code) == (422, 422)
    assert "Each side answers for itself" in text_of(refused)
    assert 'value="Kept"' in refused.content.decode()
    assert stored()[:3] == before[:3]


def test_both_sides_stand_beside_the_terms_with_what_they_say_otherwise() -> None:
    agreement = signed(said())
    first, second = asked_of(agreement)
    answered(first)
    answered(
        second, verdict="corrected", said={"amount-2": "USD 12 million"}, reason="See annex.", counterfactual="anyway"
    )

    shown = text_of(keeper(agreement).get(at("confirmations", agreement)))

    assert "A side says otherwise" in shown
    assert re.search(r"Upfront payment USD 12,500,000.50 right otherwise USD 12 million", shown)
    assert re.search(r"As a whole .* Confirmed Confirmed with corrections See annex\.", shown)
    assert "It would have come about anyway" in shown
    assert first.contact_email in shown


def test_a_question_is_sent_anew_withdrawn_and_its_contact_forgotten() -> None:
    agreement = signed(said())
    first, second = asked_of(agreement)
    answered(second)
    client = keeper(agreement)

    for deed, asked in (("resend", first), ("withdraw", first), ("forget", first), ("forget", second)):
        to = at(f"confirmations_{deed}", agreement, question_id=asked.public_id)
        assert (deed, client.post(to).status_code) == (deed, 302)

    rows = Confirmation.objects.order_by("pk").values_list("state", "contact_email", "verdict")
    assert list(rows) == [("withdrawn", "", ""), ("answered", "", "confirmed")]


def test_a_question_of_another_agreement_is_not_there() -> None:
    agreement, other = signed(said()), signed(said())
    first, _second = asked_of(other)
    client = keeper(agreement)

    answers = [
        client.post(at(f"confirmations_{deed}", agreement, question_id=first.public_id))
        for deed in ("resend", "withdraw", "forget")
    ]
    answers.append(client.get(at("confirmations", other)))

    assert [each.status_code for each in answers] == [404] * 4


def test_what_terms_say_can_be_written_again_as_it_is() -> None:
    agreement = signed(said())
    terms = Terms.objects.get(agreement=agreement)

    assert said_by(terms) == replace(said_by(terms))
    again = signed(said_by(terms))
    assert {**said_of(Terms.objects.get(agreement=again)), "signed_on": None} == {**said_of(terms), "signed_on": None}


def test_corrections_of_both_sides_are_taken_over_as_one_new_version() -> None:
    agreement = signed(said())
    first, second = asked_of(agreement)
    before = said_of(Terms.objects.get())
    answered(
        first,
        verdict="corrected",
        said={"subject": "이중항체 HB-101", "party-2": "She signs as CEO", "kind": "supply", "territory": "미국, 유럽"},
    )
    answered(
        second, verdict="corrected", said={"amount-2": "EUR 12,000,000.25", "signed_on": "2023-04-25", "amount-3": "5%"}
    )
    client, to = keeper(agreement), at("confirmations_correct", agreement)

    shown = client.get(to).context["form"]
    typed = {name: "" if (value := shown[name].value()) is None else str(value) for name in shown.fields}
    sent = client.post(to, {**typed, "party-2-signatory_title_en": "CEO", "amount-3-amount_to": "7"})

    terms = Terms.objects.get(number=2)
    assert (sent.status_code, sent["Location"]) == (302, at("confirmations", agreement))
    euro = {**before["amounts"][1], "amount": "12000000.25", "currency": "EUR"}
    royalty = {**before["amounts"][2], "percent": "5"}
    assert said_of(terms) == {
        **before,
        "kind": "supply",
        "name_ko": "이중항체 HB-101",
        "signed_on": "2023-04-25",
        "territory": ["US", "150"],
        "amounts": [before["amounts"][0], euro, royalty],
    }
    assert terms.parties.get(order=2).signatory_title_en == "CEO"
    assert terms.reason_en.startswith("Confirmed otherwise by Hanbit Bio")
    assert terms.reason_en.endswith(", Acme Inc.")
    assert "About earlier versions" in text_of(client.get(at("confirmations", agreement)))


def test_the_figures_that_were_wrong_are_not_taken_over_by_mistake() -> None:
    agreement = signed(said())
    answered(asked_of(agreement)[1], verdict="corrected", said={"amount-2": "twelve million dollars"})
    client, to = keeper(agreement), at("confirmations_correct", agreement)
    before = stored()

    form = client.get(to).context["form"]
    typed = {"revision": agreement.revision, "amount-2-currency": "USD", "amount-2-exactness": "exact"}
    refused = client.post(to, typed)

    assert form["amount-2-amount"].value() is None
    assert (refused.status_code, stored()) == (422, before)


@pytest.mark.parametrize(
    ("words", "amount", "currency"),
    [
        ("635,3 EUR", None, "USD"),
        ("1.234.567", None, "USD"),
        ("5%", None, "USD"),
        ("12.5 M EUR", "12,500,000", "EUR"),
        ("120억 원", "12,000,000,000", "KRW"),
        ("12,000", "12,000", "USD"),
    ],
)
def test_what_a_party_wrote_is_offered_where_it_can_be_read_in_one_way(
    words: str, amount: str | None, currency: str
) -> None:
    agreement = signed(said())
    answered(asked_of(agreement)[1], verdict="corrected", said={"amount-2": words})

    shown = keeper(agreement).get(at("confirmations_correct", agreement))
    form = shown.context["form"]

    assert (form["amount-2-amount"].value(), form["amount-2-currency"].value()) == (amount, currency)
    assert words in text_of(shown)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"amount-2-amount": "635,3"}, "“635,3” is no amount."),
        ({"amount-2-currency": "ABC"}, "A currency is three letters, for example KRW or USD."),
        ({"amount-2-amount": "5 EUR"}, "Two currencies stand here: EUR, USD. Keep one."),
        ({"amount-2-amount": "5.123"}, "USD is kept with 2 digits after the point"),
        ({"amount-2-amount_to": "4"}, "A range goes from the smaller to the larger amount."),
        ({"amount-3-amount": "101"}, "A royalty is from 0 to 100 per cent"),
        ({"amount-3-amount": "5 USD"}, "A royalty has no currency: it is a share in per cent."),
    ],
)
def test_a_correction_reads_amounts_as_the_form_of_the_terms_does(typed: dict[str, str], says: str) -> None:
    agreement = signed(said())
    answered(asked_of(agreement)[1], verdict="corrected", said={"amount-2": "5 USD", "amount-3": "5%"})
    client, to = keeper(agreement), at("confirmations_correct", agreement)
    shown, before = client.get(to).context["form"], stored()
    offered = {name: "" if (value := shown[name].value()) is None else str(value) for name in shown.fields}

    refused = client.post(to, {**offered, **typed})

    assert (refused.status_code, says in text_of(refused), stored()) == (422, True, before)


def test_a_party_that_is_not_disclosed_is_not_named_in_the_reason() -> None:
    base = said()
    agreement = signed(replace(base, parties=(base.parties[0], replace(base.parties[1], is_disclosed=False))))
    answered(asked_of(agreement)[1], verdict="corrected", said={"signed_on": "2023-04-25"})

    form = keeper(agreement).get(at("confirmations_correct", agreement)).context["form"]

    assert form["reason_en"].value() == "Confirmed otherwise by a party that is not named"
    assert form["reason_ko"].value() == "당사자 이견: 이름을 밝히지 않은 당사자"


def test_where_nobody_says_otherwise_there_is_nothing_to_take_over() -> None:
    agreement = signed(said())

    answer = keeper(agreement).get(at("confirmations_correct", agreement))

    assert (answer.status_code, answer["Location"]) == (302, at("confirmations", agreement))


def test_two_officers_correct_at_once_and_the_second_overwrites_nothing() -> None:
    agreement = signed(said())
    answered(asked_of(agreement)[1], verdict="corrected", said={"signed_on": "2023-04-25"})
    client, to = keeper(agreement), at("confirmations_correct", agreement)
    Agreement.objects.filter(pk=agreement.pk).update(revision=agreement.revision + 1)

    typed = {"revision": agreement.revision, "signed_on": "2023-04-25", "reason_en": "x"}
    refused = client.post(to, typed)

    assert refused.status_code == 422
    assert "Somebody has changed this agreement since you opened the page" in text_of(refused)
    assert Terms.objects.filter(agreement=agreement).count() == 1
    assert f'name="revision" value="{agreement.revision + 1}"' in refused.content.decode()
