"""What may be read of forums, by whom."""

from __future__ import annotations

from django.db.models import QuerySet

from bridgehead.accounts.actor import ActorPart
from bridgehead.events.models import ForumRole, Registration, RegistrationState


def roles_of(user_id: int) -> ActorPart:
    """Return the forum roles of a person, as ``("forum_officer", forum id)``: part of their Actor."""
    held = ForumRole.objects.filter(user_id=user_id).values_list("role", "forum_id")
    return ActorPart(roles=frozenset((f"forum_{role}", forum_id) for role, forum_id in held))


def registration_told(registration_id: int) -> Registration | None:
    """Return the registration that a notice is about, as it stands now; None when its person is no longer active."""
    found = Registration.objects.select_related("forum", "user", "organisation")
    return found.filter(pk=registration_id, user__is_active=True).first()


def approved_of(forum_id: int) -> QuerySet[Registration]:
    """Return the approved registrations of a forum, for a notice to all of them."""
    found = Registration.objects.filter(forum_id=forum_id, state=RegistrationState.APPROVED, user__is_active=True)
    return found.select_related("forum", "user").order_by("pk")
