"""What somebody writes who asks to join an organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.foundation.bases import require_one_line


class JoinForm(forms.Form):
    """What they do there."""

    note = forms.CharField(
        label=_("What you do there"),
        max_length=300,
        required=False,
        validators=[require_one_line],
        help_text=_("One sentence for whoever decides. They also read your name and your e-mail address."),
    )


class AddressForm(forms.Form):
    """An address at the domain of the organisation's web site."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write your address at the organisation."),
            "invalid": _("This is not an e-mail address. Expected something like minji@example.org."),
        },
    )

    def __init__(self, *args: Any, domain: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["placeholder"] = f"minji@{domain}"


class JoinCodeForm(forms.Form):
    """The code that came by mail."""

    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Write the six digits of the mail.")},
    )
