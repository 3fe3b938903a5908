"""Recommended for you: from what a browser says that it has read in this visit, and from what its reader follows."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import reading_language
from bridgehead.newsroom.adapters import recommending
from bridgehead.newsroom.queries import follows, recommended

#: Of so many articles of a visit, the latest, is asked; a longer list is cut, and a longer request is not looked at.
MOST_READ, MOST_BYTES = 20, 4_096


# It changes nothing and nobody is signed in for it: a token would need a cookie, which readers are spared. It is a POST
# so that what somebody reads stands in no address and in no log.
@csrf_exempt
@require_POST
def for_you(request: HttpRequest) -> HttpResponse:
    """The lines of the box; what is no key of a public article changes nothing."""
    now, language = clock.database_now(), reading_language()
    read, on_front = _read(request), "front" in request.GET
    followed = follows.followed_by(actor_of(request), now) if "followed" in request.GET else follows.Followed()
    pinned = recommended.pinned_articles(language, now)
    advice = recommending.suggested(
        recommended.sessions_place(),
        recommended.read_articles(read, language, now),
        now,
        pinned=() if on_front else pinned,
        followed=followed.articles,
        on_front=on_front,
    )
    lines = recommended.suggestions(advice, read, language, now, without=pinned if on_front else ())
    context = {
        "suggestions": recommended.saying_what_is_followed(lines, followed),
        "is_personal": bool(advice),
        "followed": followed.articles,
    }
    return render(request, "newsroom/_suggestions.html", context)


def _read(request: HttpRequest) -> list[UUID]:
    """The keys that were sent, the last one last, each once."""
    if len(request.body) > MOST_BYTES:
        return []
    keys = []
    for each in request.POST.getlist("read")[-MOST_READ:]:
        try:
            keys.append(UUID(each))
        except ValueError:
            continue
    return list(reversed(dict.fromkeys(reversed(keys))))
