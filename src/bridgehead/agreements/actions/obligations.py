"""What somebody owes under an agreement: noted, changed, done."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.actions.held import held_agreement, require_begun, terms_of, told
from bridgehead.agreements.models import Agreement, Obligation
from bridgehead.foundation.records import assign, found, plain, require_as_seen
from bridgehead.foundation.refusals import require, require_valid

#: Of one agreement; more would be a mistake or an attack.
MOST = 200
#: What the form of an obligation shows of it, and what the list shows where it is settled.
OWED_SEEN = ("name_ko", "name_en", "owed_by_id", "due_on", "note")
SETTLED_SEEN = (*OWED_SEEN, "done_on")


@dataclass(frozen=True, slots=True)
class ObligationSaid:
    """Who owes what by when; nobody named: both sides, or it does not matter who."""

    due_on: date
    owed_by_id: int | None = None
    name_ko: str = ""
    name_en: str = ""
    note: str = ""


@transaction.atomic
def add_obligation(*, agreement_id: int, said: ObligationSaid, by: Actor, now: datetime) -> Obligation:
    """Note what somebody owes under an agreement."""
    agreement = held_agreement(agreement_id, by=by)
    require(agreement.obligations.count() < MOST, _("More than 200 obligations cannot be kept."))
    _require_sense(agreement, said)
    obligation = Obligation(agreement=agreement, **asdict(said))
    require_valid(obligation)
    obligation.save()
    change = {"due_on": (None, said.due_on.isoformat()), "owed_by": (None, plain(obligation.owed_by))}
    told("agreements.obligation_added", agreement, by=by, now=now, on=obligation, change=change)
    return obligation


@transaction.atomic
def change_obligation(
    *, obligation_id: int, said: ObligationSaid, by: Actor, now: datetime, seen: str | None = None
) -> Obligation:
    """Change what is owed, by whom or by when; of texts the trail keeps that they are others.

    ``seen`` marks what the page showed of it.
    """
    obligation = found(Obligation.objects.all(), obligation_id)
    agreement = held_agreement(obligation.agreement_id, by=by)
    obligation.refresh_from_db()
    require_as_seen(obligation, OWED_SEEN, seen)
    _require_sense(agreement, said)
    changed = assign(obligation, asdict(said))
    if changed:
        obligation.save()
        texts = {"name_ko", "name_en", "note"}
        change = {field: (None, "changed") if field in texts else pair for field, pair in changed.items()}
        told("agreements.obligation_changed", agreement, by=by, now=now, on=obligation, change=change)
    return obligation


@transaction.atomic
def settle_obligation(
    *, obligation_id: int, done_on: date | None, by: Actor, now: datetime, seen: str | None = None
) -> Obligation:
    """Note on which day an obligation was done; None: that was a mistake, it is still open.

    ``seen`` marks what the page showed of it.
    """
    obligation = found(Obligation.objects.all(), obligation_id)
    agreement = held_agreement(obligation.agreement_id, by=by)
    obligation.refresh_from_db()
    require_as_seen(obligation, SETTLED_SEEN, seen)
    if done_on is not None:
        require_begun(done_on, now, field="done_on")
    change = assign(obligation, {"done_on": done_on})
    if change:
        obligation.save(update_fields=["done_on"])
        told("agreements.obligation_settled", agreement, by=by, now=now, on=obligation, change=change)
    return obligation


def _require_sense(agreement: Agreement, said: ObligationSaid) -> None:
    require(bool(said.name_ko or said.name_en), _("Say in Korean or in English what is owed."), field="name_ko")
    bound = terms_of(agreement).parties.filter(organisation=said.owed_by_id)
    require(
        said.owed_by_id is None or bound.exists(),
        _("Only a party of the agreement can owe something under it."),
        field="owed_by",
    )
