"""Two rounds of the sample programme that are over: one decided with its letters, one whose papers are being read."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from bridgehead.accounts.actor import SYSTEM, Actor, actor_for
from bridgehead.accounts.models import User
from bridgehead.config.demo.cohorts import give_life
from bridgehead.config.demo.company import let_in, new_person
from bridgehead.config.demo.files import Tree, pair, public_id, read
from bridgehead.config.demo.queries import sample_officer
from bridgehead.directory.models import Organisation, Topic
from bridgehead.foundation.models import OutboxItem
from bridgehead.programmes.actions.applications import begin_application, save_answers
from bridgehead.programmes.actions.assigning import assign
from bridgehead.programmes.actions.calls import announce_call, draft_call
from bridgehead.programmes.actions.cohorts import make_cohort
from bridgehead.programmes.actions.conflicts import declare_conflict
from bridgehead.programmes.actions.criteria import add_criterion
from bridgehead.programmes.actions.decisions import accept_place, publish_decisions
from bridgehead.programmes.actions.handing_in import hand_in
from bridgehead.programmes.actions.ranking import add_bonus, award_bonus, freeze_ranking
from bridgehead.programmes.actions.reviewers import name_reviewer
from bridgehead.programmes.actions.reviews import save_review
from bridgehead.programmes.actions.stages import add_stage, close_stage, decide_passage, open_stage
from bridgehead.programmes.models import (
    Application,
    Call,
    CallForm,
    Cohort,
    Programme,
    Reviewer,
    Stage,
    StageKind,
    TeamRole,
)
from bridgehead.programmes.queries.standing import standing_of

_TOLD = "sample/reviews.yaml"


def has_reviews() -> bool:
    """Whether the rounds are there: they came whole or not at all."""
    return Call.objects.filter(public_id=public_id("call", "bridge-last")).exists()


@transaction.atomic
def load_reviews(now: datetime) -> None:
    """Store both rounds under the sample programme, with everything as old as it would be."""
    told = read(_TOLD)
    programme = Programme.objects.get(public_id=public_id("programme", "bridge"))
    officer = actor_for(sample_officer())
    reviewers = _reviewers(told["reviewers"], programme, now - timedelta(days=100))
    for each in told["calls"]:
        _Round(told, each, programme, officer, reviewers, now).play()
    give_life(programme, now)
    OutboxItem.objects.filter(delivered_at=None, kind__startswith="programmes/").update(delivered_at=now)


def _reviewers(told: list[Tree], programme: Programme, now: datetime) -> dict[str, Reviewer]:
    people = {each["key"]: _person(each) for each in told}
    let_in(list(people.values()))
    return {
        each["key"]: name_reviewer(
            programme_id=programme.pk, user_id=people[each["key"]].pk, by=SYSTEM, now=now,
            topics=Topic.objects.filter(public_id__in=[public_id("topic", topic) for topic in each["topics"]]),
        )
        for each in told
    }  # fmt: skip


def _person(told: Tree) -> User:
    return new_person((*told["ko"], *told["en"]), organisation=told["organisation"], country="KR")


class _Round:
    """A call from its announcement to where it stands now."""

    def __init__(
        self,
        told: Tree,
        said: Tree,
        programme: Programme,
        officer: Actor,
        reviewers: dict[str, Reviewer],
        now: datetime,
    ) -> None:
        self.told, self.said, self.programme, self.officer, self.reviewers = told, said, programme, officer, reviewers
        self.now = now
        self.opened = self._ago(said["opened_days_ago"])
        self.closed = self._ago(said["closed_days_ago"])
        self.call = self._announced()

    def play(self) -> None:
        """Hand in, review, and decide where the round was decided."""
        handed_in = self._handed_in()
        read_from = self.closed + timedelta(days=2)
        self._eligible(read_from)
        stage = self._open(StageKind.PAPERS, "서류 평가", "Review of papers", read_from, reviews_each=2, is_blind=True)
        self._review(stage, handed_in, read_from)
        if "decided_days_ago" in self.said:
            for passage in stage.passages.order_by("pk"):
                decide_passage(passage_id=passage.pk, has_passed=True, by=self.officer, now=self._decided())
            close_stage(stage_id=stage.pk, by=self.officer, now=self._decided())
            self._decide(handed_in)

    def _ago(self, days: int) -> datetime:
        return (self.now - timedelta(days=days)).replace(minute=0, second=0, microsecond=0)

    def _decided(self) -> datetime:
        return self._ago(self.said["decided_days_ago"])

    def _announced(self) -> Call:
        said = self.said
        fields = {
            **pair("name", said["name"]),
            **pair("summary", self.told["summary"]),
            **pair("eligibility", self.told["eligibility"]),
        }
        call = draft_call(
            programme_id=self.programme.pk, by=SYSTEM, now=self.opened, year=self.closed.year, zone=self.programme.zone,
            opens_at=self.opened, closes_at=self.closed, places=said["places"], reserve=said["reserve"], **fields,
        )  # fmt: skip
        CallForm.objects.filter(call=call).update(definition=self.told["form"])
        Call.objects.filter(pk=call.pk).update(public_id=public_id("call", said["key"]))
        for each in self.told["criteria"]:
            add_criterion(
                call_id=call.pk, by=SYSTEM, now=self.opened, most=each["most"], weight=each["weight"],
                **pair("name", each["name"]), **pair("guidance", each["guidance"]),
            )  # fmt: skip
        if "bonus" in said:
            add_bonus(
                call_id=call.pk, by=SYSTEM, now=self.opened, points=Decimal(said["bonus"]["points"]),
                **pair("name", said["bonus"]["name"]), **pair("basis", said["bonus"]["basis"]),
            )  # fmt: skip
        return announce_call(call_id=call.pk, by=SYSTEM, now=self.opened)

    def _handed_in(self) -> dict[str, Application]:
        """By company: what its owner has handed in, a day after the other."""
        found = {}
        for day, (key, said) in enumerate(self.said["applications"].items(), start=1):
            company = Organisation.objects.get(public_id=public_id("organisation", key))
            owner = actor_for(company.memberships.order_by("pk")[0].user)
            moment = self.opened + timedelta(days=day)
            begun = begin_application(call_id=self.call.pk, organisation_id=company.pk, by=owner, now=moment)
            typed = {"product": said["product"], "plan": said["plan"], "budget": self.told["budget"]}
            save_answers(application_id=begun.pk, typed=typed, seen={}, by=owner, now=moment)
            hand_in(application_id=begun.pk, number=1, by=owner, now=moment)
            found[key] = Application.objects.get(pk=begun.pk)
        return found

    def _open(self, kind: StageKind, name_ko: str, name_en: str, moment: datetime, **fields: bool | int) -> Stage:
        told: Tree = {"kind": kind, "name_ko": name_ko, "name_en": name_en, **fields}
        stage = add_stage(call_id=self.call.pk, by=self.officer, now=moment, **told)
        return open_stage(stage_id=stage.pk, by=self.officer, now=moment)

    def _eligible(self, moment: datetime) -> None:
        """Officers alone look at the papers first; all may go on."""
        stage = self._open(StageKind.ELIGIBILITY, "자격 확인", "Eligibility", moment, reviews_each=0)
        for passage in stage.passages.order_by("pk"):
            decide_passage(passage_id=passage.pk, has_passed=True, by=self.officer, now=moment)
        close_stage(stage_id=stage.pk, by=self.officer, now=moment)

    def _review(self, stage: Stage, handed_in: dict[str, Application], moment: datetime) -> None:
        conflict = self.said.get("conflict")
        if conflict:
            reviewer = self.reviewers[conflict["reviewer"]]
            declare_conflict(
                reviewer_id=reviewer.pk, application_id=handed_in[conflict["application"]].pk, note=conflict["note"],
                by=_acting(reviewer), now=moment,
            )  # fmt: skip
        criteria = list(self.call.criteria.order_by("position"))
        for key, said in self.said["applications"].items():
            words = said.get("said", ["", ""])
            for (name, points), word in zip(said["points"].items(), words, strict=True):
                reviewer, application = self.reviewers[name], handed_in[key]
                given = assign(
                    stage_id=stage.pk, reviewer_id=reviewer.pk, application_id=application.pk, by=self.officer,
                    now=moment,
                )  # fmt: skip
                if points is None:
                    continue
                save_review(
                    assignment_id=given.pk, is_final=True, comment_for_officers="", by=_acting(reviewer),
                    halves={each.pk: int(2 * point) for each, point in zip(criteria, points, strict=True)},
                    comment_for_applicant=word, now=moment + timedelta(days=3),
                )  # fmt: skip

    def _decide(self, handed_in: dict[str, Application]) -> None:
        said, moment = self.said, self._decided()
        bonus = self.call.bonuses.get()
        for key, note in said["bonus"]["for"].items():
            award_bonus(bonus_id=bonus.pk, application_id=handed_in[key].pk, note=note, by=self.officer, now=moment)
        digest = standing_of(self.call).digest
        ranking = freeze_ranking(call_id=self.call.pk, seen=digest, by=self.officer, now=moment)
        cohort = make_cohort(
            programme_id=self.programme.pk, by=self.officer, now=moment, year=moment.year, is_listed=True,
            starts_on=(moment + timedelta(days=7)).date(), **pair("name", said["cohort"]["name"]), **pair("note", None),
        )  # fmt: skip
        Cohort.objects.filter(pk=cohort.pk).update(public_id=public_id("cohort", said["cohort"]["key"]))
        publish_decisions(
            call_id=self.call.pk, ranking_number=ranking.number, by=self.officer, now=moment, cohort_id=cohort.pk,
            accept_until=self.now + timedelta(days=7), appeal_until=self.now + timedelta(days=14), reserve_days=5,
            shows_points=True, shows_comments=True, names_admitted=False,
        )  # fmt: skip
        for key in said["accepted"]:
            accept_place(application_id=handed_in[key].pk, by=_lead(handed_in[key]), now=moment + timedelta(days=1))


def _acting(reviewer: Reviewer) -> Actor:
    return actor_for(User.objects.get(reviewing=reviewer))


def _lead(application: Application) -> Actor:
    return actor_for(application.team.get(role=TeamRole.LEAD).user)
