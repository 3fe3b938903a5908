"""Whom an officer asks for the parties of an agreement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.agreements.actions.questions import Contact
from bridgehead.agreements.models import Party
from bridgehead.agreements.queries.questions import Side
from bridgehead.agreements.rules import ANSWERED_WITHIN, FEWEST_DAYS, MOST_DAYS
from bridgehead.foundation.bases import require_one_line


class AskForm(forms.Form):
    """Whom to ask for each party: an address, a name, a language; and how long they may take. Empty is not asked."""

    days = forms.IntegerField(
        label=_("Days to answer"),
        min_value=FEWEST_DAYS,
        max_value=MOST_DAYS,
        initial=ANSWERED_WITHIN.days,
        help_text=_("With more than a week, a reminder goes out a week before the end."),
    )

    def __init__(self, sides: Sequence[Side[Any]], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.sides = [each for each in sides if each.may_be_asked]
        for each in self.sides:
            self._add(each)

    def _add(self, side: Side[Any]) -> None:
        party, before = side.party, side.known
        self.fields[f"email-{party.order}"] = forms.EmailField(
            label=_("E-mail"),
            required=False,
            max_length=254,
            initial=before.contact_email if before else "",
            widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        )
        self.fields[f"name-{party.order}"] = forms.CharField(
            label=_("Name"),
            required=False,
            max_length=80,
            initial=before.contact_name if before else "",
            validators=[require_one_line],
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        self.fields[f"language-{party.order}"] = forms.ChoiceField(
            label=_("Language"),
            choices=[("ko", _("Korean")), ("en", _("English"))],
            initial=before.language if before else language_of(party),
        )

    def rows(self) -> list[tuple[Side[Any], list[forms.BoundField]]]:
        """Return the parties that can be asked, each with its controls."""
        return [
            (each, [self[f"{name}-{each.party.order}"] for name in ("email", "name", "language")])
            for each in self.sides
        ]

    def contacts(self) -> list[Contact]:
        """Return those to whom an address was given."""
        given = self.cleaned_data
        return [
            Contact(
                party_id=each.party.pk,
                email=given[f"email-{each.party.order}"],
                name=given[f"name-{each.party.order}"],
                language=given[f"language-{each.party.order}"],
            )
            for each in self.sides
            if given[f"email-{each.party.order}"]
        ]


def language_of(party: Party) -> str:
    """Return the language in which a party is likely to be written to."""
    return "ko" if party.home == "KR" else "en"
