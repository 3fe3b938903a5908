"""Announcing a visitor, looking for one at the front desk, and what the front desk tells."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.directory.models import Organisation
from bridgehead.foundation.bases import ComposedField, require_one_line, require_text
from bridgehead.foundation.bilingual import reading_language
from bridgehead.places.forms.bookings import HOUSE, PlaceTimeMixin
from bridgehead.places.models import Premises, Room, Visit
from bridgehead.web.wall_time import WallTimeField


class AnnounceForm(PlaceTimeMixin, forms.Form):
    """Who comes when, to whom, and how they are told."""

    wall_fields = ("expected_at",)

    organisation = forms.ChoiceField(label=_("Whom they visit"))
    name = ComposedField(label=_("Name of the visitor"), max_length=120, validators=[require_one_line])
    company = ComposedField(
        label=_("From which organisation"), max_length=160, required=False, validators=[require_one_line]
    )
    expected_at = WallTimeField(label=_("Day and hour"))
    room = forms.ChoiceField(label=_("Room"), required=False)
    email = forms.EmailField(
        label=_("E-mail of the visitor"),
        max_length=254,
        required=False,
        help_text=_("With it the visitor is mailed a pass with a code for the front desk."),
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=Visit.LANGUAGES)
    note = ComposedField(
        label=_("Note to the front desk"),
        max_length=300,
        required=False,
        validators=[require_one_line],
        help_text=_("Read by your organisation and by the venue staff, by nobody else."),
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=36, required=False)

    def __init__(
        self,
        *args: Any,
        premises: Premises,
        organisations: Sequence[Organisation],
        rooms: Sequence[Room],
        serves: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.zone = premises.zone
        self._organisations = {str(each.public_id): each for each in organisations}
        self._rooms = {str(each.public_id): each for each in rooms}
        named = [(key, each.name) for key, each in self._organisations.items()]
        house = [(HOUSE, _("the house itself"))] if serves else []
        self.fields["organisation"].choices = [*named, *house]  # type: ignore[attr-defined]  # a ChoiceField
        rooms_named = [(key, each.name) for key, each in self._rooms.items()]
        self.fields["room"].choices = [("", _("at the front desk")), *rooms_named]  # type: ignore[attr-defined]  # a ChoiceField
        self.initial.setdefault("token", str(uuid.uuid4()))
        self.initial.setdefault("language", reading_language())

    def told(self) -> dict[str, Any]:
        """Return what an announcement is made of."""
        said, chosen = self.cleaned_data, self.cleaned_data["organisation"]
        room = self._rooms.get(said["room"])
        fields = {name: said[name] for name in ("name", "company", "expected_at", "email", "language", "note")}
        return {
            "organisation_id": None if chosen == HOUSE else self._organisations[chosen].pk,
            "fields": {**fields, "room_id": room.pk if room else None},
            "idempotency_key": said["token"],
        }


class LookForm(forms.Form):
    """Whom the front desk looks for."""

    sought = forms.CharField(
        label=_("Scan a pass, or type a name"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class ReceptionForm(forms.Form):
    """What visitors are told on their pass."""

    rules_ko = ComposedField(
        label=_("What visitors should know (Korean)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        validators=[require_text],
    )
    rules_en = ComposedField(
        label=_("What visitors should know (English)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        validators=[require_text],
    )
