"""How a forum takes people in, by participant type: on which terms, and how each type stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.events.models import Forum, ParticipantTerms, ParticipantType, RegistrationState, WalkIn
from bridgehead.events.rules import may_run_forum


@dataclass(frozen=True, slots=True)
class TypeStanding:
    """How those of one participant type come, and how many there are in each state; walk-ins have their place too."""

    terms: ParticipantTerms
    approved: int
    applied: int
    waiting: int


def terms_of(forum: Forum) -> list[ParticipantTerms]:
    """Return the terms of every participant type, also where nobody has set any yet; whoever sees the forum may."""
    stored = {each.participant_type: each for each in forum.terms.all()}
    return [
        stored.get(value) or ParticipantTerms(forum=forum, participant_type=value) for value in ParticipantType.values
    ]


def type_standings(actor: Actor, forum: Forum) -> list[TypeStanding]:
    """Return how each participant type stands, for the officers of the forum; three queries."""
    if not may_run_forum(actor, forum.pk):
        raise Http404
    by = ("participant_type", "state")
    counted: dict[tuple[str, str], int] = {
        (kind, state): number
        for kind, state, number in forum.registrations.order_by().values_list(*by).annotate(Count("pk"))
    }
    came = WalkIn.objects.filter(forum=forum, state=RegistrationState.APPROVED).order_by()
    admitted = dict(came.values_list("participant_type").annotate(Count("pk")))
    return [
        TypeStanding(
            each,
            counted.get((each.participant_type, "approved"), 0) + admitted.get(each.participant_type, 0),
            counted.get((each.participant_type, "applied"), 0),
            counted.get((each.participant_type, "waiting"), 0),
        )
        for each in terms_of(forum)
    ]


def type_terms_or_404(actor: Actor, forum: Forum, participant_type: str) -> ParticipantTerms:
    """Return the terms of one participant type of a forum that the actor runs."""
    if not may_run_forum(actor, forum.pk):
        raise Http404
    found = next((each for each in terms_of(forum) if each.participant_type == participant_type), None)
    if found is None:
        raise Http404
    return found
