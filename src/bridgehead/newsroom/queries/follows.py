"""What can be followed, who follows what, and what each was not told of yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from bridgehead.accounts.actor import ANONYMOUS, Actor
from bridgehead.accounts.models import User
from bridgehead.directory.queries import organisation_or_404
from bridgehead.foundation.bilingual import other, reading_language
from bridgehead.foundation.tokens import token_hash
from bridgehead.newsroom.models import (
    Article,
    ConfirmKey,
    Follow,
    Follower,
    FollowerKey,
    FollowRequest,
    LinkedOrganisation,
    ToldArticle,
)
from bridgehead.newsroom.models.follows import CONFIRM_PURPOSE, FOLLOWER_PURPOSE, Subject
from bridgehead.newsroom.queries.articles import as_listed, section_or_404, topic_or_404

#: What is asked for by mail has to be confirmed within; after that nothing is kept of the address.
CONFIRMED_WITHIN = timedelta(days=3)
#: A link in a letter works so long; each letter carries a new one.
LINK_LASTS = timedelta(days=180)
#: What became public longer ago is no news: a letter that was late may still tell of it, and a late approval too.
REACH = timedelta(days=15)
#: A letter names so many articles, and tells how many more there are.
MOST_NAMED = 30
#: So many articles of what is followed count for what is suggested.
MOST_SUGGESTED = 200


def subject_or_404(said: Mapping[str, str], now: datetime) -> Subject:
    """Return what an address names (``section``, ``topic``, ``organisation``); what not everybody may see is not there.

    That holds for whoever asks: what only some may see cannot be followed by anybody.
    """
    named = {name: said[name] for name in ("section", "topic", "organisation") if said.get(name)}
    if len(named) > 1:
        raise Http404
    if "section" in named:
        return Subject(section=section_or_404(named["section"]))
    try:
        public_id = UUID(next(iter(named.values()))) if named else None
    except ValueError:
        raise Http404 from None
    if public_id is None:
        return Subject()
    if "topic" in named:
        return Subject(topic=topic_or_404(public_id, now))
    return Subject(organisation=organisation_or_404(ANONYMOUS, public_id))


# --- Who follows ------------------------------------------------------------------------------------------------------


def request_by_link(token: str, now: datetime) -> FollowRequest | None:
    """Return what a letter asks to confirm; None where the link leads to nothing, or to nothing any more."""
    key = ConfirmKey.objects.filter(token_hash=token_hash(token, purpose=CONFIRM_PURPOSE))
    held = FollowRequest.objects.filter(pk__in=key.values("held_by"), asked_at__gt=now - CONFIRMED_WITHIN)
    return held.filter(_shown()).select_related("section", "topic", "organisation").first()


def request_told(request_id: int, now: datetime) -> FollowRequest | None:
    """Return what was asked for and can still be confirmed, for the letter that asks."""
    held = FollowRequest.objects.filter(pk=request_id, confirmed_at=None, asked_at__gt=now - CONFIRMED_WITHIN)
    return held.filter(_shown()).select_related("section", "topic", "organisation").first()


def follower_by_link(token: str, now: datetime) -> Follower | None:
    """Return whose page a link opens; None where it opens nothing, or nothing any more."""
    key = FollowerKey.objects.filter(
        token_hash=token_hash(token, purpose=FOLLOWER_PURPOSE), made_at__gt=now - LINK_LASTS
    )
    return Follower.objects.filter(pk__in=key.values("held_by")).select_related("person").first()


def follower_at(address: str) -> Follower | None:
    """Return who follows at an address: the person who signs in with it, or whoever confirmed it."""
    at_it = Q(email=address) | Q(person__email=address, person__is_active=True)
    return Follower.objects.filter(at_it).order_by("email").first()


def own_follower(actor: Actor) -> Follower | None:
    """Return what a signed-in person follows by mail; None where they follow nothing."""
    return None if actor.is_anonymous else Follower.objects.filter(person=actor.person_id).first()


def follower_told(follower_id: int) -> Follower | None:
    """Return a follower to whom a letter may go: not a person whose account is closed."""
    held = Follower.objects.filter(pk=follower_id).filter(Q(person=None) | Q(person__is_active=True))
    return held.select_related("person").first()


def follows_of(follower: Follower) -> list[Follow]:
    """Return what somebody follows, as far as everybody may see it now."""
    return list(follower.follows.filter(_shown()).select_related("section", "topic", "organisation"))


def _shown() -> Q:
    return Q(organisation=None) | Q(organisation__is_listed=True)


# --- What is new ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fresh:
    """A public article of these days, as far as it decides who is told of it."""

    key: UUID
    public_from: datetime
    section: int
    topics: frozenset[int]
    organisations: frozenset[int]

    def is_of(self, follow: Follow) -> bool:
        """Whether it is what somebody follows, and became public since."""
        if self.public_from <= follow.at:
            return False
        if follow.section_id:
            return self.section == follow.section_id
        if follow.topic_id:
            return follow.topic_id in self.topics
        return follow.organisation_id is None or follow.organisation_id in self.organisations


def fresh_articles(now: datetime, *, keys: Iterable[UUID] | None = None) -> list[Fresh]:
    """Return what became public in these days, of all or of some keys: three queries for any number."""
    told = Article.objects.public(now).filter(public_from__gt=now - REACH)
    if keys is not None:
        told = told.filter(translation_key__in=list(keys))
    rows = list(told.order_by("-public_from", "-pk").values_list("pk", "translation_key", "public_from", "section_id"))
    pks = told.values("pk")
    topics = _by_article(Article.topics.through.objects.filter(article__in=pks).values_list("article_id", "topic_id"))
    linked = LinkedOrganisation.objects.filter(article__in=pks, organisation__is_listed=True)
    organisations = _by_article(linked.values_list("article_id", "organisation_id"))
    return [
        Fresh(key, at, section, frozenset(topics.get(pk, ())), frozenset(organisations.get(pk, ())))
        for pk, key, at, section in rows
        if at is not None
    ]


def _by_article(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for article, tied in pairs:
        found.setdefault(article, set()).add(tied)
    return found


def untold(follower: Follower, fresh: Iterable[Fresh]) -> list[UUID]:
    """Return the articles that a follower follows and was not told of, each once, the newest first."""
    follows = follows_of(follower)
    wanted = dict.fromkeys(each.key for each in fresh if any(each.is_of(follow) for follow in follows))
    told = set(ToldArticle.objects.filter(follower=follower, translation_key__in=wanted).values_list(
        "translation_key", flat=True
    ))  # fmt: skip
    return [key for key in wanted if key not in told]


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter names, how many more there are, and what is followed."""

    articles: list[Article]
    more: int
    follows: list[Follow]


def letter_of(follower: Follower, told_at: datetime, now: datetime) -> Letter:
    """Return what is told of what was new at a moment, as far as it is public and followed now.

    Each in the follower's language, or in the other where only that can be read.
    """
    told = ToldArticle.objects.filter(follower=follower, told_at=told_at).values_list("translation_key", flat=True)
    follows = follows_of(follower)
    fresh = fresh_articles(now, keys=told)
    keys = list(dict.fromkeys(each.key for each in fresh if any(each.is_of(follow) for follow in follows)))
    named: dict[UUID, dict[str, Article]] = {}
    for each in as_listed(Article.objects.public(now).filter(translation_key__in=keys[:MOST_NAMED])):
        named.setdefault(each.translation_key, {})[each.language] = each
    own, twin = follower.language, other(follower.language)
    articles = [named[key].get(own) or named[key][twin] for key in keys[:MOST_NAMED] if key in named]
    return Letter(articles, max(0, len(keys) - MOST_NAMED), follows)


@dataclass(frozen=True, slots=True)
class Followed:
    """What somebody follows, without the newsroom as a whole, and the newest articles of it."""

    follows: Sequence[Follow] = ()
    articles: frozenset[int] = frozenset()

    def names(self, articles: Sequence[Article]) -> dict[int, str]:
        """Return by article what of it is followed, by its name in the language of the page: two queries."""
        topical = Article.topics.through.objects.filter(article__in=articles).values_list("article", "topic")
        tied = LinkedOrganisation.objects.filter(article__in=articles).values_list("article", "organisation")
        of_topic, of_organisation = _by_article(topical), _by_article(tied)
        return {
            each.pk: follow.record.name
            for each in articles
            for follow in reversed(self.follows)
            if follow.record
            and (
                follow.section_id == each.section_id
                or follow.topic_id in of_topic.get(each.pk, ())
                or follow.organisation_id in of_organisation.get(each.pk, ())
            )
        }


def followed_by(actor: Actor, now: datetime) -> Followed:
    """Return what a signed-in person follows and its newest articles, in the language of the page: three queries.

    Whoever follows the newsroom as a whole has said nothing of what they like: that counts for nothing here.
    """
    held = own_follower(actor)
    follows = [each for each in follows_of(held) if each.record] if held else []
    if not follows:
        return Followed()
    tied = LinkedOrganisation.objects.filter(organisation__in=[each.organisation_id for each in follows])
    topical = Article.topics.through.objects.filter(topic__in=[each.topic_id for each in follows])
    wanted = (
        Q(section__in=[each.section_id for each in follows])
        | Q(pk__in=tied.values("article"))
        | Q(pk__in=topical.values("article"))
    )
    public = Article.objects.public(now).in_language(reading_language()).filter(wanted)
    return Followed(follows, frozenset(public.newest_first().values_list("pk", flat=True)[:MOST_SUGGESTED]))


# --- For the person ---------------------------------------------------------------------------------------------------


def follows_kept(user_id: int) -> list[dict[str, Any]]:
    """Return what a person follows by mail, for the export of their personal data."""
    address = User.objects.values_list("email", flat=True).get(pk=user_id).lower()
    held = Follower.objects.filter(Q(person=user_id) | Q(email=address)).select_related("person").order_by("pk")
    asked = FollowRequest.objects.filter(email=address, confirmed_at=None).order_by("pk")
    return [
        {
            "email": each.address,
            "language": each.language,
            "rhythm": each.rhythm,
            "follows": [{"what": _called(one), "since": one.at.isoformat()} for one in follows_of(each)],
            "told_of": [
                {"article": str(told.translation_key), "at": told.told_at.isoformat()}
                for told in each.told.order_by("pk")
            ],
        }
        for each in held
    ] + [
        {
            "email": each.email,
            "language": each.language,
            "rhythm": each.rhythm,
            "asked_for": _called(each),
            "asked_at": each.asked_at.isoformat(),
        }
        for each in asked.filter(_shown()).select_related("section", "topic", "organisation")
    ]


def _called(of: Follow | FollowRequest) -> str:
    return of.record.name if of.record else "*"
