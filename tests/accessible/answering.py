"""Answers to whatever a window asks of anybody: the page that is looked at, the site's own files, and nothing else."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders

#: In the place of a page that is embedded in the one that is looked at.
EMBEDDED = b"<!doctype html><title>Looked at by itself</title>"
HTML = "text/html; charset=utf-8"


class Answers(ThreadingHTTPServer):
    """A proxy for one window that asks nobody else."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.path, self.shown, self.is_seen = "", b"", False

    def show(self, path: str, page: bytes) -> None:
        """Let the window find this page at an address from now on."""
        self.path, self.shown, self.is_seen = path, page, False


class _Answer(BaseHTTPRequestHandler):
    """One connection of the window."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:  # named by the library
        asked = urlsplit(self.path)
        server: Any = self.server
        if self.headers.get("Accept", "").startswith("text/html"):
            # What a page embeds is a page itself, and is looked at by itself.
            is_shown = asked.path == urlsplit(server.path).path
            server.is_seen |= is_shown
            self._send(HTML, server.shown if is_shown else EMBEDDED, "no-store")
        elif asked.path.startswith("/static/") and (found := _file(asked.path.removeprefix("/static/"))):
            self._send(*found, "max-age=3600")
        else:
            self._nothing()

    def _nothing(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(HTTPStatus.NO_CONTENT)
        self.end_headers()

    do_POST = _nothing  # noqa: N815  # named by the library

    def _send(self, kind: str, content: bytes, kept: str) -> None:
        self.send_response(HTTPStatus.OK)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(content))), ("Cache-Control", kept)):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_words: object) -> None:
        """Say nothing of each request."""


@cache
def _file(name: str) -> tuple[str, bytes] | None:
    found = finders.find(name)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return (kind, Path(found).read_bytes()) if found else None


@contextmanager
def answering() -> Iterator[Answers]:
    """Answer one window, in a thread of its own."""
    with Answers() as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
