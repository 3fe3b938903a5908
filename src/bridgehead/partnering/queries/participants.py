"""What a participant's pages ask besides the partners: what is left of the quota, who comes, what to filter by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import Consent, ConsentPurpose, User
from bridgehead.directory.models import Interest, Membership, Organisation, Topic
from bridgehead.foundation.bilingual import reading_language, wording
from bridgehead.partnering.models import (
    CalendarFeed,
    Delegate,
    Delegation,
    MeetingRequest,
    PartneringRound,
    RequestState,
    RoundPhase,
    Strength,
)
from bridgehead.partnering.queries.lookups import OwnPlace, delegacies
from bridgehead.partnering.rules import OPEN_STATES


def rounds_taking_part(actor: Actor) -> QuerySet[PartneringRound]:
    """Return the rounds in which the person is a delegate, the latest forum first."""
    coming = Delegate.objects.filter(round=OuterRef("pk"), user_id=actor.user_id or 0, left_at=None)
    return PartneringRound.objects.filter(Exists(coming)).select_related("forum").order_by("-forum__starts_at", "pk")


def rounds_to_choose(actor: Actor, now: datetime) -> list[PartneringRound]:
    """Return these, those first whose meetings are held now."""
    return sorted(rounds_taking_part(actor), key=lambda each: not _is_on(each, now))


def _is_on(held: PartneringRound, now: datetime) -> bool:
    # A round that nobody closed says for ever that its meetings are held.
    forum, is_held = held.forum, held.phase == RoundPhase.RUN
    return is_held and not forum.is_called_off and (forum.ends_at is None or now < forum.ends_at)


class RoundOfForum(NamedTuple):
    """A round as a menu names it."""

    public_id: UUID
    name_ko: str
    name_en: str


def latest_round(actor: Actor, *, forum_id: UUID | None = None) -> RoundOfForum | None:
    """Return the first of these, or that of one forum, in plain values: every page asks for it."""
    rounds = delegacies(actor).order_by("-round__forum__starts_at", "round_id")
    if forum_id is not None:
        rounds = rounds.filter(round__forum__public_id=forum_id)
    found = rounds.values_list("round__public_id", "round__forum__name_ko", "round__forum__name_en").first()
    return RoundOfForum(*found) if found else None


@dataclass(frozen=True, slots=True)
class Quota:
    """How many requests a delegation may still send (None for no limit), and how many may be “must meet”."""

    requests_left: int | None
    musts_left: int


def quota_of(place: OwnPlace) -> Quota:
    """Return what is left of the quota of the person's own delegation, counted as the actions count it."""
    own, held = place.delegation, place.held
    sent = Q(asking=own, state__in=OPEN_STATES)
    answered = Q(asked=own, state=RequestState.ACCEPTED, answer_strength=Strength.MUST)
    counted = MeetingRequest.objects.filter(sent | answered).values_list("asking_id", "strength")
    wishes = [strength for asking, strength in counted if asking == own.pk]
    musts = wishes.count(Strength.MUST) + len(counted) - len(wishes)
    left = None if held.max_requests is None else max(0, held.max_requests - len(wishes))
    return Quota(requests_left=left, musts_left=max(0, held.max_musts - musts))


def listed_people(actor: Actor, delegation: Delegation) -> list[User]:
    """Return the delegates who consent to be listed, each with ``title_ko`` and ``title_en``; all of one's own."""
    coming = Delegate.objects.filter(delegation=delegation, left_at=None)
    people = User.objects.filter(Exists(coming.filter(user=OuterRef("pk"))))
    if not coming.filter(user_id=actor.user_id or 0).exists():
        consent = Consent.objects.filter(user=OuterRef("pk"), purpose=ConsentPurpose.LISTED, withdrawn_at=None)
        people = people.filter(Exists(consent))
    found = list(people.order_by("pk"))
    held = Membership.objects.filter(organisation=delegation.organisation, user__in=found)
    titles = {each.user_id: each for each in held}
    for person in found:
        membership = titles.get(person.pk)
        person.title_ko = membership.title_ko if membership else ""  # type: ignore[attr-defined]  # an annotation
        person.title_en = membership.title_en if membership else ""  # type: ignore[attr-defined]  # an annotation
    return found


class TopicToFilterBy(NamedTuple):
    """A topic as a choice of the filter."""

    id: int
    public_id: UUID
    name_ko: str
    name_en: str
    broader_ko: str | None
    broader_en: str | None

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return wording(self, "name").text

    @property
    def heading(self) -> str:
        """The name of the broader topic, if it has one."""
        return wording(self, "broader").text


@dataclass(frozen=True, slots=True)
class Filters:
    """What the partners may be narrowed by: the topics they work on, seek or offer, and where they come from."""

    topics: list[TopicToFilterBy]
    countries: list[str]


def filters_of(place: OwnPlace) -> Filters:
    """Return the topics and countries of the listed delegations that the person's own may meet."""
    listed = place.listed_others()
    countries = listed.exclude(organisation__country="").values_list("organisation__country", flat=True)
    companies = listed.values("organisation_id")
    worked_on = Organisation.sectors.through.objects.filter(organisation__in=companies).values("topic_id")
    wished_for = Interest.topics.through.objects.filter(interest__organisation__in=companies).values("topic_id")
    topics = Topic.objects.filter(Q(pk__in=worked_on) | Q(pk__in=wished_for)).order_by(f"name_{reading_language()}")
    shown = ("id", "public_id", "name_ko", "name_en", "broader__name_ko", "broader__name_en")
    return Filters(
        topics=[TopicToFilterBy._make(each) for each in topics.values_list(*shown)],
        countries=sorted(countries.distinct()),
    )


def feed_of(actor: Actor) -> CalendarFeed | None:
    """Return the person's calendar address, of which only the hash and the day it was made are known."""
    return CalendarFeed.objects.filter(user_id=actor.user_id or 0).first()
