"""What forums give to the search over everything: themselves, what is on their agenda, and to officers who comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models.functions import Concat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.accounts.actor import Actor
from bridgehead.directory.adapters import Closeness, among
from bridgehead.directory.searching import SEARCHED, Hits, Question
from bridgehead.events.models import Forum, ForumSession, Registration
from bridgehead.events.queries.forums import visible_forums
from bridgehead.events.queries.registrations import SEARCHED_NAMES, person_says

#: Where a forum is looked for, the most telling place first, and what a reader is told of it.
_PLACES: tuple[str | Promise, ...] = (
    pgettext_lazy("search", "name"),
    pgettext_lazy("search", "city"),
    pgettext_lazy("search", "year"),
    _("occasion"),
)
#: So many of the latest are looked through: a search costs no more, however many forums there were.
MOST_READ = 5_000
_PERSON = (*SEARCHED_NAMES, "user__email")


def register_finders() -> None:
    """Let forums and their sessions be found by everybody who may see them, and registrations by officers."""
    SEARCHED.finds("forums", _("Forums"), "events/_found_forums.html", order=30)(forums)
    SEARCHED.finds("sessions", _("Sessions of forums"), "events/_found_sessions.html", order=40)(sessions)
    SEARCHED.finds("registrations", _("Registrations"), "events/_found_registrations.html", order=50)(registrations)


@dataclass(frozen=True, slots=True)
class ForumHit:
    """A forum that a search found, and in what."""

    forum: Forum
    places: tuple[str | Promise, ...]


def forums(actor: Actor, question: Question) -> Hits:
    """Return the forums that hold every word in name, city, occasion or as their year; of equals the latest first."""
    told = (
        visible_forums(actor)
        .order_by("-starts_at", "-pk")
        .values_list("pk", "name_ko", "name_en", "city_ko", "city_en", "starts_at", "occasion_ko", "occasion_en")
    )
    found = among(
        (
            (pk, [[name_ko, name_en], [city_ko, city_en], [str(starts.year)], [occasion_ko, occasion_en]])
            for pk, name_ko, name_en, city_ko, city_en, starts, occasion_ko, occasion_en in told
        ),
        question.asking,
    )
    places = {each.key: tuple(dict.fromkeys(_PLACES[place] for place in each.match.places)) for each in found}

    def read(keys: Sequence[int]) -> list[ForumHit]:
        held = visible_forums(actor).in_bulk(keys)
        return [ForumHit(held[each], places[each]) for each in keys if each in held]

    return Hits([each.key for each in found], read, _nearest(found))


def sessions(actor: Actor, question: Question) -> Hits:
    """Return the sessions on the agendas of forums that the person may see, by title and note; the latest first."""
    held = ForumSession.objects.filter(part__forum__in=visible_forums(actor).order_by().values("pk"))
    told = held.order_by("-part__forum__starts_at", "part__number", "order", "pk").values_list(
        "pk", "name_ko", "name_en", "note_ko", "note_en"
    )[:MOST_READ]
    found = among(((pk, [[ko, en], [note_ko, note_en]]) for pk, ko, en, note_ko, note_en in told), question.asking)
    return Hits([each.key for each in found], _read_sessions, _nearest(found))


def registrations(actor: Actor, question: Question) -> Hits:
    """Return who registered for the forums that the person runs, by name in either script, address or organisation."""
    held = Registration.objects.all()
    if not actor.is_platform_admin:
        if not (run := actor.scopes_of("forum_officer")):
            return Hits([], list)
        held = held.filter(forum__in=run)
    # A Korean name is written in one word, and a family name may have two syllables.
    held = held.annotate(whole_name=Concat("user__family_name_ko", "user__given_name_ko"))
    for word in question.asking.spelt:
        held = held.filter(person_says(word, fields=(*_PERSON, "whole_name")))
    told = held.order_by("-applied_at", "-pk").values_list("pk", *_PERSON)[:MOST_READ]
    found = among(
        (
            (pk, [[f"{family_ko}{given_ko}", f"{given_en} {family_en}"], [*companies, email]])
            for pk, family_ko, given_ko, family_en, given_en, *companies, email in told
        ),
        question.asking,
    )
    return Hits([each.key for each in found], _read_registrations, _nearest(found))


def _nearest(found: Sequence[Any]) -> Closeness:
    return found[0].match.closeness if found else Closeness.SAID


def _read_sessions(keys: Sequence[int]) -> list[ForumSession]:
    read = ForumSession.objects.select_related("part__forum").in_bulk(keys)
    return [read[each] for each in keys if each in read]


def _read_registrations(keys: Sequence[int]) -> list[Registration]:
    read = Registration.objects.select_related("user", "organisation", "forum").in_bulk(keys)
    return [read[each] for each in keys if each in read]
