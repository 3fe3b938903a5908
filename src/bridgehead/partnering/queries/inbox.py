"""The inbox of a delegation: the requests that it received, on shelves, in an order, each with what speaks for it.

Order, number and reasons rest on what the reader may know: docs/decisions/0022.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from bridgehead.foundation import notices
from bridgehead.foundation.bilingual import reading_language
from bridgehead.partnering.models import MeetingRequest, RequestState, Slot
from bridgehead.partnering.queries import requests
from bridgehead.partnering.queries.lookups import OwnPlace, answer_key
from bridgehead.partnering.queries.requests import Waiting
from bridgehead.partnering.queries.suggestions import Fits, ToldReason, fits_of
from bridgehead.partnering.rules import InboxOrder, Shelf
from bridgehead.web.pages import MOST_LISTED, FirstOf

#: Reasons told with a request: enough to say yes or no by.
REASONS = 2
_STATES: dict[Shelf, tuple[RequestState, ...]] = {
    Shelf.ACCEPTED: (RequestState.ACCEPTED,),
    Shelf.DECLINED: (RequestState.DECLINED,),
    Shelf.ENDED: (RequestState.WITHDRAWN, RequestState.EXPIRED),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader wants to see: a shelf, in an order (empty: its own), of one kind and one country or of all."""

    shelf: Shelf = Shelf.WAITING
    order: str = ""
    kind: str = ""
    country: str = ""

    @property
    def ordered_by(self) -> InboxOrder:
        """The order of the shelf: what waits by how well it fits, what is answered by the newest answer."""
        if self.order:
            return InboxOrder(self.order)
        return InboxOrder.FIT if self.shelf.is_open else InboxOrder.NEWEST


@dataclass(frozen=True, slots=True)
class Inbox:
    """The requests of one shelf as a list for pages, and how well those who ask fit."""

    listed: FirstOf
    fits: Fits

    def reasons(self, shown: Collection[MeetingRequest]) -> dict[int, list[ToldReason]]:
        """Return by the id of each request shown why it might fit."""
        told = self.fits.reasons({each.asking.organisation_id for each in shown}, REASONS)
        return {each.pk: told.get(each.asking.organisation_id, []) for each in shown}


def inbox(place: OwnPlace, wanted: Wanted, now: datetime) -> Inbox:
    """Return the requests that a delegation received, as it wants to see them."""
    found = on_shelf(place, wanted.shelf)
    if wanted.kind:
        found = found.filter(asking__organisation__kind=wanted.kind)
    if wanted.country:
        found = found.filter(asking__organisation__country=wanted.country)
    names = ("asking__organisation__name_ko", "asking__organisation__name_en")
    columns = ("pk", "asking__organisation_id", "strength", "created_at", "answered_at", "expires_at", *names)
    rows = [_Row(*each) for each in found.order_by("created_at", "pk").values_list(*columns)]
    fits = fits_of(place, {each.organisation for each in rows} if wanted.shelf.is_open else (), now)
    ids = [each.pk for each in _sorted(rows, wanted.ordered_by, fits)[: MOST_LISTED + 1]]
    return Inbox(FirstOf(found, _whole, ids=ids), fits)


def on_shelf(place: OwnPlace, shelf: Shelf) -> QuerySet[MeetingRequest]:
    """Return the requests of one shelf, in no order."""
    if shelf is Shelf.WAITING:
        return requests.requests_waiting_for_us(place)
    if shelf is Shelf.ASKED:
        return requests.requests_asked_first(place)
    return place.delegation.requests_received.filter(state__in=_STATES[shelf])


def shelves_of(place: OwnPlace, waiting: Waiting, *, may_answer: bool) -> list[tuple[Shelf, int]]:
    """Return the shelves with how many requests stand on each; those to answer only while answers are given: one query.

    ``waiting`` counts these, and was read for the page's menu.
    """
    states = place.delegation.requests_received.exclude(state=RequestState.SENT).order_by()
    held = dict(states.values_list("state").annotate(Count("pk")))
    counts = {Shelf.WAITING: waiting.to_answer, Shelf.ASKED: waiting.asked_first}
    counts |= {shelf: sum(held.get(state, 0) for state in of) for shelf, of in _STATES.items()}
    return [(shelf, counts[shelf]) for shelf in Shelf if may_answer or not shelf.is_open]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a shelf may be narrowed by: the kinds of organisations on it, and their countries."""

    kinds: Sequence[str]
    countries: Sequence[str]


def narrowing_of(place: OwnPlace, shelf: Shelf) -> Narrowing:
    """Return the kinds and countries of those on a shelf: one query."""
    columns = ("asking__organisation__kind", "asking__organisation__country")
    found = set(on_shelf(place, shelf).order_by().values_list(*columns).distinct())
    return Narrowing(sorted({kind for kind, _ in found}), sorted({country for _, country in found if country}))


@dataclass(frozen=True, slots=True)
class Room:
    """How many meetings a delegation has agreed on, and how many it can have at the most (None: no end is known)."""

    agreed: int
    most: int | None

    @property
    def left(self) -> int | None:
        """How many more it can meet."""
        return None if self.most is None else max(0, self.most - self.agreed)


def room_of(place: OwnPlace) -> Room:
    """Return the room of the person's own delegation: the slots in which it can meet, and the round's own limit."""
    own, held = place.delegation, place.held
    agreed = MeetingRequest.objects.filter(Q(asking=own) | Q(asked=own), state=RequestState.ACCEPTED).count()
    slots = Slot.objects.filter(round=held)
    free = slots.filter(is_shut=False).exclude(closed_for__delegation=own).count()
    # Before the slots are laid out nobody knows how many there will be.
    limits = [free] if free or slots.exists() else []
    limits += [] if held.max_meetings is None else [held.max_meetings]
    return Room(agreed, min(limits, default=None))


def with_way_back(shown: Sequence[MeetingRequest]) -> set[int]:
    """Return the ids of those whose answer can still be taken back."""
    keys = {answer_key(each): each.pk for each in shown if each.state in (RequestState.ACCEPTED, RequestState.DECLINED)}
    return {keys[key] for key in notices.not_told_yet(keys)} if keys else set()


@dataclass(frozen=True, slots=True)
class _Row:
    pk: int
    organisation: int
    strength: str
    created_at: datetime
    answered_at: datetime | None
    expires_at: datetime
    name_ko: str
    name_en: str

    def name(self) -> str:
        own, other = (self.name_ko, self.name_en)[:: 1 if reading_language() == "ko" else -1]
        return (own or other).casefold()


def _sorted(rows: list[_Row], order: InboxOrder, fits: Fits) -> list[_Row]:
    """Put rows that stand by age into an order; where two are alike, “must meet” and the older one come first."""
    rows = sorted(rows, key=lambda each: each.strength, reverse=True)
    if order is InboxOrder.NEWEST:
        return sorted(rows, key=lambda each: each.answered_at or each.created_at, reverse=True)
    if order is InboxOrder.EXPIRING:
        return sorted(rows, key=lambda each: each.expires_at)
    if order is InboxOrder.NAME:
        return sorted(rows, key=_Row.name)
    places = fits.places()
    return sorted(rows, key=lambda each: places.get(each.organisation, len(places)))


def _whole(found: QuerySet[MeetingRequest]) -> QuerySet[MeetingRequest]:
    return requests.with_thread(requests.with_sides(found))
