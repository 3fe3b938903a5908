"""The shape of what people send in: requests and answers, open slots, settings, windows, runs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.foundation import clock
from bridgehead.foundation.bases import require_text
from bridgehead.partnering import rules
from bridgehead.partnering.models import PartneringRound, RequestState, RoundPhase, Side, Strength
from bridgehead.partnering.schemas.words import country_name
from bridgehead.web.forms import LongSelect

PROSE = {"rows": 4}

if TYPE_CHECKING:
    _RoundModelForm = forms.ModelForm[PartneringRound]
    _FormSet = forms.BaseFormSet[forms.Form]
else:  # Django's forms take type arguments in the stubs only
    _RoundModelForm, _FormSet = forms.ModelForm, forms.BaseFormSet


class _Prose(forms.CharField):
    """Longer text, with the same refusals as where it is stored."""

    widget = forms.Textarea
    default_validators = [require_text]

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs=PROSE))
        super().__init__(**options)


class StrengthChoice(forms.RadioSelect):
    """“Must meet” or “would like to meet”; what is used up is shown, with the reason, and cannot be chosen."""

    musts_left = 1

    def create_option(self, name: str, value: Any, label: Any, *rest: Any, **options: Any) -> dict[str, Any]:
        """Return a choice as it is drawn."""
        option = super().create_option(name, value, label, *rest, **options)
        if value == Strength.MUST and self.musts_left < 1:
            option["label"] = _("%(strength)s – none left in this round") % {"strength": label}
            option["attrs"]["disabled"] = True
        return option


class StrengthForm(forms.Form):
    """How much one wants a meeting. Where no “must meet” is left, the choice says so and cannot be made.

    ``musts_left`` counts what is free besides the wish at hand: a meeting that is a “must” stays one.
    """

    strength = forms.ChoiceField(
        label=_("How much do you want it?"), choices=Strength.choices, initial=Strength.LIKE, widget=StrengthChoice
    )

    def __init__(self, *arguments: Any, musts_left: int = 1, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["strength"].widget.musts_left = musts_left


class RequestForm(StrengthForm):
    """Asking another delegation for a meeting."""

    message = _Prose(
        label=_("Message"),
        required=False,
        max_length=600,
        help_text=_("Why should you meet? Two sentences help them to say yes. Up to 600 characters."),
    )
    #: A request that is sent twice (a double tap) is made once.
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput, initial=lambda: uuid.uuid4().hex)


class AcceptForm(StrengthForm):
    """Accepting, and telling how much one wants the meeting."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["strength"].help_text = _(
            "The other side does not see this. It helps to place what matters most to you."
        )


class DeclineForm(forms.Form):
    """Declining, with a reason if one wants to give one."""

    reason = _Prose(
        label=_("Reason"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("You need not give one. What you write here is shown to the other side. Up to 300 characters."),
    )


class MessageForm(forms.Form):
    """A question before the answer, or the reply to it."""

    text = _Prose(label=_("Question or answer"), max_length=600, help_text=_("Up to 600 characters."))


def _offer(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    """Give a field the choices that are known only when the form is made."""
    form.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field, as its class says


class PartnerFilter(forms.Form):
    """What a delegate looks for among the partners; an unknown choice is no filter."""

    words = forms.CharField(label=_("Words"), required=False, max_length=100, widget=forms.SearchInput)
    topic = forms.ChoiceField(label=_("Topic"), required=False, widget=LongSelect)
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, *arguments: Any, topics: Iterable[Any], countries: Sequence[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        groups = groupby(sorted(topics, key=lambda one: (one.heading, one.name)), key=lambda one: one.heading)
        offered = [(over, [(str(one.public_id), one.name) for one in found]) for over, found in groups]
        alone = [choice for over, found in offered if not over for choice in found]
        _offer(self, "topic", [("", _("All topics")), *alone, *(group for group in offered if group[0])])
        named = sorted(((code, country_name(code)) for code in countries), key=itemgetter(1))
        _offer(self, "country", [("", _("All countries")), *named])


class RoundForm(_RoundModelForm):
    """The settings of a round."""

    class Meta:
        model = PartneringRound
        fields = ("slot_minutes", "expiry_days", "max_requests", "max_musts", "max_meetings", "across_sides_only")
        help_texts = {
            "slot_minutes": _("How long one meeting lasts. Slots that are already laid keep their length."),
            "expiry_days": _("An unanswered request ends by itself after so many days; it never holds a slot."),
            "max_requests": _("How many requests one organisation may have open or accepted. Empty: no limit."),
            "max_musts": _("How many of them it may mark “must meet”."),
            "max_meetings": _("The most meetings one organisation is given. Empty: as many as there are slots."),
            "across_sides_only": _("Home organisations meet those from abroad, not each other."),
        }
        widgets = {
            "slot_minutes": forms.NumberInput(attrs={"min": 5, "max": 240}),
            "expiry_days": forms.NumberInput(attrs={"min": 1, "max": 90}),
            "max_requests": forms.NumberInput(attrs={"min": 1}),
            "max_musts": forms.NumberInput(attrs={"min": 0}),
            "max_meetings": forms.NumberInput(attrs={"min": 1}),
            "across_sides_only": forms.CheckboxInput(attrs={"role": "switch"}),
        }

    def clean_slot_minutes(self) -> int:
        """Keep meetings between five minutes and four hours."""
        return _within(self.cleaned_data["slot_minutes"], 5, 240, _("Choose between 5 and 240 minutes."))

    def clean_expiry_days(self) -> int:
        """Keep expiry between a day and a quarter of a year."""
        return _within(self.cleaned_data["expiry_days"], 1, 90, _("Choose between 1 and 90 days."))

    def _post_clean(self) -> None:
        """Leave the record as it is: the action writes, the form only shapes."""


def _within(number: int, least: int, most: int, sentence: Any) -> int:
    if not least <= number <= most:
        raise forms.ValidationError(sentence, code="range")
    return number


class PhaseForm(forms.Form):
    """The phase that a round moves to."""

    phase = forms.ChoiceField(choices=RoundPhase.choices)


class WindowForm(forms.Form):
    """A stretch of one day, on the clocks of the forum's place, to be filled with slots; an empty one is left out."""

    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as year-month-day, for example 2023-04-27.")},
    )
    starts = forms.TimeField(
        label=_("From"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Use a time from 00:00 to 23:59.")},
    )
    ends = forms.TimeField(
        label=_("Until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Use a time from 00:00 to 23:59; 00:00 is the end of the day.")},
    )

    def __init__(self, *arguments: Any, zone: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.zone = ZoneInfo(zone)

    def clean_day(self) -> date | None:
        """Refuse a year that nobody can mean."""
        day: date | None = self.cleaned_data["day"]
        if day is not None and not clock.EARLIEST_YEAR <= day.year <= clock.LATEST_YEAR:
            raise forms.ValidationError(self.fields["day"].error_messages["invalid"])
        return day

    def clean(self) -> dict[str, Any]:
        """Turn day and times into two UTC moments; a time that the clocks jump over is refused at its field."""
        cleaned = super().clean() or self.cleaned_data
        missing = {"day": _("Give the day."), "starts": _("From when?"), "ends": _("Until when?")}
        for field, sentence in missing.items():
            if self.has_changed() and field in cleaned and cleaned[field] is None:
                self.add_error(field, sentence)
        if self.errors or not self.has_changed():
            return cleaned
        last_day = cleaned["day"] + timedelta(days=1) if cleaned["ends"] == time(0) else cleaned["day"]
        starts_at = self._moment("starts", cleaned["day"], cleaned["starts"])
        ends_at = self._moment("ends", last_day, cleaned["ends"])
        if starts_at and ends_at:
            if ends_at <= starts_at:
                self.add_error("ends", _("This is not after the beginning. For the night, make a window for each day."))
            else:
                cleaned["window"] = (starts_at, ends_at)
        return cleaned

    def _moment(self, field: str, day: date, at: time) -> datetime | None:
        try:
            return clock.wall_moment(datetime.combine(day, at), self.zone)
        except ValueError:
            sentence = _("On this day the clocks in %(zone)s jump over %(time)s. Choose an earlier or a later time.")
            self.add_error(
                field, forms.ValidationError(sentence, params={"zone": self.zone.key, "time": f"{at:%H:%M}"})
            )
            return None


class BaseWindows(_FormSet):
    """The windows of one sending; empty rows are left out, rows that overlap are refused where they stand."""

    def __init__(self, *arguments: Any, zone: str, first_day: date, **options: Any) -> None:
        # Every row starts at the forum's first day; a row that says no more than that is an empty one.
        self.given = {"zone": zone, "initial": {"day": first_day}}
        super().__init__(*arguments, **options)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Give every row the zone and the day."""
        return dict(self.given)

    def refuse(self, sentence: str) -> None:
        """Say above the rows why they were refused; what was typed stays."""
        self.non_form_errors().append(sentence)

    def windows(self) -> list[tuple[datetime, datetime]]:
        """Return the UTC windows in the order of time."""
        return sorted(form.cleaned_data["window"] for form in self.forms if form.cleaned_data.get("window"))

    def clean(self) -> None:
        """Refuse rows that overlap, and a sending without any row."""
        if any(self.errors):
            return
        kept = [form for form in self.forms if form.cleaned_data.get("window")]
        if not kept:
            raise forms.ValidationError(_("Give at least one window: a day and the times between which people meet."))
        kept.sort(key=lambda form: form.cleaned_data["window"])
        for before, after in pairwise(kept):
            if after.cleaned_data["window"][0] < before.cleaned_data["window"][1]:
                after.add_error("starts", _("This window begins before another one of these ends."))


def windows_form(given: Any = None, *, zone: str, first_day: date) -> BaseWindows:
    """Return the formset of windows."""
    make: Any = forms.formset_factory(WindowForm, formset=BaseWindows, extra=3, max_num=20, absolute_max=20)
    made: BaseWindows = make(given, prefix="windows", zone=zone, first_day=first_day)
    return made


class TablesForm(forms.Form):
    """How many tables there are."""

    count = forms.IntegerField(
        label=_("Number of tables"),
        min_value=1,
        max_value=500,
        error_messages={
            "required": _("Give the number of tables."),
            "invalid": _("Give a whole number."),
            "min_value": _("There must be at least one table, or no meeting can be placed."),
            "max_value": _("At most 500 tables can be laid out."),
        },
    )


class RequestFilter(forms.Form):
    """What an officer looks for among the meeting requests."""

    words = forms.CharField(label=_("Organisation"), required=False, max_length=100, widget=forms.SearchInput)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *RequestState.choices])


class DelegationFilter(forms.Form):
    """What an officer looks for among the delegations."""

    words = forms.CharField(label=_("Organisation"), required=False, max_length=100, widget=forms.SearchInput)
    side = forms.ChoiceField(label=_("Side"), required=False, choices=[("", _("Both sides")), *Side.choices])


class RunForm(forms.Form):
    """How long the engine may think, the seed that makes a run repeatable, and whether what is published is kept."""

    budget_seconds = forms.IntegerField(
        label=_("Seconds"),
        initial=30,
        min_value=1,
        max_value=600,
        help_text=_("It ends earlier when the best is proven."),
        error_messages={
            "required": _("Give the number of seconds."),
            "invalid": _("Give a whole number of seconds."),
            "min_value": _("Give it at least one second."),
            "max_value": _("At most 600 seconds: ten minutes."),
        },
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        initial=1,
        min_value=0,
        max_value=2_147_483_647,
        help_text=_(
            "The number from which the search begins: the same gives the same timetable, another one another of equal"
            " worth."
        ),
        error_messages={
            "required": _("Give a seed."),
            "invalid": _("Give a whole number."),
            "min_value": _("Give a seed from 0 to 2147483647."),
            "max_value": _("Give a seed from 0 to 2147483647."),
        },
    )
    fairness = forms.TypedChoiceField(
        label=_("Breaks may differ by"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("any number")), *((each, str(each)) for each in range(rules.MAX_FAIRNESS, 0, -1))],
        help_text=_(
            "A break is a slot in which an organisation waits between two of its meetings. This is how many more one"
            " may have than another; a low limit can cost meetings."
        ),
    )
    keep = forms.BooleanField(
        label=_("Keep what is published"),
        required=False,
        initial=True,
        help_text=_("Only what has to move moves. Without it the run starts afresh and may move everybody."),
    )
    locks = forms.BooleanField(
        label=_("Leave locked meetings where they are"),
        required=False,
        initial=True,
        help_text=_("Those of the timetable that you look at: they keep their slot and table."),
    )
    spares_presenters = forms.BooleanField(
        label=_("No meeting while an organisation presents or signs"),
        required=False,
        initial=True,
        help_text=_("It stands on the agenda then. Without this it may get a meeting that a colleague has to keep."),
    )
    timetable = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
