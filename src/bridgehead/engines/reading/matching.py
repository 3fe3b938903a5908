"""Which of some hundreds or thousands of records say what a search asks for, where, and how closely.

Names of forums, rooms and people are few enough to be read for each question; what is many has an index. Both ask with
the same tokens, so that a word finds the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Generic, TypeVar

from bridgehead.engines.reading.tokens import MAX_LETTERS, MAX_WORDS, AskedWord, asked_words, indexed_tokens, words_of

Key = TypeVar("Key")


class Closeness(IntEnum):
    """How near what was typed comes to what a record is called."""

    SAID = 0
    """The record says it somewhere, or is called something like it."""
    NAMED = 1
    """Every word stands in its name."""
    BEGUN = 2
    """Its name begins so."""
    WHOLE = 3
    """It is its name."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What was typed: word by word as texts are asked for it, and as it was spelt."""

    words: tuple[AskedWord, ...]
    spelt: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Asking:
        """Read what was typed; of nothing but signs there are no words."""
        spelt = [word[:MAX_LETTERS] for word in list(dict.fromkeys(words_of(text)))[:MAX_WORDS]]
        return cls(tuple(asked_words(text)), tuple(spelt))


@dataclass(frozen=True, slots=True)
class Match:
    """That a record says every word: for each the number of the first place that does."""

    places: tuple[int, ...]
    closeness: Closeness
    #: Whether it holds the words as they were spelt, not only something like them.
    is_spelt: bool


@dataclass(frozen=True, slots=True)
class Matched(Generic[Key]):
    """A record that matches, by whatever tells it apart."""

    key: Key
    match: Match


class Matcher:
    """Holds one question against records: each word that they say is looked at once, however often it stands there."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._seen: dict[str, tuple[int, int]] = {}
        self._every = (1 << len(asking.words)) - 1

    def match(self, said: Sequence[Sequence[str]], *, names: int = 1) -> Match | None:
        """Return where texts, the most telling place first, hold every word; None where one of them stands nowhere.

        The first ``names`` places hold what the record is called. Two neighbouring words of a text count as one, too:
        ``대웅제약`` is found in ``대웅 제약``.
        """
        alike, spelt = [], []
        for texts in said:
            held = [self._look(word) for text in texts for word in _words_and_pairs(text)]
            alike.append(_union(each for each, _ in held))
            spelt.append(_union(each for _, each in held))
        if not self._every or _union(alike) != self._every:
            return None
        is_spelt = _union(spelt) == self._every
        masks = spelt if is_spelt else alike
        places = tuple(
            next(place for place, mask in enumerate(masks) if mask >> word & 1)
            for word in range(len(self._asking.words))
        )
        called = [text for place in range(names) if spelt[place] == self._every for text in said[place]]
        return Match(places, self._closeness(called), is_spelt)

    def _look(self, word: str) -> tuple[int, int]:
        """Return which of the words, as bits, one word of a text resembles, and which it holds."""
        if (known := self._seen.get(word)) is None:
            tokens, alike, spelt = indexed_tokens(word), 0, 0
            for number, (asked, as_typed) in enumerate(zip(self._asking.words, self._asking.spelt, strict=True)):
                alike |= (sum(each in tokens for each in asked.required) >= asked.need) << number
                is_short = as_typed.isascii() and len(as_typed) <= 3
                spelt |= (word.startswith(as_typed) if is_short else as_typed in word) << number
            known = self._seen[word] = (alike | spelt, spelt)
        return known

    def _closeness(self, names: Sequence[str]) -> Closeness:
        """Return how near names come that hold every word."""
        if not names:
            return Closeness.SAID
        typed = "".join(self._asking.spelt)
        called = ["".join(words_of(name)) for name in names]
        if typed in called:
            return Closeness.WHOLE
        return Closeness.BEGUN if any(name.startswith(typed) for name in called) else Closeness.NAMED


def among(records: Iterable[tuple[Key, Sequence[Sequence[str]]]], asking: Asking) -> list[Matched[Key]]:
    """Return the records that say every word, the closest first, of equals as they came.

    Where some hold the words as they were spelt, those that only resemble them are left out: a guess is for who would
    find nothing.
    """
    matcher = Matcher(asking)
    found = [Matched(key, match) for key, said in records for match in [matcher.match(said)] if match is not None]
    spelt = [each for each in found if each.match.is_spelt]
    return sorted(spelt or found, key=lambda each: (-each.match.closeness, sum(each.match.places)))


def _words_and_pairs(text: str) -> list[str]:
    words = words_of(text)
    return [*words, *("".join(pair) for pair in pairwise(words))]


def _union(masks: Iterable[int]) -> int:
    held = 0
    for each in masks:
        held |= each
    return held
