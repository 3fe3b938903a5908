"""The search of the newsroom."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import reading_language
from bridgehead.newsroom.queries import articles
from bridgehead.newsroom.queries.search import MOST_LETTERS, search_articles, shown
from bridgehead.web.htmx import render_page
from bridgehead.web.pages import page_of

PER_PAGE = 20


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Articles that hold what was asked for, those of the reader's language first, below them the other one's."""
    now, language = clock.database_now(), reading_language()
    found = search_articles(request.GET.get("q", ""), language, now)
    page = page_of(request, found.ids, PER_PAGE)
    is_first = page.number == 1
    read = shown([*page, *(found.elsewhere if is_first else ())], found.words, now)
    context = {
        "found": found,
        "page": page,
        "hits": [each for each in read if each.article.language == language],
        "elsewhere": [each for each in read if each.article.language != language],
        "sections": articles.sections(),
        "most_letters": MOST_LETTERS,
        "home": settings.HOME_ZONE,
    }
    return render_page(request, "newsroom/search.html", context)
