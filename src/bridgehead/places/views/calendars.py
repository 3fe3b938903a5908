"""Bookings in one's own calendar: the secret address, and the page that makes and ends it."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.places.actions import feeds as deeds
from bridgehead.places.adapters.calendars import feed_calendar
from bridgehead.places.models import Room
from bridgehead.places.queries import houses
from bridgehead.places.queries.feeds import feed_of, feed_or_404
from bridgehead.places.views.edge import members_only


@require_safe
def bookings(request: HttpRequest, token: str) -> HttpResponse:
    """Serve what a calendar address shows; 304 while it shows the same."""
    written = feed_calendar(feed_or_404(token, clock.now()))
    tag = f'"{sha256(written).hexdigest()[:32]}"'
    unchanged = get_conditional_response(request, etag=tag)
    response = unchanged or HttpResponse(written, content_type="text/calendar; charset=utf-8")
    response["ETag"] = tag
    if response.status_code == 200:
        response["Content-Disposition"] = 'inline; filename="bookings.ics"'
    return response


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """The calendar address of what one's organisations book: make, show once, end."""
    return _page(request, None)


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def room_calendar(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """The calendar address of one room: make, show once, end."""
    return _page(request, houses.room_or_404(actor_of(request), room_id, clock.now()))


def _page(request: HttpRequest, room: Room | None) -> HttpResponse:
    actor, now, chosen = actor_of(request), clock.now(), room.pk if room else None
    context: dict[str, Any] = {"room": room, "now": now}
    if request.method == "POST" and request.POST.get("do") == "end":
        deeds.end_feed(room_id=chosen, by=actor, now=now)
        messages.success(request, _("Ended. Calendars that used the address receive nothing any more."))
        return redirect(request.path)
    if request.method == "POST":
        token = deeds.new_feed(room_id=chosen, by=actor, now=now)
        address = request.build_absolute_uri(reverse("place_feeds:bookings", args=[token]))
        context |= {"address": address, "webcal": f"webcal://{address.partition('://')[2]}"}
    return render(request, "places/calendar.html", {**context, "feed": feed_of(actor, room)})
