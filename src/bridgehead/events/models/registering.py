"""What a forum asks of those who register, beyond organisation and type: its questions, and what was answered."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from bridgehead.events.models.forums import Forum, ParticipantType, Registration
from bridgehead.foundation.bases import PublicModel
from bridgehead.web.questionnaire import Field, WrongQuestionnaire, field_of


def require_question(plain: Any) -> None:
    """Accept only what describes a question."""
    try:
        field_of(plain)
    except WrongQuestionnaire as wrong:
        raise ValidationError(str(wrong)) from wrong


class RegistrationQuestion(PublicModel):
    """Something that a forum asks at registration; one that was answered is retired, and keeps its answers."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()
    #: The name of its control; never used again in this forum.
    key = models.CharField(max_length=40)
    #: The question as plain values (``web.questionnaire``).
    asked = models.JSONField(validators=[require_question])
    #: Of whom it is asked; empty: of everybody.
    participant_types = models.JSONField(default=list, blank=True)
    #: Since when it is no longer asked.
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["forum", "order"], name="question_order_once_per_forum"),
            models.UniqueConstraint(fields=["forum", "key"], name="question_key_once_per_forum"),
        ]

    @property
    def field(self) -> Field:
        """What is asked."""
        return field_of(self.asked)

    def is_asked_of(self, participant_type: str) -> bool:
        """Whether it is asked of those who take part as that."""
        return self.retired_at is None and (not self.participant_types or participant_type in self.participant_types)

    @property
    def type_labels(self) -> list[str]:
        """Of whom it is asked, in words; empty: of everybody."""
        return [str(label) for value, label in ParticipantType.choices if value in self.participant_types]


class RegistrationAnswer(models.Model):
    """What one person answered to a question: theirs, and the officers' of the forum, alone."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="answers")
    #: A question that was answered cannot go, except with its forum.
    question = models.ForeignKey(RegistrationQuestion, on_delete=models.RESTRICT, related_name="answers")
    #: As it was typed, once it could be read.
    typed = models.JSONField()

    class Meta:
        ordering = ["question__order"]
        constraints = [models.UniqueConstraint(fields=["registration", "question"], name="answer_once_per_question")]
