"""Publishing decisions, and what companies answer: a place is accepted, or goes to whoever stands next in reserve.

The order of locks is call, the call's decision, decision, programme, cohort, audit trail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.foundation import clock, notices
from bridgehead.foundation.jobs import Claim, job
from bridgehead.foundation.records import Change
from bridgehead.foundation.refusals import Overtaken, Refused, require, require_valid
from bridgehead.programmes.actions.cohorts import admit
from bridgehead.programmes.actions.records import run_call, told
from bridgehead.programmes.actions.team_records import led
from bridgehead.programmes.actions.team_records import told as told_to_team
from bridgehead.programmes.letters import unknown_places
from bridgehead.programmes.models import (
    Application,
    ApplicationState,
    Call,
    CallDecision,
    CallState,
    Decision,
    DecisionOutcome,
    LetterText,
    PassageState,
    PlaceAnswer,
    Ranking,
    RankingLine,
    StagePassage,
)
from bridgehead.programmes.queries.decisions import HOLDING, Told, letter_of, letter_texts, reserve_place
from bridgehead.programmes.queries.desk_applications import of_first
from bridgehead.programmes.queries.standing import newest_ranking, standing_of

_AT_ONCE = 200


@transaction.atomic
def write_letters(
    *, call_id: int, texts: Mapping[DecisionOutcome, Mapping[str, str]], by: Actor, now: datetime
) -> None:
    """Write what the letters of a call say, by outcome and language, until its decisions are published."""
    call = run_call(call_id, by)
    require(call.state == CallState.ANNOUNCED, _("The letters of this call are out, or it was never announced."))
    before = letter_texts(call)
    changed = {outcome: said for outcome, said in texts.items() if dict(said) != before[outcome]}
    for outcome, said in changed.items():
        for language, text in said.items():
            unknown = unknown_places(text)
            require(
                not unknown,
                _("A letter cannot name this: %(places)s.") % {"places": ", ".join(f"{{{each}}}" for each in unknown)},
                field=f"{outcome}_{language}",
            )
        kept = LetterText.objects.filter(call=call, outcome=outcome).first() or LetterText(call=call, outcome=outcome)
        kept.text_ko, kept.text_en = said["ko"], said["en"]
        require_valid(kept)
        kept.save()
    if changed:
        change: Change = {"outcomes": (None, ",".join(sorted(changed)))}
        told("programmes.letters_written", call, programme=call.programme, by=by, now=now, change=change)


class DecisionFields(TypedDict):
    """What officers say with the decisions; moments are aware."""

    cohort_id: int
    accept_until: datetime
    appeal_until: datetime
    reserve_days: int
    shows_points: bool
    shows_comments: bool
    names_admitted: bool


@transaction.atomic
def publish_decisions(
    *, call_id: int, ranking_number: int, by: Actor, now: datetime, **fields: Unpack[DecisionFields]
) -> CallDecision:
    """Decide a call by a frozen ranking, which has to stand still; every team gets its letter. Twice is once."""
    call = run_call(call_id, by)
    made = CallDecision.objects.filter(call=call).select_related("ranking").first()
    if made is not None:
        require(made.ranking.number == ranking_number, _("This call was decided by another ranking meanwhile."))
        return made
    require(call.state == CallState.ANNOUNCED, _("This call is decided or called off."))
    ranking = ranking_that_stands(call, ranking_number)
    waiting = call.applications.filter(state=ApplicationState.RETURNED)
    require(not waiting.exists(), _("More is asked of an applicant still. End the request, or wait for the answer."))
    require(call.programme.cohorts.filter(pk=fields["cohort_id"]).exists(), _("Choose a cohort."), field="cohort")
    for field, moment in (("accept_until", fields["accept_until"]), ("appeal_until", fields["appeal_until"])):
        require(moment > now, _("This moment lies in the past."), field=field)
    published = CallDecision(call=call, ranking=ranking, published_at=now, published_by_id=by.user_id, **fields)
    require_valid(published)
    published.save()
    decisions = _decisions(published, ranking, now)
    Decision.objects.bulk_create(decisions)
    call.state = CallState.DECIDED
    call.save(update_fields=["state"])
    notices.after_commit_each("programmes/decided", [_notice(each) for each in decisions], now=now)
    change: Change = {"ranking": (None, ranking.number), "sha256": (None, ranking.digest)}
    told("programmes.decisions_published", published, programme=call.programme, by=by, now=now, change=change)
    return published


def ranking_that_stands(call: Call, number: int) -> Ranking:
    """Return the newest ranking of a call if it is that number and what stands is what it froze."""
    newest, standing = newest_ranking(call), standing_of(call)
    if standing.problem:
        raise Refused(standing.problem)
    if newest is None:
        raise Refused(_("Freeze a ranking first."))
    if newest.number != number or newest.digest != standing.digest:
        raise Overtaken(_("The ranking is no longer the one that you looked at. Freeze it anew, and look once more."))
    return newest


def _decisions(published: CallDecision, ranking: Ranking, now: datetime) -> list[Decision]:
    """Decide about every application that was handed in: by its line, or by the stage that it did not pass."""
    handed_in = Application.objects.filter(call_id=published.call_id, state=ApplicationState.SUBMITTED)
    applications = handed_in.select_related("call__programme", "organisation").annotate(receipt=of_first("receipt"))
    lines = {each.application_id: each for each in ranking.lines.all()}
    failed = {
        each.application_id: each
        for each in StagePassage.objects.filter(stage__call_id=published.call_id, state=PassageState.FAILED)
    }
    texts, reserve, decisions = letter_texts(published.call), 0, []
    for each in sorted(applications, key=lambda one: lines[one.pk].rank if one.pk in lines else len(lines) + one.pk):
        line, passage = lines.get(each.pk), failed.get(each.pk)
        outcome = DecisionOutcome(line.outcome) if line else DecisionOutcome.DECLINED
        reserve += outcome == DecisionOutcome.RESERVE
        decision = Decision(
            published=published,
            application=each,
            outcome=outcome,
            rank=line.rank if line else None,
            reason_ko=passage.reason_ko if passage else "",
            reason_en=passage.reason_en if passage else "",
        )
        _tell(decision, texts, line, reserve if outcome == DecisionOutcome.RESERVE else None, now)
        if outcome == DecisionOutcome.ADMITTED:
            decision.answer, decision.accept_until = PlaceAnswer.WAITING, published.accept_until
        decisions.append(decision)
    return decisions


def _tell(
    decision: Decision,
    texts: Mapping[DecisionOutcome, Mapping[str, str]],
    line: RankingLine | None,
    place: int | None,
    now: datetime,
) -> None:
    """Write the letter of a decision."""
    application, published = decision.application, decision.published
    filled_with = Told(
        application,
        application.receipt,  # type: ignore[attr-defined]  # annotated
        line.points if line and published.shows_points else None,
        place,
        {"ko": decision.reason_ko, "en": decision.reason_en},
        decision.accept_until or published.accept_until,
        published.appeal_until,
    )
    said = texts[DecisionOutcome(decision.outcome)]
    decision.letter_ko, decision.letter_en = (letter_of(said[each], filled_with, each) for each in ("ko", "en"))
    decision.told_at = now


def _notice(decision: Decision) -> tuple[str, dict[str, str | int]]:
    """The key of a notice names the letter: what is published or moved up twice is mailed once."""
    key = f"programmes/decided:{decision.application.public_id}:{decision.outcome}"
    return key, {"application_id": decision.application_id}


# --- What companies answer --------------------------------------------------------------------------------------------


@transaction.atomic
def accept_place(*, application_id: int, by: Actor, now: datetime | None = None) -> Decision:
    """Accept a place in time: the company is admitted to the cohort. A second time changes nothing."""
    decision, moment = _asked(application_id, by, now)
    if decision.answer == PlaceAnswer.ACCEPTED:
        return decision
    _answer(decision, PlaceAnswer.ACCEPTED, by, moment)
    told_to_team("programmes.place_accepted", decision.application, by=by, now=moment)
    admit(
        cohort_id=decision.published.cohort_id,
        organisation_id=decision.application.organisation_id,
        application_id=decision.application_id,
        by=SYSTEM,
        now=moment,
    )
    return decision


@transaction.atomic
def give_place_up(*, application_id: int, by: Actor, now: datetime | None = None) -> Decision:
    """Give a place up before it was accepted: whoever stands first in reserve moves up, and gets a letter."""
    decision, moment = _asked(application_id, by, now)
    if decision.answer == PlaceAnswer.DECLINED:
        return decision
    _answer(decision, PlaceAnswer.DECLINED, by, moment)
    told_to_team("programmes.place_given_up", decision.application, by=by, now=moment)
    move_up(decision.published, moment)
    return decision


def _asked(application_id: int, by: Actor, now: datetime | None) -> tuple[Decision, datetime]:
    """Return a decision that whoever leads its team answers, with both rows locked."""
    known = Decision.objects.filter(application_id=application_id).first()
    if known is None:
        raise Refused(_("Nothing has been decided about this application."))
    published = locked_decisions(known.published_id)
    application = led(application_id, by)
    decision = Decision.objects.select_for_update().get(pk=known.pk)
    decision.application, decision.published = application, published
    require(decision.outcome == DecisionOutcome.ADMITTED, _("No place is offered to you."))
    return decision, clock.deciding(now)


def _answer(decision: Decision, answer: PlaceAnswer, by: Actor, now: datetime) -> None:
    require(decision.answer == PlaceAnswer.WAITING, _("This place was accepted or given up already."))
    require(
        decision.accept_until is not None and now < decision.accept_until,
        _("The time to answer is over; the place goes to the reserve list."),
    )
    decision.answer, decision.answered_at, decision.answered_by_id = answer, now, by.user_id
    decision.save(update_fields=["answer", "answered_at", "answered_by"])
    notices.after_commit("programmes/place_answered", now=now, application_id=decision.application_id)


def locked_decisions(published_id: int) -> CallDecision:
    """Return the decisions about a call with their row locked."""
    locked = CallDecision.objects.select_for_update(of=("self",)).select_related("call__programme")
    return locked.get(pk=published_id)


def move_up(published: CallDecision, now: datetime) -> None:
    """Let as many move up from the reserve list as there are places that nobody holds; each gets its letter."""
    held = published.decisions.filter(outcome=DecisionOutcome.ADMITTED, answer__in=HOLDING).count()
    waiting = published.decisions.filter(outcome=DecisionOutcome.RESERVE, rank__isnull=False).order_by("rank")
    moving = list(waiting[: max(0, published.call.places - held)])
    for each in moving:
        each.outcome, each.moved_up_at, each.answer = DecisionOutcome.ADMITTED, now, PlaceAnswer.WAITING
        each.accept_until = max(published.accept_until, now + timedelta(days=published.reserve_days))
    _tell_anew(published, moving, now)
    for each in moving:
        told("programmes.moved_up", each.application, programme=published.call.programme, by=SYSTEM, now=now)


def tell_reserve(published: CallDecision, better: Sequence[Decision], now: datetime) -> None:
    """Put on the reserve list whom an earlier letter declined; each gets its letter."""
    for each in better:
        each.outcome = DecisionOutcome.RESERVE
        each.save(update_fields=["outcome"])
    _tell_anew(published, better, now)


def _tell_anew(published: CallDecision, decisions: Sequence[Decision], now: datetime) -> None:
    """Write the letters of decisions that have changed, keep them and send them."""
    if not decisions:
        return
    applications = Application.objects.select_related("call__programme", "organisation").annotate(
        receipt=of_first("receipt")
    )
    known = applications.in_bulk([each.application_id for each in decisions])
    texts = letter_texts(published.call)
    lines = {each.application_id: each for each in published.ranking.lines.all()}
    for each in decisions:
        each.published, each.application = published, known[each.application_id]
        _tell(each, texts, lines.get(each.application_id), reserve_place(each), now)
        each.save()
    notices.after_commit_each("programmes/decided", [_notice(each) for each in decisions], now=now)


@job("programmes.mind_places")
def mind_places(claim: Claim) -> None:
    """Let the places lapse that nobody answered in time, by the database's clock; the reserve list moves up."""
    mind_places_at(clock.database_now())


def mind_places_at(now: datetime) -> None:
    """Let places lapse as of a moment; each in a transaction of its own."""
    late = Decision.objects.filter(answer=PlaceAnswer.WAITING, accept_until__lte=now).order_by("accept_until", "pk")
    for pk, published_id in list(late.values_list("pk", "published_id")[:_AT_ONCE]):
        with transaction.atomic():
            published = locked_decisions(published_id)
            lapsed = late.filter(pk=pk).update(answer=PlaceAnswer.LAPSED, answered_at=now)
            if lapsed:
                application = Application.objects.get(decision=pk)
                told("programmes.place_lapsed", application, programme=published.call.programme, by=SYSTEM, now=now)
                notices.after_commit("programmes/place_answered", now=now, application_id=application.pk)
                move_up(published, now)
