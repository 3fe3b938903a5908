"""What JSON and CSV have in common: the plain columns of a round, and their way to a Problem and back.

A plain round is six lists of rows. Numbers are the file's own (any different whole numbers); slots stand in time
order. Every field has one kind, the same in both formats:

    round         fairness (number or nothing)
    slots         slot, session, day, tables (list of table numbers), start (text), minutes
    participants  participant, forbidden (list of slots), most, most_per_day, rest, preferences (lists of slot and
                  points), zone (text), waking (text)
    meetings      meeting, participants (list), slots (list), session, fixed_slot, fixed_table, earlier_than (list of
                  meetings), weight, mandatory (0 or 1), either (lists of participants)
    house         table, owner (participant), reserved_for (list of participants), area
    walking       one, other (areas), slots

Where slots have a `start` and participants a `zone` with `waking` hours, the slots outside them are forbidden
(`waking.py`); what is written back says so in `forbidden` and has no clock.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bridgehead.engines.scheduling.formats.numbering import NumberedProblem
from bridgehead.engines.scheduling.formats.waking import Span, WrongTime, span_of, waking_of, zone_of
from bridgehead.engines.scheduling.formats.wrong import WrongFile
from bridgehead.engines.scheduling.problem import Meeting, Participant, Problem, Slot, Table, WrongProblem

NUMBER, LIST, LISTS, TEXT = "number", "list", "lists", "text"
FIELDS: dict[str, dict[str, str]] = {
    "round": {"fairness": NUMBER},
    "slots": {"slot": NUMBER, "session": NUMBER, "day": NUMBER, "tables": LIST, "start": TEXT, "minutes": NUMBER},
    "participants": {
        "participant": NUMBER,
        "forbidden": LIST,
        "most": NUMBER,
        "most_per_day": NUMBER,
        "rest": NUMBER,
        "preferences": LISTS,
        "zone": TEXT,
        "waking": TEXT,
    },
    "meetings": {
        "meeting": NUMBER,
        "participants": LIST,
        "slots": LIST,
        "session": NUMBER,
        "fixed_slot": NUMBER,
        "fixed_table": NUMBER,
        "earlier_than": LIST,
        "weight": NUMBER,
        "mandatory": NUMBER,
        "either": LISTS,
    },
    "house": {"table": NUMBER, "owner": NUMBER, "reserved_for": LIST, "area": NUMBER},
    "walking": {"one": NUMBER, "other": NUMBER, "slots": NUMBER},
}
MOST_TABLES, MOST_SLOTS, MOST_SEATS = 100_000, 2_000, 2_000_000
#: Lists that a file may leave out.
OPTIONAL = ("round", "house", "walking")
REQUIRED = {
    "round": (),
    "slots": ("slot", "tables"),
    "participants": ("participant",),
    "meetings": ("meeting",),
    "house": ("table",),
    "walking": ("one", "other", "slots"),
}

Row = Mapping[str, Any]
Wrong = Callable[[str, int, str, str], WrongFile]


@dataclass(frozen=True, slots=True)
class PlainRound:
    """Rows per list; absent fields are missing or None. `wrong` makes the error for (list, row, field, expected)."""

    rows: Mapping[str, Sequence[Row]]
    wrong: Wrong

    def numbered(self) -> NumberedProblem:
        """The problem these rows describe; raises WrongFile."""
        for kind in ("house", "walking"):
            self._complete(kind)
        self._few_enough()
        slots, people, meetings = (
            self._numbers(kind, field)
            for kind, field in (("slots", "slot"), ("participants", "participant"), ("meetings", "meeting"))
        )
        spans = [self._span(index) for index in range(len(slots))]
        try:
            problem = Problem(
                participants=tuple(self._participant(index, slots, spans) for index in range(len(people))),
                slots=tuple(Slot(row.get("session") or 0, row.get("day") or 0) for row in self.rows["slots"]),
                tables=tuple(tuple(row["tables"]) for row in self.rows["slots"]),
                meetings=tuple(self._meeting(index, people, slots, meetings) for index in range(len(meetings))),
                fairness=next((row.get("fairness") for row in self.rows.get("round", ())), None),
                house=tuple(self._table(index, people) for index in range(len(self.rows["house"]))),
                walking=tuple((row["one"], row["other"], row["slots"]) for row in self.rows["walking"]),
            )
        except WrongProblem as problem_is:
            place = problem_is.at or ("meetings", 0, "")
            raise self.wrong(*place, f"facts that fit together. {problem_is} (numbers from 0)") from problem_is
        return NumberedProblem(problem, tuple(people), tuple(slots), tuple(meetings))

    def _few_enough(self) -> None:
        """Refuse numbers of slots and tables that stand for more than any house has before they take up room."""
        self._complete("slots")
        if len(self.rows["slots"]) > MOST_SLOTS:
            raise self.wrong("slots", MOST_SLOTS, "slot", f"at most {MOST_SLOTS} slots")
        seats = 0
        for index, row in enumerate(self.rows["slots"]):
            seats += len(row["tables"])
            if seats > MOST_SEATS:
                raise self.wrong("slots", index, "tables", f"at most {MOST_SEATS} tables in all slots together")

    def _complete(self, kind: str) -> None:
        for index, row in enumerate(self.rows[kind]):
            for needed in REQUIRED[kind]:
                if row.get(needed) is None:
                    raise self.wrong(kind, index, needed, f"a value for {needed}")

    def _numbers(self, kind: str, field: str) -> dict[int, int]:
        """For each number of a list its place, counted from 0."""
        self._complete(kind)
        places: dict[int, int] = {}
        for index, row in enumerate(self.rows[kind]):
            if row[field] in places:
                raise self.wrong(kind, index, field, f"every {field} once; {row[field]} stands twice")
            places[row[field]] = index
        return places

    def _places(self, kind: str, index: int, field: str, known: Mapping[int, int]) -> list[int]:
        return [self._place(kind, index, field, number, known) for number in self.rows[kind][index].get(field) or ()]

    def _place(self, kind: str, index: int, field: str, number: int, known: Mapping[int, int]) -> int:
        if number not in known:
            raise self.wrong(kind, index, field, f"numbers that exist; {number} does not")
        return known[number]

    def _span(self, index: int) -> Span | None:
        row = self.rows["slots"][index]
        if row.get("start") is None:
            return None
        if (row.get("minutes") or 0) < 0:
            raise self.wrong("slots", index, "minutes", "0 minutes or more")
        try:
            return span_of(row["start"], row.get("minutes"))
        except WrongTime as wrong:
            raise self.wrong("slots", index, "start", str(wrong)) from wrong

    def _participant(self, index: int, slots: Mapping[int, int], spans: Sequence[Span | None]) -> Participant:
        row = self.rows["participants"][index]
        preferences = row.get("preferences") or ()
        if any(len(pair) != 2 for pair in preferences):
            raise self.wrong("participants", index, "preferences", "a slot and its points in each of the preferences")
        return Participant(
            forbidden=frozenset(self._places("participants", index, "forbidden", slots)) | self._asleep(index, spans),
            most=row.get("most"),
            most_per_day=row.get("most_per_day"),
            rest=row.get("rest") or 0,
            preferences=tuple(
                (self._place("participants", index, "preferences", slot, slots), points) for slot, points in preferences
            ),
        )

    def _asleep(self, index: int, spans: Sequence[Span | None]) -> frozenset[int]:
        """The slots outside the participant's waking hours, if it has any."""
        row = self.rows["participants"][index]
        if row.get("zone") is None and row.get("waking") is None:
            return frozenset()
        for field in ("zone", "waking"):
            if row.get(field) is None:
                raise self.wrong("participants", index, field, "a zone and waking hours together")
        field = "zone"
        try:
            zone = zone_of(row["zone"])
            field = "waking"
            waking = waking_of(zone, row["waking"])
        except WrongTime as wrong:
            raise self.wrong("participants", index, field, str(wrong)) from wrong
        closed = set()
        for slot, span in enumerate(spans):
            if span is None:
                raise self.wrong("slots", slot, "start", "a start for every slot, for somebody has waking hours")
            if not waking.covers(span):
                closed.add(slot)
        return frozenset(closed)

    def _table(self, index: int, people: Mapping[int, int]) -> Table:
        row = self.rows["house"][index]
        owner = row.get("owner")
        return Table(
            number=row["table"],
            owner=None if owner is None else self._place("house", index, "owner", owner, people),
            reserved_for=frozenset(self._places("house", index, "reserved_for", people)),
            area=row.get("area") or 0,
        )

    def _meeting(
        self, index: int, people: Mapping[int, int], slots: Mapping[int, int], meetings: Mapping[int, int]
    ) -> Meeting:
        row = self.rows["meetings"][index]
        fixed, weight, mandatory = row.get("fixed_slot"), row.get("weight"), row.get("mandatory")
        if fixed is not None and fixed not in slots:
            raise self.wrong("meetings", index, "fixed_slot", f"a slot that exists; {fixed} does not")
        if mandatory not in (None, 0, 1):
            raise self.wrong("meetings", index, "mandatory", "0 or 1 for mandatory")
        who, either = self._who(index, people)
        return Meeting(
            participants=who,
            slots=None if row.get("slots") is None else frozenset(self._places("meetings", index, "slots", slots)),
            session=row.get("session"),
            fixed_slot=None if fixed is None else slots[fixed],
            fixed_table=row.get("fixed_table"),
            earlier_than=tuple(self._places("meetings", index, "earlier_than", meetings)),
            weight=1 if weight is None else weight,
            mandatory=mandatory != 0,
            either=either,
        )

    def _who(self, index: int, people: Mapping[int, int]) -> tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]:
        groups = self.rows["meetings"][index].get("either") or ()
        who = self._places("meetings", index, "participants", people)
        either = [[self._place("meetings", index, "either", one, people) for one in group] for group in groups]
        if not all(either):
            raise self.wrong("meetings", index, "either", "somebody in each group of alternatives")
        everybody = who + [one for group in either for one in group]
        if len(who) + len(either) < 2 or len(set(everybody)) < len(everybody):
            raise self.wrong("meetings", index, "participants", "two or more different participants")
        return tuple(who), tuple(map(tuple, either))


def plain_rows(source: NumberedProblem) -> dict[str, list[dict[str, Any]]]:
    """The rows of a numbered problem, without absent fields."""
    problem = source.problem
    rows: dict[str, list[dict[str, Any]]] = {
        "round": [{"fairness": problem.fairness}],
        "slots": [
            {"slot": number, "session": slot.session, "day": slot.day, "tables": list(tables)}
            for number, slot, tables in zip(source.slots, problem.slots, problem.tables, strict=True)
        ],
        "participants": [
            {
                "participant": number,
                "forbidden": [source.slots[slot] for slot in sorted(participant.forbidden)] or None,
                "most": participant.most,
                "most_per_day": participant.most_per_day,
                "rest": participant.rest or None,
                "preferences": [[source.slots[slot], points] for slot, points in participant.preferences] or None,
            }
            for number, participant in zip(source.participants, problem.participants, strict=True)
        ],
        "meetings": [_meeting_row(source, index) for index in range(len(problem.meetings))],
        "house": [
            {
                "table": table.number,
                "owner": None if table.owner is None else source.participants[table.owner],
                "reserved_for": [source.participants[person] for person in sorted(table.reserved_for)] or None,
                "area": table.area,
            }
            for table in problem.house
        ],
        "walking": [{"one": one, "other": other, "slots": slots} for one, other, slots in problem.walking],
    }
    return {
        kind: [{field: value for field, value in row.items() if value is not None} for row in own]
        for kind, own in rows.items()
    }


def _meeting_row(source: NumberedProblem, index: int) -> dict[str, Any]:
    meeting = source.problem.meetings[index]
    return {
        "meeting": source.meetings[index],
        "participants": [source.participants[person] for person in meeting.participants],
        "slots": None if meeting.slots is None else [source.slots[slot] for slot in sorted(meeting.slots)],
        "session": meeting.session,
        "fixed_slot": None if meeting.fixed_slot is None else source.slots[meeting.fixed_slot],
        "fixed_table": meeting.fixed_table,
        "earlier_than": [source.meetings[later] for later in meeting.earlier_than] or None,
        "weight": meeting.weight,
        "mandatory": int(meeting.mandatory),
        "either": [[source.participants[person] for person in group] for group in meeting.either] or None,
    }
