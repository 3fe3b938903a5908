"""Where addresses of an older site lead, and what the desk knows of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from unicodedata import normalize
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import override

from bridgehead.directory.models import Topic
from bridgehead.foundation.bilingual import LANGUAGES, other
from bridgehead.newsroom.models import Article, OldAddress, Section

LONGEST = 400


def as_kept(path: str, query: str) -> str:
    """Return a path with its query as addresses are kept: without percent signs and without a stroke at its end."""
    written = normalize("NFC", unquote(path)).rstrip("/") or "/"
    return f"{written}?{normalize('NFC', unquote(query))}" if query else written


def new_address_of(path: str, query: str, now: datetime) -> str | None:
    """Return where an address of an older site leads at a moment: with its query first, else its path alone.

    What is under embargo has no address before its hour, under whatever name it is asked for: it is not even found,
    so that its path alone leads where it would lead otherwise, and nothing takes longer for it.
    """
    asked = dict.fromkeys(each for each in (as_kept(path, query), as_kept(path, "")) if len(each) <= LONGEST)
    public = Article.objects.public(now)
    of_article = Exists(public.filter(translation_key=OuterRef("article__translation_key")))
    of_topic = Exists(public.filter(topics=OuterRef("topic_id")))
    there = _with_ends().filter(Q(section__isnull=False) | of_article | of_topic, address__in=asked)
    held = {each.address: each for each in there}
    return next((_address_of(held[each]) for each in asked if each in held), None)


@dataclass(frozen=True, slots=True)
class Standing:
    """An old address as it stands at a moment: what it leads to, and where; "" while that is not public."""

    kept: OldAddress
    end: Article | Section | Topic
    address: str
    is_there: bool

    @property
    def leads_to(self) -> str | None:
        """Where a reader is led; None while there is nothing for readers."""
        return self.address if self.is_there else None


def standing(kept: Sequence[OldAddress], now: datetime) -> list[Standing]:
    """Tell of old addresses whether readers are led on from them at a moment; two queries for any number."""
    public = Article.objects.public(now)
    keys = {each.article.translation_key for each in kept if each.article}
    there: set[Any] = (
        set(public.filter(translation_key__in=keys).values_list("translation_key", flat=True)) if keys else set()
    )
    topics = {each.topic_id for each in kept if each.topic_id}
    if topics:
        there |= set(public.filter(topics__in=topics).values_list("topics", flat=True).distinct())
    return [_standing(each, there) for each in kept]


def _standing(kept: OldAddress, there: set[Any]) -> Standing:
    address = _address_of(kept)
    if kept.article:
        return Standing(kept, kept.article, address, kept.article.translation_key in there)
    if kept.section:
        return Standing(kept, kept.section, address, is_there=True)
    topic = cast("Topic", kept.topic)
    return Standing(kept, topic, address, topic.pk in there)


def _address_of(kept: OldAddress) -> str:
    with override(kept.language):
        if kept.article:
            return reverse("newsroom:article", args=[kept.article.translation_key])
        if kept.section:
            return reverse("newsroom:section", args=[kept.section.slug])
        # One of the three, as its constraint says.
        return reverse("newsroom:topic", args=[cast("Topic", kept.topic).public_id])


def old_addresses(holding: str = "") -> QuerySet[OldAddress]:
    """Return the old addresses that hold a text, in their order; the desk's edge has checked who asks."""
    found = _with_ends().order_by("address")
    return found.filter(address__icontains=holding) if holding else found


def old_address_or_404(public_id: UUID) -> OldAddress:
    """Return one of the old addresses."""
    found = OldAddress.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def is_of_this_site(path: str) -> bool:
    """Whether a path is a page of this site in some language, with a stroke at its end or without."""
    if path.startswith((settings.STATIC_URL, "/events/")):
        return True
    ways = [
        each
        for start in ("", *(f"/{language}" for language in LANGUAGES))
        for each in (f"{start}{path}", f"{start}{path}/")
    ]
    return any(_match(each) for each in ways)


@dataclass(frozen=True, slots=True)
class End:
    """Where an old address shall lead: the field that names it, the record, and the language of its page."""

    field: str
    record: Article | Section | Topic
    language: str


def end_at(typed: str) -> End | None:
    """Return what stands at the address of a page of the newsroom, or of its desk; None where it is neither."""
    try:
        parts = urlsplit(typed)
    except ValueError:  # a host that cannot be one
        return None
    if parts.netloc and parts.netloc != urlsplit(settings.SITE_ADDRESS).netloc:
        return None
    language, match = parts.path.lstrip("/").partition("/")[0], _match(parts.path)
    if match is None or language not in LANGUAGES:
        return None
    record = _record_at(match, language)
    if record is None:
        return None
    if isinstance(record, Article):
        return End("article", record, language if match.view_name == "newsroom:article" else record.language)
    return End("section" if isinstance(record, Section) else "topic", record, language)


def _record_at(match: ResolverMatch, language: str) -> Article | Section | Topic | None:
    given = match.kwargs
    articles = Article.objects.select_related("locale")
    if match.view_name == "newsroom:article":
        found = {each.language: each for each in articles.filter(translation_key=given["key"])}
        return found.get(language) or found.get(other(language))
    if match.view_name == "newsroom_desk:translation":
        return articles.filter(public_id=given["public_id"]).first()
    if match.view_name == "wagtailsnippets_newsroom_article:edit":
        return articles.filter(pk=given["pk"]).first() if str(given["pk"]).isdecimal() else None
    if match.view_name == "newsroom:section":
        return Section.objects.filter(slug=given["slug"]).first()
    if match.view_name == "newsroom:topic":
        return Topic.objects.filter(public_id=given["public_id"]).first()
    return None


def _match(path: str) -> ResolverMatch | None:
    """What a path is on this site, whatever the language of the page that asks."""
    for language in LANGUAGES:
        with override(language):
            try:
                return resolve(path)
            except Resolver404:
                continue
    return None


def _with_ends() -> QuerySet[OldAddress]:
    return OldAddress.objects.select_related("article__locale", "section", "topic")
