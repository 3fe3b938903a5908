"""What the front page, my forums and the search show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import Organisation
from bridgehead.directory.queries import search_organisations
from bridgehead.events.models import Forum, ForumState, Registration
from bridgehead.events.queries import visible_forums


def forums_to_show(now: datetime) -> tuple[list[Forum], list[Forum]]:
    """Return the announced forums to come and the latest that were held, for the front page."""
    public = Forum.objects.exclude(state=ForumState.DRAFT)
    coming = public.filter(starts_at__gte=now).exclude(state=ForumState.CLOSED).order_by("starts_at")[:3]
    held = public.filter(Q(starts_at__lt=now) | Q(state=ForumState.CLOSED)).order_by("-starts_at")
    return list(coming), list(held.prefetch_related("figures")[:2])


def my_registrations(actor: Actor) -> QuerySet[Registration]:
    """Return the person's own registrations, the latest forum first."""
    mine = Registration.objects.filter(user_id=actor.person_id).select_related(
        "forum", "forum__partnering_round", "organisation"
    )
    return mine.order_by("-forum__starts_at", "pk")


def forums_named(actor: Actor, words: str) -> QuerySet[Forum]:
    """Return the forums that the person may see and whose name, place or occasion holds the words."""
    said = Q()
    for column in ("name_ko", "name_en", "city_ko", "city_en", "occasion_ko", "occasion_en"):
        said |= Q(**{f"{column}__icontains": words})
    return visible_forums(actor).filter(said).order_by("-starts_at")[:20]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, by kind."""

    organisations: list[Organisation] = field(default_factory=list)
    forums: list[Forum] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.organisations or self.forums)


def found(actor: Actor, words: str) -> Found:
    """Search organisations and forums, over what the person may see."""
    if not words:
        return Found()
    return Found(list(search_organisations(actor, words)[:30]), list(forums_named(actor, words)))
