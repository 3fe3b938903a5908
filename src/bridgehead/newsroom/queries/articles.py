"""What readers find: articles that are public at a moment, newest first, and one article with all that it is tied to.

Every read is given the moment, which its edge takes from the database's clock: before its hour an article is not there.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from bridgehead.agreements.queries.public import PublicAgreement, public_agreements, shown_to_all, with_what_is_shown
from bridgehead.directory.models import Organisation, Topic
from bridgehead.events.models import Forum, ForumState
from bridgehead.foundation.bilingual import other
from bridgehead.newsroom.models import Article, Correction, Section
from bridgehead.newsroom.models.articles import ArticleQuerySet
from bridgehead.newsroom.queries.figures import BoundFigure, shown_figures

#: Beside the lead story the front page shows so many with pictures, and so many below them without.
BESIDE_LEAD, BELOW = 3, 6
#: No more records of one kind stand beside an article.
MOST_TIED = 60


def public_articles(language: str, now: datetime) -> ArticleQuerySet:
    """Return what may be read in a language at a moment, newest first, as lists show it."""
    return as_listed(Article.objects.public(now).in_language(language).newest_first())


def public_ids(ids: Collection[int], language: str, now: datetime) -> set[int]:
    """Return which of these articles may be read in a language at a moment, without reading them."""
    public = Article.objects.public(now).filter(pk__in=ids).values_list("pk", "locale__language_code") if ids else ()
    return {pk for pk, its in public if its == language}


def public_among(ids: Collection[int], language: str, now: datetime) -> dict[int, Article]:
    """Return of these articles those that may be read in a language at a moment, as lists show them, in their order."""
    # Asked for those of the language, SQLite walks through all of them by their index.
    found = as_listed(Article.objects.public(now).filter(pk__in=ids)).in_bulk() if ids else {}
    return {each: found[each] for each in ids if each in found and found[each].language == language}


def as_listed(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Read with articles what lists show of them, in one query for any number."""
    shown = (*Article.LIST_FIELDS, *_OF_SECTION, *_OF_PHOTO, "locale__language_code")
    return articles.select_related("section", "photo", "locale").only(*shown)


_OF_SECTION = ("section__slug", "section__name_ko", "section__name_en")
#: What its address and its size are made of.
_OF_PHOTO = ("photo__public_id", "photo__width", "photo__height")


def sections() -> QuerySet[Section]:
    """Return the sections in their order."""
    return Section.objects.order_by("position", "pk")


def section_or_404(slug: str) -> Section:
    """Return a section by what stands in its address."""
    found = Section.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def topic_or_404(public_id: UUID, now: datetime) -> Topic:
    """Return a topic of which something can be read in either language; of one that was merged the one that stayed.

    One query, whether it is held or no topic.
    """
    told = Article.objects.public(now).filter(topics=OuterRef("pk"))
    called = Q(public_id=public_id) | Q(merged__public_id=public_id)
    found = Topic.objects.filter(called, Exists(told), merged_into=None).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Front:
    """The top of the front page: the lead story, those beside it with pictures, and the next without."""

    lead: Article | None
    beside: Sequence[Article]
    below: Sequence[Article]
    #: The newest of all, whether they stand there or not.
    newest: Sequence[Article]

    @property
    def listed(self) -> list[Article]:
        """All of them."""
        return [*([self.lead] if self.lead else []), *self.beside, *self.below]


def front(language: str, now: datetime) -> Front:
    """Return the top of the front page: what editors pinned first, then the newest."""
    pinned = pinned_now(language, now)[: 1 + BESIDE_LEAD]
    wanted = 1 + BESIDE_LEAD + BELOW
    newest = list(public_articles(language, now)[:wanted])
    listed = list({each.pk: each for each in (*pinned, *newest)}.values())[:wanted]
    return Front(
        lead=listed[0] if listed else None,
        beside=listed[1 : 1 + BESIDE_LEAD],
        below=listed[1 + BESIDE_LEAD :],
        newest=newest,
    )


def pinned_now(language: str, now: datetime) -> list[Article]:
    """Return what editors pinned for now, newest first."""
    # Asked in one for the newest that are pinned, a database walks through the whole archive.
    pinned = Article.objects.filter(pinned_until__gt=now).values_list("pk", flat=True)
    found = public_among(list(pinned), language, now).values()
    return sorted(found, key=lambda each: (each.public_from, each.pk), reverse=True)


@dataclass(frozen=True, slots=True)
class Read:
    """An article as its page shows it, with what it is tied to as far as everybody may know of that."""

    article: Article
    #: It is not written in the language that was asked for.
    is_fallback: bool
    #: Whether it can be read in the other language.
    has_twin: bool
    corrections: Sequence[Correction]
    topics: Sequence[Topic]
    organisations: Sequence[Organisation]
    agreements: Sequence[PublicAgreement]
    forums: Sequence[Forum]
    #: Its numbers that are bound to the ledger, as far as everybody may know of the record.
    figures: Sequence[BoundFigure]

    @property
    def changed_figures(self) -> list[BoundFigure]:
        """Those whose record tells another amount by now."""
        return [each for each in self.figures if each.is_changed]


def article_or_404(key: UUID, language: str, now: datetime) -> Read:
    """Return the article of a key in a language, or its twin where there is none; before its hour a 404."""
    found = {
        each.language: each
        for each in Article.objects.public(now).filter(translation_key=key).select_related("section", "photo", "locale")
    }
    article = found.get(language) or found.get(other(language))
    if article is None:
        raise Http404
    return read(article, now, is_fallback=language not in found, has_twin=len(found) > 1)


def read(article: Article, now: datetime, *, is_fallback: bool = False, has_twin: bool = False) -> Read:
    """Return an article, published or being previewed, with what it is tied to as far as everybody may know of it.

    Of what is hidden no name appears, whatever an editor tied the article to.
    """
    organisations = _linked(article.linked_organisations, "organisation_id")
    agreements = _linked(article.linked_agreements, "agreement_id")
    forums = _linked(article.linked_forums, "forum_id")
    shown = Organisation.objects.filter(is_listed=True).only(*Organisation.LIST_FIELDS).in_bulk(organisations)
    held = Forum.objects.exclude(state=ForumState.DRAFT).in_bulk(forums)
    figures = list(article.figures.all())[:MOST_TIED]
    records = _public_records({*agreements, *(each.agreement_id for each in figures)}, now)
    return Read(
        article=article,
        is_fallback=is_fallback,
        has_twin=has_twin,
        corrections=list(article.corrections.all()),
        topics=list(article.topics.all()[:MOST_TIED]),
        organisations=[shown[each] for each in organisations if each in shown],
        agreements=[each for pk, each in records.items() if pk in agreements],
        forums=[held[each] for each in forums if each in held],
        figures=shown_figures(figures, records, article.text) if figures else [],
    )


def _public_records(pks: Collection[int], now: datetime) -> dict[int, PublicAgreement]:
    """Those that everybody may see, by key, the latest signed first."""
    found = public_agreements(now).filter(pk__in=pks).order_by("-current__signed_on", "-pk")
    return {each.pk: shown_to_all(each) for each in with_what_is_shown(found)} if pks else {}


def _linked(links: Any, key: str) -> list[int]:
    return [getattr(each, key) for each in links.all()][:MOST_TIED]


def articles_about(organisation: Organisation, language: str, now: datetime) -> ArticleQuerySet:
    """Return what can be read about an organisation."""
    return public_articles(language, now).filter(linked_organisations__organisation=organisation)


def lately_public(since: datetime, now: datetime) -> ArticleQuerySet:
    """Return what became public since a moment, in whatever language, newest first."""
    return as_listed(Article.objects.public(now).filter(public_from__gt=since).newest_first())


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the archive."""

    year: int
    month: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Its half-open interval by the clocks of a zone."""
        after = (self.first + timedelta(days=32)).replace(day=1)
        return datetime(self.year, self.month, 1, tzinfo=zone), datetime(after.year, after.month, 1, tzinfo=zone)


def of_month(language: str, month: Month, zone: ZoneInfo, now: datetime) -> ArticleQuerySet:
    """Return what became public in a month by the clocks of a zone."""
    begins, ends = month.bounds(zone)
    return public_articles(language, now).filter(public_from__gte=begins, public_from__lt=ends)


def months(language: str, zone: ZoneInfo, now: datetime) -> list[Month]:
    """Return the months from the newest article back to the oldest, empty ones too: two queries."""
    public = Article.objects.public(now).in_language(language)
    # Each from its end of the index: asked for both in one, a database walks through the whole archive.
    hours = [
        public.order_by(each).values_list("public_from", flat=True).first() for each in ("public_from", "-public_from")
    ]
    if None in hours:
        return []
    begins, ends = (each.astimezone(zone) for each in hours if each is not None)
    numbers = range(ends.year * 12 + ends.month - 1, begins.year * 12 + begins.month - 2, -1)
    return [Month(number // 12, number % 12 + 1) for number in numbers]
