"""What the sample forum asks at registration, how each participant type comes, and what people pick of its agenda."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bridgehead.accounts.actor import Actor, actor_for
from bridgehead.config.demo.files import Tree, pair
from bridgehead.events.actions.picks import pick_session
from bridgehead.events.actions.questions import add_question
from bridgehead.events.actions.terms import set_terms
from bridgehead.events.models import Forum, ForumSession, RegistrationState
from bridgehead.web.questionnaire import field_of


def ask_people(told: Tree, forum: Forum, officer: Actor, now: datetime) -> None:
    """Ask what the sample asks, and let the participant types come on its terms."""
    for number, each in enumerate(told["questions"], start=1):
        field = field_of({"key": f"q{number}", **each["asked"]})
        types = each.get("types", [])
        add_question(forum_id=forum.pk, field=field, participant_types=types, by=officer, now=now)
    for kind, terms in told["terms"].items():
        said = {"places": terms["places"], "at_once": terms["at_once"], **pair("text", terms["text"])}
        set_terms(forum_id=forum.pk, participant_type=kind, by=officer, now=now, **said)


def answers_of(told: Tree, place: int) -> dict[str, Any]:
    """Return what the person at a place in the line answers: the sample's answers, one after the other."""
    found = {}
    for number, each in enumerate(told["questions"], start=1):
        answer = each["answers"][place % len(each["answers"])]
        if answer:
            found[f"q{number}"] = answer
    return found


def pick_sessions(forum: Forum, now: datetime) -> None:
    """Let most of those who have a place pick some sessions, two of them at one time now and then."""
    sessions = list(ForumSession.objects.filter(part__forum=forum).order_by("part__number", "order"))
    approved = forum.registrations.filter(state=RegistrationState.APPROVED).select_related("user").order_by("pk")
    for place, each in enumerate(approved):
        for session in _wanted(sessions, place):
            pick_session(session_id=session.pk, by=actor_for(each.user), now=now)


def _wanted(sessions: list[ForumSession], place: int) -> Iterable[ForumSession]:
    free = [each for each in sessions if each.places is None or each.places > place]
    return [each for number, each in enumerate(free) if (number + place) % 3]
