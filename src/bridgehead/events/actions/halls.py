"""The halls of a forum: asked of a house for its days, moved with it, and freed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.events.actions.records import officer_forum, told
from bridgehead.events.models import Forum, ForumRole, ForumRoleKind, ForumState
from bridgehead.events.rules import forum_of_source, source_of
from bridgehead.foundation import notices
from bridgehead.foundation.refusals import Refused, require
from bridgehead.places.actions import halls
from bridgehead.places.models import HOLDING, Booking
from bridgehead.places.queries.halls import halls_asked


@transaction.atomic
def hold_hall(*, forum_id: int, room_id: int, by: Actor, now: datetime | None = None) -> Booking:
    """Hold a hall for the days of a forum; where the house's rule says so, its venue staff have to agree."""
    forum = officer_forum(forum_id, by)
    require(forum.state != ForumState.CLOSED, _("The forum has been held; it needs no hall any more."))
    require(not forum.is_called_off, _("This forum was called off; it needs no hall any more."))
    if forum.ends_at is None:
        raise Refused(_("Say under “Settings” when the forum ends; a hall is held from its start until then."))
    source = source_of(forum)
    is_new = room_id not in {each.room_id for each in halls_asked(source) if each.state in HOLDING}
    held = halls.hold_hall(
        room_id=room_id, source=source, starts_at=forum.starts_at, ends_at=forum.ends_at, by=by, now=now
    )
    if not is_new:
        return held
    change = {"room": (None, str(held.room.public_id)), "state": (None, str(held.state))}
    told("events.hall_asked", forum, forum=forum, by=by, now=now or held.created_at, change=change)
    return held


@transaction.atomic
def free_hall(*, forum_id: int, room_id: int, by: Actor, now: datetime) -> None:
    """Free a hall of a forum until it begins; doing it twice changes nothing."""
    forum = officer_forum(forum_id, by)
    if halls.free_hall(room_id=room_id, source=source_of(forum), by=by):
        told("events.hall_freed", forum, forum=forum, by=by, now=now)


def move_halls(forum: Forum, *, by: Actor) -> None:
    """Let the halls of a forum follow it, in the transaction that moves it; refused where one is not free then."""
    halls.move_halls(source=source_of(forum), starts_at=forum.starts_at, ends_at=forum.ends_at, by=by)


def tell_officers(*, source: str, booking_id: int, what: str, by: Actor, now: datetime) -> None:
    """Stage what a house answered for each officer of a forum; their own deed is told to none of them."""
    public_id = forum_of_source(source)
    forum = Forum.objects.filter(public_id=public_id).first() if public_id else None
    if forum is None or by.has_role("forum_officer", forum.pk):
        return
    officers = ForumRole.objects.filter(forum=forum, role=ForumRoleKind.OFFICER).order_by("pk")
    notices.after_commit_each(
        "events/hall",
        [
            (f"events/hall:{booking_id}:{what}:{now.isoformat()}:{pk}",
             {"role_id": pk, "booking_id": booking_id, "what": what})
            for pk in officers.values_list("pk", flat=True)
        ],
        now=now,
    )  # fmt: skip
