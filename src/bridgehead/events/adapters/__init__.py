"""Forums as calendars, mails, speech and paper tell them."""

from bridgehead.events.adapters.calendar import (
    forum_calendar,
    forum_city,
    forum_entry,
    forum_place,
    moved_calendar,
    told_moment,
    told_standing,
    told_start,
)

__all__ = [
    "forum_calendar",
    "forum_city",
    "forum_entry",
    "forum_place",
    "moved_calendar",
    "told_moment",
    "told_standing",
    "told_start",
]
