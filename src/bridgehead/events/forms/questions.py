"""What a forum asks at registration: the questions as officers build them, and as people answer them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from bridgehead.events.models import ParticipantType, RegistrationQuestion
from bridgehead.web.questionnaire import Field, Kind, Questionnaire, Typed, WrongAnswer, answer_of, kept_of
from bridgehead.web.questionnaire.asking import controls_of, sent_of, wrong_one
from bridgehead.web.questionnaire.building import QuestionForm, next_key

TYPES = [(value, capfirst(label)) for value, label in ParticipantType.choices]


class RegistrationQuestionForm(QuestionForm):
    """One question of a registration: words in both languages, kind of answer, and of whom it is asked."""

    kinds = tuple(kind for kind in Kind if kind not in (Kind.FILE, Kind.BUDGET))
    left_out = ("names_applicant", "shown_if")
    layout: ClassVar = [
        ("kind",),
        ("label_ko", "label_en"),
        ("help_ko", "help_en"),
        ("is_required", "in_both"),
        ("most", "currencies"),
        ("choices",),
        ("participant_types",),
    ]
    participant_types = forms.MultipleChoiceField(
        label=_("Asked of"),
        choices=TYPES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Of those who take part as one of these. None ticked: of everybody."),
    )

    def __init__(
        self,
        *args: Any,
        field: Field | None = None,
        used: Sequence[str] = (),
        participant_types: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, asked=Questionnaire(), section="", field=field, **kwargs)
        # Keys of retired questions too: an answer stays that of its own question.
        self._key = field.key if field else next_key("q", list(used))
        self.initial["participant_types"] = list(participant_types)
        self.fields["most"].help_text = _("Letters of a text, or the greatest number. Empty: as much as is usual.")
        self.fields["currencies"].help_text = _("Of an amount, for example: KRW, USD.")


@dataclass(frozen=True, slots=True)
class Question:
    """A question as its page shows it: one control, or two side by side."""

    field: Field
    controls: list[BoundField]
    #: Of whom it is asked, in words and as values; empty: of everybody.
    type_labels: list[str]
    types: str

    @property
    def is_pair(self) -> bool:
        """Whether its controls stand side by side under one heading."""
        return len(self.controls) > 1


class AskingForm(forms.Form):
    """A form that asks what a forum asks at registration; what is asked of others is left out when it is read."""

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        questions: Sequence[RegistrationQuestion] = (),
        typed: Mapping[str, Typed] | None = None,
        participant_type: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._asked, self._stored, self._type = list(questions), dict(typed or {}), participant_type
        for each in self._asked:
            for name, control in controls_of(each.field, self._typed(each.field)):
                self.fields[name] = control

    def clean(self) -> dict[str, Any]:
        """Say at each question of the person's type what is missing or cannot be read."""
        for each in self._asked:
            if each.is_asked_of(self._participant_type()):
                self._look_at(each.field)
        return self.cleaned_data

    def _look_at(self, field: Field) -> None:
        typed = self._typed(field)
        try:
            answer_of(field, typed)
        except WrongAnswer as wrong:
            controls = [self[name] for name, _control in controls_of(field, typed)]
            name = wrong_one(field, typed, controls).name
            if name not in self.errors:
                self.add_error(name, str(wrong))

    def _participant_type(self) -> str:
        return self._type or str(self.cleaned_data.get("participant_type", ""))

    def answers(self) -> dict[str, Typed]:
        """Return what was answered, by the key of its question."""
        told = {each.key: self._typed(each.field) for each in self._asked}
        return {key: typed for key, typed in told.items() if typed is not None}

    @property
    def questions(self) -> list[Question]:
        """What the page asks; that something has to be answered is told there, and held to by ``clean``."""
        found = []
        for each in self._asked:
            field = each.field
            controls = [self[name] for name, _control in controls_of(field, self._typed(field))]
            for control in controls:
                control.field.required = field.is_required
            found.append(Question(field, controls, each.type_labels, " ".join(each.participant_types)))
        return found

    def _typed(self, field: Field) -> Typed | None:
        """Return what was sent, else what is stored."""
        if self.is_bound and isinstance(self.data, QueryDict):
            return kept_of(field, sent_of(field, self.data))
        return self._stored.get(field.key)


class AnswersForm(AskingForm):
    """One's own answers, to be corrected."""
