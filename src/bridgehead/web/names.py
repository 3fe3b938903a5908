"""Names in two scripts: the twin of a name, and the letters that stand in for a missing picture."""

from __future__ import annotations

import zlib
from typing import Any

from bridgehead.foundation.bilingual import Wording, other, reading_language, wording

TWO_SYLLABLE_FAMILIES = frozenset({"남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방"})
LEGAL_FORMS = ("주식회사", "(주)", "㈜", "재단법인", "사단법인")
HUES = 3


def twin_of(thing: Any, *, field: str = "name") -> Wording | None:
    """The name in the language that the page is not in, where it exists and is not shown already."""
    shown, language = wording(thing, field), other(reading_language())
    text = str(getattr(thing, f"{field}_{language}") or "")
    return Wording(text, language, is_fallback=False) if text and text != shown.text else None


def is_hangul(sign: str) -> bool:
    return "가" <= sign <= "힣"


def organisation_letters(name: str) -> str:
    """First two syllables in Korean (한올), else two initials (HanAll Biopharma → HB, WELT → WE)."""
    for legal_form in LEGAL_FORMS:
        name = name.replace(legal_form, " ")
    compact = [sign for sign in name if sign.isalnum()]
    if compact and is_hangul(compact[0]):
        return "".join(compact[:2])
    words = [word for word in "".join(sign if sign.isalnum() else " " for sign in name).split() if word]
    letters = words[0][:2] if len(words) == 1 else "".join(word[0] for word in words[:2])
    return letters.upper()


def person_letters(name: str) -> str:
    """The given name of a Korean name (김도윤 → 도윤), else two initials (Morgan Lee → ML).

    A foreign name in Hangul gives its first two syllables (모건 리 → 모건): its parts are no initials.
    """
    words, compact = name.split(), "".join(name.split())
    if compact and all(is_hangul(sign) for sign in compact):
        family = 2 if compact[:2] in TWO_SYLLABLE_FAMILIES and (len(compact) > 3 or words[0] == compact[:2]) else 1
        is_korean = 2 <= len(compact) <= family + 2 and (len(words) == 1 or len(words[0]) == family)
        return compact[family : family + 2] if is_korean else compact[:2]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


def hue_of(key: object) -> int:
    """A stable shade, 0 to 2, for whatever identifies the thing."""
    return zlib.crc32(str(key).encode()) % HUES
