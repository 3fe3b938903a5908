"""What a calendar address of bookings tells: as much as its person may read at the moment that it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import Http404

from bridgehead.accounts.actor import Actor, actor_for
from bridgehead.foundation.tokens import is_token, token_hash
from bridgehead.places.models import HOLDING, Booking, BookingFeed, BookingState, Room
from bridgehead.places.queries.bookings import my_bookings
from bridgehead.places.queries.houses import books_at
from bridgehead.places.rules import may_deal_with

FEED_PURPOSE = "booking_feed"
#: A calendar is told of so much that is over, and of so many bookings at most.
_LOOKS_BACK = timedelta(days=31)
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Told:
    """A booking as a calendar shows it; ``is_open`` says whether its organisation may be named."""

    booking: Booking
    is_open: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """What one address shows, in whose language and zone."""

    language: str
    zone: str
    room: Room | None
    told: list[Told]


def feed_of(actor: Actor, room: Room | None = None) -> BookingFeed | None:
    """Return the person's calendar address of a room, or of what their organisations book."""
    return BookingFeed.objects.filter(user_id=actor.user_id or 0, room=room).first()


def feed_or_404(token: str, now: datetime) -> Feed:
    """Return what a calendar address shows.

    A token that opens nothing raises 404, whether it never did or does no longer; so does that of a room into which the
    person may no longer look.
    """
    stored = token_hash(token, purpose=FEED_PURPOSE)
    found = BookingFeed.objects.select_related("user", "room__floor__premises")
    feed = found.filter(token_hash=stored, user__is_active=True).first()
    if feed is None or not is_token(token, feed.token_hash, purpose=FEED_PURPOSE):
        raise Http404
    actor, room = actor_for(feed.user), feed.room
    if room is not None and not books_at(actor, room.floor.premises, now):
        raise Http404
    shown = my_bookings(actor) if room is None else _of_room(room)
    kept = [*HOLDING, BookingState.ENDED]
    shown = (
        shown.select_related("room__floor__premises", "organisation")
        .filter(state__in=kept, ends_at__gt=now - _LOOKS_BACK)
        .order_by("starts_at", "pk")[:_MOST]
    )
    told = [Told(each, may_deal_with(actor, each, each.room.floor.premises_id)) for each in shown]
    return Feed(feed.user.language, feed.user.zone, room, told)


def _of_room(room: Room) -> QuerySet[Booking]:
    """What holds a room, and held it; what is held for somebody who waits counts as taken."""
    return Booking.objects.filter(room=room)
