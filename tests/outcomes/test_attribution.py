"""Attribution: what the parties judge, counted rung by rung, and who appears in more than one case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.agreements.actions.confirmations import ask_confirmation
from bridgehead.agreements.actions.questions import Contact
from bridgehead.agreements.actions.said import PartySaid
from bridgehead.agreements.actions.terms import correct_terms
from bridgehead.agreements.models import Agreement, LedgerRole
from bridgehead.directory.models import Organisation
from bridgehead.outcomes.actions.ladder import withdraw_outcome
from bridgehead.outcomes.models import Outcome
from bridgehead.outcomes.queries.attribution import attribution, repeated, shown_repeated
from tests.clocks import standing_still
from tests.factories.agreements import LedgerRoleFactory, answered, asked_of, licence_said, signed
from tests.factories.organisations import OrganisationFactory
from tests.factories.outcomes import hoped, realised
from tests.factories.people import actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)


@pytest.fixture
def role() -> LedgerRole:
    return LedgerRoleFactory(user__language="en")


def judged(by: Actor, *, is_sample: bool = False) -> dict[str, Sequence[int]]:
    """Of the rungs MOU, contract, confirmed and realised."""
    told = attribution(by, is_sample=is_sample).judgements
    return {each.label: each.numbers for each in told if any(each.numbers)}


def between(role: LedgerRole, *companies: Organisation, **other: object) -> Agreement:
    return signed(replace(licence_said(*companies), **other), keeper=role.agency)  # type: ignore[arg-type]  # fields


def again(by: Actor, *, is_sample: bool = False) -> dict[str, tuple[int, dict[str, int]]]:
    shown = shown_repeated(repeated(by, is_sample=is_sample), by, is_sample=is_sample)
    return {each.organisation.name_en: (each.cases, {rung: n for rung, n in each.numbers if n}) for each in shown}


def test_what_parties_judge_is_counted_on_each_rung_by_itself(role: LedgerRole) -> None:
    by = actor_of(role.user)
    contract, mou = (
        between(role, OrganisationFactory(), OrganisationFactory()),
        between(role, OrganisationFactory(), OrganisationFactory(), kind="mou"),
    )
    elsewhere = signed(licence_said(OrganisationFactory(), OrganisationFactory()))
    first, second = asked_of(contract)
    answered(first, counterfactual="later")
    answered(second, counterfactual="not_at_all")
    answered(asked_of(mou)[0], counterfactual="later")
    answered(asked_of(elsewhere)[0], counterfactual="anyway")
    for _part in range(2):
        realised(contract)

    assert attribution(by).cases == [1, 1, 1, 1]
    assert judged(by) == {
        "It would have come about later": [1, 1, 1, 1],
        "It would not have come about at all": [0, 1, 1, 1],
    }
    for each in Outcome.objects.filter(rung="realised"):
        withdraw_outcome(outcome_id=each.pk, reason="x", by=SYSTEM, now=NOW)
    assert judged(by)["It would not have come about at all"] == [0, 1, 1, 0]


def test_only_the_last_answer_to_the_terms_that_hold_counts(role: LedgerRole) -> None:
    said = licence_said(OrganisationFactory(), OrganisationFactory())
    agreement = signed(said, keeper=role.agency)
    with standing_still(NOW):
        first, second = asked_of(agreement)
        answered(second, counterfactual="anyway")
        answered(first, verdict="rejected", reason="No.", counterfactual="anyway")
        contact = Contact(party_id=first.party_id, email="again@example.com", name="", language="en")
        (anew,) = ask_confirmation(agreement_id=agreement.pk, contacts=[contact], by=SYSTEM, now=NOW)
        answered(anew, counterfactual="smaller")
        before = judged(actor_of(role.user))
        correct_terms(
            agreement_id=agreement.pk,
            revision=Agreement.objects.get(pk=agreement.pk).revision,
            said=replace(said, name_en="Another"),
            reason_en="A slip",
            by=SYSTEM,
            now=NOW,
        )

    assert before == {
        "It would have come about anyway, in the same way": [0, 1, 1, 0],
        "It would have been smaller": [0, 1, 1, 0],
    }
    assert judged(actor_of(role.user)) == {}


def test_who_appears_in_more_than_one_case_stands_with_its_cases_by_rung(role: LedgerRole) -> None:
    by = actor_of(role.user)
    often, twice, once = (OrganisationFactory(name_en=name) for name in ("Often", "Twice", "Once"))
    first = between(role, often, twice)
    between(role, often, once, kind="mou")
    hoped(role.agency, often)
    hoped(role.agency, twice, rung="pursued")
    for _part in range(2):
        realised(first)
    gone = hoped(role.agency, once)
    withdraw_outcome(outcome_id=gone.pk, reason="x", by=SYSTEM, now=NOW)
    hoped(OrganisationFactory(kind="agency"), once)

    assert again(by) == {
        "Often": (3, {"consulted": 1, "mou": 1, "contract": 1, "realised": 1}),
        "Twice": (2, {"pursued": 1, "contract": 1, "realised": 1}),
    }
    assert list(again(by)) == ["Often", "Twice"]


def test_a_witness_and_the_agency_itself_are_no_beneficiaries(role: LedgerRole) -> None:
    witness = OrganisationFactory()
    for _number in range(2):
        said = licence_said(OrganisationFactory(), OrganisationFactory())
        more = (
            PartySaid(organisation_id=witness.pk, role="witness"),
            PartySaid(organisation_id=role.agency_id, role="party"),
        )
        signed(replace(said, parties=(*said.parties, *more)), keeper=role.agency)

    assert again(actor_of(role.user)) == {}


def test_what_is_made_up_is_counted_by_itself(role: LedgerRole) -> None:
    sample = OrganisationFactory(name_en="Made up", is_sample=True)
    for _number in range(2):
        hoped(role.agency, sample)
    by = actor_of(role.user)

    assert (again(by), set(again(by, is_sample=True))) == ({}, {"Made up"})


def test_the_page_leads_from_each_figure_to_its_cases(role: LedgerRole) -> None:
    company = OrganisationFactory(name_en="Often")
    answered(asked_of(between(role, company, OrganisationFactory()))[0], counterfactual="later")
    hoped(role.agency, company)
    desk = Client(headers={"accept-language": "en"})
    desk.force_login(role.user)

    page = desk.get(reverse("outcomes_desk:attribution")).content.decode()
    made_up = desk.get(reverse("outcomes_desk:attribution") + "?sample=yes").content.decode()

    assert f"?organisation={company.public_id}&amp;rung=contract" in page
    assert re.search(r"It would have come about later</th><td class=\"num\">.*?</td><td class=\"num\">1</td>", page)
    assert ("Often" in made_up, "These cases are made up" in made_up) == (False, True)
