"""What happens to questions by the clock: one reminder, expiry, and forgetting whom we asked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from bridgehead.accounts.actor import SYSTEM
from bridgehead.accounts.models import User
from bridgehead.agreements.actions.confirmations import blank_contacts, close_open
from bridgehead.agreements.actions.held import held_question
from bridgehead.agreements.actions.lines import write_standing
from bridgehead.agreements.models import Agreement, Confirmation, ConfirmationLink, ConfirmationState
from bridgehead.agreements.rules import CONTACT_KEPT, RECEIPT_SHOWN, REMINDED_BEFORE
from bridgehead.foundation import audit, clock, notices
from bridgehead.foundation.jobs import Claim, job

AT_ONCE = 500


def remind_late(now: datetime) -> int:
    """Remind each party whose time is over within a week, once; return how many.

    Who has less than a week from the start is not reminded: the question itself has just come.
    """
    late = Confirmation.objects.filter(
        state=ConfirmationState.OPEN,
        reminded_at=None,
        expires_at__gt=now,
        expires_at__lte=now + REMINDED_BEFORE,
        asked_at__lt=F("expires_at") - REMINDED_BEFORE,
    )
    count = 0
    for pk, asked_at in late.order_by("pk").values_list("pk", "asked_at")[:AT_ONCE]:
        with transaction.atomic():
            if late.filter(pk=pk, asked_at=asked_at).update(reminded_at=now):
                notices.after_commit(
                    "agreements/confirmation_reminded", now=now, confirmation_id=pk, asked_at=asked_at.isoformat()
                )
                count += 1
    return count


def expire_late(now: datetime) -> int:
    """Close the questions that nobody answered in time; return how many."""
    late = Confirmation.objects.filter(state=ConfirmationState.OPEN, expires_at__lte=now)
    count = 0
    for pk in late.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]:
        with transaction.atomic():
            count += _expire(pk, now)
    return count


def _expire(pk: int, now: datetime) -> int:
    held = held_question(pk)
    # An answer may have come, or the question may have been sent anew, since the list was read.
    if held is None or held[1].expires_at > now:
        return 0
    return _lapse(*held, ConfirmationState.EXPIRED, now)


def _lapse(agreement: Agreement, asked: Confirmation, state: ConfirmationState, now: datetime) -> int:
    """Close a question by the clock or because nobody is asked any more; 0 where it was closed before."""
    if not close_open(asked, state, now=now):
        return 0
    write_standing(agreement)
    verb = f"agreements.confirmation_{'expired' if state == ConfirmationState.EXPIRED else 'voided'}"
    change = {"party": (None, asked.party.public_id)}
    audit.record(verb, on=asked, by=SYSTEM, at=now, stream=agreement.audit_stream, change=change)
    return 1


def forget_old(now: datetime) -> int:
    """Close the links of what was answered long enough ago, and forget whom we asked half a year after; return that."""
    ConfirmationLink.objects.filter(confirmation__closed_at__lte=now - RECEIPT_SHOWN).delete()
    return blank_contacts(Confirmation.objects.filter(closed_at__lte=now - CONTACT_KEPT).exclude(contact_email=""))


@job("agreements.mind_confirmations", attempts=2)
def mind_confirmations(claim: Claim) -> None:
    """Remind parties, close questions whose time is over, forget old contacts; periodic."""
    for deed in (remind_late, expire_late):
        while deed(clock.database_now()) == AT_ONCE:
            claim.renew(clock.now())
    forget_old(clock.database_now())


def erase_contacts(user_id: int, now: datetime) -> None:
    """Forget a person to whose address questions were sent; one that waits for an answer lapses first."""
    address = User.objects.values_list("email", flat=True).get(pk=user_id)
    theirs = Confirmation.objects.filter(contact_email__iexact=address)
    waiting = theirs.filter(state=ConfirmationState.OPEN).order_by("party__terms__agreement", "pk")
    for held in map(held_question, list(waiting.values_list("pk", flat=True))):
        if held is not None:
            _lapse(*held, ConfirmationState.VOID, now)
    blank_contacts(theirs)
