"""Character n-grams with word-boundary marks: one tokeniser for Korean and English, for partial and misspelt words.

Measured on Korean company names, character 1–3-grams found more than morphological analysers did, and need no
dictionary: ``대웅 제약`` finds ``대웅제약``, ``daewo`` finds ``Daewoong``, ``오가노이두`` finds ``오가노이드``.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass

#: Stands at both ends of a word, so that the beginning of a name weighs more than its middle.
BOUNDARY = "_"
MAX_WORDS = 6
MAX_LETTERS = 20
#: The share of a word's inner n-grams that a text must hold to be found by it.
COVERAGE = 0.55


@dataclass(frozen=True, slots=True)
class AskedWord:
    """One word of a search. A text is found when it holds at least ``need`` of ``required``; ``bonus`` ranks it."""

    required: tuple[str, ...]
    bonus: tuple[str, ...] = ()

    @property
    def need(self) -> int:
        """How many of the required tokens a text must hold."""
        return math.ceil(COVERAGE * len(self.required) - 1e-9)


def words_of(text: str) -> list[str]:
    """Split a text into words of letters and digits, in one case, one width, and without Latin accents."""
    plain = "".join(_plain(letter) for letter in unicodedata.normalize("NFKC", text).casefold())
    return "".join(letter if letter.isalnum() else " " for letter in plain).split()


def indexed_tokens(text: str) -> set[str]:
    """Return everything a text is found by: the 1-, 2- and 3-grams of each of its words."""
    found: set[str] = set()
    for word in words_of(text):
        found.update(word)
        found.update(grams(f"{BOUNDARY}{word}{BOUNDARY}", 2), grams(f"{BOUNDARY}{word}{BOUNDARY}", 3))
    return found


def asked_words(text: str) -> list[AskedWord]:
    """Return what a search asks for: the first 6 words, 20 letters of each, so that no query is expensive.

    A single syllable asks for itself. A longer word asks for its inner 2- and 3-grams, for a Korean word often stands
    inside a compound (제약 in 대웅제약). A short English word must begin one: ``st`` is not meant to find ``Boston``.
    """
    return [_asked(word[:MAX_LETTERS]) for word in list(dict.fromkeys(words_of(text)))[:MAX_WORDS]]


def grams(text: str, length: int) -> list[str]:
    """Return the n-grams of a text in order, each as often as it stands there."""
    return [text[start : start + length] for start in range(len(text) - length + 1)]


def _asked(word: str) -> AskedWord:
    marked = f"{BOUNDARY}{word}{BOUNDARY}"
    ends = dict.fromkeys([marked[:3], marked[-3:]])
    if word.isascii() and len(word) <= 3:
        required = dict.fromkeys([marked[:3], *grams(word, 3)])
    elif len(word) == 1:
        required = {word: None}
    else:
        required = dict.fromkeys([*grams(word, 2), *grams(word, 3)])
    return AskedWord(tuple(required), tuple(token for token in ends if token not in required))


def _plain(letter: str) -> str:
    if "가" <= letter <= "힣":
        return letter  # decomposing a syllable would tear it into its letters
    return "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))
