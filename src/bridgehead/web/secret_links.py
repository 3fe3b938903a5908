"""Pages whose address is the key to them: a link that goes by mail, to be opened by whoever holds it."""

from __future__ import annotations

from typing import TypeVar

from django.http.response import HttpResponseBase

Answer = TypeVar("Answer", bound=HttpResponseBase)


def kept_from_others(response: Answer, *, is_sent_by_session: bool = False) -> Answer:
    """Have an answer's address go to nobody, and the answer be kept nowhere and found by no search engine.

    Of a page that sends no referrer a browser says no origin either, and Django then refuses its form. Where the form
    counts on who is signed in, and not on the link alone, the address goes to this site itself.
    """
    response["Referrer-Policy"] = "same-origin" if is_sent_by_session else "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "private, no-store"
    return response
