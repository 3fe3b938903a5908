"""The demo's doors and its letter box. None of it exists outside the demo."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from bridgehead.config.demo.queries import day_round, doors, letters, sample_person
from bridgehead.foundation import clock

ROLES = {
    "officer": _("Agency officer"),
    "delegate": _("Delegate of a Korean company"),
    "partner": _("Foreign partner"),
    "administrator": _("Platform administrator"),
    "press": _("Press officer"),
    "reviewer": _("Reviewer of a call"),
}
TASKS = {
    "officer": _("Sees what needs attention, approves registrations, runs the engine and publishes the timetable."),
    "delegate": _("Answers requests on a phone, asks for meetings, and knows where to be next, in both time zones."),
    "partner": _("Meets the right companies, says no quickly, and is found only as far as agreed."),
    "administrator": _("Sets up forums and looks after the platform itself."),
    "press": _("Publishes in two languages, holds what is under embargo, and corrects openly."),
    "reviewer": _("Reads what is assigned without names, scores it, and sees others’ scores only after their own."),
}
ENTRANCES = {
    "officer": "home:desk",
    "delegate": "partnering:start",
    "partner": "partnering:start",
    "administrator": "events_desk:forums",
    "press": "newsroom_desk:overview",
    "reviewer": "programmes:reviews",
}

#: Where the day of the meetings is for whom; the others have no part in it.
DAYS = {"officer": "partnering_desk:day", "delegate": "partnering:today", "partner": "partnering:today"}

View = Callable[..., HttpResponse]


def role_name(role: str) -> str:
    """Return the words for a role of the demo."""
    return str(ROLES[role])


def demo_only(view: View) -> View:
    """Let a page exist in the demo only, however it came to be mounted."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@demo_only
def roles(request: HttpRequest) -> HttpResponse:
    """As whom one can look at the product."""
    is_day = day_round() is not None
    cards = [
        {
            "person": door.person,
            "role": role_name(door.role),
            "task": TASKS[door.role],
            "is_me": door.person == request.user,
            "has_day": is_day and door.role in DAYS,
        }
        for door in doors()
    ]
    return render(request, "demo/roles.html", {"cards": cards})


@require_POST
@demo_only
def enter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Sign in as a sample person, and lead to their work or to the day of the meetings; anybody else is not found."""
    person = sample_person(public_id)
    if person is None:
        raise Http404
    logout(request)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    role = next((door.role for door in doors() if door.person == person), "")
    held = day_round() if "day" in request.POST and role in DAYS else None
    if held is not None:
        return HttpResponseRedirect(reverse(DAYS[role], args=[held.public_id]))
    return HttpResponseRedirect(reverse(ENTRANCES.get(role, settings.LOGIN_REDIRECT_URL)))


@require_POST
@demo_only
def leave(request: HttpRequest) -> HttpResponse:
    """Look at the site as a reader, whom nobody knows."""
    logout(request)
    return HttpResponseRedirect(reverse("home:start"))


@require_safe
@demo_only
def mails(request: HttpRequest) -> HttpResponse:
    """The mails that a real installation would have sent."""
    context = {"letters": letters(), "now": clock.now()}
    return render(request, "demo/mails.html", context)
