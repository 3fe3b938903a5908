"""What the officers' pages list: rounds, delegations, requests, and whom a timetable serves least."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.events.models import Forum
from bridgehead.events.rules import may_run_forum
from bridgehead.partnering.models import (
    Availability,
    Delegate,
    Delegation,
    Meeting,
    MeetingRequest,
    PartneringRound,
    RequestState,
    Slot,
    Table,
)
from bridgehead.partnering.queries.lookups import one_or_404


def rounds_run_by(actor: Actor) -> QuerySet[PartneringRound]:
    """Return the rounds of the forums that the person runs, each with ``coming``, its number of delegations."""
    rounds = PartneringRound.objects.filter(forum__in=_forums_run_by(actor)).select_related("forum")
    return rounds.annotate(coming=Count("delegations")).order_by("-forum__starts_at", "pk")


def forums_without_round(actor: Actor) -> QuerySet[Forum]:
    """Return the forums that the person runs and that have no partnering round yet."""
    return _forums_run_by(actor).filter(partnering_round=None).order_by("-starts_at", "pk")


def forum_without_round_or_404(actor: Actor, public_id: UUID) -> Forum:
    """Return such a forum by its public id."""
    return one_or_404(forums_without_round(actor), public_id)


def delegations_of(actor: Actor, held: PartneringRound, words: str = "", side: str = "") -> QuerySet[Delegation]:
    """Return the delegations of a round by name, with their delegates and counts of requests and open slots."""
    _require_officer(actor, held)
    found = Delegation.objects.filter(round=held).select_related("organisation")
    if side:
        found = found.filter(side=side)
    for word in words.split()[:8]:
        found = found.filter(Q(organisation__name_ko__icontains=word) | Q(organisation__name_en__icontains=word))
    coming = Delegate.objects.filter(left_at=None).select_related("user").order_by("pk")
    accepted = MeetingRequest.objects.filter(state=RequestState.ACCEPTED)
    return (
        found.prefetch_related(Prefetch("delegates", coming, to_attr="coming"))
        .annotate(
            sent=_count(MeetingRequest.objects.filter(asking=OuterRef("pk")), "asking"),
            received=_count(MeetingRequest.objects.filter(asked=OuterRef("pk")), "asked"),
            agreed=_count(accepted.filter(asking=OuterRef("pk")), "asking")
            + _count(accepted.filter(asked=OuterRef("pk")), "asked"),
            open_slots=_count(Slot.objects.filter(round=OuterRef("round")), "round")
            - _count(Availability.objects.filter(delegation=OuterRef("pk")), "delegation"),
        )
        .order_by("organisation__name_en", "organisation__name_ko", "pk")
    )


def requests_of(actor: Actor, held: PartneringRound, words: str = "", state: str = "") -> QuerySet[MeetingRequest]:
    """Return the meeting requests of a round, newest first."""
    _require_officer(actor, held)
    found = MeetingRequest.objects.filter(round=held)
    if state:
        found = found.filter(state=state)
    for word in words.split()[:8]:
        named = (
            f"{end}__organisation__name_{tongue}__icontains" for end in ("asking", "asked") for tongue in ("ko", "en")
        )
        mentions = Q()
        for field in named:
            mentions |= Q(**{field: word})
        found = found.filter(mentions)
    return found.select_related("asking__organisation", "asked__organisation").order_by("-created_at", "-pk")


def slots_of(actor: Actor, held: PartneringRound) -> QuerySet[Slot]:
    """Return the slots of a round by time."""
    _require_officer(actor, held)
    return Slot.objects.filter(round=held).order_by("starts_at")


def tables_of(actor: Actor, held: PartneringRound) -> QuerySet[Table]:
    """Return the tables of a round by number."""
    _require_officer(actor, held)
    return Table.objects.filter(round=held).order_by("number")


def slot_or_404(actor: Actor, held: PartneringRound, public_id: UUID) -> Slot:
    """Return a slot of a round."""
    return one_or_404(slots_of(actor, held), public_id)


@dataclass(frozen=True, slots=True)
class Served:
    """A delegation with how many of its agreed meetings a timetable places."""

    delegation: Delegation
    placed: int
    agreed: int


def least_served(actor: Actor, held: PartneringRound, timetable_ids: Collection[int]) -> dict[int, Served]:
    """Return per timetable the delegation of whose agreed meetings the smallest share is placed."""
    found = served_by(actor, held, timetable_ids, most=1)
    return {timetable_id: served[0] for timetable_id, served in found.items() if served}


def served_by(
    actor: Actor, held: PartneringRound, timetable_ids: Collection[int], *, most: int
) -> dict[int, list[Served]]:
    """Return per timetable the ``most`` delegations of whose agreed meetings the smallest shares are placed."""
    _require_officer(actor, held)
    agreed = _sides(
        MeetingRequest.objects.filter(round=held, state=RequestState.ACCEPTED).values_list("asking_id", "asked_id")
    )
    placed: dict[int, Counter[int]] = {each: Counter() for each in timetable_ids}
    meetings = Meeting.objects.filter(timetable__in=timetable_ids)
    for timetable_id, *sides in meetings.values_list("timetable_id", "request__asking_id", "request__asked_id"):
        placed[timetable_id].update(sides)
    least = {
        timetable_id: sorted(agreed, key=lambda each: (found[each] / agreed[each], -agreed[each], each))[:most]
        for timetable_id, found in placed.items()
    }
    wanted = {each for found in least.values() for each in found}
    named = Delegation.objects.filter(pk__in=wanted).select_related("organisation").in_bulk()
    return {
        key: [Served(named[each], placed[key][each], agreed[each]) for each in found] for key, found in least.items()
    }


def _sides(pairs: QuerySet[MeetingRequest, tuple[int, int]]) -> Counter[int]:
    return Counter(side for pair in pairs for side in pair)


def _count(counted: QuerySet[Any], by: str) -> Coalesce:
    per_one = counted.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(per_one, output_field=IntegerField()), Value(0))


def _forums_run_by(actor: Actor) -> QuerySet[Forum]:
    if actor.is_platform_admin:
        return Forum.objects.all()
    return Forum.objects.filter(pk__in=actor.scopes_of("forum_officer"))


def _require_officer(actor: Actor, held: PartneringRound) -> None:
    if not may_run_forum(actor, held.forum_id):
        raise Http404
