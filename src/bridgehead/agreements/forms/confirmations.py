"""What a party answers behind its link."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bridgehead.agreements.actions.answers import MOST_REASON, MOST_SHOULD_BE, Answer, require_whole
from bridgehead.agreements.models import Counterfactual, Verdict
from bridgehead.agreements.queries.confirmations import AskedField, kinds_said
from bridgehead.foundation.bases import require_one_line, require_text
from bridgehead.foundation.refusals import Refused

RIGHT, WRONG = "right", "wrong"
_JUDGED = [(RIGHT, _("right")), (WRONG, _("not right"))]
_VERDICTS = [
    (Verdict.CONFIRMED.value, _("Yes, all of it is right")),
    (Verdict.CORRECTED.value, _("Yes, with corrections: I have marked above what is not right")),
    (Verdict.REJECTED.value, _("No, we do not confirm this agreement")),
]


@dataclass(frozen=True, slots=True)
class Judged:
    """One part of the terms with the two controls that belong to it."""

    asked: AskedField
    is_right: forms.BoundField
    should_be: forms.BoundField


class AnswerForm(forms.Form):
    """Each part of the terms right or not, the agreement as a whole, and what would have been without the support.

    What is neither marked right nor wrong is answered by the agreement as a whole, and the page says so.
    """

    verdict = forms.ChoiceField(
        label=_("Do you confirm the agreement?"),
        choices=_VERDICTS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you confirm the agreement.")},
    )
    reason = forms.CharField(
        label=_("Reason, or what is missing"),
        help_text=_("Needed if you do not confirm it."),
        required=False,
        max_length=MOST_REASON,
        validators=[require_text],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    counterfactual = forms.ChoiceField(
        label=_("Without the support of the agency"),
        choices=Counterfactual.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    counterfactual_note = forms.CharField(
        label=_("A word on that, if you like"),
        required=False,
        max_length=MOST_REASON,
        validators=[require_text],
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, asked: Sequence[AskedField], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.asked = list(asked)
        for each in self.asked:
            self.fields[f"judged-{each.key}"] = forms.ChoiceField(
                label=each.label, choices=_JUDGED, required=False, widget=forms.RadioSelect
            )
            self.fields[f"should-{each.key}"] = _should_be(each)

    def judged(self) -> list[Judged]:
        """Return the parts of the terms in their order, with their controls."""
        return [Judged(each, self[f"judged-{each.key}"], self[f"should-{each.key}"]) for each in self.asked]

    def clean(self) -> dict[str, Any]:
        """Ask for what a wrong part should be, and hold the whole to what an answer must be."""
        given = super().clean() or {}
        for each in self.asked:
            is_wrong = given.get(f"judged-{each.key}") == WRONG
            if is_wrong and not given.get(f"should-{each.key}") and f"should-{each.key}" not in self.errors:
                self.add_error(f"should-{each.key}", _("Say what it should be."))
            if not is_wrong and given.get(f"should-{each.key}"):
                self.add_error(f"judged-{each.key}", _("You have written what it should be: mark it as not right too."))
        if not self.errors:
            try:
                require_whole(self.answer(), {each.key for each in self.asked})
            except Refused as refusal:
                self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal.sentence))
        return given

    def answer(self) -> Answer:
        """Return what was said, once the form is valid."""
        given = self.cleaned_data
        return Answer(
            verdict=given["verdict"],
            said={each.key: _plain(given[f"should-{each.key}"]) for each in self.asked},
            reason=given["reason"],
            counterfactual=given["counterfactual"],
            counterfactual_note=given["counterfactual_note"],
        )

    def carried(self) -> Iterator[tuple[str, str]]:
        """Return what was typed, for a page that asks once more before it is sent."""
        for name in self.fields:
            yield name, str(self.data.get(name, ""))


def _plain(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _should_be(asked: AskedField) -> forms.Field:
    label = gettext("%(part)s: what it should be") % {"part": capfirst(asked.label)}
    if asked.kind == "day":
        return forms.DateField(
            label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        )
    if asked.kind == "choice":
        return forms.ChoiceField(label=label, required=False, choices=[("", "–"), *_other_kinds(asked.value)])
    return forms.CharField(label=label, required=False, max_length=MOST_SHOULD_BE, validators=[require_one_line])


def _other_kinds(kind: str) -> list[tuple[str, str]]:
    """Each kind by the name a party knows it by, once, and not the one that stands there."""
    named = dict(kinds_said())
    once = {label: value for value, label in named.items() if label != named[kind]}
    return [(value, capfirst(label)) for label, value in once.items()]
