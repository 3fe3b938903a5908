"""A call that is ranked: company A and a rival were reviewed, with what officers say of them among themselves."""

from __future__ import annotations

from datetime import UTC, datetime

from bridgehead.accounts.actor import actor_for
from bridgehead.accounts.models import User
from bridgehead.directory.models import Organisation
from bridgehead.programmes.actions.appeals import answer_appeal, file_appeal
from bridgehead.programmes.actions.decisions import write_letters
from bridgehead.programmes.actions.ranking import award_bonus, move_across
from bridgehead.programmes.models import AppealOutcome, Application, Call, DecisionOutcome, Programme, TeamMember
from bridgehead.programmes.queries.decisions import letter_texts
from tests.conftest import NOW
from tests.factories.deciding import bonus_of, frozen, published, reviewed_call

CANARIES = {
    "note of bonus points": "canary-note-of-bonus-points",
    "letter of a rival": "canary-letter-of-a-rival",
    "appeal of a rival": "canary-appeal-of-a-rival",
    "answer to a rival": "canary-answer-to-a-rival",
    "reason of a move": "canary-reason-of-a-move",
}


def rank_a_call(
    ids: dict[str, object],
    people: dict[str, User],
    company: Organisation,
    rival: Organisation,
    canaries: dict[str, str],
) -> dict[str, object]:
    """Let the delegate and the competitor be applicants of one call, which officers have ranked."""
    programme = Programme.objects.get(public_id=ids["programme"])
    officer = actor_for(people["officer"])
    call, found = _reviewed(programme, people, company, rival)
    bonus = bonus_of(call)
    note = canaries["note of bonus points"]
    award_bonus(bonus_id=bonus.pk, application_id=found["A"], note=note, by=officer, now=NOW)
    move = {"outcome": DecisionOutcome.RESERVE, "reason": canaries["reason of a move"]}
    move_across(application_id=found["B"], by=officer, now=NOW, **move)
    frozen(call, officer, NOW)
    draft = Call.objects.get(public_id=ids["drafted call"])
    decided = _decided(programme, people, company, rival, canaries)
    return decided | {"ranked call": call.public_id, "bonus points": bonus_of(draft).public_id}


def _reviewed(
    programme: Programme, people: dict[str, User], company: Organisation, rival: Organisation
) -> tuple[Call, dict[str, int]]:
    """Return a reviewed call, and the applications of company A and its rival."""
    call, _officer, found = reviewed_call(NOW, {"A": [(20, 40)], "B": [(10, 20)]}, programme=programme)
    for name, organisation, person in (("A", company, "delegate"), ("B", rival, "competitor")):
        Application.objects.filter(pk=found[name][0].pk).update(organisation=organisation)
        TeamMember.objects.filter(application=found[name][0]).update(user=people[person])
    return call, {name: application.pk for name, (application, _lead) in found.items()}


def _decided(
    programme: Programme,
    people: dict[str, User],
    company: Organisation,
    rival: Organisation,
    canaries: dict[str, str],
) -> dict[str, object]:
    """Admit company A and put its rival on the reserve list, which appeals and is answered."""
    officer = actor_for(people["officer"])
    call, found = _reviewed(programme, people, company, rival)
    said = canaries["letter of a rival"]
    texts = letter_texts(call) | {DecisionOutcome.RESERVE: {"ko": said, "en": said}}
    write_letters(call_id=call.pk, texts=texts, by=officer, now=NOW)
    later = datetime(2090, 1, 1, tzinfo=UTC)
    published(call, officer, NOW, accept_until=later, appeal_until=later)
    lead = actor_for(people["competitor"])
    appeal = file_appeal(application_id=found["B"], text=canaries["appeal of a rival"], by=lead, now=NOW)
    answer = {"outcome": AppealOutcome.DISMISSED, "answer": canaries["answer to a rival"]}
    answer_appeal(appeal_id=appeal.pk, by=officer, now=NOW, **answer)
    return {
        "decided call": call.public_id,
        "decided application": Application.objects.get(pk=found["A"]).public_id,
        "appeal": appeal.public_id,
    }
