"""What the front page and my forums show."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, F, Q, QuerySet, When

from bridgehead.accounts.actor import Actor
from bridgehead.events.models import Forum, ForumState, Registration


def forums_to_show(now: datetime) -> tuple[list[Forum], list[Forum]]:
    """Return the announced forums that are on or to come, and the latest that were held, for the front page."""
    public = Forum.objects.exclude(state__in=[ForumState.DRAFT, ForumState.CALLED_OFF])
    is_on = Q(state=ForumState.RUNNING, ends_at__gt=now)
    coming = public.filter(Q(starts_at__gte=now) | is_on).exclude(state=ForumState.CLOSED).order_by("starts_at")[:3]
    begun = Q(starts_at__lt=now) | Q(state=ForumState.CLOSED)
    cut_short = Q(state=ForumState.CALLED_OFF, starts_at__lt=F("called_off_at"))
    over = Q(pk__in=public.filter(begun).exclude(is_on))
    held = Forum.objects.filter(over | cut_short).order_by("-starts_at")
    return list(coming), list(held.prefetch_related("figures")[:2])


def my_registrations(actor: Actor, now: datetime) -> QuerySet[Registration]:
    """Return the person's own registrations: what is on or comes next first, then what is over, the latest first.

    A forum that was set back to a draft has no page meanwhile, and is back here when it is announced again.
    """
    announced = Registration.objects.filter(user_id=actor.person_id).exclude(forum__state=ForumState.DRAFT)
    mine = announced.select_related("forum", "forum__partnering_round", "organisation")
    begun = Q(forum__ends_at=None, forum__starts_at__lte=now) & ~Q(forum__state=ForumState.RUNNING)
    ended = Q(forum__ends_at__lte=now) | Q(forum__state__in=[ForumState.CLOSED, ForumState.CALLED_OFF])
    is_over = Case(When(ended | begun, then=1), default=0)
    comes = Case(When(ended | begun, then=None), default=F("forum__starts_at"))
    return mine.order_by(is_over, comes, "-forum__starts_at", "pk")
