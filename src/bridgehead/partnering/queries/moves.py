"""A draft on its board for work by hand: what may go where, in words, and what was done at it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.foundation.bilingual import wording
from bridgehead.partnering.adapters.board import Bar, Board, Laid, Obstacle, Spot
from bridgehead.partnering.adapters.freezing import freeze
from bridgehead.partnering.models import (
    Delegation,
    HandChange,
    HandDeed,
    Meeting,
    MeetingRequest,
    RequestState,
    Side,
    Slot,
    Table,
    Timetable,
)
from bridgehead.partnering.queries.lookups import one_or_404, require_officer, shown_of

#: So many of the last deeds are listed beside the grid.
DEEDS_SHOWN = 8


def board_of(timetable: Timetable, *, now: datetime) -> Board:
    """Return a timetable of a round on its board; the caller has checked the actor, or has locked the round.

    While the meetings are held, slots that have begun by ``now`` and what lies in them are no matter of hands any more.
    """
    laid = Meeting.objects.filter(timetable=timetable).values_list(
        "request_id", "slot_id", "table_id", "is_locked", "request__asking_id", "request__asked_id"
    )
    return Board(freeze(timetable.round, timetable, now=now), tuple(map(Laid._make, laid)))


def request_by_hand_or_404(actor: Actor, timetable: Timetable, public_id: UUID | str) -> MeetingRequest:
    """Return a request that is agreed or has a place in a timetable, with its two sides, to officers."""
    require_officer(actor, timetable.round)
    sides = ("asking__organisation", "asked__organisation")
    placed = Meeting.objects.filter(timetable=timetable).values("request")
    known = Q(state=RequestState.ACCEPTED) | Q(pk__in=placed)
    return one_or_404(MeetingRequest.objects.filter(known, round=timetable.round).select_related(*sides), public_id)


def meeting_id_of(timetable: Timetable, request: MeetingRequest) -> UUID | None:
    """Return the public id of a request's meeting in a timetable, for a page whose caller has checked the actor."""
    return Meeting.objects.filter(timetable=timetable, request=request).values_list("public_id", flat=True).first()


def request_ids_of(requests: Iterable[int]) -> dict[int, UUID]:
    """Return the public ids of requests by their rows, for a page whose caller has checked the actor."""
    return dict(MeetingRequest.objects.filter(pk__in=list(requests)).values_list("pk", "public_id"))


def request_id_of(request: int) -> UUID:
    """Return the public id of a request by its row, for a page whose caller has checked the actor."""
    return MeetingRequest.objects.values_list("public_id", flat=True).get(pk=request)


class _Name(NamedTuple):
    name_ko: str
    name_en: str


class Words:
    """Says what is in the way in the reader's language: the names of a round's delegations, read once."""

    def __init__(self, timetable: Timetable, board: Board) -> None:
        self._board = board
        sides = [f"organisation__name_{tongue}" for tongue in ("ko", "en")]
        named = list(timetable.round.delegations.values_list("pk", "side", *sides))
        self._names = {pk: wording(_Name(*names), "name").text for pk, _side, *names in named}
        self._home = {pk for pk, side, *_names in named if side == Side.HOME}
        self._tables = dict(Table.objects.filter(round=timetable.round_id).values_list("pk", "number"))

    def pair(self, request: int) -> str:
        """Return who meets, or would: “Hanbit × Acme”."""
        laid = self._board.by_request.get(request)
        pair = laid.pair if laid else self._board.pairs[request]
        return " × ".join(self._names[each] for each in sorted(pair, key=lambda each: each not in self._home))

    def sentence(self, obstacles: Iterable[Obstacle]) -> str:
        """Return what is in the way as one text."""
        return " ".join(map(self._told, obstacles))

    def _told(self, obstacle: Obstacle) -> str:
        request, side = obstacle.request or 0, obstacle.delegation or 0
        if obstacle.bar in (Bar.AWAY, Bar.MEETS, Bar.LIMIT):
            return self._of_side(obstacle.bar, side, request)
        if obstacle.bar == Bar.CLOSED:
            return _("Table %(number)s is not in use then.") % {"number": self._tables.get(obstacle.table or 0, "?")}
        if obstacle.bar == Bar.TAKEN:
            table = self._tables[self._board.by_request[request].table]
            return _("%(pair)s: they sit at table %(number)s then.") % {"pair": self.pair(request), "number": table}
        if obstacle.bar == Bar.LOCKED:
            return _("%(pair)s: this meeting is locked. Unlock it first.") % {"pair": self.pair(request)}
        if obstacle.bar == Bar.BEGUN:
            return _("What has begun is not moved.")
        if obstacle.bar == Bar.CALLED_OFF:
            return _("%(pair)s: their request was taken back.") % {"pair": self.pair(request)}
        return _("A rule of the round stands against it.")

    def _of_side(self, bar: Bar, side: int, request: int) -> str:
        name = self._names[side]
        if bar == Bar.AWAY:
            return _("%(name)s cannot come then.") % {"name": name}
        if bar == Bar.LIMIT:
            return _("%(name)s has as many meetings as the round allows.") % {"name": name}
        met = self._board.by_request[request]
        other = self._names[met.other if met.one == side else met.one]
        said = {"name": name, "other": other, "number": self._tables[met.table]}
        return _("%(name)s meets %(other)s then, at table %(number)s.") % said


@dataclass(frozen=True, slots=True)
class DoneLine:
    """A deed by hand as it is listed: what was done to whom, by whom, when, and whether it was taken back."""

    number: int
    deed: str
    label: str | Promise
    pairs: Sequence[str]
    who: User | None
    at: datetime
    is_undone: bool


def deeds_at(timetable: Timetable) -> list[DoneLine]:
    """Return the last deeds by hand at a timetable, newest first, for a page whose caller has checked the actor."""
    changes = list(timetable.changes.select_related("done_by").order_by("-number")[:DEEDS_SHOWN])
    undone = set(timetable.changes.exclude(undoes=None).values_list("undoes", flat=True))
    touched = {each["request"] for change in changes for each in change.content}
    pairs = _pairs(touched)
    return [
        DoneLine(
            number=each.number,
            deed=each.deed,
            label=HandDeed(each.deed).label,
            pairs=[pairs[one["request"]] for one in each.content if one["request"] in pairs],
            who=each.done_by,
            at=each.done_at,
            is_undone=each.number in undone,
        )
        for each in changes
    ]


def last_to_undo(timetable: Timetable) -> HandChange | None:
    """Return the last deed at a timetable that stands: not taken back, and itself not the taking back of one."""
    undone = timetable.changes.exclude(undoes=None).values("undoes")
    return timetable.changes.filter(undoes=None).exclude(number__in=undone).order_by("-number").first()


def taken_out_of(timetable: Timetable) -> set[int]:
    """Return the requests whose last deed by hand took them out of a timetable; one that was undone says nothing."""
    last: dict[int, bool] = {}
    for content in timetable.changes.order_by("number").values_list("content", flat=True):
        for each in content:
            last[each["request"]] = each["after"] is None and each["before"] is not None
    return {request for request, is_out in last.items() if is_out}


def _pairs(requests: Iterable[int]) -> dict[int, str]:
    sides = ("asking__organisation", "asked__organisation")
    asked = MeetingRequest.objects.filter(pk__in=list(requests)).select_related("asking", "asked", *sides)
    shown = asked.only("asking__side", "asked__side", *shown_of(*sides))
    return {each.pk: " × ".join(side.organisation.name for side in _home_first(each)) for each in shown}


def _home_first(request: MeetingRequest) -> list[Delegation]:
    return sorted((request.asking, request.asked), key=lambda each: each.side != Side.HOME)


class Places(NamedTuple):
    """The slots by time and the tables by number of a round."""

    slots: list[Slot]
    tables: list[Table]


def places_of_round(timetable: Timetable) -> Places:
    """Return the slots and tables of a timetable's round, for a page whose caller has checked the actor."""
    slots = list(Slot.objects.filter(round=timetable.round_id).order_by("starts_at"))
    return Places(slots, list(Table.objects.filter(round=timetable.round_id).order_by("number")))


@dataclass(frozen=True, slots=True)
class Drops:
    """What each place of the grid says to a meeting that is picked up.

    ``codes`` are by table and slot: 0 it may be laid there, -1 it may change places with who sits there, -2 it lies
    there; above that which of ``told``, counted from 1, says what is in the way by the positions of its ``sentences``:
    one is said at many places. ``against`` says by slot what keeps the two from meeting then, at whatever table.
    """

    codes: list[list[int]]
    told: list[list[int]]
    sentences: list[str]
    against: list[str]


FREE, SWAPS, LIES = 0, -1, -2


def drops_of(board: Board, request: int, places: Places, words: Words) -> Drops:
    """Return what every place says to a request that is picked up: one pass over the grid."""
    ways, own = board.ways(request), board.by_request.get(request)
    teller = _Teller(words)
    codes = [
        [
            teller.code(_drop(board, ways.slots.get(slot.pk, ()), ways.others, own, Spot(slot.pk, table.pk)))
            for slot in places.slots
        ]
        for table in places.tables
    ]
    return Drops(
        codes,
        teller.told,
        teller.sentences,
        [words.sentence(ways.slots.get(slot.pk, [Obstacle(Bar.BEGUN)])) for slot in places.slots],
    )


class _Teller:
    """Numbers what is in the way, and its sentences, each once."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._codes: dict[tuple[Obstacle, ...], int] = {}
        self._numbers: dict[Obstacle, int] = {}
        self.told: list[list[int]] = []
        self.sentences: list[str] = []

    def code(self, found: int | tuple[Obstacle, ...]) -> int:
        if isinstance(found, int):
            return found
        if found not in self._codes:
            self.told.append([self._number(each) for each in found])
            self._codes[found] = len(self.told)
        return self._codes[found]

    def _number(self, obstacle: Obstacle) -> int:
        if obstacle not in self._numbers:
            self._numbers[obstacle] = len(self.sentences)
            self.sentences.append(self._words.sentence([obstacle]))
        return self._numbers[obstacle]


def _drop(
    board: Board,
    against: tuple[Obstacle, ...],
    others: Mapping[int, tuple[Obstacle, ...]],
    own: Laid | None,
    spot: Spot,
) -> int | tuple[Obstacle, ...]:
    """What one place says: a code, or what is in the way."""
    if own is not None and own.spot == spot:
        return LIES
    if spot.slot not in board.to_come:
        return (Obstacle(Bar.BEGUN),)
    if spot not in board.open:
        return (Obstacle(Bar.CLOSED, table=spot.table),)
    there = board.at.get(spot)
    if there is None:
        return against or FREE
    if own is None or there.request not in others:
        return (Obstacle(Bar.TAKEN if own is None else Bar.CALLED_OFF, request=there.request),)
    if there.is_locked:
        return (Obstacle(Bar.LOCKED, request=there.request),)
    # Who sits there makes way, and so is not in the way.
    found = (*(each for each in against if each.request != there.request), *others[there.request])
    return tuple(dict.fromkeys(found)) or SWAPS
