"""The page at the door of a forum, which a phone keeps: it goes on without a connection and sends later what was done.

The page itself holds nobody's name, so that what the worker keeps of it may stay on the device; the list comes as data,
to those who serve at the door, and is taken away by the page when the day is over or nobody is signed in.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.events.actions.check_in import Scanned, take_scan, take_scans
from bridgehead.events.adapters.check_in import (
    ANSWERS,
    answers_told,
    list_told,
    said_in_words,
    scans_told,
    words_told,
)
from bridgehead.events.forms.check_in import ShownForm, WalkInForm
from bridgehead.events.models import Forum, ScanKind, WalkIns
from bridgehead.events.queries.check_in import door_forum_or_404, found_at_door
from bridgehead.events.rules import may_run_forum
from bridgehead.events.rules.check_in import CODE_LENGTH, door_day, typed_code
from bridgehead.events.views.edge import door_staff_only
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import reading_language
from bridgehead.web import offline
from bridgehead.web.forms import attempt

#: What the page needs besides what every page looks like.
_FILES = ("events/check_in.css", "events/check_in_store.js", "events/check_in.js")


@door_staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let people in and out. Without a script it is a plain form: find, then check in."""
    actor = actor_of(request)
    forum = door_forum_or_404(actor, public_id)
    form = WalkInForm(request.POST if request.POST.get("kind") == ScanKind.WALK_IN else None)
    said = _done(request, forum, form) if request.method == "POST" else None
    words = request.GET.get("words", "").strip()[:100]
    context: dict[str, Any] = {
        "forum": forum,
        "form": form,
        "said": said,
        "words": words,
        "is_code": len(typed_code(words)) == CODE_LENGTH,
        "found": found_at_door(forum, words, door_day(forum, clock.now())) if words else None,
        "token": uuid4(),
        "told": {**words_told(), "forum": str(forum.public_id), "zone": forum.zone, "language": reading_language()},
        "icons": sorted({word.icon for word in ANSWERS.values()}),
        "takes_walk_ins": forum.walk_ins != WalkIns.REFUSED,
        "may_run": may_run_forum(actor, forum.pk),
    }
    return render(request, "events/check_in/door.html", context, status=422 if form.errors else 200)


def _done(request: HttpRequest, forum: Forum, form: WalkInForm) -> dict[str, Any] | None:
    """Do what a plain form asks for; None where something in it was wrong."""
    actor = actor_of(request)
    if form.is_bound:
        taken = attempt(form, lambda: take_scan(forum_id=forum.pk, scan=_walk_in(form), by=actor))
        return said_in_words(taken, forum) if taken else None
    asked = ShownForm(request.POST)
    if not asked.is_valid():
        raise Http404
    given = asked.cleaned_data
    shown = Scanned(given["token"], given["kind"], clock.now(), badge=given["badge"], code=given["code"])
    return said_in_words(take_scan(forum_id=forum.pk, scan=shown, by=actor), forum)


def _walk_in(form: WalkInForm) -> Scanned:
    fields = ("name", "organisation", "email", "participant_type")
    said = {field: str(form.cleaned_data[field]) for field in fields}
    return Scanned(form.cleaned_data["token"] or uuid4(), ScanKind.WALK_IN, clock.now(), walk_in=said)


@door_staff_only
@require_safe
def door_list(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The list that the device keeps for the day, with a fresh token for what it will send."""
    forum = door_forum_or_404(actor_of(request), public_id)
    told = list_told(forum, clock.now(), mark=request.GET.get("mark", ""))
    return JsonResponse({**told, "token": get_token(request)})


@door_staff_only
@require_POST
def scans(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take what was done at the door, at once or after a while without a connection; sent twice it is done once."""
    actor = actor_of(request)
    forum = door_forum_or_404(actor, public_id)
    try:
        sent = scans_told(request.body)
    except ValueError:
        said = _("The page at the door is older than the site. Close it and open it again with a connection.")
        return JsonResponse({"said": said}, status=400)
    return JsonResponse({"answers": answers_told(take_scans(forum_id=forum.pk, scans=sent, by=actor))})


@door_staff_only
@require_safe
def worker(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The script that keeps the page on the device. It serves from the page's own address, and so for it alone."""
    forum = door_forum_or_404(actor_of(request), public_id)
    page = reverse("check_in:door", kwargs={"public_id": forum.public_id})
    return offline.kept_by_worker(name=f"check-in:{forum.public_id}", page=page, files=_FILES)


@door_staff_only
@require_safe
def manifest(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What a phone needs to put the page among its apps."""
    forum = door_forum_or_404(actor_of(request), public_id)
    page = reverse("check_in:door", kwargs={"public_id": forum.public_id})
    return offline.manifest(page=page, scope=page, name=f"{_('Check-in')} – {forum.name}", short_name=_("Check-in"))
