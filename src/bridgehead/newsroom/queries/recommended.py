"""What stands beside an article and what is suggested to a reader: only what is public now, with its reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bridgehead.foundation.bilingual import other
from bridgehead.newsroom.models import Article, RankedList, RankingState, RelatedList
from bridgehead.newsroom.queries.articles import as_listed, pinned_now, public_among, public_articles
from bridgehead.newsroom.queries.follows import Followed
from bridgehead.newsroom.rules import Box, Emphasis

#: The row that says where what was learnt from sessions lies.
STATE = "sessions"
#: So many lines of each box.
SHOWN = 5
#: Reasons beside those of the engine.
READ_NOW, NEW = "read_now", "new"
#: The engine's own, for what somebody follows.
FOLLOWED = "followed"


class Advised(Protocol):
    """An article that is suggested, with the reason's code and the article that it starts from."""

    @property
    def article(self) -> int: ...
    @property
    def why(self) -> str: ...
    @property
    def start(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of a box: an article, the code of its reason, and the headline or name that the reason starts from."""

    article: Article
    why: str
    start: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """What stands beside an article, and whether readings had a part in it."""

    entries: Sequence[Article]
    is_by_readings: bool


def related_articles(article: Article, language: str, now: datetime) -> Related:
    """Return what belongs beside an article: what can be read in the language first, then what has its twin alone."""
    kept = RelatedList.objects.filter(article=article).first()
    entries = kept.entries if kept else []
    found = _by_key([UUID(each["key"]) for each in entries], now)
    by_key = [found[key] for each in entries if (key := UUID(each["key"])) in found]
    own = [each[language] for each in by_key if language in each]
    others = [each[other(language)] for each in by_key if language not in each]
    shown = [each for each in (*own, *others) if each.emphasis != Emphasis.EXCLUDE]
    return Related(shown[:SHOWN], any(each["why"] == "read_next" for each in entries))


def sessions_place() -> str:
    """Return where what was learnt from sessions lies; empty before there is any."""
    return RankingState.objects.filter(name=STATE).values_list("place", flat=True).first() or ""


def read_articles(keys: Sequence[UUID], language: str, now: datetime) -> list[int]:
    """Return the articles of these keys that are public, both twins of each, that in the language last."""
    found = _by_key(keys, now)
    return [
        found[key][each].pk
        for key in keys
        if key in found
        for each in (other(language), language)
        if each in found[key]
    ]


def pinned_articles(language: str, now: datetime) -> list[int]:
    """Return what editors pinned for now."""
    return [each.pk for each in pinned_now(language, now)[:SHOWN]]


def suggestions(
    advice: Sequence[Advised], read: Sequence[UUID], language: str, now: datetime, *, without: Sequence[int] = ()
) -> list[Suggestion]:
    """Return what is suggested, as far as it can be read in the language, filled up with what is popular and new."""
    pks = {each.article for each in advice} | {each.start for each in advice if each.start}
    keys = dict(Article.objects.public(now).filter(pk__in=pks).values_list("pk", "translation_key")) if pks else {}
    told: dict[UUID, Advised] = {}
    for each in advice:
        if each.article in keys:
            told.setdefault(keys[each.article], each)
    found = _by_key([*told, *read], now)
    lines = []
    for key, each in told.items():
        article = found.get(key, {}).get(language)
        start = found.get(keys[each.start], {}) if each.start in keys else {}
        about = start.get(language) or start.get(other(language))
        if article is not None and key not in read and article.emphasis != Emphasis.EXCLUDE:
            lines.append(Suggestion(article, each.why, about.headline if about else ""))
    return _filled(lines, [*read], language, now, without)


def saying_what_is_followed(lines: Sequence[Suggestion], followed: Followed) -> list[Suggestion]:
    """Return the same lines, of what somebody follows with its name."""
    own = [each.article for each in lines if each.why == FOLLOWED]
    names = followed.names(own) if own else {}
    return [replace(each, start=names.get(each.article.pk, "")) if each.why == FOLLOWED else each for each in lines]


def popular_now(language: str, now: datetime, *, reading: UUID | None = None) -> list[Suggestion]:
    """Return what is popular just now, filled up with what is new, without the article that is open: no session."""
    return _filled([], [reading] if reading else [], language, now, ())


def popular_among(popular: Iterable[Article], newest: Iterable[Article]) -> list[Suggestion]:
    """Return the same from what a page has read already: no query."""
    return _filled_up({}, popular, newest)


def _filled(
    lines: Iterable[Suggestion], read: Sequence[UUID], language: str, now: datetime, without: Sequence[int]
) -> list[Suggestion]:
    """The lines that an article page or the front page shows, each article once."""
    shown = {each.article.translation_key: each for each in lines if each.article.pk not in without}
    if len(shown) >= SHOWN:
        return list(shown.values())[:SHOWN]
    today = RankedList.objects.filter(box=Box.TODAY, language=language).first()
    # Those that may be left out are few: twice as many as are shown are enough, and a list has more.
    most = 2 * SHOWN + len(read) + len(without)
    popular = public_among([each["article"] for each in today.entries[:most]], language, now) if today else {}
    newest = public_articles(language, now).exclude(emphasis=Emphasis.EXCLUDE)[: SHOWN + len(read) + len(without)]
    return _filled_up(shown, popular.values(), newest, read=read, without=without)


def _filled_up(
    shown: dict[UUID, Suggestion],
    popular: Iterable[Article],
    newest: Iterable[Article],
    *,
    read: Collection[UUID] = (),
    without: Collection[int] = (),
) -> list[Suggestion]:
    for why, articles in ((READ_NOW, popular), (NEW, newest)):
        # what is new is looked for only where what is popular does not fill the box
        for each in articles if len(shown) < SHOWN else ():
            if each.emphasis != Emphasis.EXCLUDE and each.translation_key not in read and each.pk not in without:
                shown.setdefault(each.translation_key, Suggestion(each, why))
    return list(shown.values())[:SHOWN]


def _by_key(keys: Sequence[UUID], now: datetime) -> dict[UUID, dict[str, Article]]:
    """The public articles of these keys, by language."""
    found: dict[UUID, dict[str, Article]] = {}
    if keys:
        wanted = Article.objects.public(now).filter(translation_key__in=set(keys))
        for each in as_listed(wanted):
            found.setdefault(each.translation_key, {})[each.language] = each
    return found
