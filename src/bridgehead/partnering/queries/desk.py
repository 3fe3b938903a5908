"""What the officers' pages list: rounds, delegations and requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.events.models import Forum, ForumSession, ForumState, SessionKind
from bridgehead.partnering.models import (
    Availability,
    Delegate,
    Delegation,
    MeetingRequest,
    PartneringRound,
    RequestState,
    Slot,
    Table,
)
from bridgehead.partnering.queries.lookups import one_or_404, require_officer, shown_of


def rounds_run_by(actor: Actor) -> QuerySet[PartneringRound]:
    """Return the rounds of the forums that the person runs, each with ``coming``, its number of delegations."""
    rounds = PartneringRound.objects.filter(forum__in=_forums_run_by(actor)).select_related("forum")
    return rounds.annotate(coming=Count("delegations")).order_by("-forum__starts_at", "pk")


def round_of_forum(actor: Actor, forum_id: UUID) -> PartneringRound | None:
    """Return the round of a forum that the person runs; None where there is none."""
    rounds = PartneringRound.objects.filter(forum__in=_forums_run_by(actor), forum__public_id=forum_id)
    return rounds.only("public_id").first()


def forums_without_round(actor: Actor) -> QuerySet[Forum]:
    """Return the forums that the person runs, that are still to be held and have no partnering round yet."""
    to_come = _forums_run_by(actor).exclude(state__in=[ForumState.CLOSED, ForumState.CALLED_OFF])
    return to_come.filter(partnering_round=None).order_by("-starts_at", "pk")


def may_open_round(actor: Actor, forum_id: UUID) -> bool:
    """Whether the person may open a round for this forum now."""
    return forums_without_round(actor).filter(public_id=forum_id).exists()


def forum_without_round_or_404(actor: Actor, public_id: UUID) -> Forum:
    """Return such a forum by its public id."""
    return one_or_404(forums_without_round(actor), public_id)


def delegations_of(actor: Actor, held: PartneringRound, words: str = "", side: str = "") -> QuerySet[Delegation]:
    """Return the delegations of a round by name, with what lists show of their organisations."""
    require_officer(actor, held)
    found = Delegation.objects.filter(round=held).select_related("organisation")
    if side:
        found = found.filter(side=side)
    for word in words.split()[:8]:
        found = found.filter(Q(organisation__name_ko__icontains=word) | Q(organisation__name_en__icontains=word))
    shown = found.only("public_id", "side", "is_listed", *shown_of("organisation"))
    return shown.order_by("organisation__name_en", "organisation__name_ko", "pk")


@dataclass(frozen=True, slots=True)
class DelegationLine:
    """A delegation of one page with its people and what it has done so far."""

    delegation: Delegation
    people: list[User]
    sent: int
    received: int
    agreed: int
    open_slots: int


def delegation_lines(shown: Sequence[Delegation], *, slots: int) -> list[DelegationLine]:
    """Return the delegations of one page of a round of so many slots, with people and counts: three queries for all."""
    ids = [each.pk for each in shown]
    people: dict[int, list[User]] = {each: [] for each in ids}
    coming = Delegate.objects.filter(delegation__in=ids, left_at=None).select_related("user").order_by("pk")
    for each in coming.only("delegation", *(f"user__{name}" for name in User.NAME_FIELDS)):
        people[each.delegation_id].append(each.user)
    sent, received, agreed = Counter[int](), Counter[int](), Counter[int]()
    requests = MeetingRequest.objects.filter(Q(asking__in=ids) | Q(asked__in=ids))
    for asking, asked, state in requests.values_list("asking_id", "asked_id", "state"):
        sent[asking] += 1
        received[asked] += 1
        agreed.update((asking, asked) if state == RequestState.ACCEPTED else ())
    closed = Counter(Availability.objects.filter(delegation__in=ids).values_list("delegation_id", flat=True))
    return [
        DelegationLine(
            each, people[each.pk], sent[each.pk], received[each.pk], agreed[each.pk], slots - closed[each.pk]
        )
        for each in shown
    ]


def requests_of(actor: Actor, held: PartneringRound, words: str = "", state: str = "") -> QuerySet[MeetingRequest]:
    """Return the meeting requests of a round, newest first."""
    require_officer(actor, held)
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
    sides = ("asking__organisation", "asked__organisation")
    kept = ("created_at", "state", "strength", "answer_strength", "expires_at", "answered_at")
    return found.select_related(*sides).only(*kept, *shown_of(*sides)).order_by("-created_at", "-pk")


def slots_of(actor: Actor, held: PartneringRound) -> QuerySet[Slot]:
    """Return the slots of a round by time."""
    require_officer(actor, held)
    return Slot.objects.filter(round=held).order_by("starts_at")


def slots_outside_sessions(actor: Actor, held: PartneringRound) -> int:
    """Count the slots outside of every partnering session of the agenda; none where the agenda has no such times."""
    require_officer(actor, held)
    sessions = ForumSession.objects.filter(
        part__forum=held.forum_id, kind=SessionKind.PARTNERING, ends_at__isnull=False
    )
    if not sessions.exists():
        return 0
    around = sessions.filter(starts_at__lte=OuterRef("starts_at"), ends_at__gte=OuterRef("ends_at"))
    return Slot.objects.filter(~Exists(around), round=held).count()


def tables_of(actor: Actor, held: PartneringRound) -> QuerySet[Table]:
    """Return the tables of a round by number."""
    require_officer(actor, held)
    return Table.objects.filter(round=held).order_by("number")


def slot_or_404(actor: Actor, held: PartneringRound, public_id: UUID) -> Slot:
    """Return a slot of a round."""
    return one_or_404(slots_of(actor, held), public_id)


def table_or_404(actor: Actor, held: PartneringRound, public_id: UUID) -> Table:
    """Return a table of a round."""
    return one_or_404(tables_of(actor, held), public_id)


def request_or_404(actor: Actor, held: PartneringRound, public_id: UUID) -> MeetingRequest:
    """Return a meeting request of a round."""
    return one_or_404(requests_of(actor, held), public_id)


def _forums_run_by(actor: Actor) -> QuerySet[Forum]:
    if actor.is_platform_admin:
        return Forum.objects.all()
    return Forum.objects.filter(pk__in=actor.scopes_of("forum_officer"))
