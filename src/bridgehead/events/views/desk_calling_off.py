"""The officers' page on which a forum is called off."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bridgehead.accounts.edge import actor_of
from bridgehead.events import queries, rules
from bridgehead.events.actions.calling_off import call_off_forum
from bridgehead.events.forms.calling_off import CallOffForumForm
from bridgehead.events.queries.calling_off import concerned
from bridgehead.events.views.edge import officers_only
from bridgehead.foundation import clock
from bridgehead.web.forms import attempt


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What calling off does and whom it reaches, before it is done."""
    actor = actor_of(request)
    found = queries.officer_forum_or_404(actor, public_id)
    form = CallOffForumForm(request.POST if request.method == "POST" else None)
    done = attempt(
        form,
        lambda: call_off_forum(
            forum_id=found.pk,
            reason_ko=form.cleaned_data["reason_ko"],
            reason_en=form.cleaned_data["reason_en"],
            by=actor,
            now=clock.now(),
        ),
    )
    if done is not None:
        messages.success(request, _("The forum is called off. Everybody whom it concerns is told."))
        return redirect("events_desk:forum", public_id=public_id)
    context = {
        "forum": found,
        "tab": "forum",
        "form": form,
        "can": found.state in rules.CAN_BE_CALLED_OFF,
        "people": len(concerned(found)),
    }
    return render(request, "events/desk/call_off.html", context, status=422 if form.errors else 200)
