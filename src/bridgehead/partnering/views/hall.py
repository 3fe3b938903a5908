"""The board on a screen in the hall: its address is the key, no cookie is needed, and both languages stand on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.partnering.actions import screens as deeds
from bridgehead.partnering.adapters.hall import board_told, names_of, words_of
from bridgehead.partnering.queries.hall import hall_of
from bridgehead.partnering.queries.lookups import place_or_404
from bridgehead.partnering.queries.screens import board_round_or_404, screen_of
from bridgehead.partnering.views.edge import officer_page, said
from bridgehead.web import offline
from bridgehead.web.secret_links import kept_from_others

_FILES = ("partnering/hall.css", "partnering/hall.js")


@require_safe
def board(request: HttpRequest, token: str) -> HttpResponse:
    """Who sits where now and next, at every table."""
    held = board_round_or_404(token)
    context: dict[str, Any] = {
        "told": board_told(held, hall_of(held), clock.now()),
        "names": names_of(held),
        "words": words_of(held),
    }
    return kept_from_others(render(request, "partnering/hall.html", context))


@require_safe
def board_file(request: HttpRequest, token: str) -> HttpResponse:
    """The same for the script of the page, which keeps it while the network is gone."""
    held = board_round_or_404(token)
    return kept_from_others(JsonResponse(board_told(held, hall_of(held), clock.now())))


@require_safe
def worker(request: HttpRequest, token: str) -> HttpResponse:
    """The script that keeps the page on the device. It serves from the page's own address, and so for it alone."""
    board_round_or_404(token)
    page = reverse("feeds:board", args=[token])
    return kept_from_others(offline.kept_by_worker(name="hall", page=page, files=_FILES))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The address of a round's board: make, show once, end."""
    page = officer_page(request, round_id, tab="day")
    actor, held, now = actor_of(request), page["round"], page["now"]
    if request.method == "POST" and request.POST.get("do") == "end":
        deeds.end_screen(round_id=held.pk, by=actor, now=now)
        return said(request, _("Ended. The screens show nothing any more."), "partnering_desk:hall", held.public_id)
    if request.method == "POST":
        token = deeds.make_screen(round_id=held.pk, by=actor, now=now)
        page["address"] = request.build_absolute_uri(reverse("feeds:board", args=[token]))
    return render(request, "partnering/desk/hall.html", {**page, "screen": screen_of(held)})


@login_required
@require_POST
def hall_name(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Say whether one's own organisation is named on boards and cards in the hall."""
    own = place_or_404(actor_of(request), round_id).delegation
    is_named = request.POST.get("named") == "yes"
    deeds.set_named_in_hall(delegation_id=own.pk, is_named=is_named, by=actor_of(request), now=clock.now())
    sentence = _("You are named in the hall.") if is_named else _("You are not named in the hall.")
    return said(request, sentence, "partnering:timetable", round_id)
