"""The halls of forums: which a house may give, which one has, and what a room that is held for a forum is called."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bridgehead.accounts.actor import Actor
from bridgehead.events.models import Forum, ForumRole, ForumRoleKind
from bridgehead.events.queries.forums import visible_forums
from bridgehead.events.rules import forum_of_source, source_of
from bridgehead.places.models import HOLDING, Booking, Room
from bridgehead.places.queries.halls import busy_halls, hall_booking, halls_asked, halls_given, halls_to_hold


@dataclass(frozen=True, slots=True)
class Hall:
    """A hall that a forum may ask for; ``is_busy`` where it is taken or closed in the days of the forum."""

    room: Room
    is_busy: bool


@dataclass(frozen=True, slots=True)
class HallTold:
    """What a notice tells an officer of: the forum, the booking as it stands now, and to whom."""

    role: ForumRole
    booking: Booking


def halls_for(actor: Actor, forum: Forum) -> list[Hall]:
    """Return the halls that the actor may see and the forum does not hold, free ones first; none without its end."""
    if forum.ends_at is None:
        return []
    ours = {each.room_id for each in asked_for(forum) if each.state in HOLDING}
    rooms = list(halls_to_hold(actor).exclude(pk__in=ours))
    busy = busy_halls(rooms, forum.starts_at, forum.ends_at)
    return sorted((Hall(room, room.pk in busy) for room in rooms), key=lambda each: each.is_busy)


def asked_for(forum: Forum) -> list[Booking]:
    """Return whatever became of the halls of a forum that the actor was found to run."""
    return halls_asked(source_of(forum))


def halls_of(actor: Actor, forum: Forum) -> list[Room]:
    """Return the halls that a forum has, as far as the actor may see their premises: one query."""
    return halls_given(actor, source_of(forum))


def forums_by_source(actor: Actor, sources: Collection[str]) -> dict[str, Forum]:
    """Return the forums that hold rooms under these keys, as far as the actor may see them: one query."""
    ids = [public_id for public_id in map(forum_of_source, sources) if public_id]
    return {source_of(each): each for each in visible_forums(actor).filter(public_id__in=ids)}


def hall_told(role_id: int, booking_id: int) -> HallTold | None:
    """Return what a notice is about; None when its officer no longer is one, or no longer active."""
    roles = ForumRole.objects.select_related("forum", "user").filter(role=ForumRoleKind.OFFICER, user__is_active=True)
    role, booking = roles.filter(pk=role_id).first(), hall_booking(booking_id)
    if role is None or booking is None or booking.source != source_of(role.forum):
        return None
    return HallTold(role, booking)
