"""What happens to questions by the clock: one reminder, expiry, and forgetting whom we asked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from bridgehead.accounts.actor import SYSTEM
from bridgehead.accounts.models import User
from bridgehead.agreements.actions.held import locked_agreements
from bridgehead.agreements.actions.questions import (
    AT_ONCE,
    agreements_of,
    blank_contacts,
    close_open,
    locked_question,
    tell,
    void_open,
)
from bridgehead.agreements.models import Agreement, Confirmation, Question, QuestionState, Signatory
from bridgehead.agreements.queries.questions import links_to
from bridgehead.agreements.rules import CONTACT_KEPT, RECEIPT_SHOWN, REMINDED_BEFORE
from bridgehead.foundation import clock, notices
from bridgehead.foundation.jobs import Claim, job


def remind_late(kind: type[Question], now: datetime) -> int:
    """Remind each party whose time is over within a week, once; return how many.

    Who has less than a week from the start is not reminded: the question itself has just come.
    """
    late = kind._default_manager.filter(
        state=QuestionState.OPEN,
        reminded_at=None,
        expires_at__gt=now,
        expires_at__lte=now + REMINDED_BEFORE,
        asked_at__lt=F("expires_at") - REMINDED_BEFORE,
    )
    reminder = f"{kind._meta.app_label}/{kind._meta.model_name}_reminded"
    count = 0
    for pk, asked_at in late.order_by("pk").values_list("pk", "asked_at")[:AT_ONCE]:
        with transaction.atomic():
            if late.filter(pk=pk, asked_at=asked_at).update(reminded_at=now):
                notices.after_commit(reminder, now=now, question_id=pk, asked_at=asked_at.isoformat())
                count += 1
    return count


def expire_late(kind: type[Question], now: datetime) -> int:
    """Close the questions that nobody answered in time; return how many."""
    late = kind._default_manager.filter(state=QuestionState.OPEN, expires_at__lte=now)
    count = 0
    for pk in late.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]:
        with transaction.atomic():
            count += _expire(kind, pk, now)
    return count


def _expire(kind: type[Question], pk: int, now: datetime) -> int:
    asked = locked_question(kind, pk)
    # An answer may have come, or the question may have been sent anew, since the list was read.
    if asked is None or asked.expires_at > now or not close_open(asked, QuestionState.EXPIRED, now=now):
        return 0
    tell(asked, "expired", by=SYSTEM, now=now)
    return 1


def forget_old(kind: type[Question], now: datetime) -> int:
    """Close the links of what was answered long enough ago, and forget whom we asked half a year after; return that."""
    links_to(kind._default_manager.filter(closed_at__lte=now - RECEIPT_SHOWN)).delete()
    return blank_contacts(kind._default_manager.filter(closed_at__lte=now - CONTACT_KEPT))


def mind_questions(claim: Claim, kind: type[Question]) -> None:
    """Remind parties, close questions whose time is over, forget old contacts: what the job of a kind does."""
    for deed in (remind_late, expire_late):
        while deed(kind, clock.database_now()) == AT_ONCE:
            claim.renew(clock.now())
    forget_old(kind, clock.database_now())


@job("agreements.mind_confirmations", attempts=2)
def mind_confirmations(claim: Claim) -> None:
    """Remind parties, close questions whose time is over, forget old contacts; periodic."""
    mind_questions(claim, Confirmation)


def erase_contacts(kind: type[Question], user_id: int, now: datetime) -> None:
    """Forget a person to whose address questions were sent; one that waits for an answer lapses first."""
    address = User.objects.values_list("email", flat=True).get(pk=user_id)
    _hold_agreements_of(address)
    theirs = kind._default_manager.filter(contact_email__iexact=address)
    void_open(theirs, by=SYSTEM, now=now)
    blank_contacts(theirs)


def _hold_agreements_of(address: str) -> None:
    """Lock every agreement of which somebody is asked, in whatever way, or for which they sign.

    Several erasures follow each other in one transaction: what all of them need is taken at once, in the one order in
    which everybody takes agreements, so that no deed waits for the erasure while the erasure waits for it.
    """
    asked = [kind._default_manager.filter(contact_email__iexact=address) for kind in Question.kinds()]
    ids = {pk for each in asked for pk in agreements_of(each).values_list("pk", flat=True)}
    ids.update(Signatory.objects.filter(email__iexact=address).values_list("request__agreement", flat=True))
    locked_agreements(Agreement.objects.filter(pk__in=ids))
