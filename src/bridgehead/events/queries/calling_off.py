"""Whom it concerns that a forum is called off, and what a notice of it tells one of them."""

from __future__ import annotations

from dataclasses import dataclass

from bridgehead.accounts.models import User
from bridgehead.directory.models import Membership, MembershipRole
from bridgehead.events.models import Appearance, Forum, ForumRole, Registration, RegistrationState, SigningItem

_REGISTERED = [RegistrationState.APPLIED, RegistrationState.WAITING, RegistrationState.APPROVED]


def concerned(forum: Forum) -> set[int]:
    """Return the people (by row) who registered, run or serve at a forum, or speak for an organisation in a session.

    It speaks for nobody: the deed asks.
    """
    registered = Registration.objects.filter(forum=forum, state__in=_REGISTERED).values_list("user", flat=True)
    serving = ForumRole.objects.filter(forum=forum).values_list("user", flat=True)
    appearing = Appearance.objects.filter(session__part__forum=forum).values("organisation")
    signing = SigningItem.objects.filter(forum=forum).values("agreement__current__parties__organisation")
    speaking = Membership.objects.exclude(role=MembershipRole.MEMBER)
    in_sessions = speaking.filter(organisation__in=appearing) | speaking.filter(organisation__in=signing)
    return {*registered, *serving, *in_sessions.values_list("user", flat=True)}


@dataclass(frozen=True, slots=True)
class CalledOff:
    """A forum that was called off and a person to tell; their registration if their calendar has the forum."""

    forum: Forum
    user: User
    invited: Registration | None


def called_off_told(forum_id: int, user_id: int) -> CalledOff | None:
    """Return what a notice tells a person who can still be written to."""
    forum = Forum.objects.filter(pk=forum_id, called_off_at__isnull=False).first()
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if forum is None or user is None:
        return None
    mine = Registration.objects.filter(forum=forum, user=user, state=RegistrationState.APPROVED)
    return CalledOff(forum, user, mine.select_related("forum", "user").first())
