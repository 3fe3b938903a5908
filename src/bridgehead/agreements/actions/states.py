"""Bringing an agreement on: agreed, signed, in force, ended; or called off."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.actions.confirmations import void_confirmations
from bridgehead.agreements.actions.held import held_agreement, require_begun, seal, step, terms_of, told
from bridgehead.agreements.actions.signatures import recall_open
from bridgehead.agreements.models import Agreement, AgreementState
from bridgehead.agreements.rules import is_signed, may_be_sent_to_sign, may_become
from bridgehead.agreements.signals import agreement_moved, agreement_signed
from bridgehead.foundation.refusals import require


@transaction.atomic
def sign_agreement(
    *, agreement_id: int, revision: int, signed_on: date, by: Actor, now: datetime, note: str = ""
) -> Agreement:
    """Note that an agreement was signed, and on which day: from then on its terms are sealed."""
    agreement = held_agreement(agreement_id, by=by, revision=revision)
    _require_way(agreement, AgreementState.SIGNED)
    require_begun(signed_on, now, field="on")
    terms = terms_of(agreement)
    seal(terms, signed_on=signed_on, now=now)
    step(agreement, state=AgreementState.SIGNED, on=signed_on, by=by, now=now, note=note)
    change = {"state": (str(agreement.state), str(AgreementState.SIGNED)), "signed_on": (None, signed_on.isoformat())}
    told(
        "agreements.agreement_signed", agreement, by=by, now=now, change=change, fields={"state": AgreementState.SIGNED}
    )
    agreement_signed.send(sender=Agreement, agreement_id=agreement.pk, by=by, now=now)
    return agreement


@transaction.atomic
def move_agreement(
    *, agreement_id: int, revision: int, state: str, on: date, by: Actor, now: datetime, note: str = ""
) -> Agreement:
    """Bring an agreement into another state than signed; the day is the one on which it came about in the world."""
    agreement = held_agreement(agreement_id, by=by, revision=revision)
    require(state != AgreementState.SIGNED, _("A signing is noted with its day."))
    _require_way(agreement, state)
    require_begun(on, now, field="on")
    if state == AgreementState.AGREED:
        bound = terms_of(agreement).parties.count()
        require(bound >= 2, _("An agreement binds at least two parties. Add the missing one."), field="parties")
    was_signed, before = is_signed(agreement.state), str(agreement.state)
    require(
        state != AgreementState.CANCELLED or bool(note.strip()),
        _("Say why it is called off. The reason stays in the ledger."),
        field="note",
    )
    step(agreement, state=state, on=on, by=by, now=now, note=note)
    if state == AgreementState.CANCELLED:
        void_confirmations(agreement, by=by, now=now)
    if not may_be_sent_to_sign(state):
        recall_open(agreement, by=by, now=now)
    change = {"state": (before, str(state)), "on": (None, on.isoformat())}
    told(
        "agreements.agreement_moved", agreement, by=by, now=now, change=change, fields={"state": AgreementState(state)}
    )
    if was_signed:
        agreement_moved.send(sender=Agreement, agreement_id=agreement.pk, state=str(state), on=on, by=by, now=now)
    return agreement


def _require_way(agreement: Agreement, state: str) -> None:
    labels = dict(AgreementState.choices)
    require(
        state in AgreementState.values and may_become(agreement.state, state),
        _("An agreement that is “%(old)s” cannot become “%(new)s”.")
        % {"old": labels[AgreementState(agreement.state)], "new": labels.get(state, state)},
    )
