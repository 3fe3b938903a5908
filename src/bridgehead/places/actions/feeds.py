"""A person's calendar addresses of bookings: secret, shown once, replaced or ended at any time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.foundation import audit
from bridgehead.foundation.refusals import require
from bridgehead.foundation.tokens import new_token, token_hash
from bridgehead.places.models import BookingFeed
from bridgehead.places.queries.feeds import FEED_PURPOSE


@transaction.atomic
def new_feed(*, room_id: int | None = None, by: Actor, now: datetime) -> str:
    """Give the person a new calendar address, of one room or (None) of what their organisations book.

    Its token is returned and shown once; the address before it ends. What it tells is decided whenever it is asked.
    """
    require(by.user_id is not None, _("Sign in first."))
    token = new_token()
    # Two that are made at one moment come one after the other.
    User.objects.select_for_update().filter(pk=by.user_id or 0).first()
    feed = _held(by, room_id).first() or BookingFeed(user_id=by.user_id or 0, room_id=room_id)
    feed.token_hash, feed.created_at = token_hash(token, purpose=FEED_PURPOSE), now
    feed.save()
    audit.record("places.feed_made", on=feed, by=by, at=now)
    return token


@transaction.atomic
def end_feed(*, room_id: int | None = None, by: Actor, now: datetime) -> None:
    """End a calendar address; whoever still asks for it finds nothing. Doing it twice changes nothing."""
    for feed in _held(by, room_id):
        audit.record("places.feed_ended", on=feed, by=by, at=now)
        feed.delete()


def _held(by: Actor, room_id: int | None) -> QuerySet[BookingFeed]:
    return BookingFeed.objects.filter(Q(room=room_id), user_id=by.user_id or 0)
