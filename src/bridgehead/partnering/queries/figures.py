"""Timetables in figures, to set them side by side: whom each serves least, and what it moves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.events.rules import may_run_forum
from bridgehead.partnering.models import Delegation, Meeting, MeetingRequest, PartneringRound, RequestState
from bridgehead.partnering.queries.lookups import shown_of


@dataclass(frozen=True, slots=True)
class Served:
    """A delegation with how many of its agreed meetings a timetable places."""

    delegation: Delegation
    placed: int
    agreed: int


@dataclass(frozen=True, slots=True)
class Figures:
    """A timetable in figures. ``moved`` of what is published lie elsewhere in it; None where nothing is published."""

    served: Served | None
    moved: int | None


class _Seen(NamedTuple):
    """A placed meeting as the figures need it: plain values, for a large round has thousands."""

    timetable_id: int
    request_id: int
    slot_id: int
    asking_id: int
    asked_id: int
    state: str


def figures_of(
    actor: Actor, held: PartneringRound, timetable_ids: Collection[int], *, published: int | None
) -> dict[int, Figures]:
    """Return the figures of some timetables of a round, to officers: three queries for all."""
    meetings = _meetings(actor, held, {*timetable_ids, *([] if published is None else [published])})
    served = _served(held, {each: meetings[each] for each in timetable_ids}, most=1)
    in_force = None if published is None else _slots(meetings[published])
    return {
        each: Figures(
            served=next(iter(served[each]), None),
            moved=None if in_force is None else _moved(in_force, _slots(meetings[each])),
        )
        for each in timetable_ids
    }


def served_by(
    actor: Actor, held: PartneringRound, timetable_ids: Collection[int], *, most: int
) -> dict[int, list[Served]]:
    """Return per timetable the ``most`` delegations of whose agreed meetings the smallest shares are placed."""
    meetings = _meetings(actor, held, timetable_ids)
    return _served(held, {each: meetings[each] for each in timetable_ids}, most=most)


def _meetings(actor: Actor, held: PartneringRound, timetable_ids: Collection[int]) -> Mapping[int, list[_Seen]]:
    if not may_run_forum(actor, held.forum_id):
        raise Http404
    found: dict[int, list[_Seen]] = defaultdict(list)
    meetings = Meeting.objects.filter(timetable__in=timetable_ids)
    shown = ("timetable_id", "request_id", "slot_id", "request__asking_id", "request__asked_id", "request__state")
    for each in map(_Seen._make, meetings.values_list(*shown)):
        found[each.timetable_id].append(each)
    return found


def _served(held: PartneringRound, meetings: Mapping[int, list[_Seen]], *, most: int) -> dict[int, list[Served]]:
    pairs = MeetingRequest.objects.filter(round=held, state=RequestState.ACCEPTED).values_list("asking_id", "asked_id")
    agreed = Counter(side for pair in pairs for side in pair)
    placed = {key: Counter(side for each in found for side in each[3:5]) for key, found in meetings.items()}
    least = {
        key: sorted(agreed, key=lambda each: (found[each] / agreed[each], -agreed[each], each))[:most]
        for key, found in placed.items()
    }
    named = _named({each for found in least.values() for each in found})
    return {
        key: [Served(named[each], placed[key][each], agreed[each]) for each in found] for key, found in least.items()
    }


def _named(wanted: Collection[int]) -> dict[int, Delegation]:
    delegations = Delegation.objects.filter(pk__in=wanted).select_related("organisation")
    return delegations.only(*shown_of("organisation")).in_bulk()


def _slots(meetings: list[_Seen]) -> dict[int, int]:
    return {each.request_id: each.slot_id for each in meetings if each.state == RequestState.ACCEPTED}


def _moved(in_force: Mapping[int, int], slots: Mapping[int, int]) -> int:
    """How many meetings that are still agreed lie in another slot, or in none."""
    return sum(slots.get(request) != slot for request, slot in in_force.items())
