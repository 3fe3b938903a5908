"""Keeping the search index in step with what is approved, taken back and deleted."""

from __future__ import annotations

from django.db import transaction

from bridgehead.newsroom import search_index
from bridgehead.newsroom.queries.search import articles_to_index, indexed


def index_article(article_id: int) -> None:
    """Put an article into the search index as it was last approved, within the transaction of the deed."""
    article = articles_to_index().filter(pk=article_id).first()
    if article is not None:
        search_index.keep(article_id, indexed(article))


def forget_article(article_id: int) -> None:
    """Take an article out of the search index."""
    search_index.forget(article_id)


@transaction.atomic
def rebuild_search_index() -> int:
    """Make the search index of the newsroom anew; return how many articles it holds.

    What stands under embargo is in it, for it is found from its hour on; what was never approved is not.
    """
    search_index.clear()
    count = 0
    for article in articles_to_index().order_by("pk").iterator(chunk_size=500):
        search_index.keep(article.pk, indexed(article))
        count += 1
    search_index.tidy()
    return count
