"""Which letters our type can print, and what becomes of the others.

The type covers Hangul (all 11,172 syllables), Latin with its diacritics, Greek, Cyrillic, kana, and the Han signs of
KS X 1001, JIS X 0208, GB 2312 and the common half of Big5. A letter without a glyph would be printed as an empty box;
whoever prints learns of it before and decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, gettext

from bridgehead.web.formats import join_words

TYPE = Path(__file__).with_name("type")
#: Printed instead of a letter that has no glyph, where its absence is told beside.
STAND_IN = "□"
#: Signs that steer or hide others: order of reading, joining, variants, the ends of lines on a screen.
_UNSEEN = re.compile("[\ufe00-\ufe0f\U000e0000-\U000e01ef]")
_BREAKS = re.compile("\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")


class MissingLetters(ValueError):
    """What was to be printed has letters that the type does not have; ``letters`` are those, each once."""

    def __init__(self, letters: tuple[str, ...]) -> None:
        super().__init__(f"no glyph for {', '.join(letter_name(letter) for letter in letters)}")
        self.letters = letters


def type_file(name: str) -> Path:
    """Return where one of our typefaces lies (``BridgeheadSans-Bold.otf``)."""
    return TYPE / name


def letter_name(letter: str) -> str:
    """Name a letter to a person who may not be able to see it either: U+0639 ARABIC LETTER AIN."""
    return f"U+{ord(letter):04X} {unicodedata.name(letter, '')}".rstrip()


def settled(values: Any) -> Any:
    """Return values as they are printed: letters composed, tabs as spaces, and no sign that only steers others.

    A sign that turns the direction of reading could make a page say something else than its record does.
    """
    return _changed(values, _settled)


def missing_letters(values: Any) -> tuple[str, ...]:
    """Return the letters in all texts of the values for which there is no glyph, each once, in the order they come."""
    found: dict[str, None] = {}

    def look(text: str) -> str:
        found.update(dict.fromkeys(_uncovered().findall(text)))
        return text

    _changed(settled(values), look)
    return tuple(found)


def note_on_stand_ins(values: Any) -> str:
    """Say in the language of the page which letters of the values are printed as □; empty where all can be printed."""
    missing = missing_letters(values)
    if not missing:
        return ""
    named = join_words((letter_name(letter) for letter in missing), get_language() or "ko")
    return gettext("□ stands for a letter that cannot be printed here: %(letters)s. The page shows it.") % {
        "letters": named
    }


def with_stand_ins(values: Any) -> Any:
    """Return the values with □ for each letter that has no glyph."""
    return _changed(settled(values), lambda text: _uncovered().sub(STAND_IN, text))


def _settled(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", _BREAKS.sub("\n", text).replace("\t", " "))
    kept = (sign for sign in _UNSEEN.sub("", text) if sign == "\n" or unicodedata.category(sign) not in _STEERING)
    return "".join(kept)


_STEERING = frozenset({"Cc", "Cf", "Cs"})


def _changed(values: Any, change: Callable[[str], str]) -> Any:
    if isinstance(values, str):
        return change(values)
    if isinstance(values, Mapping):
        return {name: _changed(value, change) for name, value in values.items()}
    if isinstance(values, list | tuple):
        return [_changed(value, change) for value in values]
    return values


@lru_cache(maxsize=1)
def _uncovered() -> re.Pattern[str]:
    """Any one letter that is in none of our typefaces. A line may break anywhere."""
    ranges = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", (TYPE / "coverage.txt").read_text())
    spans = (f"\\U{int(first, 16):08x}-\\U{int(last or first, 16):08x}" for first, last in ranges)
    return re.compile(f"[^\n{''.join(spans)}]")
