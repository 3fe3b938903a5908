"""What came of the sample's meetings and agreements: a few cases on every rung, one effect, one answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from bridgehead.accounts.actor import ANONYMOUS, SYSTEM
from bridgehead.agreements.actions.answers import Answer, answer_confirmation
from bridgehead.agreements.actions.confirmations import ask_confirmation
from bridgehead.agreements.actions.documents import DocumentSaid, add_document
from bridgehead.agreements.actions.questions import Contact, new_link
from bridgehead.agreements.models import Agreement, Confirmation, DocumentKind, Verdict
from bridgehead.agreements.queries.confirmations import sides_of
from bridgehead.config.demo.files import Tree, pair
from bridgehead.config.demo.ledger import Known
from bridgehead.foundation.clock import day_at_home
from bridgehead.foundation.money import Exactness
from bridgehead.outcomes.actions.follow_ups import answer_follow_up
from bridgehead.outcomes.actions.inquiries import Word, answer_inquiry, ask_parties
from bridgehead.outcomes.actions.ladder import Case, Said, record_outcome, state_effect
from bridgehead.outcomes.actions.reports import draft_report, publish_edition
from bridgehead.outcomes.models import Inquiry, Report
from bridgehead.outcomes.queries.follow_ups import next_of
from bridgehead.outcomes.rules import Rung

Agreements = Mapping[str, Agreement]


def keep_outcomes(told: Tree, known: Known, agreements: Agreements, now: datetime) -> None:
    """Write down what the sample says came of it."""
    keeper_id = next(iter(agreements.values())).keeper_id
    for each in told["hoped"]:
        company = known.organisations[each["organisation"]].pk
        case = _case(each, now, rung=each["rung"], organisation_id=company, is_public=each.get("is_public", False))
        record_outcome(keeper_id=keeper_id, case=case, by=SYSTEM, now=now)
    for each in told["confirmed"]:
        _confirm(agreements[each["agreement"]], each["counterfactual"], now)
    for each in told["realised"]:
        _realise(each, agreements[each["agreement"]], now)
    for each in told["follow_ups"]:
        asked = next_of(agreements[each["agreement"]])
        if asked is not None:
            answer_follow_up(follow_up_id=asked.pk, came_of=each["came_of"], by=SYSTEM, now=now)
    for each in told["inquired"]:
        _inquire(each["word"], agreements[each["agreement"]], now)
    for each in told["effects"]:
        state_effect(
            keeper_id=keeper_id,
            said=_said(each),
            stated_on=_day(each, now),
            is_public=True,
            by=SYSTEM,
            now=now,
            **pair("name", each["name"]),
            **pair("method", each["method"]),
            **pair("source", each["source"]),
        )


def _confirm(agreement: Agreement, counterfactual: list[str], now: datetime) -> None:
    """Let as many sides as are told confirm an agreement; the others still have their question open."""
    contacts = [
        Contact(party_id=side.party.pk, email=f"party{number}.{agreement.pk}@example.org", name="", language="en")
        for number, side in enumerate(sides_of(agreement), 1)
    ]
    asked = ask_confirmation(agreement_id=agreement.pk, contacts=contacts, by=SYSTEM, now=now)
    for question, said in zip(asked, counterfactual, strict=False):
        token = new_link(Confirmation, question_id=question.pk, asked_at=question.asked_at, now=now)
        if token is not None:
            answer = Answer(verdict=Verdict.CONFIRMED, counterfactual=said)
            answer_confirmation(token=token, answer=answer, by=ANONYMOUS, now=now)


def _inquire(word: Tree, agreement: Agreement, now: datetime) -> None:
    """Let both sides be asked at the follow-up that is due, and the first have answered."""
    look = next_of(agreement)
    if look is None:
        return
    contacts = [
        Contact(party_id=side.party.pk, email=f"party{number}.{agreement.pk}@example.org", language=language)
        for number, (side, language) in enumerate(zip(sides_of(agreement), ("ko", "en"), strict=True), 1)
    ]
    asked = ask_parties(follow_up_id=look.pk, contacts=contacts, by=SYSTEM, now=now)[0]
    token = new_link(Inquiry, question_id=asked.pk, asked_at=asked.asked_at, now=now)
    if token is not None:
        answer_inquiry(token=token, answer=Word(**word), by=ANONYMOUS, now=now)


def _realise(told: Tree, agreement: Agreement, now: datetime) -> None:
    proof = None
    if "proof" in told:
        title = DocumentSaid(kind=DocumentKind.EVIDENCE, **pair("name", told["proof"]))
        paper = ContentFile(f"{told['amount']} {told['currency']}\n".encode(), name=f"{told['proof']['en']}.txt")
        proof = add_document(agreement_id=agreement.pk, given=paper, said=title, by=SYSTEM, now=now).pk
    case = _case(told, now, rung=Rung.REALISED, agreement_id=agreement.pk, document_id=proof)
    record_outcome(keeper_id=agreement.keeper_id, case=case, by=SYSTEM, now=now)


def _case(told: Tree, now: datetime, **whose: Any) -> Case:
    day = _day(told, now)
    return Case(on=day, said_by=told["said_by"], said_on=day, said=_said(told), **whose)


def _said(told: Tree) -> Said:
    high = Decimal(told["amount_to"]) if "amount_to" in told else None
    return Said(Decimal(told["amount"]), high, told["currency"], told.get("exactness", Exactness.EXACT))


def _day(told: Tree, now: datetime) -> date:
    return day_at_home(now - timedelta(days=told["days_ago"]))


def publish_first_edition(told: Tree, known: Known, keeper: str, now: datetime) -> Report:
    """Publish the sample agency's report, from the beginning of last year until today, as it stood an hour ago."""
    then = now - timedelta(hours=1)
    report = draft_report(
        keeper_id=known.organisations[keeper].pk,
        first_day=date(now.year - 1, 1, 1),
        last_day=day_at_home(now),
        is_sample=True,
        by=SYSTEM,
        now=then,
        **pair("name", told["report"]["name"]),
        **pair("lead", told["report"]["lead"]),
    )
    publish_edition(report_id=report.pk, revision=report.revision, by=SYSTEM, now=then)
    return report


def publish_second_edition(told: Tree, report: Report, now: datetime) -> None:
    """Publish what has been written down since."""
    report.refresh_from_db()
    reasons = pair("reason", told["report"]["changed"])
    publish_edition(report_id=report.pk, revision=report.revision, by=SYSTEM, now=now, **reasons)
