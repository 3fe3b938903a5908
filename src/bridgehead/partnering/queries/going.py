"""Which meetings a delegation has or may have, and whom it sends to each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from bridgehead.partnering.models import (
    Delegate,
    DelegateAway,
    Delegation,
    Meeting,
    MeetingRequest,
    RequestDelegate,
    RequestState,
)
from bridgehead.partnering.queries.lookups import OwnPlace, shown_of
from bridgehead.partnering.queries.timetables import published_timetable
from bridgehead.partnering.rules import OPEN_STATES, who_sits


@dataclass(frozen=True, slots=True)
class Going:
    """A request of the person's own delegation with its meeting in force, if any, and who goes (rows' ids).

    ``sent`` are those chosen, ``away`` those who cannot come then, ``sits`` who will sit there by both.
    """

    request: MeetingRequest
    other: Delegation
    meeting: Meeting | None
    sent: frozenset[int]
    away: frozenset[int]
    sits: tuple[int, ...]

    def is_over(self, now: datetime) -> bool:
        """Whether its meeting has begun, so that its people stay."""
        return self.meeting is not None and self.meeting.slot.starts_at <= now


def who_goes(place: OwnPlace, people: Sequence[Delegate], *, only: UUID | None = None) -> list[Going]:
    """Return the open requests of the person's own delegation: those placed by time, the agreed, those it sent.

    What was asked of it and waits for its own answer is not there. ``only`` is the public id of one request.
    """
    own = place.delegation
    mine = Q(asking=own, state__in=OPEN_STATES) | Q(asked=own, state=RequestState.ACCEPTED)
    if only is not None:
        mine &= Q(public_id=only)
    requests = MeetingRequest.objects.filter(mine).select_related("asking__organisation", "asked__organisation")
    shown = [f"{side}__public_id" for side in ("asking", "asked")]
    found = list(requests.only("public_id", "state", *shown, *shown_of("asking__organisation", "asked__organisation")))
    placed = Meeting.objects.filter(timetable=published_timetable(place.held), request__in=found)
    meetings = {each.request_id: each for each in placed.select_related("slot", "table")}
    ids = [each.pk for each in people]
    sent: dict[int, set[int]] = defaultdict(set)
    for request, delegate in RequestDelegate.objects.filter(delegate__in=ids).values_list("request", "delegate"):
        sent[request].add(delegate)
    away: dict[int, set[int]] = defaultdict(set)
    for slot, delegate in DelegateAway.objects.filter(delegate__in=ids).values_list("slot", "delegate"):
        away[slot].add(delegate)
    lines = []
    for each in found:
        meeting = meetings.get(each.pk)
        gone = away[meeting.slot_id] if meeting else set()
        sits = who_sits(ids, sent=sent[each.pk], away=gone)
        other = each.asked if each.asking_id == own.pk else each.asking
        lines.append(Going(each, other, meeting, frozenset(sent[each.pk]), frozenset(gone), sits))
    return sorted(lines, key=_by_time)


def _by_time(going: Going) -> tuple[bool, float, bool, str]:
    starts = going.meeting.slot.starts_at.timestamp() if going.meeting else 0.0
    return (
        going.meeting is None,
        starts,
        going.request.state != RequestState.ACCEPTED,
        going.other.organisation.name.casefold(),
    )
