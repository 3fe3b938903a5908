"""A party answers, once, through its link."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.actions.questions import keep_answer, question_opened
from bridgehead.agreements.models import Confirmation, Counterfactual, Verdict
from bridgehead.agreements.queries.confirmations import asked_fields
from bridgehead.agreements.signals import confirmation_answered
from bridgehead.foundation import clock
from bridgehead.foundation.bases import require_one_line, require_text
from bridgehead.foundation.records import Change
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
    """Answer whether sealed terms are right, through a link; the first answer counts."""
    seen = question_opened(Confirmation, token, by=by, now=clock.deciding(now))
    require_whole(answer, {each.key for each in asked_fields(seen.party.terms, viewer=seen.party)})
    change: Change = {"verdict": (None, answer.verdict)}
    held, is_new = keep_answer(seen, by=by, now=now, change=change, **_stored(answer))
    if is_new:
        confirmation_answered.send(
            sender=Confirmation,
            agreement_id=seen.party.terms.agreement_id,
            party=seen.party.public_id,
            answer=answer.verdict,
            now=held.closed_at,
        )
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
