"""Reviewing that grows: applications in a stage, reviewers, what is assigned and submitted, what one person reads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bridgehead.accounts.models import User
from bridgehead.foundation import clock
from bridgehead.programmes.models import (
    Application,
    Assignment,
    AssignmentProposal,
    Call,
    Conflict,
    ProposalState,
    Review,
    Reviewer,
    ReviewScore,
    StagePassage,
    Submission,
)
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory
from tests.factories.programmes import applying, call_open
from tests.factories.reviews import assigned, criterion_of, reviewed, reviewer_of, stage_of


class Reviews:
    """A call that has closed, with one reviewer who has submitted, and the delegate who reads."""

    def __init__(self, programme: Any, reader: User) -> None:
        now = clock.now()
        self.now = now
        self.call = call_open(now, programme=programme, closes_at=now + timedelta(days=1), opens_at=now - timedelta(60))
        self.form = self.call.forms.get()
        application, _lead = applying(self.call, state="submitted", organisation=OrganisationFactory(is_listed=True))
        said = {"number": 1, "form": self.form, "answers": {"plan": {"en": "Boston"}}, "digest": "0" * 64}
        Submission.objects.create(application=application, receipt="R-review", submitted_at=now, **said)
        Call.objects.filter(pk=self.call.pk).update(closes_at=now - timedelta(days=1))
        self.criterion = criterion_of(self.call)
        self.stage = stage_of(self.call, now, application, due_at=now + timedelta(days=9))
        self.reader = reviewer_of(programme, user=reader)[0]
        self.other = reviewer_of(programme, user=UserFactory())[0]
        self.mine = assigned(self.stage, self.reader, application, now)
        reviewed(self.mine, now, 7)
        self.theirs = assigned(self.stage, self.other, application, now)
        reviewed(self.theirs, now, 9)
        self.passage = self.stage.passages.get()
        self.proposal = AssignmentProposal.objects.create(
            stage=self.stage, state=ProposalState.READY, asked_at=now, told={"status": "optimal", "reasons": []}
        )

    def grow(self, more: range, people: list[Any], companies: list[Any]) -> None:
        """Let more apply, and more review: each new reviewer reads one, and the delegate all."""
        said = {"call": self.call, "form": self.form, "state": "submitted"}
        made = Application.objects.bulk_create(Application(organisation=each, **said) for each in companies)
        StagePassage.objects.bulk_create(StagePassage(stage=self.stage, application=each) for each in made)
        reviewers = Reviewer.objects.bulk_create(
            Reviewer(programme_id=self.call.programme_id, user=each) for each in people
        )
        told = {"stage": self.stage, "assigned_at": self.now}
        given = Assignment.objects.bulk_create(
            Assignment(reviewer=reader, application=each, **told)
            for each, person in zip(made, reviewers, strict=True)
            for reader in (person, self.reader)
        )
        reviews = Review.objects.bulk_create(Review(assignment=each) for each in given)
        ReviewScore.objects.bulk_create(
            ReviewScore(review=each, criterion=self.criterion, halves=n % 20) for n, each in enumerate(reviews)
        )
        Review.objects.filter(pk__in=[each.pk for each in reviews]).update(submitted_at=self.now)
        Conflict.objects.bulk_create(
            Conflict(reviewer=self.other, application=each, kind="declared", found_at=self.now) for each in made
        )
        proposed = list(self.stage.assignments.values_list("application_id", "reviewer_id"))
        AssignmentProposal.objects.filter(pk=self.proposal.pk).update(begun=[list(pair) for pair in proposed])

    @property
    def ids(self) -> dict[str, object]:
        """Return what addresses are filled with."""
        return {
            "call under review": self.call.public_id,
            "criterion": self.criterion.public_id,
            "blind stage": self.stage.public_id,
            "open stage": self.stage.public_id,
            "paper in a stage": self.passage.public_id,
            "assignment": self.mine.public_id,
            "submitted assignment": self.theirs.public_id,
            "proposed assignment": self.proposal.public_id,
            "reviewer": self.other.public_id,
        }
