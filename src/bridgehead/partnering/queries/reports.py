"""A round as a whole, for its report: every meeting in force, what has no place and why, every delegation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bridgehead.accounts.actor import Actor
from bridgehead.partnering.models import Meeting, PartneringRound, RequestState, Timetable
from bridgehead.partnering.queries import desk, unplaced
from bridgehead.partnering.queries.afterwards import Kept, Pair, kept_in, with_both
from bridgehead.partnering.queries.desk import DelegationLine
from bridgehead.partnering.queries.figures import Compared
from bridgehead.partnering.queries.lookups import require_officer
from bridgehead.partnering.queries.rounds import RoundOverview, round_overview
from bridgehead.partnering.queries.timetables import published_timetable
from bridgehead.partnering.queries.unplaced import Unplaced


@dataclass(frozen=True, slots=True)
class RoundReport:
    """What the report of a round tells; ``placed`` counts the meetings in force of each delegation, by its row's id."""

    held: PartneringRound
    timetable: Timetable | None
    overview: RoundOverview
    kept: Kept
    meetings: Sequence[Pair]
    left_out: Sequence[Unplaced]
    delegations: Sequence[DelegationLine]
    placed: dict[int, int]


def round_report(actor: Actor, held: PartneringRound, *, now: datetime) -> RoundReport:
    """Return a round as it stands now, to its officers: a fixed number of queries however large it is."""
    require_officer(actor, held)
    timetable = published_timetable(held)
    slots = list(desk.slots_of(actor, held))
    sides = ("request__asking__organisation", "request__asked__organisation")
    in_force = Meeting.objects.filter(timetable=timetable, request__state=RequestState.ACCEPTED)
    found = in_force.select_related("slot", "table", *sides).order_by("slot__starts_at", "table__number")
    meetings = list(found) if timetable else []
    left_out = Compared(actor, held, [timetable]).left_out(timetable) if timetable else []
    placed: dict[int, int] = {}
    for each in meetings:
        for side in (each.request.asking_id, each.request.asked_id):
            placed[side] = placed.get(side, 0) + 1
    return RoundReport(
        held=held,
        timetable=timetable,
        overview=round_overview(actor, held),
        kept=kept_in(held, now=now),
        meetings=with_both(meetings),
        left_out=unplaced.explained(timetable.made_by if timetable else None, held, unplaced.named(left_out), slots),
        delegations=desk.delegation_lines(list(desk.delegations_of(actor, held)), slots=len(slots)),
        placed=placed,
    )
