"""Pages whose address is the key to them: a link that goes by mail, to be opened by whoever holds it."""

from __future__ import annotations

from typing import TypeVar

from django.http.response import HttpResponseBase

Answer = TypeVar("Answer", bound=HttpResponseBase)


def kept_from_others(response: Answer) -> Answer:
    """Have an answer's address go to nobody, and the answer be kept nowhere and found by no search engine."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "private, no-store"
    return response
