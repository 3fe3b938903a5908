"""The screen at a room's door: its address is the key, no cookie is needed, and both languages stand on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of, may_be_done_at_door
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import LANGUAGES, in_each_language, wording
from bridgehead.foundation.refusals import Refused
from bridgehead.places.actions import door_screens as deeds
from bridgehead.places.adapters.doors import WORDS, door_told
from bridgehead.places.models import DoorScreen, Room
from bridgehead.places.queries import houses
from bridgehead.places.queries.doors import door_at, screen_of, screen_or_404
from bridgehead.places.views.edge import staff_only
from bridgehead.web.secret_links import kept_from_others

_DONE = {
    "use": gettext_lazy("The room is yours now."),
    "check-in": gettext_lazy("You are checked in."),
    "end": gettext_lazy("Ended. The room is free."),
}
_TOO_OFTEN = gettext_lazy("Too much was tried at this door. Please wait a few minutes.")


@require_safe
def screen(request: HttpRequest, token: str) -> HttpResponse:
    """What stands at the door: free or not, until when, what is next."""
    return _page(request, screen_or_404(token), token)


@require_safe
def day(request: HttpRequest, token: str) -> HttpResponse:
    """The same for the script of the page, which keeps it while the network is gone."""
    return kept_from_others(JsonResponse(door_told(door_at(screen_or_404(token).room, clock.now()))))


# The token is the right, and no cookie lends any: no other site can make a browser use it.
@csrf_exempt
@require_POST
def deed(request: HttpRequest, token: str, doing: str) -> HttpResponse:
    """Use a free room at once, or check in and end by the code of a booking."""
    found = screen_or_404(token)
    if doing not in _DONE:
        raise Http404
    if not may_be_done_at_door(request, str(found.public_id)):
        return _answered(request, found, token, said=in_each_language(_TOO_OFTEN), status=429)
    try:
        _deed(found, doing, request.POST.get("code", "")[:20])
    except Refused as refused:
        return _answered(request, found, token, said=in_each_language(refused.sentence), status=422)
    return _answered(request, found, token, said=in_each_language(_DONE[doing]), status=200)


def _deed(found: DoorScreen, doing: str, code: str) -> None:
    if doing == "use":
        deeds.use_at_once(room_id=found.room_id)
    elif doing == "check-in":
        deeds.check_in_at_door(room_id=found.room_id, code=code)
    else:
        deeds.end_at_door(room_id=found.room_id, code=code)


def _answered(
    request: HttpRequest, found: DoorScreen, token: str, *, said: dict[str, str], status: int
) -> HttpResponse:
    """Answer the page's script in its own words, and a plain form with the page."""
    if "application/json" in request.headers.get("accept", ""):
        told = door_told(door_at(found.room, clock.now()))
        return kept_from_others(JsonResponse({**told, "said": said}, status=status))
    return _page(request, found, token, said=said, status=status)


def _page(
    request: HttpRequest, found: DoorScreen, token: str, *, said: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    told = door_told(door_at(found.room, clock.now()))
    context: dict[str, Any] = {
        "room": found.room,
        "premises": found.room.floor.premises,
        "told": told,
        "names": [_names(found.room, language) for language in LANGUAGES],
        "words": {key: in_each_language(word) for key, word in WORDS.items()},
        "said": said,
        "token": token,
    }
    return kept_from_others(render(request, "places/door.html", context, status=status))


def _names(room: Room, language: str) -> dict[str, str]:
    premises = room.floor.premises
    told = {"room": wording(room, "name", language).text, "premises": wording(premises, "name", language).text}
    return {"language": language, **told}


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def door_screen(request: HttpRequest, public_id: UUID, room_id: UUID) -> HttpResponse:
    """The address of a room's screen: make, show once, end."""
    actor, now = actor_of(request), clock.now()
    found = houses.desk_premises_or_404(actor, public_id)
    room = houses.desk_room_or_404(found, room_id)
    context: dict[str, Any] = {"premises": found, "tab": "setup", "room": room, "now": now}
    if request.method == "POST" and request.POST.get("do") == "end":
        deeds.end_screen(room_id=room.pk, by=actor, now=now)
        messages.success(request, _("Ended. The screen shows nothing any more."))
        return redirect("places_desk:door_screen", public_id=public_id, room_id=room_id)
    if request.method == "POST":
        token = deeds.make_screen(room_id=room.pk, by=actor, now=now)
        context["address"] = request.build_absolute_uri(reverse("place_feeds:door", args=[token]))
    return render(request, "places/desk/door_screen.html", {**context, "screen": screen_of(room)})
