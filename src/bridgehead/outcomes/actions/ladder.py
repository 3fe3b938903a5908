"""Writing on the ladder: by an agreement's own signing, or by hand with who says so."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.actions.said import minor_or_refused
from bridgehead.agreements.models import Agreement
from bridgehead.agreements.rules import is_signed
from bridgehead.directory.models import Organisation
from bridgehead.foundation import audit, files, idempotency
from bridgehead.foundation.clock import day_at_home
from bridgehead.foundation.money import Exactness
from bridgehead.foundation.records import assign, found, require_as_seen
from bridgehead.foundation.refusals import Refused, require, require_valid
from bridgehead.outcomes.models import Outcome, StatedEffect
from bridgehead.outcomes.rules import BY_HAND, HOPED, Rung, Sayer, may_write_outcomes, rung_of_signing


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


@dataclass(frozen=True, slots=True)
class Case:
    """What came about on a rung, whose it is, who says so and when; its document is one of the agreement's."""

    rung: str
    on: date
    said_by: str
    said_on: date
    organisation_id: int | None = None
    agreement_id: int | None = None
    document_id: int | None = None
    forum_id: int | None = None
    said: Said = NOTHING_SAID
    note: str = ""
    is_public: bool = False

    def stored(self) -> dict[str, object]:
        """Return the fields of a record."""
        plain = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "said"}
        return {**plain, **self.said.stored()}


def put_signing_on_the_ladder(
    agreement: Agreement, *, by: Actor, now: datetime, said_by: str = Sayer.AGENCY, said_on: date | None = None
) -> Outcome | None:
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
        said_by=said_by,
        said_on=said_on or terms.signed_on,
        written_at=now,
        written_by_id=by.user_id,
        is_sample=agreement.is_sample,
    )


def follow_kind(agreement: Agreement, *, by: Actor, now: datetime) -> None:
    """Let the case of an agreement follow its corrected day, or move it to the rung of its corrected kind.

    On its rung it stays the same case. Of another rung it is another one, on the word on which it stood; where it stood
    stays readable as withdrawn.
    """
    terms = agreement.current
    rung = rung_of_signing(terms.kind) if terms else None
    signing = Outcome.objects.select_for_update(of=("self",)).filter(rung__in=[Rung.MOU, Rung.CONTRACT])
    standing = signing.filter(agreement=agreement, withdrawn_at=None).first()
    if standing is None:
        put_signing_on_the_ladder(agreement, by=by, now=now)
        return
    is_own_word = (standing.said_by, standing.said_on) == (Sayer.AGENCY, standing.on)
    if terms is not None and terms.signed_on is not None and standing.rung == rung:
        change = {"on": terms.signed_on, "said_on": terms.signed_on if is_own_word else standing.said_on}
        if assign(standing, change):
            standing.save(update_fields=["on", "said_on"])
        return
    _withdraw(standing, reason=_("The agreement was corrected."), now=now)
    said_on = None if is_own_word else standing.said_on
    put_signing_on_the_ladder(agreement, by=by, now=now, said_by=standing.said_by, said_on=said_on)


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
            on=day_at_home(now),
            said_by=Sayer.BOTH,
            said_on=day_at_home(now),
            written_at=now,
            is_sample=agreement.is_sample,
        )


def take_off_the_ladder(agreement: Agreement, *, now: datetime) -> None:
    """Withdraw what stands on the ladder of an agreement that was called off."""
    for each in Outcome.objects.filter(agreement=agreement, withdrawn_at=None):
        _withdraw(each, reason=_("The agreement was called off."), now=now)


def record_outcome(
    *, keeper_id: int, case: Case, by: Actor, now: datetime, given: File[Any] | None = None, idempotency_key: str = ""
) -> Outcome:
    """Write by hand what was consulted, pursued or realised; a signing and a confirmation write themselves.

    It rests on a document of its agreement, or on a file that is ``given``. The same key writes it once.
    """
    require(may_write_outcomes(by, keeper_id), _("Only those who keep this ledger can do that."))
    require(case.rung in BY_HAND, _("This rung is reached by signing or by confirmation, not by hand."), field="rung")
    outcome = Outcome(keeper_id=keeper_id, written_at=now, written_by_id=by.user_id, **case.stored())
    # Before the transaction, which holds no file work; a file that no deed takes up goes by itself.
    outcome.file = files.store(given, uploaded_by=by.user_id, now=now) if given else None
    return _keep(outcome, by=by, now=now, idempotency_key=idempotency_key)


_RECORDED = "outcomes.outcome_recorded"


@transaction.atomic
def _keep(outcome: Outcome, *, by: Actor, now: datetime, idempotency_key: str) -> Outcome:
    actor_id = by.user_id or 0
    made = idempotency.made_before(actor_id=actor_id, deed=_RECORDED, key=idempotency_key)
    if made is not None:
        return Outcome.objects.get(public_id=made)
    if outcome.agreement_id is not None:
        _require_signed(outcome, outcome.agreement_id)
    whose = outcome.agreement or outcome.organisation
    outcome.is_sample = whose is not None and whose.is_sample
    require_valid(outcome)
    outcome.save()
    idempotency.remember(actor_id=actor_id, deed=_RECORDED, key=idempotency_key, made=str(outcome.public_id))
    change = {"rung": (None, str(outcome.rung)), "is_public": (None, outcome.is_public)}
    audit.record(_RECORDED, on=outcome, by=by, at=now, change=change)
    return outcome


def _require_signed(outcome: Outcome, agreement_id: int) -> None:
    """Money comes of what is signed and stands; locked, so that it is not called off meanwhile."""
    kept = Agreement.objects.select_for_update(of=("self",)).filter(keeper=outcome.keeper_id)
    agreement = kept.filter(pk=agreement_id).first()
    if agreement is None:
        raise Refused(_("There is no such agreement in this ledger."))
    require(is_signed(agreement.state), _("Nothing comes of what is not signed, or was called off."))
    proof = outcome.document_id
    require(
        proof is None or agreement.documents.filter(pk=proof).exists(),
        _("The document is none of this agreement's."),
        field="document",
    )


#: What the page of a case's sayer shows of it, and the page of a stated effect.
SAYER_SEEN = ("said_by", "said_on", "withdrawn_at")
EFFECT_SEEN = (
    "name_ko", "name_en", "method_ko", "method_en", "source_ko", "source_en", "stated_on", "is_public",
    "forum_id", "minor", "minor_to", "currency", "exactness", "withdrawn_at",
)  # fmt: skip


@transaction.atomic
def name_sayer(
    *, outcome_id: int, said_by: str, said_on: date, by: Actor, now: datetime, seen: str | None = None
) -> Outcome:
    """Say on whose word a case stands, and since when; ``seen`` marks what the page showed of it."""
    outcome = _held_outcome(outcome_id, by=by)
    require_as_seen(outcome, SAYER_SEEN, seen)
    change = assign(outcome, {"said_by": said_by, "said_on": said_on})
    if change:
        outcome.save(update_fields=["said_by", "said_on"])
        audit.record("outcomes.sayer_named", on=outcome, by=by, at=now, change=change)
    return outcome


@transaction.atomic
def agree_to_public(*, outcome_id: int, is_public: bool, by: Actor, now: datetime) -> Outcome:
    """Note whether the organisation agrees that what it hopes for stands in a public report."""
    outcome = _held_outcome(outcome_id, by=by)
    require(outcome.rung in HOPED, _("What an agreement put on the ladder is as public as the agreement."))
    change = assign(outcome, {"is_public": is_public})
    if change:
        outcome.save(update_fields=["is_public"])
        audit.record("outcomes.publicity_agreed", on=outcome, by=by, at=now, change=change)
    return outcome


@transaction.atomic
def withdraw_outcome(*, outcome_id: int, reason: str, by: Actor, now: datetime) -> Outcome:
    """Take back what was written by hand in error, with the reason; it stays readable."""
    outcome = _held_outcome(outcome_id, by=by)
    require(outcome.rung in BY_HAND, _("This rung is reached by signing or by confirmation, not by hand."))
    _require_withdrawable(outcome, reason)
    _withdraw(outcome, reason=reason.strip(), now=now)
    audit.record("outcomes.outcome_withdrawn", on=outcome, by=by, at=now)
    return outcome


def _held_outcome(outcome_id: int, *, by: Actor) -> Outcome:
    outcome = found(Outcome.objects.select_for_update(of=("self",)), outcome_id)
    require(may_write_outcomes(by, outcome.keeper_id), _("Only those who keep this ledger can do that."))
    return outcome


def _require_withdrawable(written: Outcome | StatedEffect, reason: str) -> None:
    require(written.withdrawn_at is None, _("This has been withdrawn already."))
    require(bool(reason.strip()), _("Say why it is withdrawn."), field="reason")


_STATED = "outcomes.effect_stated"


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
    idempotency_key: str = "",
    **texts: str,
) -> StatedEffect:
    """Keep an economic effect as it was stated, with its source, and its method where one was given.

    The same key keeps it once.
    """
    require(may_write_outcomes(by, keeper_id), _("Only those who keep this ledger can do that."))
    actor_id = by.user_id or 0
    made = idempotency.made_before(actor_id=actor_id, deed=_STATED, key=idempotency_key)
    if made is not None:
        return StatedEffect.objects.get(public_id=made)
    effect = StatedEffect(
        keeper_id=keeper_id, forum_id=forum_id, stated_on=stated_on, is_public=is_public, **said.stored(), **texts
    )
    effect.is_sample = Organisation.objects.values_list("is_sample", flat=True).get(pk=keeper_id)
    require_valid(effect)
    effect.save()
    idempotency.remember(actor_id=actor_id, deed=_STATED, key=idempotency_key, made=str(effect.public_id))
    audit.record(_STATED, on=effect, by=by, at=now)
    return effect


@transaction.atomic
def change_effect(
    *,
    effect_id: int,
    said: Said,
    stated_on: date,
    by: Actor,
    now: datetime,
    forum_id: int | None = None,
    is_public: bool = False,
    seen: str | None = None,
    **texts: str,
) -> StatedEffect:
    """Mend how a stated effect was kept, or hide it; of texts the trail keeps that they are others.

    ``seen`` marks what the page showed of it.
    """
    effect = _held_effect(effect_id, by=by)
    require(effect.withdrawn_at is None, _("This has been withdrawn already."))
    require_as_seen(effect, EFFECT_SEEN, seen)
    plain = {"forum_id": forum_id, "stated_on": stated_on, "is_public": is_public}
    changed = assign(effect, {**plain, **said.stored(), **texts})
    if changed:
        effect.save()
        change = {name: (None, "changed") if name in texts else pair for name, pair in changed.items()}
        audit.record("outcomes.effect_changed", on=effect, by=by, at=now, change=change)
    return effect


@transaction.atomic
def withdraw_effect(*, effect_id: int, reason: str, by: Actor, now: datetime) -> StatedEffect:
    """Take back what nobody stated so, with the reason; it is shown no more and stays readable to its keepers."""
    effect = _held_effect(effect_id, by=by)
    _require_withdrawable(effect, reason)
    _withdraw(effect, reason=reason.strip(), now=now)
    audit.record("outcomes.effect_withdrawn", on=effect, by=by, at=now)
    return effect


def _held_effect(effect_id: int, *, by: Actor) -> StatedEffect:
    effect = found(StatedEffect.objects.select_for_update(of=("self",)), effect_id)
    require(may_write_outcomes(by, effect.keeper_id), _("Only those who keep this ledger can do that."))
    return effect


def _withdraw(written: Outcome | StatedEffect, *, reason: str, now: datetime) -> None:
    written.withdrawn_at, written.withdrawn_reason = now, reason
    written.save(update_fields=["withdrawn_at", "withdrawn_reason"])
