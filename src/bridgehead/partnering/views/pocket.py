"""The timetable that a device keeps: a page that opens without a connection, and the person's own meetings as data.

The page holds nobody's name. The meetings are asked for with each look, kept by the page, and taken away by it as soon
as the site says that they are not this person's any more.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.partnering.adapters.pocket import pocket_told
from bridgehead.partnering.queries.lookups import place_or_404
from bridgehead.partnering.queries.timetables import pocket_or_404
from bridgehead.web import offline

_FILES = ("partnering/pocket.js",)


@login_required
@require_safe
def pocket(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The page as the device keeps it, with no meeting in it."""
    held = place_or_404(actor_of(request), round_id).held
    return render(request, "partnering/pocket.html", {"round": held, "forum": held.forum})


@login_required
@require_safe
def meetings(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The person's own published meetings; without any there is nothing to keep."""
    actor = actor_of(request)
    zones = (actor.zone, settings.HOME_ZONE)
    return JsonResponse(pocket_told(pocket_or_404(actor, round_id), zones=zones, now=clock.now()))


@login_required
@require_safe
def worker(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The script that keeps the page, for itself and for the pages of the round whose place it takes."""
    held = place_or_404(actor_of(request), round_id).held
    page, timetable, today = _addresses(held.public_id)
    return offline.kept_by_worker(name=f"pocket:{held.public_id}", page=page, files=_FILES, within=(timetable, today))


@login_required
@require_safe
def manifest(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """What a phone needs to put the round among its apps."""
    held = place_or_404(actor_of(request), round_id).held
    _page, _timetable, today = _addresses(held.public_id)
    return offline.manifest(
        page=today, scope=today, name=f"{_('My forum')} – {held.forum.name}", short_name=_("My forum")
    )


def _addresses(round_id: UUID) -> list[str]:
    return [reverse(f"partnering:{name}", args=[round_id]) for name in ("pocket", "timetable", "today")]
