"""What is to be followed up in the ledgers that one keeps, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max, Min, OuterRef, Prefetch, Q, QuerySet, Subquery

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.models import Agreement, Party
from bridgehead.agreements.queries.roles import kept_ledgers
from bridgehead.agreements.rules import LEDGER_OFFICER
from bridgehead.directory.queries import one_or_404
from bridgehead.outcomes.models import FollowUp
from bridgehead.outcomes.queries.inquiries import with_words
from bridgehead.outcomes.rules import FollowUpState, Look
from bridgehead.web.pages import CountUpTo, FirstOf, count_up_to

_ORDERS = {
    Look.DUE: ("due_on", "pk"),
    Look.COMING: ("due_on", "pk"),
    Look.ANSWERED: ("-answered_at", "-pk"),
    Look.CLOSED: ("-closed_at", "-pk"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which list is looked at, and what it is narrowed to; empty: all of it."""

    look: Look = Look.DUE
    year: int | None = None
    keeper_id: int | None = None


def kept_follow_ups(actor: Actor) -> QuerySet[FollowUp]:
    """Return the follow-ups of the ledgers that the person keeps; nobody else's exist for them."""
    every = FollowUp.objects.all()
    return every if actor.is_platform_admin else every.filter(keeper__in=actor.scopes_of(LEDGER_OFFICER))


def _looks(today: date) -> Mapping[Look, Q]:
    return {
        Look.DUE: Q(state=FollowUpState.OPEN, due_on__lte=today),
        Look.COMING: Q(state=FollowUpState.OPEN, due_on__gt=today),
        Look.ANSWERED: Q(state=FollowUpState.ANSWERED),
        Look.CLOSED: Q(state=FollowUpState.CLOSED),
    }


def listed(actor: Actor, wanted: Wanted, today: date) -> FirstOf:
    """Return what one list shows in its order; a page of it is read in five queries."""
    found = _narrowed(actor, wanted).filter(_looks(today)[wanted.look]).order_by(*_ORDERS[wanted.look])
    return FirstOf(found, lambda some: with_words(_whole(some)))


def counted(actor: Actor, wanted: Wanted, today: date) -> Mapping[str, CountUpTo]:
    """Return how many each list holds, whichever of them is looked at: one query for each."""
    return {look: count_up_to(_narrowed(actor, wanted).filter(fits)) for look, fits in _looks(today).items()}


def years_due(actor: Actor) -> list[int]:
    """Return the years, the latest first, from the last day on which a kept follow-up is due to the first.

    One query, asked ledger by ledger: for several at once a database would read through all that they hold.
    """
    of_it = FollowUp.objects.filter(keeper=OuterRef("pk")).values("due_on")
    ends = {name: Subquery(of_it.order_by(order)[:1]) for name, order in (("first", "due_on"), ("last", "-due_on"))}
    days = kept_ledgers(actor).annotate(**ends).aggregate(from_day=Min("first"), to_day=Max("last"))
    first, last = days["from_day"], days["to_day"]
    return list(range(last.year, first.year - 1, -1)) if first and last else []


def _narrowed(actor: Actor, wanted: Wanted) -> QuerySet[FollowUp]:
    found = kept_follow_ups(actor)
    if wanted.keeper_id:
        found = found.filter(keeper=wanted.keeper_id)
    if wanted.year:
        found = found.filter(due_on__range=(date(wanted.year, 1, 1), date(wanted.year, 12, 31)))
    return found


def number_due(actor: Actor, today: date) -> int:
    """Return how many are due in the ledgers that the person keeps."""
    return _due(kept_follow_ups(actor), today)


def due_in_ledger(keeper_id: int, today: date) -> int:
    """Return how many are due in one ledger, for a mail about it."""
    return _due(FollowUp.objects.filter(keeper=keeper_id), today)


def _due(follow_ups: QuerySet[FollowUp], today: date) -> int:
    return follow_ups.filter(_looks(today)[Look.DUE]).count()


def _whole(follow_ups: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    return follow_ups.select_related(
        "keeper", "agreement__current", "answered_by", "on_word_of__party__organisation"
    ).prefetch_related(Prefetch("agreement__current__parties", Party.objects.select_related("organisation")))


def follow_up_or_404(actor: Actor, public_id: UUID) -> FollowUp:
    """Return one of them with its agreement."""
    return one_or_404(_whole(kept_follow_ups(actor)), public_id=public_id)


def next_of(agreement: Agreement) -> FollowUp | None:
    """Return what is to be asked next of an agreement; the caller keeps its ledger."""
    return agreement.follow_ups.filter(state=FollowUpState.OPEN).order_by("step").first()


def follow_ups_of(agreement: Agreement) -> list[FollowUp]:
    """Return every follow-up of an agreement in the order of its steps; the caller keeps its ledger."""
    return list(agreement.follow_ups.select_related("answered_by").order_by("step"))
