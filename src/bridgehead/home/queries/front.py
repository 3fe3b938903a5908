"""What the front page and my forums show."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from bridgehead.accounts.actor import Actor
from bridgehead.events.models import Forum, ForumState, Registration


def forums_to_show(now: datetime) -> tuple[list[Forum], list[Forum]]:
    """Return the announced forums that are on or to come, and the latest that were held, for the front page."""
    public = Forum.objects.exclude(state__in=[ForumState.DRAFT, ForumState.CALLED_OFF])
    is_on = Q(state=ForumState.RUNNING, ends_at__gt=now)
    coming = public.filter(Q(starts_at__gte=now) | is_on).exclude(state=ForumState.CLOSED).order_by("starts_at")[:3]
    held = public.filter(Q(starts_at__lt=now) | Q(state=ForumState.CLOSED)).exclude(is_on).order_by("-starts_at")
    return list(coming), list(held.prefetch_related("figures")[:2])


def my_registrations(actor: Actor) -> QuerySet[Registration]:
    """Return the person's own registrations, the latest forum first."""
    mine = Registration.objects.filter(user_id=actor.person_id).select_related(
        "forum", "forum__partnering_round", "organisation"
    )
    return mine.order_by("-forum__starts_at", "pk")
