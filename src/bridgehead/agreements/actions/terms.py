"""Writing an agreement down, changing its draft, and correcting what was signed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements import search_index
from bridgehead.agreements.actions.confirmations import void_confirmations
from bridgehead.agreements.actions.held import held_agreement, require_begun, seal, step, terms_of, told
from bridgehead.agreements.actions.lines import write_line
from bridgehead.agreements.actions.said import TermsSaid, changed_between, write
from bridgehead.agreements.models import Agreement, AgreementState, Terms
from bridgehead.agreements.rules import is_signed, may_keep_ledger
from bridgehead.agreements.signals import terms_corrected
from bridgehead.directory.models import Organisation, OrganisationKind
from bridgehead.foundation import audit, idempotency
from bridgehead.foundation.clock import day_at_home
from bridgehead.foundation.refusals import Refused, require

_DRAFTED = "agreements.agreement_drafted"


@transaction.atomic
def draft_agreement(
    *, keeper_id: int, said: TermsSaid, by: Actor, now: datetime, idempotency_key: str = "", is_sample: bool = False
) -> Agreement:
    """Write an agreement down as a draft in the ledger of an agency."""
    keeper = Organisation.objects.filter(pk=keeper_id, kind=OrganisationKind.AGENCY).first()
    if keeper is None or not may_keep_ledger(by, keeper.pk):
        raise Refused(_("Only those who keep this ledger can do that."))
    actor_id = by.user_id or 0
    made = idempotency.made_before(actor_id=actor_id, deed=_DRAFTED, key=idempotency_key)
    if made is not None:
        return Agreement.objects.get(public_id=made)
    agreement = Agreement.objects.create(keeper=keeper, changed_at=now, is_sample=is_sample)
    terms = Terms(agreement=agreement, written_at=now, written_by_id=by.user_id)
    change = write(terms, said)
    agreement.current = terms
    agreement.save(update_fields=["current"])
    step(agreement, state=AgreementState.DRAFT, on=day_at_home(now), by=by, now=now)
    write_line(agreement)
    audit.record(_DRAFTED, on=agreement, by=by, at=now, stream=agreement.audit_stream, change=change)
    idempotency.remember(actor_id=actor_id, deed=_DRAFTED, key=idempotency_key, made=str(agreement.public_id))
    return agreement


@transaction.atomic
def change_draft(*, agreement_id: int, revision: int, said: TermsSaid, by: Actor, now: datetime) -> Agreement:
    """Change what a draft says; what is agreed or signed is not edited."""
    agreement = held_agreement(agreement_id, by=by, revision=revision)
    require(
        agreement.state == AgreementState.DRAFT,
        _("Only a draft can be changed. Take what is agreed back to a draft first; correct what is signed."),
    )
    terms = terms_of(agreement)
    change = write(terms, said)
    if change:
        told("agreements.draft_changed", agreement, by=by, now=now, change=change)
    return agreement


@transaction.atomic
def discard_draft(*, agreement_id: int, revision: int, by: Actor, now: datetime) -> None:
    """Throw away a draft that was a slip; what was agreed once is cancelled instead, and stays."""
    agreement = held_agreement(agreement_id, by=by, revision=revision)
    was_agreed = agreement.steps.exclude(state=AgreementState.DRAFT).exists()
    require(
        agreement.state == AgreementState.DRAFT and not was_agreed,
        _("Only a draft that was never agreed can be thrown away. Cancel it instead."),
    )
    audit.record("agreements.draft_discarded", on=agreement, by=by, at=now, stream=agreement.audit_stream)
    search_index.forget(agreement.pk)
    Agreement.objects.filter(pk=agreement.pk).update(current=None)
    agreement.delete()


@transaction.atomic
def correct_terms(
    *,
    agreement_id: int,
    revision: int,
    said: TermsSaid,
    signed_on: date | None = None,
    reason_ko: str = "",
    reason_en: str = "",
    by: Actor,
    now: datetime,
) -> Agreement:
    """Put a new version in the place of signed terms, with the reason; the old one stays readable as it was.

    Open questions about the old one become void: nobody confirms what no longer holds.
    ``signed_on`` corrects the day of the signing; None: it was right.
    """
    agreement = held_agreement(agreement_id, by=by, revision=revision)
    require(is_signed(agreement.state), _("Only what was signed is corrected; a draft is simply changed."))
    require(bool(reason_ko.strip() or reason_en.strip()), _("Say why it is corrected."), field="reason_ko")
    before = terms_of(agreement)
    day = signed_on or before.signed_on
    if day is None:
        raise LookupError("sealed terms bear a date")
    require_begun(day, now, field="signed_on")
    terms = Terms(
        agreement=agreement,
        number=before.number + 1,
        signed_on=day,
        reason_ko=reason_ko.strip(),
        reason_en=reason_en.strip(),
        written_at=now,
        written_by_id=by.user_id,
    )
    write(terms, said)
    change = changed_between(before, terms)
    require(bool(change), _("Nothing differs from what stands there, so there is nothing to correct."))
    seal(terms, signed_on=day, now=now)
    void_confirmations(agreement, by=by, now=now)
    told("agreements.terms_corrected", agreement, by=by, now=now, change=change, fields={"current": terms})
    terms_corrected.send(sender=Agreement, agreement_id=agreement.pk, by=by, now=now)
    return agreement
