"""What was said of meetings afterwards: to each side its own, to officers whether it was held and what comes next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from bridgehead.accounts.actor import Actor
from bridgehead.partnering.models import (
    Afterword,
    Attendance,
    Delegation,
    FollowUp,
    Meeting,
    MeetingRequest,
    NextStep,
    PartneringRound,
    RequestState,
    TimetableState,
)
from bridgehead.partnering.queries.lookups import OwnPlace, one_or_404, require_officer, shown_of
from bridgehead.partnering.queries.timetables import CALLED_OFF
from bridgehead.partnering.rules import CLOSING

#: Nobody is asked before they had an evening for it.
ASKED_AFTER = timedelta(hours=12)
#: What lies further back is asked of nobody: a site that learned to ask only lately writes to no old round.
ASKED_WITHIN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class OwnMeeting:
    """A meeting that is over, as one side sees it: what it said, and what it is asked now."""

    meeting: Meeting
    other: Delegation
    word: Afterword | None
    due: FollowUp | None


def meetings_over(place: OwnPlace, *, now: datetime) -> QuerySet[Meeting]:
    """Return the person's meetings of the timetable in force that are over, by time; those without a word first."""
    own = place.delegation
    ours = Q(request__asking=own) | Q(request__asked=own)
    said = Afterword.objects.filter(request=OuterRef("request"), delegation=own)
    over = _in_force().filter(ours, slot__ends_at__lte=now).annotate(is_said=Exists(said))
    sides = ("request__asking__organisation", "request__asked__organisation")
    return over.select_related("slot", "table", *sides).order_by("is_said", "slot__starts_at", "pk")


def with_words(place: OwnPlace, meetings: Sequence[Meeting], *, now: datetime) -> list[OwnMeeting]:
    """Return the meetings of one page with what one's own side said of them: two queries for all."""
    own = place.delegation
    requests = [each.request_id for each in meetings]
    words = {each.request_id: each for each in Afterword.objects.filter(delegation=own, request__in=requests)}
    due = _due_of(words.values(), now)
    return [
        OwnMeeting(
            each,
            each.request.asked if each.request.asking_id == own.pk else each.request.asking,
            words.get(each.request_id),
            due.get(words[each.request_id].pk) if each.request_id in words else None,
        )
        for each in meetings
    ]


def word_of(place: OwnPlace, met: MeetingRequest) -> Afterword | None:
    """Return what the person's own side said of a meeting."""
    return Afterword.objects.filter(delegation=place.delegation, request=met).first()


def follow_up_or_404(actor: Actor, public_id: UUID) -> FollowUp:
    """Return a follow-up of a delegation for which the person takes part."""
    own = Delegation.objects.filter(delegates__user=actor.user_id or 0, delegates__left_at=None)
    asked = FollowUp.objects.filter(afterword__delegation__in=own)
    sides = ("asking__organisation", "asked__organisation", "round__forum")
    return one_or_404(asked.select_related(*(f"afterword__request__{each}" for each in sides)), public_id)


@dataclass(frozen=True, slots=True)
class Pair:
    """A meeting that is over, for officers: what each side says of it, the home side's first as lists show it."""

    meeting: Meeting
    words: Sequence[Afterword]

    @property
    def standing(self) -> str:
        """Return held, missed, unsure where the two sides say different things, or silent."""
        return standing_of({each.attendance for each in self.words})


def standing_of(said: set[str]) -> str:
    """Return what a meeting counts as: one side's word does, two that differ make it unsure."""
    if not said:
        return "silent"
    if said == {Attendance.HELD}:
        return "held"
    return "unsure" if Attendance.HELD in said else "missed"


@dataclass(frozen=True, slots=True)
class Kept:
    """How many of the meetings that are over were held, missed, said differently of, or not spoken of."""

    held: int = 0
    missed: int = 0
    unsure: int = 0
    silent: int = 0
    #: Pairs both of whose sides say that they meet again, of the pairs that met.
    again: int = 0


def kept_in(held: PartneringRound, *, now: datetime) -> Kept:
    """Count the meetings of a round that are over by what is said of them: two queries. The caller has checked."""
    over = _in_force().filter(timetable__round=held, slot__ends_at__lte=now).values_list("request_id", flat=True)
    said: dict[int, set[str]] = {each: set() for each in over}
    again: dict[int, int] = defaultdict(int)
    words = Afterword.objects.filter(request__in=list(said)).values_list("request_id", "attendance", "next_step")
    for request, attendance, next_step in words:
        said[request].add(attendance)
        again[request] += next_step == NextStep.AGAIN
    counted = [standing_of(each) for each in said.values()]
    both = sum(number == len(("asking", "asked")) for number in again.values())
    held_, missed, unsure, silent = (counted.count(each) for each in ("held", "missed", "unsure", "silent"))
    return Kept(held_, missed, unsure, silent, both)


def pairs_over(actor: Actor, held: PartneringRound, *, now: datetime) -> QuerySet[Meeting]:
    """Return the meetings of a round that are over, those of which something is said first, to its officers."""
    require_officer(actor, held)
    sides = ("request__asking__organisation", "request__asked__organisation")
    over = _in_force().filter(timetable__round=held, slot__ends_at__lte=now).select_related("slot", "table", *sides)
    said = Exists(Afterword.objects.filter(request=OuterRef("request")))
    return over.annotate(is_said=said).order_by("-is_said", "slot__starts_at", "table__number")


def with_both(meetings: Sequence[Meeting]) -> list[Pair]:
    """Return the meetings of one page with what both sides say, without their notes: one query for all."""
    requests = [each.request_id for each in meetings]
    sides = "delegation__organisation"
    words = Afterword.objects.filter(request__in=requests).select_related(sides)
    shown = ("attendance", "next_step", "request", "delegation__side", *shown_of(sides))
    found: dict[int, list[Afterword]] = defaultdict(list)
    for each in words.only(*shown).order_by("delegation__side", "pk"):
        found[each.request_id].append(each)
    return [Pair(each, found[each.request_id][::-1]) for each in meetings]


def delegations_to_ask(now: datetime) -> list[int]:
    """Return the delegations whose meetings are all over, some of which they have not spoken of, never asked before."""
    ours = Q(request__asking=OuterRef("pk")) | Q(request__asked=OuterRef("pk"))
    own = _in_force().filter(ours)
    said = Afterword.objects.filter(request=OuterRef("request"), delegation=OuterRef(OuterRef("pk")))
    silent = own.filter(~Exists(said), slot__ends_at__gt=now - ASKED_WITHIN)
    waiting = Delegation.objects.filter(asked_after_at=None).filter(
        Exists(silent), ~Exists(own.filter(slot__ends_at__gt=now - ASKED_AFTER))
    )
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def delegations_with_due(now: datetime) -> list[int]:
    """Return the delegations some of whose next steps are due, of which their people were not told yet."""
    due = FollowUp.objects.filter(asked_at=None, answered_at=None, due_at__lte=now)
    return sorted(set(due.values_list("afterword__delegation_id", flat=True)))


def silent_meetings(own: Delegation, *, now: datetime) -> int:
    """Count the meetings of a delegation that are over and of which it has said nothing."""
    ours = Q(request__asking=own) | Q(request__asked=own)
    said = Afterword.objects.filter(request=OuterRef("request"), delegation=own)
    return _in_force().filter(ours, ~Exists(said), slot__ends_at__lte=now).count()


def open_follow_ups(own: Delegation, *, now: datetime) -> int:
    """Count the next steps of a delegation that are due and not answered."""
    due = FollowUp.objects.filter(afterword__delegation=own, answered_at=None, due_at__lte=now)
    return due.values("afterword").distinct().count()


def _in_force() -> QuerySet[Meeting]:
    stands = Meeting.objects.filter(timetable__state=TimetableState.PUBLISHED, request__state=RequestState.ACCEPTED)
    return stands.exclude(**CALLED_OFF)


def _due_of(words: Iterable[Afterword], now: datetime) -> dict[int, FollowUp]:
    """The latest due follow-up of each word that nothing has closed; the one answered last where none waits."""
    found: dict[int, FollowUp] = {}
    asked = FollowUp.objects.filter(afterword__in=[each.pk for each in words], due_at__lte=now)
    for each in asked.order_by("due_at"):
        if each.afterword_id not in found or found[each.afterword_id].course not in CLOSING:
            found[each.afterword_id] = each
    return found
