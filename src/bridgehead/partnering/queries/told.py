"""What a delivery reads when a notice is sent. It speaks for nobody: whom it tells what is decided by the delivery."""

from __future__ import annotations

from django.db.models import QuerySet

from bridgehead.accounts.models import User
from bridgehead.partnering.models import (
    Delegation,
    MeetingRequest,
    NoThanks,
    PersonalTimetable,
    RequestMessage,
    Timetable,
    TimetableState,
)


def request(request_id: int) -> MeetingRequest:
    """Return a request with both sides and its forum."""
    requests = MeetingRequest.objects.select_related("asking__organisation", "asked__organisation", "round__forum")
    return requests.get(pk=request_id)


def message(message_id: int) -> RequestMessage:
    """Return a message with its request, both sides and the forum."""
    return RequestMessage.objects.select_related(
        "request__asking__organisation", "request__asked__organisation", "request__round__forum", "author__organisation"
    ).get(pk=message_id)


def is_unwanted(reader_id: int, other_id: int) -> bool:
    """Whether a delegation privately wants no meeting with another."""
    return NoThanks.objects.filter(delegation_id=reader_id, about_id=other_id).exists()


def people(delegation: Delegation) -> QuerySet[User]:
    """Return the people who take part for a delegation now."""
    return User.objects.filter(delegacies__delegation=delegation, delegacies__left_at=None, is_active=True).order_by(
        "pk"
    )


def reader(user_id: int) -> User | None:
    """Return a person who can still be written to."""
    return User.objects.filter(pk=user_id, is_active=True).first()


def timetable_in_force(timetable_id: int) -> Timetable | None:
    """Return a timetable unless a newer one has replaced it."""
    in_force = Timetable.objects.filter(pk=timetable_id, state=TimetableState.PUBLISHED)
    return in_force.select_related("round__forum").first()


def personal_timetable(timetable: Timetable, user: User) -> PersonalTimetable | None:
    """Return what one person is shown of a timetable; nothing when they have left the round since."""
    return PersonalTimetable.objects.filter(timetable=timetable, user=user, delegate__left_at=None).first()
