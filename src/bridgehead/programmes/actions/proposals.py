"""Assignments that are computed: proposed at once or by the worker, looked at, and taken over as they were shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.jobs import Claim, job, queue
from bridgehead.foundation.records import found
from bridgehead.foundation.refusals import Overtaken, require
from bridgehead.programmes.actions.assigning import begin, end, require_reading, tell_given
from bridgehead.programmes.actions.conflicts import find_conflicts
from bridgehead.programmes.actions.records import told
from bridgehead.programmes.actions.reviewing_records import run_stage
from bridgehead.programmes.adapters.assigning import Impossible, answered
from bridgehead.programmes.guards import UNCONFLICTED
from bridgehead.programmes.models import (
    Assignment,
    AssignmentProposal,
    AssignmentState,
    ProposalState,
    Reviewer,
    Stage,
)
from bridgehead.programmes.queries.assigning import question_of

#: So many pairs to choose from are assigned within a second (measured: 600 by 60 in 0.35 s); more go to the worker.
AT_ONCE = 40_000


def propose(*, stage_id: int, is_repair: bool, by: Actor, now: datetime) -> AssignmentProposal:
    """Compute who would read what in a stage; nothing is assigned by it. A large one is computed by the worker."""
    proposal, is_small = _ask(stage_id, is_repair, by, now)
    if is_small:
        compute(proposal.pk)
        proposal.refresh_from_db()
    return proposal


@transaction.atomic
def _ask(stage_id: int, is_repair: bool, by: Actor, now: datetime) -> tuple[AssignmentProposal, bool]:
    stage = run_stage(stage_id, by)
    require_reading(stage)
    find_conflicts(stage, by=by, now=now)
    question = question_of(stage, is_repair=is_repair)
    require(bool(question.readers), _("This programme has no reviewers yet. Name them first."))
    require(bool(question.papers), _("No application waits in this stage."))
    proposal = AssignmentProposal.objects.create(stage=stage, is_repair=is_repair, asked_at=now)
    is_small = question.size <= AT_ONCE
    if not is_small:
        queue(compute_proposal, key=f"proposal:{proposal.pk}", now=now, proposal_id=proposal.pk)
    told("programmes.proposal_asked", proposal, programme=stage.call.programme, by=by, now=now)
    return proposal, is_small


@job("programmes.compute_proposal", attempts=3, lease_seconds=60)
def compute_proposal(claim: Claim, *, proposal_id: int) -> None:
    """Compute an assignment that was asked for; one that was computed already stays."""
    compute(proposal_id)


def compute(proposal_id: int) -> None:
    """Let the engine answer outside every transaction, and keep what it says."""
    proposal = AssignmentProposal.objects.select_related("stage__call").filter(pk=proposal_id).first()
    if proposal is None or proposal.state != ProposalState.ASKED:
        return
    question = question_of(proposal.stage, is_repair=proposal.is_repair)
    kept: dict[str, Any]
    try:
        answer = answered(question)
    except Impossible:
        kept = {"state": ProposalState.IMPOSSIBLE, "told": {"status": "contradiction", "reasons": []}}
    else:
        kept = {
            "state": ProposalState.READY if answer.is_possible else ProposalState.IMPOSSIBLE,
            "begun": [list(pair) for pair in answer.begun],
            "ended": [list(pair) for pair in answer.ended],
            "told": {**answer.told, "standing": sorted(map(list, question.standing))},
        }
    AssignmentProposal.objects.filter(pk=proposal_id, state=ProposalState.ASKED).update(**kept)


def take_over(*, proposal_id: int, by: Actor, now: datetime) -> AssignmentProposal:
    """Assign as a proposal says, and tell each reviewer who is given something; what changed meanwhile stops it."""
    try:
        return _take_over(proposal_id, by, now)
    except IntegrityError as refused:
        if UNCONFLICTED not in str(refused):
            raise
        raise Overtaken(_changed()) from refused


def _changed() -> str:
    return _("Something has changed since this was computed. Compute it anew.")


@transaction.atomic
def _take_over(proposal_id: int, by: Actor, now: datetime) -> AssignmentProposal:
    stage = run_stage(found(AssignmentProposal.objects, proposal_id).stage_id, by)
    proposal = AssignmentProposal.objects.select_for_update().get(pk=proposal_id)
    if proposal.state == ProposalState.TAKEN:
        return proposal
    require_reading(stage)
    require(proposal.state == ProposalState.READY, _("This assignment is not computed yet."))
    if stage.proposals.exclude(state=ProposalState.ASKED).first() != proposal:
        raise Overtaken(_changed())
    find_conflicts(stage, by=by, now=now)
    begun = [tuple(pair) for pair in proposal.begun]
    ended = {tuple(pair) for pair in proposal.ended}
    given = {(each.application_id, each.reviewer_id): each for each in _standing(stage)}
    if sorted(map(list, given)) != proposal.told["standing"]:
        raise Overtaken(_changed())
    readers = Reviewer.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in={reader for _paper, reader in [*begun, *ended]}
    )
    held = {each.pk: each for each in readers.order_by("pk")}
    end(given[pair] for pair in ended)
    for application_id, reviewer_id in sorted(begun, key=lambda pair: pair[1]):
        begin(stage, held[reviewer_id], application_id, now, is_kept=False)
    proposal.state, proposal.taken_at = ProposalState.TAKEN, max(now, proposal.asked_at)
    proposal.save(update_fields=["state", "taken_at"])
    for reviewer_id in sorted({reader for _paper, reader in begun}):
        tell_given(stage, reviewer_id, key=f"given:{proposal.public_id}:{reviewer_id}", now=now)
    told("programmes.proposal_taken", proposal, programme=stage.call.programme, by=by, now=now)
    return proposal


def _standing(stage: Stage) -> list[Assignment]:
    standing = Assignment.objects.select_for_update().filter(stage=stage, state=AssignmentState.ASSIGNED)
    return list(standing.order_by("pk"))
