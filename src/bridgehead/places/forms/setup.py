"""What is typed to set up premises: what they are, their hours and house rules, floors, and rooms with their place."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.accounts.forms import zones_in
from bridgehead.directory.countries import country_choices
from bridgehead.foundation.bilingual import reading_language
from bridgehead.places.models import Feature, Floor, Premises, Room
from bridgehead.places.models.premises import WHOLE_DAY
from bridgehead.places.rules.times import Week, weekday_names
from bridgehead.web.forms import LongSelect

if TYPE_CHECKING:
    _Form = forms.BaseForm
else:
    _Form = object

_PREMISES = (
    "name_ko", "name_en", "about_ko", "about_en", "address_ko", "address_en", "city_ko", "city_en", "country", "zone",
    "release_minutes", "longest_minutes", "minutes_per_day", "days_ahead", "needs_approval", "is_listed",
    "names_tenants", "names_at_doors", "door_minutes",
)  # fmt: skip
_ROOM = ("kind", "name_ko", "name_en", "capacity", "release_minutes", "longest_minutes", "days_ahead")
#: The place on the plan; people count columns and rows from one.
_PLACE = ("x", "y", "width", "height")
#: What is proposed for new premises: working days, from nine to six.
USUAL_WEEK: Week = [[540, 1080]] * 5 + [None, None]
_SAID = {"": None, "yes": True, "no": False}


class WeekMixin(_Form):
    """Two times for each day of the week, ``opens_0`` and ``closes_0`` on Mondays; both empty where it is closed."""

    def ask_week(self, week: Week | None) -> None:
        """Add the fields, with a week shown in them."""
        for day, told in enumerate(weekday_names()):
            span = week[day] if week else None
            asked = {f"opens_{day}": _now("Opens, %(day)s"), f"closes_{day}": _now("Closes, %(day)s")}
            for (name, label), minute in zip(asked.items(), span or ("", ""), strict=True):
                self.fields[name] = forms.TimeField(
                    label=label % {"day": told},
                    required=False,
                    widget=forms.TimeInput(attrs={"type": "time", "step": "60"}, format="%H:%M"),
                )
                self.initial.setdefault(name, _typed(minute))

    def week_rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Return each day's name with its two fields."""
        return [(name, self[f"opens_{day}"], self[f"closes_{day}"]) for day, name in enumerate(weekday_names())]

    def read_week(self, cleaned: dict[str, Any]) -> list[list[int] | None]:
        """Return the week that was typed; what cannot be is said at its field. Closing at 00:00 is midnight."""
        week: list[list[int] | None] = []
        for day in range(7):
            opens, closes = (_minute(cleaned.get(name)) for name in (f"opens_{day}", f"closes_{day}"))
            closes = WHOLE_DAY if closes == 0 else closes
            if (opens is None) != (closes is None):
                missing = f"opens_{day}" if opens is None else f"closes_{day}"
                if missing not in self.errors:
                    self.add_error(missing, _("Say both from when and until when, or leave both empty."))
            elif opens is not None and closes is not None and opens >= closes:
                self.add_error(f"closes_{day}", _("It closes after it opens."))
            week.append(None if opens is None or closes is None else [opens, closes])
        return week


def _typed(minute: Any) -> str:
    return "" if minute == "" else f"{minute // 60 % 24:02}:{minute % 60:02}"


def _minute(said: time | None) -> int | None:
    return None if said is None else said.hour * 60 + said.minute


class PremisesForm(WeekMixin, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """What premises are, when they are open, and their house rules."""

    zone = forms.ChoiceField(
        label=_("Time zone"),
        widget=LongSelect,
        help_text=_("Every time at these premises is told by the clocks there."),
    )
    country = forms.ChoiceField(label=_("Country"), required=False, widget=LongSelect)
    release_minutes = forms.IntegerField(
        label=_("Minutes until release"), min_value=0, max_value=600,
        help_text=_("So long after its start a booking waits for somebody to check in. 0: it is never released."),
    )  # fmt: skip
    longest_minutes = forms.IntegerField(label=_("Longest booking in minutes"), min_value=5, max_value=WHOLE_DAY)
    minutes_per_day = forms.IntegerField(
        label=_("Minutes per day and organisation"), min_value=5, max_value=WHOLE_DAY, required=False,
        help_text=_("In all rooms together. Empty: without a limit."),
    )  # fmt: skip
    days_ahead = forms.IntegerField(
        label=_("Days ahead"), min_value=1, max_value=730, help_text=_("So early a room can be booked.")
    )

    door_minutes = forms.IntegerField(
        label=_("Minutes at once at the door"), min_value=0, max_value=240, required=False,
        help_text=_("So long whoever stands before a free room may use it at once. 0: a room is booked alone."),
    )  # fmt: skip

    class Meta:
        model = Premises
        fields = [*_PREMISES]
        widgets = {"about_ko": forms.Textarea({"rows": 4}), "about_en": forms.Textarea({"rows": 4})}
        help_texts = {
            "city_ko": _("The short name beside every time there."),
            "city_en": _("The short name beside every time there."),
            "is_listed": _("Everybody finds them. Otherwise only venue staff and whoever is entitled to use them."),
            "names_at_doors": _("Those that are listed and do not object. What a booking is for is never told."),
            "names_tenants": _("Organisations that are listed and live here stand on the plan, unless they object."),
        }

    def __init__(self, *args: Any, premises: Premises | None = None, **kwargs: Any) -> None:
        if premises is not None:
            kwargs["initial"] = {field: getattr(premises, field) for field in _PREMISES}
        super().__init__(*args, **kwargs)
        language = reading_language()
        self.fields["zone"].choices = zones_in(language, self.initial.get("zone", ""))  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["country"].choices = country_choices(language)  # type: ignore[attr-defined]  # a ChoiceField
        self.ask_week(premises.hours if premises else USUAL_WEEK)

    def clean(self) -> dict[str, Any]:
        """Read the week."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["hours"] = self.read_week(cleaned)
        cleaned["door_minutes"] = cleaned.get("door_minutes") or 0
        return cleaned

    def told(self) -> dict[str, Any]:
        """Return what the premises are made of."""
        return {field: self.cleaned_data[field] for field in (*_PREMISES, "hours")}


class FloorForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A floor and the size of its plan."""

    class Meta:
        model = Floor
        fields = ["number", "name_ko", "name_en", "columns", "rows"]
        labels = {"number": _("Number of the floor")}
        help_texts = {
            "name_ko": _("Empty: it is told by its number."),
            "name_en": _("Empty: it is told by its number."),
        }

    def __init__(self, *args: Any, floor: Floor | None = None, **kwargs: Any) -> None:
        if floor is not None:
            kwargs["initial"] = {field: getattr(floor, field) for field in self.Meta.fields}
        super().__init__(*args, **kwargs)

    def told(self) -> dict[str, Any]:
        """Return what the floor is made of."""
        return {field: self.cleaned_data[field] for field in self.Meta.fields}


class RoomForm(WeekMixin, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A room, its place on the plan, and what holds for it alone; what is left empty is as in the premises."""

    features = forms.MultipleChoiceField(
        label=_("What there is"), required=False, choices=Feature.choices, widget=forms.CheckboxSelectMultiple
    )
    x = forms.IntegerField(label=_("Column from the left"), min_value=1, max_value=60)
    y = forms.IntegerField(label=_("Row from above"), min_value=1, max_value=60)
    width = forms.IntegerField(label=_("Columns wide"), min_value=1, max_value=60)
    height = forms.IntegerField(label=_("Rows high"), min_value=1, max_value=60)
    has_own_hours = forms.BooleanField(label=_("It has opening hours of its own"), required=False)
    needs_approval = forms.ChoiceField(
        label=_("Bookings need approval"),
        required=False,
        choices=[("", _("as in the premises")), ("yes", _("yes")), ("no", _("no"))],
    )
    capacity = forms.IntegerField(label=pgettext_lazy("of a room", "Seats"), min_value=1, max_value=10_000)
    release_minutes = forms.IntegerField(label=_("Minutes until release"), min_value=0, max_value=600, required=False)
    longest_minutes = forms.IntegerField(
        label=_("Longest booking in minutes"), min_value=5, max_value=WHOLE_DAY, required=False
    )
    days_ahead = forms.IntegerField(label=_("Days ahead"), min_value=1, max_value=730, required=False)

    class Meta:
        model = Room
        fields = [*_ROOM]

    def __init__(self, *args: Any, floor: Floor, room: Room | None = None, **kwargs: Any) -> None:
        held = room or Room(floor=floor, kind="meeting", capacity=1, **_gap(floor))
        kwargs["initial"] = {
            **{field: getattr(held, field) for field in (*_ROOM, "features", "width", "height")},
            "x": held.x + 1,
            "y": held.y + 1,
            "has_own_hours": held.hours is not None,
            "needs_approval": {None: "", True: "yes", False: "no"}[held.needs_approval],
        }
        super().__init__(*args, **kwargs)
        self.floor, self._held = floor, held
        self.ask_week(held.hours if held.hours is not None else floor.premises.hours)

    def clean(self) -> dict[str, Any]:
        """Read the week where it has one of its own."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["hours"] = self.read_week(cleaned) if cleaned.get("has_own_hours") else None
        return cleaned

    def told(self) -> dict[str, Any]:
        """Return what the room is made of; columns and rows count from nought below the edge."""
        said = {field: self.cleaned_data[field] for field in (*_ROOM, "features", "width", "height", "hours")}
        return {
            **said,
            "x": self.cleaned_data["x"] - 1,
            "y": self.cleaned_data["y"] - 1,
            "needs_approval": _SAID[self.cleaned_data["needs_approval"]],
        }

    def spot(self) -> Room:
        """Return the room as the plan draws it: where it was typed to stand, else where it stands."""
        place = {field: self._number(field) for field in _PLACE}
        return Room(
            kind=self["kind"].value() or "meeting",
            name_ko=self["name_ko"].value() or _now("this room"),
            name_en=self["name_en"].value() or _now("this room"),
            x=place["x"] - 1, y=place["y"] - 1, width=place["width"], height=place["height"],
        )  # fmt: skip

    def _number(self, field: str) -> int:
        try:
            return min(max(int(self[field].value()), 1), 60)
        except (TypeError, ValueError):
            return int(self.initial[field])


def _gap(floor: Floor) -> dict[str, int]:
    """Return a free place on a plan, two cells by two where there is one; the upper left corner where all is taken."""
    taken = {
        (x, y)
        for room in floor.rooms.all()
        for x in range(room.x, room.x + room.width)
        for y in range(room.y, room.y + room.height)
    }
    for size in (2, 1):
        for y in range(floor.rows - size + 1):
            for x in range(floor.columns - size + 1):
                if not {(x + right, y + down) for right in range(size) for down in range(size)} & taken:
                    return {"x": x, "y": y, "width": size, "height": size}
    return {"x": 0, "y": 0, "width": 1, "height": 1}


class DaysForm(forms.Form):
    """From which day until before which."""

    starts_on = forms.DateField(
        label=pgettext_lazy("first day", "From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Until before"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
