"""What was decided: to its team its own alone, to officers all of it, to everybody who was admitted if that is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import F
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import override

from bridgehead.directory.models import Organisation
from bridgehead.foundation.bilingual import LANGUAGES, wording
from bridgehead.programmes.letters import filled, our_text
from bridgehead.programmes.models import (
    Appeal,
    Application,
    AssignmentState,
    Call,
    CallDecision,
    Cohort,
    Decision,
    DecisionOutcome,
    LetterText,
    PassageState,
    PlaceAnswer,
    Programme,
    RankingLine,
    Review,
)
from bridgehead.programmes.queries.standing import named, standing_of
from bridgehead.programmes.ranking import printed
from bridgehead.programmes.times import told_moment

#: Who holds a place, or may take it still.
HOLDING = (PlaceAnswer.WAITING, PlaceAnswer.ACCEPTED)


# --- Letters ----------------------------------------------------------------------------------------------------------


def letter_texts(call: Call) -> dict[DecisionOutcome, dict[str, str]]:
    """Return by outcome and language what the letters of a call say: one query."""
    written = {each.outcome: each for each in LetterText.objects.filter(call=call)}
    return {
        outcome: {
            language: getattr(written[outcome], f"text_{language}")
            if outcome in written
            else our_text(outcome, language)
            for language in LANGUAGES
        }
        for outcome in DecisionOutcome
    }


@dataclass(frozen=True, slots=True)
class Told:
    """What one letter is filled with: the application (with its ``receipt``), its line, and the decision's moments."""

    application: Application
    receipt: str
    points: Decimal | None
    reserve_place: int | None
    reasons: Mapping[str, str]
    accept_until: Any
    appeal_until: Any


def letter_of(text: str, told: Told, language: str) -> str:
    """Return what a letter says to one applicant in a language; moments are told on the call's clock."""
    call = told.application.call

    def moment(at: Any) -> str:
        return told_moment(at, call.zone, call.zone, language) if at else ""

    with override(language):
        none = _("none")
        return filled(
            text,
            {
                "company": wording(told.application.organisation, "name", language).text,
                "programme": wording(call.programme, "name", language).text,
                "call": wording(call, "name", language).text,
                "year": str(call.year),
                "receipt": told.receipt,
                "points": none if told.points is None else f"{told.points:.2f}",
                "reserve_place": none if told.reserve_place is None else str(told.reserve_place),
                "reason": told.reasons.get(language, ""),
                "accept_until": moment(told.accept_until) or none,
                "appeal_until": moment(told.appeal_until) or none,
            },
        )


# --- The team ---------------------------------------------------------------------------------------------------------


def decision_of(application: Application) -> Decision | None:
    """Return what was decided about an application that the actor was found to read."""
    found = Decision.objects.select_related("published__ranking", "published__cohort", "answered_by")
    return found.filter(application=application).first()


def decision_or_404(application: Application) -> Decision:
    """Return what was decided about an application that the actor was found to write at."""
    found = decision_of(application)
    if found is None:
        raise Http404
    found.application = application
    return found


@dataclass(frozen=True, slots=True)
class OwnPoints:
    """An applicant's own points: by criterion name, mean and highest score; bonus points; all of it."""

    criteria: Sequence[tuple[str, Decimal, int]]
    bonus: Decimal
    points: Decimal


def own_points(decision: Decision) -> OwnPoints | None:
    """Return an applicant's own points, where the decisions show them and it was ranked: one query."""
    if not decision.published.shows_points:
        return None
    ranking = decision.published.ranking
    line = RankingLine.objects.filter(ranking=ranking, application_id=decision.application_id).first()
    if line is None:
        return None
    criteria = [(named(each), printed(Fraction(line.means[each["key"]])), each["most"]) for each in ranking.criteria]
    return OwnPoints(criteria, line.bonus, line.points)


def own_comments(decision: Decision) -> list[str]:
    """Return what reviewers wrote for an applicant, in an order that tells nothing of who wrote: one query."""
    if not decision.published.shows_comments:
        return []
    said = Review.objects.filter(
        assignment__stage_id=decision.published.ranking.stage_id,
        assignment__application_id=decision.application_id,
        assignment__state=AssignmentState.ASSIGNED,
        submitted_at__isnull=False,
    ).exclude(comment_for_applicant="")
    return sorted(said.values_list("comment_for_applicant", flat=True))


def reserve_place(decision: Decision) -> int | None:
    """Return at which place of the reserve list a decision stands now, from 1 on: one query."""
    if decision.outcome != DecisionOutcome.RESERVE or decision.rank is None:
        return None
    before = Decision.objects.filter(
        published_id=decision.published_id, outcome=DecisionOutcome.RESERVE, rank__lt=decision.rank
    )
    return before.count() + 1


# --- Everybody --------------------------------------------------------------------------------------------------------


def admitted_named(call: Call) -> list[Organisation]:
    """Return the admitted companies that the page of a listed call names: those that everybody may know of."""
    found = CallDecision.objects.filter(call=call, names_admitted=True, call__programme__is_listed=True).first()
    if found is None:
        return []
    held = found.decisions.filter(
        outcome=DecisionOutcome.ADMITTED, answer__in=HOLDING, application__organisation__is_listed=True
    )
    companies = Organisation.objects.filter(pk__in=held.values("application__organisation"))
    return list(companies.order_by("name_ko", "name_en", "pk"))


# --- Officers ---------------------------------------------------------------------------------------------------------


def call_decision_of(call: Call) -> CallDecision | None:
    """Return the decisions about a call that the actor was found to run."""
    found = CallDecision.objects.select_related("ranking", "cohort", "published_by")
    return found.filter(call=call).first()


def decisions_of(published: CallDecision) -> list[Decision]:
    """Return all decisions about a call, those that were ranked first, in their order: one query."""
    found = published.decisions.select_related("application__organisation", "answered_by")
    return sorted(found, key=lambda each: (each.rank is None, each.rank or 0, each.pk))


def appeals_of(published: CallDecision) -> list[Appeal]:
    """Return the appeals against decisions about a call, those that wait first: one query."""
    found = Appeal.objects.filter(decision__published=published).select_related("decision__application__organisation")
    return list(found.order_by(F("answered_at").asc(nulls_first=True), "filed_at", "pk"))


def appeal_or_404(call: Call, public_id: UUID) -> Appeal:
    """Return one appeal against a decision about a call that the actor was found to run."""
    found = Appeal.objects.select_related("decision__application__organisation", "filed_by").filter(
        decision__published__call=call, public_id=public_id
    )
    appeal = found.first()
    if appeal is None:
        raise Http404
    return appeal


def appeal_of(decision: Decision) -> Appeal | None:
    """Return the appeal against a decision that the actor was found to read."""
    return Appeal.objects.filter(decision=decision).first()


def cohorts_to_admit_to(programme: Programme) -> list[Cohort]:
    """Return the cohorts of a programme that the actor was found to run, the newest first."""
    return list(programme.cohorts.order_by("-year", "-number"))


# --- Notices ----------------------------------------------------------------------------------------------------------


def decision_of_application_told(application_id: int) -> Decision | None:
    """Return the decision that a notice is about, as it stands."""
    found = Decision.objects.select_related(
        "application__call__programme__agency", "application__organisation", "published"
    )
    return found.filter(application_id=application_id).first()


# --- Before it is published -------------------------------------------------------------------------------------------


def counts_of_lines(lines: Sequence[RankingLine]) -> dict[str, int]:
    """Return how many of some lines come out how."""
    return {str(outcome): sum(each.outcome == outcome for each in lines) for outcome in DecisionOutcome}


def decision_previewed(call: Call, application: Application, now: datetime) -> Decision:
    """Return a decision as it would be by the ranking as it stands, with its letters; nothing of it is kept.

    ``application`` has its ``receipt``. Moments that officers say on publishing are told as not known.
    """
    lines = standing_of(call).lines
    line = next((each for each in lines if each.application.pk == application.pk), None)
    outcome = DecisionOutcome(line.outcome) if line else DecisionOutcome.DECLINED
    failed = application.passages.filter(state=PassageState.FAILED).first()
    reserve = [each.application.pk for each in lines if each.outcome == DecisionOutcome.RESERVE]
    told = Told(
        application,
        application.receipt,  # type: ignore[attr-defined]  # annotated
        line.points if line else None,
        reserve.index(application.pk) + 1 if application.pk in reserve else None,
        {"ko": failed.reason_ko, "en": failed.reason_en} if failed else {},
        None,
        None,
    )
    texts = letter_texts(call)[outcome]
    letters = {f"letter_{each}": letter_of(texts[each], told, each) for each in LANGUAGES}
    return Decision(application=application, outcome=outcome, told_at=now, **letters)
