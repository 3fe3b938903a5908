"""Saying who of a delegation goes to which meeting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.foundation.bilingual import wording
from bridgehead.partnering.models import Delegate
from bridgehead.partnering.queries.going import Going


class GoingForm(forms.Form):
    """A choice of people for each of the meetings that can still be changed; ``shown`` are those that were sent."""

    def __init__(self, *arguments: Any, lines: Sequence[Going], people: Sequence[Delegate], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.lines = {str(each.request.public_id): each for each in lines}
        keys = {str(each.public_id): each.pk for each in people}
        self.people = keys
        for request in self.lines:
            self.fields[f"who-{request}"] = forms.MultipleChoiceField(
                required=False,
                widget=forms.MultipleHiddenInput,
                choices=[(key, key) for key in keys],
                error_messages={
                    "invalid_choice": _(
                        "Somebody whom you chose takes part for you no longer; look at your people again."
                    )
                },
            )
        self.fields["shown"] = forms.MultipleChoiceField(
            required=False,
            widget=forms.MultipleHiddenInput,
            choices=[(request, request) for request in self.lines],
            error_messages={
                "invalid_choice": _("Some of these requests are closed meanwhile; look at them again."),
            },
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a meeting to which nobody goes: that would be calling it off."""
        cleaned = super().clean() or self.cleaned_data
        empty = [] if self.errors else [each for each in cleaned["shown"] if not cleaned[f"who-{each}"]]
        if empty:
            names = ", ".join(wording(self.lines[each].other.organisation, "name").text for each in empty)
            raise forms.ValidationError(
                _("Tick who goes, at least one of you: %(names)s. If nobody can go, call the meeting off."),
                params={"names": names},
            )
        return cleaned

    def sent(self) -> dict[int, list[int]]:
        """Return whom each meeting gets that was shown, by the rows' ids."""
        return {
            self.lines[request].request.pk: [self.people[key] for key in self.cleaned_data[f"who-{request}"]]
            for request in self.cleaned_data["shown"]
        }

    def ticked(self, line: Going) -> list[int]:
        """Return who is ticked at a meeting: as just sent, else who is chosen, else everybody."""
        request = str(line.request.public_id)
        if self.is_bound and request in (self["shown"].value() or ()):
            return [self.people[key] for key in self[f"who-{request}"].value() or () if key in self.people]
        return list(line.sent) or list(self.people.values())
