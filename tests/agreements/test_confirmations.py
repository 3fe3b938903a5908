"""Asking the parties and their answers: once, in time, each for itself, and what happens by the clock."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from bridgehead.accounts.actions import erase_person
from bridgehead.accounts.actor import ANONYMOUS, SYSTEM
from bridgehead.accounts.personal_data import holdings
from bridgehead.agreements.actions import lapses
from bridgehead.agreements.actions.answers import Answer, answer_confirmation
from bridgehead.agreements.actions.confirmations import ask_confirmation
from bridgehead.agreements.actions.questions import (
    AnsweredAlready,
    Contact,
    NoLongerAsked,
    forget_contact,
    new_link,
    resend_question,
    withdraw_question,
)
from bridgehead.agreements.actions.states import move_agreement
from bridgehead.agreements.actions.terms import correct_terms
from bridgehead.agreements.models import Agreement, Confirmation, ConfirmationLink, Party
from bridgehead.agreements.queries.confirmations import standing, with_confirmations
from bridgehead.agreements.queries.ledger import with_terms
from bridgehead.agreements.queries.questions import question_by_link
from bridgehead.agreements.rules import Standing, side_said, standing_of
from bridgehead.agreements.signals import confirmation_answered
from bridgehead.foundation.audit import first_break
from bridgehead.foundation.models import AuditEntry, AuditStream, OutboxItem
from bridgehead.foundation.refusals import Refused
from tests.clocks import standing_still
from tests.factories.agreements import (
    ASKED,
    SIGNED_ON,
    LedgerRoleFactory,
    agreed,
    answered,
    asked_of,
    keeper_of,
    licence_said,
    link_to,
    signed,
)
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory, actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

RIGHT = Answer(verdict="confirmed", counterfactual="later")
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def verbs(agreement: Agreement) -> list[tuple[str, dict[str, Any]]]:
    """Return what the trail tells of confirmation; its chain holds."""
    stream = AuditStream.objects.get(name=agreement.audit_stream)
    assert first_break(stream) is None
    told = stream.entries.filter(verb__startswith="agreements.con").order_by("position")
    return [(each.verb.removeprefix("agreements."), each.change) for each in told]


def everything() -> list[Any]:
    """All that is stored of questions, to show that a refusal changed nothing."""
    models = (Confirmation, ConfirmationLink, AuditEntry, OutboxItem)
    return [list(model.objects.order_by("pk").values()) for model in models]


def states() -> list[str]:
    return list(Confirmation.objects.order_by("pk").values_list("state", flat=True))


def standing_now(agreement: Agreement) -> Standing | None:
    return standing(with_confirmations(with_terms(Agreement.objects.filter(pk=agreement.pk))).get())


def reply(token: str, answer: Answer = RIGHT, *, now: datetime | None = ASKED, **other: Any) -> Confirmation:
    return answer_confirmation(token=token, answer=answer, now=now, **{"by": ANONYMOUS, **other})


def test_both_sides_are_asked_and_confirm() -> None:
    agreement = signed()
    first, second = asked_of(agreement)
    told: list[Any] = []

    def hear(**said: Any) -> None:
        told.append((said["agreement_id"], said["party"], said["answer"], said["now"]))

    confirmation_answered.connect(hear)
    seen = [standing_now(agreement)]
    for each in (first, second):
        answered(each)
        seen.append(standing_now(agreement))
    confirmation_answered.disconnect(hear)

    assert seen == [Standing.WAITING, Standing.PARTLY, Standing.CONFIRMED]
    parties = [str(each.party.public_id) for each in (first, second)]
    assert verbs(agreement) == [
        *(("confirmation_asked", {"party": [None, each]}) for each in parties),
        *(("confirmation_answered", {"party": [None, each], "verdict": [None, "confirmed"]}) for each in parties),
    ]
    assert told == [(agreement.pk, each.party.public_id, "confirmed", ASKED) for each in (first, second)]


def test_what_a_party_says_is_kept_as_it_said_it() -> None:
    first, _second = asked_of(signed())

    done = answered(
        first,
        verdict="corrected",
        said={"subject": "", "amount-1": "635,000,000,000원"},
        reason=" The royalty is missing. ",
        counterfactual="anyway",
        counterfactual_note="우리끼리도 했을 것입니다.",
    )

    done.refresh_from_db()
    assert (done.state, done.verdict, done.said, done.reason) == (
        "answered",
        "corrected",
        {"subject": "", "amount-1": "635,000,000,000원"},
        "The royalty is missing.",
    )
    assert (done.counterfactual, done.counterfactual_note, done.closed_at) == (
        "anyway",
        "우리끼리도 했을 것입니다.",
        ASKED,
    )


@pytest.mark.parametrize(
    ("answer", "says", "field"),
    [
        (Answer(verdict=""), "Say whether you confirm", "verdict"),
        (replace(RIGHT, said={"subject": "x"}), "You have marked something as not right", "verdict"),
        (replace(RIGHT, verdict="corrected"), "Mark above what is not right", "reason"),
        (Answer(verdict="rejected", reason=" "), "Say why you do not confirm", "reason"),
        (Answer(verdict="confirmed"), "without the support", "counterfactual"),
        (replace(RIGHT, counterfactual="x"), "without the support", "counterfactual"),
        (replace(RIGHT, verdict="corrected", said={"amount-7": "1"}), "no such part", None),
        (replace(RIGHT, verdict="corrected", said={"subject": "x" * 301}), "at most 300", "should-subject"),
        (replace(RIGHT, verdict="corrected", said={"subject": "a\nb"}), "on one line", None),
        (replace(RIGHT, reason="x" * 1001), "at most 1000", "reason"),
        (replace(RIGHT, counterfactual_note="\x00"), "cannot be stored", None),
    ],
)
def test_an_answer_that_is_not_whole_is_refused(answer: Answer, says: str, field: str | None) -> None:
    token = link_to(asked_of(signed())[0])
    before = everything()

    with pytest.raises(Refused, match=says) as refused:
        reply(token, answer)

    assert (refused.value.field, everything()) == (field, before)


def test_the_first_answer_stands_and_the_same_sent_twice_is_one() -> None:
    agreement = signed()
    first, _second = asked_of(agreement)
    token, other = link_to(first), link_to(first)
    reply(token)
    before = everything()

    again = reply(token, now=ASKED + DAY)
    with pytest.raises(
        AnsweredAlready, match=r"answered on 26 April 2023, 22:00 Seoul\. What you have sent now was not"
    ):
        reply(other, Answer(verdict="rejected", reason="No."), now=ASKED + DAY)

    assert (again.closed_at, everything()) == (ASKED, before)


def test_the_database_keeps_an_answer_whoever_writes() -> None:
    done, waits = asked_of(signed())
    answered(done)
    rows = Confirmation.objects.filter(pk=done.pk)

    writes: dict[str, Callable[[], Any]] = {
        "verdict": lambda: rows.update(verdict="rejected", reason="x"),
        "said": lambda: rows.update(said={"subject": "x"}),
        "opened again": lambda: rows.update(state="open", closed_at=None, verdict=""),
        "gone": rows.delete,
        "a second open one": lambda: Confirmation.objects.create(
            party=waits.party, contact_email="x@example.com", language="en", asked_at=ASKED, expires_at=ASKED
        ),
        "closed at no moment": lambda: Confirmation.objects.filter(pk=waits.pk).update(state="void"),
        "answered without a verdict": lambda: Confirmation.objects.filter(pk=waits.pk).update(
            state="answered", closed_at=ASKED
        ),
        "rejected without a reason": lambda: Confirmation.objects.filter(pk=waits.pk).update(
            state="answered", closed_at=ASKED, verdict="rejected"
        ),
        "asks nobody": lambda: Confirmation.objects.filter(pk=waits.pk).update(contact_email=""),
    }
    before = everything()
    for write in writes.values():
        with pytest.raises(IntegrityError), transaction.atomic():
            write()

    assert everything() == before
    rows.update(contact_name="", contact_email="")


def test_terms_that_are_not_sealed_are_not_confirmed_whoever_writes() -> None:
    party = Party.objects.filter(terms__agreement=agreed()).first()

    with pytest.raises(IntegrityError, match="only_sealed_terms_are_confirmed"), transaction.atomic():
        Confirmation.objects.create(
            party=party, contact_email="x@example.com", language="en", asked_at=ASKED, expires_at=ASKED
        )


def test_nobody_else_asks_or_takes_back(now: datetime) -> None:
    agreement = signed()
    first, second = asked_of(agreement)
    answered(second)
    by = keeper_of(OrganisationFactory(kind="agency"))
    contact = Contact(party_id=first.party_id, email="x@example.com")
    deeds: list[Callable[[], object]] = [
        lambda: ask_confirmation(agreement_id=agreement.pk, contacts=[contact], by=by, now=now),
        lambda: resend_question(Confirmation, question_id=first.pk, by=by, now=now),
        lambda: withdraw_question(Confirmation, question_id=first.pk, by=by, now=now),
        lambda: forget_contact(Confirmation, question_id=second.pk, by=by, now=now),
    ]
    before = everything()

    for deed in deeds:
        with pytest.raises(Refused, match="Only those who keep this ledger"):
            deed()

    assert everything() == before


def test_each_side_answers_for_itself(now: datetime) -> None:
    agreement = signed()
    officer = LedgerRoleFactory(agency=agreement.keeper)
    first, second = Party.objects.filter(terms=agreement.current_id)
    before = everything()

    for emails, says in (
        (("one@example.com", "ONE@example.com"), "The other side is asked at this address"),
        ((officer.user.email.upper(), ""), "belongs to somebody who keeps this ledger"),
        (("nobody", ""), "e-mail"),
        (("", ""), "Name somebody to ask"),
    ):
        contacts = [Contact(party_id=p.pk, email=e) for p, e in zip((first, second), emails, strict=True) if e]
        with pytest.raises(Refused, match=says):
            ask_confirmation(agreement_id=agreement.pk, contacts=contacts, by=actor_of(officer.user), now=now)

    assert everything() == before


def test_who_keeps_the_ledger_cannot_answer_for_a_party() -> None:
    agreement = signed()
    token = link_to(asked_of(agreement)[0])
    before = everything()

    for by in (keeper_of(agreement.keeper), SYSTEM):
        with pytest.raises(Refused, match="only the party itself can answer"):
            reply(token, by=by)

    assert everything() == before


def test_only_a_party_of_what_is_signed_now_is_asked(now: datetime) -> None:
    agreement, other, waits = signed(), signed(), agreed()
    stranger = Party.objects.filter(terms=other.current_id).first()
    assert stranger is not None
    asked_of(agreement)
    confirmed = asked_of(other)
    answered(confirmed[0])
    before = everything()

    def ask(at: Agreement, party_id: int, days: int = 30) -> object:
        contact = Contact(party_id=party_id, email="new@example.com")
        return ask_confirmation(agreement_id=at.pk, contacts=[contact], by=SYSTEM, now=now, days=days)

    for deed, says in (
        (lambda: ask(waits, stranger.pk), "Only what is signed"),
        (lambda: ask(agreement, stranger.pk), "no party of what is signed"),
        (lambda: ask(other, confirmed[1].party_id), "is being asked already"),
        (lambda: ask(other, confirmed[0].party_id), "has confirmed these terms already"),
        (lambda: ask(agreement, stranger.pk, days=2), "from 3 to 180 days"),
        (lambda: ask(agreement, stranger.pk, days=181), "from 3 to 180 days"),
    ):
        with pytest.raises(Refused, match=says):
            deed()

    assert everything() == before


def test_a_witness_is_no_side() -> None:
    said = licence_said(OrganisationFactory(), OrganisationFactory())
    host = OrganisationFactory()
    agreement = signed(
        replace(said, parties=(*said.parties, replace(said.parties[0], organisation_id=host.pk, role="witness")))
    )
    witness = Party.objects.get(terms=agreement.current_id, role="witness")

    with pytest.raises(Refused, match="no party of what is signed"):
        ask_confirmation(
            agreement_id=agreement.pk,
            contacts=[Contact(party_id=witness.pk, email="w@example.com")],
            by=SYSTEM,
            now=ASKED,
        )


def test_sent_anew_the_old_links_are_dead_and_the_term_begins_anew() -> None:
    first, _second = asked_of(signed(), days=10)
    old = link_to(first)
    late = ASKED + 8 * DAY
    lapses.remind_late(Confirmation, late)

    resend_question(Confirmation, question_id=first.pk, by=SYSTEM, now=late)
    first.refresh_from_db()
    new = link_to(first, now=late)

    assert (first.asked_at, first.expires_at, first.reminded_at) == (late, late + 10 * DAY, None)
    assert question_by_link(Confirmation, old, late) is None
    assert new_link(Confirmation, question_id=first.pk, asked_at=ASKED, now=late) is None
    with pytest.raises(NoLongerAsked, match="opens nothing any more"):
        reply(old, now=late)
    assert reply(new, now=late).verdict == "confirmed"


def test_what_is_closed_is_not_sent_anew_withdrawn_or_answered() -> None:
    first, second = asked_of(signed())
    token = link_to(first)
    withdraw_question(Confirmation, question_id=first.pk, by=SYSTEM, now=ASKED)
    withdraw_question(Confirmation, question_id=first.pk, by=SYSTEM, now=ASKED)
    answered(second)
    before = everything()

    for deed, says in (
        (lambda: resend_question(Confirmation, question_id=first.pk, by=SYSTEM, now=ASKED), "closed"),
        (lambda: withdraw_question(Confirmation, question_id=second.pk, by=SYSTEM, now=ASKED), "nothing to withdraw"),
        (lambda: reply(token), "no longer asked"),
    ):
        with pytest.raises(Refused, match=says):
            deed()

    assert (everything(), states()) == (before, ["withdrawn", "answered"])


def test_a_correction_makes_open_questions_void_and_keeps_answers() -> None:
    said = licence_said(OrganisationFactory(), OrganisationFactory())
    agreement = signed(said)
    first, second = asked_of(agreement)
    answered(first)
    token = link_to(second)

    corrected = correct_terms(
        agreement_id=agreement.pk,
        revision=agreement.revision,
        said=replace(said, name_en="Candidate 7"),
        reason_en="A slip",
        by=SYSTEM,
        now=ASKED,
    )

    assert (states(), standing_now(corrected)) == (["answered", "void"], Standing.NOT_ASKED)
    assert verbs(agreement)[-1] == ("confirmation_voided", {"party": [None, str(second.party.public_id)]})
    with pytest.raises(NoLongerAsked):
        reply(token)
    assert len(asked_of(corrected)) == 2


def test_what_is_called_off_is_not_asked_about_any_more() -> None:
    agreement = signed()
    asked_of(agreement)

    move_agreement(
        agreement_id=agreement.pk,
        revision=agreement.revision,
        state="cancelled",
        on=SIGNED_ON,
        note="Both sides withdrew.",
        by=SYSTEM,
        now=ASKED,
    )

    assert states() == ["void", "void"]


@pytest.mark.parametrize("zone", ["Asia/Seoul", "America/New_York"])
def test_the_time_to_answer_ends_to_the_second(zone: str) -> None:
    """The database's clock decides, wherever it stands; New York changes to winter time while the question is open."""
    begins = datetime(2023, 10, 20, 9, 0, tzinfo=ZoneInfo(zone))
    first, second = asked_of(signed(), now=begins.astimezone(UTC))
    in_time, late = link_to(first, now=begins), link_to(second, now=begins)
    end = begins.astimezone(UTC) + 30 * DAY

    with standing_still(end - SECOND):
        reply(in_time, now=None)
    with standing_still(end), pytest.raises(NoLongerAsked, match=r"The time to answer was over on 1[89] November 2023"):
        reply(late, now=None)

    assert states() == ["answered", "open"]


def test_what_nobody_answered_expires_once_and_an_answer_is_left_alone() -> None:
    agreement = signed()
    first, second = asked_of(agreement, days=5)
    answered(first)
    end = ASKED + 5 * DAY

    counts = [lapses.expire_late(Confirmation, moment) for moment in (end - SECOND, end, end)]

    assert (counts, states(), standing_now(agreement)) == ([0, 1, 0], ["answered", "expired"], Standing.PARTLY)
    assert verbs(agreement)[-1] == ("confirmation_expired", {"party": [None, str(second.party.public_id)]})


def test_a_party_is_reminded_once_a_week_before_the_end() -> None:
    asked_of(signed(), days=30)
    asked_of(signed(), days=7)
    at = ASKED + 23 * DAY

    counts = [lapses.remind_late(Confirmation, moment) for moment in (ASKED, at - SECOND, at, at)]

    assert counts == [0, 0, 2, 0]
    assert OutboxItem.objects.filter(kind="agreements/confirmation_reminded").count() == 2


def test_whom_we_asked_is_forgotten_after_half_a_year_and_the_answer_stays() -> None:
    first, second = asked_of(signed())
    done = answered(first, verdict="rejected", reason="We never met them.")
    end = ASKED + 180 * DAY

    counts = [lapses.forget_old(Confirmation, moment) for moment in (end - SECOND, end, end)]

    done.refresh_from_db()
    second.refresh_from_db()
    assert counts == [0, 1, 0]
    assert (done.contact_name, done.contact_email, done.reason) == ("", "", "We never met them.")
    assert second.contact_email


def test_a_link_opens_for_a_month_after_the_answer() -> None:
    first, _second = asked_of(signed())
    token = link_to(first)
    reply(token)
    end = ASKED + 30 * DAY

    assert [question_by_link(Confirmation, token, moment) is not None for moment in (end - SECOND, end)] == [
        True,
        False,
    ]
    lapses.forget_old(Confirmation, end)
    assert not ConfirmationLink.objects.filter(confirmation=first).exists()


def test_an_officer_forgets_a_contact_before_its_time() -> None:
    agreement = signed()
    first, second = asked_of(agreement)
    answered(first)

    for _twice in range(2):
        forget_contact(Confirmation, question_id=first.pk, by=SYSTEM, now=ASKED)
    with pytest.raises(Refused, match="Withdraw the question first"):
        forget_contact(Confirmation, question_id=second.pk, by=SYSTEM, now=ASKED)

    first.refresh_from_db()
    assert (first.contact_email, first.verdict) == ("", "confirmed")
    assert [verb for verb, _change in verbs(agreement)].count("contact_forgotten") == 1


@pytest.mark.parametrize("how", ["by an officer", "by the clock", "with the person"])
def test_an_address_that_was_forgotten_still_speaks_for_one_side_only(how: str) -> None:
    agreement, person = signed(), UserFactory()
    first, second = asked_of(agreement)
    Confirmation.objects.filter(pk=first.pk).update(contact_email=person.email)
    answered(first)
    withdraw_question(Confirmation, question_id=second.pk, by=SYSTEM, now=ASKED)
    if how == "by an officer":
        forget_contact(Confirmation, question_id=first.pk, by=SYSTEM, now=ASKED)
    elif how == "by the clock":
        lapses.forget_old(Confirmation, ASKED + 180 * DAY)
    else:
        erase_person(user_id=person.pk, by=SYSTEM, now=ASKED)

    def ask(email: str, language: str = "en") -> list[Confirmation]:
        contact = Contact(party_id=second.party_id, email=email, language=language)
        return ask_confirmation(agreement_id=agreement.pk, contacts=[contact], by=SYSTEM, now=ASKED)

    with pytest.raises(Refused, match="Each side answers for itself") as refusal:
        ask(f" {person.email.upper()} ")

    kept = Confirmation.objects.get(pk=first.pk)
    assert (refusal.value.field, kept.contact_email, len(kept.contact_digest)) == ("email-2", "", 64)
    assert [each.state for each in ask("other@partner.example")] == ["open"]


def test_an_address_that_was_wrong_is_free_once_it_is_forgotten() -> None:
    agreement = signed()
    first, second = asked_of(agreement)
    for each in (first, second):
        withdraw_question(Confirmation, question_id=each.pk, by=SYSTEM, now=ASKED)
    theirs = Contact(party_id=second.party_id, email=first.contact_email)
    with pytest.raises(Refused, match="Each side answers for itself"):
        ask_confirmation(agreement_id=agreement.pk, contacts=[theirs], by=SYSTEM, now=ASKED)

    forget_contact(Confirmation, question_id=first.pk, by=SYSTEM, now=ASKED)

    assert ask_confirmation(agreement_id=agreement.pk, contacts=[theirs], by=SYSTEM, now=ASKED)[0].state == "open"


def test_of_other_terms_the_digest_of_an_address_is_another_one() -> None:
    questions = [asked_of(signed())[0] for _twice in range(2)]
    Confirmation.objects.update(contact_email="lee@partner.example")
    for each in questions:
        answered(each)
        forget_contact(Confirmation, question_id=each.pk, by=SYSTEM, now=ASKED)

    assert Confirmation.objects.exclude(contact_digest="").values("contact_digest").distinct().count() == 2


def test_a_person_who_is_erased_is_forgotten_here_too(now: datetime) -> None:
    person = UserFactory(email="lee@partner.example")
    agreement = signed()
    first, second = asked_of(agreement)
    Confirmation.objects.filter(pk=first.pk).update(contact_email="Lee@Partner.example", contact_name="Lee")
    export = next(each.export for each in holdings() if each.name == "confirmations")
    kept = export(person.pk)

    erase_person(user_id=person.pk, by=actor_of(person), now=now)

    first.refresh_from_db()
    second.refresh_from_db()
    assert [(each["email"], each["name"], each["state"]) for each in kept] == [("Lee@Partner.example", "Lee", "open")]
    assert (first.state, first.contact_email, first.contact_name, first.links.count()) == ("void", "", "", 0)
    assert (second.state, bool(second.contact_email)) == ("open", True)


def test_a_token_is_in_no_table_no_trail_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    agreement = signed()
    first, _second = asked_of(agreement)
    token = link_to(first)
    reply(token)

    assert len(token) >= 32
    assert token not in f"{everything()} {caplog.text}"
    assert first.contact_email not in str(list(AuditEntry.objects.values()) + list(OutboxItem.objects.values()))


def test_standing_is_told_in_one_word_for_all_sides() -> None:
    assert {
        " ".join(sides): standing_of(sides)
        for sides in (
            ["", ""],
            ["open", ""],
            ["expired", ""],
            ["confirmed", "open"],
            ["confirmed", "expired"],
            ["confirmed", "confirmed"],
            ["confirmed", "corrected"],
            ["corrected", "rejected"],
        )
    } == {
        " ": Standing.NOT_ASKED,
        "open ": Standing.WAITING,
        "expired ": Standing.UNANSWERED,
        "confirmed open": Standing.PARTLY,
        "confirmed expired": Standing.PARTLY,
        "confirmed confirmed": Standing.CONFIRMED,
        "confirmed corrected": Standing.DIFFERS,
        "corrected rejected": Standing.REJECTED,
    }
    assert standing_of([]) == Standing.NOT_ASKED


def test_where_a_side_stands_follows_its_questions() -> None:
    answer, lapsed, back, waits = ("answered", "corrected"), ("expired", ""), ("withdrawn", ""), ("open", "")

    assert [
        side_said(each) for each in ([], [back], [lapsed], [answer, lapsed], [answer, waits], [lapsed, answer])
    ] == [
        "",
        "",
        "expired",
        "corrected",
        "open",
        "corrected",
    ]


def test_a_list_reads_the_standing_of_all_its_agreements_at_once(django_assert_num_queries: Any) -> None:
    for _number in range(3):
        asked_of(signed())
    agreed()

    with django_assert_num_queries(4):
        told = [standing(each) for each in with_confirmations(with_terms(Agreement.objects.order_by("pk")))]

    assert told == [*[Standing.WAITING] * 3, None]
