"""Everything that somebody can fetch, as it comes: pages, searches, narrowed lists, feeds, calendars, PDFs, mails."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

from django.core import mail
from django.core.cache import cache
from django.test import Client

from bridgehead.foundation import notices
from tests.authorization.crawl import crawl
from tests.authorization.routes import client_of, without_tokens
from tests.authorization.scene import Scene
from tests.conftest import NOW

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
CHOICE = re.compile(r'<select[^>]*\bname="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
OPTION = re.compile(r'<option value="([^"]+)"')
#: What of the answer's head tells of its content.
HEADS = ("Content-Type", "Content-Disposition", "ETag", "Last-Modified", "Location", "HX-Redirect", "HX-Trigger")
SEARCHES = ("/en/search/", "/ko/search/", "/en/companies/", "/en/news/search/")
#: A list offers far fewer choices than would be worth asking for one by one.
MOST_CHOICES = 3


@dataclass(frozen=True)
class Told:
    """One answer: its state, what its head says, and its body; ids of records are numbered as they come."""

    status: int
    head: tuple[str, ...]
    body: str


class _Recording(Client):
    """A browser that keeps what it was told."""

    def __init__(self, own: Client) -> None:
        super().__init__(headers={"accept-language": "en"})
        self.cookies = own.cookies
        self.told: dict[str, Told] = {}

    def get(self, to: str, *arguments: Any, **options: Any) -> Any:
        """Fetch, and keep."""
        answer = super().get(to, *arguments, **options)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.streaming:
            answer.streaming_content = [content]
        self.told[to] = _told(answer, content)
        return answer


def explored(scene: Scene, role: str, words: Iterable[str]) -> dict[str, Told]:
    """Fetch all that somebody comes to: by links, by each choice that narrows a list, and by searching for words."""
    cache.clear()
    client = _Recording(client_of(scene, role))
    walk = crawl(client, scene)
    more = [f"{to}?{query}" for to, text in walk.texts.items() if "?" not in to for query in _choices(text)]
    for word in words:
        more += [f"{search}?q={quote(word)}" for search in SEARCHES]
    for to in more:
        client.get(to)
    return {to: told for to, told in client.told.items() if "/account/" not in to}


def _choices(page: str) -> list[str]:
    """Return the queries by which the lists of a page are narrowed, one choice at a time."""
    return [
        urlencode({name: unescape(value)})
        for head, body in FORM.findall(page)
        if "post" not in head
        for name, options in CHOICE.findall(body)
        for value in OPTION.findall(options)[:MOST_CHOICES]
    ]


def observed(scene: Scene, role: str, addresses: Iterable[str]) -> dict[str, Told]:
    """Fetch addresses as somebody of a role, with nothing remembered of what was told before."""
    cache.clear()
    client = _Recording(client_of(scene, role))
    for to in addresses:
        client.get(to)
    return client.told


def mailed(scene: Scene, roles: Iterable[str]) -> dict[str, list[str]]:
    """Deliver what is staged, and return what each of some people has got since the last time."""
    while notices.deliver_next(NOW):
        pass
    sent, mail.outbox = list(mail.outbox), []
    people = {role: scene.people[role].email for role in roles if role in scene.people}
    return {
        role: sorted(
            _numbered(f"{each.subject}\n{each.body}\n{each.alternatives}") for each in sent if address in each.to
        )
        for role, address in people.items()
    }


def _told(answer: Any, content: bytes) -> Told:
    head = tuple(f"{name}: {_numbered(answer[name])}" for name in HEADS if answer.has_header(name))
    try:
        body = _numbered(without_tokens(content.decode()))
    except UnicodeDecodeError:
        body = sha256(content).hexdigest()
    return Told(answer.status_code, head, body)


def _numbered(text: str) -> str:
    """Put numbers in the place of ids, in the order in which they come: a new record's id is chance."""
    known: dict[str, str] = {}
    return ID.sub(lambda found: known.setdefault(found.group(), f"<{len(known)}>"), text)
