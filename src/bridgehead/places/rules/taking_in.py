"""Taking in a calendar file: what becomes of each of its times, decided before anything is written.

A time is known by its name in the file (of its UID, and of the moment at which its rule has it), so that the same file
again changes nothing, and a later one moves and cancels what it made.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bridgehead.places.models import Closure, Room
from bridgehead.places.rules.times import place_of, told_span, why_not_at

#: Why something in a file was not understood.
NOT_UNDERSTOOD: Mapping[str, Promise] = {
    "name": gettext_lazy("It has no name (UID) by which a later file could mean it."),
    "written": gettext_lazy("Something in it is not written as calendars write it."),
    "later": gettext_lazy("It changes all later times at once. Write each of them, or its rule, anew."),
    "end": gettext_lazy("It does not say when it ends."),
    "length": gettext_lazy("It ends before it begins, or lasts longer than a month."),
    "spans": gettext_lazy("It lists spans of time, which are not taken in."),
    "year": gettext_lazy("Its year is further away than is taken in."),
    "rule": gettext_lazy("It recurs by a rule that is not taken in. Daily, weekly and monthly rules are."),
    "zone": gettext_lazy("Its time zone, “%(zone)s”, is not known here."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One time that a file tells of, in UTC and half-open.

    ``name`` and ``occurs`` name it in every file that its calendar writes: ``name`` is the SHA-256 of its UID,
    ``occurs`` is empty for what takes place once, else the moment that its rule has it at. ``where`` is a place in the
    words of the file. ``is_off`` where it is cancelled, or takes up no time.
    """

    name: str
    occurs: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    where: str
    is_off: bool

    @property
    def key(self) -> tuple[str, str]:
        """What it is known by."""
        return self.name, self.occurs


@dataclass(frozen=True, slots=True)
class Unread:
    """A thing in a file that was not understood: a key of ``NOT_UNDERSTOOD``, and what its sentence says."""

    summary: str
    why: str
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """Why, in the language of the page."""
        return str(NOT_UNDERSTOOD[self.why]) % self.said if self.said else str(NOT_UNDERSTOOD[self.why])


@dataclass(slots=True)
class CalendarTold:
    """What a file tells of: its times to come in order, and what was not understood.

    ``whole`` are the names of what it has whole, each with the first moment that is not taken in any more, or with
    nothing. ``over`` counts what is over, ``beyond`` times that are further ahead, or more, than is taken in.
    """

    times: list[Told] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    whole: dict[str, str] = field(default_factory=dict)
    over: int = 0
    beyond: int = 0

    def kept(self) -> dict[str, Any]:
        """Return it as JSON keeps it."""
        times = [
            {**asdict(each), "starts_at": each.starts_at.isoformat(), "ends_at": each.ends_at.isoformat()}
            for each in self.times
        ]
        return {**asdict(self), "times": times}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> CalendarTold:
        """Read what JSON kept."""
        times = [
            Told(
                **{
                    **each,
                    "starts_at": datetime.fromisoformat(each["starts_at"]),
                    "ends_at": datetime.fromisoformat(each["ends_at"]),
                }
            )
            for each in kept["times"]
        ]
        return cls(**{**kept, "times": times, "unread": [Unread(**each) for each in kept["unread"]]})


@dataclass(frozen=True, slots=True)
class Span:
    """What holds a room for a time: a booking by its key, or (0) a time of the file by what it is about."""

    room_id: int
    starts_at: datetime
    ends_at: datetime
    booking_id: int = 0
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier file made of a time, as it stands now.

    ``is_to_come`` where it can still be moved and cancelled; ``is_off`` where it was cancelled here.
    """

    booking_id: int
    sequence: int
    room_id: int
    starts_at: datetime
    ends_at: datetime
    purpose: str
    is_to_come: bool
    is_off: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one time: ``book``, ``change``, ``cancel``, ``same``, ``left`` as it is, or ``unfit``.

    ``why`` says why it is left or does not fit, ``met`` what it met there.
    """

    what: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    room_id: int | None = None
    why: str = ""
    met: tuple[Span, ...] = ()
    time: Told | None = None
    known: Known | None = None

    @property
    def is_moved(self) -> bool:
        """Whether a booking gets another time or room."""
        return self.known is not None and (self.known.room_id, self.known.starts_at, self.known.ends_at) != (
            self.room_id, self.starts_at, self.ends_at,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Around:
    """What a plan is made in: the rooms, the one that was chosen or none, what holds and closes them, what is known."""

    rooms: Sequence[Room]
    chosen: Room | None
    held: Iterable[Span]
    closures: Sequence[Closure]
    known: Mapping[tuple[str, str], Known]
    now: datetime


def plan(read: CalendarTold, around: Around) -> list[Step]:
    """Return what becomes of each time of a file, and of what it no longer has; in the order of their start."""
    steps, wanted = _gone(read, around), list[Step]()
    for time in read.times:
        step = _looked_at(time, around)
        (wanted if step.what in {"book", "change"} else steps).append(step)
    freed = {each.known.booking_id for each in steps if each.what == "cancel" and each.known}
    steps += _placed(wanted, freed, around)
    return sorted(steps, key=lambda each: (each.starts_at, each.summary))


def counted(steps: Iterable[Step]) -> Counter[str]:
    """Return how many times come to what."""
    return Counter(each.what for each in steps)


def mark_of(steps: Iterable[Step]) -> str:
    """Return a mark that is another one as soon as something else would become of a file."""
    said = "\n".join(f"{each.what} {each.room_id} {each.starts_at} {each.ends_at} {each.summary}" for each in steps)
    return sha256(said.encode()).hexdigest()[:16]


def _gone(read: CalendarTold, around: Around) -> list[Step]:
    """What a thing no longer has: days that its rule, by this file, leaves out."""
    had = {each.key for each in read.times}
    newest = Counter[str]()
    for each in read.times:
        newest[each.name] = max(newest[each.name], each.sequence)
    return [
        _off(known)
        for (name, occurs), known in around.known.items()
        if known.is_to_come
        and (name, occurs) not in had
        and name in read.whole
        and not (occurs and read.whole[name] and occurs >= read.whole[name])
        and known.sequence <= newest.get(name, known.sequence)
    ]


def _off(known: Known, time: Told | None = None) -> Step:
    return Step("cancel", known.starts_at, known.ends_at, known.purpose, known.room_id, time=time, known=known)


def _looked_at(time: Told, around: Around) -> Step:
    """What is to become of a time, whether its room is free or not."""
    known = around.known.get(time.key)
    if time.ends_at <= around.now or (known and not known.is_to_come and not known.is_off):
        return _left(time, _("It has begun, or is over."))
    if known is not None and time.sequence < known.sequence:
        return _left(time, _("A newer file was taken in before."))
    if time.is_off and (known is None or known.is_off):
        return _left(time, _("By the file it is cancelled, or takes up no time."))
    if known is not None and known.is_off and time.sequence == known.sequence:
        return _left(time, _("It was cancelled here; when its calendar changes it, it comes back."))
    if known is not None and time.is_off:
        return _off(known, time)
    room = around.chosen or _named(time.where, around.rooms)
    if room is None:
        return _unfit(time, None, _no_room(time.where))
    moved = known if known is not None and known.is_to_come else None
    step = Step(
        "change" if moved else "book", time.starts_at, time.ends_at, time.summary, room.pk, time=time, known=moved
    )
    is_same = moved is not None and not step.is_moved and moved.purpose == time.summary
    return replace(step, what="same") if is_same else step


def _no_room(where: str) -> str:
    if not where:
        return _("It names no room. Choose one for the whole file, or name one in each place (LOCATION).")
    return _("No room here is called “%(name)s”.") % {"name": where[:80]}


def _named(where: str, rooms: Sequence[Room]) -> Room | None:
    """Return the room that a file names, in either language; None where none is meant, or several are."""
    said = where.casefold()
    found = [each for each in rooms if said in {each.name_ko.casefold(), each.name_en.casefold()}]
    return found[0] if said and len(found) == 1 else None


def _placed(wanted: list[Step], freed: Collection[int], around: Around) -> list[Step]:
    """Give each time its room. What moves leaves its place to the others, unless it cannot move after all."""
    rooms = {each.pk: each for each in around.rooms}
    moving = {each.known.booking_id for each in wanted if each.known}
    held = [each for each in around.held if each.booking_id not in freed]
    stuck: dict[int, Step] = {}
    while True:
        taken = _Taken(each for each in held if each.booking_id not in moving - set(stuck))
        placed, more = list[Step](), False
        for step in sorted(wanted, key=lambda each: (each.starts_at, each.summary)):
            key = step.known.booking_id if step.known else 0
            if key in stuck:
                placed.append(stuck[key])
                continue
            refused = _against(step, rooms[step.room_id or 0], taken, around)
            placed.append(refused or step)
            if refused is None:
                taken.add(Span(step.room_id or 0, step.starts_at, step.ends_at, key, step.summary))
            elif key:
                stuck[key], more = refused, True
        if not more:
            return placed


def _against(step: Step, room: Room, taken: _Taken, around: Around) -> Step | None:
    """Return the step as one that does not fit, and why; None where it fits."""
    why = why_not_at(room, step.starts_at, step.ends_at, around.now, for_the_house=True)
    if why:
        return replace(step, what="unfit", why=why)
    for closed in around.closures:
        if closed.room_id in {None, room.pk} and closed.starts_at < step.ends_at and closed.ends_at > step.starts_at:
            span = told_span(closed.starts_at, closed.ends_at, place_of(room.floor.premises))
            said = _("It is closed at this time, %(span)s: %(why)s.") % {"span": span, "why": closed.name}
            return replace(step, what="unfit", why=said)
    met = taken.met(room.pk, step.starts_at, step.ends_at)
    return replace(step, what="unfit", why=_("The room is taken at this time."), met=met) if met else None


class _Taken:
    """What holds each room, in the order of its start; none of it overlaps."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._of: dict[int, list[Span]] = {}
        for span in spans:
            self._of.setdefault(span.room_id, []).append(span)
        for each in self._of.values():
            each.sort(key=_start)

    def add(self, span: Span) -> None:
        held = self._of.setdefault(span.room_id, [])
        held.insert(bisect_left(held, span.starts_at, key=_start), span)

    def met(self, room_id: int, starts_at: datetime, ends_at: datetime) -> tuple[Span, ...]:
        held = self._of.get(room_id, [])
        first = bisect_left(held, starts_at, key=_start)
        return tuple(
            each
            for each in held[max(first - 1, 0) : bisect_left(held, ends_at, key=_start)]
            if each.ends_at > starts_at
        )


def _start(span: Span) -> datetime:
    return span.starts_at


def _left(time: Told, why: str) -> Step:
    return Step("left", time.starts_at, time.ends_at, time.summary, why=why, time=time)


def _unfit(time: Told, room: Room | None, why: str) -> Step:
    return Step("unfit", time.starts_at, time.ends_at, time.summary, room.pk if room else None, why, time=time)
