"""How the newsroom asks the reading engine for the words that articles are found by, and where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bridgehead.engines.reading.tokens import MAX_LETTERS, MAX_WORDS, AskedWord, asked_words, indexed_tokens, words_of

__all__ = [
    "MAX_WORDS",
    "AskedWord",
    "Piece",
    "asked_words",
    "excerpt",
    "marked",
    "tokens_of",
    "wanted_tokens",
    "words_of",
]

#: So many letters of a text are shown before and after the first word that was found in it.
BEFORE, AFTER = 50, 130


def tokens_of(texts: Iterable[str], *, joins_words: bool = False) -> set[str]:
    """Return what texts are found by; of a headline also two neighbours as one word: 대웅제약 is found in 대웅 제약."""
    words = [word for text in texts for word in words_of(text)]
    pairs = ["".join(pair) for pair in pairwise(words)] if joins_words else []
    return {token for word in (*dict.fromkeys(words), *pairs) for token in indexed_tokens(word)}


def wanted_tokens(word: AskedWord) -> list[str]:
    """Return the tokens that a text must hold all of to hold a word; what another of them implies is left out."""
    return [each for each in word.required if not any(each != other and each in other for other in word.required)]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and whether it is what was looked for."""

    text: str
    is_found: bool = False


def marked(text: str, asked: str) -> list[Piece]:
    """Cut a text where the words of a search stand in it, whatever their case, width and accents."""
    pattern, (plain, places) = _pattern(asked), _plainly(text)
    pieces, told = [], 0
    for hit in pattern.finditer(plain) if pattern else ():
        begins, ends = places[hit.start()], places[hit.end() - 1] + 1
        pieces += [Piece(text[told:begins]), Piece(text[begins:ends], is_found=True)]
        told = ends
    return [each for each in (*pieces, Piece(text[told:])) if each.text]


def excerpt(text: str, asked: str) -> list[Piece]:
    """Return the part of a text in which the words of a search first stand, or its beginning, on one line."""
    line = " ".join(text.split())
    pattern, (plain, places) = _pattern(asked), _plainly(line)
    hit = pattern.search(plain) if pattern else None
    first = places[hit.start()] if hit else 0
    begins = line.rfind(" ", 0, first - BEFORE) + 1 if first > BEFORE else 0
    ends = begins + BEFORE + AFTER
    if ends < len(line):
        ends = max(line.rfind(" ", 0, ends), begins + AFTER)
    shown = line[begins:ends]
    return marked(f"{'… ' if begins else ''}{shown}{' …' if ends < len(line) else ''}", asked)


def _pattern(asked: str) -> re.Pattern[str] | None:
    """Any of the words of a search, the longest first; a short Latin word must begin one, as the search asks for it."""
    words = sorted({word[:MAX_LETTERS] for word in words_of(asked)[:MAX_WORDS]}, key=lambda word: (-len(word), word))
    return re.compile("|".join(f"(?<!\\w){w}" if w.isascii() and len(w) <= 3 else w for w in words)) if words else None


def _plainly(text: str) -> tuple[str, Sequence[int]]:
    """Return a text in one case, one width and without Latin accents, and for each of its letters where it stood."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        plain = _plain(letter)
        letters.append(plain)
        places += [place] * len(plain)
    return "".join(letters), places


@lru_cache(maxsize=16_384)
def _plain(letter: str) -> str:
    return "".join(words_of(letter)) or " "
