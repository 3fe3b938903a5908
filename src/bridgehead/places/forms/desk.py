"""What venue staff type: tenancies and their steps, entitlements, closures, names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.foundation.bases import require_one_line
from bridgehead.foundation.bilingual import reading_language
from bridgehead.places.models import Closure, Entitlement, Premises, Room, StepPhase
from bridgehead.web.formats import format_days
from bridgehead.web.wall_time import WallTimeField, ZonedFormMixin, typed_moment


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class TenancyForm(forms.Form):
    """Who moves in where, by which entitlement, from which day until before which."""

    room = forms.ChoiceField(label=_("Office or desk"))
    entitlement = forms.ChoiceField(label=_("Organisation, by its entitlement"))
    starts_on = _day(pgettext_lazy("first day", "From"))
    ends_on = _day(_("Until before"))

    def __init__(self, *args: Any, rooms: Sequence[Room], entitlements: Sequence[Entitlement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = reading_language()
        self._rooms = {str(each.public_id): each for each in rooms}
        self._entitlements = {str(each.public_id): each for each in entitlements}
        self.fields["room"].choices = [(key, each.name) for key, each in self._rooms.items()]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["entitlement"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (key, f"{each.organisation.name} ({format_days(each.starts_on, each.ends_on, language)})")
            for key, each in self._entitlements.items()
        ]

    def told(self) -> dict[str, Any]:
        """Return what the tenancy is made of."""
        return {
            "room_id": self._rooms[self.cleaned_data["room"]].pk,
            "entitlement_id": self._entitlements[self.cleaned_data["entitlement"]].pk,
            "starts_on": self.cleaned_data["starts_on"],
            "ends_on": self.cleaned_data["ends_on"],
        }


class MoveOutForm(forms.Form):
    """From which day on the room is free again."""

    ends_on = _day(_("Free from"))


class StepForm(forms.Form):
    """One more thing to be done."""

    phase = forms.ChoiceField(
        label=_("Belongs to"), choices=[(value, capfirst(label)) for value, label in StepPhase.choices]
    )
    name_ko = forms.CharField(
        label=_("What is to be done (Korean)"), max_length=160, required=False, validators=[require_one_line]
    )
    name_en = forms.CharField(
        label=_("What is to be done (English)"), max_length=160, required=False, validators=[require_one_line]
    )


class EntitlementForm(forms.Form):
    """What an organisation may use."""

    starts_on = _day(pgettext_lazy("first day", "From"))
    ends_on = _day(_("Until before"))
    desks = forms.IntegerField(label=_("Offices or desks at one time"), min_value=0, max_value=500)
    monthly_minutes = forms.IntegerField(label=_("Minutes in meeting rooms a month"), min_value=0, max_value=100_000)

    def told(self) -> dict[str, Any]:
        """Return what is granted."""
        return {field: self.cleaned_data[field] for field in ("starts_on", "ends_on", "desks", "monthly_minutes")}


class GrantForm(EntitlementForm):
    """To whom, and what."""

    organisation = forms.CharField(
        label=_("Organisation"), max_length=160, widget=forms.TextInput(attrs={"list": "organisations"})
    )
    field_order = ("organisation",)


class ClosureForm(ZonedFormMixin, forms.Form):
    """What is closed, from when until when, and why."""

    wall_fields = ("starts_at", "ends_at")

    room = forms.ChoiceField(label=_("What"), required=False)
    starts_at = WallTimeField(label=pgettext_lazy("first moment", "From"))
    ends_at = WallTimeField(label=pgettext_lazy("last moment", "Until"))
    name_ko = forms.CharField(
        label=_("Why (Korean)"), max_length=160, required=False, validators=[require_one_line],
        help_text=_("Everybody who looks at the board reads it."),
    )  # fmt: skip
    name_en = forms.CharField(label=_("Why (English)"), max_length=160, required=False, validators=[require_one_line])
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(
        self, *args: Any, premises: Premises, rooms: Sequence[Room], closure: Closure | None = None, **kwargs: Any
    ) -> None:
        if closure is not None:
            spans = {field: typed_moment(getattr(closure, field), premises.zone) for field in self.wall_fields}
            kwargs["initial"] = {**spans, "name_ko": closure.name_ko, "name_en": closure.name_en}
        super().__init__(*args, **kwargs)
        self._zone = premises.zone
        self._rooms = {str(each.public_id): each for each in rooms}
        choices = [(key, each.name) for key, each in self._rooms.items()]
        self.fields["room"].choices = [("", _("the whole premises")), *choices]  # type: ignore[attr-defined]  # a ChoiceField

    def zone_of_form(self) -> ZoneInfo | None:
        """Return the zone of the premises."""
        return ZoneInfo(self._zone)

    def room_id(self) -> int | None:
        """Return the id of the room that is closed; None for the whole premises."""
        chosen = self.cleaned_data["room"]
        return self._rooms[chosen].pk if chosen else None

    def told(self) -> dict[str, Any]:
        """Return what the closure is made of, and how many bookings were seen to be cancelled by it."""
        said = {field: self.cleaned_data[field] for field in ("starts_at", "ends_at", "name_ko", "name_en", "seen")}
        return {**said, "room_id": self.room_id()}

    def told_anew(self) -> dict[str, Any]:
        """Return what becomes of a closure that stands; what it closes stays."""
        return {field: said for field, said in self.told().items() if field != "room_id"}


class StaffForm(forms.Form):
    """Whom to name."""

    email = forms.EmailField(label=_("E-mail of the person"))
