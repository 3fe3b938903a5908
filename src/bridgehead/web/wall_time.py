"""Times as the clocks of some place show them: typed in its zone, stored as moments."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bridgehead.foundation.bilingual import reading_language
from bridgehead.foundation.clock import EARLIEST_YEAR, LATEST_YEAR, wall_moment, zone_or_none
from bridgehead.web.formats import City

TYPED = "%Y-%m-%dT%H:%M"

if TYPE_CHECKING:
    _Form = forms.BaseForm
else:
    _Form = object


class WallTimeField(forms.CharField):
    """A day and a time without a zone; ``clean`` gives a naive datetime or None."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "60"}, format=TYPED)

    def to_python(self, value: Any) -> Any:
        """Read ``2023-04-27T16:00`` or ``2023-04-27 16:00``."""
        typed = super().to_python(value)
        if not typed:
            return None
        read = _read(typed)
        if read is None:
            raise forms.ValidationError(
                _("“%(typed)s” is not a day and a time. Expected, for example, 2023-04-27 16:00."),
                params={"typed": typed},
            )
        return read.replace(second=0, microsecond=0)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another time was typed than was shown, however it is written."""
        return super().has_changed(_read(str(initial)) if initial else None, data)

    def run_validators(self, value: Any) -> None:
        """A datetime has no length to be checked."""


def _read(typed: str) -> datetime | None:
    """Return a day and time without a zone, of a year that somebody can mean, or None."""
    try:
        read = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return read if read.tzinfo is None and EARLIEST_YEAR <= read.year <= LATEST_YEAR else None


class ZonedFormMixin(_Form):
    """Turns the wall times of a form into moments of its zone; a time that does not exist is said at its field."""

    wall_fields: ClassVar[tuple[str, ...]] = ()

    def zone_of_form(self) -> ZoneInfo | None:
        """Return the zone in which the times were typed."""
        return zone_or_none(str(self.cleaned_data.get("zone", "")))

    def clean(self) -> dict[str, Any]:
        """Replace each wall time by its moment."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        zone = self.zone_of_form()
        for field in self.wall_fields:
            wall = cleaned.get(field)
            if wall is None or zone is None:
                continue
            try:
                cleaned[field] = wall_moment(wall, zone)
            except ValueError:
                self.add_error(field, _skipped(wall, zone))
        return cleaned


def _skipped(wall: datetime, zone: ZoneInfo) -> str:
    return gettext(
        "There is no %(time)s on %(day)s in %(city)s: summer time begins and the clocks jump over it. "
        "Choose a time an hour later."
    ) % {"time": f"{wall:%H:%M}", "day": f"{wall:%Y-%m-%d}", "city": City(zone.key).name(reading_language())}


def typed_moment(moment: datetime | None, zone: str) -> str:
    """Return a moment as a field of this kind shows it."""
    return moment.astimezone(ZoneInfo(zone)).strftime(TYPED) if moment else ""
