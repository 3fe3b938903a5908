"""What a party answers behind its link at a follow-up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bridgehead.agreements.forms.amounts import MoneyForm, typed
from bridgehead.agreements.forms.terms import DayField
from bridgehead.foundation.bases import require_one_line, require_text
from bridgehead.outcomes.actions.inquiries import MOST_DOCUMENT, MOST_NOTE, Word
from bridgehead.outcomes.forms.ladder import said_money
from bridgehead.outcomes.models import Inquiry
from bridgehead.outcomes.rules import CameOfIt


class WordForm(MoneyForm):
    """What has come of it; the day and the amount where money has come in; the document it rests on, and words."""

    came_of = forms.ChoiceField(
        label=_("What has come of it?"),
        choices=[(value, capfirst(label)) for value, label in CameOfIt.choices],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what has come of it.")},
    )
    on = DayField(label=_("Received on"), required=False)
    document = forms.CharField(
        label=_("Document it rests on"),
        required=False,
        max_length=MOST_DOCUMENT,
        validators=[require_one_line],
        help_text=_("For example: statement of account of 3 May, invoice 24-117. You do not send the document itself."),
    )
    note = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=MOST_NOTE,
        validators=[require_text],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("How far it is, and what is next."),
    )

    field_order = ("came_of", "on")

    def clean(self) -> dict[str, Any]:
        """Settle the money, and hold the whole to what an answer must be."""
        told = self.cleaned_data
        has_come_in = told.get("came_of") == CameOfIt.REALISED
        if {"amount", "amount_to", "currency"} <= told.keys():
            self._settle_money()
        is_money_told = any(told.get(name) for name in ("amount", "amount_to", "currency", "on"))
        if told.get("came_of") and not has_come_in and is_money_told:
            wrong = gettext("You have written of money that came in. Choose that answer, or take the money out.")
            self.add_error("came_of", wrong)
        if has_come_in and not told.get("on") and not self.has_error("on"):
            self.add_error("on", gettext("Say on which day it came in."))
        return told

    def _settle_money(self) -> None:
        told = self.cleaned_data
        if told["amount"] is not None:
            self.require_money()
        elif told["amount_to"] or told["currency"]:
            self.add_error("amount", gettext("Write the amount."))

    def answer(self) -> Word:
        """Return what was said, once the form is valid."""
        told = self.cleaned_data
        return Word(
            came_of=told["came_of"],
            said=said_money(told),
            on=told["on"],
            document=told["document"],
            note=told["note"],
        )

    def carried(self) -> Iterator[tuple[str, str]]:
        """Return what was typed, for a page that asks once more before it is sent."""
        for name in self.fields:
            yield name, str(self.data.get(name, ""))


def realised_typed(word: Inquiry, *, zone: str) -> dict[str, Any]:
    """Return what the form of what came in begins with, where a party has said it; ``zone`` is its reader's."""
    said_on = word.closed_at.astimezone(ZoneInfo(zone)).date() if word.closed_at else None
    return {
        "on": word.on,
        "said_on": said_on,
        "exactness": word.exactness,
        "amount": typed(word.money),
        "amount_to": typed(word.money_to),
        "currency": word.currency,
        "note": "\n".join(filter(None, [word.document, word.note])),
    }
