"""Reviewing as a programme's officers see it: who reads what, how far they are, and what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from bridgehead.programmes.models import (
    Assignment,
    AssignmentProposal,
    AssignmentState,
    Call,
    Conflict,
    Criterion,
    ProposalState,
    Review,
    Reviewer,
    ReviewerState,
    Stage,
    StagePassage,
)
from bridgehead.programmes.queries.applications import HANDED_IN


def stages_of(call: Call) -> list[Stage]:
    """Return the stages of a call that the actor was found to run, in their order."""
    return list(call.stages.order_by("position"))


def criteria_of(call: Call) -> list[Criterion]:
    """Return the criteria of a call that the actor was found to run, in their order."""
    return list(call.criteria.order_by("position"))


def is_reviewed(call: Call) -> bool:
    """Whether a review of a call was submitted: its criteria stay from then on."""
    return Review.objects.filter(assignment__stage__call=call, submitted_at__isnull=False).exists()


def stage_run_or_404(call: Call, public_id: UUID) -> Stage:
    """Return one stage of a call that the actor was found to run."""
    found = call.stages.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    found.call = call
    return found


def criterion_run_or_404(call: Call, public_id: UUID) -> Criterion:
    """Return one criterion of a call that the actor was found to run."""
    found = call.criteria.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Load:
    """A reviewer in a stage: what they were given, what of it is submitted, and with how many they are in conflict."""

    reviewer: Reviewer
    given: int
    begun: int
    submitted: int
    conflicts: int


@dataclass(frozen=True, slots=True)
class Row:
    """An application in a stage with who reads it, and who may not."""

    passage: StagePassage
    given: Sequence[Assignment]
    conflicts: Sequence[Conflict]

    @property
    def submitted(self) -> int:
        """How many reviews of it are submitted."""
        return sum(is_submitted(each) for each in self.given)


def is_submitted(given: Assignment) -> bool:
    """Whether the review of an assignment, read with it, is submitted."""
    review = getattr(given, "review", None)
    return review is not None and review.submitted_at is not None


def rows_of(stage: Stage) -> list[Row]:
    """Return every application of a stage with who reads it: three questions to the database."""
    passages = list(stage.passages.select_related("application__organisation").order_by("pk"))
    given: dict[int, list[Assignment]] = {}
    standing = stage.assignments.filter(state=AssignmentState.ASSIGNED)
    for each in standing.select_related("reviewer__user", "review").order_by("reviewer_id"):
        given.setdefault(each.application_id, []).append(each)
    against: dict[int, list[Conflict]] = {}
    found = Conflict.objects.filter(application__passages__stage=stage, reviewer__state=ReviewerState.ACTIVE)
    for conflict in found.select_related("reviewer__user").order_by("reviewer_id", "pk"):
        against.setdefault(conflict.application_id, []).append(conflict)
    return [
        Row(each, given.get(each.application_id, []), against.get(each.application_id, []))
        for each in passages
        if each.application.state in HANDED_IN
    ]


def loads_of(stage: Stage, rows: Sequence[Row]) -> list[Load]:
    """Return each reviewer who takes part or was given something: one question to the database beside the rows."""
    read: dict[int, list[Assignment]] = {}
    against: dict[int, set[int]] = {}
    for row in rows:
        for each in row.given:
            read.setdefault(each.reviewer_id, []).append(each)
        for conflict in row.conflicts:
            against.setdefault(conflict.reviewer_id, set()).add(conflict.application_id)
    people = stage.call.programme.reviewers.select_related("user").order_by("pk")
    return [
        Load(
            person,
            len(read.get(person.pk, [])),
            sum(hasattr(each, "review") for each in read.get(person.pk, [])),
            sum(is_submitted(each) for each in read.get(person.pk, [])),
            len(against.get(person.pk, ())),
        )
        for person in people
        if person.state == ReviewerState.ACTIVE or person.pk in read
    ]


def row_or_404(stage: Stage, passage_id: UUID) -> Row:
    """Return one application of a stage that the actor was found to run."""
    passage = stage.passages.filter(public_id=passage_id).select_related("application__organisation").first()
    if passage is None:
        raise Http404
    given = stage.assignments.filter(application=passage.application, state=AssignmentState.ASSIGNED)
    conflicts = Conflict.objects.filter(application=passage.application).select_related("reviewer__user")
    reads = given.select_related("reviewer__user", "review").prefetch_related("review__scores").order_by("reviewer_id")
    return Row(passage, list(reads), list(conflicts.order_by("reviewer_id", "pk")))


def free_for(stage: Stage, row: Row) -> list[Reviewer]:
    """Return who can be given an application by hand: taking part, not reading it, without a conflict."""
    taken = {each.reviewer_id for each in row.given} | {each.reviewer_id for each in row.conflicts}
    people = stage.call.programme.reviewers.filter(state=ReviewerState.ACTIVE).select_related("user")
    return [each for each in people.order_by("pk") if each.pk not in taken]


def assignment_or_404(stage: Stage, public_id: UUID) -> Assignment:
    """Return one standing assignment of a stage that the actor was found to run."""
    found = stage.assignments.filter(public_id=public_id, state=AssignmentState.ASSIGNED).select_related("review")
    given = found.first()
    if given is None:
        raise Http404
    return given


def newest_proposal(stage: Stage) -> AssignmentProposal | None:
    """Return the newest proposal of a stage that the actor was found to run."""
    return stage.proposals.first()


def proposal_or_404(stage: Stage, public_id: UUID) -> AssignmentProposal:
    """Return one proposal of a stage that the actor was found to run."""
    found = stage.proposals.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Named:
    """The applications and reviewers of a stage by their ids, for what a proposal tells in ids."""

    applications: Mapping[int, StagePassage]
    reviewers: Mapping[int, Reviewer]


def named_in(stage: Stage) -> Named:
    """Return who stands in a stage, and who reviews: two questions to the database."""
    passages = stage.passages.select_related("application__organisation")
    people = stage.call.programme.reviewers.select_related("user")
    return Named({each.application_id: each for each in passages}, {each.pk: each for each in people})


def is_waited_for(proposal: AssignmentProposal | None) -> bool:
    """Whether the worker is at a proposal still."""
    return proposal is not None and proposal.state == ProposalState.ASKED
