"""Calling a forum off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.foundation.bases import require_text


class _Reason(forms.CharField):
    widget = forms.Textarea
    default_validators = [require_text]

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 3}), **options)


class CallOffForumForm(forms.Form):
    """Why, in one language or both, and that it is meant: it cannot be taken back."""

    reason_ko = _Reason(label=_("Why (Korean)"), help_text=_("Everybody reads it. Up to 600 characters."))
    reason_en = _Reason(
        label=_("Why (English)"), help_text=_("Readers of a language that is left empty read the other.")
    )
    sure = forms.BooleanField(
        label=_("I know that this cannot be taken back."),
        error_messages={"required": _("Tick this box to call the forum off. It cannot be taken back.")},
    )
