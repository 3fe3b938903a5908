"""Timetables in figures, to set them side by side: whom each serves least, what it moves, whether it still fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from bridgehead.accounts.actor import Actor
from bridgehead.partnering.models import (
    Availability,
    Delegation,
    Meeting,
    MeetingRequest,
    PartneringRound,
    RequestState,
    Slot,
    TableClosure,
    Timetable,
)
from bridgehead.partnering.queries.lookups import require_officer, shown_of
from bridgehead.partnering.queries.timetables import Placed


@dataclass(frozen=True, slots=True)
class Served:
    """A delegation with how many of its agreed meetings a timetable places."""

    delegation: Delegation
    placed: int
    agreed: int


@dataclass(frozen=True, slots=True)
class Fit:
    """How many meetings of a timetable can no longer be held as they stand, and how many agreed ones it knows not."""

    broken: int
    newer: int


@dataclass(frozen=True, slots=True)
class Breaks:
    """The fewest and the most idle groups between meetings that a delegation has, and who has the most, by its id."""

    fewest: int
    most: int
    side: int

    @property
    def spread(self) -> int:
        """By how much they differ."""
        return self.most - self.fewest


class LeastServed(NamedTuple):
    """The id of a delegation, and how many of its agreed meetings are placed."""

    side: int
    placed: int
    agreed: int


@dataclass(frozen=True, slots=True)
class Figures:
    """A timetable in figures. ``moved`` of what is published lie elsewhere in it; None where nothing is published.

    ``table_changes`` is how often a delegation's next meeting is at another table than the one before.
    """

    served: LeastServed | None
    breaks: Breaks | None
    table_changes: int
    moved: int | None


class _Placed(NamedTuple):
    """A placed meeting as the figures need it: plain values, for a large round has thousands."""

    timetable_id: int
    request_id: int
    slot_id: int
    asking_id: int
    asked_id: int
    table_id: int


class _Agreed(NamedTuple):
    """An agreed request."""

    request_id: int
    asking_id: int
    asked_id: int
    answered_at: datetime | None


class Compared:
    """The meetings of some timetables of a round beside what is agreed and open now; each is read once for all."""

    def __init__(self, actor: Actor, held: PartneringRound, timetables: Iterable[Timetable]) -> None:
        require_officer(actor, held)
        self.held, self.timetables = held, {each.pk: each for each in timetables}
        self._read: dict[int, Collection[_Placed | Placed]] = {}

    def knows(self, timetable: Timetable, meetings: Collection[Placed]) -> None:
        """Take the meetings of one of the timetables from a page that has read them, before any figure is asked."""
        self._read[timetable.pk] = meetings

    @cached_property
    def _meetings(self) -> Mapping[int, Collection[_Placed | Placed]]:
        found: dict[int, list[_Placed]] = {each: [] for each in self.timetables if each not in self._read}
        shown = ("timetable_id", "request_id", "slot_id", "request__asking_id", "request__asked_id", "table_id")
        for each in Meeting.objects.filter(timetable__in=found).values_list(*shown):
            found[each[0]].append(_Placed._make(each))
        return {**self._read, **found}

    @cached_property
    def _agreed(self) -> dict[int, _Agreed]:
        accepted = MeetingRequest.objects.filter(round=self.held, state=RequestState.ACCEPTED)
        shown = accepted.values_list("pk", "asking_id", "asked_id", "answered_at")
        return {each[0]: _Agreed._make(each) for each in shown}

    @cached_property
    def _closed(self) -> set[tuple[int, int]]:
        closed = Availability.objects.filter(slot__round=self.held)
        return set(closed.values_list("delegation_id", "slot_id"))

    @cached_property
    def _missing(self) -> set[tuple[int, int]]:
        """The tables that are missing, each with the slot in which it is."""
        return set(TableClosure.objects.filter(slot__round=self.held).values_list("table_id", "slot_id"))

    @cached_property
    def _shut(self) -> set[int]:
        return set(Slot.objects.filter(round=self.held, is_shut=True).values_list("pk", flat=True))

    def figures(self, shown: Collection[int], slots: Sequence[Slot], *, published: int | None) -> dict[int, Figures]:
        """Return the figures of some of the timetables, by their rows' ids; ``slots`` are the round's, by time."""
        order = {each.pk: position for position, each in enumerate(slots)}
        days = {each: self._days(each, order) for each in shown}
        return {
            each: Figures(
                served=next(iter(self._least(each, most=1)), None),
                breaks=_spread(days[each]),
                table_changes=sum(_table_changes(day) for day in days[each].values()),
                moved=None if published is None else self._moved(published, each),
            )
            for each in shown
        }

    def left_out(self, timetable: Timetable) -> list[int]:
        """Return the ids of the agreed requests that the timetable of a run leaves out."""
        placed = {each.request_id for each in self._meetings[timetable.pk]}
        return sorted(self._agreed.keys() - placed) if timetable.made_by else []

    def served(self, timetable: int, *, most: int) -> list[Served]:
        """Return the ``most`` delegations of whose agreed meetings a timetable places the smallest shares."""
        least = self._least(timetable, most=most)
        named = _named({each.side for each in least})
        return [Served(named[each.side], each.placed, each.agreed) for each in least]

    def _least(self, timetable: int, *, most: int) -> list[LeastServed]:
        agreed = Counter(side for each in self._agreed.values() for side in (each.asking_id, each.asked_id))
        placed = Counter(side for each in self._meetings[timetable] for side in (each.asking_id, each.asked_id))
        order = sorted(agreed, key=lambda side: (placed[side] / agreed[side], -agreed[side], side))
        return [LeastServed(side, placed[side], agreed[side]) for side in order[:most]]

    def _days(self, timetable: int, order: Mapping[int, int]) -> dict[int, list[tuple[int, int]]]:
        """The (position of the slot, table) of each delegation's meetings by time, also of one without any."""
        days: dict[int, list[tuple[int, int]]] = {
            side: [] for each in self._agreed.values() for side in (each.asking_id, each.asked_id)
        }
        for each in self._meetings[timetable]:
            for side in (each.asking_id, each.asked_id):
                days.setdefault(side, []).append((order[each.slot_id], each.table_id))
        return {side: sorted(day) for side, day in days.items()}

    def fit(self, timetable: Timetable) -> Fit:
        """Say whether a timetable can be held as it stands, and what was agreed after it was made."""
        began = (timetable.made_by or timetable).created_at
        meetings = self._meetings[timetable.pk]
        held = [each for each in meetings if each.request_id in self._agreed and not self._is_broken(each)]
        placed = {each.request_id for each in meetings}
        later = (each for each in self._agreed.values() if each.answered_at and each.answered_at > began)
        return Fit(
            broken=len(meetings) - len(held) + self._beyond_limit(held),
            newer=sum(each.request_id not in placed for each in later),
        )

    def _is_broken(self, meeting: _Placed | Placed) -> bool:
        slot = meeting.slot_id
        is_shut = slot in self._shut or (meeting.table_id, slot) in self._missing
        return is_shut or (meeting.asking_id, slot) in self._closed or (meeting.asked_id, slot) in self._closed

    def _beyond_limit(self, meetings: Iterable[_Placed | Placed]) -> int:
        """How many meetings too many a delegation has, added up."""
        most = self.held.max_meetings
        load = Counter(side for each in meetings for side in (each.asking_id, each.asked_id))
        return 0 if most is None else sum(max(0, number - most) for number in load.values())

    def _moved(self, published: int, timetable: int) -> int:
        """How many meetings of the published one that are still agreed lie in another slot here, or in none."""
        slots = {each.request_id: each.slot_id for each in self._meetings[timetable]}
        in_force = (each for each in self._meetings[published] if each.request_id in self._agreed)
        return sum(slots.get(each.request_id) != each.slot_id for each in in_force)


def _spread(days: Mapping[int, Sequence[tuple[int, int]]]) -> Breaks | None:
    """The spread of breaks among delegations; None where there are none."""
    counted = {side: _idle_groups(day) for side, day in days.items()}
    if not counted:
        return None
    side = min(counted, key=lambda each: (-counted[each], each))
    return Breaks(min(counted.values()), counted[side], side)


def _idle_groups(day: Sequence[tuple[int, int]]) -> int:
    return sum(after - before > 1 for (before, _table), (after, _next) in pairwise(day))


def _table_changes(day: Sequence[tuple[int, int]]) -> int:
    return sum(before != after for (_slot, before), (_next, after) in pairwise(day))


def _named(wanted: Collection[int]) -> dict[int, Delegation]:
    delegations = Delegation.objects.filter(pk__in=wanted).select_related("organisation")
    return delegations.only(*shown_of("organisation")).in_bulk()
