"""Pages that belong to no context: the gallery of components, and what a reader sees when something is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bridgehead.web.addresses import page_before

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """The living gallery, for whoever builds pages; not part of a real site."""
    if not (settings.DEBUG or getattr(settings, "DEMO", False)):
        raise Http404
    # Imported here because a real site never shows it.
    from bridgehead.web.gallery import specimens

    return render(request, "web/components.html", specimens(request))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same body whether a thing is missing or hidden."""
    return _problem(
        request,
        status=404,
        heading=_("There is no such page"),
        sentence=_("The address may have changed, or the page may be open only to those it concerns."),
        way_out=_("If somebody sent you the address, ask them for a new one, or sign in first."),
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(
        request,
        status=403,
        heading=_("This page is not open to you"),
        sentence=_("You are signed in with an account that has no part in it."),
        way_out=_("If you should have, ask the agency that runs this forum."),
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(
        request,
        status=400,
        heading=_("We could not read that"),
        sentence=_("What the browser sent was incomplete or too large."),
        way_out=_("Go back and try again; with a file, try a smaller one."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """A page that asks nothing of the database or the session: either may be what failed."""
    return HttpResponse(render_to_string("web/500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came back too late or without its cookie; ``reason`` is for the log, not for the reader."""
    return _problem(
        request,
        status=403,
        heading=_("This form is no longer valid"),
        sentence=_("For your safety a form is accepted only from the page that was open in this browser."),
        way_out=_(
            "Go back and send it again: what you wrote is there. If it happens again, allow cookies for this site."
        ),
        back=page_before(request),
        parks=True,
    )


def _problem(request: HttpRequest, *, status: int, **words: Any) -> HttpResponse:
    return render(request, "web/problem.html", words, status=status)
