"""The officers' follow-ups: what is due first, and what has come of each agreement."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.agreements.views.edge import keepers_only, sent, today_of
from bridgehead.foundation import clock
from bridgehead.outcomes.actions import follow_ups as deeds
from bridgehead.outcomes.forms.ladder import FollowUpForm
from bridgehead.outcomes.queries import follow_ups as reads
from bridgehead.outcomes.rules import FOLLOWED, CameOfIt, FollowUpState, Look
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 50


@keepers_only
@require_safe
def follow_ups(request: HttpRequest) -> HttpResponse:
    """What is due, what is coming, what was answered or closed."""
    actor, today = actor_of(request), today_of(request)
    asked = request.GET.get("show", "")
    look = Look(asked) if asked in Look.values else Look.DUE
    counts = reads.counted(actor, today)
    context = {
        "look": look.value,
        "looks": [(each.value, each.label, counts[each.value]) for each in Look],
        "page": page_of(request, reads.listed(actor, look, today), PER_PAGE),
        "today": today,
        "tab": "follow_ups",
    }
    return render(request, "outcomes/desk/follow_ups.html", context)


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    """Say what has come of an agreement; what came in leads to recording it."""
    actor = actor_of(request)
    found = reads.follow_up_or_404(actor, follow_up_id)
    form = FollowUpForm(sent(request))
    if form.is_bound:
        done = attempt(
            form,
            lambda: deeds.answer_follow_up(follow_up_id=found.pk, **form.cleaned_data, by=actor, now=clock.now()),
        )
        if done is not None and done.came_of == CameOfIt.REALISED:
            messages.success(request, _("The answer is kept. Now write down what came in."))
            return redirect("outcomes_desk:realised", agreement_id=found.agreement.public_id)
        if done is not None:
            messages.success(request, _("The answer is kept."))
            return redirect("outcomes_desk:follow_ups")
    context = {
        "follow_up": found,
        "form": form,
        "is_open": found.state == FollowUpState.OPEN,
        "may_reopen": found.state == FollowUpState.ANSWERED and found.agreement.state in FOLLOWED,
        "others": reads.follow_ups_of(found.agreement),
        "today": today_of(request),
        "tab": "follow_ups",
    }
    return render(request, "outcomes/desk/follow_up.html", context, status=422 if form.errors else 200)


@keepers_only
@require_POST
def reopen(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    """Take back an answer that was a slip."""
    actor = actor_of(request)
    found = reads.follow_up_or_404(actor, follow_up_id)
    deeds.reopen_follow_up(follow_up_id=found.pk, by=actor, now=clock.now())
    messages.success(request, _("The answer is taken back; it is asked again."))
    return redirect("outcomes_desk:follow_up", follow_up_id=follow_up_id)
