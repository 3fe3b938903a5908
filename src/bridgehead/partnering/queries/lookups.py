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
from bridgehead.directory.models import Organisation
from bridgehead.events.rules import may_run_forum
from bridgehead.foundation.statements import Statement
from bridgehead.partnering.models import Delegate, Delegation, MeetingRequest, PartneringRound

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


def require_officer(actor: Actor, held: PartneringRound) -> None:
    """Let only officers of the round's forum see what follows; to everybody else it is not there."""
    if not may_run_forum(actor, held.forum_id):
        raise Http404


def shown_of(*paths: str) -> list[str]:
    """Return the columns that lists show of organisations, each reached by its path (``asking__organisation``)."""
    return [f"{path}__{name}" for path in paths for name in Organisation.LIST_FIELDS]


def answer_key(answered: MeetingRequest) -> str:
    """Return the key of the notice that tells the asking side of an answer."""
    return f"partnering/answer:{answered.public_id}"


def delegacies(actor: Actor) -> QuerySet[Delegate]:
    """Return where the person takes part now: at most one delegation of each round."""
    return Delegate.objects.filter(user_id=actor.user_id or 0, left_at=None)


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """Where a person stands in a round; only who takes part in it has one.

    It goes into queries instead of the Actor: it was read once for the page, and says whom the person may meet.
    """

    held: PartneringRound
    delegation: Delegation

    def listed_others(self) -> QuerySet[Delegation]:
        """Return the listed delegations that one's own may ask."""
        others = Delegation.objects.filter(round=self.held, is_listed=True).exclude(pk=self.delegation.pk)
        return others.exclude(side=self.delegation.side) if self.held.across_sides_only else others


def place_or_404(actor: Actor, round_id: UUID | str) -> OwnPlace:
    """Return where the person stands in a round, with the forum and their organisation: one query."""
    for own in _PLACES.ask(actor.user_id or 0):
        if str(own.round.public_id) == str(round_id):
            return OwnPlace(own.round, own.delegation)
    raise Http404


def _places(person: int) -> QuerySet[Delegate]:
    own = Delegate.objects.filter(user_id=person, left_at=None)
    return own.select_related("round__forum", "delegation__organisation").order_by("pk")


#: Where somebody takes part now, in however few rounds; asked for each page of a participant.
_PLACES = Statement(_places)


def mark_requests(own: Delegation, others: Sequence[Delegation]) -> None:
    """Give each of the others ``my_request``: the newest between the two, or None."""
    them = [each.pk for each in others]
    between = MeetingRequest.objects.filter(Q(asking=own, asked__in=them) | Q(asked=own, asking__in=them))
    newest = {
        request.asked_id if request.asking_id == own.pk else request.asking_id: request
        for request in between.order_by("created_at", "pk").only("public_id", "state", "asking", "asked")
    }
    for other in others:
        other.my_request = newest.get(other.pk)  # type: ignore[attr-defined]  # an annotation, made in one pass here
