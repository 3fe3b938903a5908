"""What a delivery reads when a notice is sent. It speaks for nobody: whom it tells what is decided by the delivery."""

from __future__ import annotations

from django.db.models import QuerySet

from bridgehead.accounts.models import User
from bridgehead.foundation.models import OutboxItem
from bridgehead.partnering.models import (
    Delegation,
    MeetingRequest,
    NoThanks,
    PersonalTimetable,
    RequestMessage,
    Timetable,
    TimetableState,
)
from bridgehead.partnering.queries.entries import Entry


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


def timetable(timetable_id: int) -> Timetable | None:
    """Return a version of a timetable, in force or replaced."""
    return Timetable.objects.filter(pk=timetable_id).first()


def timetable_in_force(round_id: int) -> Timetable:
    """Return the timetable that a round goes by."""
    published = Timetable.objects.select_related("round__forum")
    return published.get(round=round_id, state=TimetableState.PUBLISHED)


def published_key(timetable: Timetable, user_id: int) -> str:
    """Return the key of the notice that tells one person of a version."""
    return f"timetable:{timetable.public_id}:{user_id}"


def is_told_later(timetable: Timetable, user: User) -> bool:
    """Whether a newer version tells the person by a notice of its own."""
    later = _versions(timetable).filter(version__gt=timetable.version or 0)
    return OutboxItem.objects.filter(key__in=[published_key(each, user.pk) for each in later]).exists()


def told_before(timetable: Timetable, user: User, *, is_first: bool) -> list[Entry] | None:
    """Return what a person was last told of a round before the notice of this version; None where nothing was.

    A notice that was overtaken by the next one before it went out has told nothing.
    """
    earlier = list(_versions(timetable).filter(version__lt=timetable.version or 0).order_by("-version"))
    keys = [published_key(each, user.pk) for each in earlier]
    sent = dict(OutboxItem.objects.filter(key__in=keys).values_list("key", "delivered_at"))
    overtaken_at = timetable.published_at
    for each, key in zip(earlier, keys, strict=True):
        if key not in sent:
            continue
        delivered_at = sent[key]
        if delivered_at and overtaken_at and delivered_at <= overtaken_at:
            return _entries(each, user)
        overtaken_at = each.published_at
    # Of what was told long ago the notices are swept away, and the version before says the same.
    return None if sent or is_first or not earlier else _entries(earlier[0], user)


def _versions(timetable: Timetable) -> QuerySet[Timetable]:
    return Timetable.objects.filter(round=timetable.round_id, version__isnull=False)


def _entries(timetable: Timetable, user: User) -> list[Entry]:
    own = PersonalTimetable.objects.filter(timetable=timetable, user=user).first()
    return own.entries if own else []


def personal_timetable(timetable: Timetable, user: User) -> PersonalTimetable | None:
    """Return what one person is shown of a timetable; nothing when they have left the round since."""
    return PersonalTimetable.objects.filter(timetable=timetable, user=user, delegate__left_at=None).first()
