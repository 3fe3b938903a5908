"""Meeting requests, as the two sides of each may see them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from bridgehead.accounts.actor import Actor
from bridgehead.partnering.models import (
    Delegate,
    MeetingRequest,
    NoThanks,
    RequestMessage,
    RequestState,
)
from bridgehead.partnering.queries.lookups import OwnPlace, delegacies, one_or_404, shown_of

#: What lists show of a request besides its two sides.
_SHOWN = ("public_id", "created_at", "state", "strength", "message", "expires_at", "answered_at")


def requests_to_answer(place: OwnPlace) -> QuerySet[MeetingRequest]:
    """Return the waiting requests to the person's delegation, the strongest and oldest first.

    Those of organisations that it privately wants no meeting with are left out.
    """
    unwanted = NoThanks.objects.filter(delegation=OuterRef("asked"), about=OuterRef("asking"))
    waiting = _with_sides(place.delegation.requests_received.filter(state=RequestState.SENT))
    return waiting.exclude(Exists(unwanted)).order_by("-strength", "created_at", "pk")


def requests_sent(place: OwnPlace) -> QuerySet[MeetingRequest]:
    """Return the requests that the person's delegation sent, newest first."""
    return _with_sides(place.delegation.requests_sent.order_by("-created_at", "-pk"))


def requests_received(place: OwnPlace) -> QuerySet[MeetingRequest]:
    """Return every request to the person's delegation, answered or not, newest first."""
    unwanted = NoThanks.objects.filter(delegation=OuterRef("asked"), about=OuterRef("asking"))
    received = _with_sides(place.delegation.requests_received.all())
    return received.exclude(Exists(unwanted), state=RequestState.SENT).order_by("-created_at", "-pk")


def request_or_404(actor: Actor, public_id: UUID | str) -> MeetingRequest:
    """Return a request to one of its two sides, with its messages; ``is_mine`` says whether the person's side asked."""
    own = set(_own_delegations(actor))
    found = one_or_404(_complete(MeetingRequest.objects.filter(asking__in=own) | _asked(own)), public_id)
    found.is_mine = found.asking_id in own  # type: ignore[attr-defined]  # an annotation
    return found


def _asked(own: set[int]) -> QuerySet[MeetingRequest]:
    return MeetingRequest.objects.filter(asked__in=own)


def _with_sides(requests: QuerySet[MeetingRequest]) -> QuerySet[MeetingRequest]:
    sides = ("asking__organisation", "asked__organisation")
    return requests.select_related(*sides).only(*_SHOWN, *shown_of(*sides))


def _own_delegations(actor: Actor) -> QuerySet[Delegate, int]:
    return delegacies(actor).values_list("delegation_id", flat=True)


def _complete(requests: QuerySet[MeetingRequest]) -> QuerySet[MeetingRequest]:
    messages = Prefetch("messages", RequestMessage.objects.select_related("author__organisation", "written_by"))
    return requests.select_related("asking__organisation", "asked__organisation", "round__forum").prefetch_related(
        messages
    )
