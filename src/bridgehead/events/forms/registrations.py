"""Registering, and what officers decide about registrations."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.queries import ConsentLine
from bridgehead.directory.models import Organisation
from bridgehead.events.forms.questions import AskingForm
from bridgehead.events.models import ParticipantTerms, ParticipantType, RegistrationState
from bridgehead.foundation.bases import require_one_line
from bridgehead.web.forms import InRows

#: As what people of an organisation of some kind mostly come.
_USUAL_TYPE = {"agency": ParticipantType.AGENCY, "investor": ParticipantType.INVESTOR, "press": ParticipantType.PRESS}


class RegistrationForm(AskingForm):
    """For which organisation, as what, what the forum asks, which consents, and whether to meet others one to one."""

    organisation = forms.ChoiceField(
        label=_("Your organisation"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the organisation that you come for."),
            "invalid_choice": _("Choose one of your own organisations."),
        },
    )
    participant_type = forms.ChoiceField(
        label=_("You take part as"),
        choices=[(value, capfirst(label)) for value, label in ParticipantType.choices],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose as what you take part.")},
    )
    wants_partnering = forms.BooleanField(
        label=_("I want to meet others one to one"),
        help_text=_("Your organisation joins the partnering round: you ask for meetings and others can ask you."),
        required=False,
        initial=True,
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=36, required=False)

    def __init__(
        self,
        *args: Any,
        organisations: Sequence[Organisation],
        consents: Sequence[ConsentLine],
        terms: Sequence[ParticipantTerms] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._organisations = {str(each.public_id): each for each in organisations}
        self.fields["organisation"].choices = [(key, each.name) for key, each in self._organisations.items()]  # type: ignore[attr-defined]  # a ChoiceField
        self.told_terms = [each for each in terms if each.is_open and (each.at_once or each.text_ko or each.text_en)]
        closed = {each.participant_type for each in terms if not each.is_open}
        offered = self.fields["participant_type"]
        offered.choices = [choice for choice in offered.choices if choice[0] not in closed]  # type: ignore[attr-defined]  # a ChoiceField
        if len(organisations) == 1:
            only = organisations[0]
            self.initial.setdefault("organisation", str(only.public_id))
            self.initial.setdefault(
                "participant_type",
                _USUAL_TYPE.get(only.kind) or ("company" if only.country in {"KR", ""} else "partner"),
            )
        self.initial.setdefault("token", str(uuid.uuid4()))
        self._purposes = [line.purpose for line in consents]
        for line in consents:
            self.fields[f"consent_{line.purpose}"] = forms.BooleanField(
                label=str(line.text.title),
                help_text=str(line.text.body),
                required=False,
                initial=line.in_force is not None and not line.is_outdated,
            )

    @property
    def consent_fields(self) -> list[forms.BoundField]:
        """The consents, each asked by itself."""
        return [self[f"consent_{purpose}"] for purpose in self._purposes]

    def organisation_id(self) -> int:
        """Return the id of the chosen organisation."""
        return self._organisations[self.cleaned_data["organisation"]].pk

    def consents(self) -> set[str]:
        """Return the purposes that were consented to."""
        return {purpose for purpose in self._purposes if self.cleaned_data[f"consent_{purpose}"]}


class FilterForm(forms.Form):
    """Which registrations an officer looks at."""

    words = forms.CharField(
        label=_("Name, organisation or e-mail"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    participant_type = forms.ChoiceField(
        label=_("Takes part as"),
        required=False,
        choices=[("", _("Everybody")), *((value, capfirst(label)) for value, label in ParticipantType.choices)],
    )
    state = forms.ChoiceField(
        required=False, choices=[("", _("all")), *RegistrationState.choices], widget=forms.HiddenInput
    )


class DeclineForm(forms.Form):
    """Why a registration is declined."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        validators=[require_one_line],
        help_text=_("One sentence. The person reads it in the mail, word for word."),
        error_messages={"required": _("Say why, in a sentence that the person will read.")},
    )


class TermsForm(InRows, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """On which terms those of one participant type come."""

    layout: ClassVar = [("is_open", "at_once"), ("places",), ("text_ko", "text_en")]

    places = forms.IntegerField(
        label=_("Places"),
        required=False,
        min_value=0,
        help_text=_("Empty: no limit but that of the forum. Whoever finds no place waits for one."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    class Meta:
        model = ParticipantTerms
        fields = ["is_open", "at_once", "places", "text_ko", "text_en"]
        labels = {
            "is_open": _("Can register"),
            "at_once": _("Approved at once, without an officer"),
            "text_ko": _("What they should know (Korean)"),
            "text_en": _("What they should know (English)"),
        }
        help_texts = {"at_once": _("While there is a place; otherwise they wait for one.")}
        widgets = {"text_ko": forms.Textarea({"rows": 3}), "text_en": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, terms: ParticipantTerms, seen: str, **kwargs: Any) -> None:
        kwargs["initial"] = {**{field: getattr(terms, field) for field in self.Meta.fields}, "seen": seen}
        super().__init__(*args, **kwargs)

    def told(self) -> dict[str, Any]:
        """Return what the deed is told."""
        return {**self.cleaned_data, "seen": self.cleaned_data["seen"] or None}
