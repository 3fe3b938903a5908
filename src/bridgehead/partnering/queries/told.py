"""What a delivery reads when a notice is sent. It speaks for nobody: whom it tells what is decided by the delivery."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from bridgehead.accounts.models import User
from bridgehead.events.models import ForumRole, ForumRoleKind, Registration, RegistrationState
from bridgehead.foundation.models import OutboxItem
from bridgehead.partnering.models import (
    Delegate,
    Delegation,
    Lateness,
    Meeting,
    MeetingRequest,
    NoThanks,
    PersonalTimetable,
    RequestMessage,
    RequestState,
    Timetable,
    TimetableState,
)
from bridgehead.partnering.queries.entries import Entry
from bridgehead.partnering.queries.invitations import is_reminded
from bridgehead.partnering.rules import MAILED_ALONE

DAY = timedelta(days=1)


def request(request_id: int) -> MeetingRequest:
    """Return a request with both sides and its forum."""
    requests = MeetingRequest.objects.select_related("asking__organisation", "asked__organisation", "round__forum")
    return requests.get(pk=request_id)


def message(message_id: int) -> RequestMessage:
    """Return a message with its request, both sides and the forum."""
    return RequestMessage.objects.select_related(
        "request__asking__organisation", "request__asked__organisation", "request__round__forum", "author__organisation"
    ).get(pk=message_id)


def lateness(lateness_id: int) -> Lateness | None:
    """Return what was said of being late with the request, both sides and the forum; None where it is gone."""
    sides = ("request__asking__organisation", "request__asked__organisation", "request__round__forum")
    return Lateness.objects.select_related(*sides).filter(pk=lateness_id).first()


def delegation(delegation_id: int) -> Delegation:
    """Return a delegation with its organisation and forum."""
    return Delegation.objects.select_related("organisation", "round__forum").get(pk=delegation_id)


def officer(user_id: int, about: Delegation) -> User | None:
    """Return an officer of a delegation's forum who can still be written to."""
    roles = ForumRole.objects.filter(forum=about.round.forum_id, role=ForumRoleKind.OFFICER, user__is_active=True)
    role = roles.filter(user=user_id).select_related("user").first()
    return role.user if role else None


def meetings_missed(absent: Delegation, *, now: datetime) -> int:
    """Count the meetings to come in the timetable in force to which a delegation says that it cannot come."""
    away = absent.closed_slots.filter(slot__starts_at__gt=now).values("slot")
    met = Meeting.objects.filter(
        timetable__round=absent.round_id, timetable__state=TimetableState.PUBLISHED, slot__in=away
    )
    ours = Q(request__asking=absent) | Q(request__asked=absent)
    return met.filter(ours, request__state=RequestState.ACCEPTED).count()


def comes_alone(request: MeetingRequest) -> bool:
    """Whether a request comes by a mail of its own: it is one of the first that a delegation got within a day.

    Counted from what is kept, so that a delivery that runs twice decides the same.
    """
    since = request.created_at - DAY
    earlier = Q(created_at__lt=request.created_at) | Q(created_at=request.created_at, pk__lt=request.pk)
    return _wanted(request.asked_id, since).filter(earlier).count() < MAILED_ALONE


def came_together(delegation_id: int, since: datetime) -> list[int]:
    """Return the requests (ids) since a moment that came by no mail of their own and still wait for an answer."""
    rows = list(
        _wanted(delegation_id, since - DAY).order_by("created_at", "pk").values_list("created_at", "pk", "state")
    )
    moments = [created_at for created_at, _pk, _state in rows]
    return [
        pk
        for place, (created_at, pk, state) in enumerate(rows)
        if created_at >= since
        and state == RequestState.SENT
        and place - bisect_right(moments, created_at - DAY) >= MAILED_ALONE
    ]


def _wanted(delegation_id: int, since: datetime) -> QuerySet[MeetingRequest]:
    """What a delegation got since a moment, without those it privately wants no meeting with."""
    unwanted = NoThanks.objects.filter(delegation=OuterRef("asked"), about=OuterRef("asking"))
    got = MeetingRequest.objects.filter(asked=delegation_id, created_at__gt=since)
    return got.exclude(Exists(unwanted))


def is_unwanted(reader_id: int, other_id: int) -> bool:
    """Whether a delegation privately wants no meeting with another."""
    return NoThanks.objects.filter(delegation_id=reader_id, about_id=other_id).exists()


def people(delegation: Delegation) -> QuerySet[User]:
    """Return the people who take part for a delegation now."""
    return User.objects.filter(delegacies__delegation=delegation, delegacies__left_at=None, is_active=True).order_by(
        "pk"
    )


def seated(meeting: Meeting, delegation: Delegation) -> QuerySet[User]:
    """Return those of them who sit at a meeting."""
    return people(delegation).filter(delegacies__seats__meeting=meeting)


def reader(user_id: int) -> User | None:
    """Return a person who can still be written to."""
    return User.objects.filter(pk=user_id, is_active=True).first()


def published_key(timetable: Timetable, user_id: int) -> str:
    """Return the key of the notice that tells one person of a version."""
    return f"timetable:{timetable.public_id}:{user_id}"


@dataclass(frozen=True, slots=True)
class News:
    """What one person is to be told: the timetable in force, what it shows them, and what they were told before.

    ``own`` is None for who has left the round, ``before`` for who was told nothing yet.
    """

    timetable: Timetable
    own: PersonalTimetable | None
    before: list[Entry] | None


def news_of(version: Timetable, user: User) -> News | None:
    """Return what the notice of a version has to tell a person; None where a newer version has a notice for them.

    A version that has replaced this one, and says the same to this person, is the one to go by.
    """
    versions = Timetable.objects.filter(round=version.round_id, version__isnull=False)
    later = versions.filter(version__gt=version.version or 0)
    if OutboxItem.objects.filter(key__in=[published_key(each, user.pk) for each in later]).exists():
        return None
    in_force = versions.select_related("round__forum").get(state=TimetableState.PUBLISHED)
    told = PersonalTimetable.objects.filter(user=user, timetable__round=version.round_id, told_at__isnull=False)
    before = told.filter(timetable__version__lt=version.version or 0).order_by("-timetable__version").first()
    return News(in_force, personal_timetable(in_force, user), before.entries if before else None)


def personal_timetable(timetable: Timetable, user: User) -> PersonalTimetable | None:
    """Return what one person is shown of a timetable; nothing when they have left the round since."""
    return PersonalTimetable.objects.filter(timetable=timetable, user=user, delegate__left_at=None).first()


@dataclass(frozen=True, slots=True)
class Reminded:
    """Whom to tell of a day's meetings, those that are still to come, and whether a badge waits on their page."""

    delegate: Delegate
    entries: list[Entry]
    has_badge: bool


def to_remind(delegate_id: int, day: date, *, now: datetime) -> Reminded | None:
    """Return what a delegate is to be told of a day; None where there is nothing, or nobody who wants to hear it."""
    coming = Delegate.objects.select_related("user", "round__forum")
    delegate = coming.filter(pk=delegate_id, left_at=None, user__is_active=True).first()
    if delegate is None or delegate.round.forum.is_called_off or not is_reminded(delegate.user_id):
        return None
    shown = PersonalTimetable.objects.filter(delegate=delegate, timetable__state=TimetableState.PUBLISHED)
    place = ZoneInfo(delegate.round.forum.zone)
    starts = ((each, datetime.fromisoformat(each["starts_at"])) for own in shown for each in own.entries)
    entries = [each for each, start in starts if start > now and start.astimezone(place).date() == day]
    mine = Registration.objects.filter(forum=delegate.round.forum_id, user=delegate.user_id)
    has_badge = mine.filter(state=RegistrationState.APPROVED, badge__revoked_at=None, badge__isnull=False).exists()
    return Reminded(delegate, entries, has_badge) if entries else None
