"""Asking the parties at a follow-up: what a party says is its word, once, and moves nothing until it is taken over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from bridgehead.accounts.actions import erase_person
from bridgehead.accounts.actor import ANONYMOUS, SYSTEM
from bridgehead.accounts.personal_data import holdings
from bridgehead.agreements.actions import lapses
from bridgehead.agreements.actions.publication import set_publication
from bridgehead.agreements.actions.questions import (
    AnsweredAlready,
    Contact,
    NoLongerAsked,
    forget_contact,
    resend_question,
    withdraw_question,
)
from bridgehead.agreements.actions.states import move_agreement
from bridgehead.agreements.models import Agreement, LedgerRole, Party
from bridgehead.agreements.queries.trail import changed_since
from bridgehead.foundation import notices
from bridgehead.foundation.models import AuditEntry, OutboxItem
from bridgehead.foundation.refusals import Refused
from bridgehead.outcomes.actions import follow_ups
from bridgehead.outcomes.actions.inquiries import Word, answer_inquiry, ask_parties, take_over
from bridgehead.outcomes.actions.ladder import Said
from bridgehead.outcomes.models import FollowUp, Inquiry, Outcome
from tests.clocks import standing_still
from tests.factories.agreements import LedgerRoleFactory, asked_of, corrected, keeper_of, licence_said, link_to, signed
from tests.factories.organisations import OrganisationFactory
from tests.factories.outcomes import DUE, inquired, said
from tests.factories.people import UserFactory
from tests.outcomes.pages import to
from tests.pages import browser, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DAY = timedelta(days=1)
MONEY = {"came_of": "realised", "on": date(2023, 5, 3), "said": Said(Decimal(100_000), None, "USD")}
TYPED = {"came_of": "realised", "on": "2023-05-03", "amount": "100,000", "currency": "USD", "exactness": "about"}


@pytest.fixture(autouse=True)
def _due() -> Iterator[None]:
    """The first look is due, thirty days after the signing."""
    with standing_still(DUE):
        yield


@pytest.fixture
def role() -> LedgerRole:
    agency = OrganisationFactory(kind="agency", name_ko="진흥원", name_en="The Agency")
    return LedgerRoleFactory(agency=agency, user__language="en")


@pytest.fixture
def agreement(role: LedgerRole) -> Agreement:
    """An agreement of a Korean company and an American one, in the ledger of an agency."""
    parties = (
        OrganisationFactory(name_ko="한빛바이오", name_en="Hanbit Bio"),
        OrganisationFactory(name_ko="", name_en="Acme Inc.", country="US"),
    )
    return signed(licence_said(*parties), keeper=role.agency)


@pytest.fixture
def look(agreement: Agreement) -> FollowUp:
    return agreement.follow_ups.get(step=1)


def everything() -> list[object]:
    return [list(each.objects.order_by("pk").values()) for each in (Inquiry, FollowUp, Outcome)] + [
        AuditEntry.objects.count(),
        OutboxItem.objects.count(),
    ]


# --- Asking ----------------------------------------------------------------------------------------------------------


def test_each_party_is_asked_once_and_through_an_address_of_its_own(look: FollowUp) -> None:
    first, second = inquired(look)

    assert [(each.state, each.language, each.came_of) for each in (first, second)] == [
        ("open", "ko", ""),
        ("open", "en", ""),
    ]
    assert AuditEntry.objects.filter(verb="outcomes.inquiry_asked").count() == 2
    for contact, says in (
        ({"email": "new@example.com"}, "is being asked already"),
        ({"email": second.contact_email}, "is being asked already"),
    ):
        with pytest.raises(Refused, match=says):
            inquired(look, **contact)
    withdraw_question(Inquiry, question_id=first.pk, by=SYSTEM, now=DUE)
    theirs = Contact(party_id=first.party_id, email=second.contact_email)
    with pytest.raises(Refused, match="Each side answers for itself"):
        ask_parties(follow_up_id=look.pk, contacts=[theirs], by=SYSTEM)


def test_only_what_is_due_and_open_is_asked_and_by_its_keepers_alone(role: LedgerRole, agreement: Agreement) -> None:
    coming, party = agreement.follow_ups.get(step=2), Party.objects.filter(terms=agreement.current_id).first()
    answered = signed(keeper=role.agency).follow_ups.get(step=1)
    follow_ups.answer_follow_up(follow_up_id=answered.pk, came_of="nothing", by=SYSTEM, now=DUE)
    assert party is not None
    before = everything()

    def ask(at: FollowUp, **more: Any) -> object:
        contact = Contact(party_id=party.pk, email=more.pop("email", "new@example.com"))
        return ask_parties(follow_up_id=at.pk, contacts=[contact], **{"by": SYSTEM, **more})

    for deed, says in (
        (lambda: ask(coming), "It is not due yet"),
        (lambda: ask(answered), "answered or closed already"),
        (lambda: ask(agreement.follow_ups.get(step=1), email=role.user.email), "who keeps this ledger"),
        (lambda: ask(agreement.follow_ups.get(step=1), by=keeper_of(OrganisationFactory(kind="agency"))), "Only those"),
        (lambda: ask(agreement.follow_ups.get(step=1), days=2), "from 3 to 180 days"),
    ):
        with pytest.raises(Refused, match=says):
            deed()

    assert everything() == before


def test_a_link_that_was_sent_anew_or_withdrawn_opens_nothing_more(look: FollowUp) -> None:
    first, second = inquired(look)
    old, other = link_to(first), link_to(second)

    resend_question(Inquiry, question_id=first.pk, by=SYSTEM, now=DUE)
    withdraw_question(Inquiry, question_id=second.pk, by=SYSTEM, now=DUE)

    first.refresh_from_db()
    assert [Client().get(page(each)).status_code for each in (old, other, link_to(first))] == [404, 410, 200]
    with pytest.raises(NoLongerAsked):
        answer_inquiry(token=other, answer=Word("nothing"), by=ANONYMOUS)


@pytest.mark.parametrize("ending", ["called off", "corrected", "covered", "ended"])
def test_what_is_asked_no_more_makes_the_open_questions_void(agreement: Agreement, look: FollowUp, ending: str) -> None:
    answered, waiting = inquired(look)
    said(answered)
    if ending in {"called off", "ended"}:
        take_over(inquiry_id=answered.pk, by=SYSTEM, now=DUE)
    held = Agreement.objects.get(pk=agreement.pk)
    moved: dict[str, Any] = {"agreement_id": held.pk, "revision": held.revision, "on": DUE.date(), "by": SYSTEM}

    if ending == "called off":
        move_agreement(**moved, state="cancelled", note="x", now=DUE)
    elif ending == "corrected":
        corrected(held, now=DUE, name_en="Something else")
    elif ending == "covered":
        later = agreement.follow_ups.get(step=2)
        follow_ups.answer_follow_up(follow_up_id=later.pk, came_of="nothing", by=SYSTEM, now=DUE)
    else:
        move_agreement(**moved, state="ended", note="x", now=DUE)

    assert list(Inquiry.objects.order_by("pk").values_list("state", flat=True)) == ["answered", "void"]
    assert AuditEntry.objects.get(verb="outcomes.inquiry_voided").object_id == str(waiting.public_id)


def test_an_officers_answer_leaves_the_other_side_its_word(look: FollowUp) -> None:
    first, second = inquired(look)
    take_over(inquiry_id=said(first).pk, by=SYSTEM, now=DUE)

    said(second, came_of="ended")

    look.refresh_from_db()
    assert (look.came_of, Inquiry.objects.filter(state="answered").count()) == ("nothing", 2)


# --- Answering -------------------------------------------------------------------------------------------------------


def test_the_first_answer_is_kept_and_moves_nothing(look: FollowUp) -> None:
    first, _second = inquired(look)
    token, rungs = link_to(first), Outcome.objects.count()
    word = Word(**MONEY, document=" Invoice 24-117 ", note="The first milestone.")

    answer_inquiry(token=token, answer=word, by=ANONYMOUS)
    answer_inquiry(token=token, answer=word, by=ANONYMOUS)
    with pytest.raises(AnsweredAlready, match="What you have sent now was not kept"):
        answer_inquiry(token=token, answer=Word("ended"), by=ANONYMOUS)

    first.refresh_from_db()
    look.refresh_from_db()
    assert (first.came_of, str(first.money.amount if first.money else ""), first.document, first.closed_at) == (
        "realised",
        "100000.00",
        "Invoice 24-117",
        DUE,
    )
    assert (look.state, Outcome.objects.count()) == ("open", rungs)
    assert AuditEntry.objects.get(verb="outcomes.inquiry_answered").change == {
        "party": [None, str(first.party.public_id)],
        "came_of": [None, "realised"],
    }


@pytest.mark.parametrize(
    ("word", "field"),
    [
        (Word("perhaps"), "came_of"),
        (Word("realised"), "on"),
        (Word("nothing", on=date(2023, 5, 3)), "came_of"),
        (Word("nothing", said=Said(Decimal(1), None, "USD")), "came_of"),
        (Word("realised", on=date(2023, 6, 3)), "on"),
        (Word("nothing", document="two\nlines"), "document"),
        (Word("nothing", note="x" * 1001), "note"),
    ],
)
def test_an_answer_that_contradicts_itself_is_refused_and_nothing_kept(look: FollowUp, word: Word, field: str) -> None:
    first, _second = inquired(look)
    token = link_to(first)
    before = everything()

    with pytest.raises(Refused) as refusal:
        answer_inquiry(token=token, answer=word, by=ANONYMOUS)

    assert (refusal.value.field, everything()) == (field, before)


def test_who_keeps_the_ledger_cannot_answer_for_a_party(role: LedgerRole, look: FollowUp) -> None:
    first, _second = inquired(look)

    with pytest.raises(Refused, match="only the party itself can answer"):
        answer_inquiry(token=link_to(first), answer=Word("nothing"), by=keeper_of(role.agency))


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"came_of": "ended"}, "inquiry_answered_once"),
        ({"note": "Otherwise."}, "inquiry_answered_once"),
        ({"on": date(2023, 1, 1)}, "inquiry_answered_once"),
    ],
)
def test_the_database_keeps_what_a_party_said(look: FollowUp, change: dict[str, Any], constraint: str) -> None:
    answered = said(inquired(look)[0])

    for write in (
        lambda: Inquiry.objects.filter(pk=answered.pk).update(**change),
        lambda: Inquiry.objects.filter(pk=answered.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            write()


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"state": "answered", "closed_at": DUE}, "inquiry_answered_with_what_came_of_it"),
        ({"state": "answered", "closed_at": DUE, "came_of": "realised"}, "inquiry_money_came_in_on_a_day"),
        ({"state": "answered", "closed_at": DUE, "came_of": "nothing", "on": DUE.date()}, "inquiry_money_came_in"),
        ({"contact_email": ""}, "inquiry_asks_somebody"),
        ({"state": "expired"}, "inquiry_closed_at_a_moment"),
    ],
)
def test_the_database_refuses_what_no_inquiry_can_be(look: FollowUp, change: dict[str, Any], constraint: str) -> None:
    asked = inquired(look)[0]

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Inquiry.objects.filter(pk=asked.pk).update(**change)


# --- Taking over -----------------------------------------------------------------------------------------------------


def test_an_answer_that_is_taken_over_names_whose_word_it_is(look: FollowUp) -> None:
    word = said(inquired(look)[0], **MONEY, note="The first milestone.")

    done = take_over(inquiry_id=word.pk, by=SYSTEM, now=DUE)

    assert (done.state, done.came_of, done.note, done.on_word_of) == (
        "answered",
        "realised",
        "The first milestone.",
        word,
    )
    assert not Outcome.objects.filter(rung="realised").exists()
    assert AuditEntry.objects.get(verb="outcomes.follow_up_answered").change["on_word_of"] == [
        None,
        str(word.public_id),
    ]
    with pytest.raises(Refused, match="answered or closed already"):
        take_over(inquiry_id=word.pk, by=SYSTEM, now=DUE)
    follow_ups.reopen_follow_up(follow_up_id=look.pk, by=SYSTEM, now=DUE)
    look.refresh_from_db()
    assert (look.on_word_of, look.came_of) == (None, "")


def test_only_a_given_answer_of_ones_own_ledger_is_taken_over(look: FollowUp) -> None:
    first, second = inquired(look)
    said(first)
    before = everything()

    for deed, says in (
        (lambda: take_over(inquiry_id=second.pk, by=SYSTEM, now=DUE), "no longer there"),
        (
            lambda: take_over(inquiry_id=first.pk, by=keeper_of(OrganisationFactory(kind="agency")), now=DUE),
            "Only those who keep this ledger",
        ),
    ):
        with pytest.raises(Refused, match=says):
            deed()

    assert everything() == before


def test_no_follow_up_stands_on_the_word_given_at_another(role: LedgerRole, look: FollowUp) -> None:
    word = said(inquired(look)[0])
    other = signed(keeper=role.agency).follow_ups.get(step=1)
    follow_ups.answer_follow_up(follow_up_id=other.pk, came_of="nothing", by=SYSTEM, now=DUE)

    for pk, constraint in ((other.pk, "follow_up_stands_on_its_word"), (look.pk, "follow_up_stands_on_a_word")):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            FollowUp.objects.filter(pk=pk).update(on_word_of=word)


# --- By the clock ----------------------------------------------------------------------------------------------------


def test_a_party_is_reminded_once_and_then_its_time_is_over(look: FollowUp) -> None:
    first, _second = inquired(look)
    token, reminder, end = link_to(first), DUE + 23 * DAY, DUE + 30 * DAY

    reminded = [lapses.remind_late(Inquiry, moment) for moment in (DUE, reminder, reminder)]
    expired = [lapses.expire_late(Inquiry, moment) for moment in (end - DAY, end, end)]

    assert (reminded, expired) == ([0, 2, 0], [0, 2, 0])
    with standing_still(end):
        assert Client().get(page(token)).status_code == 410
    with pytest.raises(NoLongerAsked, match="The time to answer was over"):
        answer_inquiry(token=token, answer=Word("nothing"), by=ANONYMOUS, now=end)


def test_whom_we_asked_is_forgotten_after_half_a_year_on_demand_or_with_the_person(look: FollowUp) -> None:
    person = UserFactory()
    first, second = inquired(look)
    said(first)
    before = lapses.forget_old(Inquiry, DUE + 180 * DAY - timedelta(seconds=1))
    forget_contact(Inquiry, question_id=first.pk, by=SYSTEM, now=DUE)
    Inquiry.objects.filter(pk=second.pk).update(contact_email=person.email.upper())
    (exported,) = (each.export(person.pk) for each in holdings() if each.name == "inquiries")
    erase_person(user_id=person.pk, by=SYSTEM, now=DUE)

    assert (before, [each["state"] for each in exported]) == (0, ["open"])
    told = list(Inquiry.objects.order_by("pk").values_list("state", "contact_name", "contact_email", "came_of"))
    assert told == [("answered", "", "", "nothing"), ("void", "", "", "")]


def test_an_address_that_was_forgotten_does_not_speak_for_the_other_side(look: FollowUp) -> None:
    first, second = inquired(look)
    said(first)
    forget_contact(Inquiry, question_id=first.pk, by=SYSTEM, now=DUE)
    withdraw_question(Inquiry, question_id=second.pk, by=SYSTEM, now=DUE)
    before = everything()

    with pytest.raises(Refused, match="Each side answers for itself"):
        ask_parties(follow_up_id=look.pk, contacts=[Contact(second.party_id, first.contact_email)], by=SYSTEM, now=DUE)

    assert everything() == before


# --- Mails -----------------------------------------------------------------------------------------------------------

LINK = re.compile(rf"{re.escape(settings.SITE_ADDRESS)}(/(?:ko|en)/follow-up/\S+/)")


def delivered(now: datetime = DUE) -> list[tuple[str, str, str]]:
    """Deliver what is staged; return (reader, subject, text) of each mail, each link written as LINK."""
    mail.outbox.clear()
    while notices.deliver_next(now):
        pass
    return [(each.to[0], each.subject, LINK.sub("LINK", str(each.body))) for each in mail.outbox]


def test_each_party_is_asked_in_its_language_with_a_link_that_opens(look: FollowUp) -> None:
    inquired(look)

    korean, english = delivered()

    assert korean[1:] == (
        "진흥원에서 계약·협약의 진행 상황 확인을 요청드립니다",
        "Contact 1 님께\n\n"
        "2023년 4월 26일에 체결된 한빛바이오의 계약·협약이 지금까지 어떻게 진행되었는지 "
        "진흥원에서 확인을 요청드립니다.\n"
        "계정 없이 답하실 수 있으며 2분 정도 걸립니다.\n\n"
        "아래 링크에서 답해 주세요.\nLINK\n\n"
        "답변 기한: 2023년 6월 25일, 22:00 서울\n"
        "이 링크는 받으신 분 전용입니다. "
        "링크를 아는 사람은 누구나 대신 답할 수 있으니 다른 사람에게 전달하지 말아 주세요.\n",
    )
    assert english == (
        f"Contact 2 <party2-{look.agreement_id}@example.com>",
        "The Agency asks what has come of an agreement",
        "Dear Contact 2,\n\n"
        "The Agency asks Acme Inc. what has come so far of an agreement signed on 26 April 2023.\n"
        "You need no account and about two minutes.\n\n"
        "Answer here:\nLINK\n\n"
        "Please answer by 25 June 2023, 09:00 New York · 22:00 Seoul.\n"
        "The link is yours alone: whoever has it can answer for you.\n",
    )
    links = [found for each in mail.outbox for found in LINK.findall(str(each.body))]
    assert [(each[:4], Client().get(each).status_code) for each in links] == [("/ko/", 200), ("/en/", 200)]


def test_a_party_gets_a_receipt_and_the_keepers_hear_of_it(role: LedgerRole, look: FollowUp) -> None:
    _first, second = inquired(look)
    delivered()
    said(second, **MONEY, document="Invoice 24-117", note="One & two.")

    receipt, told = delivered()

    assert receipt[1:] == (
        "Receipt of your answer to The Agency",
        "Dear Contact 2,\n\n"
        "your answer about the agreement signed on 26 April 2023 arrived on 26 May 2023, 09:00 New York · 22:00 Seoul."
        "\n\n"
        "Your answer: money has come in\nReceived on: 3 May 2023\nAmount: USD 100,000\n"
        "Document it rests on: Invoice 24-117\nIn your words: One & two.\n\n"
        "If this was not you, write to The Agency at once.\n",
    )
    assert told == (
        f"{role.user.full_name('en')} <{role.user.email}>",
        "Acme Inc. says what has come of an agreement: money has come in",
        f"Dear {role.user.full_name('en')},\n\n"
        "a party of an agreement signed on 26 April 2023 has answered your follow-up: money has come in. "
        "It is its word alone; look at it and take it over if it holds.\n\n"
        f"The follow-up:\n{settings.SITE_ADDRESS}{to('follow_up', look.public_id)}\n",
    )


def test_what_is_no_longer_asked_is_not_told(look: FollowUp) -> None:
    first, second = inquired(look)
    withdraw_question(Inquiry, question_id=first.pk, by=SYSTEM, now=DUE)
    late = DUE + 24 * DAY
    delivered()
    lapses.remind_late(Inquiry, late)

    with standing_still(late):
        told = delivered(late)

    assert [(reader, subject) for reader, subject, _text in told] == [
        (f"Contact 2 <{second.contact_email}>", "Reminder: The Agency asks what has come of an agreement")
    ]


# --- Behind the link -------------------------------------------------------------------------------------------------


def page(token: str, language: str = "en") -> str:
    with override(language):
        return reverse("follow_up:answer", kwargs={"token": token})


def post(address: str, step: str, **typed: str) -> HttpResponse:
    """Send a step as a browser without cookies does, and with Django's check of forms from elsewhere switched on."""
    answer: HttpResponse = Client(enforce_csrf_checks=True).post(address, {**typed, "step": step})
    return answer


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", ["What has come of what you signed?", "New drug candidate", "Your side", "Money has come in"]),
        ("ko", ["어떻게 진행되고 있습니까?", "신약 후보물질", "귀사(귀 기관)", "금액이 들어왔다면"]),
    ],
)
def test_a_party_reads_which_agreement_is_meant_and_not_what_it_is_worth(
    look: FollowUp, language: str, says: list[str]
) -> None:
    first, _second = inquired(look)

    shown = Client().get(page(link_to(first), language))

    told = unescape(text(shown))
    assert (shown.status_code, [each for each in says if each not in told]) == (200, [])
    assert not {"635", "6,353억"} & set(re.findall(r"635|6,353억", told))
    assert (shown["Referrer-Policy"], shown["Cache-Control"]) == ("no-referrer", "private, no-store")


def test_what_it_is_worth_is_not_even_read(look: FollowUp) -> None:
    first, _second = inquired(look)
    address = page(link_to(first))

    with CaptureQueriesContext(connection) as asked:
        Client().get(address)

    assert [each["sql"] for each in asked if "agreements_amount" in each["sql"]] == []


def test_a_link_tells_neither_what_is_concealed_nor_who_is_not_disclosed_nor_what_the_other_said() -> None:
    hidden = OrganisationFactory(name_en="Canary Partner", name_ko="")
    terms = licence_said(OrganisationFactory(), hidden, name_en="Canary Subject", name_ko="")
    bought = replace(terms.parties[1], is_disclosed=False, signatory_en="Canary Signatory")
    agreement = signed(replace(terms, parties=(terms.parties[0], bought)))
    set_publication(
        agreement_id=agreement.pk,
        revision=agreement.revision,
        public_from=DUE,
        is_confidential=False,
        concealed=("subject",),
        by=SYSTEM,
        now=DUE,
    )
    first, second = inquired(agreement.follow_ups.get(step=1))
    token = link_to(first)
    said(second, note="Canary Word")
    said(first)

    told = text(Client().get(page(token))) + text(Client().get(page(token, "ko")))

    assert "Canary" not in told


def test_an_answer_goes_by_a_review_to_a_receipt(look: FollowUp) -> None:
    first, _second = inquired(look)
    address = page(link_to(first))
    typed = {**TYPED, "document": "Invoice 24-117", "note": "<b>One</b> more thing"}

    review = post(address, "review", **typed)
    before = everything()
    changed = post(address, "change", **typed)
    sent = post(address, "send", **typed)
    receipt = Client().get(address)

    assert (review.status_code, changed.status_code, sent.status_code, sent["Location"]) == (200, 200, 302, address)
    assert "Invoice 24-117" in changed.content.decode()
    for shown in (review, receipt):
        for words in ("about USD 100,000", "Wednesday 3 May 2023", "&lt;b&gt;One&lt;/b&gt; more thing"):
            assert words in text(shown)
    assert "it can no longer be changed here" in text(receipt)
    assert before != everything()
    again = post(address, "send", came_of="ended", exactness="exact")
    assert (again.status_code, "What you have sent now was not kept" in text(again)) == (409, True)


def test_looking_writes_nothing_and_an_error_loses_nothing(look: FollowUp) -> None:
    first, _second = inquired(look)
    address, before = page(link_to(first)), everything()

    for _again in range(2):
        assert Client().get(address, {"step": "send", **TYPED}).status_code == 200
    wrong = post(address, "send", **{**TYPED, "came_of": "nothing", "note": "Kept <words>"})
    bare = post(address, "review", came_of="realised", amount_to="5", currency="USD")

    assert (wrong.status_code, bare.status_code, everything()) == (422, 422, before)
    assert "Choose that answer, or take the money out" in text(wrong)
    assert "Kept &lt;words&gt;" in wrong.content.decode()
    assert ("Say on which day it came in" in text(bare), "Write the amount" in text(bare)) == (True, True)


# --- At the desk -----------------------------------------------------------------------------------------------------


def test_an_officer_asks_sees_both_sides_and_takes_one_over(role: LedgerRole, look: FollowUp) -> None:
    asked_of(look.agreement, now=DUE)
    desk = browser(role.user)
    known = desk.get(to("follow_up", look.public_id)).content.decode()
    form = {"days": "30", "email-1": "one@example.com", "language-1": "ko", "email-2": "two@example.com"}

    nobody = desk.post(to("ask_parties", look.public_id), {"days": "30", "language-1": "ko", "language-2": "en"})
    asked = desk.post(to("ask_parties", look.public_id), {**form, "language-2": "en"}, follow=True)
    first, second = Inquiry.objects.order_by("pk")
    said(first, **MONEY, document="Invoice 24-117", note="The first milestone.")
    said(second, note="Nothing yet.")
    both = text(desk.get(to("follow_up", look.public_id)))
    listed = text(desk.get(to("follow_ups")))
    taken = desk.post(to("take_over", look.public_id, first.public_id))
    form_of_it = desk.get(taken["Location"]).content.decode()
    done = text(desk.get(to("follow_up", look.public_id)))

    assert f'value="party1-{look.agreement_id}@example.com"' in known
    assert (nobody.status_code, "Name somebody to ask." in text(nobody)) == (422, True)
    assert "2 parties are asked by mail." in text(asked)
    for words in ("Money has come in", "USD 100,000", "Invoice 24-117", "Nothing yet", "Take it over"):
        assert words in both
    assert "2 answers of parties" in listed
    assert taken["Location"] == to("realised", look.agreement.public_id) + f"?word={first.public_id}"
    assert ('value="100,000.00"' in form_of_it, 'value="2023-05-03"' in form_of_it) == (True, True)
    assert ("On the word of Hanbit Bio, given on 26 May 2023" in done, "Take it over" in done) == (True, False)


def test_the_trail_of_an_agreement_tells_what_its_parties_were_asked_and_what_else_was_changed(
    role: LedgerRole, look: FollowUp
) -> None:
    revision = Agreement.objects.get(pk=look.agreement_id).revision
    corrected(Agreement.objects.get(pk=look.agreement_id), now=DUE, name_en="Something else")
    asked = inquired(FollowUp.objects.get(pk=look.pk))
    said(asked[0])
    address = reverse("agreements_desk:trail", args=[look.agreement.public_id])

    told = text(browser(role.user).get(address))
    since = changed_since(Agreement.objects.get(pk=look.agreement_id), revision)

    chains = AuditEntry.objects.filter(verb__startswith="outcomes.inquiry_").values_list("stream__name", flat=True)
    assert set(chains) == {look.agreement.audit_stream}
    for words in ("asked a party what has come of an agreement", "a party, through its link answered what has come"):
        assert words in told
    assert [each.verb for each in since] == ["agreements.terms_corrected"]


def test_an_officer_sends_anew_withdraws_and_forgets(role: LedgerRole, look: FollowUp) -> None:
    first, second = inquired(look)
    desk = browser(role.user)

    said_so = [
        text(desk.post(to(name, look.public_id, each.public_id), follow=True))
        for name, each in (("resend_inquiry", first), ("withdraw_inquiry", second), ("forget_inquiry", second))
    ]
    strange = browser(LedgerRoleFactory().user).post(to("take_over", look.public_id, first.public_id))

    for told, words in zip(said_so, ("the old link is dead", "is withdrawn", "are forgotten"), strict=True):
        assert words in told
    assert strange.status_code == 404
    assert list(Inquiry.objects.order_by("pk").values_list("state", "contact_email")) == [
        ("open", first.contact_email),
        ("withdrawn", ""),
    ]
