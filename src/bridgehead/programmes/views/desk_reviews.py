"""The officers' room of a stage: who reads what, computed or by hand, what reviews say, and the calibration meeting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.foundation.refusals import Refused
from bridgehead.programmes.actions.assigning import assign, take_back
from bridgehead.programmes.actions.proposals import propose, take_over
from bridgehead.programmes.actions.review_reminders import remind_reviewers
from bridgehead.programmes.actions.reviews import reopen_review
from bridgehead.programmes.actions.stages import decide_passage
from bridgehead.programmes.forms.reviews import PassageForm, ReasonForm
from bridgehead.programmes.models import Call, Criterion, Programme, Stage
from bridgehead.programmes.queries import desk_reviews as reads
from bridgehead.programmes.queries.reviewers import reviewer_or_404
from bridgehead.programmes.queries.scores import scores_of
from bridgehead.programmes.schemas.papers import code_of
from bridgehead.programmes.schemas.proposals import proof_told
from bridgehead.programmes.schemas.scores import compared
from bridgehead.programmes.views.edge import call_context, held_call, officers_only
from bridgehead.web.forms import attempt


def _held(request: HttpRequest, public_id: UUID, call_id: UUID, stage_id: UUID) -> tuple[Programme, Call, Stage]:
    programme, call = held_call(request, public_id, call_id)
    return programme, call, reads.stage_run_or_404(call, stage_id)


def _to_stage(stage: Stage) -> HttpResponse:
    return _led_to("programmes_desk:stage", stage)


def _led_to(page: str, stage: Stage, **ids: Any) -> HttpResponse:
    call = stage.call
    ids |= {"public_id": call.programme.public_id, "call_id": call.public_id, "stage_id": stage.public_id}
    response: HttpResponse = redirect(page, **ids)
    return response


@officers_only
@require_safe
def stage(request: HttpRequest, public_id: UUID, call_id: UUID, stage_id: UUID) -> HttpResponse:
    """How far a stage is: by application and by reviewer."""
    programme, call, shown = _held(request, public_id, call_id, stage_id)
    rows = reads.rows_of(shown)
    comparison = compared(scores_of(shown), reads.criteria_of(call))
    by_application = {each.application: each for each in comparison.applications}
    loads = [(each, comparison.severity.get(each.reviewer.pk)) for each in reads.loads_of(shown, rows)]
    proposal = reads.newest_proposal(shown)
    context = call_context(programme, call) | {
        "stage": shown,
        "rows": [(each, code_of(each.passage), by_application.get(each.passage.application_id)) for each in rows],
        "loads": loads,
        "proposal": proposal,
        "is_waited_for": reads.is_waited_for(proposal),
        "lacking": [each for each in rows if len(each.given) < shown.reviews_each],
        "has_assignments": any(each.given for each in rows),
    }
    return render(request, "programmes/reviews/desk/stage.html", context)


@officers_only
@require_POST
def compute(request: HttpRequest, public_id: UUID, call_id: UUID, stage_id: UUID, how: str) -> HttpResponse:
    """Compute who reads what: the best there is, or a repair with the fewest changes."""
    _programme, _call, shown = _held(request, public_id, call_id, stage_id)
    is_repair = how == "repair"
    try:
        made = propose(stage_id=shown.pk, is_repair=is_repair, by=actor_of(request), now=clock.now())
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return _to_stage(shown)
    return redirect(
        "programmes_desk:proposal", public_id=public_id, call_id=call_id, stage_id=stage_id, proposal_id=made.public_id
    )


@officers_only
@require_safe
def proposal(request: HttpRequest, public_id: UUID, call_id: UUID, stage_id: UUID, proposal_id: UUID) -> HttpResponse:
    """What would begin and end, and what is proven of it, before anything is assigned."""
    programme, call, shown = _held(request, public_id, call_id, stage_id)
    found = reads.proposal_or_404(shown, proposal_id)
    named = reads.named_in(shown)

    def told(pairs: Sequence[Sequence[int]]) -> list[tuple[Any, Any]]:
        known = [(named.applications.get(a), named.reviewers.get(r)) for a, r in pairs]
        return [(passage, reviewer) for passage, reviewer in known if passage is not None and reviewer is not None]

    context = call_context(programme, call) | {
        "stage": shown,
        "proposal": found,
        "begun": told(found.begun),
        "ended": told(found.ended),
        "proof": proof_told(found, named),
    }
    return render(request, "programmes/reviews/desk/proposal.html", context)


@officers_only
@require_POST
def take(request: HttpRequest, public_id: UUID, call_id: UUID, stage_id: UUID, proposal_id: UUID) -> HttpResponse:
    """Assign as a proposal says."""
    _programme, _call, shown = _held(request, public_id, call_id, stage_id)
    found = reads.proposal_or_404(shown, proposal_id)
    try:
        take_over(proposal_id=found.pk, by=actor_of(request), now=clock.now())
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, _("The applications are assigned. Each reviewer is told by mail."))
    return _to_stage(shown)


@officers_only
@require_POST
def remind(request: HttpRequest, public_id: UUID, call_id: UUID, stage_id: UUID) -> HttpResponse:
    """Remind everybody who is behind; nobody twice a day."""
    _programme, _call, shown = _held(request, public_id, call_id, stage_id)
    count = remind_reviewers(stage_id=shown.pk, by=actor_of(request), now=clock.now())
    said = ngettext("%(count)d reviewer is reminded by mail.", "%(count)d reviewers are reminded by mail.", count)
    messages.success(request, said % {"count": count} if count else _("Nobody is left to be reminded today."))
    return _to_stage(shown)


@officers_only
@require_safe
def calibration(request: HttpRequest, public_id: UUID, call_id: UUID, stage_id: UUID) -> HttpResponse:
    """For a meeting: application by application, scores side by side, the largest spread first."""
    programme, call, shown = _held(request, public_id, call_id, stage_id)
    criteria = reads.criteria_of(call)
    named = reads.named_in(shown)
    by_name = request.GET.get("names") == "yes"
    comparison = compared(scores_of(shown), criteria)
    letters = {pk: number for number, pk in enumerate(sorted(comparison.severity), 1)}
    tables = [
        {
            "passage": named.applications[each.application],
            "code": code_of(named.applications[each.application]),
            "compared": each,
            "rows": [
                (
                    named.reviewers.get(standing.scored.reviewer),
                    letters[standing.scored.reviewer],
                    [_points(standing.scored.points.get(one.pk)) for one in criteria],
                    standing,
                )
                for standing in each.reviews
            ],
        }
        for each in comparison.applications
        if each.application in named.applications
    ]
    context = call_context(programme, call) | {
        "stage": shown,
        "criteria": criteria,
        "tables": tables,
        "by_name": by_name,
    }
    return render(request, "programmes/reviews/desk/calibration.html", context)


def _points(points: Any) -> float | None:
    return None if points is None else float(points)


@officers_only
@require_safe
def paper(request: HttpRequest, public_id: UUID, call_id: UUID, stage_id: UUID, passage_id: UUID) -> HttpResponse:
    """One application in a stage: who reads it, what submitted reviews say, and whether it passes."""
    programme, call, shown = _held(request, public_id, call_id, stage_id)
    return _paper(request, programme, call, shown, reads.row_or_404(shown, passage_id))


def _paper(
    request: HttpRequest,
    programme: Programme,
    call: Call,
    shown: Stage,
    row: reads.Row,
    *,
    reason: ReasonForm | None = None,
    passage: PassageForm | None = None,
) -> HttpResponse:
    criteria = reads.criteria_of(call)
    told = {"reason_ko": row.passage.reason_ko, "reason_en": row.passage.reason_en}
    context = call_context(programme, call) | {
        "stage": shown,
        "row": row,
        "code": code_of(row.passage),
        "criteria": criteria,
        "given": [(each, _scores(each, criteria)) for each in row.given],
        "free": reads.free_for(shown, row) if shown.reviews_each else [],
        "reason_form": reason or ReasonForm(),
        "passage_form": passage or PassageForm(initial=told),
    }
    is_refused = any(form is not None and form.errors for form in (reason, passage))
    return render(request, "programmes/reviews/desk/paper.html", context, status=422 if is_refused else 200)


def _scores(given: Any, criteria: Sequence[Criterion]) -> list[tuple[Criterion, float | None]]:
    """The points of a submitted review; a draft is its reviewer's alone."""
    if not reads.is_submitted(given):
        return []
    kept = {each.criterion_id: each.halves / 2 for each in given.review.scores.all()}
    return [(each, kept.get(each.pk)) for each in criteria]


def _to_paper(stage: Stage, passage_id: UUID) -> HttpResponse:
    return _led_to("programmes_desk:stage_paper", stage, passage_id=passage_id)


@officers_only
@require_POST
def give(request: HttpRequest, public_id: UUID, call_id: UUID, stage_id: UUID, passage_id: UUID) -> HttpResponse:
    """Give an application to a reviewer by hand."""
    programme, _call, shown = _held(request, public_id, call_id, stage_id)
    row = reads.row_or_404(shown, passage_id)
    reviewer = reviewer_or_404(programme, _uuid(request.POST.get("reviewer", "")))
    assign(
        stage_id=shown.pk,
        reviewer_id=reviewer.pk,
        application_id=row.passage.application_id,
        by=actor_of(request),
        now=clock.now(),
    )
    messages.success(request, _("The reviewer is told by mail."))
    return _to_paper(shown, passage_id)


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise Refused(_("Choose a reviewer.")) from None


@officers_only
@require_POST
def take_from(
    request: HttpRequest, public_id: UUID, call_id: UUID, stage_id: UUID, passage_id: UUID, assignment_id: UUID
) -> HttpResponse:
    """Take an application from a reviewer."""
    _programme, _call, shown = _held(request, public_id, call_id, stage_id)
    given = reads.assignment_or_404(shown, assignment_id)
    take_back(assignment_id=given.pk, by=actor_of(request), now=clock.now())
    messages.success(request, _("The reviewer no longer reads it."))
    return _to_paper(shown, passage_id)


@officers_only
@require_POST
def reopen(
    request: HttpRequest, public_id: UUID, call_id: UUID, stage_id: UUID, passage_id: UUID, assignment_id: UUID
) -> HttpResponse:
    """Open a submitted review again, with a reason."""
    programme, call, shown = _held(request, public_id, call_id, stage_id)
    given = reads.assignment_or_404(shown, assignment_id)
    form = ReasonForm(request.POST)

    def deed() -> bool:
        review = getattr(given, "review", None)
        if review is None:
            raise Refused(_("This review is not submitted."))
        reopen_review(review_id=review.pk, reason=form.cleaned_data["reason"], by=actor_of(request), now=clock.now())
        return True

    if not attempt(form, deed):
        return _paper(request, programme, call, shown, reads.row_or_404(shown, passage_id), reason=form)
    messages.success(request, _("The review is open again."))
    return _to_paper(shown, passage_id)


@officers_only
@require_POST
def decide(request: HttpRequest, public_id: UUID, call_id: UUID, stage_id: UUID, passage_id: UUID) -> HttpResponse:
    """Say whether an application passed the stage."""
    programme, call, shown = _held(request, public_id, call_id, stage_id)
    row = reads.row_or_404(shown, passage_id)
    form = PassageForm(request.POST)
    decided = attempt(
        form,
        lambda: decide_passage(
            passage_id=row.passage.pk,
            has_passed=request.POST.get("how") == "pass",
            by=actor_of(request),
            now=clock.now(),
            **form.cleaned_data,
        ),
    )
    if decided is None:
        return _paper(request, programme, call, shown, row, passage=form)
    messages.success(request, _("It is noted. The team is not told by it."))
    return _to_stage(shown)
