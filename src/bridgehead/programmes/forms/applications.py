"""What a team types: a section of the form made from what the call asks, and whom to invite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from bridgehead.directory.models import Organisation
from bridgehead.programmes.models import ApplicationFile
from bridgehead.web.languages import OWN_NAMES
from bridgehead.web.questionnaire import (
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
from bridgehead.web.questionnaire import Section as AskedSection
from bridgehead.web.questionnaire.asking import controls_of, sent_of, wrong_one
from bridgehead.web.questionnaire.telling import Line, amount_told, typed_lines_of

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
            for name, control in controls_of(each, self._typed(each)):
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
        controls = [self[name] for name, _control in controls_of(each, typed)]
        self._look_over()
        for control in controls:
            control.field.required = each.is_required  # told on the page; a draft may lack it
        if wrong and controls:
            self._mark_wrong(wrong_one(each, typed, controls).name, wrong)
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
        return sent_of(each, self._sent_lists)


def _rows(typed: Typed | None) -> list[tuple[str, str]]:
    """Return the rows of a budget, and some empty ones to go on with."""
    inside = typed if isinstance(typed, Mapping) else {}
    filled = [(str(item), str(amount)) for item, amount in inside.get("rows", [])]
    spare = max(0, min(_SPARE_ROWS, MOST_ROWS - len(filled)))
    return [*filled, *[("", "")] * spare]
