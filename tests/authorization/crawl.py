"""A walk of one role through the whole site: every route is asked for, and every link of a page is followed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.utils.translation import override

from bridgehead.foundation import clock
from bridgehead.web.printing import PDF_TYPE
from tests.authorization.routes import address, every_route, word
from tests.authorization.scene import Scene
from tests.paper import pages_of

LINK = re.compile(r"""(?:href|src|action|hx-get)=["']([^"'#]+)""")
#: Searches for what all secrets begin with: what they must not find is not named by the question.
SEARCHES = ["/en/news/search/?q=canary", "/en/search/?q=canary"]
#: Days and weeks of a house lead on for a year; what the scene holds lies within so many days of its own.
DAY, NEARBY = re.compile(r"[?&](?:day|week)=(\d{4}-\d{2}-\d{2})"), timedelta(days=14)
#: Far more than there are: a page that leads to ever new addresses would go past it.
MOST_PAGES = 3_000


@dataclass
class Walk:
    """What one role was told: by address the text of each answer, and in a word what it was."""

    texts: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)


def routes_walked(scene: Scene) -> dict[str, str]:
    """Return the address of every route that a walk asks for, by its name."""
    with override("en"):
        known = {name: address(name, parameters, scene) for name, parameters in every_route().items()}
    return {name: to for name, to in known.items() if not is_no_page(to) and str(scene.ids["feed"]) not in to}


def crawl(client: Client, scene: Scene) -> Walk:
    """Follow every link from the start page, from a search and from every route."""
    start = ["/en/", *SEARCHES, *routes_walked(scene).values()]
    waiting, seen, walk, today = list(start), set(start), Walk(), clock.now().date()
    while waiting:
        assert len(seen) < MOST_PAGES, "the crawl does not end"
        to = waiting.pop()
        response = client.get(to)
        walk.texts[to], walk.words[to] = text_of(response), word(response)
        found = [response["Location"]] if response.has_header("Location") else LINK.findall(walk.texts[to])
        for link in (urljoin(to, each) for each in found):
            parts = urlsplit(link)
            is_ours = not parts.netloc and parts.path.startswith("/") and not is_no_page(parts.path)
            if is_ours and link not in seen and not _is_far(link, today):
                seen.add(link)
                waiting.append(link)
    return walk


def _is_far(link: str, today: date) -> bool:
    day = DAY.search(link)
    return day is not None and abs(date.fromisoformat(day.group(1)) - today) > NEARBY


def text_of(response: HttpResponse | StreamingHttpResponse) -> str:
    """Return what an answer says, that of a printed page too."""
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[union-attr,arg-type]  # either kind
    if response.get("Content-Type") == PDF_TYPE:
        return "\n".join(pages_of(content))
    # A calendar folds long lines.
    return unescape(content.decode("utf-8", "replace").replace("\r\n ", ""))


def is_no_page(path: str) -> bool:
    """One language is enough to find a page; the sign-in pages belong to a library and know no secret of ours.

    Where articles are written is another library's: nobody else comes in (test_newsroom_desk.py).
    """
    return path.startswith(("/static/", "/ko/")) or "/account/" in path or "/desk/newsroom/write/" in path
