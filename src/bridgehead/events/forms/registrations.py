"""Registering, and what officers decide about registrations."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.queries import ConsentLine
from bridgehead.directory.models import Organisation
from bridgehead.events.forms.questions import AskingForm
from bridgehead.events.models import ParticipantType, RegistrationState
from bridgehead.foundation.bases import require_one_line

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
        self, *args: Any, organisations: Sequence[Organisation], consents: Sequence[ConsentLine], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._organisations = {str(each.public_id): each for each in organisations}
        self.fields["organisation"].choices = [(key, each.name) for key, each in self._organisations.items()]  # type: ignore[attr-defined]  # a ChoiceField
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
