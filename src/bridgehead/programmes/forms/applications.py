"""What a team types: a section of the form made from what the call asks, and whom to invite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bridgehead.directory.models import Organisation
from bridgehead.foundation.bases import ComposedField
from bridgehead.foundation.bilingual import LANGUAGES
from bridgehead.programmes.models import ApplicationFile
from bridgehead.programmes.questionnaire import (
    MOST_ROWS,
    Answers,
    Field,
    Kind,
    Typed,
    WrongAnswer,
    answer_of,
    kept_of,
    mark_of,
)
from bridgehead.programmes.questionnaire import Section as AskedSection
from bridgehead.programmes.schemas.answers import Line, amount_told, typed_lines_of
from bridgehead.web.languages import OWN_NAMES

#: A list of choices that is longer is a menu.
_MOST_RADIOS = 8
#: Empty rows under those of a budget that are filled in, as far as a budget goes.
_SPARE_ROWS = 3
_SEEN = "seen-"


class BeginForm(forms.Form):
    """In the name of which organisation one applies."""

    organisation = forms.ChoiceField(label=gettext_lazy("Organisation that applies"))

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._organisations = {str(each.public_id): each for each in organisations}
        offered = [(key, each.name) for key, each in self._organisations.items()]
        self.fields["organisation"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField

    def organisation_id(self) -> int:
        """Return the organisation that was chosen."""
        return self._organisations[self.cleaned_data["organisation"]].pk


class WriterForm(forms.Form):
    """Whose help is asked for, and in which language they are written to."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    language = forms.ChoiceField(label=gettext_lazy("Language of the mail"), choices=list(OWN_NAMES.items()))


@dataclass(slots=True)
class Question:
    """One field of a section as its page shows it."""

    field: Field
    #: Controls of the form: one, or one for each language, or currency and amount.
    controls: list[BoundField]
    #: What is typed in it now, in the shape in which a draft keeps it.
    typed: Typed | None
    #: The mark of what was stored when the page was made.
    mark: str
    is_asked: bool
    is_open: bool
    files: Sequence[ApplicationFile] = ()
    wrong: str = ""
    #: What somebody else has written meanwhile, where both have.
    theirs: Sequence[Line] | None = None
    rows: Sequence[tuple[str, str]] = ()

    @property
    def seen_name(self) -> str:
        """The name of the hidden field that sends the mark back."""
        return f"{_SEEN}{self.field.key}"

    @property
    def shape(self) -> str:
        """How it is laid out: file, budget, pair (two controls side by side) or plain."""
        if self.field.kind in (Kind.FILE, Kind.BUDGET):
            return str(self.field.kind.value)
        return "pair" if len(self.controls) > 1 else "plain"

    @property
    def lines(self) -> list[Line]:
        """What is typed, for whoever may only read it."""
        return typed_lines_of(self.field, self.typed)

    @property
    def depends_on(self) -> str:
        """The field that decides whether this one is asked."""
        return self.field.shown_if.field if self.field.shown_if else ""

    @property
    def depends_values(self) -> str:
        """The answers with which this one is asked."""
        return " ".join(self.field.shown_if.values) if self.field.shown_if else ""

    @property
    def currency(self) -> str:
        """The currency of a budget."""
        inside = self.typed if isinstance(self.typed, Mapping) else {}
        return str(inside.get("currency") or self.field.currencies[0])

    @property
    def total(self) -> str:
        """The sum of a budget whose rows can all be read, else nothing."""
        try:
            value = answer_of(self.field, self.typed) if self.typed else None
        except WrongAnswer:
            return ""
        return amount_told(sum(row["minor"] for row in value["rows"]), value["currency"]) if value else ""


class SectionForm(forms.Form):
    """A section: what is typed in it is kept as it is; what cannot be read is said beside it, and never refused."""

    use_required_attribute = False

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        section: AskedSection,
        answers: Answers,
        open_keys: frozenset[str],
        files: Mapping[str, Sequence[ApplicationFile]] | None = None,
    ) -> None:
        super().__init__(data)
        self._section, self._answers = section, answers
        self._open, self._files = open_keys, files or {}
        for each in section.fields:
            for name, control in _controls(each, self._typed(each)):
                self.fields[name] = control

    def typed(self) -> dict[str, Any]:
        """Return what was sent for each field that can be written."""
        return {each.key: self._sent(each) for each in self._section.fields if self._is_written(each)}

    def seen(self) -> dict[str, str]:
        """Return the marks of the answers that the page had shown."""
        return {name.removeprefix(_SEEN): str(self.data[name]) for name in self.data if name.startswith(_SEEN)}

    def uploads(self, files: Any) -> list[tuple[str, Any]]:
        """Return the files that were sent, each with its field."""
        asked = [each for each in self._section.fields if each.kind is Kind.FILE and each.key in self._open]
        return [(each.key, given) for each in asked for given in files.getlist(each.key)]

    def questions(
        self,
        asked: frozenset[str],
        *,
        refused: Mapping[str, str] | None = None,
        overtaken: Mapping[str, Typed | None] | None = None,
    ) -> list[Question]:
        """Return what the page shows; ``refused`` are sentences on files, ``overtaken`` what others have written."""
        here = {each.key for each in self._section.fields}
        found = []
        for each in self._section.fields:
            depends_here = each.shown_if is not None and each.shown_if.field in here
            if each.key not in asked and not depends_here:
                continue
            found.append(self._question(each, each.key in asked, refused or {}, overtaken or {}))
        return found

    def _question(
        self, each: Field, is_asked: bool, refused: Mapping[str, str], overtaken: Mapping[str, Typed | None]
    ) -> Question:
        typed, wrong = self._typed(each), refused.get(each.key, "")
        if typed is not None and not wrong:
            try:
                answer_of(each, typed)
            except WrongAnswer as told:
                wrong = str(told)
        controls = [self[name] for name, _control in _controls(each, typed)]
        self._look_over()
        for control in controls:
            control.field.required = each.is_required  # told on the page; a draft may lack it
        if wrong and controls:
            self._mark_wrong(_wrong_one(each, typed, controls).name, wrong)
        stands = self._answers.get(each.key)
        return Question(
            field=each,
            controls=controls,
            typed=typed,
            mark=mark_of(stands),
            is_asked=is_asked,
            is_open=each.key in self._open,
            files=self._files.get(each.key, ()),
            wrong=wrong,
            theirs=typed_lines_of(each, overtaken[each.key]) if each.key in overtaken else None,
            rows=_rows(typed) if each.kind is Kind.BUDGET else [],
        )

    def _look_over(self) -> None:
        """Have Django look over what was sent, so that sentences can be added."""
        self.errors  # noqa: B018  # a property that cleans
        if not hasattr(self, "cleaned_data"):
            self.cleaned_data = {}

    def _mark_wrong(self, name: str, sentence: str) -> None:
        """Say a sentence at a control, though the form as a whole is good: a draft refuses nothing."""
        if name not in self.errors:
            self.add_error(name, sentence)

    def _is_written(self, each: Field) -> bool:
        return each.kind is not Kind.FILE and each.key in self._open and f"{_SEEN}{each.key}" in self.data

    def _typed(self, each: Field) -> Typed | None:
        """Return what was sent, else what is stored."""
        if self.is_bound and self._is_written(each):
            return kept_of(each, self._sent(each))
        return self._answers.get(each.key)

    @cached_property
    def _sent_lists(self) -> Any:
        return self.data if isinstance(self.data, QueryDict) else QueryDict()

    def _sent(self, each: Field) -> Any:
        sent, key = self._sent_lists, each.key
        if each.in_both:
            return {language: sent.get(f"{key}-{language}", "") for language in LANGUAGES}
        if each.kind is Kind.AMOUNT:
            return {"currency": sent.get(f"{key}-currency", ""), "amount": sent.get(f"{key}-amount", "")}
        if each.kind is Kind.BUDGET:
            rows = zip(sent.getlist(f"{key}-item"), sent.getlist(f"{key}-amount"), strict=False)
            return {"currency": sent.get(f"{key}-currency", ""), "rows": [list(row) for row in rows]}
        return sent.getlist(key) if each.kind is Kind.CHOICES else sent.get(key, "")


def _wrong_one(each: Field, typed: Typed | None, controls: Sequence[BoundField]) -> BoundField:
    """Return the control that is wrong: of words in both languages the one that is missing or cannot be read."""
    if each.in_both:
        alone, inside = replace(each, in_both=False), typed if isinstance(typed, Mapping) else {}
        for control, language in zip(controls, LANGUAGES, strict=True):
            try:
                answer_of(alone, inside.get(language))
            except WrongAnswer:
                return control
    return controls[0]


def _controls(each: Field, typed: Typed | None) -> list[tuple[str, forms.Field]]:
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


def _rows(typed: Typed | None) -> list[tuple[str, str]]:
    """Return the rows of a budget, and some empty ones to go on with."""
    inside = typed if isinstance(typed, Mapping) else {}
    filled = [(str(item), str(amount)) for item, amount in inside.get("rows", [])]
    spare = max(0, min(_SPARE_ROWS, MOST_ROWS - len(filled)))
    return [*filled, *[("", "")] * spare]
