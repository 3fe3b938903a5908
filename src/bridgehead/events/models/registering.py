"""How a forum takes people in: on which terms those of each type come, what it asks, and what was answered."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bridgehead.events.models.forums import Forum, ParticipantType, Registration
from bridgehead.foundation.bases import ProseField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.web.questionnaire import Field, WrongQuestionnaire, field_of

#: What the database says when somebody would be one too many of their participant type.
TYPE_CONSTRAINT = "participant_places_never_exceeded"


def require_question(plain: Any) -> None:
    """Accept only what describes a question."""
    try:
        field_of(plain)
    except WrongQuestionnaire as wrong:
        raise ValidationError(str(wrong)) from wrong


class ParticipantTerms(PublicModel, BilingualModel):
    """On which terms those of one participant type come to a forum; without them an officer looks at each, no limit."""

    bilingual_fields = ("text",)

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="terms")
    participant_type = models.CharField(max_length=10, choices=ParticipantType)
    is_open = models.BooleanField(_("can register"), default=True)
    #: Whoever registers gets a place at once while there is one, instead of waiting for an officer.
    at_once = models.BooleanField(_("approved at once"), default=False)
    #: None where there is no limit but the forum's own.
    places = models.PositiveIntegerField(_("places"), null=True, blank=True)
    #: Kept by database triggers on registrations and walk-ins, as those of the forum are.
    places_taken = models.PositiveIntegerField(default=0, editable=False)
    text_ko = ProseField(_("what they should know (Korean)"), max_length=1000, blank=True)
    text_en = ProseField(_("what they should know (English)"), max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["forum", "participant_type"], name="terms_once_per_forum_and_type"),
            models.CheckConstraint(
                condition=Q(places=None) | Q(places_taken__lte=F("places")),
                name=TYPE_CONSTRAINT,
                violation_error_message=_("More people of this type than that are approved already."),
            ),
        ]

    @property
    def places_left(self) -> int | None:
        """How many places of the type are free, as far as the forum has any; None where the type has no limit."""
        return None if self.places is None else max(0, self.places - self.places_taken)


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
    #: When those who had registered already were asked it by mail.
    mailed_at = models.DateTimeField(null=True, editable=False)

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

    @property
    def has_to_be_answered(self) -> bool:
        """Whether whoever is asked it must answer."""
        return self.retired_at is None and self.field.is_required

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
