"""What the ledger is narrowed to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.queries.listed import Wanted, fields_in_ledger, years_of_signing
from bridgehead.agreements.rules import AgreementKind, AgreementState, LedgerOrder, Standing, Waiting
from bridgehead.directory.models import Organisation, Topic
from bridgehead.directory.queries import topics_by_heading
from bridgehead.web.forms import LongSelect

_ALL = ("", _("All"))


def topic_choices(among: Iterable[Topic]) -> list[tuple[str, Any]]:
    """Return topics for a choice, under their headings where they have some."""
    chosen: list[tuple[str, Any]] = []
    for heading, topics in topics_by_heading(among):
        said = [(str(each.pk), each.name) for each in topics]
        chosen += [(heading, said)] if heading else said
    return chosen


class LedgerFilter(forms.Form):
    """Which agreements are looked for; what is no choice narrows nothing."""

    words = forms.CharField(
        label=_("Subject or party"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[_ALL, *((value, capfirst(label)) for value, label in AgreementKind.choices)],
    )
    field = forms.ChoiceField(label=pgettext_lazy("of an agreement", "Field"), required=False, widget=LongSelect)
    year = forms.TypedChoiceField(label=_("Year of signing"), required=False, coerce=int, empty_value=None)
    keeper = forms.ChoiceField(label=_("Ledger of"), required=False)
    standing = forms.ChoiceField(
        label=_("Confirmation"),
        required=False,
        choices=[_ALL, *((value, capfirst(label)) for value, label in Standing.choices)],
    )
    order = forms.ChoiceField(
        label=_("Sorted by"),
        required=False,
        choices=[(value, capfirst(label)) for value, label in LedgerOrder.choices],
    )
    state = forms.ChoiceField(required=False, choices=[("", ""), *AgreementState.choices], widget=forms.HiddenInput)
    waits = forms.ChoiceField(required=False, choices=[("", ""), *Waiting.choices], widget=forms.HiddenInput)
    party = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, keepers: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said: dict[str, list[tuple[str, Any]]] = {
            "field": [_ALL, *topic_choices(fields_in_ledger(actor))],
            "year": [_ALL, *((str(year), str(year)) for year in years_of_signing(actor))],
            "keeper": [_ALL, *((str(each.public_id), each.name) for each in keepers)],
        }
        for name, choices in said.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # choice fields
        self._keepers = {str(each.public_id): each.pk for each in keepers}
        if len(keepers) < 2:
            del self.fields["keeper"]

    def wanted(self, party: Organisation | None) -> Wanted:
        """Return what was asked for; ``party`` is the organisation whose id stands in the address."""
        self.is_valid()  # what is no choice is no filter
        told = self.cleaned_data
        return Wanted(
            words=told.get("words", ""),
            state=told.get("state", ""),
            kind=told.get("kind", ""),
            field_id=int(told["field"]) if told.get("field") else None,
            year=told.get("year"),
            party_id=party.pk if party else None,
            keeper_id=self._keepers.get(told.get("keeper", "")),
            waits=told.get("waits", ""),
            standing=told.get("standing", ""),
            order=told.get("order") or LedgerOrder.CHANGED,
        )

    def said(self) -> dict[str, str]:
        """Return what narrows, as it stands in an address: to lead back, and to take out what is seen."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}
