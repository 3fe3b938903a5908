"""Who is free in the next slots for a meeting on the spot, as those may know who let themselves be asked too.

Free is all that is told of anybody: no meeting in that slot, not closed, and not at the limit. Which of these keeps
somebody from being free nobody learns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from bridgehead.accounts.actor import Actor
from bridgehead.partnering import rules
from bridgehead.partnering.models import (
    Availability,
    Delegate,
    Delegation,
    Meeting,
    MeetingRequest,
    NoThanks,
    PartneringRound,
    RequestState,
    RoundPhase,
    Slot,
    SpotRequest,
    SpotState,
    Table,
    TableClosure,
    TimetableState,
)
from bridgehead.partnering.queries.lookups import OwnPlace, delegacies, one_or_404, shown_of

#: So many who are free in a slot stand on a page; the others are found by their names.
MOST_SHOWN = 50

_SIDES = ("asking__organisation", "asked__organisation", "slot", "table")


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A slot that comes next: the table that is free in it, whether oneself is, who else is, and who is asked already.

    ``others`` is empty where oneself is not free or no table is.
    """

    slot: Slot
    table: Table | None
    is_free: bool
    others: Sequence[Delegation]
    #: How many more are free than are shown.
    more: int = 0


@dataclass(frozen=True, slots=True)
class Spots:
    """What the person's own delegation sees of meetings on the spot; requests by time, those that wait."""

    slots: Sequence[FreeSlot]
    received: Sequence[SpotRequest]
    sent: Sequence[SpotRequest]


def slots_on_the_spot(held: PartneringRound, now: datetime) -> list[Slot]:
    """Return the next slots of the day at the forum's place that have not begun, while the meetings are held."""
    if held.phase != RoundPhase.RUN:
        return []
    place = ZoneInfo(held.forum.zone)
    coming = Slot.objects.filter(round=held, is_shut=False, starts_at__gt=now).order_by("starts_at")
    today = now.astimezone(place).date()
    return [each for each in coming[: rules.SPOT_SLOTS] if each.starts_at.astimezone(place).date() == today]


def free_in(held: PartneringRound, slot: Slot) -> QuerySet[Delegation]:
    """Return the delegations that let themselves be asked on the spot and have nothing in a slot."""
    met = Meeting.objects.filter(
        Q(request__asking=OuterRef("pk")) | Q(request__asked=OuterRef("pk")),
        timetable__round=held,
        timetable__state=TimetableState.PUBLISHED,
        request__state=RequestState.ACCEPTED,
    )
    free = Delegation.objects.filter(
        ~Exists(met.filter(slot=slot)),
        ~Exists(Availability.objects.filter(delegation=OuterRef("pk"), slot=slot)),
        Exists(Delegate.objects.filter(delegation=OuterRef("pk"), left_at=None)),
        round=held,
        meets_on_the_spot=True,
        is_listed=True,
    )
    if held.max_meetings is not None:
        free = free.exclude(pk__in=_at_limit(held, held.max_meetings))
    return free


def _at_limit(held: PartneringRound, most: int) -> list[int]:
    """The delegations with as many meetings as the round allows."""
    meetings = Meeting.objects.filter(
        timetable__round=held, timetable__state=TimetableState.PUBLISHED, request__state=RequestState.ACCEPTED
    )
    found: dict[int, int] = {}
    for side in ("asking", "asked"):
        counted = meetings.values_list(f"request__{side}").annotate(number=Count("pk")).order_by()
        for delegation, number in counted:
            found[delegation] = found.get(delegation, 0) + number
    return [delegation for delegation, number in found.items() if number >= most]


def free_tables(held: PartneringRound, slot: Slot) -> list[Table]:
    """Return the tables at which nobody meets in a slot, by number.

    Which of them others have been asked to is nobody's business, and so changes nothing.
    """
    met = Meeting.objects.filter(
        timetable__round=held,
        timetable__state=TimetableState.PUBLISHED,
        request__state=RequestState.ACCEPTED,
        slot=slot,
        table=OuterRef("pk"),
    )
    closed = TableClosure.objects.filter(table=OuterRef("pk"), slot=slot)
    return list(Table.objects.filter(~Exists(met), ~Exists(closed), round=held).order_by("number"))


def may_be_asked(place: OwnPlace) -> QuerySet[Delegation]:
    """Return whom the person's own delegation may ask on the spot, whether they are free or not.

    Not who has declined it, whom it wants no meeting with, or whom it meets in the timetable in force: all of that it
    knows itself.
    """
    own = place.delegation
    between = Q(asking=own, asked=OuterRef("pk")) | Q(asking=OuterRef("pk"), asked=own)
    in_force = {"meetings__timetable__state": TimetableState.PUBLISHED}
    met = MeetingRequest.objects.filter(between, state=RequestState.ACCEPTED, **in_force)
    declined = MeetingRequest.objects.filter(asking=own, asked=OuterRef("pk"), state=RequestState.DECLINED)
    refused = SpotRequest.objects.filter(asking=own, asked=OuterRef("pk"), state=SpotState.DECLINED)
    unwanted = NoThanks.objects.filter(delegation=own, about=OuterRef("pk"))
    return place.listed_others().filter(~Exists(met), ~Exists(declined), ~Exists(refused), ~Exists(unwanted))


def free_now(place: OwnPlace, now: datetime, words: str = "") -> Spots:
    """Return who is free in the next slots and what waits, to a delegation that lets itself be asked; else nothing.

    Of those who are free the first by name whose name holds the words.
    """
    slots = slots_on_the_spot(place.held, now) if place.delegation.meets_on_the_spot else []
    received, sent = spots_waiting(place, now) if slots else ((), ())
    open_with = {(each.slot_id, each.asked_id) for each in sent if each.state == SpotState.ASKED}
    open_with |= {(each.slot_id, each.asking_id) for each in received}
    return Spots(
        slots=[_free_slot(place, each, {who for slot, who in open_with if slot == each.pk}, words) for each in slots],
        received=received,
        sent=sent,
    )


def _free_slot(place: OwnPlace, slot: Slot, asked: set[int], words: str) -> FreeSlot:
    free = free_in(place.held, slot)
    is_free = free.filter(pk=place.delegation.pk).exists()
    table = next(iter(free_tables(place.held, slot)), None) if is_free else None
    if table is None:
        return FreeSlot(slot, None, is_free, ())
    others = free.filter(pk__in=may_be_asked(place).exclude(pk__in=asked).values("pk"))
    for word in words.split()[:8]:
        others = others.filter(Q(organisation__name_ko__icontains=word) | Q(organisation__name_en__icontains=word))
    found = others.select_related("organisation").only("public_id", *shown_of("organisation"))
    by_name = sorted(found, key=lambda one: (one.organisation.name.casefold(), one.pk))
    return FreeSlot(slot, table, is_free, by_name[:MOST_SHOWN], max(0, len(by_name) - MOST_SHOWN))


def spots_waiting(place: OwnPlace, now: datetime) -> tuple[list[SpotRequest], list[SpotRequest]]:
    """Return the requests on the spot for slots to come: those that came and wait, and one's own but the accepted.

    Those of whom one wants no meeting with are not there.
    """
    own = place.delegation
    coming = SpotRequest.objects.filter(slot__starts_at__gt=now).select_related(*_SIDES)
    unwanted = NoThanks.objects.filter(delegation=own, about=OuterRef("asking"))
    received = coming.filter(~Exists(unwanted), asked=own, state=SpotState.ASKED)
    sent = coming.filter(asking=own).exclude(state__in=[SpotState.ACCEPTED, SpotState.WITHDRAWN])
    return list(received.order_by("slot__starts_at", "pk")), list(sent.order_by("slot__starts_at", "pk"))


def spot_or_404(actor: Actor, public_id: UUID | str) -> SpotRequest:
    """Return a request on the spot to its two sides."""
    own = delegacies(actor).values("delegation")
    spots = SpotRequest.objects.filter(Q(asking__in=own) | Q(asked__in=own)).select_related("round__forum", *_SIDES)
    unwanted = NoThanks.objects.filter(delegation=OuterRef("asked"), about=OuterRef("asking"))
    return one_or_404(spots.exclude(Q(asked__in=own) & Exists(unwanted)), public_id)


def spot_told(spot_id: int) -> SpotRequest | None:
    """Return a request on the spot that still waits, for the delivery that tells of it."""
    waiting = SpotRequest.objects.filter(pk=spot_id, state=SpotState.ASKED, round__phase=RoundPhase.RUN)
    return waiting.select_related("round__forum", *_SIDES).first()
