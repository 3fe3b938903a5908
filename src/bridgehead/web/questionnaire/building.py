"""What officers type to build a form: a section, or a question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.web.forms import InRows
from bridgehead.web.questionnaire import (
    Choice,
    Condition,
    Field,
    Kind,
    Questionnaire,
    Section,
    Text,
    WrongQuestionnaire,
)
from bridgehead.web.questionnaire.definition import CHOSEN, DEPENDED_ON, LONGEST_TEXT, MOST, PAID, WRITTEN

KINDS = {
    Kind.LINE: _("a line of text"),
    Kind.PROSE: _("longer text"),
    Kind.NUMBER: _("a number"),
    Kind.AMOUNT: _("an amount of money"),
    Kind.DATE: _("a day"),
    Kind.CHOICE: _("one of several choices"),
    Kind.CHOICES: _("any of several choices"),
    Kind.YES_NO: _("yes or no"),
    Kind.FILE: _("a file"),
    Kind.BUDGET: _("a budget, line by line"),
}
#: Between the Korean and the English words of a choice.
_BAR = "|"


def _text(label: Any, rows: int, *, required: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput()
    return forms.CharField(label=label, max_length=LONGEST_TEXT, required=required, widget=widget)


class _PartForm(InRows, forms.Form):
    """What sections and questions have in common: they may depend on an answer that was given before."""

    shown_if = forms.MultipleChoiceField(
        label=_("Only asked if"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Answers of one question that stands before this. None: it is always asked."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, asked: Questionnaire, part: str, section: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked = asked
        self.fields["shown_if"].choices = list(_possible(asked, part, section))  # type: ignore[attr-defined]  # a MultipleChoiceField

    def condition(self) -> Condition | None:
        """Return on what it depends; answers of two questions are refused by ``clean``."""
        chosen = [each.split("=", 1) for each in self.cleaned_data.get("shown_if", ())]
        return Condition(chosen[0][0], tuple(answer for _field, answer in chosen)) if chosen else None

    def clean_shown_if(self) -> list[str]:
        """Refuse answers of more than one question."""
        chosen: list[str] = self.cleaned_data["shown_if"]
        if len({each.split("=", 1)[0] for each in chosen}) > 1:
            raise forms.ValidationError(_("Choose answers of one question alone."))
        return chosen


def _possible(asked: Questionnaire, part: str, section: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The questions before a part in which something is chosen, each with its answers; of all for a new one."""
    for each in asked.sections:
        if each.key == part:
            return
        for field in each.fields:
            if field.key == part:
                return
            if field.kind in DEPENDED_ON:
                answers = [(choice.key, str(choice.label)) for choice in field.choices]
                answers = answers or [("yes", str(_("yes"))), ("no", str(_("no")))]
                yield str(field.label), [(f"{field.key}={key}", label) for key, label in answers]
        if section and each.key == section:
            return


def _chosen(condition: Condition | None) -> list[str]:
    return [f"{condition.field}={value}" for value in condition.values] if condition else []


class SectionForm(_PartForm):
    """The title of a section, and what is said above it."""

    layout: ClassVar = [("title_ko", "title_en"), ("help_ko", "help_en"), ("shown_if",)]
    title_ko = _text(_("Title (Korean)"), 1)
    title_en = _text(_("Title (English)"), 1)
    help_ko = _text(_("What to know (Korean)"), 3)
    help_en = _text(_("What to know (English)"), 3)
    field_order = ("title_ko", "title_en", "help_ko", "help_en", "shown_if")

    def __init__(self, *args: Any, asked: Questionnaire, section: Section | None, seen: str, **kwargs: Any) -> None:
        told: dict[str, Any] = {"seen": seen}
        if section is not None:
            told |= {
                "title_ko": section.title.ko, "title_en": section.title.en,
                "help_ko": section.help.ko, "help_en": section.help.en,
                "shown_if": _chosen(section.shown_if),
            }  # fmt: skip
        super().__init__(*args, asked=asked, part=section.key if section else "", initial=told, **kwargs)
        self._key = section.key if section else next_key("s", [each.key for each in asked.sections])

    def clean(self) -> dict[str, Any]:
        """Build the section: what is wrong with it is said above the form."""
        said = self.cleaned_data
        if not self.errors:
            try:
                self.section = Section(
                    self._key,
                    Text(said["title_ko"], said["title_en"]),
                    Text(said["help_ko"], said["help_en"]),
                    shown_if=self.condition(),
                )
            except WrongQuestionnaire as wrong:
                self.add_error(None, str(wrong))
        return said


class QuestionForm(_PartForm):
    """One question: what kind of answer it takes, in which words it is asked.

    A form that has no use for some of it names the kinds that it takes, and what is ``left_out``.
    """

    kinds: ClassVar[Sequence[Kind]] = tuple(KINDS)
    left_out: ClassVar[Sequence[str]] = ()
    layout: ClassVar = [
        ("kind",),
        ("label_ko", "label_en"),
        ("help_ko", "help_en"),
        ("is_required", "in_both"),
        ("names_applicant",),
        ("most", "currencies"),
        ("choices",),
        ("shown_if",),
    ]
    kind = forms.ChoiceField(label=_("Kind of answer"), choices=[(kind.value, label) for kind, label in KINDS.items()])
    label_ko = _text(_("Question (Korean)"), 2)
    label_en = _text(_("Question (English)"), 2)
    help_ko = _text(_("What to know (Korean)"), 2)
    help_en = _text(_("What to know (English)"), 2)
    is_required = forms.BooleanField(label=_("has to be answered"), required=False)
    in_both = forms.BooleanField(label=_("to be answered in Korean and in English"), required=False)
    names_applicant = forms.BooleanField(
        label=_("tells who applies"),
        required=False,
        help_text=_("Reviewers of a blind stage do not see the answer."),
    )
    most = forms.IntegerField(
        label=_("At most"),
        required=False,
        min_value=1,
        help_text=_("Letters of a text, the greatest number, files. Empty: as much as is usual."),
    )
    currencies = forms.CharField(
        label=pgettext_lazy("of an answer", "Currencies"),
        required=False,
        max_length=60,
        help_text=_("Of an amount or a budget, for example: KRW, USD."),
    )
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line, Korean and English with a bar between: 예 | Yes."),
    )
    field_order = (
        "kind", "label_ko", "label_en", "help_ko", "help_en", "is_required", "in_both", "names_applicant", "most",
        "currencies", "choices", "shown_if",
    )  # fmt: skip

    def __init__(
        self, *args: Any, asked: Questionnaire, section: str, field: Field | None, seen: str, **kwargs: Any
    ) -> None:
        told: dict[str, Any] = {"seen": seen, "kind": Kind.PROSE.value}
        self._before = field.choices if field else ()
        if field is not None:
            told |= {
                "kind": field.kind.value,
                "label_ko": field.label.ko, "label_en": field.label.en,
                "help_ko": field.help.ko, "help_en": field.help.en,
                "is_required": field.is_required, "in_both": field.in_both,
                "names_applicant": field.names_applicant,
                "most": field.most, "currencies": ", ".join(field.currencies),
                "choices": "\n".join(f"{each.label.ko} {_BAR} {each.label.en}".strip() for each in field.choices),
                "shown_if": _chosen(field.shown_if),
            }  # fmt: skip
        super().__init__(*args, asked=asked, part=field.key if field else "", section=section, initial=told, **kwargs)
        self._key = field.key if field else next_key("q", [each.key for each in asked.fields()])
        self.fields["kind"].choices = [(kind.value, KINDS[kind]) for kind in self.kinds]  # type: ignore[attr-defined]  # a ChoiceField
        for name in self.left_out:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Build the question; what its kind has no use for is left out, what it needs and lacks is said."""
        said = self.cleaned_data
        if not self.errors:
            kind = Kind(said["kind"])
            try:
                self.field = Field(
                    key=self._key,
                    kind=kind,
                    label=Text(said["label_ko"], said["label_en"]),
                    help=Text(said["help_ko"], said["help_en"]),
                    is_required=said["is_required"],
                    in_both=said["in_both"] and kind in WRITTEN,
                    most=said["most"] if kind in MOST else None,
                    choices=tuple(self._choices(said["choices"])) if kind in CHOSEN else (),
                    currencies=tuple(re.findall(r"[^\s,;]+", said["currencies"].upper())) if kind in PAID else (),
                    shown_if=self.condition(),
                    names_applicant=said.get("names_applicant", False),
                )
            except WrongQuestionnaire as wrong:
                self.add_error(None, str(wrong))
        return said

    def _choices(self, typed: str) -> Iterator[Choice]:
        """The choices as typed, one a line. One whose words stand as they were keeps its key: others depend on it."""
        keys = {each.label: each.key for each in self._before}
        used = [each.key for each in self._before]
        for line in typed.splitlines():
            if line.strip(f" {_BAR}"):
                ko, _bar, en = (part.strip() for part in line.partition(_BAR))
                label = Text(ko, en)
                key = keys.pop(label, "") or next_key("c", used)
                used.append(key)
                yield Choice(key, label)


def next_key(letter: str, used: list[str]) -> str:
    """Return a key that was not used yet in this form: ``q7`` after ``q6``."""
    numbers = [int(key[1:]) for key in used if key[0] == letter and key[1:].isdigit()]
    return f"{letter}{max(numbers, default=0) + 1}"
