"""How every deed on an agreement begins and ends: lock it, see that nobody was quicker, tell its audit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.actions.lines import write_line
from bridgehead.agreements.actions.rates import freeze
from bridgehead.agreements.models import Agreement, Step, Terms
from bridgehead.agreements.rules import may_keep_ledger
from bridgehead.foundation import audit
from bridgehead.foundation.records import Change
from bridgehead.foundation.refusals import Overtaken, Refused, require

#: The easternmost clocks are so far ahead of UTC: a day that has begun there has begun.
_FURTHEST_EAST = timedelta(hours=14)


class ChangedMeanwhile(Overtaken):
    """Somebody else has changed the agreement since the page was opened; nothing was written."""


def held_agreement(agreement_id: int, *, by: Actor, revision: int | None = None) -> Agreement:
    """Return an agreement with its row locked, for a deed of its keepers; ``revision`` is what the page showed."""
    found = next(iter(locked_agreements(Agreement.objects.filter(pk=agreement_id))), None)
    if found is None or not may_keep_ledger(by, found.keeper_id):
        raise Refused(_("Only those who keep this ledger can do that."))
    if revision is not None and revision != found.revision:
        raise ChangedMeanwhile(_("Somebody has changed this agreement since you opened the page."))
    return found


def locked_agreements(agreements: models.QuerySet[Agreement]) -> list[Agreement]:
    """Return agreements with their rows locked in the order of their keys, and with the terms that hold then.

    The terms are read once the rows are held: who waits for a correction waits for other terms.
    """
    held = list(agreements.select_for_update(of=("self",)).order_by("pk"))
    models.prefetch_related_objects(held, "current")
    return held


def terms_of(agreement: Agreement) -> Terms:
    """Return the version that holds; there is one whenever a deed has been committed."""
    if agreement.current is None:
        raise LookupError("an agreement without terms was never committed")
    return agreement.current


def told(
    verb: str,
    agreement: Agreement,
    *,
    by: Actor,
    now: datetime,
    change: Change | None = None,
    on: models.Model | None = None,
    fields: Mapping[str, Any] | None = None,
) -> None:
    """Raise the agreement's revision, set ``fields``, and write the deed into its audit trail: a deed's last act."""
    changed = {"revision": agreement.revision + 1, "changed_at": now, **(fields or {})}
    for field, value in changed.items():
        setattr(agreement, field, value)
    agreement.save(update_fields=list(changed))
    write_line(agreement)
    audit.record(verb, on=on or agreement, by=by, at=now, stream=agreement.audit_stream, change=change)


def step(agreement: Agreement, *, state: str, on: date, by: Actor, now: datetime, note: str = "") -> None:
    """Note when an agreement came into a state."""
    Step.objects.create(
        agreement=agreement, state=state, on=on, note=note.strip(), written_at=now, written_by_id=by.user_id
    )


def require_begun(day: date, now: datetime, *, field: str) -> None:
    """Refuse a day that has begun nowhere on earth."""
    require(day <= (now + _FURTHEST_EAST).date(), _("This day has not come yet."), field=field)


def seal(terms: Terms, *, signed_on: date, now: datetime) -> None:
    """Close terms for good, with the rates of the day of signing; they bind at least two parties."""
    require(
        terms.parties.count() >= 2, _("An agreement binds at least two parties. Add the missing one."), field="parties"
    )
    terms.signed_on, terms.sealed_at = signed_on, now
    terms.save(update_fields=["sealed_at", "signed_on"])
    freeze(terms)
