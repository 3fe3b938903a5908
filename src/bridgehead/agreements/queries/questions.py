"""What every question to a party shares when it is read: by its link, for a mail, and for a person's own data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Prefetch, Q, QuerySet

from bridgehead.accounts.models import User
from bridgehead.agreements.models import Party, Question, QuestionLink, QuestionState
from bridgehead.agreements.rules import RECEIPT_SHOWN
from bridgehead.foundation.tokens import token_hash

Asked = TypeVar("Asked", bound=Question)


@dataclass(frozen=True, slots=True)
class Side(Generic[Asked]):
    """One party of the terms that hold, with the questions it was asked, the oldest first."""

    party: Party
    questions: list[Asked]

    @property
    def latest(self) -> Asked | None:
        """The last question, whatever became of it."""
        return self.questions[-1] if self.questions else None

    @property
    def answered(self) -> Asked | None:
        """The last answer, which is the one that counts."""
        return next((each for each in reversed(self.questions) if each.state == QuestionState.ANSWERED), None)

    @property
    def open(self) -> Asked | None:
        """The question that waits for an answer."""
        return next((each for each in self.questions if each.state == QuestionState.OPEN), None)

    @property
    def known(self) -> Question | None:
        """The question whose contact is offered for the next."""
        return self.latest

    @property
    def may_be_asked(self) -> bool:
        """Whether a question makes sense now: none is open."""
        return self.open is None


def question_by_link(kind: type[Asked], token: str, now: datetime) -> Asked | None:
    """Return the question that a link opens, with the terms it is about; a closed one for a while only.

    The link is the right to see it, and of everything else nothing.
    """
    hashed = token_hash(token, purpose=kind.purpose())
    opens = Q(closed_at=None) | Q(closed_at__gt=now - RECEIPT_SHOWN)
    return _with_terms(kind._default_manager.filter(opens, links__token_hash=hashed)).first()


def question_told(kind: type[Asked], question_id: int) -> Asked | None:
    """Return a question with its terms, for a mail about it."""
    return _with_terms(kind._default_manager.filter(pk=question_id)).first()


def _with_terms(questions: QuerySet[Asked]) -> QuerySet[Asked]:
    parties = Prefetch("party__terms__parties", Party.objects.select_related("organisation"))
    found = questions.select_related("party__organisation", "party__terms__agreement__keeper")
    return found.prefetch_related(parties, *questions.model.also_shows)


def links_to(questions: QuerySet[Asked]) -> QuerySet[QuestionLink]:
    """Return every link to some questions of one kind."""
    relation: Any = questions.model._meta.get_field("links")
    links: QuerySet[QuestionLink] = relation.related_model._default_manager.all()
    return links.filter(**{f"{relation.remote_field.name}__in": questions})


def questions_to(kind: type[Asked], user_id: int) -> list[dict[str, Any]]:
    """Return what is kept of a person to whose address questions of a kind were sent, for their export."""
    address = User.objects.values_list("email", flat=True).get(pk=user_id)
    asked = kind._default_manager.filter(contact_email__iexact=address).order_by("pk")
    return [
        {
            "name": each.contact_name,
            "email": each.contact_email,
            "language": each.language,
            "asked_at": each.asked_at.isoformat(),
            "state": each.state,
        }
        for each in asked
    ]
