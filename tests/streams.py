"""A client of the event process, driven as an ASGI server drives it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import Any

from bridgehead.config.events import LiveEvents
from bridgehead.foundation import live

SOON = 5.0


class Visitor:
    """A client of the event process: what it was sent so far, and the moment it goes."""

    def __init__(self, app: LiveEvents, path: str, *, method: str = "GET", last_seen: str | None = None) -> None:
        headers = [] if last_seen is None else [(b"last-event-id", last_seen.encode())]
        self._scope: dict[str, Any] = {"type": "http", "method": method, "path": path, "headers": headers}
        self._app = app
        self._inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._gone = asyncio.Event()
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.body = b""
        self.came = asyncio.Event()

    async def visit(self) -> None:
        await self._app(self._scope, self._receive, self._send)

    def go(self) -> None:
        self._gone.set()

    async def until(self, wanted: bytes) -> None:
        async with asyncio.timeout(SOON):
            while wanted not in self.body:
                self.came.clear()
                await self.came.wait()

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        else:
            self.body += message["body"]
        self.came.set()


@asynccontextmanager
async def watching(app: LiveEvents, topic: str, **how: Any) -> Any:
    """Watch a topic by its ticket, or one that is open to all by its name."""
    visitor = Visitor(app, f"/events/{topic if live.topic_of(topic) else live.ticket(topic)}/", **how)
    visit = asyncio.create_task(visitor.visit())
    try:
        yield visitor
    finally:
        visitor.go()
        async with asyncio.timeout(SOON):
            await visit
