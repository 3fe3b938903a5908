"""The desk of premises: calendar files that are taken in, and what would become of each of their times."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.places.actions import taking_in as deeds
from bridgehead.places.forms.uploads import UploadForm
from bridgehead.places.holders import holders_of
from bridgehead.places.models import CalendarUpload, Premises
from bridgehead.places.queries import bookings as queries
from bridgehead.places.queries import houses, uploads
from bridgehead.places.rules.taking_in import CalendarTold, counted, mark_of
from bridgehead.places.views.edge import staff_only
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

STEPS_PER_PAGE = 50


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def calendars(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Bring a calendar file, and see which ones wait to be taken in."""
    actor, now = actor_of(request), clock.now()
    found = houses.desk_premises_or_404(actor, public_id)
    is_sent = request.method == "POST"
    brought = (request.POST, request.FILES) if is_sent else (None, None)
    form = UploadForm(*brought, premises=found, rooms=list(queries.booked_rooms(found)), now=now)
    kept = None
    if is_sent:
        kept = attempt(form, lambda: deeds.keep_calendar(premises_id=found.pk, by=actor, now=now, **form.told()))
    if kept is not None:
        return redirect("places_desk:upload", public_id=public_id, upload_id=kept.public_id)
    context = {"premises": found, "tab": "calendars", "form": form, "uploads": list(uploads.uploads_at(found))}
    return render(request, "places/desk/calendars.html", context, status=422 if form.errors else 200)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, public_id: UUID, upload_id: UUID) -> HttpResponse:
    """What would become of each time of a file; then take it in, whole or as far as it fits, or discard it."""
    found = houses.desk_premises_or_404(actor_of(request), public_id)
    held = uploads.upload_or_404(found, upload_id)
    if request.method == "POST":
        _do(request, held)
        return redirect("places_desk:calendars", public_id=public_id)
    return render(request, "places/desk/upload.html", _told(request, found, held))


def _do(request: HttpRequest, held: CalendarUpload) -> None:
    actor, how = actor_of(request), request.POST.get("do")
    if how == "discard":
        deeds.discard_calendar(upload_id=held.pk, by=actor)
        messages.success(request, _("The file is discarded; nothing of it was taken in."))
        return
    done = deeds.take_in_calendar(
        upload_id=held.pk, seen=request.POST.get("seen", ""), only_fitting=how == "fitting", by=actor
    )
    said = _("Taken in. Booked: %(book)d, changed: %(change)d, cancelled: %(cancel)d.")
    messages.success(request, said % {each: done[each] for each in ("book", "change", "cancel")})


def _told(request: HttpRequest, found: Premises, held: CalendarUpload) -> dict[str, object]:
    rooms = {each.pk: each for each in queries.booked_rooms(found).select_related("floor__premises")}
    steps, read = uploads.steps_of(held, list(rooms.values()), clock.now()), CalendarTold.of(held.told)
    unfit = [each for each in steps if each.what == "unfit"]
    page = page_of(request, [*unfit, *(each for each in steps if each.what != "unfit")], STEPS_PER_PAGE)
    met = uploads.bookings_met(page)
    return {
        "premises": found,
        "tab": "calendars",
        "upload": held,
        "read": read,
        "page": page,
        "holders": holders_of(actor_of(request), {each.source for each in met.values()}),
        "rows": [
            (step, rooms.get(step.room_id or 0), [(span, met.get(span.booking_id)) for span in step.met])
            for step in page
        ],
        "counts": counted(steps),
        "unfit": len(unfit) + len(read.unread),
        "fitting": sum(counted(steps)[each] for each in ("book", "change", "cancel")),
        "seen": mark_of(steps),
    }
