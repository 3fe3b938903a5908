"""What is chosen between two records of one organisation, field by field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from bridgehead.directory.actions.merging import CHOSEN
from bridgehead.directory.countries import country_name
from bridgehead.directory.models import Organisation

KEPT, GONE = "kept", "gone"


class MergeForm(forms.Form):
    """Each field that the two say differently; the record that stays is chosen where it says anything."""

    def __init__(self, *args: Any, kept: Organisation, gone: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CHOSEN:
            mine, theirs = getattr(kept, name), getattr(gone, name)
            if mine != theirs:
                self.fields[name] = forms.ChoiceField(
                    label=capfirst(str(Organisation._meta.get_field(name).verbose_name)),  # type: ignore[union-attr]  # a plain field
                    choices=[(KEPT, _said(kept, name)), (GONE, _said(gone, name))],
                    required=False,
                    initial=KEPT if mine or not theirs else GONE,
                    widget=forms.RadioSelect,
                )

    def taken(self) -> set[str]:
        """Return the fields that the record that goes says better."""
        return {name for name, chosen in self.cleaned_data.items() if chosen == GONE}


def _said(organisation: Organisation, name: str) -> str:
    value = getattr(organisation, name)
    if value in ("", None):
        return _("(nothing)")
    if name == "country":
        return country_name(str(value))
    if name in {"kind", "size"}:
        return capfirst(str(getattr(organisation, f"get_{name}_display")()))
    return Truncator(str(value)).chars(300)
