"""The event process: ``GET /events/<ticket>/`` as server-sent events, raw ASGI, one poller for all who watch.

A watcher costs one waiting task and one small object, so thousands may look on (``bench/events.py`` measures it).
Nothing is read from the database while nobody watches.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.db import close_old_connections, connections

from bridgehead.foundation import live

log = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PREFIX = "/events/"
POLL_SECONDS = 0.4
KEEP_ALIVE_SECONDS = 15.0
MAX_WATCHERS = 5_000

_STREAM = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    # Proxies that gather output would hold every event back.
    (b"x-accel-buffering", b"no"),
]


@dataclass(slots=True, eq=False)
class Watcher:
    """One open stream: its topic, the newest version it was told, and what waits to be sent."""

    topic: str
    send: Send
    seen: int | None
    heard_at: float
    waiting: bytes | None = None
    is_sending: bool = False

    async def push(self) -> None:
        """Send what waits. Only the newest is kept, so a slow reader holds up nobody and gathers nothing."""
        if self.is_sending:
            return
        self.is_sending = True
        try:
            while self.waiting is not None:
                body, self.waiting = self.waiting, None
                await self.send({"type": "http.response.body", "body": body, "more_body": True})
        except OSError:
            self.waiting = None
        finally:
            self.is_sending = False


class LiveEvents:
    """The ASGI application: verifies tickets, keeps the watchers and polls for them while there are any."""

    def __init__(
        self,
        *,
        poll_seconds: float = POLL_SECONDS,
        keep_alive_seconds: float = KEEP_ALIVE_SECONDS,
        max_watchers: int = MAX_WATCHERS,
    ) -> None:
        self._poll_seconds = poll_seconds
        self._keep_alive_seconds = keep_alive_seconds
        self._max_watchers = max_watchers
        self._watchers: set[Watcher] = set()
        self._polling: asyncio.Task[None] | None = None
        self._pushes: set[asyncio.Task[None]] = set()

    @property
    def watcher_count(self) -> int:
        """How many streams are open."""
        return len(self._watchers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request: a stream for a good ticket, a short refusal for anything else."""
        if scope["method"] != "GET":
            return await _refuse(send, 405, "Only GET is answered here.", (b"allow", b"GET"))
        topic = live.topic_of(ticket_in(scope["path"]))
        if topic is None:
            return await _refuse(send, 404, "There is nothing to watch at this address.")
        if len(self._watchers) >= self._max_watchers:
            return await _refuse(send, 503, "Too many are watching just now.", (b"retry-after", b"30"))
        await send({"type": "http.response.start", "status": 200, "headers": _STREAM})
        await send({"type": "http.response.body", "body": b"retry: 3000\n\n", "more_body": True})
        await self._watch(Watcher(topic, send, _last_event_id(scope), _time()), receive)
        return None

    async def _watch(self, watcher: Watcher, receive: Receive) -> None:
        self._watchers.add(watcher)
        if self._polling is None or self._polling.done():
            self._polling = asyncio.create_task(self._poll())
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self._watchers.discard(watcher)

    async def _poll(self) -> None:
        """Read what is new for all watchers together, until nobody watches."""
        loop = asyncio.get_running_loop()
        # One thread of its own, so that there is one database connection however long it goes on.
        with ThreadPoolExecutor(1, thread_name_prefix="live") as reader:
            try:
                while self._watchers:
                    self._tell(await loop.run_in_executor(reader, _newest, {each.topic for each in self._watchers}))
                    await asyncio.sleep(self._poll_seconds)
            finally:
                # Also where the process ends amid it: the thread alone can let go of its connection.
                reader.submit(connections.close_all)

    def _tell(self, found: dict[str, tuple[int, dict[str, Any]]]) -> None:
        now = _time()
        for watcher in self._watchers:
            version, message = found.get(watcher.topic, (watcher.seen, {}))
            if version != watcher.seen:
                watcher.seen = version
                watcher.waiting = event(version or 0, message)
            elif now - watcher.heard_at >= self._keep_alive_seconds:
                watcher.waiting = watcher.waiting or b": still here\n\n"
            else:
                continue
            watcher.heard_at = now
            pushing = asyncio.create_task(watcher.push())
            self._pushes.add(pushing)
            pushing.add_done_callback(self._pushes.discard)


def event(version: int, message: dict[str, Any]) -> bytes:
    """Return one server-sent event: the topic's version as its id and the message as JSON."""
    return f"id: {version}\ndata: {json.dumps(message, ensure_ascii=False)}\n\n".encode()


def ticket_in(path: str) -> str:
    """Return the ticket in ``/events/<ticket>/``, or an empty text, which opens nothing."""
    return path.removeprefix(PREFIX).removesuffix("/") if path.startswith(PREFIX) else ""


def _newest(topics: set[str]) -> dict[str, tuple[int, dict[str, Any]]]:
    try:
        close_old_connections()
        return live.newest(topics)
    except Exception:
        # The streams outlive a database that is away for a while.
        log.exception("live topics could not be read")
        return {}


def _time() -> float:
    return asyncio.get_running_loop().time()


def _last_event_id(scope: Scope) -> int | None:
    """Return the version that a reader who comes back has seen."""
    for name, value in scope["headers"]:
        if name == b"last-event-id" and value.isdigit() and len(value) < 19:
            return int(value)
    return None


async def _refuse(send: Send, status: int, sentence: str, *headers: tuple[bytes, bytes]) -> None:
    told = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), *headers]
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": f"{sentence}\n".encode()})
