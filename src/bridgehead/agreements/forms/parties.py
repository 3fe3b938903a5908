"""One party of an agreement as a row of the form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.actions.said import PartySaid
from bridgehead.agreements.models import Party
from bridgehead.agreements.queries.parties import likely_names, organisation_chosen, organisations_named
from bridgehead.agreements.rules import PartyRole
from bridgehead.directory.countries import country_choices
from bridgehead.directory.models import Organisation
from bridgehead.foundation.bases import require_one_line
from bridgehead.foundation.bilingual import reading_language
from bridgehead.web.forms import LongSelect

_SIGNS = ("signatory_ko", "signatory_en", "signatory_title_ko", "signatory_title_en")


def _line(label: Any, language: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"lang": language})
    return forms.CharField(label=label, required=False, max_length=80, validators=[require_one_line], widget=widget)


class PartyRow(forms.Form):
    """Who is bound, as what, and who signs; a row into which nothing was typed is none."""

    organisation = forms.CharField(
        label=_("Organisation"),
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    #: Which one it was of those that bear the name.
    chosen = forms.UUIDField(required=False, widget=forms.HiddenInput)
    role = forms.ChoiceField(label=_("Role"), choices=[(value, capfirst(label)) for value, label in PartyRole.choices])
    is_undisclosed = forms.BooleanField(label=_("Not named in public"), required=False)
    country = forms.ChoiceField(label=_("Country, if not named"), required=False, widget=LongSelect)
    signatory_ko = _line(_("Signatory (Korean)"), "ko")
    signatory_en = _line(_("Signatory (English)"), "en")
    signatory_title_ko = _line(_("Title (Korean)"), "ko")
    signatory_title_en = _line(_("Title (English)"), "en")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor = actor
        self.found: Organisation | None = None
        self.fields["country"].choices = country_choices(reading_language())  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into the row; its role and its boxes stand at what they begin with."""
        told = self.cleaned_data
        return not any(told.get(name) for name in ("organisation", "country", "is_undisclosed", *_SIGNS))

    def clean(self) -> dict[str, Any]:
        """Find the organisation that is meant."""
        told = self.cleaned_data
        name, chosen = told.get("organisation", ""), told.get("chosen")
        if name:
            try:
                self.found = organisation_meant(self._actor, name, chosen)
            except forms.ValidationError as wrong:
                self.add_error("organisation", wrong)
        elif "organisation" in told and not self.is_blank and not told.get("is_undisclosed"):
            self.add_error(
                "organisation", gettext("Write the name of the organisation, or tick “Not named in public”.")
            )
        return told

    def said(self) -> PartySaid:
        """Return what the deed is told."""
        told = self.cleaned_data
        is_disclosed = not told["is_undisclosed"]
        return PartySaid(
            organisation_id=self.found.pk if self.found else None,
            is_disclosed=is_disclosed,
            country="" if is_disclosed else told["country"],
            role=told["role"],
            **{name: told[name] for name in _SIGNS},
        )

    def party(self) -> Party:
        """Return the row as a party that is not stored, to be read."""
        said = self.said()
        return Party(
            organisation=self.found,
            is_disclosed=said.is_disclosed,
            country=said.country,
            role=said.role,
            **{name: getattr(said, name) for name in _SIGNS},
        )


def organisation_meant(actor: Actor, name: str, chosen: UUID | None = None) -> Organisation:
    """Return the organisation that somebody means by a name, ``chosen`` before where several bear it."""
    kept = organisation_chosen(actor, chosen, name) if chosen else None
    if kept is not None:
        return kept
    named = organisations_named(actor, name)
    if len(named) != 1:
        raise forms.ValidationError(_several() if named else _nobody(likely_names(actor, name)))
    return named[0]


def typed_party(party: Party) -> dict[str, Any]:
    """Return a stored party as its row shows it."""
    return {
        "organisation": party.organisation.name if party.organisation else "",
        "chosen": party.organisation.public_id if party.organisation else None,
        "role": party.role,
        "is_undisclosed": not party.is_disclosed,
        "country": party.country,
        **{name: getattr(party, name) for name in _SIGNS},
    }


def _several() -> str:
    return gettext("Several organisations bear this name. Write it in the other language.")


def _nobody(likely: list[str]) -> str:
    if likely:
        return gettext("No organisation is called exactly so. Is one of these meant: %(names)s?") % {
            "names": ", ".join(likely)
        }
    return gettext("The directory has no organisation of this name. It is added there first.")
