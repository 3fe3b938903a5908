"""The calendar feed: an address that a calendar application asks again and again, opened by its token alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from bridgehead.events.queries.picks import sessions_picked_by
from bridgehead.partnering.adapters.calendar import feed_calendar, feed_changed_at, feed_tag
from bridgehead.partnering.queries.timetables import feed_timetables


@require_safe
def timetable(request: HttpRequest, token: str) -> HttpResponse:
    """Serve a person's meetings and picked sessions, in their own language; 304 while none of it has changed."""
    person, shown = feed_timetables(token)
    picked = sessions_picked_by(person.pk)
    reader = {"language": person.language, "zone": person.zone}
    tag, changed = feed_tag(shown, picked, **reader), feed_changed_at(shown, picked)
    stamp = int(changed.timestamp()) if changed else None
    unchanged = get_conditional_response(request, etag=tag, last_modified=stamp)
    response = unchanged or HttpResponse(
        feed_calendar(shown, picked, **reader), content_type="text/calendar; charset=utf-8"
    )
    response["ETag"] = tag
    if response.status_code == 200:
        response["Content-Disposition"] = 'inline; filename="timetable.ics"'
    return response
