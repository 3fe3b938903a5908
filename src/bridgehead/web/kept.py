"""Public pages kept ready-made in this process, for readers of whom nothing is known.

A page is served again only while nothing has changed since before it was made (``foundation.changes``), no hour has
come that changes what it shows, and for a minute at most. Who brings a cookie that tells of them is served afresh.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import wraps
from hashlib import blake2b
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags

from bridgehead.foundation import changes, clock

Handler = Callable[[HttpRequest], HttpResponse]
Key = tuple[str, bool, str, str]

#: How long other caches may keep a page: with the moment that its making takes, a correction shows within 5 s.
#: Always the same: less before a coming hour would tell that an hour comes.
OTHERS_KEEP_SECONDS = 3
#: However quiet it is, and whatever was changed past every deed.
LONGEST = timedelta(seconds=60)
MOST_BYTES = 48_000_000
#: Whoever asks for anything else is served, and it is not kept: nobody fills the memory with addresses of their own.
_QUERY = re.compile(r"(page=[1-9][0-9]{0,3})?")


@dataclass(frozen=True, slots=True)
class Page:
    """An answer as it was made, from when until when it may be served, and after which change."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    stamp: int
    made: datetime
    until: datetime

    def is_good(self, stamp: int) -> bool:
        """Whether it may be served now; not before it was made, as far as a clock that was set back goes."""
        return self.stamp == stamp and self.made <= clock.now() < self.until


@dataclass(slots=True)
class _Slot:
    """One address: its page, and the lock of whoever makes it anew, for whom the others wait."""

    page: Page
    making: Lock = field(default_factory=Lock)


class KeptPages:
    """The pages of one process; the least lately asked for are given up beyond ``most_bytes``."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._slots: OrderedDict[Key, _Slot] = OrderedDict()
        self._lock = Lock()
        self._most_bytes = most_bytes
        self._bytes = 0

    def slot(self, key: Key) -> _Slot | None:
        """Return what is kept of an address, good or not."""
        with self._lock:
            found = self._slots.get(key)
            if found is not None:
                self._slots.move_to_end(key)
            return found

    def keep(self, key: Key, page: Page) -> None:
        """Keep a page in the place of the one before."""
        with self._lock:
            slot = self._slots.get(key)
            self._bytes += len(page.body) - (len(slot.page.body) if slot else 0)
            if slot is None:
                self._slots[key] = _Slot(page)
            else:
                slot.page = page
            while self._bytes > self._most_bytes:
                _key, gone = self._slots.popitem(last=False)
                self._bytes -= len(gone.page.body)

    def give_up(self, key: Key) -> None:
        """Keep nothing of an address any more."""
        with self._lock:
            slot = self._slots.pop(key, None)
            self._bytes -= len(slot.page.body) if slot else 0

    def clear(self) -> None:
        """Give everything up."""
        with self._lock:
            self._slots.clear()
            self._bytes = 0


PAGES = KeptPages()


class KeptPagesMiddleware:
    """Serves kept pages and keeps those that their view has marked; stands outside of all that asks the database."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = _key(request)
        if key is None:
            return self.get_response(request)
        slot = PAGES.slot(key)
        if slot is None:
            return self._made(request, key)
        if slot.page.is_good(changes.stamp()):
            return _served(request, slot.page)
        with slot.making:
            # Somebody else may have made it meanwhile.
            if slot.page.is_good(changes.stamp()):
                return _served(request, slot.page)
            return self._made(request, key)

    def _made(self, request: HttpRequest, key: Key) -> HttpResponse:
        stamp, made = changes.stamp(), clock.now()
        request.may_be_kept = True  # type: ignore[attr-defined]  # asked by the mark alone
        response = self.get_response(request)
        until = getattr(response, "kept_until", None)
        if until is None or response.status_code != 200 or response.streaming or response.cookies:
            PAGES.give_up(key)
            return response
        response["ETag"] = f'"{blake2b(response.content, digest_size=16).hexdigest()}"'
        page = Page(tuple(response.items()), response.content, stamp, made, until)
        PAGES.keep(key, page)
        return _served(request, page)


def kept(next_change: Callable[[datetime], datetime | None]) -> Callable[[Any], Any]:
    """Mark a view as public, its answer to be kept; ``next_change`` tells the next hour that changes what it shows."""

    def marked(view: Any) -> Any:
        @wraps(view)
        def shown(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            if _tells_of_the_reader(request) or request.headers.get("HX-Request"):
                whole: HttpResponse = view(request, *arguments, **named)
                return whole
            asked = getattr(request, "may_be_kept", False)
            # Before the page is made: an hour that comes meanwhile is over for what is kept.
            until = _until(next_change) if asked else None
            response: HttpResponse = view(request, *arguments, **named)
            if response.status_code == 200:
                patch_cache_control(response, public=True, max_age=OTHERS_KEEP_SECONDS)
                patch_vary_headers(response, ["Cookie", "HX-Request"])
                response.kept_until = until  # type: ignore[attr-defined]  # read by the middleware alone
            return response

        return shown

    return marked


def _until(next_change: Callable[[datetime], datetime | None]) -> datetime:
    """By this process's clock, which later requests are decided by; the hour itself is the database's."""
    here, there = clock.now(), clock.database_now()
    changes_at = next_change(there)
    return min(here + LONGEST, here + (changes_at - there)) if changes_at else here + LONGEST


def _key(request: HttpRequest) -> Key | None:
    if not settings.KEEP_PAGES or request.method != "GET" or request.headers.get("HX-Request"):
        return None
    query = request.META.get("QUERY_STRING", "")
    if _tells_of_the_reader(request) or not _QUERY.fullmatch(query):
        return None
    return request.get_host(), request.is_secure(), request.path, query


def _tells_of_the_reader(request: HttpRequest) -> bool:
    """Whether a page may differ for this reader: who is signed in, has a message waiting, or holds a form's token."""
    telling = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages")
    return "HTTP_COOKIE" in request.META and any(each in request.COOKIES for each in telling)


def _served(request: HttpRequest, page: Page) -> HttpResponse:
    headers = dict(page.headers)
    if _has_it(request.headers.get("If-None-Match", ""), headers["ETag"]):
        told = {name: headers[name] for name in ("Cache-Control", "ETag", "Vary") if name in headers}
        return HttpResponseNotModified(headers=told)
    return HttpResponse(page.body, headers=headers)


def _has_it(asked: str, tag: str) -> bool:
    """Whether the reader has the page: one of several tags, or one that a proxy which compresses has made weak."""
    return any(each in ("*", tag) for each in (one.removeprefix("W/") for one in parse_etags(asked)))
