"""The page behind a party's link: in both languages, losing nothing, writing nothing by a look, telling no secret."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from bridgehead.accounts.actor import SYSTEM
from bridgehead.accounts.models import User
from bridgehead.agreements.actions import lapses
from bridgehead.agreements.actions.questions import withdraw_question
from bridgehead.agreements.actions.said import AmountSaid
from bridgehead.agreements.models import Agreement, Confirmation, ConfirmationLink
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.tokens import new_token, token_hash
from tests.clocks import standing_still
from tests.factories.agreements import ASKED, answered, asked_of, keeper_of, licence_said, link_to, signed
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

RIGHT = {"verdict": "confirmed", "counterfactual": "later"}
PARTS = ["kind", "subject", "signed_on", "party-1", "party-2", "amount-1"]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with standing_still(ASKED):
        yield


def page(token: str, language: str = "en") -> str:
    with override(language):
        return reverse("confirm:answer", kwargs={"token": token})


def post(to: str, step: str, **said: str) -> HttpResponse:
    """Send a step as a browser without cookies does, and with Django's check of forms from elsewhere switched on."""
    answer: HttpResponse = Client(enforce_csrf_checks=True).post(to, {**said, "step": step})
    return answer


def text_of(answer: HttpResponse) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def stored() -> list[object]:
    return [list(Confirmation.objects.order_by("pk").values()), AuditEntry.objects.count()]


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", ["Is this what you agreed?", "Licence agreement", "about KRW 635.3 bn", "Your side", "Other side"]),
        ("ko", ["합의하신 내용이 맞습니까?", "기술이전 계약", "약 6,353억 원", "귀사(귀 기관)", "상대방"]),
    ],
)
def test_a_party_reads_what_is_signed_in_either_language(language: str, says: list[str]) -> None:
    first, _second = asked_of(signed())

    shown = Client().get(page(link_to(first), language))

    assert (shown.status_code, [each for each in says if each not in text_of(shown)]) == (200, [])
    assert f'<html lang="{language}"' in shown.content.decode()


def test_an_answer_goes_by_a_review_to_a_receipt() -> None:
    first, _second = asked_of(signed())
    to = page(link_to(first))
    said = {
        "verdict": "corrected",
        "judged-signed_on": "wrong",
        "should-signed_on": "2023-04-25",
        "judged-subject": "right",
        "reason": "<b>One</b> more thing",
        "counterfactual": "anyway",
    }

    review = post(to, "review", **said)
    before = stored()
    sent = post(to, "send", **said)
    receipt = Client().get(to)

    assert (review.status_code, sent.status_code, sent["Location"], receipt.status_code) == (200, 302, to, 200)
    for shown in (review, receipt):
        for words in ("Tuesday 25 April 2023", "<b>One</b> more thing", "It would have come about anyway"):
            assert words in text_of(shown)
        assert "&lt;b&gt;One" in shown.content.decode()
    assert "Answered on 26 April 2023, 22:00 Seoul" in text_of(receipt)
    assert before != stored()
    done = Confirmation.objects.get(pk=first.pk)
    assert (done.verdict, done.said) == ("corrected", {**dict.fromkeys(PARTS, ""), "signed_on": "2023-04-25"})


def test_looking_writes_nothing_however_often_and_by_whatever_machine() -> None:
    first, _second = asked_of(signed())
    to, before = page(link_to(first)), stored()

    for _again in range(3):
        assert Client().get(to, {"step": "send", **RIGHT}).status_code == 200
        assert Client().head(to).status_code == 200
    for step in ("review", "change", "nonsense"):
        post(to, step, **RIGHT)

    assert stored() == before


def test_an_error_names_its_part_and_loses_nothing() -> None:
    first, _second = asked_of(signed())
    said = {"verdict": "confirmed", "judged-amount-1": "wrong", "reason": "Kept <words>", "should-subject": "unmarked"}

    refused = post(page(link_to(first)), "review", **said)

    told, source = text_of(refused), refused.content.decode()
    assert refused.status_code == 422
    assert "Say what it should be." in told
    assert "You have written what it should be: mark it as not right too." in told
    assert "Kept &lt;words&gt;" in source
    assert 'value="unmarked"' in source
    assert re.search(r'name="judged-amount-1" value="wrong"[^>]*checked', source)


def test_the_other_language_keeps_what_was_typed() -> None:
    first, _second = asked_of(signed())
    token = link_to(first)
    said = {"verdict": "rejected", "should-signed_on": "2023-04-25", "judged-signed_on": "wrong", "reason": "why <x>"}

    shown = post(page(token, "ko"), "change", **said)

    source = shown.content.decode()
    assert shown.status_code == 200
    assert 'value="2023-04-25"' in source
    assert "why &lt;x&gt;" in source
    assert re.search(r'name="verdict" value="rejected"[^>]*checked', source)
    assert f'formaction="{page(token)}"' in source
    # Enter in a field presses the form's first button, which must not switch the language.
    assert re.findall(r'name="step" value="(\w+)"', source) == ["review", "change", "review"]


def test_the_address_is_kept_from_everybody() -> None:
    first, _second = asked_of(signed())

    shown = Client().get(page(link_to(first)))

    assert {name: shown[name] for name in ("Referrer-Policy", "Cache-Control", "X-Robots-Tag")} == {
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, no-store",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
    }
    assert not shown.cookies


def test_a_token_that_is_none_opens_the_page_of_a_missing_thing() -> None:
    first, _second = asked_of(signed())
    token = link_to(first)

    wrong = [token[:-1], f"{token}a", token.swapcase(), "a" * len(token)]

    assert [Client().get(page(each)).status_code for each in wrong] == [404] * len(wrong)


def rich(company_name: str) -> Agreement:
    """An agreement with a secret in every place that no other side may read."""
    own, other = OrganisationFactory(), OrganisationFactory(name_en=company_name, name_ko=company_name, country="US")
    said = licence_said(own, other, note_en="canary-note", ends_on=date(2033, 4, 30), territory=("US", "150"))
    parties = (said.parties[0], replace(said.parties[1], is_disclosed=False, signatory_en="canary-signatory"))
    royalty = AmountSaid(component="royalty", percent=Decimal("4.5"))
    return signed(replace(said, parties=parties, amounts=(*said.amounts, royalty)))


def test_a_party_sees_nothing_of_the_other_side_and_nothing_that_is_not_signed() -> None:
    agreement = rich("canary-undisclosed")
    first, second = asked_of(agreement)
    Confirmation.objects.filter(pk=second.pk).update(contact_name="canary-contact", contact_email="canary@example.com")
    second.refresh_from_db()
    answered(
        second,
        verdict="corrected",
        said={"subject": "canary-correction"},
        reason="canary-reason",
        counterfactual="anyway",
        counterfactual_note="canary-counterfactual",
    )
    to = page(link_to(first))

    shown = [Client().get(to), post(to, "review", **RIGHT), post(to, "send", **RIGHT), Client().get(to)]
    own = Client().get(page(link_to_closed(second)))

    assert [each.content.decode().count("canary") for each in shown] == [0, 0, 0, 0]
    assert "United States" in text_of(shown[0])
    assert set(re.findall(r"canary-[a-z]+", text_of(own))) == {
        "canary-undisclosed",
        "canary-signatory",
        "canary-correction",
        "canary-reason",
        "canary-counterfactual",
    }


def link_to_closed(asked: Confirmation) -> str:
    """Return a token of a link that was sent before the question was closed."""
    token = new_token()
    ConfirmationLink.objects.create(
        confirmation=asked, token_hash=token_hash(token, purpose="confirmation"), created_at=ASKED
    )
    return token


def test_a_second_answer_is_told_that_it_was_not_kept_and_a_double_tap_is_not() -> None:
    first, _second = asked_of(signed())
    to = page(link_to(first))
    answers = [post(to, "send", **RIGHT), post(to, "send", **RIGHT), post(to, "send", verdict="rejected", reason="No.")]

    assert [each.status_code for each in answers] == [302, 302, 409]
    assert "What you have sent now was not kept" in text_of(answers[2])
    assert Confirmation.objects.get(pk=first.pk).verdict == "confirmed"


def test_what_comes_too_late_is_told_with_all_that_was_typed() -> None:
    first, _second = asked_of(signed())
    to, end = page(link_to(first)), first.expires_at
    before = stored()

    with standing_still(end):
        late, after = post(to, "send", **RIGHT, reason="Three pages"), Client().get(to)
    with standing_still(end - timedelta(seconds=1)):
        in_time = Client().get(to)

    assert (late.status_code, after.status_code, in_time.status_code, stored()) == (409, 410, 200, before)
    assert "The time to answer was over on 26 May 2023, 22:00 Seoul" in text_of(late)
    assert "Three pages" in text_of(late)
    assert "The time to answer is over" in text_of(after)


@pytest.mark.parametrize("is_noted", [False, True])
def test_a_late_link_shows_its_end_and_no_review(is_noted: bool) -> None:
    first, _second = asked_of(signed())
    to, end = page(link_to(first)), first.expires_at
    if is_noted:
        lapses.expire_late(Confirmation, end)

    with standing_still(end):
        looked = [post(to, step, **RIGHT, reason="Three pages") for step in ("review", "change", "nonsense")]
        wrong, sent = post(to, "send", verdict="confirmed"), post(to, "send", **RIGHT, reason="Three pages")

    for each in (*looked, wrong):
        assert (each.status_code, "The time to answer is over" in text_of(each)) == (410, True)
        assert "New drug candidate" not in text_of(each)
    assert (sent.status_code, "Three pages" in text_of(sent)) == (409, True)


def test_a_link_that_was_answered_shows_the_receipt_and_no_review() -> None:
    first, _second = asked_of(signed())
    to = page(link_to(first))
    post(to, "send", **RIGHT)

    again = post(to, "review", verdict="rejected", reason="No.")

    assert (again.status_code, "it can no longer be changed here" in text_of(again)) == (200, True)


def test_a_question_that_was_withdrawn_shows_nothing_of_the_agreement() -> None:
    first, _second = asked_of(signed())
    to = page(link_to(first))
    withdraw_question(Confirmation, question_id=first.pk, by=SYSTEM, now=ASKED)

    answers = [Client().get(to), post(to, "send", **RIGHT), post(to, "review", **RIGHT)]

    assert [each.status_code for each in answers] == [410, 410, 410]
    assert all("This question was withdrawn" in text_of(each) for each in answers)
    assert all("New drug candidate" not in text_of(each) for each in answers)


def test_a_keeper_who_got_hold_of_the_link_is_told_that_they_cannot_answer() -> None:
    agreement = signed()
    first, _second = asked_of(agreement)
    keeper = Client()
    keeper.force_login(User.objects.get(pk=keeper_of(agreement.keeper).user_id))
    anybody = Client()
    anybody.force_login(UserFactory())
    to = page(link_to(first))

    refused = keeper.post(to, {**RIGHT, "step": "send"})
    taken = anybody.post(to, {**RIGHT, "step": "send"})

    assert (refused.status_code, taken.status_code) == (409, 302)
    assert "only the party itself can answer" in text_of(refused)
