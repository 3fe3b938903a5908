"""Asking the parties of sealed terms whether they are right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.actions.held import held_agreement, terms_of
from bridgehead.agreements.actions.questions import Contact, put_questions, void_open
from bridgehead.agreements.models import Agreement, Confirmation, QuestionState, Terms, Verdict
from bridgehead.agreements.rules import ANSWERED_WITHIN, is_signed
from bridgehead.foundation import clock
from bridgehead.foundation.refusals import require


@transaction.atomic
def ask_confirmation(
    *,
    agreement_id: int,
    contacts: Sequence[Contact],
    by: Actor,
    now: datetime | None = None,
    days: int = ANSWERED_WITHIN.days,
) -> list[Confirmation]:
    """Ask parties of a signed agreement whether its terms are right; each gets a link by mail."""
    agreement = held_agreement(agreement_id, by=by)
    now = clock.deciding(now)
    require(is_signed(agreement.state), _("Only what is signed can be confirmed."))
    terms = terms_of(agreement)
    for each in contacts:
        _require_unconfirmed(terms, each)
    earlier = Confirmation.objects.filter(party__terms=terms)
    return put_questions(earlier, terms, contacts, days=days, by=by, now=now)


def _require_unconfirmed(terms: Terms, contact: Contact) -> None:
    answered = Confirmation.objects.filter(party__terms=terms, party=contact.party_id, state=QuestionState.ANSWERED)
    last = answered.select_related("party").last()
    require(
        last is None or last.verdict != Verdict.CONFIRMED,
        _("This party has confirmed these terms already."),
        field=f"email-{last.party.order}" if last else None,
    )


def void_confirmations(agreement: Agreement, *, by: Actor, now: datetime) -> int:
    """Close the open questions about an agreement that says something else now; in the transaction of that deed."""
    return void_open(Confirmation.objects.filter(party__terms__agreement=agreement), by=by, now=now)
