"""A day whose times move: the slots from one on, and where they come to lie."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bridgehead.partnering.models import Slot

Stretch = tuple[datetime, datetime]


def later_slots(slots: Iterable[Slot], first: Slot, *, zone: str) -> list[Slot]:
    """Return a slot and the later ones of its day at the forum's place; ``slots`` are the round's, by time."""
    place = ZoneInfo(zone)
    day = first.starts_at.astimezone(place).date()
    return [
        each for each in slots if each.starts_at >= first.starts_at and each.starts_at.astimezone(place).date() == day
    ]


def moved(spans: Sequence[Stretch], delay: timedelta, least_pause: int | None) -> list[Stretch]:
    """Return half-open spans, which are in order, moved by a delay.

    With ``least_pause`` (minutes) a pause between two of them takes in what is left of the delay, down to that length
    and never below; a shorter pause stays as it is. Without one all move by the whole delay, as they do to an earlier
    time.
    """
    found: list[Stretch] = []
    before: datetime | None = None
    for start, end in spans:
        if before is not None and least_pause is not None and delay > timedelta():
            spare = max(timedelta(), start - before - timedelta(minutes=least_pause))
            delay = max(timedelta(), delay - spare)
        found.append((start + delay, end + delay))
        before = end
    return found
