"""What JSON and CSV have in common: the plain columns of a round, and their way to a Problem and back.

A plain round is four lists of rows. Numbers are the file's own (any different whole numbers); slots stand in time
order. Every field has one kind, the same in both formats:

    round         fairness (number or nothing)
    slots         slot, session, day, tables (list of table numbers)
    participants  participant, forbidden (list of slots), most, most_per_day
    meetings      meeting, participants (list), slots (list), session, fixed_slot, fixed_table, earlier_than (list of
                  meetings), weight, mandatory (0 or 1)
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bridgehead.engines.scheduling.formats.numbering import NumberedProblem
from bridgehead.engines.scheduling.formats.wrong import WrongFile
from bridgehead.engines.scheduling.problem import Meeting, Participant, Problem, Slot, WrongProblem

NUMBER, LIST = "number", "list"
FIELDS: dict[str, dict[str, str]] = {
    "round": {"fairness": NUMBER},
    "slots": {"slot": NUMBER, "session": NUMBER, "day": NUMBER, "tables": LIST},
    "participants": {"participant": NUMBER, "forbidden": LIST, "most": NUMBER, "most_per_day": NUMBER},
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
    },
}
REQUIRED = {
    "round": (),
    "slots": ("slot", "tables"),
    "participants": ("participant",),
    "meetings": ("meeting", "participants"),
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
        slots, people, meetings = (
            self._numbers(kind, field)
            for kind, field in (("slots", "slot"), ("participants", "participant"), ("meetings", "meeting"))
        )
        try:
            problem = Problem(
                participants=tuple(self._participant(index, slots) for index in range(len(people))),
                slots=tuple(Slot(row.get("session") or 0, row.get("day") or 0) for row in self.rows["slots"]),
                tables=tuple(tuple(row["tables"]) for row in self.rows["slots"]),
                meetings=tuple(self._meeting(index, people, slots, meetings) for index in range(len(meetings))),
                fairness=next((row.get("fairness") for row in self.rows.get("round", ())), None),
            )
        except WrongProblem as problem_is:
            raise self.wrong(
                "meetings", 0, "", f"facts that fit together. {problem_is} (numbers from 0)"
            ) from problem_is
        return NumberedProblem(problem, tuple(people), tuple(slots), tuple(meetings))

    def _numbers(self, kind: str, field: str) -> dict[int, int]:
        """For each number of a list its place, counted from 0."""
        places: dict[int, int] = {}
        for index, row in enumerate(self.rows[kind]):
            for needed in REQUIRED[kind]:
                if row.get(needed) is None:
                    raise self.wrong(kind, index, needed, f"a value for {needed}")
            if row[field] in places:
                raise self.wrong(kind, index, field, f"every {field} once; {row[field]} stands twice")
            places[row[field]] = index
        return places

    def _places(self, kind: str, index: int, field: str, known: Mapping[int, int]) -> list[int]:
        places = []
        for number in self.rows[kind][index].get(field) or ():
            if number not in known:
                raise self.wrong(kind, index, field, f"numbers that exist; {number} does not")
            places.append(known[number])
        return places

    def _participant(self, index: int, slots: Mapping[int, int]) -> Participant:
        row = self.rows["participants"][index]
        forbidden = self._places("participants", index, "forbidden", slots)
        return Participant(frozenset(forbidden), row.get("most"), row.get("most_per_day"))

    def _meeting(
        self, index: int, people: Mapping[int, int], slots: Mapping[int, int], meetings: Mapping[int, int]
    ) -> Meeting:
        row = self.rows["meetings"][index]
        who = self._places("meetings", index, "participants", people)
        if len(who) < 2 or len(set(who)) < len(who):
            raise self.wrong("meetings", index, "participants", "two or more different participants")
        fixed = row.get("fixed_slot")
        if fixed is not None and fixed not in slots:
            raise self.wrong("meetings", index, "fixed_slot", f"a slot that exists; {fixed} does not")
        weight, mandatory = row.get("weight"), row.get("mandatory")
        if mandatory not in (None, 0, 1):
            raise self.wrong("meetings", index, "mandatory", "0 or 1 for mandatory")
        return Meeting(
            participants=tuple(who),
            slots=None if row.get("slots") is None else frozenset(self._places("meetings", index, "slots", slots)),
            session=row.get("session"),
            fixed_slot=None if fixed is None else slots[fixed],
            fixed_table=row.get("fixed_table"),
            earlier_than=tuple(self._places("meetings", index, "earlier_than", meetings)),
            weight=1 if weight is None else weight,
            mandatory=mandatory != 0,
        )


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
            }
            for number, participant in zip(source.participants, problem.participants, strict=True)
        ],
        "meetings": [_meeting_row(source, index) for index in range(len(problem.meetings))],
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
    }
