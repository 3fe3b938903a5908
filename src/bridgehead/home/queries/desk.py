"""What the desk shows of one forum: counts, rates and who was served least."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Count, F, Min, Q, QuerySet

from bridgehead.accounts.actor import Actor
from bridgehead.events.models import Forum, ParticipantTerms, Registration, RegistrationState
from bridgehead.home.rates import Rate
from bridgehead.partnering.models import (
    Delegation,
    Meeting,
    MeetingRequest,
    MeetingState,
    PartneringRound,
    RequestState,
    RunState,
    Timetable,
    TimetableRun,
)
from bridgehead.partnering.queries.afterwards import Kept, kept_in
from bridgehead.partnering.queries.timetables import CALLED_OFF, InView, timetables_in_view


def forums_run_by(actor: Actor) -> QuerySet[Forum]:
    """Return the forums whose desk the person works at, the latest first."""
    found = Forum.objects.select_related("partnering_round")
    if not actor.is_platform_admin:
        found = found.filter(pk__in=actor.scopes_of("forum_officer"))
    return found.order_by("-starts_at", "pk")


def forum_at_desk(forums: QuerySet[Forum], wanted: str | None, now: datetime) -> Forum | None:
    """Return the forum that was asked for, else the next one to come, else the latest."""
    if wanted:
        with suppress(ValidationError):
            found = forums.filter(public_id=wanted).first()
            if found is not None:
                return found
    coming = forums.filter(starts_at__gte=now).order_by("starts_at", "pk").first()
    return coming or forums.first()


@dataclass(frozen=True, slots=True)
class RegistrationCounts:
    """How many registrations of a forum stand where; ``oldest`` is the first that waits for an answer."""

    applied: int
    waiting: int
    #: Of those who wait, whose participant type has a place left.
    admissible: int
    approved: int
    oldest: datetime | None


def registration_counts(forum: Forum) -> RegistrationCounts:
    """Count the registrations of a forum in one query."""
    applied, waiting = Q(state=RegistrationState.APPLIED), Q(state=RegistrationState.WAITING)
    full = ParticipantTerms.objects.filter(forum=forum, places__lte=F("places_taken")).values("participant_type")
    return RegistrationCounts(
        **Registration.objects.filter(forum=forum).aggregate(
            applied=Count("pk", filter=applied),
            waiting=Count("pk", filter=waiting),
            admissible=Count("pk", filter=waiting & ~Q(participant_type__in=full)),
            approved=Count("pk", filter=Q(state=RegistrationState.APPROVED)),
            oldest=Min("created_at", filter=applied),
        )
    )


@dataclass(frozen=True, slots=True)
class RequestCounts:
    """How many requests of a round stand where; ``expires_next`` is the first open one to expire."""

    sent: int
    accepted: int
    declined: int
    expired: int
    expires_next: datetime | None


def request_counts(round_: PartneringRound | None) -> RequestCounts:
    """Count the requests of a round in one query."""
    states = {state.value: Count("pk", filter=Q(state=state)) for state in RequestState if state != "withdrawn"}
    return RequestCounts(
        **MeetingRequest.objects.filter(round=round_).aggregate(
            expires_next=Min("expires_at", filter=Q(state=RequestState.SENT)), **states
        )
    )


def failed_runs(round_: PartneringRound) -> int:
    """Count the runs that ended in failure and were not followed by another."""
    last = TimetableRun.objects.filter(round=round_).order_by("-number").values_list("state", flat=True).first()
    return int(last == RunState.FAILED)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a forum stands: what the desk's sentences and rates are made from."""

    forum: Forum
    round: PartneringRound | None
    registrations: RegistrationCounts
    requests: RequestCounts
    timetable: Timetable | None
    #: The draft that waits to be published, if any.
    waiting: Timetable | None
    placed: int
    kept: Kept
    delegations: int


def standing_of(forum: Forum, *, now: datetime) -> Standing:
    """Read where a forum stands, in a handful of queries however large it is."""
    round_: PartneringRound | None = getattr(forum, "partnering_round", None)
    view = timetables_in_view(round_) if round_ else InView(None, None)
    timetable = view.counts
    meetings = Meeting.objects.filter(timetable=timetable) if timetable else Meeting.objects.none()
    return Standing(
        forum=forum,
        round=round_,
        registrations=registration_counts(forum),
        requests=request_counts(round_),
        timetable=timetable,
        waiting=view.waits,
        delegations=Delegation.objects.filter(round=round_).count() if round_ else 0,
        # What begins after the forum was called off is no meeting of it.
        placed=meetings.exclude(state=MeetingState.CANCELLED).exclude(**CALLED_OFF).count(),
        kept=kept_in(round_, now=now) if round_ else Kept(),
    )


@dataclass(frozen=True, slots=True)
class Served:
    """How much of what a delegation was granted has found its place."""

    delegation: Delegation
    placed: int
    accepted: int


def least_served(standing: Standing, *, limit: int = 8) -> list[Served]:
    """Return the delegations with the smallest share of accepted requests placed, the smallest share first."""
    if standing.timetable is None:
        return []
    accepted = _per_delegation(MeetingRequest.objects.filter(round=standing.round, state=RequestState.ACCEPTED), "")
    meetings = Meeting.objects.filter(timetable=standing.timetable).exclude(state=MeetingState.CANCELLED)
    placed = _per_delegation(meetings, "request__")
    behind = sorted(
        (key for key in accepted if placed.get(key, 0) < accepted[key]),
        key=lambda key: (placed.get(key, 0) / accepted[key], -accepted[key], key),
    )[:limit]
    found = Delegation.objects.select_related("organisation").in_bulk(behind)
    return [Served(found[key], placed.get(key, 0), accepted[key]) for key in behind]


def _per_delegation(rows: QuerySet[MeetingRequest] | QuerySet[Meeting], path: str) -> Counter[int]:
    pairs = rows.order_by().values_list(f"{path}asking_id", f"{path}asked_id")
    return Counter(side for pair in pairs for side in pair)


def rates_of(standing: Standing) -> list[Rate]:
    """Return the four rates of a round as they stand now."""
    requests = standing.requests
    answered = requests.accepted + requests.declined + requests.expired
    return [
        Rate("acceptance", requests.accepted, answered),
        Rate("meetings", 2 * standing.placed, standing.delegations if standing.timetable else 0, is_share=False),
        Rate("kept", standing.kept.held, standing.kept.held + standing.kept.missed),
        Rate("second", standing.kept.again, standing.kept.held),
    ]
