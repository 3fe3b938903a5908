"""The shape of an inbox: what its reader wants to see, and what they answer to many requests at once."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.directory.models import OrganisationKind
from bridgehead.foundation.bases import require_text
from bridgehead.partnering.queries.inbox import Narrowing, Wanted
from bridgehead.partnering.rules import Answer, InboxOrder, Shelf
from bridgehead.partnering.schemas.words import DECLINE_REASONS, country_name


def shelf_of(asked: str | None, usual: Shelf) -> Shelf:
    """Return the shelf that an address names; the usual one for nonsense."""
    return Shelf(asked) if asked in Shelf.values else usual


class InboxFilter(forms.Form):
    """How a shelf is narrowed and ordered; an unknown choice is no filter."""

    order = forms.ChoiceField(label=_("Order"), required=False, choices=InboxOrder.choices)
    kind = forms.ChoiceField(label=_("Kind of organisation"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, sent: Mapping[str, str], *, shelf: Shelf, narrowing: Narrowing) -> None:
        chosen = {name: sent.get(name, "") for name in ("kind", "country")}
        order = sent.get("order", "")
        super().__init__({**chosen, "order": order if order in InboxOrder.values else Wanted(shelf).ordered_by.value})
        self._shelf = shelf
        kinds = [(kind, OrganisationKind(kind).label) for kind in narrowing.kinds]
        named = sorted(((code, country_name(code)) for code in narrowing.countries), key=lambda each: each[1])
        offered = {"kind": [("", _("All kinds")), *kinds], "country": [("", _("All countries")), *named]}
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field, as its class says

    @property
    def wanted(self) -> Wanted:
        """What is to be shown."""
        self.is_valid()  # an unknown choice is no filter
        chosen = {name: self.cleaned_data.get(name, "") for name in ("order", "kind", "country")}
        return Wanted(shelf=self._shelf, **chosen)

    @property
    def narrows(self) -> bool:
        """Whether something is left out."""
        return bool(self.wanted.kind or self.wanted.country)


class AnswerForm(forms.Form):
    """What is answered, to which requests, with which words.

    The button of one request names it (``decline:`` and its id); the buttons for all that are chosen name the answer
    alone.
    """

    answer = forms.CharField(max_length=60)
    reason = forms.ChoiceField(
        label=_("Reason of a “no”"),
        required=False,
        choices=[*((told, _(told)) for told in DECLINE_REASONS), ("", pgettext_lazy("reason", "No reason"))],
        initial=DECLINE_REASONS[0],
    )
    own_reason = forms.CharField(
        label=_("Or in your own words"), required=False, max_length=300, validators=[require_text]
    )
    text = forms.CharField(
        label=_("Your question"),
        required=False,
        max_length=600,
        validators=[require_text],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The request stays open until you answer it. Up to 600 characters."),
    )
    #: Questions that are sent twice (a double tap) are asked once.
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput, initial=lambda: uuid.uuid4().hex)

    def clean(self) -> dict[str, Any]:
        """Read which answer is given to which requests."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        named, _colon, one = str(cleaned.get("answer", "")).partition(":")
        if named not in list(Answer):
            raise forms.ValidationError(_("Choose an answer: accept, ask first, or decline."))
        self.answered = Answer(named)
        self.ids = [UUID(each) for each in ([one] if one else self.chosen()) if _is_id(each)]
        if self.answered is Answer.ASK and not cleaned.get("text", "").strip() and "text" not in self.errors:
            self.add_error("text", _("Write the question first."))
        if not self.ids:
            raise forms.ValidationError(_("Choose at least one request."))
        return cleaned

    def chosen(self) -> list[str]:
        """Return the ids that were ticked, as they came."""
        return list(self.data.getlist("ids")) if self.is_bound and hasattr(self.data, "getlist") else []

    @property
    def words(self) -> str:
        """The reason of a “no”, or the question."""
        if self.answered is Answer.ASK:
            return str(self.cleaned_data["text"])
        return str(self.cleaned_data["own_reason"] or self.cleaned_data["reason"])


class TakeBackForm(forms.Form):
    """Which answers are taken back."""

    def clean(self) -> dict[str, Any]:
        """Read the ids."""
        sent = self.data.getlist("ids") if hasattr(self.data, "getlist") else []
        self.ids = [UUID(each) for each in sent if _is_id(each)]
        return self.cleaned_data


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
