"""A paper is signed electronically: given to the provider, signed or not, and what came of it taken over once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from pyhanko.pdf_utils.reader import PdfFileReader

from bridgehead.accounts.actor import SYSTEM
from bridgehead.agreements.actions import documents, signing_jobs
from bridgehead.agreements.actions.signatures import erase_signatories, recall_signing, send_to_sign
from bridgehead.agreements.actions.signing import take_over
from bridgehead.agreements.actions.states import move_agreement
from bridgehead.agreements.adapters.signing import Paper, SignerStanding, Standing, Unreachable
from bridgehead.agreements.local_provider.provider import LocalProvider
from bridgehead.agreements.models import (
    Agreement,
    AgreementState,
    Document,
    LocalEnvelope,
    LocalSigner,
    Signatory,
    SigningRequest,
)
from bridgehead.agreements.queries.signatures import papers_to_sign, signed_electronically_on
from bridgehead.foundation import files, notices
from bridgehead.foundation.jobs import Claim, Work
from bridgehead.foundation.models import AuditEntry, Job, OutboxItem
from bridgehead.foundation.refusals import Refused
from tests.clocks import standing_still
from tests.factories.agreements import ASKED, LedgerRoleFactory, agreed, drafted, keeper_of, licence_said, signed
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory
from tests.factories.signatures import (
    decline,
    given,
    local_provider,
    paper,
    pdf,
    sent,
    sign,
    signer_of,
    signers_of,
    work,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LATER = ASKED + timedelta(minutes=10)


@pytest.fixture(autouse=True)
def _here() -> Iterator[None]:
    with standing_still(ASKED), local_provider():
        yield


def stored() -> list[Any]:
    models = (Agreement, Document, SigningRequest, Signatory, AuditEntry, Job, OutboxItem)
    return [list(model.objects.order_by("pk").values()) for model in models]  # type: ignore[attr-defined]  # each has it


def do(work: Work, **values: int) -> None:
    """Do a job once more, outside of any worker's hands."""
    work.action(Claim(0, "", timedelta(0), 1), **values)


def deliver() -> None:
    while notices.deliver_next(ASKED):
        pass


def verbs() -> list[str]:
    told = AuditEntry.objects.filter(verb__contains="sign").exclude(verb="agreements.agreement_signed")
    return [each.removeprefix("agreements.") for each in told.order_by("pk").values_list("verb", flat=True)]


def stands(request: SigningRequest) -> tuple[str, list[str]]:
    request.refresh_from_db()
    return request.state, list(request.signatories.values_list("state", flat=True))


def test_signed_by_all_it_comes_back_as_a_document_beside_the_original() -> None:
    request = sent()
    first, second = request.signatories.all()

    sign(first)
    work()
    assert stands(request) == ("open", ["signed", "waiting"])
    sign(second, now=LATER)
    work(LATER)

    assert stands(request) == ("completed", ["signed", "signed"])
    kept = request.signed_document
    assert kept is not None
    assert (kept.name_ko, kept.name_en, kept.kind, kept.is_public) == (
        "계약서 (전자서명본)",
        "Contract (signed electronically)",
        "signed",
        False,
    )
    with kept.file.content.open("rb") as stored_file:
        content = stored_file.read()
    assert content.startswith(pdf())
    assert [each.sig_object["/Name"] for each in PdfFileReader(BytesIO(content)).embedded_signatures] == [
        "김하나",
        "Ann Lee 2",
    ]
    assert (request.document.file.sha256, Document.objects.count()) == (request.sha256, 2)
    assert verbs() == [
        "signing_requested",
        "signatory_signed",
        "signatory_signed",
        "signing_completed",
    ]
    # Signing is an officer's deed: the agreement has not moved, and the day is only offered.
    agreement = request.agreement
    agreement.refresh_from_db()
    assert (agreement.state, agreement.current.signed_on) == ("agreed", None)  # type: ignore[union-attr]  # it has terms
    assert signed_electronically_on(agreement) == LATER.date()


def test_each_signatory_gets_a_link_of_their_own_in_their_language() -> None:
    sent()
    deliver()

    to = {each.recipients()[0].split("<")[-1].rstrip(">"): str(each.body) for each in mail.outbox}
    korean, english = (to[address] for address in sorted(to))
    assert "/ko/sign/" in korean
    assert "/en/sign/" in english
    links = [text.split("/sign/")[1].split("/")[0] for text in (korean, english)]
    assert len(set(links)) == 2
    kept = (
        str(list(OutboxItem.objects.values()))
        + str(list(Job.objects.values()))
        + str(list(LocalSigner.objects.values()))
    )
    assert [link for link in links if link in kept] == []


def reminded(moment: datetime) -> list[tuple[str, str, str]]:
    """Let the job run twice and deliver; return (reader, subject, text) of each mail, each link written as LINK."""
    mail.outbox.clear()
    with standing_still(moment):
        for _twice in range(2):
            do(signing_jobs.mind_signing)
        while notices.deliver_next(moment):
            pass
    told = [(each.recipients()[0].split("<")[-1].rstrip(">"), each.subject, str(each.body)) for each in mail.outbox]
    return sorted((reader, subject, re.sub(r"https?://\S+/sign/\S+", "LINK", text)) for reader, subject, text in told)


def test_who_has_not_signed_is_reminded_once_in_their_language() -> None:
    agency = OrganisationFactory(kind="agency", name_ko="진흥원", name_en="The Agency")
    parties = (OrganisationFactory(name_ko="한빛바이오"), OrganisationFactory(name_en="Acme Inc.", country="US"))
    request = sent(agreed(licence_said(*parties), keeper=agency))
    deliver()
    first, second = request.signatories.all()
    due = request.expires_at - timedelta(days=3)

    early, korean_and_english, again = (reminded(each) for each in (due - timedelta(seconds=1), due, due))

    assert (early, again) == ([], [])
    assert korean_and_english == [
        (
            first.email,
            "다시 알려 드립니다: 진흥원에서 전자서명을 기다립니다",
            "김하나 님께\n\n"
            "진흥원에서 한빛바이오의 서명자로서 전자서명해 주시기를 요청드린 문서에 아직 서명하지 않으셨습니다.\n"
            "계정은 필요하지 않습니다.\n\n"
            "아래 링크에서 문서를 읽고 서명하거나 거절하실 수 있습니다.\nLINK\n\n"
            "서명 기한: 2023년 5월 10일, 22:00 서울\n재안내 메일은 이번 한 번만 보내 드립니다.\n"
            "이 링크는 받으신 분 전용입니다. "
            "링크를 아는 사람은 누구나 대신 서명할 수 있으니 다른 사람에게 전달하지 말아 주세요.\n",
        ),
        (
            second.email,
            "Reminder: The Agency waits for your signature",
            "Dear Ann Lee 2,\n\n"
            "The Agency has asked you to sign a paper electronically for Acme Inc., and you have not signed it yet.\n"
            "You need no account.\n\n"
            "Read it, and sign or decline here:\nLINK\n\n"
            "It can be signed until 10 May 2023, 09:00 New York · 22:00 Seoul.\nThis is the only reminder.\n"
            "The link is yours alone: whoever has it can sign in your name.\n",
        ),
    ]


@pytest.mark.parametrize("how", ["signed", "called back", "declined", "short", "elsewhere", "signed meanwhile"])
def test_nobody_is_reminded_who_is_asked_no_more(how: str) -> None:
    request = given(days=3) if how == "short" else sent()
    work()
    deliver()
    request.refresh_from_db()
    due = request.expires_at - timedelta(days=3)
    if how == "called back":
        recall_signing(request_id=request.pk, by=SYSTEM, now=ASKED)
    elif how == "elsewhere":
        SigningRequest.objects.filter(pk=request.pk).update(provider="another")
    elif how == "declined":
        decline(request.signatories.earliest("order"))
    for each in request.signatories.all() if how.startswith("signed") else []:
        if how == "signed meanwhile":
            signing_jobs.remind_signatories("local", due)
        sign(each)
    work()

    assert reminded(due) == []


def test_declined_it_ends_with_the_words_and_nobody_else_signs() -> None:
    request = sent()
    first, second = request.signatories.all()

    decline(first, "The territory is wrong.")
    with pytest.raises(Refused):
        sign(second)
    work()

    assert stands(request) == ("declined", ["declined", "waiting"])
    assert request.signatories.get(pk=first.pk).words == "The territory is wrong."
    assert Document.objects.count() == 1
    assert verbs()[1:] == ["signatory_declined", "signing_declined"]
    assert set(LocalSigner.objects.values_list("name", flat=True)) == {""}


def test_not_signed_in_time_it_ends() -> None:
    request = sent()
    late = request.expires_at + timedelta(seconds=1)
    with standing_still(late):
        with pytest.raises(Refused):
            sign(request.signatories.earliest("order"), now=late)
        do(signing_jobs.mind_signing)
        work(late)

    assert stands(request) == ("expired", ["waiting", "waiting"])


def test_called_back_nobody_signs_it_any_more() -> None:
    request = sent()
    for _twice in range(2):
        recall_signing(request_id=request.pk, by=SYSTEM, now=ASKED)
    work()

    assert stands(request) == ("voided", ["waiting", "waiting"])
    assert verbs() == ["signing_requested", "signing_recalled", "signing_voided"]
    with pytest.raises(Refused):
        sign(request.signatories.earliest("order"))
    with pytest.raises(Refused):
        recall_signing(request_id=request.pk, by=SYSTEM, now=ASKED)
    # Once it has ended the same document is given again.
    send_to_sign(
        agreement_id=request.agreement_id,
        document_id=request.document_id,
        signers=signers_of(request.agreement),
        by=SYSTEM,
    )


def test_called_back_before_it_was_sent_it_never_is() -> None:
    request = given()
    recall_signing(request_id=request.pk, by=SYSTEM, now=ASKED)
    work()

    assert (stands(request)[0], LocalEnvelope.objects.count()) == ("voided", 0)


def test_called_back_too_late_the_last_signature_stands() -> None:
    request = sent()
    for each in request.signatories.all():
        sign(each)
    recall_signing(request_id=request.pk, by=SYSTEM, now=ASKED)
    work()

    assert stands(request) == ("completed", ["signed", "signed"])


@pytest.mark.parametrize("state", [AgreementState.DRAFT, AgreementState.CANCELLED])
def test_what_is_no_longer_agreed_is_called_back(state: AgreementState) -> None:
    request = sent()
    agreement = request.agreement
    agreement.refresh_from_db()
    move_agreement(
        agreement_id=agreement.pk,
        revision=agreement.revision,
        state=state,
        on=ASKED.date(),
        note="A slip",
        by=SYSTEM,
        now=ASKED,
    )
    work()

    assert stands(request)[0] == "voided"


def test_what_the_provider_does_not_take_ends_with_its_words() -> None:
    agreement = agreed()
    broken = paper(agreement, content=b"%PDF-1.7 and nothing more")
    request = send_to_sign(agreement_id=agreement.pk, document_id=broken.pk, signers=signers_of(agreement), by=SYSTEM)
    work()

    request.refresh_from_db()
    assert (request.state, request.reference, bool(request.words)) == ("failed", "", True)


def refusals(agreement: Agreement) -> dict[str, dict[str, Any]]:
    first, second = signers_of(agreement)
    keeper = LedgerRoleFactory(agency=agreement.keeper).user
    elsewhere, text = paper(agreed()), paper(agreement, content=b"text", name="a.txt")
    return {
        "one side alone": {"signers": [first]},
        "nobody": {"signers": []},
        "the same address": {"signers": [first, replace(second, email=first.email.upper())]},
        "an officer's address": {"signers": [first, replace(second, email=keeper.email)]},
        "no name": {"signers": [first, replace(second, name_en=" ")]},
        "no address": {"signers": [first, replace(second, email="nowhere")]},
        "a party of another agreement": {"signers": [first, second, replace(first, party_id=10**6)]},
        "too long": {"days": 91},
        "too short": {"days": 0},
        "no PDF": {"document_id": text.pk},
        "a document of another agreement": {"document_id": elsewhere.pk},
        "a rival's officer": {"by": keeper_of(OrganisationFactory(kind="agency"))},
    }


def test_what_does_not_hold_is_refused_and_nothing_changes() -> None:
    agreement = agreed()
    usual = {
        "agreement_id": agreement.pk,
        "document_id": paper(agreement).pk,
        "signers": signers_of(agreement),
        "by": keeper_of(agreement.keeper),
    }
    wrong, taken = refusals(agreement), []
    before = stored()
    for name, change in wrong.items():
        try:
            send_to_sign(**{**usual, **change})
            taken.append(name)
        except Refused:
            assert stored() == before, name

    assert taken == []
    send_to_sign(**usual)
    with pytest.raises(Refused, match="being signed already"):
        send_to_sign(**usual)


@pytest.mark.parametrize("make", [drafted, signed])
def test_a_draft_is_not_signed_but_an_annex_of_what_is_signed_may_be(make: Any) -> None:
    agreement = make()
    usual = {"agreement_id": agreement.pk, "document_id": paper(agreement).pk, "signers": signers_of(agreement)}
    if agreement.state == AgreementState.DRAFT:
        with pytest.raises(Refused):
            send_to_sign(**usual, by=SYSTEM)
    else:
        send_to_sign(**usual, by=SYSTEM)


def test_without_a_provider_nothing_is_given(settings: Any) -> None:
    settings.ESIGN = "none"
    with pytest.raises(Refused):
        given()
    assert SigningRequest.objects.count() == 0


def test_a_paper_of_another_provider_is_left_alone() -> None:
    request = sent()
    SigningRequest.objects.filter(pk=request.pk).update(provider="another")
    before = stored()[:5]
    for each in (signing_jobs.look_at_paper, signing_jobs.void_paper, signing_jobs.send_paper):
        do(each, request_id=request.pk)

    assert stored()[:5] == before


def test_what_was_given_or_came_back_is_not_taken_away() -> None:
    request = sent()
    for each in request.signatories.all():
        sign(each)
    work()
    for document in Document.objects.all():
        with pytest.raises(Refused, match="it stays"):
            documents.remove_document(document_id=document.pk, by=SYSTEM, now=ASKED)


def test_a_lost_hook_is_made_good_by_asking() -> None:
    request = sent()
    for each in request.signatories.all():
        sign(each)
    Job.objects.filter(name="agreements.tell_by_hook").delete()
    work()
    assert stands(request) == ("open", ["waiting", "waiting"])

    with standing_still(LATER):
        do(signing_jobs.mind_signing)
        work(LATER)

    assert stands(request) == ("completed", ["signed", "signed"])


def test_whoever_has_just_told_something_is_not_asked_again() -> None:
    sent()
    do(signing_jobs.mind_signing)

    assert Job.objects.filter(name="agreements.look_at_signing").count() == 0


def test_given_twice_it_is_one_paper_and_one_mail() -> None:
    request = given()
    for _twice in range(2):
        SigningRequest.objects.filter(pk=request.pk).update(state="sending", reference="")
        do(signing_jobs.send_paper, request_id=request.pk)

    assert (LocalEnvelope.objects.count(), LocalSigner.objects.count()) == (1, 2)
    assert OutboxItem.objects.filter(kind="agreements/signature_asked").count() == 2


def test_the_same_standing_twice_changes_nothing_more() -> None:
    request = sent()
    names = [str(each.public_id) for each in request.signatories.all()]
    signed_by = {name: SignerStanding("signed", ASKED) for name in names}
    kept = [files.store(paper_file, uploaded_by=None, now=ASKED) for paper_file in two_papers()]

    for each in kept:
        take_over(request_id=request.pk, standing=Standing("completed", signed_by), signed=each, now=ASKED)

    request.refresh_from_db()
    assert request.signed_document is not None
    assert (request.signed_document.file, Document.objects.count()) == (kept[0], 2)


def two_papers() -> list[Any]:
    return [ContentFile(pdf(pages), name="signed.pdf") for pages in (2, 3)]


@pytest.mark.parametrize("content", [None, b"", b"no PDF", pdf()])
def test_what_is_no_signed_paper_is_not_taken_over(content: bytes | None, caplog: pytest.LogCaptureFixture) -> None:
    request = sent()
    found = signing_jobs._stored(request, Standing("completed", {}, content), ASKED)

    assert found is None
    assert "is not what it should be" in caplog.text


def test_the_database_keeps_the_end_and_what_was_signed() -> None:
    request = sent()
    for each in request.signatories.all():
        sign(each)
    work()
    other = paper(request.agreement, content=pdf(4))
    changes = [
        lambda: SigningRequest.objects.filter(pk=request.pk).update(state="voided", signed_document=None),
        lambda: SigningRequest.objects.filter(pk=request.pk).update(signed_document=other),
        lambda: Signatory.objects.filter(request=request).update(state="waiting", said_at=None),
        lambda: Signatory.objects.filter(request=request).update(words="other"),
    ]
    for change in changes:
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            change()

    assert stands(request) == ("completed", ["signed", "signed"])


def test_the_database_lets_one_document_be_signed_once_at_a_time() -> None:
    request = sent()
    again = {"agreement": request.agreement, "document": request.document, "provider": "local", "sent_at": ASKED}
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningRequest.objects.create(**again, expires_at=LATER)

    assert SigningRequest.objects.count() == 1


def test_a_person_is_forgotten_and_the_signature_stays() -> None:
    request = sent()
    first, second = request.signatories.all()
    person = UserFactory(email=first.email)
    assert [each["state"] for each in papers_to_sign(person.pk)] == ["waiting"]

    erase_signatories(person.pk, ASKED)
    work()

    assert stands(request)[0] == "voided"
    assert verbs() == ["signing_requested", "signing_recalled", "signing_voided"]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.email, first.name_ko, first.title_en, bool(second.email)) == ("", "", "", True)
    assert papers_to_sign(person.pk) == []


def test_half_a_year_after_its_end_it_is_forgotten_who_signed() -> None:
    request = sent()
    for each in request.signatories.all():
        sign(each)
    work()
    with standing_still(ASKED + timedelta(days=181)):
        do(signing_jobs.mind_signing)

    assert set(request.signatories.values_list("email", "name_en", "state")) == {("", "", "signed")}


def test_the_keepers_hear_of_the_end() -> None:
    agreement = agreed(licence_said(OrganisationFactory(), OrganisationFactory()))
    keeper = LedgerRoleFactory(agency=agreement.keeper).user
    request = sent(agreement)
    decline(request.signatories.earliest("order"))
    work()
    deliver()

    told = [each for each in mail.outbox if keeper.email in each.recipients()[0]]
    assert [("Not as agreed" in str(each.body), "/signatures/" in str(each.body)) for each in told] == [(False, True)]


# --- A provider on the net --------------------------------------------------------------------------------------------


class Away(LocalProvider):
    """A provider that writes to its signatories itself, and cannot be reached for a while."""

    name = "away"
    is_away = True

    def send(self, paper: Paper) -> str:
        """Take a paper in, once the net is back."""
        return super().send(self._reached(paper))

    def look(self, reference: str) -> Standing:
        """Say how a paper stands, once the net is back."""
        return super().look(self._reached(reference))

    def void(self, reference: str) -> None:
        """End a paper, once the net is back."""
        super().void(self._reached(reference))

    def link(self, reference: str, signer: str) -> str:
        """Give no link: whoever signs is written to by the provider."""
        return ""

    def _reached(self, given: Any) -> Any:
        if type(self).is_away:
            raise Unreachable
        return given


@pytest.fixture
def _away(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ESIGN = "tests.agreements.test_signatures.Away"
    monkeypatch.setattr(Away, "is_away", True)


def minded(moment: datetime) -> None:
    with standing_still(moment):
        do(signing_jobs.mind_signing)
        work(moment)


@pytest.mark.usefixtures("_away")
def test_a_provider_that_is_away_is_asked_until_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    request = given()
    work()
    assert stands(request)[0] == "sending"

    monkeypatch.setattr(Away, "is_away", False)
    minded(LATER)
    assert stands(request)[0] == "open"
    deliver()
    assert [each for each in mail.outbox if "/sign/" in str(each.body)] == []

    monkeypatch.setattr(Away, "is_away", True)
    recall_signing(request_id=request.pk, by=SYSTEM, now=LATER)
    minded(LATER + timedelta(minutes=10))
    assert stands(request)[0] == "open"
    monkeypatch.setattr(Away, "is_away", False)
    minded(LATER + timedelta(minutes=20))
    assert stands(request)[0] == "voided"


@pytest.mark.usefixtures("_away")
def test_what_the_provider_may_have_is_called_back_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first try may have reached it: nothing is said of the paper before the provider says it."""
    request = given()
    work()
    recall_signing(request_id=request.pk, by=SYSTEM, now=LATER)
    minded(LATER + timedelta(minutes=10))
    assert stands(request)[0] == "sending"

    monkeypatch.setattr(Away, "is_away", False)
    minded(LATER + timedelta(minutes=20))
    deliver()

    assert stands(request)[0] == "voided"
    assert LocalEnvelope.objects.get().voided_at is not None
    assert [each for each in mail.outbox if "/sign/" in str(each.body)] == []


def test_a_paper_of_a_provider_that_is_no_longer_chosen_is_given_up_in_the_end() -> None:
    request = sent()
    SigningRequest.objects.filter(pk=request.pk).update(provider="another")
    minded(request.expires_at + timedelta(days=6))
    assert stands(request)[0] == "open"

    minded(request.expires_at + timedelta(days=8))

    assert (stands(request)[0], bool(request.words)) == ("failed", True)


def test_a_signature_between_two_reads_is_not_lost() -> None:
    """Whoever looks while the last one signs hands over what all have signed, or says that somebody has not."""
    request = sent()
    first, second = request.signatories.order_by("order")
    sign(first)
    seen: list[str] = []

    def signed_meanwhile(execute: Any, sql: str, *rest: Any) -> Any:
        seen.append(sql)
        if len(seen) == 2:
            sign(second)
        return execute(sql, *rest)

    with connection.execute_wrapper(signed_meanwhile):
        standing = LocalProvider().look(request.reference)

    assert (standing.whole, standing.signed) == ("open", None)
    assert LocalProvider().look(request.reference).whole == "completed"


def test_the_test_provider_forgets_who_did_not_sign_in_time() -> None:
    request = sent()
    minded(request.expires_at)

    assert stands(request)[0] == "expired"
    assert set(LocalSigner.objects.values_list("name", "title")) == {("", "")}


def test_somebody_with_a_long_korean_name_signs() -> None:
    request = sent()
    first, second = request.signatories.order_by("order")
    LocalSigner.objects.filter(pk=signer_of(first).pk).update(name="김" * 80)

    sign(first)
    sign(second)
    work()

    assert stands(request)[0] == "completed"


@pytest.mark.usefixtures("_away")
def test_what_never_reached_the_provider_ends_when_its_time_is_over() -> None:
    request = given()
    work()
    minded(request.expires_at)

    assert (stands(request)[0], bool(request.words)) == ("failed", True)
