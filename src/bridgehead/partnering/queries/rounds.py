"""Rounds, delegations and availability, as the actor may see them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.directory.models import Asset, Interest, Topic
from bridgehead.events.models import Forum
from bridgehead.events.rules import may_run_forum
from bridgehead.partnering.models import (
    Availability,
    Delegate,
    DelegateAway,
    Delegation,
    MeetingRequest,
    NoThanks,
    PartneringRound,
    RequestState,
    Slot,
    TimetableState,
)
from bridgehead.partnering.queries.lookups import (
    OwnPlace,
    delegacies,
    mark_requests,
    one_or_404,
    require_officer,
    shown_of,
)


def rounds_of(actor: Actor) -> QuerySet[PartneringRound]:
    """Return the rounds that the person takes part in or runs."""
    rounds = PartneringRound.objects.select_related("forum").order_by("-forum__starts_at", "pk")
    if actor.is_platform_admin:
        return rounds
    taking_part = delegacies(actor).filter(round=OuterRef("pk"))
    return rounds.filter(Exists(taking_part) | Q(forum_id__in=actor.scopes_of("forum_officer")))


def round_or_404(actor: Actor, public_id: UUID | str) -> PartneringRound:
    """Return a round that the person takes part in or runs."""
    return one_or_404(rounds_of(actor), public_id)


def officer_round_or_404(actor: Actor, public_id: UUID | str) -> PartneringRound:
    """Return a round that the person runs."""
    found = one_or_404(PartneringRound.objects.select_related("forum"), public_id)
    require_officer(actor, found)
    return found


def my_delegation(actor: Actor, held: PartneringRound) -> Delegation | None:
    """Return the delegation that the person belongs to in a round."""
    own = delegacies(actor).filter(round=held).select_related("delegation__organisation").first()
    return own.delegation if own else None


def delegations_to_meet(
    place: OwnPlace, words: str = "", topic: int | None = None, country: str = ""
) -> QuerySet[Delegation]:
    """Return the listed delegations that the person's own may ask, by name, without those it said “no thanks” to.

    Neither order nor number depends on what others keep to themselves.
    """
    others = place.listed_others().exclude(Exists(_said_no_thanks(place)))
    for word in words.split()[:8]:
        others = others.filter(_mentions(word))
    if topic is not None:
        others = others.filter(Q(organisation__sectors=topic) | Q(organisation__interests__topics=topic))
    if country:
        others = others.filter(organisation__country=country)
    # What is searched for stands in rows of its own, and an organisation would be found once for each of them.
    return _by_name(others.distinct() if words or topic else others)


def not_wanted(place: OwnPlace) -> QuerySet[Delegation]:
    """Return the delegations that the person's own privately wants no meeting with, by name."""
    return _by_name(place.listed_others().filter(Exists(_said_no_thanks(place))))


class NamedTopic(NamedTuple):
    """A topic of which a list shows the name and no more."""

    name_ko: str
    name_en: str


def add_details(place: OwnPlace, shown: Sequence[Delegation]) -> None:
    """Give the delegations of one page their ``my_request`` and what they seek and offer: three queries for all.

    ``my_request`` is the newest request between the two as the person may see it, or None.
    """
    mark_requests(place.delegation, shown)
    wants: dict[int, list[Interest]] = {each.organisation_id: [] for each in shown}
    topics: dict[int, list[NamedTopic]] = defaultdict(list)
    on = Interest.topics.through.objects.filter(interest__organisation__in=wants).order_by("topic_id")
    for interest_id, *names in on.values_list("interest_id", "topic__name_ko", "topic__name_en"):
        topics[interest_id].append(NamedTopic(*names))
    for interest in Interest.objects.filter(organisation__in=wants).order_by("side", "kind"):
        interest.on_topics = topics[interest.pk]  # type: ignore[attr-defined]  # an annotation, as the prefetch makes it
        wants[interest.organisation_id].append(interest)
    for each in shown:
        each.organisation.wants = wants[each.organisation_id]  # type: ignore[attr-defined]  # as above


def delegation_or_404(actor: Actor, held: PartneringRound, public_id: UUID | str) -> Delegation:
    """Return a delegation that the person may see: listed, their own, one that asked or was asked; officers see all."""
    if may_run_forum(actor, held.forum_id):
        return one_or_404(_with_organisation(Delegation.objects.filter(round=held)), public_id)
    own = my_delegation(actor, held)
    if own is None:
        raise Http404
    return partner_or_404(OwnPlace(held, own), public_id)


def partner_or_404(place: OwnPlace, public_id: UUID | str) -> Delegation:
    """Return a delegation that a participant may see, with ``my_request`` and their own mark ``is_no_thanks``."""
    own = place.delegation
    asked_us = MeetingRequest.objects.filter(asking=OuterRef("pk"), asked=own)
    asked_by_us = MeetingRequest.objects.filter(asked=OuterRef("pk"), asking=own)
    # Somebody unlisted who asks shows itself by asking.
    known = Q(is_listed=True) | Q(pk=own.pk) | Exists(asked_us) | Exists(asked_by_us)
    marked = Delegation.objects.filter(known, round=place.held).annotate(is_no_thanks=Exists(_said_no_thanks(place)))
    found = one_or_404(_with_organisation(marked), public_id)
    mark_requests(own, [found])
    return found


def _said_no_thanks(place: OwnPlace) -> QuerySet[NoThanks]:
    return NoThanks.objects.filter(delegation=place.delegation, about=OuterRef("pk"))


def _by_name(delegations: QuerySet[Delegation]) -> QuerySet[Delegation]:
    """Return them by name, with what lists show of their organisations."""
    shown = delegations.select_related("organisation").only("public_id", *shown_of("organisation"))
    return shown.order_by("organisation__name_en", "organisation__name_ko", "pk")


def slots_with_availability(actor: Actor, delegation: Delegation) -> list[Slot]:
    """Return the round's slots by time, each with ``is_closed`` for the delegation; only to it and to officers.

    ``is_fixed`` is what is closed because each of its people is away.
    """
    own = delegacies(actor).filter(delegation=delegation).exists()
    if not own and not may_run_forum(actor, delegation.round.forum_id):
        raise Http404
    closed = Availability.objects.filter(delegation=delegation, slot=OuterRef("pk"))
    slots = Slot.objects.filter(round_id=delegation.round_id)
    slots = slots.annotate(is_closed=Exists(closed), is_fixed=Exists(closed.filter(by_each=True)))
    return list(slots.order_by("starts_at"))


def slots_with_absence(actor: Actor, delegate: Delegate) -> list[Slot]:
    """Return the same for one delegate; closed for all of the delegation is fixed here."""
    if not delegacies(actor).filter(delegation=delegate.delegation_id).exists():
        raise Http404
    away = DelegateAway.objects.filter(delegate=delegate, slot=OuterRef("pk"))
    closed = Availability.objects.filter(delegation=delegate.delegation_id, slot=OuterRef("pk"), by_each=False)
    slots = Slot.objects.filter(round_id=delegate.round_id).annotate(is_closed=Exists(away), is_fixed=Exists(closed))
    return list(slots.order_by("starts_at"))


def people_of(place: OwnPlace) -> list[Delegate]:
    """Return the delegates of the person's own delegation with their names, in the order in which they came."""
    people = Delegate.objects.filter(delegation=place.delegation, left_at=None).select_related("user")
    names = [f"user__{name}" for name in ("public_id", *User.NAME_FIELDS)]
    return list(people.only("public_id", "delegation", "round", "left_at", *names).order_by("pk"))


def forum_to_import_into(actor: Actor, public_id: str) -> Forum | None:
    """Return the forum of that public id to those who run it."""
    try:
        found = Forum.objects.filter(public_id=public_id).first()
    except ValidationError:
        return None
    return found if found is not None and may_run_forum(actor, found.pk) else None


@dataclass(frozen=True, slots=True)
class RoundOverview:
    """What an officer sees of a round at a glance. ``least_served`` has the fewest meetings of those agreed."""

    delegations: int
    slots: int
    tables: int
    requests: int
    waiting: int
    accepted: int
    declined: int
    withdrawn: int
    expired: int
    placed: int
    least_served: Delegation | None
    least_served_meetings: int

    @property
    def settled(self) -> int:
        """How many requests the accepted ones are counted of, as the desk's rate counts them."""
        return self.accepted + self.declined + self.expired


def round_overview(actor: Actor, held: PartneringRound) -> RoundOverview:
    """Return the counts of a round for the desk; of the published timetable where there is one."""
    require_officer(actor, held)
    states = dict(
        MeetingRequest.objects.filter(round=held).values_list("state").annotate(n=Count("pk")).order_by("state")
    )
    served = _served(held)
    least = min(served, key=lambda each: (served[each], each), default=None)
    timetable = held.timetables.filter(state=TimetableState.PUBLISHED).first()
    return RoundOverview(
        delegations=held.delegations.count(),
        slots=held.slots.count(),
        tables=held.tables.count(),
        requests=sum(states.values()),
        waiting=states.get(RequestState.SENT, 0),
        accepted=states.get(RequestState.ACCEPTED, 0),
        declined=states.get(RequestState.DECLINED, 0),
        withdrawn=states.get(RequestState.WITHDRAWN, 0),
        expired=states.get(RequestState.EXPIRED, 0),
        placed=timetable.meetings.count() if timetable else 0,
        least_served=Delegation.objects.select_related("organisation").filter(pk=least or 0).first(),
        least_served_meetings=served[least] if least else 0,
    )


def _served(held: PartneringRound) -> Counter[int]:
    """The delegations (by their rows' ids) with something agreed, and how many published meetings each has."""
    agreed = MeetingRequest.objects.filter(round=held, state=RequestState.ACCEPTED)
    pairs = agreed.values_list("asking_id", "asked_id")
    placed = agreed.filter(meetings__timetable__state=TimetableState.PUBLISHED).values_list("asking_id", "asked_id")
    meetings = Counter({each: 0 for pair in pairs for each in pair})
    meetings.update(each for pair in placed for each in pair)
    return meetings


def _with_organisation(delegations: QuerySet[Delegation]) -> QuerySet[Delegation]:
    assets = Prefetch("organisation__assets", Asset.objects.select_related("modality"))
    return _with_interests(delegations).prefetch_related(assets)


def _with_interests(delegations: QuerySet[Delegation]) -> QuerySet[Delegation]:
    return delegations.select_related("organisation").prefetch_related(_interests())


def _interests() -> Prefetch[str, QuerySet[Interest], str]:
    """What an organisation seeks and offers, as its ``wants``, each with ``on_topics``.

    Plain lists: a prefetched relation makes a manager and a query of its own for each record.
    """
    topics = Prefetch("topics", Topic.objects.only("name_ko", "name_en"), to_attr="on_topics")
    wants = Interest.objects.prefetch_related(topics).order_by("side", "kind")
    return Prefetch("organisation__interests", wants, to_attr="wants")


def _mentions(word: str) -> Q:
    fields: Iterable[str] = (
        "organisation__name_ko",
        "organisation__name_en",
        "organisation__city",
        "organisation__summary_ko",
        "organisation__summary_en",
        "organisation__aliases__text",
        "organisation__sectors__name_ko",
        "organisation__sectors__name_en",
        "organisation__assets__name_ko",
        "organisation__assets__name_en",
    )
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__icontains": word})
    return found
