"""What a forum asks at registration, and what A's delegate answered."""

from __future__ import annotations

from bridgehead.accounts.models import User
from bridgehead.events.models import Forum
from tests.factories.forums import AnswerFactory, QuestionFactory

CANARIES = {
    "answer at registration": "canary-answer-at-registration",
    "answer to a retired question": "canary-answer-once",
}


def ask_at_registration(forum: Forum, people: dict[str, User], canaries: dict[str, str]) -> dict[str, object]:
    """Ask one thing of everybody and one no longer; the delegate of company A has answered both."""
    own = forum.registrations.get(user=people["delegate"])
    asked = QuestionFactory(forum=forum)
    retired = QuestionFactory(forum=forum, retired_at=forum.changed_at)
    AnswerFactory(registration=own, question=asked, typed=canaries["answer at registration"])
    AnswerFactory(registration=own, question=retired, typed=canaries["answer to a retired question"])
    return {"registration question": asked.public_id}
