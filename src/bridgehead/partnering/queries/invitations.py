"""What a person's calendar is to be sent of their meetings. It speaks for nobody: a deed or a delivery asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from bridgehead.accounts.actor import Actor
from bridgehead.partnering.models import (
    CalendarFeed,
    Delegate,
    Invitation,
    MeetingMails,
    PersonalTimetable,
    TimetableState,
)
from bridgehead.partnering.queries.entries import Entry

#: What an invitation tells of an entry of somebody's own timetable: all but the people.
TOLD = ("starts_at", "ends_at", "table", "area_ko", "area_en", "with_ko", "with_en")


def told_of(entry: Entry) -> dict[str, Any]:
    """Return what an invitation tells of an entry."""
    return {key: entry[key] for key in TOLD}


def is_invited(user_id: int) -> bool:
    """Whether a person is sent each meeting for their calendar: as they chose, else while no calendar fetches them."""
    chosen = MeetingMails.objects.filter(user=user_id).values_list("invites", flat=True).first()
    return chosen if chosen is not None else not is_fetched(user_id)


def is_fetched(user_id: int) -> bool:
    """Whether a person has a calendar address, from which a calendar fetches their meetings."""
    return CalendarFeed.objects.filter(user=user_id).exists()


def is_reminded(user_id: int) -> bool:
    """Whether a person is told of their meetings on the evening before: unless they want it no more."""
    return not MeetingMails.objects.filter(user=user_id, reminds=False).exists()


def my_mails(actor: Actor) -> dict[str, bool]:
    """Return which mails of their meetings the person is sent, by the names of ``MeetingMails``."""
    user_id = actor.user_id or 0
    return {"invites": is_invited(user_id), "reminds": is_reminded(user_id)}


class Wanted(NamedTuple):
    """A meeting to come as its person's calendar should tell it."""

    sequence: int
    content: dict[str, Any]


def wanted_by(delegate: Delegate, *, now: datetime) -> dict[str, Wanted]:
    """Return the meetings to come that a delegate is shown, by the request's public id.

    None for who has left, or where the forum was called off.
    """
    if delegate.left_at is not None or delegate.round.forum.is_called_off:
        return {}
    shown = PersonalTimetable.objects.filter(delegate=delegate, timetable__state=TimetableState.PUBLISHED)
    entries = shown.values_list("entries", flat=True).first() or []
    return {
        entry["request"]: Wanted(entry["sequence"], told_of(entry))
        for entry in entries
        if datetime.fromisoformat(entry["starts_at"]) > now
    }


def kept_of(delegate: Delegate) -> dict[str, Invitation]:
    """Return what a delegate's calendar was sent of the round, by the request's public id."""
    sent = Invitation.objects.filter(user=delegate.user_id, request__round=delegate.round_id)
    return {str(each.request.public_id): each for each in sent.select_related("request").order_by("pk")}


def delegacies_of(user_id: int) -> QuerySet[Delegate]:
    """Return where a person takes part in a round whose timetable is in force."""
    published = {"round__timetables__state": TimetableState.PUBLISHED}
    return Delegate.objects.filter(user=user_id, left_at=None, **published).order_by("pk")


def invitation_to_send(invitation_id: int, sequence: int) -> Invitation | None:
    """Return an invitation with its reader and forum, unless it has changed since or its reader is gone."""
    found = Invitation.objects.select_related("user", "request__round__forum")
    return found.filter(pk=invitation_id, sequence=sequence, user__is_active=True).first()
