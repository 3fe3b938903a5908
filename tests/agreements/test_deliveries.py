"""What parties and keepers are told by mail: the whole text, in their language, only what is still true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from bridgehead.accounts.actor import SYSTEM
from bridgehead.agreements.actions import lapses
from bridgehead.agreements.actions.questions import resend_question, withdraw_question
from bridgehead.agreements.models import Agreement, Confirmation, LedgerRole
from bridgehead.foundation import notices
from bridgehead.foundation.models import OutboxItem
from tests.clocks import standing_still
from tests.factories.agreements import ASKED, LedgerRoleFactory, answered, asked_of, licence_said, signed
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LINK = re.compile(rf"{re.escape(settings.SITE_ADDRESS)}(/(?:ko|en)/confirm/\S+/)")


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with standing_still(ASKED):
        yield


@pytest.fixture
def agreement() -> Agreement:
    """An agreement of a Korean company and an American one, in the ledger of an agency."""
    return signed(
        licence_said(
            OrganisationFactory(name_ko="한빛바이오", name_en="Hanbit Bio"),
            OrganisationFactory(name_ko="", name_en="Acme Inc.", country="US"),
        ),
        keeper=OrganisationFactory(kind="agency", name_ko="진흥원", name_en="The Agency"),
    )


def delivered(now: datetime = ASKED) -> list[tuple[str, str, str]]:
    """Deliver what is staged; return (reader, subject, text) of each mail, each link written as LINK."""
    mail.outbox.clear()
    while notices.deliver_next(now):
        pass
    assert not OutboxItem.objects.filter(delivered_at=None).exists()
    return [(each.to[0], each.subject, LINK.sub("LINK", str(each.body))) for each in mail.outbox]


def links() -> list[str]:
    return [found for each in mail.outbox for found in LINK.findall(str(each.body))]


def test_each_party_is_asked_in_its_language_with_a_link_that_opens(agreement: Agreement) -> None:
    asked_of(agreement)

    assert delivered() == [
        (
            f'"Contact 1" <party1-{agreement.pk}@example.com>'.replace('"', ""),
            "진흥원에서 계약·협약 확인을 요청드립니다",
            "Contact 1 님께\n\n"
            "2023년 4월 26일에 체결된 한빛바이오의 계약·협약이 진흥원의 대장에 정확히 기록되어 있는지 "
            "확인을 요청드립니다.\n"
            "계정 없이 답하실 수 있으며 3분 정도 걸립니다.\n\n"
            "아래 링크에서 내용을 확인하고 답해 주세요.\nLINK\n\n"
            "답변 기한: 2023년 5월 26일, 22:00 서울\n"
            "이 링크는 받으신 분 전용입니다. "
            "링크를 아는 사람은 누구나 대신 답할 수 있으니 다른 사람에게 전달하지 말아 주세요.\n",
        ),
        (
            f"Contact 2 <party2-{agreement.pk}@example.com>",
            "The Agency asks you to confirm an agreement",
            "Dear Contact 2,\n\n"
            "The Agency asks Acme Inc. whether an agreement signed on 26 April 2023 stands in its ledger "
            "as it was made.\n"
            "You need no account and about three minutes.\n\n"
            "Read it and answer here:\nLINK\n\n"
            "Please answer by 26 May 2023, 09:00 New York · 22:00 Seoul.\n"
            "The link is yours alone: whoever has it can answer for you.\n",
        ),
    ]
    assert [each[:4] for each in links()] == ["/ko/", "/en/"]
    assert [Client().get(each).status_code for each in links()] == [200, 200]


def test_a_reminder_has_a_link_that_opens_beside_the_first(agreement: Agreement) -> None:
    asked_of(agreement)
    delivered()
    first = links()
    late = ASKED + timedelta(days=23)

    with standing_still(late):
        lapses.remind_late(Confirmation, late)
        told = delivered(late)
        opened = [Client().get(each).status_code for each in (*first, *links())]

    assert told[1] == (
        f"Contact 2 <party2-{agreement.pk}@example.com>",
        "Reminder: The Agency waits for your confirmation",
        "Dear Contact 2,\n\n"
        "The Agency has asked Acme Inc. to confirm an agreement signed on 26 April 2023, and has no answer yet.\n\n"
        "Read it and answer here:\nLINK\n\n"
        "Please answer by 26 May 2023, 09:00 New York · 22:00 Seoul.\n"
        "This is the only reminder.\n"
        "The link is yours alone: whoever has it can answer for you.\n",
    )
    assert told[0][1] == "[재안내] 진흥원에서 계약·협약 확인을 요청드립니다"
    assert opened == [200] * 4


def test_what_is_no_longer_asked_is_not_told(agreement: Agreement) -> None:
    first, second = asked_of(agreement)
    withdraw_question(Confirmation, question_id=first.pk, by=SYSTEM, now=ASKED)
    resend_question(Confirmation, question_id=second.pk, by=SYSTEM, now=ASKED + timedelta(seconds=1))

    told = delivered(ASKED + timedelta(seconds=1))

    assert [(reader, subject) for reader, subject, _text in told] == [
        (f"Contact 2 <party2-{agreement.pk}@example.com>", "The Agency asks you to confirm an agreement")
    ]


def test_a_notice_that_is_delivered_twice_sends_two_links_that_both_open(agreement: Agreement) -> None:
    """The mail server took the first mail and the worker died before it was noted: a reader may open either."""
    asked_of(agreement)
    delivered()
    first = links()
    OutboxItem.objects.update(delivered_at=None, available_at=ASKED)
    delivered()

    assert [Client().get(each).status_code for each in (*first, *links())] == [200] * 4


def test_a_party_gets_a_receipt_and_the_keepers_hear_of_it(agreement: Agreement) -> None:
    keeper = LedgerRoleFactory(agency=agreement.keeper, user__language="en").user
    left = LedgerRoleFactory(agency=agreement.keeper)
    LedgerRoleFactory()
    _first, second = asked_of(agreement)
    delivered()
    answered(
        second,
        verdict="corrected",
        said={"kind": "mou", "signed_on": "2023-04-25", "amount-1": "KRW 635,000,000,000", "subject": ""},
        reason="One more & thing.",
        counterfactual="smaller",
        counterfactual_note="only for us",
    )
    LedgerRole.objects.filter(pk=left.pk).delete()

    receipt, told = delivered()

    assert receipt == (
        f"Contact 2 <party2-{agreement.pk}@example.com>",
        "Receipt of your answer to The Agency",
        "Dear Contact 2,\n\n"
        "your answer about the agreement signed on 26 April 2023 arrived on "
        "26 April 2023, 09:00 New York · 22:00 Seoul.\n\n"
        "Your answer: confirmed with corrections\n"
        "Kind of agreement – it should be: memorandum of understanding (MOU)\n"
        "Day of signing – it should be: 25 April 2023\n"
        "Total value as stated – it should be: KRW 635,000,000,000\n"
        "Reason: One more & thing.\n"
        "Without the support: It would have been smaller\n\n"
        "If this was not you, write to The Agency at once.\n",
    )
    page = f"{settings.SITE_ADDRESS}/en/desk/ledger/{agreement.public_id}/confirmations/"
    assert told == (
        f"{keeper.full_name('en')} <{keeper.email}>",
        "Acme Inc. has answered: confirmed with corrections",
        f"Dear {keeper.full_name('en')},\n\n"
        "a party of an agreement signed on 26 April 2023 has answered your question: confirmed with corrections.\n\n"
        f"Both sides beside each other:\n{page}\n",
    )


def test_a_contact_that_was_forgotten_gets_no_receipt(agreement: Agreement) -> None:
    UserFactory()
    first, _second = asked_of(agreement)
    delivered()
    answered(first)
    Confirmation.objects.filter(pk=first.pk).update(contact_email="", contact_name="")

    assert delivered() == []
