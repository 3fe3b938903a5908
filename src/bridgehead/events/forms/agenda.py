"""Parts, sessions, appearances and reported figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from bridgehead.events.forms.seen import seen_field
from bridgehead.events.models import Appearance, AppearanceRole, Forum, ForumSession, Part, ReportedFigure
from bridgehead.web.forms import InRows
from bridgehead.web.wall_time import WallTimeField, ZonedFormMixin, typed_moment

_WALL = ("starts_at", "ends_at")


class _HeldForm(InRows, ZonedFormMixin, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """What is held at a time, where that is known, as the clocks of the forum show it."""

    wall_fields = _WALL

    starts_at = WallTimeField(label=_("From"), required=False, help_text=_("Leave it empty while it is not known."))
    ends_at = WallTimeField(label=_("Until"), required=False)
    seen = seen_field()

    def __init__(
        self, *args: Any, forum: Forum, item: Part | ForumSession | None = None, seen: str = "", **kwargs: Any
    ) -> None:
        self._zone = forum.zone
        if item is not None:
            kwargs["initial"] = {
                **{field: getattr(item, field) for field in self._meta.fields or ()},
                **{field: typed_moment(getattr(item, field), forum.zone) for field in _WALL},
                "seen": seen,
            }
        super().__init__(*args, **kwargs)

    def zone_of_form(self) -> ZoneInfo | None:
        """Return the forum's zone."""
        return ZoneInfo(self._zone)

    def told(self) -> dict[str, Any]:
        """Return what the deed is told."""
        return {field: self.cleaned_data[field] for field in self._meta.fields or ()}


class PartForm(_HeldForm):
    """The name of a part, and when it is held."""

    layout = [("name_ko", "name_en"), _WALL]

    class Meta:
        model = Part
        fields = ["name_ko", "name_en", "starts_at", "ends_at"]
        labels = {"name_ko": _("name (Korean)"), "name_en": _("name (English)")}


class SessionForm(_HeldForm):
    """A session; its times, where they are known, as the clocks of the forum show them."""

    layout = [("kind",), ("name_ko", "name_en"), ("note_ko", "note_en"), ("room_ko", "room_en"), _WALL, ("places",)]

    class Meta:
        model = ForumSession
        fields = [
            "kind", "name_ko", "name_en", "note_ko", "note_en", "room_ko", "room_en", "starts_at", "ends_at", "places",
        ]  # fmt: skip
        help_texts = {"places": _("How many can pick it for their own agenda. Empty: without a limit.")}


class AppearanceForm(InRows, forms.Form):
    """Which organisation appears, as what, of which year."""

    layout = [("organisation",), ("role", "year")]

    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=160,
        help_text=_("Its name in Korean or in English, as the directory holds it."),
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("As"), choices=[(value, capfirst(label)) for value, label in AppearanceRole.choices]
    )
    year = forms.IntegerField(label=_("Year of intake"), required=False, min_value=1990, max_value=2100)
    seen = seen_field()

    def __init__(self, *args: Any, forum: Forum, item: Appearance | None = None, seen: str = "", **kwargs: Any) -> None:
        if item is not None:
            shown = {"organisation": item.organisation.name, "role": item.role, "year": item.year}
            kwargs["initial"] = {**shown, "seen": seen}
        super().__init__(*args, **kwargs)
        if item is not None:
            # Not disabled: it is sent along, and known once more where the appearance was removed meanwhile.
            self.fields["organisation"].widget.attrs["readonly"] = True

    def told(self) -> dict[str, Any]:
        """Return what the deed is told; the organisation is found by the query."""
        return {"role": self.cleaned_data["role"], "year": self.cleaned_data["year"]}


class FigureForm(InRows, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A figure, how exact it is, and who reported it when."""

    layout = [
        ("label_ko", "label_en"),
        ("value", "exactness"),
        ("currency",),
        ("unit_ko", "unit_en"),
        ("note_ko", "note_en"),
        ("counts",),
        ("source_ko", "source_en"),
        ("reported_on",),
    ]
    seen = seen_field()

    class Meta:
        model = ReportedFigure
        fields = [
            "label_ko", "label_en", "value", "currency", "unit_ko", "unit_en", "exactness", "note_ko", "note_en",
            "counts",
            "source_ko", "source_en", "reported_on",
        ]  # fmt: skip
        labels = {
            "label_ko": _("what it counts (Korean)"),
            "label_en": _("what it counts (English)"),
            "value": _("number"),
            "currency": _("currency"),
            "unit_ko": _("unit (Korean)"),
            "unit_en": _("unit (English)"),
            "exactness": _("how exact"),
            "note_ko": _("note (Korean)"),
            "note_en": _("note (English)"),
            "counts": _("also shown beside what was signed, as"),
            "source_ko": _("source (Korean)"),
            "source_en": _("source (English)"),
            "reported_on": _("reported on"),
        }
        help_texts = {
            "currency": _("Three letters, for example KRW or USD; empty for a count."),
            "counts": _("Where the ledger does not name all parties, how many signed is shown as it was stated."),
        }
        widgets = {"reported_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}

    def __init__(
        self, *args: Any, forum: Forum, item: ReportedFigure | None = None, seen: str = "", **kwargs: Any
    ) -> None:
        if item is not None:
            kwargs["initial"] = {**{field: getattr(item, field) for field in self.Meta.fields}, "seen": seen}
        super().__init__(*args, **kwargs)

    def clean_currency(self) -> str:
        """Accept capital letters of ISO 4217 only."""
        currency: str = self.cleaned_data["currency"].strip().upper()
        if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
            raise forms.ValidationError(_("A currency is three letters, for example KRW or USD."))
        return currency

    def told(self) -> dict[str, Any]:
        """Return what the deed is told."""
        return {field: self.cleaned_data[field] for field in self.Meta.fields}


def ask_where(form: Any, places: Sequence[tuple[str, str]], *, label: str, without: str) -> None:
    """Let the form of what was removed ask where it is to stand anew; ``without`` says that there is nowhere."""
    form.fields["into"] = forms.ChoiceField(
        label=label, choices=[("", "–"), *places], help_text="" if places else without
    )
    form.layout = [("into",), *form.layout]
