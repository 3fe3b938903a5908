"""A person's calendar address: secret, shown once, replaced or ended at any time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import audit
from bridgehead.foundation.refusals import require
from bridgehead.foundation.tokens import new_token, token_hash
from bridgehead.partnering.models import CalendarFeed
from bridgehead.partnering.queries.timetables import FEED_PURPOSE


@transaction.atomic
def new_feed(*, by: Actor, now: datetime) -> str:
    """Give the person a new calendar address and return its token, which is shown once; the old one ends."""
    require(by.user_id is not None, _("Sign in first."))
    token = new_token()
    feed, _is_new = CalendarFeed.objects.update_or_create(
        user_id=by.user_id or 0, defaults={"token_hash": token_hash(token, purpose=FEED_PURPOSE)}
    )
    audit.record("partnering.feed_made", on=feed, by=by, at=now)
    return token


@transaction.atomic
def end_feed(*, by: Actor, now: datetime) -> None:
    """End the person's calendar address; whoever still asks for it finds nothing."""
    for feed in CalendarFeed.objects.filter(user_id=by.user_id or 0):
        audit.record("partnering.feed_ended", on=feed, by=by, at=now)
        feed.delete()
