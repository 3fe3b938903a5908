"""Translations: the ``.po`` files are the source, the ``.mo`` files beside them are made when they are older."""

from __future__ import annotations

from os import getpid
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[1]
#: Our own sentences, and the Korean for the sentences of the newsroom's desk, which are Wagtail's.
SOURCES = ("*/locale/*/LC_MESSAGES/*.po", "newsroom/admin/wagtail_words/*/LC_MESSAGES/*.po")


def compile_messages() -> list[Path]:
    """Make every ``.mo`` that is missing or older than its ``.po``; return those made."""
    made = []
    for source in sorted(path for pattern in SOURCES for path in PACKAGE.glob(pattern)):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            with source.open("rb") as text:
                catalog = read_po(text, locale=source.parts[-3])
            # Written beside and moved into place: two processes that start together never read half a file.
            fresh = compiled.with_suffix(f".mo.{getpid()}")
            with fresh.open("wb") as target:
                write_mo(target, catalog)
            fresh.replace(compiled)
            made.append(compiled)
    return made
