"""Questions as controls of a form: what a page asks with, and what it sent back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from bridgehead.foundation.bases import ComposedField
from bridgehead.foundation.bilingual import LANGUAGES
from bridgehead.web.languages import OWN_NAMES
from bridgehead.web.questionnaire.answers import Typed, WrongAnswer, answer_of
from bridgehead.web.questionnaire.definition import Field, Kind

#: A list of choices that is longer is a menu.
_MOST_RADIOS = 8


def sent_of(each: Field, sent: QueryDict) -> Any:
    """Return what a page sent for a field, in the shape that ``kept_of`` takes."""
    key = each.key
    if each.in_both:
        return {language: sent.get(f"{key}-{language}", "") for language in LANGUAGES}
    if each.kind is Kind.AMOUNT:
        return {"currency": sent.get(f"{key}-currency", ""), "amount": sent.get(f"{key}-amount", "")}
    if each.kind is Kind.BUDGET:
        rows = zip(sent.getlist(f"{key}-item"), sent.getlist(f"{key}-amount"), strict=False)
        return {"currency": sent.get(f"{key}-currency", ""), "rows": [list(row) for row in rows]}
    return sent.getlist(key) if each.kind is Kind.CHOICES else sent.get(key, "")


def wrong_one(each: Field, typed: Typed | None, controls: Sequence[BoundField]) -> BoundField:
    """Return the control that is wrong: of words in both languages the one that is missing or cannot be read.

    Of an amount that is its number: the currency is always one of those that are offered.
    """
    if each.in_both:
        alone, inside = replace(each, in_both=False), typed if isinstance(typed, Mapping) else {}
        for control, language in zip(controls, LANGUAGES, strict=True):
            try:
                answer_of(alone, inside.get(language))
            except WrongAnswer:
                return control
    return controls[-1] if each.kind is Kind.AMOUNT else controls[0]


def controls_of(each: Field, typed: Typed | None) -> list[tuple[str, forms.Field]]:
    """Return the controls of a field with their names, filled with what is typed."""
    if each.kind in (Kind.FILE, Kind.BUDGET):
        return []
    inside = typed if isinstance(typed, Mapping) else {}
    if each.in_both:
        return [
            (f"{each.key}-{language}", _text(each, inside.get(language, ""), OWN_NAMES[language], lang=language))
            for language in LANGUAGES
        ]
    if each.kind is Kind.AMOUNT:
        currencies = [(code, code) for code in each.currencies]
        shown = inside.get("currency") or each.currencies[0]
        return [
            (f"{each.key}-currency", _menu(_("Currency"), currencies, shown)),
            (f"{each.key}-amount", _line(_("Amount"), inside.get("amount", ""), inputmode="decimal")),
        ]
    control = _MAKERS[each.kind](each, typed)
    control.help_text = str(each.help)
    return [(each.key, control)]


def _text(each: Field, typed: Any, label: str, **attrs: str) -> forms.Field:
    if each.kind is Kind.LINE:
        return _line(label, typed, **attrs)
    widget = forms.Textarea(attrs={"rows": 8 if each.limit > 500 else 4, **attrs})
    return ComposedField(label=label, required=False, max_length=None, widget=widget, initial=typed)


def _line(label: str, typed: Any, **attrs: str) -> forms.Field:
    return ComposedField(label=label, required=False, widget=forms.TextInput(attrs=attrs), initial=typed)


def _menu(label: str, choices: list[tuple[str, str]], chosen: Any) -> forms.Field:
    return forms.ChoiceField(label=label, required=False, choices=choices, initial=chosen)


def _plain(each: Field, typed: Any) -> forms.Field:
    return _text(each, typed or "", str(each.label))


def _number(each: Field, typed: Any) -> forms.Field:
    return _line(str(each.label), typed or "", inputmode="decimal")


def _date(each: Field, typed: Any) -> forms.Field:
    """A control of days shows nothing else: what is no day stays before its writer as text."""
    try:
        kind = "date" if not typed or date.fromisoformat(str(typed)) else "text"
    except ValueError:
        kind = "text"
    return _line(str(each.label), typed or "", type=kind)


def _one(each: Field, typed: Any) -> forms.Field:
    choices = [(choice.key, str(choice.label)) for choice in each.choices]
    return _chosen_one(each, choices, typed)


def _yes_or_no(each: Field, typed: Any) -> forms.Field:
    return _chosen_one(each, [("yes", _("yes")), ("no", _("no"))], typed)


def _chosen_one(each: Field, choices: list[tuple[str, str]], typed: Any) -> forms.Field:
    if len(choices) > _MOST_RADIOS:
        return _menu(str(each.label), [("", "–"), *choices], typed)
    offered = choices if each.is_required else [*choices, ("", _("no answer"))]
    return forms.ChoiceField(
        label=str(each.label), required=False, choices=offered, widget=forms.RadioSelect, initial=typed or ""
    )


def _several(each: Field, typed: Any) -> forms.Field:
    choices = [(choice.key, str(choice.label)) for choice in each.choices]
    return forms.MultipleChoiceField(
        label=str(each.label), required=False, choices=choices, widget=forms.CheckboxSelectMultiple, initial=typed
    )


_MAKERS: dict[Kind, Any] = {
    Kind.LINE: _plain,
    Kind.PROSE: _plain,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.CHOICE: _one,
    Kind.YES_NO: _yes_or_no,
    Kind.CHOICES: _several,
}
