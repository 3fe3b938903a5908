"""Text whose letters are told apart, as a Mac copies it from a PDF or a file name, composed, and the places in it.

The readers know 한 as one character (NFC), not as ㅎ, ㅏ and ㄴ. Who gives a text otherwise wants its own places told.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import combining, is_normalized, normalize


@dataclass(frozen=True, slots=True)
class Composed:
    """A text composed, and where its pieces stand in the one that was given.

    A piece is a letter with all that joins it. ``_begins`` holds where each begins in ``text``, ``_given`` where in the
    text as given, both with their ends last; both are empty where the two texts are the same.
    """

    text: str
    _begins: tuple[int, ...] = ()
    _given: tuple[int, ...] = ()

    @classmethod
    def of(cls, given: str) -> Composed:
        """Compose a text.

        >>> read = Composed.of("\\u1112\\u1161\\u11ab은")
        >>> read.text, read.span(0, 1)
        ('한은', (0, 3))
        """
        if is_normalized("NFC", given):
            return cls(given)
        pieces, begins, places = [], [0], [0]
        for piece in _pieces(given):
            pieces.append(normalize("NFC", piece))
            begins.append(begins[-1] + len(pieces[-1]))
            places.append(places[-1] + len(piece))
        return cls("".join(pieces), tuple(begins), tuple(places))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a span of ``text`` begins and ends in the text as given; a piece that it cuts is taken whole."""
        if not self._begins:
            return start, end
        first, last = bisect_right(self._begins, start) - 1, bisect_right(self._begins, end - 1)
        return self._given[first], self._given[last]


def _pieces(text: str) -> Iterator[str]:
    """Cut a text where nothing joins what stands before: the pieces compose to what the whole does."""
    begins = 0
    for place in range(1, len(text)):
        if _stands_alone(text[begins:place], text[place]):
            yield text[begins:place]
            begins = place
    if text:
        yield text[begins:]


def _stands_alone(before: str, letter: str) -> bool:
    if letter.isascii():
        return True
    first = normalize("NFD", letter)[0]
    return not combining(first) and normalize("NFC", before + letter) == normalize("NFC", before) + normalize(
        "NFC", letter
    )
