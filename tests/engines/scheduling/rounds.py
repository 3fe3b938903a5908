"""Small random rounds, and a brute force that knows only the rules."""

from collections.abc import Iterator
from itertools import product

from hypothesis import strategies as st

from bridgehead.engines.scheduling.problem import Meeting, Participant, Problem, Slot, tables_numbered

Way = tuple[int | None, ...]


@st.composite
def small_rounds(draw: st.DrawFn, *, mandatory: bool | None = None) -> Problem:
    """Up to four participants, five slots and five meetings, with every kind of rule now and then."""
    people, slots, count = draw(st.integers(2, 4)), draw(st.integers(2, 5)), draw(st.integers(1, 5))
    limit = st.none() | st.integers(1, 3)
    absence = st.frozensets(st.integers(0, slots - 1), max_size=2)
    days = draw(st.sampled_from([1, 2]))
    meetings = []
    for number in range(count):
        later = st.lists(st.integers(number + 1, count - 1), max_size=1) if number + 1 < count else st.just([])
        meetings.append(
            Meeting(
                tuple(draw(st.permutations(range(people)))[: draw(st.sampled_from([2, 2, 2, min(3, people)]))]),
                slots=draw(st.none() | st.none() | st.frozensets(st.integers(0, slots - 1), min_size=2)),
                session=draw(st.sampled_from([None, None, 0])),
                fixed_slot=draw(st.none() | st.none() | st.none() | st.integers(0, slots - 1)),
                fixed_table=draw(st.none() | st.none() | st.just(1)),
                earlier_than=tuple(draw(later)),
                weight=draw(st.integers(1, 3)),
                mandatory=draw(st.booleans()) if mandatory is None else mandatory,
            )
        )
    return Problem(
        participants=tuple(Participant(draw(absence), draw(limit), draw(limit)) for _ in range(people)),
        slots=tuple(Slot(session=slot % 2, day=slot * days // slots) for slot in range(slots)),
        tables=tables_numbered(draw(st.integers(1, 2)), slots),
        meetings=tuple(meetings),
        fairness=draw(st.none() | st.integers(0, 1)),
    )


def best_by_force(problem: Problem) -> tuple[int, int] | None:
    """The most weight, then the fewest breaks, over every way to place the meetings; None if no way keeps the rules."""
    worths = [worth_of(problem, slots) for slots in ways_of(problem)]
    known = [worth for worth in worths if worth is not None]
    return (max(known)[0], -max(known)[1]) if known else None


def ways_of(problem: Problem) -> Iterator[Way]:
    """Every way to give the meetings slots, right or wrong."""
    slots = range(len(problem.slots))
    return product(*([*slots] if meeting.mandatory else [None, *slots] for meeting in problem.meetings))


def worth_of(problem: Problem, slots: Way) -> tuple[int, int] | None:
    """(weight, minus breaks), or None when a rule is broken."""
    return _worth(problem, slots) if _keeps_rules(problem, slots) else None


def _keeps_rules(problem: Problem, slots: Way) -> bool:
    placed = [(meeting, slot) for meeting, slot in zip(problem.meetings, slots, strict=True) if slot is not None]
    taken = [(slot, meeting.fixed_table) for meeting, slot in placed if meeting.fixed_table is not None]
    return (
        all(meeting.slots is None or slot in meeting.slots for meeting, slot in placed)
        and all(meeting.session in (None, problem.slots[slot].session) for meeting, slot in placed)
        and all(meeting.fixed_slot in (None, slot) for meeting, slot in placed)
        and all(
            slot < (slots[later] or 0)
            for meeting, slot in placed
            for later in meeting.earlier_than
            if slots[later] is not None
        )
        and all(slots.count(slot) <= len(tables) for slot, tables in enumerate(problem.tables))
        and len(set(taken)) == len(taken)
    )


def _worth(problem: Problem, slots: Way) -> tuple[int, int] | None:
    """(weight, minus breaks), or None when somebody's day or fairness does not allow it."""
    placed = [(meeting, slot) for meeting, slot in zip(problem.meetings, slots, strict=True) if slot is not None]
    busy = [
        [slot for meeting, slot in placed if person in meeting.participants]
        for person in range(len(problem.participants))
    ]
    if not all(_day_is_right(problem, person, own) for person, own in enumerate(busy)):
        return None
    breaks = [_idle_groups(own) for own in busy]
    if problem.fairness is not None and max(breaks) - min(breaks) > problem.fairness:
        return None
    return sum(meeting.weight for meeting, _ in placed), -sum(breaks)


def _day_is_right(problem: Problem, person: int, own: list[int]) -> bool:
    limits = problem.participants[person]
    days = [problem.slots[slot].day for slot in own]
    return (
        len(set(own)) == len(own)
        and not set(own) & limits.forbidden
        and (limits.most is None or len(own) <= limits.most)
        and (limits.most_per_day is None or all(days.count(day) <= limits.most_per_day for day in days))
    )


def _idle_groups(own: list[int]) -> int:
    line = "".join("#" if slot in own else "." for slot in range(max(own, default=0) + 1)).strip(".")
    return len([group for group in line.split("#") if group])
