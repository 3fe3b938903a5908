"""Which organisations of a round present or sign at the forum while meetings are held, and which meetings lie there.

The agenda names organisations, not people: whether somebody else of them can sit at a table, only they know. So nothing
is closed by it; it is told to them and to the officers: docs/decisions/0031.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from bridgehead.accounts.actor import Actor
from bridgehead.events.queries.conflicts import InFront, in_front
from bridgehead.partnering.models import Delegation, Meeting, PartneringRound, RequestState, Slot, Timetable
from bridgehead.partnering.queries.lookups import require_officer

#: By delegation and slot, rows' ids: in which session it presents or signs then.
Presented = Mapping[tuple[int, int], InFront]


def presented_in(held: PartneringRound, slots: Iterable[Slot], delegations: Collection[Delegation]) -> Presented:
    """Return what some delegations of a round present while its slots are held: one query."""
    by_organisation = {each.organisation_id: each.pk for each in delegations}
    return _at_once(in_front(held.forum_id, set(by_organisation)), slots, by_organisation)


def presented_at_all(held: PartneringRound) -> Presented:
    """Return the same of all delegations and slots of a round: three queries, one where nobody presents."""
    shown = in_front(held.forum_id)
    if not shown:
        return {}
    by_organisation = dict(_of_those(held, shown).values_list("organisation_id", "pk"))
    return _at_once(shown, Slot.objects.filter(round=held), by_organisation)


def presenting_then(held: PartneringRound, slot: Slot) -> Mapping[int, tuple[Delegation, InFront]]:
    """Return who presents or signs what in one slot, by their rows' ids: two queries, one where nobody ever does."""
    shown = in_front(held.forum_id)
    if not shown:
        return {}
    delegations = list(_of_those(held, shown).select_related("organisation"))
    found = _at_once(shown, [slot], {each.organisation_id: each.pk for each in delegations})
    return {each.pk: (each, found[each.pk, slot.pk]) for each in delegations if (each.pk, slot.pk) in found}


def spared_by(timetable: Timetable) -> Collection[tuple[int, int]] | None:
    """Return the times, as (delegation, slot), that are spared in a timetable; None where its run was not to do so."""
    made = timetable.made_by
    return presented_at_all(timetable.round).keys() if made is not None and made.spares_presenters else None


def _of_those(held: PartneringRound, shown: Iterable[InFront]) -> QuerySet[Delegation]:
    return Delegation.objects.filter(round=held, organisation__in={each.organisation_id for each in shown})


def _at_once(shown: Iterable[InFront], slots: Iterable[Slot], by_organisation: Mapping[int, int]) -> Presented:
    found: dict[tuple[int, int], InFront] = {}
    laid = list(slots)
    for each in shown:
        if each.organisation_id not in by_organisation:
            continue
        for slot in laid:
            if slot.starts_at < each.until and each.starts_at < slot.ends_at:
                found.setdefault((by_organisation[each.organisation_id], slot.pk), each)
    return found


@dataclass(frozen=True, slots=True)
class Clash:
    """A meeting of a timetable while a side of it presents or signs, or each does: who, and in which session."""

    meeting: Meeting
    presents: tuple[tuple[Delegation, InFront], ...]


def clashes_in(actor: Actor, timetable: Timetable, presented: Presented, *, now: datetime) -> list[Clash]:
    """Return the meetings of a timetable during which a side presents, by time, to officers: at most one query.

    Those that are over are left out: nobody can do anything about them.
    """
    require_officer(actor, timetable.round)
    if not presented:
        return []
    slots = {slot for _delegation, slot in presented}
    sides = ("request__asking__organisation", "request__asked__organisation")
    agreed = Meeting.objects.filter(timetable=timetable, slot__in=slots, request__state=RequestState.ACCEPTED)
    agreed = agreed.filter(slot__ends_at__gt=now)
    shown = agreed.select_related("slot", "request", *sides).order_by("slot__starts_at", "pk")
    found = [Clash(each, _beside(each, presented)) for each in shown]
    return [each for each in found if each.presents]


def _beside(meeting: Meeting, presented: Presented) -> tuple[tuple[Delegation, InFront], ...]:
    sides = (
        (side, presented.get((side.pk, meeting.slot_id))) for side in (meeting.request.asking, meeting.request.asked)
    )
    return tuple((side, shown) for side, shown in sides if shown is not None)
