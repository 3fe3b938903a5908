"""The day of a round: what is on, who is late or cannot come, what is missing, and what moving the times would do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.events.models import ForumSession, SessionKind
from bridgehead.events.rules import why_outside
from bridgehead.foundation.refusals import require
from bridgehead.partnering import rules
from bridgehead.partnering.models import (
    Availability,
    Delegation,
    Lateness,
    Meeting,
    MeetingRequest,
    PartneringRound,
    PersonalTimetable,
    RequestState,
    Slot,
    Table,
    TableClosure,
    Timetable,
)
from bridgehead.partnering.queries.lookups import OwnPlace, require_officer, shown_of
from bridgehead.partnering.queries.timetables import published_timetable
from bridgehead.partnering.queries.unplaced import Span, spans
from bridgehead.partnering.schemas.shifts import Stretch, later_slots, moved


@dataclass(frozen=True, slots=True)
class OnNow:
    """A slot with the number of meetings that are held in it."""

    slot: Slot
    meetings: int


@dataclass(frozen=True, slots=True)
class Absent:
    """A delegation that cannot come to meetings of the timetable in force, and when these are."""

    delegation: Delegation
    spans: Sequence[Span]
    meetings: int


@dataclass(frozen=True, slots=True)
class Missing:
    """A table with the times to come in which it is missing."""

    table: Table
    spans: Sequence[Span]


@dataclass(frozen=True, slots=True)
class Day:
    """What an officer sees of a round's day. ``coming`` are the slots that have not begun, ``slots`` those not over."""

    timetable: Timetable | None
    slots: Sequence[Slot]
    coming: Sequence[Slot]
    on: Sequence[OnNow]
    absent: Sequence[Absent]
    late: Sequence[Lateness]
    missing: Sequence[Missing]
    shut: Sequence[Slot]


def slots_left(actor: Actor, held: PartneringRound, *, now: datetime) -> list[Slot]:
    """Return the slots that are not over, by time, to officers."""
    require_officer(actor, held)
    return list(Slot.objects.filter(round=held, ends_at__gt=now).order_by("starts_at"))


def slots_to_begin(actor: Actor, held: PartneringRound, *, now: datetime) -> list[Slot]:
    """Return those of them that have not begun."""
    return [each for each in slots_left(actor, held, now=now) if each.starts_at > now]


def the_day(actor: Actor, held: PartneringRound, *, now: datetime) -> Day:
    """Return what is on and what has been told, to officers: a fixed number of queries."""
    slots = slots_left(actor, held, now=now)
    coming = [each for each in slots if each.starts_at > now]
    timetable = published_timetable(held)
    placed = list(_placed(timetable, slots)) if timetable else []
    return Day(
        timetable=timetable,
        slots=slots,
        coming=coming,
        on=_on(slots, placed, now),
        absent=_absent(coming, placed),
        late=_late(slots, timetable),
        missing=_missing(held, coming),
        shut=[each for each in coming if each.is_shut],
    )


def delegations_to_choose(actor: Actor, held: PartneringRound) -> list[Delegation]:
    """Return all delegations of a round by their names in the language of the page."""
    require_officer(actor, held)
    delegations = Delegation.objects.filter(round=held).select_related("organisation")
    shown = delegations.only("public_id", *shown_of("organisation"))
    return sorted(shown, key=lambda each: (each.organisation.name.casefold(), each.pk))


@dataclass(frozen=True, slots=True)
class MovedSlot:
    """A slot with where it lies and would lie, and whether it would lie outside every partnering session then."""

    slot: Slot
    after: Span
    is_outside: bool


@dataclass(frozen=True, slots=True)
class MovePreview:
    """What moving the times would do; ``people`` have a meeting whose time would be another."""

    slots: Sequence[MovedSlot]
    people: int
    timetable: Timetable | None

    @property
    def outside(self) -> int:
        """How many slots would lie outside the sessions of the agenda."""
        return sum(each.is_outside for each in self.slots)


def move_preview(
    actor: Actor, slot: Slot, held: PartneringRound, *, minutes: int, least_pause: int | None, now: datetime
) -> MovePreview:
    """Return what moving a slot and the later ones of its day would do; refuses as the deed would."""
    require_officer(actor, held)
    slots, then = where_moved(held, slot, minutes=minutes, least_pause=least_pause, now=now)
    sessions = _partnering_sessions(held)
    timetable = published_timetable(held)
    moves = [each.pk for each, span in zip(slots, then, strict=True) if span[0] != each.starts_at]
    return MovePreview(
        slots=[
            MovedSlot(each, Span(*span), _is_outside(span, sessions)) for each, span in zip(slots, then, strict=True)
        ],
        people=_people_meeting(timetable, moves) if timetable else 0,
        timetable=timetable,
    )


def where_moved(
    held: PartneringRound, first: Slot, *, minutes: int, least_pause: int | None, now: datetime
) -> tuple[list[Slot], list[Stretch]]:
    """Return a slot with the later ones of its day, and where they would lie; refuse where they cannot."""
    slots = later_slots(Slot.objects.filter(round=held).order_by("starts_at"), first, zone=held.forum.zone)
    most = rules.MOST_MINUTES_MOVED
    require(
        minutes != 0 and -most <= minutes <= most,
        _("Give from 1 to %(most)s minutes, with a minus for earlier.") % {"most": most},
        field="minutes",
    )
    require(
        least_pause is None or 0 <= least_pause <= most,
        _("Give a shortest pause of 0 to %(most)s minutes, or none.") % {"most": most},
        field="least_pause",
    )
    require(
        bool(slots) and slots[0].ends_at > now, _("This slot is over. Choose one that is still to come."), field="slot"
    )
    require(minutes > 0 or slots[0].starts_at > now, _("What has begun is not moved earlier."), field="minutes")
    spans = moved([(each.starts_at, each.ends_at) for each in slots], timedelta(minutes=minutes), least_pause)
    require(minutes > 0 or spans[0][0] >= now, _("The first of them would lie in the past."), field="minutes")
    others = Slot.objects.filter(round=held).exclude(pk__in=[each.pk for each in slots])
    clash = others.filter(starts_at__lt=spans[-1][1], ends_at__gt=spans[0][0]).exists()
    require(not clash, _("They would lie over other slots of the round."), field="minutes")
    for span in spans:
        outside = why_outside(held.forum, *span)
        require(outside is None, outside or "", field="minutes")
    return slots, spans


def lateness_of(place: OwnPlace, personal: PersonalTimetable | None) -> Mapping[str, Sequence[Lateness]]:
    """Return what is said of being late at the person's meetings, by the public ids of their requests.

    Said of another start it does not count: the meeting has moved since.
    """
    starts = {each["request"]: each["starts_at"] for each in personal.entries} if personal else {}
    own = place.delegation
    met = MeetingRequest.objects.filter(asking=own) | MeetingRequest.objects.filter(asked=own)
    said = Lateness.objects.filter(request__in=met.filter(public_id__in=starts)).select_related("request")
    found: dict[str, list[Lateness]] = defaultdict(list)
    for each in said.only("minutes", "told_at", "starts_at", "delegation", "request__public_id").order_by("pk"):
        request = str(each.request.public_id)
        if each.starts_at == datetime.fromisoformat(starts[request]):
            found[request].append(each)
    return found


def slots_to_come(place: OwnPlace, *, now: datetime) -> list[Slot]:
    """Return the slots that have not begun, each with ``cannot`` for the person's own delegation."""
    away = set(Availability.objects.filter(delegation=place.delegation).values_list("slot_id", flat=True))
    slots = list(Slot.objects.filter(round=place.held, starts_at__gt=now).order_by("starts_at"))
    for each in slots:
        each.cannot = each.pk in away  # type: ignore[attr-defined]  # an annotation, made in one pass here
    return slots


def _placed(timetable: Timetable, slots: Sequence[Slot]) -> list[tuple[int, int, int]]:
    """The (slot, asking, asked) of the agreed meetings in some slots."""
    agreed = Meeting.objects.filter(timetable=timetable, request__state=RequestState.ACCEPTED, slot__in=slots)
    return list(agreed.values_list("slot_id", "request__asking_id", "request__asked_id"))


def _on(slots: Sequence[Slot], placed: Sequence[tuple[int, int, int]], now: datetime) -> list[OnNow]:
    """What is on, and what comes next."""
    meetings = Counter(slot for slot, *_sides in placed)
    begun = [each for each in slots if each.starts_at <= now]
    return [OnNow(each, meetings[each.pk]) for each in [*begun, *slots[len(begun) : len(begun) + 1]]]


def _absent(coming: Sequence[Slot], placed: Sequence[tuple[int, int, int]]) -> list[Absent]:
    away = set(Availability.objects.filter(slot__in=coming).values_list("delegation_id", "slot_id"))
    hit: dict[int, set[int]] = defaultdict(set)
    for slot, *sides in placed:
        for side in sides:
            if (side, slot) in away:
                hit[side].add(slot)
    delegations = Delegation.objects.filter(pk__in=hit).select_related("organisation")
    found = [
        Absent(each, spans([slot for slot in coming if slot.pk in hit[each.pk]]), len(hit[each.pk]))
        for each in delegations.only("public_id", *shown_of("organisation"))
    ]
    return sorted(found, key=lambda each: (each.spans[0].starts_at, each.delegation.pk))


def _late(slots: Sequence[Slot], timetable: Timetable | None) -> list[Lateness]:
    """What is said of being late at meetings that are not over, where they still begin when it was said of them."""
    on = Meeting.objects.filter(timetable=timetable, slot__in=slots, request__state=RequestState.ACCEPTED)
    starts = dict(on.values_list("request_id", "slot__starts_at")) if timetable else {}
    sides = ("request__asking__organisation", "request__asked__organisation", "delegation__organisation")
    said = Lateness.objects.filter(request__in=starts).select_related(*sides).order_by("starts_at", "pk")
    return [each for each in said if starts[each.request_id] == each.starts_at]


def _missing(held: PartneringRound, coming: Sequence[Slot]) -> list[Missing]:
    closed: dict[int, set[int]] = defaultdict(set)
    for table, slot in TableClosure.objects.filter(slot__in=coming).values_list("table_id", "slot_id"):
        closed[table].add(slot)
    tables = Table.objects.filter(round=held, pk__in=closed).order_by("number")
    return [Missing(each, spans([slot for slot in coming if slot.pk in closed[each.pk]])) for each in tables]


def _partnering_sessions(held: PartneringRound) -> list[Stretch]:
    sessions = ForumSession.objects.filter(
        part__forum=held.forum_id, kind=SessionKind.PARTNERING, ends_at__isnull=False
    )
    return [(start, end) for start, end in sessions.values_list("starts_at", "ends_at") if start and end]


def _is_outside(span: Stretch, sessions: Sequence[Stretch]) -> bool:
    return bool(sessions) and not any(start <= span[0] and span[1] <= end for start, end in sessions)


def _people_meeting(timetable: Timetable, slots: Sequence[int]) -> int:
    """How many people have a meeting in one of the slots."""
    moving = Meeting.objects.filter(timetable=timetable, slot__in=slots, request__state=RequestState.ACCEPTED)
    seated = moving.filter(seats__delegate__left_at=None).values_list("seats__delegate", flat=True)
    return seated.distinct().count()
