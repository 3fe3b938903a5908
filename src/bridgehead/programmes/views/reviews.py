"""A reviewer's pages: what is theirs to read, one application with its score form, and conflicts to declare."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock, files
from bridgehead.foundation.refusals import Refused
from bridgehead.programmes.actions.conflicts import declare_conflict
from bridgehead.programmes.actions.reviews import save_review
from bridgehead.programmes.adapters.blinding import cleaned
from bridgehead.programmes.forms.reviews import ConflictForm, ReviewForm
from bridgehead.programmes.models import StageState
from bridgehead.programmes.queries import reviews as reads
from bridgehead.programmes.queries.calls import asked_in
from bridgehead.programmes.queries.reviews import Reading
from bridgehead.programmes.schemas.papers import Paper, code_of, download_name, paper_of
from bridgehead.programmes.schemas.scores import percent, total_of
from bridgehead.web.forms import attempt


@login_required
@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    """What is mine to review, by stage."""
    actor = actor_of(request)
    found = [
        (stage, [(each, code_of(each.passage)) for each in readings], sum(each.is_done for each in readings))
        for stage, readings in reads.my_readings(actor).items()
    ]
    context = {"stages": found, "to_declare": list(reads.stages_to_declare(actor)), "now": clock.now()}
    return render(request, "programmes/reviews/list.html", context)


def _paper(reading: Reading) -> Paper:
    application = reading.given.application
    submission = reads.newest_submission(application)
    is_blind = reading.given.stage.is_blind
    return paper_of(
        submission,
        asked_in(submission.form),
        media=reads.media_of(application) if is_blind else {},
        hidden=reads.names_to_hide(application) if is_blind else None,
    )


def _form(request: HttpRequest, reading: Reading) -> ReviewForm:
    criteria = reads.criteria_of(reading.given.stage)
    return ReviewForm(request.POST or None, criteria=criteria, review=reading.review)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """One application to read and score; others' scores once one's own are submitted."""
    actor = actor_of(request)
    reading = reads.reading_or_404(actor, assignment_id)
    form = _form(request, reading)
    if request.method == "POST":
        is_final = request.POST.get("how") == "submit"
        kept = attempt(
            form, lambda: save_review(assignment_id=reading.given.pk, is_final=is_final, by=actor, **form.told())
        )
        if kept is not None:
            said = _("The review is submitted.") if is_final else _("The draft is kept. Only you can read it.")
            messages.success(request, said)
            return redirect("programmes:review_paper", assignment_id=assignment_id)
    return _page(request, reading, form, ConflictForm())


def _page(request: HttpRequest, reading: Reading, form: ReviewForm, conflict: ConflictForm) -> HttpResponse:
    stage = reading.given.stage
    criteria = reads.criteria_of(stage)
    own = {score.criterion_id: score for score in reading.review.scores.all()} if reading.review else {}
    others = reads.others_scores(reading)
    context: dict[str, Any] = {
        "reading": reading,
        "stage": stage,
        "call": stage.call,
        "code": code_of(reading.passage),
        "paper": _paper(reading),
        "form": form,
        "conflict": conflict,
        "criteria": criteria,
        "scores": [(each, own[each.pk].halves / 2 if each.pk in own else None) for each in criteria],
        "others": [
            (
                [float(scored.points[each.pk]) if each.pk in scored.points else None for each in criteria],
                percent(total_of(scored.points, criteria)),
            )
            for scored in sorted(others, key=lambda each: total_of(each.points, criteria), reverse=True)
        ],
        "is_writable": stage.state == StageState.OPEN and not reading.is_done,
        "is_late": stage.due_at is not None and clock.database_now() >= stage.due_at,
    }
    status = 422 if form.errors or conflict.errors else 200
    return render(request, "programmes/reviews/review.html", context, status=status)


@login_required
@require_POST
def declare(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Declare a conflict of interest with what one was given; it is taken away at once."""
    actor = actor_of(request)
    reading = reads.reading_or_404(actor, assignment_id)
    form = ConflictForm(request.POST)
    given = reading.given
    noted = attempt(
        form,
        lambda: declare_conflict(
            reviewer_id=given.reviewer_id,
            application_id=given.application_id,
            note=form.cleaned_data["note"],
            by=actor,
            now=clock.now(),
        ),
    )
    if noted is None:
        criteria = reads.criteria_of(given.stage)
        return _page(request, reading, ReviewForm(criteria=criteria, review=reading.review), form)
    messages.success(request, _("You are recused of this application. The officers give it to somebody else."))
    return redirect("programmes:reviews")


@login_required
@require_safe
def review_file(request: HttpRequest, assignment_id: UUID, number: int) -> HttpResponseBase:
    """A file of what one reads; in a blind stage without its name and without what it tells of its making."""
    reading = reads.reading_or_404(actor_of(request), assignment_id)
    shown = next((each for each in _paper(reading).files if each.number == number), None)
    if shown is None or not shown.is_readable:
        raise Http404
    kept = reads.file_or_404(reading.given.application, shown.id)
    if not reading.given.stage.is_blind:
        return files.serve(kept.file, named=download_name(shown))
    with kept.file.content.open("rb") as opened:
        content = cleaned(opened.read(), kept.file.media_type)
    if content is None:
        raise Refused(_("This file cannot be shown without telling who applies. Ask the officers about it."))
    kind = "image/png" if kept.file.media_type == "image/webp" else kept.file.media_type
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, shown.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def declare_before(request: HttpRequest, stage_id: UUID) -> HttpResponse:
    """Who applies in a stage that is not blind: declare conflicts of interest before anything is given."""
    actor = actor_of(request)
    stage = reads.stage_to_declare_or_404(actor, stage_id)
    reviewer = reads.reviewer_in_or_404(actor, stage)
    rows = reads.who_applies(stage, reviewer)
    if request.method == "POST":
        chosen = set(request.POST.getlist("application"))
        new = [each for each, is_known in rows if not is_known and str(each.public_id) in chosen]
        for each in new:
            declare_conflict(reviewer_id=reviewer.pk, application_id=each.application_id, by=actor, now=clock.now())
        messages.success(request, _("Your conflicts of interest are noted."))
        return redirect("programmes:reviews")
    context = {"stage": stage, "call": stage.call, "rows": rows}
    return render(request, "programmes/reviews/declare.html", context)
