"""What the questions of this context share: one record by its public id, and a pair's request as one side sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.partnering.models import Delegate, Delegation, MeetingRequest, NoThanks, PartneringRound

M = TypeVar("M", bound=Model)


def one_or_404(found: QuerySet[M], public_id: UUID | str) -> M:
    """Return the record of that public id; what may not be seen and what does not exist are the same 404."""
    try:
        record = found.filter(public_id=public_id).first()
    except ValidationError:
        record = None
    if record is None:
        raise Http404
    return record


def delegacies(actor: Actor) -> QuerySet[Delegate]:
    """Return where the person takes part now: at most one delegation of each round."""
    return Delegate.objects.filter(user_id=actor.user_id or 0, left_at=None)


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """Where the person stands in a round: the least that is needed to say whom they may meet."""

    delegation_id: int
    side: str
    held: PartneringRound

    def listed_others(self) -> QuerySet[Delegation]:
        """Return the listed delegations that one's own may ask."""
        others = Delegation.objects.filter(round=self.held, is_listed=True).exclude(pk=self.delegation_id)
        return others.exclude(side=self.side) if self.held.across_sides_only else others


def own_place(actor: Actor, held: PartneringRound) -> OwnPlace | None:
    """Return where the person stands in a round, or None for who takes no part."""
    found = delegacies(actor).filter(round=held).values_list("delegation_id", "delegation__side").first()
    return OwnPlace(*found, held) if found else None


def mark_requests(own_id: int, others: Sequence[Delegation]) -> None:
    """Give each of the others ``my_request`` (the newest between the two, or None) and ``is_no_thanks`` (one's own)."""
    between = MeetingRequest.objects.filter(Q(asking=own_id) | Q(asked=own_id)).order_by("created_at", "pk")
    newest: dict[int, MeetingRequest] = {}
    for request in between:
        newest[request.asked_id if request.asking_id == own_id else request.asking_id] = request
    declined = set(NoThanks.objects.filter(delegation=own_id).values_list("about_id", flat=True))
    for other in others:
        other.my_request = newest.get(other.pk)  # type: ignore[attr-defined]  # an annotation, made in one pass here
        other.is_no_thanks = other.pk in declined  # type: ignore[attr-defined]  # as above
