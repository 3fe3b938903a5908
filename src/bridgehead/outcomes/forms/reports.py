"""What is typed of a report: its title, period and scope, and why a further edition follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.agreements.forms.terms import DayField
from bridgehead.directory.models import Organisation
from bridgehead.events.models import Forum
from bridgehead.foundation.bases import require_one_line, require_text
from bridgehead.foundation.tokens import new_token
from bridgehead.outcomes.models import Report


def _text(label: Any, language: str, longest: int, *, is_prose: bool = False, **more: Any) -> forms.CharField:
    attrs = {"lang": language}
    return forms.CharField(
        label=label,
        max_length=longest,
        validators=[require_text if is_prose else require_one_line],
        widget=forms.Textarea({**attrs, "rows": 3}) if is_prose else forms.TextInput(attrs),
        **more,
    )


class ReportForm(forms.Form):
    """A report's title and foreword in both languages, its period, and what it is about."""

    keeper = forms.ChoiceField(label=_("Whose outcomes"))
    name_ko = _text(_("Title (Korean)"), "ko", 160)
    name_en = _text(_("Title (English)"), "en", 160)
    first_day = DayField(label=_("From"))
    last_day = DayField(label=_("Until"), help_text=_("Both days included."))
    forum = forms.ChoiceField(label=_("Forum"), required=False)
    is_sample = forms.BooleanField(
        label=_("A sample"), required=False, help_text=_("Counts what is made up, and nothing that is real.")
    )
    lead_ko = _text(_("Foreword (Korean)"), "ko", 2000, is_prose=True, required=False)
    lead_en = _text(_("Foreword (English)"), "en", 2000, is_prose=True, required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    #: A form that is sent twice begins one report.
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        keepers: Sequence[Organisation],
        forums: Sequence[Forum],
        report: Report | None = None,
        is_published: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{"initial": _initial(report), **kwargs})
        self._keepers = {str(each.public_id): each for each in keepers}
        self._forums = {str(each.public_id): each for each in forums}
        self.fields["keeper"].choices = [(key, each.name) for key, each in self._keepers.items()]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["forum"].choices = [  # type: ignore[attr-defined]  # as above
            ("", _("Whatever the ledger holds")),
            *((key, each.name) for key, each in self._forums.items()),
        ]
        if report is not None or len(keepers) == 1:
            del self.fields["keeper"]
        if is_published:
            for name in ("first_day", "last_day", "forum", "is_sample"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Say at the period's end that it lies before its beginning."""
        told = super().clean() or {}
        if told.get("first_day") and told.get("last_day") and told["last_day"] < told["first_day"]:
            self.add_error("last_day", _("A period ends on its first day or later."))
        return told

    def keeper_id(self) -> int:
        """Return whose outcomes are reported on."""
        chosen = self.cleaned_data.get("keeper") or next(iter(self._keepers))
        return self._keepers[chosen].pk

    def said(self) -> dict[str, Any]:
        """Return what the deed is told."""
        told = {name: value for name, value in self.cleaned_data.items() if name not in {"keeper", "revision", "key"}}
        if "forum" in told:
            chosen = self._forums.get(told.pop("forum"))
            told["forum_id"] = chosen.pk if chosen else None
        return told


def _initial(report: Report | None) -> dict[str, Any]:
    if report is None:
        return {"key": new_token()}
    names = ("name_ko", "name_en", "lead_ko", "lead_en", "first_day", "last_day", "is_sample", "revision")
    forum = str(report.forum.public_id) if report.forum else ""
    return {**{name: getattr(report, name) for name in names}, "forum": forum}


class PublishForm(forms.Form):
    """The deed that cannot be undone; from the second edition on with what changed."""

    reason_ko = _text(_("What changed (Korean)"), "ko", 300)
    reason_en = _text(_("What changed (English)"), "en", 300)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["reason_ko"], self.fields["reason_en"]
