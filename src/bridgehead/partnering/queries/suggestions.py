"""Partners suggested to a delegation, from what it may know: docs/decisions/0022 says what that is and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from bridgehead.directory.models import Interest, InterestKind, Topic
from bridgehead.partnering.adapters.suggesting import Advice, Known, Reason, Why, advised, fitting
from bridgehead.partnering.models import (
    Delegation,
    MeetingRequest,
    NoThanks,
    PartneringRound,
    RequestState,
    RoundPhase,
)
from bridgehead.partnering.queries.lookups import OwnPlace, shown_of
from bridgehead.partnering.queries.rounds import NamedTopic

MOST = 5
#: Of earlier rounds it is told only what at least so many organisations of a kind did, in steps of as many.
ASKERS = 5
#: So many of the latest rounds that are over are looked at.
EARLIER = 10
#: Never more topics than these are named in one reason.
NAMED = 3
#: When partners are suggested: until the meetings are over. Whom one can no longer ask one may still speak to there.
SUGGESTING = frozenset(RoundPhase) - {RoundPhase.CLOSED}


@dataclass(frozen=True, slots=True)
class ToldReason:
    """Why a partner is suggested: the topics or else the kinds of interest in common; for ASKED the kind that asked."""

    why: Why
    topics: Sequence[NamedTopic]
    is_near: bool
    kinds: str
    askers: str


@dataclass(frozen=True, slots=True)
class SuggestedPartner:
    """A delegation to meet and the reasons, the strongest first."""

    delegation: Delegation
    reasons: Sequence[ToldReason]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The partners to suggest, and whether the own organisation has said at all what it seeks or offers."""

    partners: Sequence[SuggestedPartner]
    has_interests: bool


@dataclass(frozen=True, slots=True)
class Fits:
    """How well organisations fit the reader's own: those known in their order, each with its reasons."""

    advice: Sequence[Advice]
    names: Mapping[int, NamedTopic]
    own_kind: str

    def places(self) -> dict[int, int]:
        """Return where each organisation for which something speaks stands, from 0 on."""
        return {each.organisation: place for place, each in enumerate(self.advice) if each.reasons}

    def reasons(self, organisations: Collection[int], most: int) -> dict[int, list[ToldReason]]:
        """Return the strongest reasons for some of them, at most so many for each."""
        wanted = (each for each in self.advice if each.organisation in organisations)
        return {
            each.organisation: [_told(reason, self.names, self.own_kind) for reason in each.reasons[:most]]
            for each in wanted
        }


def fits_of(place: OwnPlace, organisations: Collection[int], now: datetime) -> Fits:
    """Return how well those who ask a delegation fit it, from the same knowledge as the suggestions.

    Of who is not listed nobody may know anything, so nothing speaks for or against it.
    """
    own = place.delegation.organisation
    if not organisations:
        return Fits((), {}, own.kind)
    topics = {pk: (broader, NamedTopic(*names)) for pk, broader, *names in _topics()}
    known = _known(place, {pk: broader for pk, (broader, _) in topics.items()}, now)
    met, _asked = _own_requests(place)
    found = fitting(known, own.pk, met=met, among=organisations)
    return Fits(found, {pk: named for pk, (_, named) in topics.items()}, own.kind)


def suggestions_for(place: OwnPlace, now: datetime) -> Suggestions:
    """Return whom the person's own delegation may want to ask; nothing of what others keep to themselves is in it."""
    own = place.delegation.organisation_id
    topics = {pk: (broader, NamedTopic(*names)) for pk, broader, *names in _topics()}
    known = _known(place, {pk: broader for pk, (broader, _) in topics.items()}, now)
    met, asked = _own_requests(place)
    said_no = NoThanks.objects.filter(delegation=place.delegation).values_list("about__organisation_id", flat=True)
    found = advised(known, own, met=met, without={*asked, *said_no}, most=MOST)
    listed = {each.organisation_id: each for each in _listed(place, found)} if found else {}
    names = {pk: named for pk, (_, named) in topics.items()}
    return Suggestions(
        [
            SuggestedPartner(
                listed[each.organisation],
                [_told(reason, names, place.delegation.organisation.kind) for reason in each.reasons],
            )
            for each in found
            if each.organisation in listed
        ],
        any(each[0] == own for each in known.interests),
    )


def _topics() -> QuerySet[Topic, tuple[int, int | None, str, str]]:
    return Topic.objects.order_by("pk").values_list("pk", "broader_id", "name_ko", "name_en")


def _known(place: OwnPlace, broader: dict[int, int | None], now: datetime) -> Known:
    """What everybody in the round may know, and what the own organisation says of itself."""
    shown = Q(is_listed=True) | Q(pk=place.delegation.pk)
    members = Delegation.objects.filter(shown, round=place.held).order_by("organisation_id")
    told = Interest.objects.filter(organisation__in=members.values("organisation_id")).order_by("pk", "topics")
    over = PartneringRound.objects.filter(phase=RoundPhase.CLOSED).exclude(pk=place.held.pk).order_by("-pk")
    asked = _asked_before(tuple(over.values_list("public_id", flat=True)[:EARLIER]), int(now.timestamp()) // 3600)
    here = list(members.values_list("organisation_id", "organisation__kind", "side"))
    come = {pk for pk, _, _ in here}
    return Known(
        members=tuple((pk, kind, side if place.held.across_sides_only else "") for pk, kind, side in here),
        interests=tuple(told.values_list("organisation_id", "side", "kind", "topics")),
        broader=tuple((pk, over_it) for pk, over_it in broader.items() if over_it is not None),
        asked=tuple(each for each in asked if each[1] in come),
    )


@lru_cache(maxsize=8)
def _asked_before(rounds: tuple[UUID, ...], hour: int) -> tuple[tuple[str, int, int], ...]:
    """Which organisations those of one kind asked in rounds that are over, and at least how many did; kept for an hour.

    Only those of a kind together, and only from so many on: no single organisation can be told from it. In a round
    that is over nobody asks any more; what may change is the kind of an organisation, or its record.
    """
    asked = MeetingRequest.objects.filter(round__public_id__in=rounds)
    counted = asked.values("asking__organisation__kind", "asked__organisation_id")
    many = counted.annotate(askers=Count("asking__organisation", distinct=True)).filter(askers__gte=ASKERS)
    told = many.order_by("asking__organisation__kind", "asked__organisation_id")
    columns = told.values_list("asking__organisation__kind", "asked__organisation_id", "askers")
    return tuple((kind, pk, askers // ASKERS * ASKERS) for kind, pk, askers in columns)


def _own_requests(place: OwnPlace) -> tuple[set[int], set[int]]:
    """The organisations with which a meeting was agreed in rounds that are over, and those of a request in this one."""
    own = place.delegation.organisation_id
    ours = Delegation.objects.filter(organisation=own).values("pk")
    with_us = Q(asking__in=ours) | Q(asked__in=ours)
    over = Q(round__phase=RoundPhase.CLOSED, state=RequestState.ACCEPTED) & ~Q(round=place.held)
    told = MeetingRequest.objects.filter(with_us).filter(over | Q(round=place.held))
    met, asked = set[int](), set[int]()
    for round_id, *both in told.values_list("round_id", "asking__organisation_id", "asked__organisation_id"):
        (asked if round_id == place.held.pk else met).update(both)
    return met - {own}, asked - {own}


def _listed(place: OwnPlace, found: Sequence[Advice]) -> QuerySet[Delegation]:
    wanted = place.listed_others().filter(organisation__in=[each.organisation for each in found])
    return wanted.select_related("organisation").only("public_id", *shown_of("organisation"))


def _told(reason: Reason, names: Mapping[int, NamedTopic], own_kind: str) -> ToldReason:
    kinds = ", ".join(str(InterestKind(kind).label) for kind in reason.kinds)
    topics = [names[topic] for topic in reason.topics[:NAMED]]
    return ToldReason(reason.why, topics, reason.is_near, kinds, own_kind if reason.why is Why.ASKED else "")
