"""Taking over what a party says otherwise: the corrected parts of sealed terms, typed anew by an officer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from bridgehead.agreements.actions.said import AmountSaid, PartySaid, TermsSaid
from bridgehead.agreements.forms.amounts import PER_CENT, AmountRow, TypedAmountField
from bridgehead.agreements.models import AgreementKind, Amount, Party, PartyRole, Terms
from bridgehead.agreements.queries.confirmations import AskedField, as_day
from bridgehead.agreements.rules import Component
from bridgehead.agreements.schemas.territory import read_territory
from bridgehead.foundation.bases import require_one_line
from bridgehead.foundation.bilingual import LANGUAGES, wording
from bridgehead.foundation.money import Exactness
from bridgehead.web.typed_amounts import TypedAmount

_HANGUL = re.compile("[가-힣]")
_OF_PARTY = ("signatory_ko", "signatory_en", "signatory_title_ko", "signatory_title_en")
#: Who says that a part of the terms is not right, and what it should be.
Otherwise = Mapping[str, Sequence[tuple[Party, str]]]


@dataclass(frozen=True, slots=True)
class Part:
    """One part that somebody says otherwise: what stands there, what they say, and the controls to change it."""

    asked: AskedField
    said: Sequence[tuple[Party, str]]
    controls: Sequence[forms.BoundField]


class CorrectionForm(forms.Form):
    """The parts of the terms that parties corrected, with their words beside it, and the reason for the new version."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason_ko = forms.CharField(
        label=_("reason (Korean)"), required=False, max_length=300, validators=[require_one_line]
    )
    reason_en = forms.CharField(
        label=_("reason (English)"), required=False, max_length=300, validators=[require_one_line]
    )

    def __init__(
        self, terms: Terms, asked: Sequence[AskedField], otherwise: Otherwise, *arguments: Any, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.terms, self.otherwise = terms, otherwise
        self.asked = [each for each in asked if each.key in otherwise]
        self._amounts: dict[str, AmountSaid] = {}
        for each in self.asked:
            self.fields.update(_controls(each, terms, otherwise[each.key]))
        for language in LANGUAGES:
            self.fields[f"reason_{language}"].initial = reason_for(otherwise, language)

    def parts(self) -> Iterator[Part]:
        """Return the corrected parts in the order of the terms."""
        for each in self.asked:
            names = _controls(each, self.terms, self.otherwise[each.key])
            yield Part(each, self.otherwise[each.key], [self[name] for name in names])

    def said(self, before: TermsSaid) -> TermsSaid:
        """Return the terms as they are to be, from what they said before."""
        given, keys = self.cleaned_data, {each.key for each in self.asked}
        plain: dict[str, Any] = {name: given[name] for name in ("kind", "effective_on", "ends_on") if name in keys}
        if "subject" in keys:
            plain |= {"name_ko": given["name_ko"], "name_en": given["name_en"]}
        if "territory" in keys:
            plain["territory"] = given["territory"]
        parties = [_party(each, given, number) for number, each in enumerate(before.parties, 1)]
        amounts = [self._amounts.get(f"amount-{number}", each) for number, each in enumerate(before.amounts, 1)]
        return replace(before, **plain, parties=tuple(parties), amounts=tuple(amounts))

    def signed_on(self) -> date | None:
        """Return the day of signing that it is corrected to; None where that was right."""
        return self.cleaned_data.get("signed_on")

    def clean(self) -> dict[str, Any]:
        """Hold each amount to what the form of the terms holds it to."""
        told = super().clean() or self.cleaned_data
        for each in self.asked:
            if each.kind == "amount" and not any(name.startswith(f"{each.key}-") for name in self.errors):
                self._read_amount(each)
        return told

    def _read_amount(self, asked: AskedField) -> None:
        amount: Amount = asked.value
        sent = {name: self[name].data for name in _amount_controls(asked, "")}
        row = AmountRow({"component": amount.component, **_given(sent, asked.key)})
        if row.is_valid():
            self._amounts[asked.key] = row.said()
        for name, errors in row.errors.items():
            at = f"{asked.key}-{name}"
            self.add_error(at if at in self.fields else f"{asked.key}-amount", list(errors))

    def clean_territory(self) -> tuple[str, ...]:
        """Read countries and regions, by name or by code, one after another."""
        codes, unread = read_territory(self.cleaned_data["territory"])
        if unread:
            raise ValidationError(_("Not a country or region: %(names)s"), params={"names": ", ".join(unread)})
        return tuple(codes)


def reason_for(otherwise: Otherwise, language: str) -> str:
    """Return why the terms are corrected; a party that the public may not know is not named: the reason is public."""
    parties = {party.pk: party for said in otherwise.values() for party, _words in said}
    with override(language):
        named = [
            wording(each.organisation, "name", language).text
            if each.organisation and each.is_disclosed
            else gettext("a party that is not named")
            for each in parties.values()
        ]
        return gettext("Confirmed otherwise by %(who)s") % {"who": ", ".join(named)}


def _controls(asked: AskedField, terms: Terms, said: Sequence[tuple[Party, str]]) -> dict[str, forms.Field]:
    words = said[0][1]
    if asked.kind == "day":
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        required = asked.key == "signed_on"
        return {asked.key: forms.DateField(label=asked.label, initial=as_day(words), required=required, widget=widget)}
    if asked.kind == "choice":
        return {"kind": forms.ChoiceField(label=asked.label, choices=AgreementKind.choices, initial=words)}
    if asked.kind == "text":
        said_in = "name_ko" if _HANGUL.search(words) else "name_en"
        initials = {"name_ko": terms.name_ko, "name_en": terms.name_en, said_in: words}
        return {name: _line(terms, name, most=200, initial=text) for name, text in initials.items()}
    if asked.kind == "places":
        help_text = _("Countries or regions, separated by commas.")
        return {"territory": forms.CharField(label=asked.label, initial=words, help_text=help_text)}
    return _party_controls(asked, terms) if asked.kind == "party" else _amount_controls(asked, words)


def _line(record: Any, name: str, *, most: int, initial: str | None = None) -> forms.CharField:
    return forms.CharField(
        label=record._meta.get_field(name).verbose_name,
        initial=getattr(record, name) if initial is None else initial,
        required=False,
        max_length=most,
        validators=[require_one_line],
    )


def _party_controls(asked: AskedField, terms: Terms) -> dict[str, forms.Field]:
    party = next(each for each in terms.parties.all() if f"party-{each.order}" == asked.key)
    role = forms.ChoiceField(label=_("role"), choices=PartyRole.choices, initial=party.role)
    return {f"{asked.key}-role": role} | {f"{asked.key}-{name}": _line(party, name, most=80) for name in _OF_PARTY}


def _amount_controls(asked: AskedField, words: str) -> dict[str, forms.Field]:
    """The figures are those of the party where they can be read in one way; else empty, so that no wrong ones stay."""
    amount: Amount = asked.value
    found: dict[str, forms.Field] = {}
    if amount.component != Component.NON_MONETARY:
        is_share = amount.component == Component.ROYALTY
        said = _figures(words, is_share=is_share)
        found["amount"] = TypedAmountField(
            label=_("per cent") if is_share else _("amount"), initial=said and f"{said.amount:,f}", is_required=True
        )
        found["amount_to"] = TypedAmountField(label=_("up to, for a range"))
        if not is_share:
            currency = (said and said.currency) or amount.currency
            found["currency"] = forms.CharField(label=_("currency"), initial=currency, required=False, max_length=3)
    found["exactness"] = forms.ChoiceField(label=_("exactness"), choices=Exactness.choices, initial=amount.exactness)
    found |= {name: _line(amount, name, most=200) for name in ("note_ko", "note_en")}
    return {f"{asked.key}-{name}": control for name, control in found.items()}


def _figures(words: str, *, is_share: bool) -> TypedAmount | None:
    """Return the amount or the share that a party wrote; None where it is neither, or could be more than one."""
    try:
        said: TypedAmount | None = TypedAmountField().clean(words)
    except ValidationError:
        return None
    fits = said and ((said.currency in {"", PER_CENT}) if is_share else said.currency != PER_CENT)
    return said if fits else None


def _given(given: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name.removeprefix(f"{key}-"): value for name, value in given.items() if name.startswith(f"{key}-")}


def _party(before: PartySaid, given: Mapping[str, Any], number: int) -> PartySaid:
    return replace(before, **_given(given, f"party-{number}"))
