"""What is asked: participants, slots, tables and the meetings to place. A wrong problem cannot be built.

Everything is counted from 0 (participants, slots, meetings); table numbers are whatever the house calls its tables.
Slots stand in the order of time; only that order matters here, an adapter knows the clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain


class WrongProblem(ValueError):
    """The facts contradict themselves; the sentence says which and what was expected.

    `at` is where the wrong fact stands, as far as that is known: its list, its number there and its field.
    """

    def __init__(self, sentence: str, *, at: tuple[str, int, str] | None = None) -> None:
        super().__init__(sentence)
        self.at = at


@dataclass(frozen=True, slots=True)
class Slot:
    """One span in which every table holds at most one meeting."""

    session: int = 0
    day: int = 0


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who sits in at most one meeting per slot.

    After a meeting the next `rest` slots of the same day stay free. `preferences` are (slot, points): what a seat in
    that slot is worth, less than 0 for "rather not".
    """

    forbidden: frozenset[int] = frozenset()
    most: int | None = None
    most_per_day: int | None = None
    rest: int = 0
    preferences: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """Participants who are to sit together once.

    All of `participants` attend, and of each group in `either` exactly one (delegates of one organisation). `slots` and
    `session` narrow where it may lie (None: anywhere); it lies before every meeting in `earlier_than` when both are
    placed. A lock is `fixed_slot` and `fixed_table` on a mandatory meeting.
    """

    participants: tuple[int, ...]
    slots: frozenset[int] | None = None
    session: int | None = None
    fixed_slot: int | None = None
    fixed_table: int | None = None
    earlier_than: tuple[int, ...] = ()
    weight: int = 1
    mandatory: bool = True
    either: tuple[tuple[int, ...], ...] = ()

    @property
    def invited(self) -> tuple[int, ...]:
        """Everybody who attends or may attend."""
        return self.participants + tuple(chain.from_iterable(self.either)) if self.either else self.participants


@dataclass(frozen=True, slots=True)
class Table:
    """What is special about a table.

    The meetings of its `owner` are held at a table of theirs, and nobody else's are held at it. At a table that is
    `reserved_for` a group somebody of the group attends; the group may sit elsewhere too.
    """

    number: int
    owner: int | None = None
    reserved_for: frozenset[int] = frozenset()
    area: int = 0


def tables_numbered(count: int, slots: int) -> tuple[tuple[int, ...], ...]:
    """The usual house: tables 1 to `count`, the same in each of `slots` slots."""
    return (tuple(range(1, count + 1)),) * slots


@dataclass(frozen=True)
class Problem:
    """A partnering round in whole numbers.

    `tables[t]` are the numbers of the tables in slot t. `fairness` is the most by which the breaks of two participants
    may differ (None: any); participants with fewer than two meetings have no breaks and count too. `breaks` of a
    participant are the idle groups between its meetings, as in Bofill et al., JAIR 2022.

    `house` says what is special about tables; a number without an entry is anybody's, in area 0. `walking` are (area,
    area, slots): of two meetings of one participant on one day, in these two areas, so many slots lie between.
    """

    participants: tuple[Participant, ...]
    slots: tuple[Slot, ...]
    tables: tuple[tuple[int, ...], ...]
    meetings: tuple[Meeting, ...]
    fairness: int | None = None
    house: tuple[Table, ...] = ()
    walking: tuple[tuple[int, int, int], ...] = ()

    def __post_init__(self) -> None:
        _check_slots_and_tables(self)
        _check_house(self)
        _check_walking(self)
        for number, participant in enumerate(self.participants):
            _check_participant(self, number, participant)
        for number, meeting in enumerate(self.meetings):
            _check_meeting(self, number, meeting)
        _check_order(self)

    @property
    def has_published_rules(self) -> bool:
        """Whether no rule beyond the published ones is asked for (rests, alternatives, special tables, walking)."""
        return not (
            self.house
            or self.walking
            or any(participant.rest for participant in self.participants)
            or any(meeting.either for meeting in self.meetings)
        )

    @cached_property
    def table_numbers(self) -> frozenset[int]:
        """Every table that stands in some slot."""
        return frozenset(chain.from_iterable(self.tables))

    @cached_property
    def meetings_of(self) -> tuple[tuple[int, ...], ...]:
        """For each participant the meetings that it attends for sure, ascending; one of several may attend more."""
        of: list[list[int]] = [[] for _ in self.participants]
        for number, meeting in enumerate(self.meetings):
            for participant in meeting.participants:
                of[participant].append(number)
        return tuple(map(tuple, of))

    @cached_property
    def fixed_at(self) -> dict[int, tuple[int, ...]]:
        """For each table the meetings that are fixed to it, ascending."""
        at: dict[int, list[int]] = {}
        for number, meeting in enumerate(self.meetings):
            if meeting.fixed_table is not None:
                at.setdefault(meeting.fixed_table, []).append(number)
        return {table: tuple(numbers) for table, numbers in at.items()}

    @cached_property
    def most_participants(self) -> int:
        """How many attend the largest meeting for sure; two where there is none."""
        return max((len(meeting.participants) for meeting in self.meetings), default=2)

    @cached_property
    def allowed(self) -> tuple[frozenset[int], ...]:
        """For each meeting the slots that its own facts and its participants' availability leave."""
        return tuple(map(self.allowed_slots, self.meetings))

    def allowed_slots(self, meeting: Meeting) -> frozenset[int]:
        """The slots that a meeting's own facts and its participants' availability leave."""
        return slots_for(meeting, self.slots, self.participants, self.tables)


def slots_for(
    meeting: Meeting, slots: Sequence[Slot], participants: Sequence[Participant], tables: Sequence[Sequence[int]]
) -> frozenset[int]:
    """The slots that a meeting's own facts and its participants' availability leave in such a house."""
    left = set(range(len(slots)) if meeting.slots is None else meeting.slots)
    if meeting.fixed_slot is not None:
        left &= {meeting.fixed_slot}
    for participant in meeting.participants:
        left -= participants[participant].forbidden
    for group in meeting.either:
        left -= frozenset.intersection(*(participants[participant].forbidden for participant in group))
    return frozenset(
        slot
        for slot in left
        if tables[slot]
        and (meeting.session is None or slots[slot].session == meeting.session)
        and (meeting.fixed_table is None or meeting.fixed_table in tables[slot])
    )


def _check_slots_and_tables(problem: Problem) -> None:
    if not problem.slots:
        raise WrongProblem("A round needs at least one slot.", at=("slots", 0, "slot"))
    if len(problem.tables) != len(problem.slots):
        raise WrongProblem(f"Tables are given for {len(problem.tables)} slots; expected all {len(problem.slots)}.")
    for slot, numbers in enumerate(problem.tables):
        if len(set(numbers)) != len(numbers):
            sentence = f"Slot {slot} names a table twice; each table number stands once."
            raise WrongProblem(sentence, at=("slots", slot, "tables"))
    if not any(problem.tables):
        raise WrongProblem("A round needs at least one table in at least one slot.", at=("slots", 0, "tables"))
    if problem.fairness is not None and problem.fairness < 0:
        sentence = f"Fairness is {problem.fairness}; expected 0 or more, or none."
        raise WrongProblem(sentence, at=("round", 0, "fairness"))


def _check_house(problem: Problem) -> None:
    described: set[int] = set()
    for index, table in enumerate(problem.house):
        _check_table(problem, index, table, described)
        described.add(table.number)


def _check_table(problem: Problem, index: int, table: Table, described: set[int]) -> None:
    subject, at = f"Table {table.number}", ("house", index, "table")
    if table.number not in problem.table_numbers:
        raise WrongProblem(f"{subject} is described but stands in no slot.", at=at)
    if table.number in described:
        raise WrongProblem(f"{subject} is described twice; each table stands once.", at=at)
    if table.owner is not None and table.reserved_for:
        raise WrongProblem(f"{subject} has an owner and is reserved for a group; expected one of the two.", at=at)
    for participant in (*table.reserved_for, *(() if table.owner is None else (table.owner,))):
        if not 0 <= participant < len(problem.participants):
            raise WrongProblem(f"{subject} names participant {participant}, who does not exist.", at=at)


def _check_walking(problem: Problem) -> None:
    areas = {0, *(table.area for table in problem.house)}
    seen: set[frozenset[int]] = set()
    for index, (one, other, slots) in enumerate(problem.walking):
        subject, at = f"The way from area {one} to area {other}", ("walking", index, "one")
        if one == other or frozenset((one, other)) in seen:
            raise WrongProblem(f"{subject}: expected two different areas, each pair once.", at=at)
        if not {one, other} <= areas:
            raise WrongProblem(f"{subject}: expected areas in which a table stands.", at=at)
        if slots < 0:
            sentence = f"{subject} takes {slots} slots; expected 0 or more."
            raise WrongProblem(sentence, at=("walking", index, "slots"))
        seen.add(frozenset((one, other)))


def _check_participant(problem: Problem, number: int, participant: Participant) -> None:
    subject = f"Participant {number}"
    _check_slots(problem, participant.forbidden, f"{subject} is forbidden", ("participants", number, "forbidden"))
    for field, limit in (("most", participant.most), ("most_per_day", participant.most_per_day)):
        if limit is not None and limit < 0:
            sentence = f"{subject} has a limit of {limit} meetings; expected 0 or more."
            raise WrongProblem(sentence, at=("participants", number, field))
    if participant.rest < 0:
        sentence = f"{subject} rests for {participant.rest} slots; expected 0 or more."
        raise WrongProblem(sentence, at=("participants", number, "rest"))
    preferred, at = [slot for slot, _ in participant.preferences], ("participants", number, "preferences")
    _check_slots(problem, preferred, f"{subject} has a preference", at)
    if len(set(preferred)) != len(preferred):
        raise WrongProblem(f"{subject} has two preferences for one slot; expected one.", at=at)


def _check_meeting(problem: Problem, number: int, meeting: Meeting) -> None:
    subject, at = f"Meeting {number}", ("meetings", number, "participants")
    attend = len(meeting.participants) + len(meeting.either)
    if attend < 2:
        raise WrongProblem(f"{subject} has {attend} participants; expected at least two.", at=at)
    if not all(meeting.either):
        sentence = f"{subject} has a group of nobody to choose from; expected at least one."
        raise WrongProblem(sentence, at=("meetings", number, "either"))
    if len(set(meeting.invited)) != len(meeting.invited):
        raise WrongProblem(f"{subject} names a participant twice; nobody meets themselves.", at=at)
    for participant in meeting.invited:
        if not 0 <= participant < len(problem.participants):
            raise WrongProblem(f"{subject} names participant {participant}, who does not exist.", at=at)
    _check_place(problem, number, meeting)


def _check_place(problem: Problem, number: int, meeting: Meeting) -> None:
    subject = f"Meeting {number}"
    _check_slots(problem, meeting.slots or (), f"{subject} is allowed", ("meetings", number, "slots"))
    if meeting.fixed_slot is not None:
        _check_slots(problem, (meeting.fixed_slot,), f"{subject} is fixed", ("meetings", number, "fixed_slot"))
    if meeting.weight < 0:
        sentence = f"{subject} has weight {meeting.weight}; expected 0 or more."
        raise WrongProblem(sentence, at=("meetings", number, "weight"))
    if meeting.session is not None and all(slot.session != meeting.session for slot in problem.slots):
        sentence = f"{subject} asks for session {meeting.session}, which has no slot."
        raise WrongProblem(sentence, at=("meetings", number, "session"))
    if meeting.fixed_table is not None and meeting.fixed_table not in problem.table_numbers:
        sentence = f"{subject} is fixed to table {meeting.fixed_table}, which does not exist."
        raise WrongProblem(sentence, at=("meetings", number, "fixed_table"))


def _check_slots(problem: Problem, slots: Iterable[int], subject: str, at: tuple[str, int, str]) -> None:
    for slot in slots:
        if not 0 <= slot < len(problem.slots):
            raise WrongProblem(f"{subject} in slot {slot}; expected 0 to {len(problem.slots) - 1}.", at=at)


def _check_order(problem: Problem) -> None:
    """Refuse an order in which a meeting would have to lie before itself."""
    waiting = [0] * len(problem.meetings)
    for number, meeting in enumerate(problem.meetings):
        for later in meeting.earlier_than:
            if not 0 <= later < len(problem.meetings):
                sentence = f"Meeting {number} is to lie before meeting {later}, which does not exist."
                raise WrongProblem(sentence, at=("meetings", number, "earlier_than"))
            waiting[later] += 1
    in_order = earliest_first(problem.meetings, waiting)
    if len(in_order) < len(problem.meetings):
        stuck = min(
            number for number in {*range(len(waiting))}.difference(in_order) if problem.meetings[number].earlier_than
        )
        sentence = "The order of meetings runs in a circle: some meeting would lie before itself."
        raise WrongProblem(sentence, at=("meetings", stuck, "earlier_than"))


def earliest_first(meetings: Sequence[Meeting], waiting: Sequence[int]) -> list[int]:
    """The meetings so that each stands after all that must lie before it; `waiting[m]` counts those before m."""
    left = list(waiting)
    ready = [number for number, count in enumerate(left) if not count]
    for number in ready:
        for later in meetings[number].earlier_than:
            left[later] -= 1
            if not left[later]:
                ready.append(later)
    return ready
