"""What the front page, my forums and the search show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.accounts.actor import Actor
from bridgehead.directory.queries.matches import Hit, hits
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


#: Where a forum is looked for, and what a reader is told of it.
_FORUM_PLACES: dict[str, str | Promise] = {
    "name": pgettext_lazy("search", "name"),
    "city": pgettext_lazy("search", "city"),
    "occasion": _("occasion"),
}


def forums_named(actor: Actor, words: str) -> QuerySet[Forum]:
    """Return the forums that the person may see which hold every word in name, city or occasion, or as their year."""
    found = visible_forums(actor)
    for word in words.split()[:6]:
        said = Q()
        for column in _FORUM_PLACES:
            said |= Q(**{f"{column}_ko__icontains": word}) | Q(**{f"{column}_en__icontains": word})
        found = found.filter(said | Q(starts_at__year=int(word)) if _is_year(word) else said)
    return found.order_by("-starts_at")[:20]


@dataclass(frozen=True, slots=True)
class ForumHit:
    """A forum that a search found, and in what."""

    forum: Forum
    places: tuple[str | Promise, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, by kind."""

    organisations: list[Hit] = field(default_factory=list)
    forums: list[ForumHit] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.organisations or self.forums)


def found(actor: Actor, words: str) -> Found:
    """Search organisations and forums, over what the person may see."""
    if not words:
        return Found()
    forums = [ForumHit(each, _forum_places(each, words)) for each in forums_named(actor, words)]
    return Found(hits(actor, words, most=30), forums)


def _is_year(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) == 4


def _forum_places(forum: Forum, words: str) -> tuple[str | Promise, ...]:
    places: dict[str | Promise, None] = {}
    for word in words.casefold().split()[:6]:
        said = {
            column: f"{getattr(forum, f'{column}_ko')} {getattr(forum, f'{column}_en')}" for column in _FORUM_PLACES
        }
        holding = (label for column, label in _FORUM_PLACES.items() if word in said[column].casefold())
        places[next(holding, pgettext_lazy("search", "year"))] = None
    return tuple(places)
