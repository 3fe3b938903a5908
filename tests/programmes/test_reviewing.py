"""Reviewing: stages open with what stands in them, conflicts recuse, papers are assigned, reviews are sealed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parseaddr
from fractions import Fraction
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import OrganisationAlias, Topic
from bridgehead.foundation import notices
from bridgehead.foundation.jobs import queue, run_next
from bridgehead.foundation.refusals import Overtaken, Refused
from bridgehead.programmes.actions.assigning import assign, take_back
from bridgehead.programmes.actions.conflicts import declare_conflict
from bridgehead.programmes.actions.criteria import add_criterion, change_criterion, drop_criterion, move_criterion
from bridgehead.programmes.actions.erasing import erase_reviewer
from bridgehead.programmes.actions.proposals import compute, compute_proposal, propose, take_over
from bridgehead.programmes.actions.review_reminders import remind_of_reviews, remind_reviewers
from bridgehead.programmes.actions.reviewers import change_reviewer, name_reviewer, rest_reviewer, wake_reviewer
from bridgehead.programmes.actions.reviews import reopen_review, save_review
from bridgehead.programmes.actions.stages import (
    add_stage,
    change_stage,
    close_stage,
    decide_passage,
    drop_stage,
    move_stage,
    open_stage,
)
from bridgehead.programmes.models import (
    Application,
    Assignment,
    AssignmentProposal,
    Call,
    Conflict,
    Review,
    Reviewer,
    Stage,
)
from bridgehead.programmes.queries.reviewers import kept_of_reviewer
from bridgehead.programmes.queries.scores import scores_of
from tests.clocks import standing_still
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.people import UserFactory
from tests.factories.programmes import applying, call_open, officer_of
from tests.factories.reviews import assigned, criterion_of, reviewed, reviewer_of, stage_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _eve(now: datetime) -> Iterator[None]:
    with standing_still(now):
        yield


def deliver(now: datetime) -> None:
    while notices.deliver_next(now):
        pass


def reached(sent: EmailMessage) -> str:
    """The one address that a mail went to."""
    (address,) = sent.to
    return parseaddr(address)[1]


def closed_call(now: datetime, applications: int = 3) -> tuple[Call, list[Application], Actor]:
    """A call that has closed, with what was handed in, and an officer."""
    call = call_open(now, opens_at=now - timedelta(days=30), closes_at=now - timedelta(hours=1))
    handed_in = [applying(call, state="submitted")[0] for _number in range(applications)]
    applying(call)
    return call, handed_in, officer_of(call.programme)[1]


def pairs(stage: Stage) -> list[tuple[int, int]]:
    return sorted(stage.assignments.filter(state="assigned").values_list("application_id", "reviewer_id"))


def test_criteria_are_weighed_and_ordered_until_the_first_review(now: datetime) -> None:
    call, (application, *_others), officer = closed_call(now)
    by: Any = {"by": officer, "now": now}
    one = add_criterion(call_id=call.pk, name_en="Market", most=10, weight=2, **by)
    two = add_criterion(call_id=call.pk, name_ko="기술성", most=20, weight=3, **by)
    extra = add_criterion(call_id=call.pk, name_en="Extra", **by)
    drop_criterion(criterion_id=extra.pk, **by)
    move_criterion(criterion_id=two.pk, step=-1, **by)
    given = assigned(stage_of(call, now, application), reviewer_of(call.programme)[0], application, now)
    reviewed(given, now, 31, 9)

    with pytest.raises(Refused, match="A review is submitted already"):
        change_criterion(criterion_id=one.pk, weight=9, **by)

    assert list(call.criteria.values_list("pk", "most", "weight")) == [(two.pk, 20, 3), (one.pk, 10, 2)]


def test_a_nameless_criterion_is_refused(now: datetime) -> None:
    call, _applications, officer = closed_call(now)

    with pytest.raises(Refused, match="A criterion needs a name"):
        add_criterion(call_id=call.pk, by=officer, now=now)
    with pytest.raises(Refused, match="Only the officers"):
        add_criterion(call_id=call.pk, name_en="Mine", by=reviewer_of(call.programme)[1], now=now)

    assert not call.criteria.exists()


def test_a_stage_opens_with_what_was_handed_in_and_the_next_with_what_passed(now: datetime) -> None:
    call, (first, second, _third), officer = closed_call(now)
    by: Any = {"by": officer, "now": now}
    add_criterion(call_id=call.pk, name_en="Market", **by)
    papers = add_stage(call_id=call.pk, name_en="Papers", kind="papers", reviews_each=2, **by)
    checks = add_stage(call_id=call.pk, name_en="Eligibility", kind="eligibility", reviews_each=0, **by)
    dropped = add_stage(call_id=call.pk, name_en="Never", kind="papers", reviews_each=1, **by)
    drop_stage(stage_id=dropped.pk, **by)
    move_stage(stage_id=checks.pk, step=-1, **by)
    with pytest.raises(Refused, match="Close the stage before it first"):
        open_stage(stage_id=papers.pk, **by)
    open_stage(stage_id=checks.pk, **by)
    passages = {each.application_id: each for each in checks.passages.all()}
    decide_passage(passage_id=passages[first.pk].pk, has_passed=True, **by)
    with pytest.raises(Refused, match="why it did not pass"):
        decide_passage(passage_id=passages[second.pk].pk, has_passed=False, **by)
    decide_passage(passage_id=passages[second.pk].pk, has_passed=False, reason_ko="요건 미달", **by)
    close_stage(stage_id=checks.pk, **by)
    open_stage(stage_id=papers.pk, **by)

    assert len(passages) == 3
    assert list(papers.passages.values_list("application_id", flat=True)) == [first.pk]
    with pytest.raises(Refused, match="This stage is open: its kind"):
        change_stage(stage_id=papers.pk, is_blind=True, **by)
    assert change_stage(stage_id=papers.pk, due_at=now + timedelta(days=9), **by).due_at == now + timedelta(days=9)


def test_no_stage_opens_before_the_call_has_closed(now: datetime) -> None:
    call = call_open(now)
    officer = officer_of(call.programme)[1]
    stage = add_stage(call_id=call.pk, name_en="Papers", kind="papers", reviews_each=2, by=officer, now=now)

    with pytest.raises(Refused, match="once the call has closed"):
        open_stage(stage_id=stage.pk, by=officer, now=now)


def test_conflicts_on_record_are_found_when_a_stage_opens(now: datetime) -> None:
    call, (first, second, third), officer = closed_call(now)
    criterion_of(call)
    stage = add_stage(call_id=call.pk, name_en="Papers", reviews_each=2, kind="papers", by=officer, now=now)
    member, _actor = reviewer_of(call.programme, organisation=first.organisation)
    OrganisationAlias.objects.create(organisation=second.organisation, text="Daewoong Co., Ltd.")
    former, _actor = reviewer_of(call.programme, employers="Somewhere\nDAEWOONG")
    house = OrganisationFactory()
    colleague, _actor = reviewer_of(call.programme)
    MembershipFactory(user=colleague.user, organisation=house)
    MembershipFactory(user=third.team.get().user, organisation=house)

    open_stage(stage_id=stage.pk, by=officer, now=now)

    assert sorted(Conflict.objects.values_list("reviewer_id", "application_id", "kind")) == sorted(
        [
            (member.pk, first.pk, "same_organisation"),
            (former.pk, second.pk, "earlier_employment"),
            (colleague.pk, third.pk, "shared_members"),
        ]
    )
    with pytest.raises(Refused, match="conflict of interest"):
        assign(stage_id=stage.pk, reviewer_id=member.pk, application_id=first.pk, by=officer, now=now)


def test_papers_are_assigned_evenly_by_what_reviewers_know(now: datetime) -> None:
    call, applications, officer = closed_call(now, 4)
    criterion_of(call)
    topics = [Topic.objects.create(name_ko=f"주제{n}", name_en=f"Topic {n}") for n in range(2)]
    for number, each in enumerate(applications):
        each.organisation.sectors.set([topics[number % 2]])
    by: Any = {"by": officer, "now": now}
    reviewers = [
        name_reviewer(programme_id=call.programme_id, user_id=UserFactory().pk, topics=[topics[number % 2]], **by)
        for number in range(4)
    ]
    stage = stage_of(call, now, *applications)

    proposal = propose(stage_id=stage.pk, is_repair=False, **by)
    before = pairs(stage)
    take_over(proposal_id=proposal.pk, **by)
    take_over(proposal_id=proposal.pk, **by)
    deliver(now)

    assert before == []
    assert proposal.told | {"standing": []} == {
        "status": "optimal", "spread": 1, "expertise": 8000, "expertise_bound": 8000, "reviews": 8, "fewest": 2,
        "most": 2, "kept": 0, "reasons": [], "standing": [],
    }  # fmt: skip
    assert pairs(stage) == sorted(
        (application.pk, reviewer.pk)
        for number, application in enumerate(applications)
        for other, reviewer in enumerate(reviewers)
        if number % 2 == other % 2
    )
    assert sorted(map(reached, mail.outbox)) == sorted(each.user.email for each in reviewers if each.user)


def test_a_conflict_recuses_and_a_repair_changes_the_least(now: datetime) -> None:
    call, applications, officer = closed_call(now, 4)
    criterion_of(call)
    reviewers = [reviewer_of(call.programme) for _number in range(4)]
    stage = stage_of(call, now, *applications)
    by: Any = {"by": officer, "now": now}
    take_over(proposal_id=propose(stage_id=stage.pk, is_repair=False, **by).pk, **by)
    stood = pairs(stage)
    application, reviewer = stood[0]
    actor = next(actor for each, actor in reviewers if each.pk == reviewer)

    declare_conflict(reviewer_id=reviewer, application_id=application, note="My brother.", by=actor, now=now)
    proposal = propose(stage_id=stage.pk, is_repair=True, **by)
    take_over(proposal_id=proposal.pk, **by)

    assert (len(proposal.begun), [application, reviewer] in proposal.begun) == (len(proposal.ended) + 1, False)
    assert len(proposal.ended) <= 1
    assert len(pairs(stage)) == 8
    assert (application, reviewer) not in pairs(stage)


def test_a_large_assignment_is_computed_by_the_worker_and_once(now: datetime) -> None:
    call, applications, officer = closed_call(now, 2)
    criterion_of(call)
    for _number in range(2):
        reviewer_of(call.programme)
    stage = stage_of(call, now, *applications)
    asked = AssignmentProposal.objects.create(stage=stage, asked_at=now)

    with pytest.raises(Refused, match="not computed yet"):
        take_over(proposal_id=asked.pk, by=officer, now=now)
    queue(compute_proposal, key=f"proposal:{asked.pk}", now=now, proposal_id=asked.pk)
    assert run_next(worker="test", now=now)
    compute(asked.pk)
    take_over(proposal_id=asked.pk, by=officer, now=now)

    assert len(pairs(stage)) == 4


def test_what_cannot_be_is_said_and_what_changed_meanwhile_stops_it(now: datetime) -> None:
    call, applications, officer = closed_call(now, 2)
    criterion_of(call)
    one, _actor = reviewer_of(call.programme)
    stage = stage_of(call, now, *applications)
    by: Any = {"by": officer, "now": now}

    short = propose(stage_id=stage.pk, is_repair=False, **by)
    reviewer_of(call.programme)
    ready = propose(stage_id=stage.pk, is_repair=False, **by)
    assign(stage_id=stage.pk, reviewer_id=one.pk, application_id=applications[0].pk, **by)

    assert (short.state, short.told["reasons"][0]["kind"], ready.state) == ("impossible", "short", "ready")
    with pytest.raises(Overtaken):
        take_over(proposal_id=ready.pk, **by)
    assert pairs(stage) == [(applications[0].pk, one.pk)]


def scored(call: Call, *halves: int) -> dict[int, int | None]:
    return dict(zip(call.criteria.values_list("pk", flat=True), halves, strict=True))


def test_a_review_is_kept_submitted_once_and_sealed(now: datetime) -> None:
    call, applications, officer = closed_call(now, 1)
    criterion_of(call)
    criterion_of(call, most=5)
    reviewer, actor = reviewer_of(call.programme)
    stage = stage_of(call, now, *applications, due_at=now + timedelta(days=1))
    given = assigned(stage, reviewer, applications[0], now)
    mine: Any = {"assignment_id": given.pk, "comment_for_applicant": "", "by": actor, "now": now}

    with pytest.raises(Refused, match="From 0 to 5 points"):
        save_review(halves=scored(call, 9, 11), comment_for_officers="", is_final=False, **mine)
    first = next(iter(call.criteria.values_list("pk", flat=True)))
    save_review(halves={first: 9}, comment_for_officers="So far.", is_final=False, **mine)
    with pytest.raises(Refused, match="Score every criterion"):
        save_review(halves={first: 9}, comment_for_officers="", is_final=True, **mine)
    with pytest.raises(Overtaken):
        save_review(halves={first: 9}, comment_for_officers="", is_final=False, seen=7, **mine)
    before = scores_of(stage)
    save_review(halves=scored(call, 9, 10), comment_for_officers="Sound.", is_final=True, **mine)
    with pytest.raises(Refused, match="can no longer be changed"):
        save_review(halves=scored(call, 1, 1), comment_for_officers="", is_final=False, **mine)

    review = Review.objects.get()
    assert before == {}
    assert (review.comment_for_officers, review.submitted_at) == ("Sound.", now)
    (told,) = scores_of(stage)[applications[0].pk]
    assert list(told.points.values()) == [Fraction(9, 2), Fraction(5)]
    with pytest.raises(Refused, match="the review is opened again"):
        reopen_review(review_id=review.pk, reason=" ", by=officer, now=now)
    reopen_review(review_id=review.pk, reason="The form had an error.", by=officer, now=now)
    assert scores_of(stage) == {}
    save_review(halves=scored(call, 8, 10), comment_for_officers="Sound.", is_final=True, **mine)
    assert list(scores_of(stage)[applications[0].pk][0].points.values()) == [Fraction(4), Fraction(5)]


def test_nothing_is_taken_late_from_others_or_of_what_one_is_recused_of(now: datetime) -> None:
    call, applications, officer = closed_call(now, 1)
    criterion_of(call)
    reviewer, actor = reviewer_of(call.programme)
    _other, stranger = reviewer_of(call.programme)
    stage = stage_of(call, now, *applications, due_at=now + timedelta(minutes=5))
    given = assigned(stage, reviewer, applications[0], now)
    said: Any = {"halves": scored(call, 4), "comment_for_officers": "", "comment_for_applicant": ""}
    mine: Any = {"assignment_id": given.pk, "is_final": True, **said}

    with pytest.raises(Refused, match="You do not read this application"):
        save_review(by=stranger, now=now, **mine)
    with pytest.raises(Refused, match="Reviews were due until"):
        save_review(by=actor, now=now + timedelta(minutes=5), **mine)
    take_back(assignment_id=given.pk, by=officer, now=now)
    with pytest.raises(Refused, match="You do not read this application"):
        save_review(by=actor, now=now, **mine)

    assert not Review.objects.exists()


def test_what_a_recused_reviewer_wrote_counts_nowhere(now: datetime) -> None:
    call, applications, _officer = closed_call(now, 1)
    criterion_of(call)
    reviewer, actor = reviewer_of(call.programme)
    stage = stage_of(call, now, *applications)
    reviewed(assigned(stage, reviewer, applications[0], now), now, 9)

    declare_conflict(reviewer_id=reviewer.pk, application_id=applications[0].pk, by=actor, now=now)

    assert scores_of(stage) == {}
    assert Review.objects.count() == 1


def test_somebody_who_rests_reads_nothing_more(now: datetime) -> None:
    call, (first, second, _third), officer = closed_call(now)
    criterion_of(call)
    reviewer, _actor = reviewer_of(call.programme)
    stage = stage_of(call, now, first, second)
    reviewed(assigned(stage, reviewer, first, now), now, 9)
    assigned(stage, reviewer, second, now)

    rest_reviewer(reviewer_id=reviewer.pk, by=officer, now=now)

    assert pairs(stage) == [(first.pk, reviewer.pk)]
    wake_reviewer(reviewer_id=reviewer.pk, by=officer, now=now)
    assert Reviewer.objects.get().state == "active"


def test_an_employer_that_is_told_later_recuses_at_once(now: datetime) -> None:
    call, (first, *_others), officer = closed_call(now)
    reviewer, _actor = reviewer_of(call.programme)
    stage = stage_of(call, now, first)
    assigned(stage, reviewer, first, now)

    change_reviewer(
        reviewer_id=reviewer.pk, topics=[], employers=first.organisation.name_en, by=officer, now=now
    )  # fmt: skip

    assert list(Assignment.objects.values_list("state", flat=True)) == ["recused"]
    assert Conflict.objects.get().kind == "earlier_employment"


def test_reminded_once_a_day_and_by_itself_once(now: datetime) -> None:
    call, (first, *_others), officer = closed_call(now)
    criterion_of(call)
    behind, _actor = reviewer_of(call.programme)
    ready, _actor = reviewer_of(call.programme)
    stage = stage_of(call, now, first, due_at=now + timedelta(days=2))
    assigned(stage, behind, first, now)
    reviewed(assigned(stage, ready, first, now), now, 9)

    told = [remind_reviewers(stage_id=stage.pk, by=officer, now=now) for _time in range(2)]
    remind_of_reviews.action(None)  # type: ignore[arg-type]  # its claim is not used
    tomorrow = remind_reviewers(stage_id=stage.pk, by=officer, now=now + timedelta(days=1))
    deliver(now + timedelta(days=1))

    assert (told, tomorrow) == ([1, 0], 1)
    assert list(map(reached, mail.outbox)) == [behind.user.email if behind.user else ""] * 2


def test_a_person_who_is_erased_leaves_submitted_reviews_without_a_name(now: datetime) -> None:
    call, (first, second, _third), _officer = closed_call(now)
    criterion_of(call)
    reviewer, actor = reviewer_of(call.programme, employers="Somewhere")
    stage = stage_of(call, now, first, second)
    reviewed(assigned(stage, reviewer, first, now), now, 9, comment_for_officers="Sound.")
    Review.objects.create(assignment=assigned(stage, reviewer, second, now), comment_for_officers="Draft.")
    kept = kept_of_reviewer(actor.person_id)

    erase_reviewer(actor.person_id, now)

    reviewer.refresh_from_db()
    assert [each["comment_for_officers"] for each in kept["reviews"]] == ["Sound.", "Draft."]
    assert (reviewer.user_id, reviewer.employers, reviewer.state) == (None, "", "resting")
    assert list(Review.objects.values_list("comment_for_officers", flat=True)) == ["Sound."]
    assert pairs(stage) == [(first.pk, reviewer.pk)]
