"""The ticker as pages show it and as the event process tells it: the same lines, of what is public at the moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from bridgehead.foundation import clock, live
from bridgehead.foundation.bilingual import LANGUAGES
from bridgehead.newsroom.queries import boxes


@dataclass(frozen=True, slots=True)
class Ticker:
    """The lines as they stand in the page, a number that is another for other lines, and where newer ones are told."""

    html: str
    version: int
    events: str


def shown(language: str, lines: Sequence[boxes.Line]) -> Ticker:
    """Return the ticker with these lines in a language."""
    return _shown(language, tuple(lines), settings.HOME_ZONE)


@lru_cache(maxsize=8)
def _shown(language: str, lines: tuple[boxes.Line, ...], home: str) -> Ticker:
    with override(language):
        html = render_to_string("newsroom/_lines.html", {"ticker": lines, "home": home}) if lines else ""
    # Less than 18 digits, which the event process takes back from who returns.
    version = int.from_bytes(blake2b(html.encode(), digest_size=7).digest())
    return Ticker(html, version, f"/events/{_topic(language)}/")


def open_to_all() -> None:
    """Let everybody hear the ticker of each language."""
    for language in LANGUAGES:
        live.open_to_all(_topic(language), partial(_told, language))


def _told(language: str) -> tuple[int, dict[str, Any]]:
    """By the database's clock: before its hour a line is not there, and nothing differs for it."""
    with override(language):
        found = shown(language, boxes.ticker(language, clock.database_now()))
    return found.version, {"lines": found.html}


def _topic(language: str) -> str:
    return f"news-{language}"
