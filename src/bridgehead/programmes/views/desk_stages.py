"""The desk of a call's reviewing: its criteria and stages, set up before anything is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.foundation.refusals import Refused
from bridgehead.programmes.actions import criteria as criterion_deeds
from bridgehead.programmes.actions import stages as stage_deeds
from bridgehead.programmes.forms.reviews import CriterionForm, StageForm
from bridgehead.programmes.queries import desk_reviews as reads
from bridgehead.programmes.schemas.scores import percent, shares_of
from bridgehead.programmes.views.edge import call_context, held_call, officers_only
from bridgehead.web.forms import attempt

#: What is done with a criterion, and with a stage, by a button.
CRITERION_DEEDS: dict[str, Callable[..., Any]] = {
    "up": lambda **told: criterion_deeds.move_criterion(step=-1, **told),
    "down": lambda **told: criterion_deeds.move_criterion(step=1, **told),
    "drop": criterion_deeds.drop_criterion,
}
STAGE_DEEDS: dict[str, Callable[..., Any]] = {
    "up": lambda **told: stage_deeds.move_stage(step=-1, **told),
    "down": lambda **told: stage_deeds.move_stage(step=1, **told),
    "drop": stage_deeds.drop_stage,
    "open": stage_deeds.open_stage,
    "close": stage_deeds.close_stage,
}


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def reviewing(request: HttpRequest, public_id: UUID, call_id: UUID) -> HttpResponse:
    """The criteria with their shares, and the stages; both are added here."""
    programme, call = held_call(request, public_id, call_id)
    what = request.POST.get("what", "")
    criterion = CriterionForm(request.POST if what == "criterion" else None, prefix="criterion")
    stage = StageForm(request.POST if what == "stage" else None, call=call, prefix="stage")
    told: dict[str, Any] = {"call_id": call.pk, "by": actor_of(request), "now": clock.now()}
    made: object = None
    if what == "criterion":
        made = attempt(criterion, lambda: criterion_deeds.add_criterion(**told, **criterion.told()))
    elif what == "stage":
        made = attempt(stage, lambda: stage_deeds.add_stage(**told, **stage.told()))
    if made is not None:
        messages.success(request, _("It is added."))
        return redirect("programmes_desk:reviewing", public_id=public_id, call_id=call_id)
    criteria = reads.criteria_of(call)
    shares = shares_of(criteria)
    context = call_context(programme, call) | {
        "criteria": [(each, percent(shares[each.pk])) for each in criteria],
        "stages": reads.stages_of(call),
        "criterion_form": criterion,
        "stage_form": stage,
        "is_reviewed": reads.is_reviewed(call),
        "is_over": call.state not in ("draft", "announced"),
    }
    status = 422 if criterion.errors or stage.errors else 200
    return render(request, "programmes/reviews/desk/reviewing.html", context, status=status)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def criterion(request: HttpRequest, public_id: UUID, call_id: UUID, criterion_id: UUID) -> HttpResponse:
    """Change a criterion."""
    programme, call = held_call(request, public_id, call_id)
    shown = reads.criterion_run_or_404(call, criterion_id)
    form = CriterionForm(request.POST or None, criterion=shown)
    changed = None
    if request.method == "POST":
        told: dict[str, Any] = {"by": actor_of(request), "now": clock.now()}
        changed = attempt(
            form,
            lambda: criterion_deeds.change_criterion(
                criterion_id=shown.pk, seen=form.cleaned_data["seen"] or None, **told, **form.told()
            ),
        )
    if changed is not None:
        messages.success(request, _("The criterion is changed."))
        return redirect("programmes_desk:reviewing", public_id=public_id, call_id=call_id)
    context = call_context(programme, call) | {"form": form, "heading": _("Change a criterion")}
    return render(request, "programmes/reviews/desk/part.html", context, status=422 if form.errors else 200)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def stage_settings(request: HttpRequest, public_id: UUID, call_id: UUID, stage_id: UUID) -> HttpResponse:
    """Change a stage."""
    programme, call = held_call(request, public_id, call_id)
    shown = reads.stage_run_or_404(call, stage_id)
    form = StageForm(request.POST or None, call=call, stage=shown)
    changed = None
    if request.method == "POST":
        told: dict[str, Any] = {"by": actor_of(request), "now": clock.now()}
        changed = attempt(
            form,
            lambda: stage_deeds.change_stage(
                stage_id=shown.pk, seen=form.cleaned_data["seen"] or None, **told, **form.told()
            ),
        )
    if changed is not None:
        messages.success(request, _("The stage is changed."))
        return redirect("programmes_desk:reviewing", public_id=public_id, call_id=call_id)
    context = call_context(programme, call) | {"form": form, "heading": _("Change a stage")}
    return render(request, "programmes/reviews/desk/part.html", context, status=422 if form.errors else 200)


@officers_only
@require_POST
def criterion_deed(request: HttpRequest, public_id: UUID, call_id: UUID, criterion_id: UUID, step: str) -> HttpResponse:
    """Move a criterion, or take it out."""
    if step not in CRITERION_DEEDS:
        raise Http404
    _programme, call = held_call(request, public_id, call_id)
    shown = reads.criterion_run_or_404(call, criterion_id)
    CRITERION_DEEDS[step](criterion_id=shown.pk, by=actor_of(request), now=clock.now())
    return redirect("programmes_desk:reviewing", public_id=public_id, call_id=call_id)


@officers_only
@require_POST
def stage_deed(request: HttpRequest, public_id: UUID, call_id: UUID, stage_id: UUID, step: str) -> HttpResponse:
    """Move a stage, take it out, open or close it."""
    if step not in STAGE_DEEDS:
        raise Http404
    _programme, call = held_call(request, public_id, call_id)
    shown = reads.stage_run_or_404(call, stage_id)
    try:
        STAGE_DEEDS[step](stage_id=shown.pk, by=actor_of(request), now=clock.now())
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return redirect("programmes_desk:reviewing", public_id=public_id, call_id=call_id)
    if step in ("open", "close"):
        messages.success(request, _("The stage is open.") if step == "open" else _("The stage is closed."))
        return redirect("programmes_desk:stage", public_id=public_id, call_id=call_id, stage_id=stage_id)
    return redirect("programmes_desk:reviewing", public_id=public_id, call_id=call_id)
