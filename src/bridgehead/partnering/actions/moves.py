"""A draft by hand: a meeting is moved, swapped, placed, taken out, locked; the last deed is undone.

The round is locked first, so deeds at its timetables come one after the other, and each says where the officer saw the
meeting: what somebody else has moved meanwhile is not moved again unseen. Runs and what is published never change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.events.rules import may_run_forum
from bridgehead.foundation import audit
from bridgehead.foundation.refusals import Overtaken, Refused, require
from bridgehead.partnering import rules
from bridgehead.partnering.actions.meetings import copy_of, seat_at
from bridgehead.partnering.actions.timetables import draft_locked
from bridgehead.partnering.adapters.board import Board, Spot
from bridgehead.partnering.models import (
    HandChange,
    HandDeed,
    Meeting,
    MeetingRequest,
    MeetingSeat,
    MeetingState,
    PartneringRound,
    Timetable,
)
from bridgehead.partnering.queries.moves import Words, board_of, last_to_undo

After = Mapping[int, Spot | None]


@transaction.atomic
def move_meeting(*, timetable_id: int, request_id: int, to: Spot, seen: Spot, by: Actor, now: datetime) -> HandChange:
    """Move a meeting of a draft from where it was seen to another slot, another table, or both."""
    hand = _Hand.at(timetable_id, by, now)
    hand.require_seen(request_id, seen)
    require(to != seen, _("The meeting lies there already."))
    return hand.lay(HandDeed.MOVED, {request_id: to}, by=by, now=now)


@transaction.atomic
def swap_meetings(
    *, timetable_id: int, request_id: int, seen: Spot, other_id: int, other_seen: Spot, by: Actor, now: datetime
) -> HandChange:
    """Let two meetings of a draft change places."""
    hand = _Hand.at(timetable_id, by, now)
    hand.require_seen(request_id, seen)
    hand.require_seen(other_id, other_seen)
    return hand.lay(HandDeed.SWAPPED, {request_id: other_seen, other_id: seen}, by=by, now=now)


@transaction.atomic
def place_request(*, timetable_id: int, request_id: int, to: Spot, by: Actor, now: datetime) -> HandChange:
    """Give an agreed request that has no place in a draft one."""
    hand = _Hand.at(timetable_id, by, now)
    hand.require_seen(request_id, None)
    return hand.lay(HandDeed.PLACED, {request_id: to}, by=by, now=now)


@transaction.atomic
def take_out(*, timetable_id: int, request_id: int, seen: Spot, by: Actor, now: datetime) -> HandChange:
    """Take a meeting out of a draft; its request is agreed still and has no place."""
    hand = _Hand.at(timetable_id, by, now)
    hand.require_seen(request_id, seen)
    return hand.lay(HandDeed.TAKEN_OUT, {request_id: None}, by=by, now=now)


@transaction.atomic
def set_lock(*, timetable_id: int, request_id: int, locks: bool, by: Actor, now: datetime) -> HandChange | None:
    """Lock a meeting of a draft at its slot and table, or unlock it; None where it is so already."""
    hand = _Hand.at(timetable_id, by, now)
    laid = hand.board.by_request.get(request_id)
    if laid is None:
        raise Overtaken(_("This meeting has no place in this draft any more."))
    if laid.is_locked == locks:
        return None
    hand.lock(request_id, locks)
    spot = list(laid.spot)
    content = [{"request": request_id, "before": spot, "after": spot}]
    return hand.note(HandDeed.LOCKED if locks else HandDeed.UNLOCKED, content, by=by, now=now)


@transaction.atomic
def undo_change(*, timetable_id: int, number: int, by: Actor, now: datetime) -> HandChange:
    """Take back the last deed at a draft, where that is possible still: a deed of its own."""
    hand = _Hand.at(timetable_id, by, now)
    last = last_to_undo(hand.draft)
    if last is None or last.number != number:
        raise Overtaken(_("Something else was done at this draft meanwhile. Look at it again."))
    for each in last.content:
        hand.require_seen(each["request"], _spot(each["after"]))
    if last.deed in (HandDeed.LOCKED, HandDeed.UNLOCKED):
        for each in last.content:
            hand.lock(each["request"], last.deed == HandDeed.UNLOCKED)
        return hand.note(HandDeed.UNDONE, last.content, undoes=number, by=by, now=now)
    back = {each["request"]: _spot(each["before"]) for each in last.content}
    return hand.lay(HandDeed.UNDONE, back, undoes=number, by=by, now=now)


@transaction.atomic
def copy_timetable(*, timetable_id: int, by: Actor, now: datetime) -> Timetable:
    """Make a draft of a timetable that was published, to be changed by hand; nothing is published by it."""
    found = Timetable.objects.select_related("run", "follows").filter(pk=timetable_id).first()
    if found is None:
        raise Refused(_("This draft is gone already."))
    # Locked as in publishing: a version that is published meanwhile comes wholly before or after.
    rounds = PartneringRound.objects.select_for_update(of=("self",), no_key=True).select_related("forum")
    held = rounds.get(pk=found.round_id)
    require(may_run_forum(by, held.forum_id), _("Only an officer of this forum can do this."))
    require(held.phase in rules.SOLVING, _("A timetable can be made once requests have been sent and answered."))
    found.round = held
    draft = copy_of(found, changed_at=now)
    seat_at(draft, Meeting.objects.filter(timetable=draft))
    audit.record("partnering.timetable_copied", on=draft, by=by, at=now, stream=held.forum.audit_stream)
    return draft


@dataclass(frozen=True)
class _Hand:
    """A draft whose round is locked, and its board as it is then."""

    draft: Timetable
    board: Board

    @classmethod
    def at(cls, timetable_id: int, by: Actor, now: datetime) -> _Hand:
        draft = draft_locked(timetable_id, by)
        require(
            draft.round.phase in rules.SOLVING,
            _("A timetable can be made once requests have been sent and answered."),
        )
        return cls(draft, board_of(draft, now=now))

    def require_seen(self, request: int, seen: Spot | None) -> None:
        """Refuse where a meeting lies elsewhere than it was seen."""
        laid = self.board.by_request.get(request)
        if (laid.spot if laid else None) == seen:
            return
        if laid is None and request not in self.board.pairs:
            raise Overtaken(_("This meeting has no place in this draft any more."))
        said = {"pair": Words(self.draft, self.board).pair(request)}
        raise Overtaken(_("%(pair)s: somebody has moved this meeting meanwhile. This is where it is now.") % said)

    def lay(self, deed: HandDeed, after: After, *, by: Actor, now: datetime, undoes: int | None = None) -> HandChange:
        """Lay requests where they are to lie, or refuse and say what is in the way."""
        known = self.board.pairs.keys() | self.board.by_request.keys()
        if not after.keys() <= known:
            raise Overtaken(_("This request is agreed no longer."))
        found = self.board.obstacles(after)
        if found:
            raise Refused(Words(self.draft, self.board).sentence(found))
        lies = self.board.by_request
        content = [
            {
                "request": request,
                "before": list(lies[request].spot) if request in lies else None,
                "after": list(spot) if spot else None,
            }
            for request, spot in after.items()
        ]
        try:
            with transaction.atomic():
                self._write(after)
        except IntegrityError as stands_against:
            # A person who went from one delegation to another, say: the database knows more than the board.
            raise Refused(_("Somebody who would sit there has another meeting then.")) from stands_against
        return self.note(deed, content, by=by, now=now, undoes=undoes)

    def _write(self, after: After) -> None:
        """Lift what lies, then lay it: between the two, a place is held by nobody."""
        touched = Meeting.objects.filter(timetable=self.draft, request__in=after)
        MeetingSeat.objects.filter(meeting__in=touched).delete()
        touched.update(state=MeetingState.CANCELLED)
        for request, spot in after.items():
            if spot is None:
                touched.filter(request=request).delete()
            elif request in self.board.by_request:
                touched.filter(request=request).update(
                    slot_id=spot.slot, table_id=spot.table, state=MeetingState.PLACED
                )
            else:
                Meeting.objects.create(timetable=self.draft, request_id=request, slot_id=spot.slot, table_id=spot.table)
        seat_at(self.draft, touched)

    def lock(self, request: int, locks: bool) -> None:
        """Lock a meeting, or unlock it."""
        Meeting.objects.filter(timetable=self.draft, request=request).update(is_locked=locks)

    def note(
        self, deed: HandDeed, content: list[dict[str, Any]], *, by: Actor, now: datetime, undoes: int | None = None
    ) -> HandChange:
        """Write the line of a deed, and the trail's."""
        self.draft.hand_changes += 1
        self.draft.changed_at = now
        self.draft.save(update_fields=["hand_changes", "changed_at"])
        change = HandChange.objects.create(
            timetable=self.draft,
            number=self.draft.hand_changes,
            deed=deed,
            content=content,
            undoes=undoes,
            done_by_id=by.user_id,
            done_at=now,
        )
        stream = self.draft.round.forum.audit_stream
        meant = dict(
            MeetingRequest.objects.filter(pk__in=[each["request"] for each in content]).values_list("pk", "public_id")
        )
        change_told = {str(meant[each["request"]]): (each["before"], each["after"]) for each in content}
        audit.record(VERBS[deed], on=self.draft, by=by, at=now, stream=stream, change=change_told)
        return change


VERBS = {
    HandDeed.MOVED: "partnering.meeting_moved",
    HandDeed.SWAPPED: "partnering.meetings_swapped",
    HandDeed.PLACED: "partnering.request_placed",
    HandDeed.TAKEN_OUT: "partnering.meeting_taken_out",
    HandDeed.LOCKED: "partnering.meeting_locked",
    HandDeed.UNLOCKED: "partnering.meeting_unlocked",
    HandDeed.UNDONE: "partnering.change_undone",
}


def _spot(place: list[int] | None) -> Spot | None:
    return Spot(*place) if place else None
