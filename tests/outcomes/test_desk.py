"""The officers' desk of outcomes: what is written by hand, mended and withdrawn, by whom, and what others never see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.urls import reverse

from bridgehead.accounts.actor import SYSTEM
from bridgehead.agreements.actions.documents import DocumentSaid, add_document, remove_document
from bridgehead.agreements.actions.states import move_agreement
from bridgehead.agreements.models import LedgerRole
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.money import Money
from bridgehead.foundation.records import seen_of
from bridgehead.foundation.refusals import Refused
from bridgehead.outcomes.actions import ladder
from bridgehead.outcomes.actions.ladder import EFFECT_SEEN, SAYER_SEEN
from bridgehead.outcomes.models import Outcome, Report, StatedEffect
from bridgehead.outcomes.queries.ladder import public_effects, public_outcomes, reportable_outcomes
from bridgehead.outcomes.rules import Rung
from tests.clocks import standing_still
from tests.factories.agreements import LedgerRoleFactory, agreed, keeper_of, licence_said, published, signed
from tests.factories.forums import ForumFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.outcomes import hoped, realised, stated
from tests.outcomes.pages import to
from tests.pages import browser, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    with standing_still(NOW):
        yield


@pytest.fixture
def role() -> LedgerRole:
    return LedgerRoleFactory(user__language="en")


def typed(**more: Any) -> dict[str, Any]:
    """What a browser sends of any form that says an amount."""
    said = {"on": "2023-04-25", "said_by": "company", "said_on": "2023-04-26", "exactness": "about"}
    return {**said, "amount": "5억", "currency": "KRW", **more}


def test_what_was_consulted_is_written_down_once_with_who_says_so(role: LedgerRole) -> None:
    company, forum = OrganisationFactory(), ForumFactory()
    sent = typed(rung="consulted", organisation=company.name_en, forum=str(forum.public_id), key="once", is_public="on")

    for _twice in range(2):
        made = browser(role.user).post(to("new"), sent)

    held = Outcome.objects.get()
    assert made["Location"] == to("outcome", held.public_id)
    assert (held.keeper, held.rung, held.organisation, held.forum) == (role.agency, Rung.CONSULTED, company, forum)
    assert held.money == Money(Decimal(500_000_000), "KRW", "about")
    assert (held.on, held.said_by, held.said_on) == (date(2023, 4, 25), "company", date(2023, 4, 26))
    assert (held.is_public, held.written_by, held.written_at) == (True, role.user, NOW)
    assert AuditEntry.objects.filter(verb="outcomes.outcome_recorded").count() == 1
    page = text(browser(role.user).get(made["Location"]))
    assert "about KRW 500 M" in page
    assert "The company, Wednesday 26 April 2023" in page


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"organisation": "Nobody"}, "The directory has no organisation of this name"),
        ({"on": "2023-04-28"}, "This day has not come yet."),
        ({"amount": "", "currency": "KRW"}, "Write the amount."),
        ({"amount": "5억", "currency": ""}, "An amount needs its currency."),
        ({"rung": "realised"}, "realised"),
    ],
)
def test_a_form_that_says_nothing_whole_writes_nothing_and_keeps_what_was_typed(
    more: dict[str, str], says: str, role: LedgerRole
) -> None:
    sent = typed(rung="pursued", organisation=OrganisationFactory().name_en, note="Wanted")

    answer = browser(role.user).post(to("new"), {**sent, **more})

    assert (answer.status_code, says in text(answer), "Wanted" in text(answer)) == (422, True, True)
    assert not Outcome.objects.exists()


def test_what_came_in_is_written_in_parts_each_with_its_proof(role: LedgerRole) -> None:
    agreement = signed(keeper=role.agency)
    paper = add_document(
        agreement_id=agreement.pk,
        given=ContentFile(b"paid", name="paid.txt"),
        said=DocumentSaid(kind="evidence", name_en="Statement of account"),
        by=SYSTEM,
        now=NOW,
    )
    page, desk = to("realised", agreement.public_id), browser(role.user)

    desk.post(page, typed(document=str(paper.public_id)))
    desk.post(page, typed(amount="7억", file=SimpleUploadedFile("invoice.txt", b"invoice")))
    both = desk.post(page, typed(document=str(paper.public_id), file=SimpleUploadedFile("x.txt", b"x")))
    none = desk.post(page, typed(amount="", currency=""))

    first, second = Outcome.objects.filter(rung=Rung.REALISED).order_by("pk")
    assert (first.document, first.file, first.minor) == (paper, None, 500_000_000)
    assert (second.document, second.file and second.file.filename, second.minor) == (None, "invoice.txt", 700_000_000)
    assert [(each.status_code, text(each).count("not both")) for each in (both, none)] == [(422, 1), (422, 0)]
    handed_out = desk.get(to("document", second.public_id))
    assert b"".join(handed_out.streaming_content) == b"invoice"  # type: ignore[attr-defined]  # a FileResponse
    assert desk.get(to("document", first.public_id)).status_code == 404
    with pytest.raises(Refused, match="rests on this document"):
        remove_document(document_id=paper.pk, by=SYSTEM, now=NOW)


def test_nothing_comes_of_what_is_not_signed_or_was_called_off(role: LedgerRole) -> None:
    draft, gone = agreed(keeper=role.agency), signed(keeper=role.agency)
    move_agreement(
        agreement_id=gone.pk, revision=gone.revision, state="cancelled", on=NOW.date(), note="x", by=SYSTEM, now=NOW
    )

    for each in (draft, gone):
        assert browser(role.user).get(to("realised", each.public_id)).status_code == 404
        with pytest.raises(Refused, match="Nothing comes of what is not signed"):
            realised(each)


def test_a_proof_is_the_agreements_own(role: LedgerRole) -> None:
    other = signed(keeper=role.agency)
    said = DocumentSaid(name_en="Elsewhere")
    paper = add_document(agreement_id=other.pk, given=ContentFile(b"x", name="x.txt"), said=said, by=SYSTEM, now=NOW)

    with pytest.raises(Refused, match="none of this agreement's"):
        realised(signed(keeper=role.agency), document_id=paper.pk)


def test_the_list_shows_ones_own_ledgers_by_rung_and_the_withdrawn_with_their_reason(role: LedgerRole) -> None:
    company, desk = OrganisationFactory(name_en="Daewoong"), browser(role.user)
    agreement = signed(licence_said(company), keeper=role.agency)
    realised(agreement)
    wrong = hoped(role.agency, company)
    hoped(OrganisationFactory(kind="agency"), OrganisationFactory(name_en="Canary 7"))

    withdrawn = desk.post(to("withdraw", wrong.public_id), {"reason": "Said of another company."})
    refused = desk.post(to("withdraw", Outcome.objects.get(rung="contract").public_id), {"reason": "x"})

    pages = {
        query: text(desk.get(to("outcomes") + query))
        for query in ("", "?rung=realised", "?withdrawn=yes", f"?organisation={company.public_id}", "?organisation=x")
    }
    assert (withdrawn.status_code, refused.status_code) == (302, 422)
    assert "What stands 2" in pages[""]
    assert "What stands 1" in pages["?rung=realised"]
    assert "Withdrawn: Said of another company." in pages["?withdrawn=yes"]
    assert "What stands 2" in pages[f"?organisation={company.public_id}"]
    assert [query for query, page in pages.items() if "Canary 7" in page] == []


def test_another_agencys_cases_are_not_there(role: LedgerRole) -> None:
    theirs = hoped(OrganisationFactory(kind="agency"))
    effect = stated(theirs.keeper)
    foreign = signed(keeper=theirs.keeper)
    desk = browser(role.user)
    asked = [
        desk.get(to("outcome", theirs.public_id)),
        desk.post(to("withdraw", theirs.public_id), {"reason": "x"}),
        desk.post(to("name_sayer", theirs.public_id), {"said_by": "press", "said_on": "2023-04-26"}),
        desk.post(to("agree", theirs.public_id), {"is_public": "yes"}),
        desk.get(to("realised", foreign.public_id)),
        desk.get(to("effect", effect.public_id)),
        desk.post(to("withdraw_effect", effect.public_id), {"reason": "x"}),
    ]

    assert [each.status_code for each in asked] == [404] * len(asked)
    theirs.refresh_from_db()
    effect.refresh_from_db()
    assert (theirs.withdrawn_at, theirs.said_by, theirs.is_public, effect.withdrawn_at) == (
        None,
        "company",
        False,
        None,
    )
    stranger = keeper_of(OrganisationFactory(kind="agency"))
    with pytest.raises(Refused, match="Only those who keep this ledger"):
        ladder.withdraw_effect(effect_id=effect.pk, reason="x", by=stranger, now=NOW)
    with pytest.raises(Refused, match="Only those who keep this ledger"):
        ladder.agree_to_public(outcome_id=theirs.pk, is_public=True, by=stranger, now=NOW)


def test_whose_word_it_is_is_said_on_its_page(role: LedgerRole) -> None:
    outcome, desk = hoped(role.agency), browser(role.user)

    sent = {"said_by": "press", "seen": seen_of(outcome, SAYER_SEEN)}

    ahead = desk.post(to("name_sayer", outcome.public_id), {**sent, "said_on": "2023-05-26"})
    desk.post(to("name_sayer", outcome.public_id), {**sent, "said_on": "2023-04-24"})

    outcome.refresh_from_db()
    assert (ahead.status_code, outcome.said_by, outcome.said_on) == (422, "press", date(2023, 4, 24))


def test_what_is_hoped_for_is_reported_only_where_its_organisation_agrees(role: LedgerRole) -> None:
    contract = published(keeper=role.agency)
    silent, agrees = hoped(role.agency), hoped(role.agency, is_public=True)
    gone = hoped(role.agency, is_public=True)
    ladder.withdraw_outcome(outcome_id=gone.pk, reason="x", by=SYSTEM, now=NOW)
    signed(keeper=role.agency)

    def read(found: Any) -> set[int]:
        return set(found(NOW, is_sample=False).values_list("pk", flat=True))

    signing = contract.outcomes.get().pk
    assert (read(public_outcomes), read(reportable_outcomes)) == ({signing}, {signing, agrees.pk})
    desk = browser(role.user)
    desk.post(to("agree", silent.public_id), {"is_public": "yes"})
    desk.post(to("agree", agrees.public_id))
    assert read(reportable_outcomes) == {signing, silent.pk}
    assert AuditEntry.objects.filter(verb="outcomes.publicity_agreed").count() == 2
    with pytest.raises(Refused, match="as public as the agreement"):
        ladder.agree_to_public(outcome_id=signing, is_public=True, by=SYSTEM, now=NOW)


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"is_public": True}, "outcome_agreed_to_be_public_is_hoped_for"),
        ({"organisation": "a"}, "outcome_is_somebodys"),
        ({"withdrawn_reason": "x"}, "outcome_withdrawn_with_a_reason"),
    ],
)
def test_the_database_refuses_what_no_case_can_be(wrong: dict[str, Any], constraint: str) -> None:
    outcome = realised(signed())
    if "organisation" in wrong:
        wrong = {"organisation": OrganisationFactory()}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Outcome.objects.filter(pk=outcome.pk).update(**wrong)


def test_an_effect_is_kept_mended_hidden_and_withdrawn(role: LedgerRole) -> None:
    desk = browser(role.user)
    sent = {
        "name_en": "Economic effect",
        "exactness": "at_least",
        "amount": "6,700억",
        "currency": "KRW",
        "source_ko": "언론 보도",
        "source_en": "Press report",
        "stated_on": "2023-04-26",
        "is_public": "on",
    }
    desk.post(to("new_effect"), sent)
    effect = StatedEffect.objects.get()
    shown = [len(public_effects())]
    hidden = {name: value for name, value in sent.items() if name != "is_public"}

    def changed(told: dict[str, str]) -> HttpResponse:
        seen = seen_of(StatedEffect.objects.get(), EFFECT_SEEN)
        return desk.post(to("effect", effect.public_id), {**told, "seen": seen})

    unnamed = changed({**sent, "name_en": ""})
    changed({**hidden, "amount": "6,800억", "method_en": "Input–output table"})
    shown.append(len(public_effects()))
    changed(sent)
    shown.append(len(public_effects()))
    silent = desk.post(to("withdraw_effect", effect.public_id), {"reason": ""})
    desk.post(to("withdraw_effect", effect.public_id), {"reason": "It was said of another forum."})
    shown.append(len(public_effects()))
    again = changed(sent)

    assert (shown, unnamed.status_code, silent.status_code, again.status_code) == ([1, 0, 1, 0], 422, 422, 422)
    assert "It was said of another forum." in text(desk.get(to("effects")))
    changes = AuditEntry.objects.filter(verb="outcomes.effect_changed").order_by("pk")
    assert changes[0].change["method_en"] == [None, "changed"]
    assert changes[0].change["is_public"] == [True, False]


def test_of_two_who_change_an_effect_nobody_loses_what_the_other_wrote(role: LedgerRole) -> None:
    desk, effect = browser(role.user), stated(role.agency)
    page = to("effect", effect.public_id)
    both = {**desk.get(page).context["form"].initial, "amount": "6,700억"}
    assert desk.post(page, {**both, "amount": "7억"}).status_code == 302

    late = desk.post(page, {**both, "source_en": "Gazette"})

    assert late.status_code == 422
    said = text(late)
    assert "Somebody has changed this since you opened the page." in said
    assert "By now it says: Amount – 700,000,000; Source (English) – Press report." in said
    effect.refresh_from_db()
    assert (effect.minor, effect.source_en) == (700_000_000, "Press report")
    # Saved once more, in sight of what is new.
    form = late.context["form"]
    assert desk.post(page, {name: form[name].value() or "" for name in form.fields}).status_code == 302
    effect.refresh_from_db()
    assert (effect.minor, effect.source_en) == (670_000_000_000, "Gazette")


def test_of_two_who_name_a_sayer_the_second_is_told(role: LedgerRole) -> None:
    desk, outcome = browser(role.user), hoped(role.agency)
    page = to("name_sayer", outcome.public_id)
    sent = {"said_by": "press", "said_on": "2023-04-25", "seen": seen_of(outcome, SAYER_SEEN)}

    answers = [desk.post(page, {**sent, "said_by": said}) for said in ("press", "both")]

    outcome.refresh_from_db()
    assert ([each.status_code for each in answers], outcome.said_by) == ([302, 422], "press")


def test_a_form_that_is_sent_twice_makes_one(role: LedgerRole) -> None:
    desk = browser(role.user)
    effect = {"name_en": "Effect", "exactness": "exact", "amount": "1", "currency": "KRW", "source_ko": "가",
              "source_en": "A", "stated_on": "2023-04-26", "key": "once"}  # fmt: skip
    report = {
        "name_ko": "성과",
        "name_en": "Results",
        "first_day": "2023-01-01",
        "last_day": "2023-12-31",
        "key": "once",
    }

    for _again in range(2):
        assert desk.post(to("new_effect"), effect).status_code == 302
        assert desk.post(reverse("reports_desk:new"), report).status_code == 302

    assert (StatedEffect.objects.count(), Report.objects.count()) == (1, 1)


def test_what_is_made_up_stays_among_what_is_made_up(role: LedgerRole) -> None:
    sample = OrganisationFactory(kind="agency", is_sample=True)
    effect, outcome = stated(sample, is_public=True), hoped(sample, OrganisationFactory(is_sample=True), is_public=True)

    assert (effect.is_sample, outcome.is_sample) == (True, True)
    assert [len(public_effects(is_sample=each)) for each in (False, True)] == [0, 1]
    assert [reportable_outcomes(NOW, is_sample=each).count() for each in (False, True)] == [0, 1]


def test_an_agreement_leads_to_what_has_come_of_it(role: LedgerRole) -> None:
    agreement = signed(keeper=role.agency)
    realised(agreement)
    draft = agreed(keeper=role.agency)
    desk = browser(role.user)

    page, before = (
        desk.get(reverse("agreements_desk:agreement", args=[each.public_id])) for each in (agreement, draft)
    )

    assert to("realised", agreement.public_id) in page.content.decode()
    assert "Realised USD 4 M" in text(page)
    assert "Record what was realised" not in text(before)
