"""What stands against what on an agenda, held to a reading of the rule that looks at every moment by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from bridgehead.events.rules.agenda import Conflict, ConflictKind, Held, Span, conflicts, overlapping

NINE = datetime(2023, 4, 27, 13, 0, tzinfo=UTC)
#: Sessions begin and end on whole steps of a short day; the moments between are all alike.
STEPS = 6
STEP = timedelta(minutes=30)
HALF = STEP / 2


def at(step: int) -> datetime:
    return NINE + step * STEP


@st.composite
def spans(draw: st.DrawFn) -> Span:
    starts, ends = sorted(draw(st.tuples(st.integers(0, STEPS), st.integers(0, STEPS))))
    return Span(*(draw(st.sampled_from([None, at(each)])) for each in (starts, ends + 1)))


@st.composite
def agendas(draw: st.DrawFn) -> list[Held]:
    found = []
    for key in range(draw(st.integers(0, 6))):
        starts = draw(st.integers(0, STEPS))
        lasts = draw(st.none() | st.integers(1, 3))
        rooms = draw(st.frozensets(st.sampled_from(["ko:대강당", "en:hall a", "en:hall b"]), max_size=2))
        who = draw(st.frozensets(st.integers(1, 3), max_size=2))
        ends_at = None if lasts is None else at(starts + lasts)
        found.append(Held(key, at(starts), ends_at, rooms, who, draw(spans())))
    return found


def moments(held: Held) -> set[datetime]:
    """Every step, and the middle of every step, that a session takes up."""
    watched = [at(0) + each * HALF for each in range(2 * (STEPS + 4))]
    ends_at = held.ends_at or held.starts_at + HALF
    taken = {each for each in watched if held.starts_at <= each < ends_at}
    return taken if held.ends_at else {held.starts_at}


def within(span: Span, held: Held) -> bool:
    begins, ends = span.starts_at or at(-1), span.ends_at or at(STEPS * 9)
    return all(begins <= each < ends for each in moments(held))


def pairs_of(agenda: list[Held]) -> set[tuple[ConflictKind, frozenset[int], frozenset[int]]]:
    found = set()
    for one, other in combinations(agenda, 2):
        pair, both = frozenset({one.key, other.key}), one.presenters & other.presenters
        if moments(one) & moments(other):
            found |= {(ConflictKind.ROOM, pair, frozenset[int]())} if one.rooms & other.rooms else set()
            found |= {(ConflictKind.PRESENTER, pair, both)} if both else set()
    return found


@given(agendas(), spans())
def test_conflicts_are_what_a_look_at_every_moment_finds(agenda: list[Held], days: Span) -> None:
    found = conflicts(agenda, days=days)

    expected = pairs_of(agenda)
    for each in agenda:
        wrong = ConflictKind.OUTSIDE_PART if within(days, each) else ConflictKind.OUTSIDE_FORUM
        if not within(days, each) or not within(each.part, each):
            expected.add((wrong, frozenset({each.key}), frozenset()))
    told = [(each.kind, frozenset({each.first, each.second} - {None}), each.presenters) for each in found]
    assert (len(told), set(told)) == (len(set(told)), expected)


def test_one_that_ends_as_the_other_begins_is_in_nobodys_way() -> None:
    first = Held(1, at(0), at(1), frozenset({"en:hall a"}), frozenset({7}))
    second = Held(2, at(1), None, frozenset({"en:hall a"}), frozenset({7}))

    assert list(overlapping([second, first])) == []
    assert conflicts([first, second], days=Span()) == []


def test_sessions_that_begin_at_once_in_a_room_are_told_the_first_one_first() -> None:
    short, long = (Held(key, at(0), end, frozenset({"en:hall a"})) for key, end in ((2, None), (1, at(2))))

    assert conflicts([long, short], days=Span(at(0), at(1))) == [
        Conflict(ConflictKind.ROOM, 2, 1),
        Conflict(ConflictKind.OUTSIDE_FORUM, 1),
    ]
