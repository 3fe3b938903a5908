"""Meetings on the spot: who is free now, asking them, and answering with one tap."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.partnering.actions import spots as actions
from bridgehead.partnering.forms.spots import SpotForm
from bridgehead.partnering.models import RoundPhase
from bridgehead.partnering.queries import spots as queries
from bridgehead.partnering.queries.lookups import place_or_404
from bridgehead.partnering.views.edge import heard_live, participant_page, said
from bridgehead.web.forms import attempt


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def free_now(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Who is free in the next slots; a POST asks one of them."""
    page = participant_page(request, round_id, tab="today")
    mine, words = page["mine"], request.GET.get("words", "").strip()[:100]
    found = queries.free_now(page["place"], page["now"], words)
    form = SpotForm(request.POST if request.method == "POST" else None, slots=found.slots)
    if attempt(form, lambda: _ask(request, page["round"].pk, form)) is not None:
        return said(request, _("Asked. They see it at once; nothing is held until they accept."), _FREE, round_id)
    page |= {
        "form": form,
        "spots": found,
        "words": words,
        "is_long": any(each.more for each in found.slots),
        "is_run": page["round"].phase == RoundPhase.RUN,
        **heard_live(mine),
    }
    return render(request, "partnering/free_now.html", page, status=422 if form.errors else 200)


_FREE = "partnering:free_now"


def _ask(request: HttpRequest, round_pk: int, form: SpotForm) -> object:
    slot, asked = form.chosen()
    return actions.ask_on_the_spot(
        round_id=round_pk, asked_id=asked, slot_id=slot, by=actor_of(request), now=clock.now()
    )


@login_required
@require_POST
def on_the_spot(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Let one's own delegation be asked on the spot, or no longer."""
    place, is_open = place_or_404(actor_of(request), round_id), request.POST.get("open") == "yes"
    actions.set_on_the_spot(delegation_id=place.delegation.pk, is_open=is_open, by=actor_of(request), now=clock.now())
    sentence = _("You are shown as free where you are.") if is_open else _("Nobody sees any more whether you are free.")
    return said(request, sentence, _FREE, round_id)


@login_required
@require_POST
def accept_spot(request: HttpRequest, spot_id: UUID) -> HttpResponse:
    """Accept: the meeting stands."""
    spot = queries.spot_or_404(actor_of(request), spot_id)
    done = actions.accept_on_the_spot(spot_id=spot.pk, by=actor_of(request), now=clock.now())
    sentence = _("The meeting stands, at table %(number)s.") % {"number": done.table.number}
    return said(request, sentence, "partnering:today", spot.round.public_id)


@login_required
@require_POST
def decline_spot(request: HttpRequest, spot_id: UUID) -> HttpResponse:
    """Say no."""
    spot = queries.spot_or_404(actor_of(request), spot_id)
    actions.decline_on_the_spot(spot_id=spot.pk, by=actor_of(request), now=clock.now())
    return said(request, _("Declined."), _FREE, spot.round.public_id)


@login_required
@require_POST
def withdraw_spot(request: HttpRequest, spot_id: UUID) -> HttpResponse:
    """Take back what one asked."""
    spot = queries.spot_or_404(actor_of(request), spot_id)
    actions.withdraw_on_the_spot(spot_id=spot.pk, by=actor_of(request), now=clock.now())
    return said(request, _("Withdrawn."), _FREE, spot.round.public_id)
