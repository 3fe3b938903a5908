"""A call whose applications were reviewed: what a ranking and its decisions rest on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bridgehead.accounts.actor import Actor
from bridgehead.programmes.actions.decisions import publish_decisions
from bridgehead.programmes.actions.handing_in import hand_in
from bridgehead.programmes.actions.ranking import freeze_ranking
from bridgehead.programmes.models import (
    Application,
    Bonus,
    Call,
    CallDecision,
    Ranking,
    Stage,
    StageState,
)
from bridgehead.programmes.queries.standing import standing_of
from tests.clocks import standing_still
from tests.factories.cohorts import CohortFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.programmes import applying, call_open, officer_of
from tests.factories.reviews import assigned, criterion_of, reviewed, reviewer_of, stage_of

ANSWERS: dict[str, Any] = {"plan": {"ko": "보스턴", "en": "Boston"}, "cleared": "no"}


def bonus_of(call: Call, points: str = "2.5", **fields: Any) -> Bonus:
    """Bonus points of a call, after those it has."""
    told = {"position": call.bonuses.count() + 1, "name_ko": "여성기업", "name_en": "Led by a woman"}
    told |= {"basis_ko": "여성기업지원에 관한 법률", "basis_en": "Act on Support for Female-owned Businesses"}
    return Bonus.objects.create(call=call, points=Decimal(points), **(told | fields))


def two_criteria(call: Call) -> None:
    """The market counts twice as much as the team."""
    criterion_of(call, name_ko="팀", name_en="Team", most=10, weight=1)
    criterion_of(call, name_ko="시장성", name_en="Market", most=20, weight=2)


def handed_in_by(name: str, call: Call, moment: datetime) -> tuple[Application, Actor]:
    """An application that a listed company has handed in."""
    company = OrganisationFactory(name_en=name, name_ko=f"{name} 한국", is_listed=True)
    application, lead = applying(call, answers=ANSWERS, organisation=company)
    with standing_still(moment):
        hand_in(application_id=application.pk, number=1, by=lead, now=moment)
    application.refresh_from_db()
    return application, lead


def reviewed_call(
    now: datetime, scores: dict[str, Sequence[tuple[int, int]]], **fields: Any
) -> tuple[Call, Actor, dict[str, tuple[Application, Actor]]]:
    """A call whose reviews are in: by company the half points (team, market) of each of its reviews.

    Companies hand in in their order, a minute apart; the stage is closed.
    """
    call = call_open(now - timedelta(days=40), **({"places": 1, "reserve": 1} | fields))
    two_criteria(call)
    found = {
        name: handed_in_by(name, call, now - timedelta(days=30) + timedelta(minutes=minute))
        for minute, name in enumerate(scores)
    }
    stage = stage_of(call, now, *(application for application, _lead in found.values()))
    reviewers = [reviewer_of(call.programme)[0] for _number in range(max(map(len, scores.values()), default=0))]
    for name, given in scores.items():
        for reviewer, halves in zip(reviewers, given, strict=False):
            comment = {"comment_for_applicant": f"To {name}"}
            reviewed(assigned(stage, reviewer, found[name][0], now), now, *halves, **comment)
    Stage.objects.filter(pk=stage.pk).update(state=StageState.CLOSED, closed_at=now)
    return call, officer_of(call.programme)[1], found


def frozen(call: Call, officer: Actor, now: datetime) -> Ranking:
    """The ranking of a call as it stands, frozen."""
    return freeze_ranking(call_id=call.pk, seen=standing_of(call).digest, by=officer, now=now)


def published(call: Call, officer: Actor, now: datetime, **fields: Any) -> CallDecision:
    """The decisions of a call by its ranking as it stands: two weeks to accept, a month to appeal."""
    ranking = frozen(call, officer, now)
    cohort = CohortFactory(programme=call.programme, year=2199, number=call.programme.cohorts.count() + 1)
    told = {"cohort_id": cohort.pk, "accept_until": now + timedelta(days=14), "appeal_until": now + timedelta(days=30)}
    told |= {"reserve_days": 5, "shows_points": True, "shows_comments": True, "names_admitted": False} | fields
    return publish_decisions(call_id=call.pk, ranking_number=ranking.number, by=officer, now=now, **told)
