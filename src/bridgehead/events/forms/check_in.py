"""What is typed at the door, and how the officers look at who came."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from bridgehead.events.models import Forum, ParticipantType, ScanKind, WalkIns
from bridgehead.foundation.bases import ComposedField, require_one_line
from bridgehead.foundation.bilingual import reading_language
from bridgehead.web.formats import format_day

_TYPES = [(value, capfirst(label)) for value, label in ParticipantType.choices]


class WalkInForm(forms.Form):
    """Who has come without a registration."""

    name = ComposedField(
        label=_("Name"),
        max_length=120,
        validators=[require_one_line],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the name of whoever has come.")},
    )
    organisation = ComposedField(
        label=_("Organisation"),
        max_length=160,
        required=False,
        validators=[require_one_line],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("Only if they want to find their visit in their own account later."),
    )
    participant_type = forms.ChoiceField(label=_("Takes part as"), choices=_TYPES)
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", str(uuid.uuid4()))


class ShownForm(forms.Form):
    """A badge that was shown or found, and whether its holder comes or goes."""

    token = forms.UUIDField()
    kind = forms.ChoiceField(choices=[(kind, kind.label) for kind in (ScanKind.IN, ScanKind.OUT)])
    badge = forms.UUIDField(required=False)
    code = forms.CharField(max_length=64, required=False)


class WalkInsForm(forms.Form):
    """What becomes of whoever comes without a registration."""

    walk_ins = forms.ChoiceField(label=_("Without a registration"), choices=WalkIns.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, forum: Forum, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("walk_ins", forum.walk_ins)


class CameForm(forms.Form):
    """Which of those who came an officer looks at."""

    words = forms.CharField(
        label=_("Name or organisation"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    participant_type = forms.ChoiceField(
        label=_("Takes part as"), required=False, choices=[("", _("Everybody")), *_TYPES]
    )
    standing = forms.ChoiceField(
        label=_("Where they are"),
        required=False,
        choices=[("", _("All who came")), ("here", _("Here now")), ("left", _("Gone"))],
    )
    day = forms.ChoiceField(label=_("Day"), required=False)

    def __init__(self, *args: Any, days: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(day.isoformat(), format_day(day, reading_language())) for day in days]
        self.fields["day"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class SignInForm(forms.Form):
    """For which day, or which session, a sign-in sheet is printed."""

    what = forms.ChoiceField(label=_("For which day or session"))

    def __init__(self, *args: Any, days: Sequence[date], sessions: Sequence[tuple[uuid.UUID, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        language = reading_language()
        whole = [(each.isoformat(), format_day(each, language, style="short")) for each in days]
        parts = [(pgettext("of a forum", "Days"), whole), (_("Sessions"), [(str(key), said) for key, said in sessions])]
        self.fields["what"].choices = [part for part in parts if part[1]]  # type: ignore[attr-defined]  # a choice field's
