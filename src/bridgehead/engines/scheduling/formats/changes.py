"""Reading changes: a list of objects, each with its kind as "change" and numbers of the file it belongs to.

{"change": "absent", "participant": 3, "slots": [4, 5]}      without slots: all of them
{"change": "present", "participant": 3, "slots": [4, 5]}
{"change": "table_withdrawn", "table": 7, "slots": [4]}      without slots: all of them
{"change": "slot_closed", "slot": 4}
{"change": "cancelled", "meeting": 12}
{"change": "added", "participants": [3, 8], "weight": 2}     also "slots" and "mandatory"
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bridgehead.engines.scheduling.changes import (
    Absent,
    Added,
    Cancelled,
    Change,
    Present,
    SlotClosed,
    TableWithdrawn,
)
from bridgehead.engines.scheduling.formats.json import content_of, value_place
from bridgehead.engines.scheduling.formats.numbering import NumberedProblem
from bridgehead.engines.scheduling.formats.wrong import WrongFile, text_of
from bridgehead.engines.scheduling.problem import Meeting, WrongProblem

#: For each kind the fields it must have, then those it may have.
KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "absent": (("participant",), ("slots",)),
    "present": (("participant", "slots"), ()),
    "table_withdrawn": (("table",), ("slots",)),
    "slot_closed": (("slot",), ()),
    "cancelled": (("meeting",), ()),
    "added": (("participants",), ("weight", "slots", "mandatory")),
}
GREATEST = 10**9
LISTS = ("slots", "participants")


def read_changes(path: Path, source: NumberedProblem) -> tuple[Change, ...]:
    """The changes in a JSON file, counted from 0; raises WrongFile with the place of the mistake."""
    text = text_of(path)
    content = content_of(path, text)
    if not isinstance(content, list):
        raise WrongFile(path, 1, 1, 'a list of changes, such as [{"change": "slot_closed", "slot": 4}]')
    return tuple(_Reader(path, text, source).change(index, row) for index, row in enumerate(content))


class _Reader:
    """One file's changes, one by one."""

    def __init__(self, path: Path, text: str, source: NumberedProblem) -> None:
        self.path, self.text = path, text
        self.numbers = {
            "participant": _places(source.participants),
            "slot": _places(source.slots),
            "meeting": _places(source.meetings),
        }

    def wrong(self, keys: tuple[str | int, ...], expected: str) -> WrongFile:
        """The error at the value that the keys lead to."""
        return WrongFile(self.path, *value_place(self.text, keys), expected)

    def change(self, index: int, row: object) -> Change:
        """The change of one row."""
        kind = row.get("change") if isinstance(row, dict) else None
        if not isinstance(row, dict) or not isinstance(kind, str) or kind not in KINDS:
            raise self.wrong((index,), f'an object whose "change" is one of {", ".join(KINDS)}')
        must, may = KINDS[kind]
        for field in row:
            if field not in ("change", *must, *may):
                raise self.wrong((index, field), f"one of {', '.join((*must, *may))} instead of {field}")
        for field in must:
            if row.get(field) is None:
                raise self.wrong((index,), f"{field} in a change of kind {kind}")
        values = {field: self.value(index, field, value) for field, value in row.items() if field != "change"}
        try:
            return _made(kind, values)
        except WrongProblem as wrong:
            raise self.wrong((index,), str(wrong)) from wrong

    def value(self, index: int, field: str, value: object) -> Any:
        """A field's value in numbers counted from 0."""
        if field in LISTS:
            if value is None and field == "slots":
                return None
            if not isinstance(value, list):
                raise self.wrong((index, field), f"a list of {field}")
            return [self.known(index, field, field[:-1], number) for number in value]
        if field == "mandatory":
            if value not in (0, 1, True, False):
                raise self.wrong((index, field), "0 or 1 as mandatory")
            return bool(value)
        if type(value) is not int or not 0 <= value <= GREATEST:
            raise self.wrong((index, field), f"a whole number as {field}")
        return self.known(index, field, field, value) if field in self.numbers else value

    def known(self, index: int, field: str, kind: str, number: object) -> int:
        """The place of a number that the problem's file uses."""
        if type(number) is not int or number not in self.numbers[kind]:
            raise self.wrong((index, field), f"a {kind} of the problem")
        return self.numbers[kind][number]


def _places(numbers: Sequence[int]) -> dict[int, int]:
    return {number: place for place, number in enumerate(numbers)}


def _made(kind: str, values: Mapping[str, Any]) -> Change:
    slots = None if values.get("slots") is None else frozenset(values["slots"])
    match kind:
        case "absent":
            return Absent(values["participant"], slots)
        case "present":
            return Present(values["participant"], slots or frozenset())
        case "table_withdrawn":
            return TableWithdrawn(values["table"], slots)
        case "slot_closed":
            return SlotClosed(values["slot"])
        case "cancelled":
            return Cancelled(values["meeting"])
    people = tuple(values["participants"])
    if len(people) < 2 or len(set(people)) < len(people):
        raise WrongProblem("two or more different participants")
    return Added(Meeting(people, slots=slots, weight=values.get("weight", 1), mandatory=values.get("mandatory", False)))
