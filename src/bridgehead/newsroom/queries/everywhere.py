"""What the newsroom gives to the search over everything: the articles that its own search finds, in either language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor
from bridgehead.directory.adapters import Closeness, Matcher
from bridgehead.directory.searching import MOST_FOUND, SEARCHED, Hits, Question
from bridgehead.foundation.bilingual import other, reading_language
from bridgehead.newsroom import search_index
from bridgehead.newsroom.models import Article
from bridgehead.newsroom.queries.search import Hit, shown


def register_finders() -> None:
    """Let articles be found by everybody, from their hour on."""
    SEARCHED.finds("news", _("Articles"), "newsroom/_found_news.html", order=55)(news)


def news(actor: Actor, question: Question) -> Hits:
    """Return the public articles that hold every word, the reader's language first; else what comes closest."""
    most, words = MOST_FOUND + 1, question.asking.words
    found = search_index.holding(words, now=question.now, most=most)
    if not any(found.values()):
        found = search_index.resembling(words, now=question.now, most=most)
    language = reading_language()
    keys = [*found[language], *found[other(language)]]

    def read(keys: Sequence[int]) -> list[Hit]:
        return shown(keys, question.typed, question.now)

    return Hits(keys, read, _closeness(keys[:1], question))


def _closeness(best: Sequence[int], question: Question) -> Closeness:
    """Return how near the headline of the best comes."""
    headlines = Article.objects.public(question.now).filter(pk__in=best).values_list("headline", flat=True)
    match = Matcher(question.asking).match([list(headlines)])
    return match.closeness if match else Closeness.SAID
