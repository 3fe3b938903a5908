"""What a reader finds in the newsroom: articles of their language that are public now, and what the other one has."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bridgehead.foundation.bilingual import other
from bridgehead.newsroom import search_index
from bridgehead.newsroom.adapters.words import (
    MAX_WORDS,
    Piece,
    asked_words,
    excerpt,
    marked,
    tokens_of,
    words_of,
)
from bridgehead.newsroom.models import Article
from bridgehead.newsroom.models.articles import ArticleQuerySet
from bridgehead.newsroom.models.blocks import words_in
from bridgehead.newsroom.queries.articles import as_listed
from bridgehead.newsroom.search_index import holding, resembling
from bridgehead.web.pages import MOST_LISTED, CountUpTo

#: Longer than any sentence that is searched for; what is pasted beyond it is not read.
MOST_LETTERS = 200
#: So many of the other language stand below those of the reader's.
ELSEWHERE = 5


def articles_to_index() -> ArticleQuerySet:
    """Return what the index holds: everything that was approved, with what its text is made of."""
    return Article.objects.approved().prefetch_related("corrections")


def indexed(article: Article) -> search_index.Indexed:
    """Return what an article is found by, and its text as excerpts show it."""
    corrections = [each.note for each in article.corrections.all()]
    body = words_in(article.body)
    return search_index.Indexed(
        title=tokens_of([article.kicker, article.headline], joins_words=True),
        lead=tokens_of([article.lead, article.byline]),
        body=tokens_of([body, *corrections]),
        said="\n".join(each for each in (article.lead, body, *corrections) if each),
    )


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that a search found, with its words marked in headline and excerpt."""

    article: Article
    headline: Sequence[Piece]
    excerpt: Sequence[Piece]
    #: Whether it can be read in the other language as well.
    has_twin: bool


_NONE = CountUpTo(0, is_more=False)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found in the language of the reader (ids, the best first), and in the other one."""

    words: str
    #: Whether there is anything to look for in it: a letter or a digit.
    asks: bool = False
    #: More was typed than is looked for.
    is_cut: bool = False
    #: Nothing holds the words as they were typed; these come closest.
    is_guess: bool = False
    ids: Sequence[int] = ()
    count: CountUpTo = _NONE
    elsewhere: Sequence[int] = ()
    elsewhere_count: CountUpTo = _NONE


def search_articles(typed: str, language: str, now: datetime) -> Found:
    """Search what is public at a moment; where no article holds the words as typed, those that come closest."""
    words = " ".join(typed[:MOST_LETTERS].split())
    asked = asked_words(words)
    if not asked:
        return Found(words)
    is_cut = len(typed.strip()) > MOST_LETTERS or len(set(words_of(words))) > MAX_WORDS
    found = holding(asked, now=now, most=MOST_LISTED + 1)
    is_guess = not any(found.values())
    if is_guess:
        found = resembling(asked, now=now, most=MOST_LISTED + 1)
    own, elsewhere = found[language], found[other(language)]
    return Found(
        words=words,
        asks=True,
        is_cut=is_cut,
        is_guess=is_guess and any(found.values()),
        ids=own[:MOST_LISTED],
        count=CountUpTo.of(len(own)),
        elsewhere=elsewhere[:ELSEWHERE],
        elsewhere_count=CountUpTo.of(len(elsewhere)),
    )


def shown(ids: Collection[int], words: str, now: datetime) -> list[Hit]:
    """Return articles as a page of hits shows them, in the order of their ids; three queries for any number."""
    read = as_listed(Article.objects.public(now).filter(pk__in=ids)).in_bulk()
    told = search_index.said_by(ids)
    keys = {each.translation_key for each in read.values()}
    public = Article.objects.public(now).filter(translation_key__in=keys)
    languages: dict[UUID, set[int]] = {}
    for key, locale in public.values_list("translation_key", "locale_id"):
        languages.setdefault(key, set()).add(locale)
    return [
        Hit(
            article=read[each],
            headline=marked(read[each].headline, words),
            excerpt=excerpt(told.get(each, read[each].lead), words),
            has_twin=len(languages[read[each].translation_key]) > 1,
        )
        for each in ids
        if each in read
    ]
