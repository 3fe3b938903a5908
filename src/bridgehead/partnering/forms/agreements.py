"""What is typed when an agreement has begun at a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from bridgehead.agreements.models import Agreement, AgreementKind
from bridgehead.directory.models import Organisation
from bridgehead.foundation.bases import require_one_line


def _subject(label: Any, language: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"lang": language})
    return forms.CharField(label=label, required=False, max_length=200, validators=[require_one_line], widget=widget)


class BeginForm(forms.Form):
    """What has begun; the rest is written in the ledger."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(value, capfirst(label)) for value, label in AgreementKind.choices]
    )
    name_ko = _subject(_("Subject (Korean)"), "ko")
    name_en = _subject(_("Subject (English)"), "en")
    keeper = forms.ChoiceField(label=_("Ledger of"))
    #: A form that is sent twice makes one agreement.
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, keepers: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "begin-%s", **kwargs})
        self._keepers = {str(each.public_id): each.pk for each in keepers}
        self.fields["keeper"].choices = [(str(each.public_id), each.name) for each in keepers]  # type: ignore[attr-defined]  # a ChoiceField
        if len(keepers) == 1:
            self.fields["keeper"].initial = str(keepers[0].public_id)
            self.fields["keeper"].widget = forms.HiddenInput()

    def said(self) -> dict[str, Any]:
        """Return what the deed is told."""
        told = self.cleaned_data
        plain = {name: told[name] for name in ("kind", "name_ko", "name_en")}
        return {**plain, "keeper_id": self._keepers[told["keeper"]], "idempotency_key": told["key"]}


class LinkForm(forms.Form):
    """Which agreement of the ledger began at the meeting."""

    agreement = forms.ChoiceField(label=_("Agreement"))

    def __init__(self, *args: Any, agreements: Sequence[Agreement], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "link-%s", **kwargs})
        self._ids = {str(each.public_id): each.pk for each in agreements}
        said = [(str(each.public_id), _said(each)) for each in agreements]
        self.fields["agreement"].choices = said  # type: ignore[attr-defined]  # a ChoiceField

    def agreement_id(self) -> int:
        """Return the one that was chosen."""
        return self._ids[self.cleaned_data["agreement"]]


def _said(agreement: Agreement) -> str:
    terms = agreement.current
    return f"{terms.name} · {terms.get_kind_display()} · {agreement.get_state_display()}" if terms else ""
