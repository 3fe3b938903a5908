"""What officers type about programmes, calls and questions."""

from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.foundation.clock import zone_or_none
from bridgehead.foundation.records import seen_of
from bridgehead.programmes.actions.calls import CHECKED, PROMISED
from bridgehead.programmes.actions.calls import SHOWN as CALL_SHOWN
from bridgehead.programmes.actions.programmes import SHOWN as PROGRAMME_SHOWN
from bridgehead.programmes.models import Call, CallQuestion, CallState, Programme
from bridgehead.web.forms import InRows
from bridgehead.web.wall_time import WallTimeField, ZonedFormMixin, typed_moment


class ProgrammeForm(InRows, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """What a programme is, and its rules of tenure."""

    layout: ClassVar = [
        ("name_ko", "name_en"),
        ("about_ko", "about_en"),
        ("zone",),
        ("tenure_months", "most_renewals"),
        ("most_hours", "hours_notice"),
        ("is_listed",),
    ]
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    class Meta:
        model = Programme
        fields = [
            "name_ko", "name_en", "about_ko", "about_en", "zone", "tenure_months", "most_renewals",
            "most_hours", "hours_notice", "is_listed",
        ]  # fmt: skip
        widgets = {"about_ko": forms.Textarea(attrs={"rows": 5}), "about_en": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, programme: Programme | None = None, **kwargs: Any) -> None:
        if programme is not None:
            told = {field: getattr(programme, field) for field in self.Meta.fields}
            kwargs["initial"] = {**told, "seen": seen_of(programme, PROGRAMME_SHOWN)}
        super().__init__(*args, **kwargs)

    def told(self) -> dict[str, Any]:
        """Return what the deed is told."""
        return {field: self.cleaned_data[field] for field in self.Meta.fields}


_WALL = ("opens_at", "closes_at", "questions_until")


class CallForm(InRows, ZonedFormMixin, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A call; its days as the clocks of its zone show them."""

    wall_fields = _WALL
    layout: ClassVar = [
        ("name_ko", "name_en"),
        ("year", "zone"),
        ("opens_at", "closes_at"),
        ("questions_until",),
        ("places", "reserve"),
        ("summary_ko", "summary_en"),
        ("eligibility_ko", "eligibility_en"),
        ("documents_ko", "documents_en"),
        ("earlier_rule", "earlier_number"),
        ("earlier_everywhere",),
        ("most_employees", "most_years"),
        ("needs_number",),
    ]
    opens_at = WallTimeField(label=pgettext_lazy("call", "Opens"))
    closes_at = WallTimeField(label=pgettext_lazy("call", "Closes"), help_text=_("The first minute that is too late."))
    questions_until = WallTimeField(
        label=_("Questions until"), required=False, help_text=_("Empty: as long as the call is open.")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    class Meta:
        model = Call
        fields = [
            "name_ko", "name_en", "year", "zone", "opens_at", "closes_at", "questions_until", "places", "reserve",
            "summary_ko", "summary_en", "eligibility_ko", "eligibility_en", "documents_ko", "documents_en", *CHECKED,
        ]  # fmt: skip
        widgets = {
            field: forms.Textarea(attrs={"rows": 4})
            for pair in ("summary", "eligibility", "documents")
            for field in (f"{pair}_ko", f"{pair}_en")
        }

    def __init__(self, *args: Any, call: Call | None = None, **kwargs: Any) -> None:
        if call is not None:
            told = {field: getattr(call, field) for field in self.Meta.fields}
            walls = {field: typed_moment(getattr(call, field), call.zone) for field in _WALL}
            kwargs["initial"] = {**told, **walls, "seen": seen_of(call, CALL_SHOWN)}
        super().__init__(*args, **kwargs)
        if call is not None and call.state == CallState.ANNOUNCED:
            for field in PROMISED:
                self.fields[field].disabled = True

    def zone_of_form(self) -> ZoneInfo | None:
        """Return the zone in which the days were typed."""
        return zone_or_none(str(self.cleaned_data.get("zone", "")))

    def _post_clean(self) -> None:
        """The deed holds the record to its own rules; a wall time is none of its values."""

    def told(self) -> dict[str, Any]:
        """Return what the deed is told."""
        return {field: self.cleaned_data[field] for field in self.Meta.fields}


class OfficerForm(forms.Form):
    """Whom to name."""

    email = forms.EmailField(label=_("E-mail of the person"))


class AnswerForm(InRows, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A question in words that give nobody away, and its answer."""

    layout: ClassVar = [("question_ko", "question_en"), ("answer_ko", "answer_en"), ("is_published",)]
    is_published = forms.BooleanField(label=_("everybody may read it"), required=False)

    class Meta:
        model = CallQuestion
        fields = ["question_ko", "question_en", "answer_ko", "answer_en"]
        widgets = {field: forms.Textarea(attrs={"rows": 3}) for field in fields}

    def __init__(self, *args: Any, question: CallQuestion, **kwargs: Any) -> None:
        told = {field: getattr(question, field) for field in self.Meta.fields}
        own = f"question_{question.language}"
        if not (question.question_ko or question.question_en) and own in told:
            told[own] = question.asked
        kwargs["initial"] = {**told, "is_published": question.published_at is not None}
        super().__init__(*args, **kwargs)

    def _post_clean(self) -> None:
        """The deed holds the record to its own rules."""

    def told(self) -> dict[str, Any]:
        """Return what the deed is told."""
        return {field: self.cleaned_data[field] for field in (*self.Meta.fields, "is_published")}


class AskForm(forms.Form):
    """What somebody asks about a call."""

    text = forms.CharField(
        label=_("Your question"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The answer is published for everybody, without your name."),
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
