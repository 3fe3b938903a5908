"""Asking the parties of sealed terms whether they are right: put the question, send it anew, take it back, void it.

A question is put to a person without an account through a link. The token of a link is made when its mail is sent, by
``new_link``, and is nowhere else: what is stored is its hash, and neither the audit trail nor a notice knows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.agreements.actions.held import held_agreement, held_question, terms_of
from bridgehead.agreements.actions.lines import write_standing
from bridgehead.agreements.models import Agreement, Confirmation, ConfirmationLink, ConfirmationState, Party, Verdict
from bridgehead.agreements.queries.confirmations import PURPOSE
from bridgehead.agreements.rules import ANSWERED_WITHIN, FEWEST_DAYS, MOST_DAYS, is_asked, is_signed, may_keep_ledger
from bridgehead.foundation import audit, clock, notices
from bridgehead.foundation.refusals import Refused, require, require_valid
from bridgehead.foundation.tokens import new_token, token_hash


@dataclass(frozen=True, slots=True)
class Contact:
    """Through whom a party is asked: an address and a language, and a name to write to."""

    party_id: int
    email: str
    name: str = ""
    language: str = "en"


@transaction.atomic
def ask_confirmation(
    *,
    agreement_id: int,
    contacts: Sequence[Contact],
    by: Actor,
    now: datetime | None = None,
    days: int = ANSWERED_WITHIN.days,
) -> list[Confirmation]:
    """Ask parties of a signed agreement whether its terms are right; each gets a link by mail, open for so many days.

    Each side answers for itself: one address cannot speak for two, and none that belongs to a keeper of the ledger.
    """
    agreement = held_agreement(agreement_id, by=by)
    now = clock.deciding(now)
    require(is_signed(agreement.state), _("Only what is signed can be confirmed."))
    require(bool(contacts), _("Name somebody to ask."), field="contacts")
    require(
        FEWEST_DAYS <= days <= MOST_DAYS,
        _("A party has from %(fewest)s to %(most)s days to answer.") % {"fewest": FEWEST_DAYS, "most": MOST_DAYS},
        field="days",
    )
    asked = [_ask(agreement, each, expires_at=now + timedelta(days=days), by=by, now=now) for each in contacts]
    for each in asked:
        _put(each, now)
        _tell("confirmation_asked", agreement, each, by=by, now=now)
    write_standing(agreement)
    return asked


def _ask(agreement: Agreement, contact: Contact, *, expires_at: datetime, by: Actor, now: datetime) -> Confirmation:
    party = Party.objects.filter(pk=contact.party_id, terms=terms_of(agreement)).first()
    field = f"email-{party.order}" if party else None
    if party is None or not is_asked(party.role):
        raise Refused(_("This is no party of what is signed now. Load the page again."))
    earlier = Confirmation.objects.filter(party=party)
    require(
        not earlier.filter(state=ConfirmationState.OPEN).exists(), _("This party is being asked already."), field=field
    )
    last = earlier.filter(state=ConfirmationState.ANSWERED).last()
    require(
        last is None or last.verdict != Verdict.CONFIRMED,
        _("This party has confirmed these terms already."),
        field=field,
    )
    _require_own_address(agreement, party, contact.email.strip(), field)
    asked = Confirmation(
        party=party,
        contact_name=contact.name.strip(),
        contact_email=contact.email.strip(),
        language=contact.language,
        asked_at=now,
        asked_by_id=by.user_id,
        expires_at=expires_at,
    )
    require_valid(asked)
    asked.save()
    return asked


def _require_own_address(agreement: Agreement, party: Party, email: str, field: str | None) -> None:
    """Refuse an address that speaks for another side, or for the agency: the answer would prove nothing."""
    others = Confirmation.objects.filter(party__terms=party.terms_id, contact_email__iexact=email)
    require(
        not others.exclude(party=party).exists(),
        _("The other side is asked at this address. Each side answers for itself."),
        field=field,
    )
    keepers = User.objects.filter(email__iexact=email, ledger_roles__agency=agreement.keeper_id)
    require(
        not keepers.exists(), _("This address belongs to somebody who keeps this ledger. Ask the party."), field=field
    )


@transaction.atomic
def resend_confirmation(*, confirmation_id: int, by: Actor, now: datetime | None = None) -> Confirmation:
    """Send an open question anew, with a new link and a new term as long as the first; the old links are dead."""
    agreement, asked = _kept_question(confirmation_id, by)
    now = clock.deciding(now)
    require(asked.state == ConfirmationState.OPEN, _("This question is closed. Ask the party anew."))
    asked.expires_at = now + (asked.expires_at - asked.asked_at)
    asked.asked_at, asked.reminded_at = now, None
    asked.save(update_fields=["asked_at", "expires_at", "reminded_at"])
    asked.links.all().delete()
    _put(asked, now)
    _tell("confirmation_resent", agreement, asked, by=by, now=now)
    return asked


@transaction.atomic
def withdraw_confirmation(*, confirmation_id: int, by: Actor, now: datetime) -> Confirmation:
    """Take an open question back; its link then says so. Done twice, it is done once."""
    agreement, asked = _kept_question(confirmation_id, by)
    if asked.state == ConfirmationState.WITHDRAWN:
        return asked
    require(
        close_open(asked, ConfirmationState.WITHDRAWN, now=now),
        _("This question is closed: there is nothing to withdraw."),
    )
    write_standing(agreement)
    _tell("confirmation_withdrawn", agreement, asked, by=by, now=now)
    return asked


@transaction.atomic
def forget_contact(*, confirmation_id: int, by: Actor, now: datetime) -> Confirmation:
    """Forget through whom a party was asked, before its time; what was answered stays."""
    agreement, asked = _kept_question(confirmation_id, by)
    require(asked.state != ConfirmationState.OPEN, _("Withdraw the question first: it waits for an answer."))
    if asked.contact_email:
        blank_contacts(Confirmation.objects.filter(pk=asked.pk))
        _tell("contact_forgotten", agreement, asked, by=by, now=now)
    return asked


def void_open(agreement: Agreement, *, by: Actor, now: datetime) -> int:
    """Close the open questions about an agreement that says something else now; in the transaction of that deed."""
    waiting = Confirmation.objects.filter(party__terms__agreement=agreement, state=ConfirmationState.OPEN)
    count = 0
    for each in waiting.order_by("pk"):
        if close_open(each, ConfirmationState.VOID, now=now):
            _tell("confirmation_voided", agreement, each, by=by, now=now)
            count += 1
    return count


def close_open(asked: Confirmation, state: ConfirmationState, *, now: datetime, **answered: Any) -> bool:
    """Close a question that is open still; False where somebody was quicker, and then nothing was written.

    The row count of this one update decides between an answer, a withdrawal, a correction and the clock.
    """
    fields = {"state": state, "closed_at": now, **answered}
    if not Confirmation.objects.filter(pk=asked.pk, state=ConfirmationState.OPEN).update(**fields):
        return False
    for field, value in fields.items():
        setattr(asked, field, value)
    return True


@transaction.atomic
def new_link(*, confirmation_id: int, asked_at: datetime, now: datetime) -> str | None:
    """Return the token of a fresh link to a question that was put at a moment and is open still, else None.

    Called when a mail is about to be sent, perhaps twice: each mail carries a link of its own, and all of them open.
    """
    asked = Confirmation.objects.select_for_update().filter(pk=confirmation_id).first()
    is_open = asked is not None and asked.state == ConfirmationState.OPEN and now < asked.expires_at
    if asked is None or not is_open or asked.asked_at != asked_at:
        return None
    token = new_token()
    ConfirmationLink.objects.create(confirmation=asked, token_hash=token_hash(token, purpose=PURPOSE), created_at=now)
    return token


def blank_contacts(asked: models.QuerySet[Confirmation]) -> int:
    """Forget name and address of closed questions, and their links."""
    held = list(asked.exclude(state=ConfirmationState.OPEN).values_list("pk", flat=True))
    ConfirmationLink.objects.filter(confirmation__in=held).delete()
    return Confirmation.objects.filter(pk__in=held).update(contact_name="", contact_email="")


def _put(asked: Confirmation, now: datetime) -> None:
    """Stage the mail that carries the link; by the moment it is known whether the question was sent anew since."""
    notices.after_commit(
        "agreements/confirmation_asked", now=now, confirmation_id=asked.pk, asked_at=asked.asked_at.isoformat()
    )


def _kept_question(confirmation_id: int, by: Actor) -> tuple[Agreement, Confirmation]:
    """Return a question with its row locked, for a deed of the keepers."""
    held = held_question(confirmation_id)
    if held is None or not may_keep_ledger(by, held[0].keeper_id):
        raise Refused(_("Only those who keep this ledger can do that."))
    return held


def _tell(deed: str, agreement: Agreement, asked: Confirmation, *, by: Actor, now: datetime) -> None:
    """Write the deed into the agreement's trail: which party, never whom we ask, what it says or through which link."""
    change = {"party": (None, asked.party.public_id)}
    audit.record(f"agreements.{deed}", on=asked, by=by, at=now, stream=agreement.audit_stream, change=change)
