"""Meeting requests, as the two sides of each may see them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.lookups import Exact

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.statements import Statement
from bridgehead.partnering.models import (
    Delegate,
    MeetingRequest,
    NoThanks,
    RequestMessage,
    RequestState,
)
from bridgehead.partnering.queries.lookups import OwnPlace, delegacies, one_or_404, shown_of

#: What lists show of a request besides its two sides.
_SHOWN = (
    "public_id", "created_at", "state", "strength", "message", "expires_at", "answered_at", "answer_strength",
    "decline_reason",
)  # fmt: skip


def requests_to_answer(place: OwnPlace) -> QuerySet[MeetingRequest]:
    """Return the waiting requests to the person's delegation, the strongest and oldest first.

    Those of organisations that it privately wants no meeting with are left out. Those in which it has asked something
    and waits for the reply come last.
    """
    waiting = with_sides(place.delegation.requests_received.filter(state=RequestState.SENT))
    return waiting.exclude(Exists(_unwanted())).order_by(_asked_first(), "-strength", "created_at", "pk")


def requests_waiting_for_us(place: OwnPlace) -> QuerySet[MeetingRequest]:
    """Return those to answer in which the person's delegation has not asked something first."""
    return requests_to_answer(place).exclude(_asked_first())


def requests_asked_first(place: OwnPlace) -> QuerySet[MeetingRequest]:
    """Return those in which the person's delegation has asked something and waits for the reply."""
    return requests_to_answer(place).filter(_asked_first())


def requests_sent(place: OwnPlace) -> QuerySet[MeetingRequest]:
    """Return the requests that the person's delegation sent, newest first."""
    return with_sides(place.delegation.requests_sent.order_by("-created_at", "-pk"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits in a round: for the person's answer, for the other side's reply, and for the person's own reply."""

    to_answer: int = 0
    asked_first: int = 0
    to_reply: int = 0

    @property
    def our_turn(self) -> int:
        """How many requests wait for the person's own word: the one number that menu and pages show."""
        return self.to_answer + self.to_reply

    @property
    def unanswered(self) -> int:
        """How many requests the person can answer."""
        return self.to_answer + self.asked_first


def waiting_in(place: OwnPlace) -> Waiting:
    """Count the requests of the person's delegation that nobody has answered yet, by whose word is next: one query."""
    for to_answer, asked_first, to_reply in _WAITING.ask(place.delegation.pk):
        return Waiting(to_answer=to_answer - asked_first, asked_first=asked_first, to_reply=to_reply)
    return Waiting()


def _waiting(own: int) -> QuerySet[MeetingRequest, tuple[int, int, int]]:
    received, is_asked = Q(asked=own), Q(is_asked=True)
    unanswered = MeetingRequest.objects.filter(
        (received & ~Exists(_unwanted())) | Q(asking=own), state=RequestState.SENT
    ).alias(is_asked=_asked_first())
    counts = unanswered.values("round").annotate(
        to_answer=Count("pk", filter=received),
        asked_first=Count("pk", filter=received & is_asked),
        to_reply=Count("pk", filter=Q(asking=own) & is_asked),
    )
    return counts.order_by().values_list("to_answer", "asked_first", "to_reply")


#: Asked for the menu of every page of a round.
_WAITING = Statement(_waiting)


def request_or_404(actor: Actor, public_id: UUID | str) -> MeetingRequest:
    """Return a request to one of its two sides, with its messages; ``is_mine`` says whether the person's side asked."""
    own = set(_own_delegations(actor))
    found = one_or_404(_complete(MeetingRequest.objects.filter(asking__in=own) | _asked(own)), public_id)
    found.is_mine = found.asking_id in own  # type: ignore[attr-defined]  # an annotation
    return found


def _asked(own: set[int]) -> QuerySet[MeetingRequest]:
    return MeetingRequest.objects.filter(asked__in=own)


def with_sides(requests: QuerySet[MeetingRequest]) -> QuerySet[MeetingRequest]:
    """Read with each request its two sides, of either what a list shows."""
    sides = ("asking__organisation", "asked__organisation")
    return requests.select_related(*sides).only(*_SHOWN, *shown_of(*sides))


def _unwanted() -> QuerySet[NoThanks]:
    """What the asked side keeps to itself: that it wants no meeting with who asks."""
    return NoThanks.objects.filter(delegation=OuterRef("asked"), about=OuterRef("asking"))


def _asked_first() -> Case:
    """Whether the asked side has spoken last: it asked something and waits for the reply."""
    spoken = RequestMessage.objects.filter(request=OuterRef("pk")).order_by("-pk")
    last_word = Subquery(spoken.values("author")[:1])
    return Case(When(Exact(last_word, F("asked")), then=True), default=False, output_field=BooleanField())


def with_thread(requests: QuerySet[MeetingRequest]) -> QuerySet[MeetingRequest]:
    """Read with each request what was said about it, oldest first."""
    return requests.prefetch_related(_thread())


def _own_delegations(actor: Actor) -> QuerySet[Delegate, int]:
    return delegacies(actor).values_list("delegation_id", flat=True)


def _complete(requests: QuerySet[MeetingRequest]) -> QuerySet[MeetingRequest]:
    both = requests.select_related("asking__organisation", "asked__organisation", "round__forum")
    return both.prefetch_related(_thread())


def _thread() -> Prefetch[str, QuerySet[RequestMessage], str]:
    return Prefetch("messages", RequestMessage.objects.select_related("author__organisation", "written_by"))
