"""The reviewers of a programme: named, changed, resting."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bridgehead.accounts.edge import actor_of
from bridgehead.accounts.queries import person_named
from bridgehead.directory.queries.naming import organisations_to_name
from bridgehead.foundation import clock
from bridgehead.programmes.actions import reviewers as deeds
from bridgehead.programmes.forms.reviews import NewReviewerForm, ReviewerForm
from bridgehead.programmes.models import Programme, Reviewer, ReviewerState
from bridgehead.programmes.queries import reviewers as reads
from bridgehead.programmes.queries.programmes import run_programme_or_404
from bridgehead.programmes.views.edge import officers_only
from bridgehead.web.forms import attempt


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def reviewers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who reviews for the programme; somebody is named by their address."""
    programme = run_programme_or_404(actor_of(request), public_id)
    form = NewReviewerForm(request.POST or None)
    if request.method == "POST" and attempt(form, lambda: _name(request, programme, form)) is not None:
        messages.success(request, _("The person reviews for this programme now."))
        return redirect("programmes_desk:reviewers", public_id=public_id)
    context = {
        "programme": programme,
        "tab": "reviewers",
        "form": form,
        "people": list(reads.reviewers_run(programme)),
        "organisations": organisations_to_name(),
    }
    return render(request, "programmes/reviews/desk/reviewers.html", context, status=422 if form.errors else 200)


def _name(request: HttpRequest, programme: Programme, form: NewReviewerForm) -> Reviewer:
    person = person_named(form.cleaned_data["email"])
    told: dict[str, Any] = form.told()
    return deeds.name_reviewer(
        programme_id=programme.pk, user_id=person.pk, by=actor_of(request), now=clock.now(), **told
    )


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def reviewer(request: HttpRequest, public_id: UUID, reviewer_id: UUID) -> HttpResponse:
    """Change what is known of a reviewer."""
    programme = run_programme_or_404(actor_of(request), public_id)
    shown = reads.reviewer_or_404(programme, reviewer_id)
    form = ReviewerForm(request.POST or None, reviewer=shown)
    changed = None
    if request.method == "POST":
        changed = attempt(
            form,
            lambda: deeds.change_reviewer(
                reviewer_id=shown.pk,
                by=actor_of(request),
                now=clock.now(),
                seen=form.cleaned_data["seen"] or None,
                **form.told(),
            ),
        )
    if changed is not None:
        messages.success(request, _("What is known of the reviewer is changed."))
        return redirect("programmes_desk:reviewers", public_id=public_id)
    context = {
        "programme": programme,
        "tab": "reviewers",
        "form": form,
        "reviewer": shown,
        "organisations": organisations_to_name(),
    }
    return render(request, "programmes/reviews/desk/reviewer.html", context, status=422 if form.errors else 200)


@officers_only
@require_POST
def rest(request: HttpRequest, public_id: UUID, reviewer_id: UUID) -> HttpResponse:
    """Let a reviewer rest, or take part again."""
    programme = run_programme_or_404(actor_of(request), public_id)
    shown = reads.reviewer_or_404(programme, reviewer_id)
    deed = deeds.rest_reviewer if shown.state == ReviewerState.ACTIVE else deeds.wake_reviewer
    deed(reviewer_id=shown.pk, by=actor_of(request), now=clock.now())
    messages.success(
        request,
        _("The reviewer takes part again.")
        if shown.state == ReviewerState.RESTING
        else _("The reviewer rests; what was not submitted can go to others."),
    )
    return redirect("programmes_desk:reviewers", public_id=public_id)
