"""The picture of a signing table: who sits where, as coordinates; the table beside it says the same in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bridgehead.agreements.schemas.parties import party_in_words
from bridgehead.events.queries.signing import Seats
from bridgehead.foundation.bilingual import wording
from bridgehead.web.names import twin_of

#: The drawing's own units.
WIDTH, MIDDLE, MARGIN, TOP, LINE = 640, 320, 20, 26, 17
#: How wide a letter is, of the size of its line: a Hangul syllable or Han sign is square.
SQUARE, NARROW, SIZE = 1.0, 0.56, 13
MOST_LINES = 2


@dataclass(frozen=True, slots=True)
class Written:
    """One line of text in the picture."""

    text: str
    language: str
    y: int
    css: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat at the table with what is written above it."""

    x: int
    lines: Sequence[Written]


@dataclass(frozen=True, slots=True)
class Picture:
    """All seats of one table, and how high the picture is."""

    seats: Sequence[Seat]
    table_y: int

    @property
    def seat_y(self) -> int:
        """Where the seats stand: behind the table."""
        return self.table_y - 16

    @property
    def height(self) -> int:
        """How high the picture is."""
        return self.table_y + 74

    @property
    def audience_y(self) -> int:
        """Where the audience is told of."""
        return self.table_y + 62


def picture_of(placed: Seats) -> Picture:
    """Return the picture of a table at which parties sit; names that would not fit are cut, with a sign."""
    halves = [(MARGIN, placed.left), (MIDDLE, placed.right)]
    room = MIDDLE - MARGIN
    spots = [
        (begin + int((place + 0.5) * room / len(parties)), room // len(parties), party)
        for begin, parties in halves
        for place, party in enumerate(parties)
    ]
    written = [(x, list(_lines(party, width))) for x, width, party in spots]
    highest = max((len(lines) for _x, lines in written), default=0)
    seats = [Seat(x, _stacked(lines, below=highest - len(lines))) for x, lines in written]
    return Picture(seats, TOP + highest * LINE + 34)


def _stacked(lines: Sequence[tuple[str, str, str]], *, below: int) -> list[Written]:
    """Lines one below the other, the last of each seat at the same height."""
    return [
        Written(text, language, TOP + (below + place) * LINE, css) for place, (text, language, css) in enumerate(lines)
    ]


def _lines(party: Any, width: int) -> Iterator[tuple[str, str, str]]:
    """What stands above a seat: the signatory, then the organisation, each in both scripts."""
    if party.organisation is None:
        yield from ((line, "", "strong") for line in _wrapped(party_in_words(party), width))
        return
    for thing, field, css in ((party, "signatory", ""), (party.organisation, "name", "strong")):
        for said, look in ((wording(thing, field), css), (twin_of(thing, field=field), "faint")):
            if said is not None and said.text:
                yield from ((line, said.language, look) for line in _wrapped(said.text, width))


def _wrapped(text: str, width: int) -> list[str]:
    lines: list[str] = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if _wide(longer) <= width - 10 or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    shown, is_more = lines[:MOST_LINES], len(lines) > MOST_LINES
    return [_cut(line, width - 10, is_more=is_more and line is shown[-1]) for line in shown]


def _cut(line: str, width: float, *, is_more: bool) -> str:
    if _wide(line) <= width and not is_more:
        return line
    while line and _wide(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip()}…"


def _wide(text: str) -> float:
    return SIZE * sum(SQUARE if ord(sign) > 0x1100 else NARROW for sign in text)
