"""What officers type who ask an applicant for more, or give them more time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.foundation.bases import ComposedField, require_text
from bridgehead.web.questionnaire import Field
from bridgehead.web.wall_time import WallTimeField, ZonedFormMixin


def _prose(label: Any) -> ComposedField:
    return ComposedField(
        label=label,
        required=False,
        max_length=4000,
        validators=[require_text],
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class UntilForm(ZonedFormMixin, forms.Form):
    """Until when, on the call's clock."""

    wall_fields = ("due_at",)

    due_at = WallTimeField(label=_("Until"), help_text=_("The first minute that is too late, on the call’s clock."))

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zone = ZoneInfo(zone)

    def zone_of_form(self) -> ZoneInfo:
        """Return the zone in which the time was typed."""
        return self._zone


class MoreForm(UntilForm):
    """What is asked, and which questions are opened for it."""

    text_ko = _prose(_("What is asked (Korean)"))
    text_en = _prose(_("What is asked (English)"))
    fields_opened = forms.MultipleChoiceField(
        label=_("Questions that can be answered anew"), widget=forms.CheckboxSelectMultiple
    )

    field_order = ("text_ko", "text_en", "fields_opened", "due_at")

    def __init__(self, *args: Any, asked: Sequence[Field], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(each.key, str(each.label)) for each in asked]
        self.fields["fields_opened"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField

    def told(self) -> dict[str, Any]:
        """Return what the deed is told."""
        said = self.cleaned_data
        return {
            "text_ko": said["text_ko"],
            "text_en": said["text_en"],
            "fields": said["fields_opened"],
            "due_at": said["due_at"],
        }
