"""When and where a round meets: windows filled with slots, and tables."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.foundation.refusals import Refused
from bridgehead.partnering.actions import rounds as actions
from bridgehead.partnering.forms import rounds as forms
from bridgehead.partnering.queries import desk as queries
from bridgehead.partnering.queries import rounds as round_queries
from bridgehead.partnering.schemas.slots import slots_by_day
from bridgehead.partnering.views.edge import officer_page, said
from bridgehead.web.forms import attempt
from bridgehead.web.languages import stands_at


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def places(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The slots and tables of the round; a POST fills windows with slots."""
    page = officer_page(request, round_id, tab="places")
    actor, held = actor_of(request), page["round"]
    windows = _windows(held, request.POST if request.method == "POST" else None)
    if request.method == "POST" and windows.is_valid():
        try:
            laid = actions.lay_slots(round_id=held.pk, windows=windows.windows(), by=actor, now=clock.now())
        except Refused as refused:
            windows.refuse(str(refused.sentence))
        else:
            sentence = ngettext("%(number)s slot is laid.", "%(number)s slots are laid.", len(laid))
            return said(request, sentence % {"number": len(laid)}, "partnering_desk:places", held.public_id)
    return _page(request, page, windows=windows)


@login_required
@require_POST
def tables(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Set the number of tables."""
    page = officer_page(request, round_id, tab="places")
    actor, held = actor_of(request), page["round"]
    form = forms.TablesForm(request.POST)
    laid = attempt(
        form,
        lambda: actions.set_tables(round_id=held.pk, count=form.cleaned_data["count"], by=actor, now=clock.now()),
    )
    if laid is not None:
        return said(request, _("The tables are set."), "partnering_desk:places", held.public_id)
    stands_at(request, reverse("partnering_desk:places", args=[held.public_id]))
    return _page(request, page, tables_form=form)


@login_required
@require_POST
def remove_slot(request: HttpRequest, round_id: UUID, slot_id: UUID) -> HttpResponse:
    """Take a slot away."""
    actor = actor_of(request)
    held = round_queries.officer_round_or_404(actor, round_id)
    slot = queries.slot_or_404(actor, held, slot_id)
    actions.remove_slot(slot_id=slot.pk, by=actor, now=clock.now())
    return said(request, _("The slot is removed."), "partnering_desk:places", held.public_id)


@login_required
@require_POST
def remove_day(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Take all slots of a day away."""
    actor = actor_of(request)
    held = round_queries.officer_round_or_404(actor, round_id)
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError as error:
        raise Http404 from error
    gone = actions.remove_day(round_id=held.pk, day=day, by=actor, now=clock.now())
    sentence = ngettext("%(number)s slot is removed.", "%(number)s slots are removed.", gone) % {"number": gone}
    return said(request, sentence, "partnering_desk:places", held.public_id)


def _windows(held: Any, given: Any = None) -> Any:
    first_day = held.forum.starts_at.astimezone(ZoneInfo(held.forum.zone)).date()
    return forms.windows_form(given, zone=held.forum.zone, first_day=first_day)


def _page(
    request: HttpRequest, page: dict[str, Any], *, windows: Any = None, tables_form: forms.TablesForm | None = None
) -> HttpResponse:
    actor, held = actor_of(request), page["round"]
    laid, standing = list(queries.slots_of(actor, held)), list(queries.tables_of(actor, held))
    page |= {
        "days": slots_by_day(laid, zone=held.forum.zone),
        "slots": len(laid),
        "outside": queries.slots_outside_sessions(actor, held),
        "tables": standing,
        "windows": windows if windows is not None else _windows(held),
        "tables_form": tables_form or forms.TablesForm(initial={"count": len(standing) or None}),
    }
    refused = page["windows"].is_bound or page["tables_form"].is_bound
    return render(request, "partnering/desk/places.html", page, status=422 if refused else 200)
