"""Writing on the ladder: by an agreement's own signing, or by hand with who says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.actions.said import minor_or_refused
from bridgehead.agreements.models import Agreement
from bridgehead.foundation import audit
from bridgehead.foundation.money import Exactness
from bridgehead.foundation.records import assign
from bridgehead.foundation.refusals import require, require_valid
from bridgehead.outcomes.models import Outcome, StatedEffect
from bridgehead.outcomes.rules import BY_HAND, Rung, Sayer, may_write_outcomes, rung_of_signing


@dataclass(frozen=True, slots=True)
class Said:
    """An amount as somebody said it, in whole units of its currency; none without a currency."""

    amount: Decimal | None = None
    amount_to: Decimal | None = None
    currency: str = ""
    exactness: str = Exactness.EXACT

    def stored(self) -> dict[str, object]:
        """Return the fields of a record; what its currency cannot hold is refused."""
        low, high = (minor_or_refused(each, self.currency, field="amount") for each in (self.amount, self.amount_to))
        return {"minor": low, "minor_to": high, "currency": self.currency, "exactness": self.exactness}


NOTHING_SAID = Said()


def put_signing_on_the_ladder(agreement: Agreement, *, by: Actor, now: datetime) -> Outcome | None:
    """Put a signed agreement on its rung, in the transaction of its signing; one of no rung stays off the ladder.

    It stands there on the word of the agency that keeps the ledger, until somebody else is named.
    """
    terms = agreement.current
    rung = rung_of_signing(terms.kind) if terms else None
    if terms is None or terms.signed_on is None or rung is None:
        return None
    return Outcome.objects.create(
        keeper_id=agreement.keeper_id,
        rung=rung,
        agreement=agreement,
        on=terms.signed_on,
        said_by=Sayer.AGENCY,
        said_on=terms.signed_on,
        written_at=now,
        written_by_id=by.user_id,
        is_sample=agreement.is_sample,
    )


def follow_kind(agreement: Agreement, *, by: Actor, now: datetime) -> None:
    """Move an agreement to the rung of its corrected kind or day; where it stood stays readable as withdrawn."""
    terms = agreement.current
    rung = rung_of_signing(terms.kind) if terms else None
    standing = Outcome.objects.filter(
        agreement=agreement, rung__in=[Rung.MOU, Rung.CONTRACT], withdrawn_at=None
    ).first()
    if standing is not None and terms is not None and (standing.rung, standing.on) == (rung, terms.signed_on):
        return
    if standing is not None:
        _withdraw(standing, reason=_("The agreement was corrected."), now=now)
    put_signing_on_the_ladder(agreement, by=by, now=now)


def keep_confirmation(agreement: Agreement, *, is_confirmed: bool, now: datetime) -> None:
    """Put a contract on the rung of what both sides confirmed, or take it down when they no longer do.

    An MOU is confirmed too, but stays where it is: it does not climb above a contract by it.
    """
    terms = agreement.current
    standing = Outcome.objects.filter(agreement=agreement, rung=Rung.CONFIRMED, withdrawn_at=None).first()
    if standing is not None and not is_confirmed:
        _withdraw(standing, reason=_("Both sides no longer confirm it as it stands."), now=now)
    if standing is None and is_confirmed and terms is not None and rung_of_signing(terms.kind) == Rung.CONTRACT:
        Outcome.objects.create(
            keeper_id=agreement.keeper_id,
            rung=Rung.CONFIRMED,
            agreement=agreement,
            on=now.date(),
            said_by=Sayer.BOTH,
            said_on=now.date(),
            written_at=now,
            is_sample=agreement.is_sample,
        )


def take_off_the_ladder(agreement: Agreement, *, now: datetime) -> None:
    """Withdraw what stands on the ladder of an agreement that was called off."""
    for each in Outcome.objects.filter(agreement=agreement, withdrawn_at=None):
        _withdraw(each, reason=_("The agreement was called off."), now=now)


@transaction.atomic
def record_outcome(
    *,
    keeper_id: int,
    rung: str,
    on: date,
    said_by: str,
    said_on: date,
    by: Actor,
    now: datetime,
    organisation_id: int | None = None,
    agreement_id: int | None = None,
    forum_id: int | None = None,
    said: Said = NOTHING_SAID,
    note: str = "",
) -> Outcome:
    """Write by hand what was consulted, pursued or realised; a signing and a confirmation write themselves."""
    require(may_write_outcomes(by, keeper_id), _("Only those who keep this ledger can do that."))
    require(rung in BY_HAND, _("This rung is reached by signing or by confirmation, not by hand."), field="rung")
    agreement = Agreement.objects.filter(pk=agreement_id, keeper_id=keeper_id).first() if agreement_id else None
    require(agreement_id is None or agreement is not None, _("There is no such agreement in this ledger."))
    outcome = Outcome(
        keeper_id=keeper_id,
        rung=rung,
        agreement=agreement,
        organisation_id=organisation_id,
        forum_id=forum_id,
        on=on,
        said_by=said_by,
        said_on=said_on,
        note=note,
        written_at=now,
        written_by_id=by.user_id,
        **said.stored(),
    )
    require_valid(outcome)
    outcome.save()
    audit.record("outcomes.outcome_recorded", on=outcome, by=by, at=now, change={"rung": (None, str(rung))})
    return outcome


@transaction.atomic
def name_sayer(*, outcome_id: int, said_by: str, said_on: date, by: Actor, now: datetime) -> Outcome:
    """Say on whose word a case stands, and since when."""
    outcome = Outcome.objects.select_for_update().get(pk=outcome_id)
    require(may_write_outcomes(by, outcome.keeper_id), _("Only those who keep this ledger can do that."))
    change = assign(outcome, {"said_by": said_by, "said_on": said_on})
    if change:
        outcome.save(update_fields=["said_by", "said_on"])
        audit.record("outcomes.sayer_named", on=outcome, by=by, at=now, change=change)
    return outcome


@transaction.atomic
def withdraw_outcome(*, outcome_id: int, reason: str, by: Actor, now: datetime) -> Outcome:
    """Take back what was written by hand in error, with the reason; it stays readable."""
    outcome = Outcome.objects.select_for_update().get(pk=outcome_id)
    require(may_write_outcomes(by, outcome.keeper_id), _("Only those who keep this ledger can do that."))
    require(outcome.rung in BY_HAND, _("This rung is reached by signing or by confirmation, not by hand."))
    require(outcome.withdrawn_at is None, _("This has been withdrawn already."))
    require(bool(reason.strip()), _("Say why it is withdrawn."), field="reason")
    _withdraw(outcome, reason=reason.strip(), now=now)
    audit.record("outcomes.outcome_withdrawn", on=outcome, by=by, at=now)
    return outcome


@transaction.atomic
def state_effect(
    *,
    keeper_id: int,
    said: Said,
    stated_on: date,
    by: Actor,
    now: datetime,
    forum_id: int | None = None,
    is_public: bool = False,
    **texts: str,
) -> StatedEffect:
    """Keep an economic effect as it was stated, with its source, and its method where one was given."""
    require(may_write_outcomes(by, keeper_id), _("Only those who keep this ledger can do that."))
    effect = StatedEffect(
        keeper_id=keeper_id, forum_id=forum_id, stated_on=stated_on, is_public=is_public, **said.stored(), **texts
    )
    require_valid(effect)
    effect.save()
    audit.record("outcomes.effect_stated", on=effect, by=by, at=now)
    return effect


def _withdraw(outcome: Outcome, *, reason: str, now: datetime) -> None:
    outcome.withdrawn_at, outcome.withdrawn_reason = now, reason
    outcome.save(update_fields=["withdrawn_at", "withdrawn_reason"])
