"""Visitors as those announce them who expect them, and the pass that a visitor holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.places.actions import visitors as deeds
from bridgehead.places.forms.visitors import AnnounceForm
from bridgehead.places.queries import houses, visitors
from bridgehead.places.rules import serves_at
from bridgehead.places.rules.visits import is_day_of, pass_holds
from bridgehead.places.views.edge import deed_or_404, members_only
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of
from bridgehead.web.qr_codes import qr_picture
from bridgehead.web.secret_links import kept_from_others
from bridgehead.web.wall_time import typed_moment

PER_PAGE = 20
DEEDS: dict[str, Callable[..., Any]] = {"call-off": deeds.call_off_visit, "send": deeds.send_pass}


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def visits(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Whom one's organisations expect at premises, and announcing a visitor."""
    actor, now = actor_of(request), clock.now()
    found = houses.premises_or_404(actor, public_id)
    organisations, serves = visitors.announcing_at(actor, found, now), serves_at(actor, found.pk)
    if not organisations and not serves:
        raise Http404
    form = AnnounceForm(
        request.POST or None,
        premises=found,
        organisations=organisations,
        rooms=visitors.rooms_to_meet_in(found, organisations, now),
        serves=serves,
        initial={"expected_at": typed_moment(now, found.zone)},
    )
    told = None
    if request.method == "POST":
        told = attempt(form, lambda: deeds.announce_visitor(premises_id=found.pk, by=actor, **form.told()))
    if told is not None:
        mailed = _("The visitor is announced, and their pass is on its way by mail.")
        messages.success(request, mailed if told.email else _("The visitor is announced to the front desk."))
        return redirect("places:visits", public_id=public_id)
    page = page_of(request, visitors.visits_of(actor, found), PER_PAGE)
    context = {
        "premises": found,
        "form": form,
        "page": page,
        "open": {each.pk for each in page if each.arrived_at is None and pass_holds(each, now)},
        "now": now,
    }
    return render(request, "places/visits.html", context, status=422 if form.errors else 200)


@members_only
@require_POST
def visit_deed(request: HttpRequest, visit_id: UUID, act: str) -> HttpResponse:
    """Call a visit off, or send its pass again."""
    actor = actor_of(request)
    found = visitors.visit_or_404(actor, visit_id)
    deed_or_404(DEEDS, act)(visit_id=found.pk, by=actor, now=clock.now())
    said = {
        "call-off": _("The visit is called off; its pass no longer holds."),
        "send": _("The pass is on its way by mail; the link sent before leads nowhere now."),
    }
    messages.success(request, said[act])
    return redirect("places:visits", public_id=found.premises.public_id)


@require_safe
def visitor_pass(request: HttpRequest, token: str) -> HttpResponse:
    """A visitor's pass, for whoever holds its link; to the front desk it shows the deeds too."""
    actor, now = actor_of(request), clock.now()
    found = visitors.pass_or_404(token)
    context = {"visit": found, "premises": found.premises, "now": now}
    if not pass_holds(found, now):
        return kept_from_others(render(request, "places/pass_over.html", context, status=410))
    context |= {
        "qr": qr_picture(settings.SITE_ADDRESS + request.path, label=_("Code for the front desk")),
        "rules": visitors.reception_of(found.premises),
        "is_desk": visitors.is_read_by_desk(actor, found),
        "is_today": is_day_of(found, now),
    }
    return kept_from_others(render(request, "places/pass.html", context))
