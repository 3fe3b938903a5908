"""Which mails of their meetings a person wants."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class MeetingMailsForm(forms.Form):
    """Two switches; an empty form turns both off."""

    invites = forms.BooleanField(
        label=_("Send each meeting to my calendar by mail"),
        required=False,
        widget=forms.CheckboxInput(attrs={"role": "switch"}),
        help_text=_(
            "One mail for each meeting that is new, moved or called off; calendars take it in by themselves. "
            "You need it only where no calendar fetches your meetings from the address above. "
            "Turned off, meetings that were sent before are still kept right."
        ),
    )
    reminds = forms.BooleanField(
        label=_("Remind me on the evening before"),
        required=False,
        widget=forms.CheckboxInput(attrs={"role": "switch"}),
        help_text=_("One mail with the meetings of the next day, at six in the evening at the forum’s place."),
    )
