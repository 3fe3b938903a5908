"""The calendar feed: an address that a calendar application asks again and again, opened by its token alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from bridgehead.partnering.adapters.calendar import feed_calendar, feed_tag
from bridgehead.partnering.queries.timetables import feed_timetables


@require_safe
def timetable(request: HttpRequest, token: str) -> HttpResponse:
    """Serve a person's published meetings, in their own language; 304 while nothing was published since."""
    person, shown = feed_timetables(token)
    reader = {"language": person.language, "zone": person.zone}
    tag = feed_tag(shown, **reader)
    changed = max((each.timetable.published_at for each in shown if each.timetable.published_at), default=None)
    stamp = int(changed.timestamp()) if changed else None
    unchanged = get_conditional_response(request, etag=tag, last_modified=stamp)
    response = unchanged or HttpResponse(feed_calendar(shown, **reader), content_type="text/calendar; charset=utf-8")
    response["ETag"] = tag
    if response.status_code == 200:
        response["Content-Disposition"] = 'inline; filename="timetable.ics"'
    return response
