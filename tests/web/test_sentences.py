"""Every sentence of ``web`` has its Korean."""

from __future__ import annotations

from babel.messages.pofile import read_po

from tests.conftest import ROOT

LOCALE = ROOT / "src" / "bridgehead" / "web" / "locale"


def test_every_korean_sentence_is_there_and_sure() -> None:
    with (LOCALE / "ko" / "LC_MESSAGES" / "django.po").open("rb") as text:
        catalog = read_po(text, locale="ko")
    messages = [message for message in catalog if message.id]
    empty = [m.id for m in messages if not (m.string if isinstance(m.string, str) else all(m.string))]
    assert len(messages) > 40
    assert (empty, [m.id for m in messages if m.fuzzy], list(catalog.obsolete)) == ([], [], [])
