"""What an officer says to have a paper signed: which one, who signs for each party, until when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.agreements.actions.signatures import SignerSaid
from bridgehead.agreements.forms.questions import language_of
from bridgehead.agreements.models import Document, Party
from bridgehead.agreements.rules import FEWEST_DAYS_TO_SIGN, MOST_DAYS_TO_SIGN, SIGNED_WITHIN
from bridgehead.foundation.bases import require_one_line
from bridgehead.foundation.bilingual import wording

_NAMES = {
    "name_ko": (_("Signatory (Korean)"), "ko", "signatory_ko"),
    "name_en": (_("Signatory (English)"), "en", "signatory_en"),
    "title_ko": (_("Title of the signatory (Korean)"), "ko", "signatory_title_ko"),
    "title_en": (_("Title of the signatory (English)"), "en", "signatory_title_en"),
}


class SendForm(forms.Form):
    """A document, somebody for each party, and the days; a party whose address stays empty is not asked to sign."""

    document = forms.ChoiceField(label=_("Document"), help_text=_("A PDF that is kept with the agreement."))
    days = forms.IntegerField(
        label=_("Days to sign"),
        min_value=FEWEST_DAYS_TO_SIGN,
        max_value=MOST_DAYS_TO_SIGN,
        initial=SIGNED_WITHIN.days,
    )

    def __init__(
        self, *arguments: Any, documents: Sequence[Document], parties: Sequence[Party], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self._documents = {str(each.public_id): each for each in documents}
        self.parties = list(parties)
        named = [(key, wording(each, "name").text) for key, each in self._documents.items()]
        self.fields["document"].choices = named  # type: ignore[attr-defined]  # a ChoiceField
        for party in self.parties:
            self._add(party)

    def _add(self, party: Party) -> None:
        for name, (label, language, signatory) in _NAMES.items():
            self.fields[f"{name}-{party.order}"] = forms.CharField(
                label=label,
                required=False,
                max_length=80,
                initial=getattr(party, signatory),
                validators=[require_one_line],
                widget=forms.TextInput(attrs={"lang": language, "autocomplete": "off"}),
            )
        self.fields[f"email-{party.order}"] = forms.EmailField(
            label=_("E-mail"),
            required=False,
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        )
        self.fields[f"language-{party.order}"] = forms.ChoiceField(
            label=_("Language"),
            choices=[("ko", _("Korean")), ("en", _("English"))],
            initial=language_of(party),
        )

    def rows(self) -> list[tuple[Party, list[forms.BoundField]]]:
        """Return the parties, each with its controls."""
        names = (*_NAMES, "email", "language")
        return [(party, [self[f"{name}-{party.order}"] for name in names]) for party in self.parties]

    def chosen(self) -> Document:
        """Return the document, once the form is valid."""
        return self._documents[self.cleaned_data["document"]]

    def signers(self) -> list[SignerSaid]:
        """Return who signs: those whose address was given."""
        told = self.cleaned_data
        return [
            SignerSaid(
                party_id=party.pk,
                email=told[f"email-{party.order}"],
                language=told[f"language-{party.order}"],
                **{name: told[f"{name}-{party.order}"] for name in _NAMES},
            )
            for party in self.parties
            if told[f"email-{party.order}"]
        ]
