"""Calling a forum off: once, for good, and told to everybody whom it concerns.

All of it is one transaction: the state, what the higher contexts end in their receivers, the halls, and the notices.
Each person has a notice of their own under one key, so that whoever has a registration, a session and a meeting hears
of it once; the worker delivers them one by one, and goes on where it was stopped.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.events.actions.records import officer_forum
from bridgehead.events.models import Forum, ForumState
from bridgehead.events.queries.calling_off import concerned
from bridgehead.events.rules import CAN_BE_CALLED_OFF, source_of
from bridgehead.events.signals import forum_called_off
from bridgehead.foundation import audit, notices
from bridgehead.foundation.records import assign
from bridgehead.foundation.refusals import require
from bridgehead.places.actions import halls
from bridgehead.places.queries.halls import halls_asked


@transaction.atomic
def call_off_forum(*, forum_id: int, reason_ko: str = "", reason_en: str = "", by: Actor, now: datetime) -> Forum:
    """Call a forum off, with a reason that everybody reads; done twice, it is done once.

    Its calendar entry gets a higher number, so that calendars take the cancellation in. Halls that have not begun are
    free for others.
    """
    forum = officer_forum(forum_id, by)
    if forum.is_called_off:
        return forum
    require(forum.state in CAN_BE_CALLED_OFF, _("Only a forum that was announced and not held yet can be called off."))
    reasons = (reason_ko.strip(), reason_en.strip())
    require(any(reasons), _("Say why, in a sentence that everybody will read."), field="reason_ko")
    require(max(map(len, reasons)) <= 600, _("Write at most %(n)s characters.") % {"n": 600}, field="reason_ko")
    before, forum.state = str(forum.state), ForumState.CALLED_OFF
    forum.called_off_at = forum.changed_at = now
    forum.calendar_sequence += 1
    change = assign(forum, {"called_off_ko": reasons[0], "called_off_en": reasons[1]})
    forum.save()
    change["state"] = (before, str(forum.state))
    audit.record("events.forum_called_off", on=forum, by=by, at=now, stream=forum.audit_stream, change=change)
    for booking in halls_asked(source_of(forum)):
        if booking.starts_at > now:
            halls.free_hall(room_id=booking.room_id, source=source_of(forum), by=by, now=now)
    tell_people(forum, concerned(forum), now)
    forum_called_off.send(sender=Forum, forum_id=forum.pk, now=now)
    return forum


def tell_people(forum: Forum, user_ids: Iterable[int], now: datetime) -> None:
    """Stage, in the transaction that calls a forum off, that people hear of it; who is named twice hears it once."""
    notices.after_commit_each(
        "events/forum_called_off",
        [
            (f"events/forum_called_off:{forum.public_id}:{user}", {"forum_id": forum.pk, "user_id": user})
            for user in sorted(set(user_ids))
        ],
        now=now,
    )
