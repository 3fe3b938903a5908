"""A call that is ranked, with applications that grow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bridgehead.accounts.actor import actor_for
from bridgehead.accounts.models import User
from bridgehead.foundation import clock
from bridgehead.programmes.actions.appeals import file_appeal
from bridgehead.programmes.models import (
    Application,
    Assignment,
    Call,
    Decision,
    Programme,
    RankingLine,
    Review,
    ReviewScore,
    StagePassage,
    Submission,
    TeamMember,
)
from tests.factories.deciding import ANSWERS, bonus_of, frozen, published, reviewed_call


class Ranked:
    """A ranked call with one application."""

    def __init__(self, programme: Programme, officer: User, delegate: User) -> None:
        scores = {"A": [(20, 40)]}
        self.call, _officer, _found = reviewed_call(clock.now(), scores, programme=programme, places=5)
        self.bonus = bonus_of(self.call)
        self.stage, self.form = self.call.stages.get(), self.call.forms.get()
        self.ranking = frozen(self.call, actor_for(officer), clock.now())
        self.reviewer = self.stage.assignments.get().reviewer
        self.decided, _officer, decided = reviewed_call(clock.now(), scores, programme=programme, places=5)
        self.own = decided["A"][0]
        TeamMember.objects.filter(application=self.own).update(user=delegate)
        self.published = published(self.decided, actor_for(officer), clock.now())
        self.appeal = file_appeal(application_id=self.own.pk, text="Misread", by=actor_for(delegate), now=clock.now())

    def grow(self, more: range, companies: list[Any]) -> None:
        """Let others apply, be reviewed and ranked."""
        at = self.call.opens_at + timedelta(days=1)
        said = {"call": self.call, "form": self.form, "answers": ANSWERS, "state": "submitted"}
        made = Application.objects.bulk_create(Application(organisation=each, **said) for each in companies)
        sealed = {"number": 1, "form": self.form, "answers": ANSWERS, "digest": "0" * 64, "submitted_at": at}
        Submission.objects.bulk_create(
            Submission(application=each, receipt=f"K-{n}", **sealed) for n, each in zip(more, made, strict=True)
        )
        StagePassage.objects.bulk_create(StagePassage(stage=self.stage, application=each) for each in made)
        given = Assignment.objects.bulk_create(
            Assignment(stage=self.stage, reviewer=self.reviewer, application=each, assigned_at=at) for each in made
        )
        reviews = Review.objects.bulk_create(Review(assignment=each) for each in given)
        ReviewScore.objects.bulk_create(
            ReviewScore(review=each, criterion=criterion, halves=n % 20)
            for n, each in enumerate(reviews)
            for criterion in self.call.criteria.all()
        )
        Review.objects.filter(pk__in=[each.pk for each in reviews]).update(submitted_at=at)
        means = {each["key"]: "1" for each in self.ranking.criteria}
        line = {"ranking": self.ranking, "exact": "1", "points": 1, "means": means, "bonuses": [], "bonus": 0}
        line |= {"spread": 0, "reviews": 1, "outcome": "declined"}
        RankingLine.objects.bulk_create(
            RankingLine(application=each, rank=n + 2, **line) for n, each in zip(more, made, strict=True)
        )

        said["call"], said["form"] = self.decided, self.decided.forms.get()
        others = Application.objects.bulk_create(Application(organisation=each, **said) for each in companies)
        sealed["form"] = said["form"]
        decided = Call.objects.filter(pk=self.decided.pk)
        decided.update(state="announced")  # what comes later comes too late
        Submission.objects.bulk_create(
            Submission(application=each, receipt=f"D-{n}", **sealed) for n, each in zip(more, others, strict=True)
        )
        decided.update(state="decided")
        letter = {"outcome": "declined", "letter_ko": "K", "letter_en": "E", "told_at": self.published.published_at}
        Decision.objects.bulk_create(Decision(published=self.published, application=each, **letter) for each in others)

    @property
    def ids(self) -> dict[str, object]:
        """Return what addresses are filled with."""
        return {
            "ranked call": self.call.public_id, "bonus points": self.bonus.public_id,
            "decided call": self.decided.public_id, "decided application": self.own.public_id,
            "appeal": self.appeal.public_id,
        }  # fmt: skip
