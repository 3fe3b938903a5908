"""Why somebody does not sign."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.agreements.local_provider.provider import MOST_WORDS
from bridgehead.foundation.bases import require_text


class DeclineForm(forms.Form):
    """The reason, which the agency reads."""

    words = forms.CharField(
        label=_("Why you do not sign"),
        max_length=MOST_WORDS,
        validators=[require_text],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
