"""How the applications of a call stand: computed from reviews and bonus points whenever it is looked at."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import F, Min
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bridgehead.foundation.bilingual import other, reading_language
from bridgehead.programmes.models import (
    Appeal,
    AppealOutcome,
    Application,
    ApplicationState,
    Bonus,
    BonusAward,
    Call,
    Criterion,
    LineMove,
    PassageState,
    Ranking,
    RankingLine,
    Stage,
    StageKind,
    StageState,
)
from bridgehead.programmes.queries.desk_reviews import criteria_of
from bridgehead.programmes.queries.scores import scores_of
from bridgehead.programmes.ranking import BY_MOMENT, Entrant, Line, Weighed, printed, ranked


@dataclass(frozen=True, slots=True)
class Standing:
    """A ranking as it would be frozen now, and what keeps it from being."""

    call: Call
    stage: Stage | None
    criteria: Sequence[Criterion] = ()
    bonuses: Sequence[Bonus] = ()
    lines: Sequence[RankingLine] = ()
    #: Applications of the stage that nobody has reviewed.
    unread: Sequence[Application] = ()
    problem: str = ""
    digest: str = ""


def scored_stage(call: Call) -> Stage | None:
    """Return the stage whose reviews rank: the last that was opened and has reviewers."""
    opened = call.stages.exclude(kind=StageKind.ELIGIBILITY).exclude(state=StageState.WAITING)
    return opened.order_by("-position").first()


def standing_of(call: Call) -> Standing:
    """Return how a call that the actor was found to run stands: ten questions to the database, always."""
    stage = scored_stage(call)
    criteria, bonuses = criteria_of(call), bonuses_of(call)
    if stage is None or not criteria:
        problem = _("There is nothing to rank yet: a stage with reviewers has to be opened first.")
        return Standing(call, stage, criteria, bonuses, problem=problem)
    entrants, unread = _entrants(call, stage)
    awards = _awards(call)
    moves = {each.application_id: each for each in LineMove.objects.filter(application__call=call)}
    try:
        lines = ranked(
            [_entrant(each, reviews, awards, moves) for each, reviews in entrants],
            [Weighed(each.pk, each.weight, each.most) for each in criteria],
            places=call.places,
            reserve=call.reserve,
        )
    except ValueError:
        problem = _("More were moved across the line than there are places. Take a move back.")
        return Standing(call, stage, criteria, bonuses, unread=unread, problem=problem)
    known = {each.pk: (each, len(reviews)) for each, reviews in entrants}
    rows = [_row(line, known, criteria, awards, moves) for line in lines]
    standing = Standing(call, stage, criteria, bonuses, rows, unread, _problem(stage, rows, unread))
    return replace(standing, digest=digest_of(standing))


def _problem(stage: Stage, rows: Sequence[RankingLine], unread: Sequence[Application]) -> str:
    if unread:
        said = ngettext("%(n)d application has no review yet.", "%(n)d applications have no review yet.", len(unread))
        return said % {"n": len(unread)}
    if stage.state != StageState.CLOSED:
        return _("The stage is still open; close it first, so that no review comes after the ranking.")
    return "" if rows else _("No application has come so far.")


def _entrants(call: Call, stage: Stage) -> tuple[list[tuple[Any, list[Any]]], list[Any]]:
    scores = scores_of(stage)
    standing = Application.objects.filter(
        call=call,
        state__in=[ApplicationState.SUBMITTED, ApplicationState.RETURNED],
        passages__in=stage.passages.exclude(state=PassageState.FAILED),
    )
    found = list(
        standing.select_related("organisation").annotate(came_at=Min("submissions__submitted_at")).order_by("pk")
    )
    read = [(each, scores[each.pk]) for each in found if scores.get(each.pk)]
    return read, [each for each in found if not scores.get(each.pk)]


def _awards(call: Call) -> dict[int, list[BonusAward]]:
    found: dict[int, list[BonusAward]] = {}
    for each in BonusAward.objects.filter(bonus__call=call).select_related("bonus").order_by("bonus__position"):
        found.setdefault(each.application_id, []).append(each)
    return found


def _bonus(awards: Sequence[BonusAward]) -> Decimal:
    return sum((each.bonus.points for each in awards), Decimal(0))


def _entrant(
    application: Application,
    reviews: Sequence[Any],
    awards: Mapping[int, list[BonusAward]],
    moves: Mapping[int, LineMove],
) -> Entrant:
    move = moves.get(application.pk)
    return Entrant(
        application.pk,
        [each.points for each in reviews],
        Fraction(_bonus(awards.get(application.pk, ()))),
        application.came_at,  # type: ignore[attr-defined]  # annotated
        move.outcome if move else "",
    )


def _row(
    line: Line,
    known: Mapping[int, tuple[Application, int]],
    criteria: Sequence[Criterion],
    awards: Mapping[int, list[BonusAward]],
    moves: Mapping[int, LineMove],
) -> RankingLine:
    application, reviews = known[line.key]
    keys = {each.pk: str(each.public_id) for each in criteria}
    given, move = awards.get(line.key, []), moves.get(line.key)
    return RankingLine(
        application=application,
        rank=line.rank,
        exact=str(line.points),
        points=printed(line.points),
        means={keys[key]: str(mean) for key, mean in line.means.items()},
        bonuses=[str(each.bonus.public_id) for each in given],
        bonus=_bonus(given),
        spread=printed(line.spread),
        reviews=reviews,
        outcome=line.outcome,
        tie_broken_by=line.tie if line.tie == BY_MOMENT else keys.get(line.tie, ""),  # type: ignore[arg-type]  # a key
        moved_because=move.reason if move else "",
    )


# --- What is frozen ---------------------------------------------------------------------------------------------------


def criteria_kept(criteria: Sequence[Criterion]) -> list[dict[str, Any]]:
    """Return criteria as a ranking keeps them."""
    return [
        {
            "key": str(each.public_id), "ko": each.name_ko, "en": each.name_en, "weight": each.weight,
            "most": each.most,
        }
        for each in criteria
    ]  # fmt: skip


def bonuses_kept(bonuses: Sequence[Bonus]) -> list[dict[str, Any]]:
    """Return bonus points as a ranking keeps them."""
    return [
        {"key": str(each.public_id), "ko": each.name_ko, "en": each.name_en, "points": f"{each.points:.1f}"}
        for each in bonuses
    ]


def digest_of(standing: Standing) -> str:
    """Return the SHA-256 over a ranking: its stage, places, criteria, bonus points and every line."""
    told = {
        "call": str(standing.call.public_id),
        "stage": str(standing.stage.public_id) if standing.stage else "",
        "places": standing.call.places,
        "reserve": standing.call.reserve,
        "criteria": criteria_kept(standing.criteria),
        "bonuses": bonuses_kept(standing.bonuses),
        "lines": [
            [
                str(each.application.public_id), each.rank, each.exact, each.means, each.bonuses, str(each.outcome),
                each.reviews, f"{each.spread:.2f}", each.tie_broken_by, each.moved_because,
            ]
            for each in standing.lines
        ],
    }  # fmt: skip
    return sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def is_reopened(call: Call) -> bool:
    """Whether a decided call can be judged and ranked anew: an appeal was upheld that its decisions follow not yet."""
    upheld = Appeal.objects.filter(decision__published__call=call, outcome=AppealOutcome.UPHELD)
    return upheld.filter(answered_at__gte=F("decision__published__ranking__made_at")).exists()


def is_judged_anew(application: Application) -> bool:
    """Whether an application of a decided call can be judged once more, after an appeal was upheld."""
    return application.state == ApplicationState.SUBMITTED and is_reopened(application.call)


def newest_ranking(call: Call) -> Ranking | None:
    """Return the ranking of a call that was frozen last."""
    return call.rankings.select_related("stage", "made_by").order_by("-number").first()


def ranking_or_404(call: Call, number: int) -> Ranking:
    """Return one frozen ranking of a call that the actor was found to run."""
    found = call.rankings.select_related("stage", "made_by").filter(number=number).first()
    if found is None:
        raise Http404
    return found


def lines_of_ranking(ranking: Ranking) -> list[RankingLine]:
    """Return the lines of a frozen ranking, the first first."""
    return list(ranking.lines.select_related("application__organisation").order_by("rank"))


# --- As it is shown ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """What one criterion gives an application: the mean of the reviews, and its points out of 100."""

    mean: Decimal
    points: Fraction


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as it is shown: its parts by criterion, and the line of the ranking before."""

    line: RankingLine
    parts: Sequence[Part]
    #: Whether the places, or the reserve list, end above this line.
    is_below_a_line: bool
    tie: str
    before: RankingLine | None = None

    @property
    def has_changed(self) -> bool:
        """Whether rank, points or outcome are others than in the ranking before."""
        old, new = self.before, self.line
        return old is None or (old.rank, old.exact, old.outcome) != (new.rank, new.exact, new.outcome)


def shown_lines(
    lines: Sequence[RankingLine], criteria: Sequence[Mapping[str, Any]], before: Sequence[RankingLine] = ()
) -> list[Shown]:
    """Return lines with the points of each criterion, which add up with the bonus points to those of the line."""
    total = sum(each["weight"] for each in criteria) or 1
    old = {each.application_id: each for each in before}
    found, last = [], ""
    for line in lines:
        means = [Fraction(line.means[each["key"]]) for each in criteria]
        parts = [
            Part(printed(mean), mean * each["weight"] * 100 / (each["most"] * total))
            for each, mean in zip(criteria, means, strict=True)
        ]
        is_below = bool(last) and line.outcome != last
        found.append(Shown(line, parts, is_below, _tie_told(line, criteria), old.get(line.application_id)))
        last = str(line.outcome)
    return found


def _tie_told(line: RankingLine, criteria: Sequence[Mapping[str, Any]]) -> str:
    if not line.tie_broken_by:
        return ""
    if line.tie_broken_by == BY_MOMENT:
        return _("As many points as the line above; handed in later.")
    name = next(named(each) for each in criteria if each["key"] == line.tie_broken_by)
    return _("As many points as the line above; fewer by the criterion “%(criterion)s”.") % {"criterion": name}


def named(kept: Mapping[str, Any]) -> str:
    """Return the name of what a ranking keeps, in the language of the page or its twin."""
    return str(kept[reading_language()] or kept[other(reading_language())])


def points_of_application(call: Call, application: Application) -> list[tuple[Bonus, BonusAward | None]]:
    """Return the bonus points of a call, each with what one application got of it."""
    given = {each.bonus_id: each for each in application.bonus_awards.select_related("awarded_by")}
    return [(each, given.get(each.pk)) for each in bonuses_of(call)]


def move_of(application: Application) -> LineMove | None:
    """Return whether an officer has moved an application across a line."""
    return LineMove.objects.filter(application=application).select_related("moved_by").first()


def bonuses_of(call: Call) -> list[Bonus]:
    """Return the bonus points of a call that the actor was found to read."""
    return list(call.bonuses.order_by("position"))


def bonus_or_404(call: Call, public_id: UUID) -> Bonus:
    """Return bonus points of a call that the actor was found to run."""
    found = call.bonuses.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def rankings_of(call: Call) -> list[Ranking]:
    """Return the frozen rankings of a call that the actor was found to run, the newest first."""
    return list(call.rankings.select_related("made_by").order_by("-number"))
