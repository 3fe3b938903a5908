"""What a team writes that appeals, and what officers answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.foundation.bases import ComposedField, require_text
from bridgehead.programmes.models import AppealOutcome


def _prose(label: Any) -> ComposedField:
    return ComposedField(
        label=label, max_length=8000, validators=[require_text], widget=forms.Textarea(attrs={"rows": 6})
    )


class AppealForm(forms.Form):
    """Why the decision is wrong."""

    text = _prose(_("Why is the decision wrong?"))


class AnswerAppealForm(forms.Form):
    """Whether the appeal is upheld, in words that the team reads."""

    outcome = forms.ChoiceField(label=_("outcome"), choices=AppealOutcome.choices, widget=forms.RadioSelect)
    answer = _prose(_("What the team reads"))

    def told(self) -> dict[str, Any]:
        """Return what the deed is told."""
        return {"outcome": AppealOutcome(self.cleaned_data["outcome"]), "answer": self.cleaned_data["answer"]}
