"""Where no meeting can lie: a chain of small steps, each checked by counting or by one matching.

Steps speak of ways (`spelled.py`), here called meetings as in a plain problem; of *forced* ones, which every schedule
in question places, because their meeting has to be and can be held in no other way; and of the slots left so far:

- `["person", p, m, slots]`: with meeting m in one of the slots, the other forced meetings of participant p do not fit.
- `["order", m, slots]`: the forced meetings that must lie before (after) m and share somebody do not fit there.
- `["full", slot, holders, meetings]`: the holders, as many as the slot has tables, are forced and can lie nowhere else.

A chain may end in a proof that there is no schedule: `["misfit", p]` the forced meetings of p do not fit,
`["nowhere", m]` forced m has no slot, `["unheld", m]` no way of needed meeting m has one, `["crowd", slot]` more forced
meetings than tables can lie nowhere else, `["limit", p]` p has more forced meetings than its limit.
"""

from collections.abc import Callable, Collection, Sequence

from bridgehead.engines.scheduling.certificates.matching import fits
from bridgehead.engines.scheduling.certificates.spelled import Spelled
from bridgehead.engines.scheduling.problem import Meeting, Problem

Step = Sequence[object]


class NotProven(ValueError):
    """A step that does not follow; the sentence says which."""


class Slots:
    """The slots left to each way, where the `needed` meetings are placed."""

    def __init__(self, spelled: Spelled, needed: Collection[int]) -> None:
        self.spelled, self.problem, self.needed, self.forced = spelled, spelled.plain, needed, spelled.sole(needed)
        self.left = [_plain(self.problem, meeting) for meeting in self.problem.meetings]
        self._earlier: list[list[int]] = [[] for _ in self.problem.meetings]
        for number, meeting in enumerate(self.problem.meetings):
            for later in meeting.earlier_than:
                self._earlier[later].append(number)

    def exclude(self, steps: Sequence[Step]) -> None:
        """Take away what each step excludes; raises NotProven at the first that does not follow."""
        kinds: dict[object, Callable[..., None]] = {"person": self._person, "order": self._order, "full": self._full}
        for step in steps:
            if not _counts(step[1:]):
                raise NotProven(f"The step {list(step)} names something that does not exist.")
            kinds[step[0]](*step[1:])

    def prove_impossible(self, step: Step) -> None:
        """Accept the last step of a chain that leaves no schedule; raises NotProven if it does not follow."""
        kinds: dict[object, Callable[[int], bool]] = {
            "misfit": lambda person: not fits([self.left[number] for number in self._own(person)]),
            "nowhere": lambda number: number in self.forced and not self.left[number],
            "unheld": lambda meeting: meeting in self.needed and not self.has_place(meeting),
            "crowd": lambda slot: (
                sum(self.left[number] == {slot} for number in self.forced) > len(self.problem.tables[slot])
            ),
            "limit": self._is_beyond_limit,
        }
        kind, subject = step
        if not (isinstance(subject, int) and subject >= 0 and kinds[kind](subject)):
            raise NotProven(f"The last step {list(step)} does not rule out every schedule.")

    def has_place(self, meeting: int) -> bool:
        """Whether some way of a meeting has a slot."""
        return any(self.left[way] for way in self.spelled.ways_of[meeting])

    def _own(self, person: int) -> list[int]:
        return [number for number in self.problem.meetings_of[person] if number in self.forced]

    def _is_beyond_limit(self, person: int) -> bool:
        most = self.problem.participants[person].most
        return most is not None and len(self._own(person)) > most

    def _person(self, person: int, number: int, slots: Sequence[int]) -> None:
        if person not in self.problem.meetings[number].participants:
            raise NotProven(f"Participant {person} is not in meeting {number}.")
        others = [other for other in self._own(person) if other != number]
        for slot in slots:
            if fits([self.left[other] - {slot} for other in others]):
                raise NotProven(f"Meeting {number} leaves room for participant {person} in slot {slot}.")
        self.left[number] -= set(slots)

    def _order(self, number: int, slots: Sequence[int]) -> None:
        before = self._shared(number, lambda other: self._earlier[other])
        after = self._shared(number, lambda other: self.problem.meetings[other].earlier_than)
        for slot in slots:
            if all(fits([{one for one in self.left[other] if one < slot} for other in group]) for group in before) and (
                all(fits([{one for one in self.left[other] if one > slot} for other in group]) for group in after)
            ):
                raise NotProven(f"Meeting {number} has room before and after it in slot {slot}.")
        self.left[number] -= set(slots)

    def _shared(self, number: int, nearest: Callable[[int], Sequence[int]]) -> list[list[int]]:
        """The forced meetings on one side of a meeting, by participant."""
        reached: set[int] = set()
        waiting = list(nearest(number))
        while waiting:
            other = waiting.pop()
            if other in self.forced and other not in reached:
                reached.add(other)
                waiting += nearest(other)
        groups: dict[int, list[int]] = {}
        for other in sorted(reached):
            for person in self.problem.meetings[other].participants:
                groups.setdefault(person, []).append(other)
        return list(groups.values())

    def _full(self, slot: int, holders: Sequence[int], numbers: Sequence[int]) -> None:
        known = {number for number in holders if number in self.forced and self.left[number] == {slot}}
        if len(known) < len(self.problem.tables[slot]) or known & set(numbers):
            raise NotProven(f"Slot {slot} is not full of meetings that can lie nowhere else.")
        for number in numbers:
            self.left[number] -= {slot}


def _counts(parts: object) -> bool:
    """Whether these are numbers of 0 or more, or lists of such; -1 must not come to mean the last of something."""
    return all(map(_counts, parts)) if isinstance(parts, list | tuple) else isinstance(parts, int) and parts >= 0


def _plain(problem: Problem, meeting: Meeting) -> set[int]:
    """The slots that a meeting's own facts and its participants' absences leave."""
    return {
        slot
        for slot, tables in enumerate(problem.tables)
        if (meeting.slots is None or slot in meeting.slots)
        and (meeting.session is None or meeting.session == problem.slots[slot].session)
        and (meeting.fixed_slot is None or meeting.fixed_slot == slot)
        and (meeting.fixed_table in tables if meeting.fixed_table is not None else tables)
        and not any(slot in problem.participants[person].forbidden for person in meeting.participants)
    }
