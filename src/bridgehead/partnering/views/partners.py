"""Partners to meet: search, one partner, asking for a meeting, the private “no thanks”."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.directory.rules import may_edit
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import wording
from bridgehead.partnering import rules
from bridgehead.partnering.actions import requests as actions
from bridgehead.partnering.forms import rounds as forms
from bridgehead.partnering.models import Delegation
from bridgehead.partnering.queries import participants, rounds, suggestions
from bridgehead.partnering.views.edge import participant_page, said
from bridgehead.web.forms import attempt
from bridgehead.web.htmx import render_page
from bridgehead.web.pages import page_of

#: Each is a card with needs, offers and topics: what a phone shows in four screens, drawn within the budget of a page.
PER_PAGE = 6
NOT_WANTED_PER_PAGE = 20


@login_required
@require_safe
def partners(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The partners of the other side, narrowed by words, topic and country."""
    page = participant_page(request, round_id, tab="partners")
    place = page["place"]
    offered = participants.filters_of(place)
    topics = {str(topic.public_id): topic.id for topic in offered.topics}
    form = forms.PartnerFilter(request.GET, topics=offered.topics, countries=offered.countries)
    form.is_valid()  # an unknown choice is no filter
    wanted = form.cleaned_data
    found = rounds.delegations_to_meet(
        place,
        words=wanted.get("words", ""),
        topic=topics.get(wanted.get("topic", "")),
        country=wanted.get("country", ""),
    )
    shown = page_of(request, found, PER_PAGE)
    rounds.add_details(place, list(shown))
    page |= {
        "filter": form,
        "quota": participants.quota_of(place),
        "may_ask": place.held.phase in rules.ASKING,
        "page": shown,
        "not_wanted": page_of(request, rounds.not_wanted(place), NOT_WANTED_PER_PAGE, name="unwanted"),
    }
    # Who searches or turns a page has seen them, and a fragment does not hold them.
    if not request.GET and place.held.phase in suggestions.SUGGESTING:
        page |= {
            "suggested": suggestions.suggestions_for(place, page["now"]),
            "may_edit_profile": may_edit(actor_of(request), place.delegation.organisation_id),
        }
    return render_page(request, "partnering/partners.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def partner(request: HttpRequest, round_id: UUID, delegation_id: UUID) -> HttpResponse:
    """One partner; a POST asks them for a meeting."""
    page = participant_page(request, round_id, tab="partners")
    actor, held = actor_of(request), page["round"]
    found = rounds.partner_or_404(page["place"], delegation_id)
    quota = participants.quota_of(page["place"])
    form = forms.RequestForm(request.POST if request.method == "POST" else None, musts_left=quota.musts_left)
    sent = attempt(
        form,
        lambda: actions.send_request(
            round_id=held.pk,
            asked_id=found.pk,
            strength=form.cleaned_data["strength"],
            message=form.cleaned_data["message"],
            idempotency_key=form.cleaned_data["key"],
            by=actor,
        ),
    )
    if sent is not None:
        return said(request, _("Your request is sent."), "partnering:partner", held.public_id, found.public_id)
    page |= {"quota": quota, **_partner(request, page, found, form)}
    return render(request, "partnering/partner.html", page, status=422 if form.errors else 200)


@login_required
@require_POST
def no_thanks(request: HttpRequest, round_id: UUID, delegation_id: UUID) -> HttpResponse:
    """Privately want no meeting with this partner."""
    actor, held = actor_of(request), rounds.round_or_404(actor_of(request), round_id)
    about = rounds.delegation_or_404(actor, held, delegation_id)
    actions.say_no_thanks(delegation_about_id=about.pk, by=actor, now=clock.now())
    sentence = _("%(organisation)s is off your list. They do not learn of it.")
    said_name = {"organisation": wording(about.organisation, "name").text}
    return said(request, sentence % said_name, "partnering:partners", held.public_id)


@login_required
@require_POST
def meet_after_all(request: HttpRequest, round_id: UUID, delegation_id: UUID) -> HttpResponse:
    """Take the private “no thanks” back."""
    actor, held = actor_of(request), rounds.round_or_404(actor_of(request), round_id)
    about = rounds.delegation_or_404(actor, held, delegation_id)
    actions.take_back_no_thanks(delegation_about_id=about.pk, by=actor, now=clock.now())
    return HttpResponseRedirect(reverse("partnering:partner", args=[held.public_id, about.public_id]))


def _partner(request: HttpRequest, page: dict[str, Any], found: Delegation, form: forms.RequestForm) -> dict[str, Any]:
    """Return what the page of a partner shows; the form only to those who may ask now."""
    held, mine = page["round"], page["mine"]
    newest = getattr(found, "my_request", None)
    theirs = newest if newest and newest.asking_id == found.pk and newest.state == "sent" else None
    may_ask = held.phase in rules.ASKING and rules.may_ask(held, mine, found)
    return {
        "partner": found,
        "my_request": None if theirs else newest,
        "theirs": theirs,
        "is_no_thanks": found.is_no_thanks,  # type: ignore[attr-defined]  # read with it
        "request_form": form if may_ask or form.is_bound else None,
        "interests": found.organisation.wants,  # type: ignore[attr-defined]  # read with it
        "assets": found.organisation.assets.all(),
        "people": participants.listed_people(actor_of(request), found),
    }
