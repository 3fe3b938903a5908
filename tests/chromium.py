"""Debian's Chromium for every test that needs a browser: one driver and one browser for each process of tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Chromium; its driver keeps an event loop in this thread, with which Django's connections come and go."""
    from playwright.sync_api import sync_playwright  # costs others nothing

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as driver:
        # Django would take what is asked of the database meanwhile for work of that loop.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        started = driver.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium; a thread carries one driver at a time, so all tests of a process share it."""
    with chromium() as started:
        yield started
