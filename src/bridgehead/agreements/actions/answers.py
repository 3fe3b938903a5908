"""A party answers, once, through its link."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.actions.questions import NoLongerAsked, close_open, locked_question, require_open, tell
from bridgehead.agreements.models import Agreement, Confirmation, Counterfactual, QuestionState, Verdict
from bridgehead.agreements.queries.confirmations import asked_fields
from bridgehead.agreements.queries.questions import question_by_link
from bridgehead.agreements.rules import may_keep_ledger
from bridgehead.agreements.signals import confirmation_answered
from bridgehead.foundation import clock, notices
from bridgehead.foundation.bases import require_one_line, require_text
from bridgehead.foundation.refusals import Refused, require

MOST_SHOULD_BE, MOST_REASON = 300, 1000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a party says: as a whole, of each part by its key ("" is right, else what it should be), and why."""

    verdict: str
    said: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    counterfactual: str = ""
    counterfactual_note: str = ""


@transaction.atomic
def answer_confirmation(*, token: str, answer: Answer, by: Actor, now: datetime | None = None) -> Confirmation:
    """Answer the question that a link opens; the first answer counts, and nobody changes it afterwards.

    The link is the right to answer, whoever is signed in; only who keeps the ledger cannot answer for a party. The
    same answer sent twice is one. Whether it is too late is decided by the database's clock.
    """
    seen = question_by_link(Confirmation, token, clock.deciding(now))
    if seen is None:
        raise NoLongerAsked(_("This link opens nothing any more."))
    agreement = seen.party.terms.agreement
    require(
        not may_keep_ledger(by, agreement.keeper_id),
        _("You keep this ledger: only the party itself can answer. Sign out if you act for it."),
    )
    require_whole(answer, {each.key for each in asked_fields(seen.party.terms, viewer=seen.party)})
    held = locked_question(Confirmation, seen.pk)
    if held is None:
        raise NoLongerAsked(_("This link opens nothing any more."))
    now = clock.deciding(now)
    if held.state == QuestionState.ANSWERED and _is_same(held, answer):
        return held
    require_open(held, seen, now)
    is_first = close_open(held, QuestionState.ANSWERED, now=now, **_stored(answer))
    require(is_first, _("This was answered by somebody else at the same moment."))
    _tell(seen, agreement, answer, by=by, now=now)
    return held


def require_whole(answer: Answer, keys: Collection[str]) -> None:
    """Refuse an answer that leaves something out or contradicts itself."""
    require(answer.verdict in Verdict.values, _("Say whether you confirm the agreement."), field="verdict")
    require(set(answer.said) <= set(keys), _("The agreement has no such part. Load the page again."))
    wrong = [key for key, should_be in answer.said.items() if should_be]
    require(
        answer.verdict != Verdict.CONFIRMED or not wrong,
        _("You have marked something as not right. Choose the answer with corrections, or mark it as right."),
        field="verdict",
    )
    require(
        answer.verdict != Verdict.CORRECTED or bool(wrong or answer.reason.strip()),
        _("Mark above what is not right, or write what is missing."),
        field="reason",
    )
    require(
        answer.verdict != Verdict.REJECTED or bool(answer.reason.strip()),
        _("Say why you do not confirm it."),
        field="reason",
    )
    require(
        answer.verdict == Verdict.REJECTED or answer.counterfactual in Counterfactual.values,
        _("Say what would have come of it without the support."),
        field="counterfactual",
    )
    _require_fitting(answer)


def _require_fitting(answer: Answer) -> None:
    texts = {"reason": answer.reason, "counterfactual_note": answer.counterfactual_note}
    for name, text in texts.items():
        require(len(text) <= MOST_REASON, _("Write at most %(n)s characters.") % {"n": MOST_REASON}, field=name)
    require(answer.counterfactual in ("", *Counterfactual.values), _("Choose one of the answers."))
    for key, should_be in answer.said.items():
        most = _("Write at most %(n)s characters.") % {"n": MOST_SHOULD_BE}
        require(len(should_be) <= MOST_SHOULD_BE, most, field=f"should-{key}")
    try:
        for line in answer.said.values():
            require_one_line(line)
        for text in texts.values():
            require_text(text)
    except ValidationError as wrong:
        raise Refused(wrong.messages[0]) from wrong


def _stored(answer: Answer) -> dict[str, object]:
    return {**asdict(answer), "said": dict(answer.said), "reason": answer.reason.strip()}


def _is_same(held: Confirmation, answer: Answer) -> bool:
    return all(getattr(held, name) == value for name, value in _stored(answer).items())


def _tell(seen: Confirmation, agreement: Agreement, answer: Answer, *, by: Actor, now: datetime) -> None:
    """Tell the trail that this party has answered and how, the outbox, and whoever counts outcomes."""
    tell(seen, "answered", by=by, now=now, change={"verdict": (None, answer.verdict)})
    for kind in ("agreements/confirmation_received", "agreements/confirmation_answered"):
        notices.after_commit(kind, now=now, question_id=seen.pk)
    confirmation_answered.send(
        sender=Confirmation, agreement_id=agreement.pk, party=seen.party.public_id, answer=answer.verdict, now=now
    )
