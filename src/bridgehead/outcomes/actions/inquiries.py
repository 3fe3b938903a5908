"""Asking the parties themselves at a follow-up: what one says is its word, until an officer takes it over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.actions.held import require_begun, terms_of
from bridgehead.agreements.actions.lapses import mind_questions
from bridgehead.agreements.actions.questions import Contact, keep_answer, put_questions, question_opened, void_open
from bridgehead.agreements.models import QuestionState
from bridgehead.agreements.rules import ANSWERED_WITHIN
from bridgehead.foundation import clock
from bridgehead.foundation.bases import require_one_line, require_text
from bridgehead.foundation.clock import day_at_home
from bridgehead.foundation.jobs import Claim, job
from bridgehead.foundation.records import Change, found
from bridgehead.foundation.refusals import Refused, require
from bridgehead.outcomes.actions.follow_ups import answer_follow_up, held_follow_up
from bridgehead.outcomes.actions.ladder import NOTHING_SAID, Said
from bridgehead.outcomes.models import FollowUp, Inquiry
from bridgehead.outcomes.rules import FOLLOWED, CameOfIt, FollowUpState

MOST_DOCUMENT, MOST_NOTE = 300, 1000


@dataclass(frozen=True, slots=True)
class Word:
    """What a party says has come of an agreement; money and its day only where some has come in."""

    came_of: str
    said: Said = NOTHING_SAID
    on: date | None = None
    document: str = ""
    note: str = ""

    def stored(self) -> dict[str, object]:
        """Return the fields of a record."""
        plain = {"came_of": self.came_of, "on": self.on, "document": self.document.strip(), "note": self.note.strip()}
        return {**plain, **self.said.stored()}


@transaction.atomic
def ask_parties(
    *,
    follow_up_id: int,
    contacts: Sequence[Contact],
    by: Actor,
    now: datetime | None = None,
    days: int = ANSWERED_WITHIN.days,
) -> list[Inquiry]:
    """Ask parties at a follow-up that is due what has come of the agreement; each gets a link by mail."""
    follow_up = held_follow_up(follow_up_id, by=by)
    now = clock.deciding(now)
    agreement = follow_up.agreement
    require(follow_up.state == FollowUpState.OPEN, _("This has been answered or closed already."))
    require(agreement.state in FOLLOWED, _("Of this agreement nobody asks any more."))
    require(follow_up.due_on <= day_at_home(now), _("It is not due yet: the parties are asked from its day on."))
    earlier = Inquiry.objects.filter(follow_up=follow_up)
    return put_questions(earlier, terms_of(agreement), contacts, days=days, by=by, now=now, follow_up=follow_up)


@transaction.atomic
def answer_inquiry(*, token: str, answer: Word, by: Actor, now: datetime | None = None) -> Inquiry:
    """Answer through a link what has come of an agreement; the first answer counts.

    It moves nothing: neither the follow-up nor the ladder.
    """
    moment = clock.deciding(now)
    seen = question_opened(Inquiry, token, by=by, now=moment)
    require_told(answer, moment)
    change: Change = {"came_of": (None, answer.came_of)}
    return keep_answer(seen, by=by, now=now, change=change, **answer.stored())[0]


def require_told(word: Word, now: datetime) -> None:
    """Refuse an answer that leaves something out or contradicts itself."""
    require(word.came_of in CameOfIt.values, _("Say what has come of it."), field="came_of")
    has_come_in = word.came_of == CameOfIt.REALISED
    require(
        has_come_in or (word.said.amount is None and word.on is None),
        _("You have written of money that came in. Choose that answer, or take the money out."),
        field="came_of",
    )
    require(not has_come_in or word.on is not None, _("Say on which day it came in."), field="on")
    if word.on is not None:
        require_begun(word.on, now, field="on")
    for name, text, most, fits in (
        ("document", word.document, MOST_DOCUMENT, require_one_line),
        ("note", word.note, MOST_NOTE, require_text),
    ):
        require(len(text) <= most, _("Write at most %(n)s characters.") % {"n": most}, field=name)
        try:
            fits(text)
        except ValidationError as wrong:
            raise Refused(wrong.messages[0], field=name) from wrong


def take_over(*, inquiry_id: int, by: Actor, now: datetime) -> FollowUp:
    """Answer a follow-up with what a party has said; the answer then names on whose word it stands."""
    word = found(Inquiry.objects.filter(state=QuestionState.ANSWERED), inquiry_id)
    return answer_follow_up(
        follow_up_id=word.follow_up_id, came_of=word.came_of, note=word.note, on_word_of=word, by=by, now=now
    )


def void_inquiries(agreement_id: int, *, by: Actor, now: datetime) -> int:
    """Close the open inquiries about an agreement that has changed or ended; in the transaction of that deed."""
    return void_open(Inquiry.objects.filter(follow_up__agreement=agreement_id), by=by, now=now)


@job("outcomes.mind_inquiries", attempts=2)
def mind_inquiries(claim: Claim) -> None:
    """Remind parties at a follow-up, close inquiries whose time is over, forget old contacts; periodic."""
    mind_questions(claim, Inquiry)
