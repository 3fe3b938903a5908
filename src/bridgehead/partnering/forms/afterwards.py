"""What a side says after a meeting, and what has become of its next step."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.foundation.bases import require_text
from bridgehead.partnering.models import Attendance, Course, NextStep


def _note() -> forms.CharField:
    return forms.CharField(
        label=_("Note for your own people"),
        required=False,
        max_length=1000,
        validators=[require_text],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only your own people read it, never the other side or the organisers."),
    )


class AfterwordForm(forms.Form):
    """Whether the meeting was held, what comes next, and a note."""

    attendance = forms.ChoiceField(
        label=_("Did you meet?"),
        choices=Attendance.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you met.")},
    )
    next_step = forms.ChoiceField(
        label=_("What comes next?"),
        choices=NextStep.choices,
        initial=NextStep.NONE,
        help_text=_("You are asked what has become of it in 30, 90 and 180 days."),
    )
    note = _note()


class FollowUpForm(forms.Form):
    """What has become of a next step."""

    course = forms.ChoiceField(
        label=_("What has become of it?"),
        choices=Course.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what has become of it.")},
    )
    note = _note()
