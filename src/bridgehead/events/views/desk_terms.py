"""The officers' pages of participant types: who can register, how many places they have, how each type stands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.events import queries
from bridgehead.events.actions.terms import SHOWN, set_terms
from bridgehead.events.forms.registrations import TermsForm
from bridgehead.events.queries.terms import type_standings, type_terms_or_404
from bridgehead.events.views.edge import officers_only
from bridgehead.foundation import clock
from bridgehead.foundation.records import seen_of
from bridgehead.web.forms import attempt


@officers_only
@require_safe
def participant_types(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How each participant type comes, and how it stands."""
    actor = actor_of(request)
    forum = queries.officer_forum_or_404(actor, public_id)
    context = {"forum": forum, "tab": "registrations", "standings": type_standings(actor, forum)}
    return render(request, "events/desk/participant_types.html", context)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def participant_type(request: HttpRequest, public_id: UUID, participant_type: str) -> HttpResponse:
    """Set the terms of one participant type."""
    actor = actor_of(request)
    forum = queries.officer_forum_or_404(actor, public_id)
    terms = type_terms_or_404(actor, forum, participant_type)
    form = TermsForm(request.POST or None, terms=terms, seen=seen_of(terms, SHOWN))
    told: dict[str, Any] = {"participant_type": participant_type, "by": actor, "now": clock.now()}
    if (
        request.method == "POST"
        and attempt(form, lambda: set_terms(forum_id=forum.pk, **told, **form.told())) is not None
    ):
        messages.success(request, _("The terms are set. Whoever waits is let in as far as there are places now."))
        return redirect("events_desk:participant_types", public_id=public_id)
    context = {"forum": forum, "tab": "registrations", "form": form, "terms": terms}
    return render(request, "events/desk/participant_type.html", context, status=422 if form.errors else 200)
