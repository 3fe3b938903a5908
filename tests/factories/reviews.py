"""Stages, criteria, reviewers and what they read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bridgehead.accounts.actor import Actor
from bridgehead.programmes.models import (
    Application,
    Assignment,
    Call,
    Criterion,
    Programme,
    Review,
    Reviewer,
    ReviewScore,
    Stage,
    StagePassage,
    StageState,
)
from tests.factories.people import UserFactory, actor_of


def criterion_of(call: Call, **fields: Any) -> Criterion:
    """A criterion of a call, after those it has."""
    told = {"position": call.criteria.count() + 1, "name_ko": "시장성", "name_en": "Market"} | fields
    return Criterion.objects.create(call=call, **told)


def stage_of(call: Call, now: datetime, *applications: Application, **fields: Any) -> Stage:
    """An open stage of a call in which reviewers read, with applications that stand in it."""
    told = {"position": call.stages.count() + 1, "name_ko": "서류 평가", "name_en": "Review of papers"}
    told |= {"reviews_each": 2, "state": StageState.OPEN, "opened_at": now} | fields
    stage = Stage.objects.create(call=call, **told)
    StagePassage.objects.bulk_create(StagePassage(stage=stage, application=each) for each in applications)
    return stage


def reviewer_of(programme: Programme, **fields: Any) -> tuple[Reviewer, Actor]:
    """Somebody who reviews for a programme."""
    person = fields.pop("user", None) or UserFactory()
    reviewer = Reviewer.objects.create(programme=programme, user=person, **fields)
    return reviewer, actor_of(person)


def assigned(stage: Stage, reviewer: Reviewer, application: Application, now: datetime, **fields: Any) -> Assignment:
    """A reviewer reads an application."""
    return Assignment.objects.create(stage=stage, reviewer=reviewer, application=application, assigned_at=now, **fields)


def reviewed(given: Assignment, now: datetime, *halves: int, **fields: Any) -> Review:
    """A submitted review with half points by criterion, in their order."""
    review = Review.objects.create(assignment=given, **fields)
    criteria = given.stage.call.criteria.order_by("position")
    for criterion, each in zip(criteria, halves, strict=True):
        ReviewScore.objects.create(review=review, criterion=criterion, halves=each)
    review.submitted_at = now
    review.save(update_fields=["submitted_at"])
    return review
