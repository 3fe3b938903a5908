"""What the records say of an applicant, with sources; what officers say to it; the trail of an application."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import RegistrationNumber
from bridgehead.foundation.refusals import Refused
from bridgehead.programmes.actions.applications import save_answers
from bridgehead.programmes.actions.checks import judge_checks
from bridgehead.programmes.actions.handing_in import hand_in
from bridgehead.programmes.actions.more import ask_for_more
from bridgehead.programmes.models import (
    Application,
    Call,
    CallForm,
    CheckKind,
    CheckVerdict,
    EarlierRule,
    TeamMember,
    Verdict,
)
from bridgehead.programmes.queries.checks import (
    Check,
    Result,
    asked_of_applicants,
    checks_for_officers,
    checks_for_team,
)
from tests.clocks import standing_still
from tests.factories.cohorts import CohortFactory, CohortPlaceFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory, actor_of
from tests.factories.programmes import ASKED, CallFactory, applying, call_open, officer_of
from tests.pages import browser, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WHOLE: dict[str, Any] = {"plan": {"ko": "보스턴", "en": "Boston 123-45-67891"}, "cleared": "no"}


@pytest.fixture(autouse=True)
def _eve(now: datetime) -> Iterator[None]:
    with standing_still(now):
        yield


def handed_in(now: datetime, call: Call, **fields: Any) -> tuple[Application, Actor]:
    application, lead = applying(call, answers=WHOLE, **fields)
    hand_in(application_id=application.pk, number=1, by=lead, now=now)
    application.refresh_from_db()
    return application, lead


def told(checks: list[Check]) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    return {each.kind.value: (each.result.value, [(line.text, line.source) for line in each.told]) for each in checks}


def test_records_are_told_with_their_sources_to_team_and_officers(now: datetime) -> None:
    call = call_open(now, earlier_rule="never", most_employees=50, most_years=7, needs_number=True)
    own = OrganisationFactory(name_en="Ahn Bio", name_ko="안바이오", size="11-50", founded_year=2016)
    RegistrationNumber.objects.create(organisation=own, scheme="kr_business", number="220-81-62517")
    CohortPlaceFactory(organisation=own, cohort=CohortFactory(programme=call.programme, year=2022))
    application, lead = handed_in(now, call, organisation=own)
    _person, officer = officer_of(call.programme)
    found = told(checks_for_officers(application, officer, application.answers))

    assert found == {
        "earlier": (
            "fails",
            [
                (
                    "US market entry support programme · Cohort of 2023 (in the programme)",
                    "Cohorts on this platform",
                )
            ],
        ),
        "size": (
            "holds",
            [
                ("11–50 people", "The organisation’s page in the directory"),
                ("Founded in 2016.", "The organisation’s page in the directory"),
            ],
        ),
        "number": (
            "holds",
            [
                ("220-81-62517: its check digit is right", "The organisation’s page in the directory"),
                ("123-45-67891: its check digit is right", "Said by the applicant itself"),
            ],
        ),
    }
    assert told(checks_for_team(application, lead)) == found


def test_nothing_recorded_is_not_known_and_settles_nothing(now: datetime) -> None:
    call = call_open(now, earlier_rule="times", earlier_number=2, most_employees=50, needs_number=True)
    application, lead = handed_in(now, call)

    found = told(checks_for_team(application, lead))

    assert [found[kind][0] for kind in ("earlier", "size", "number")] == ["holds", "unknown", "unknown"]
    assert found["earlier"][1] == [("No place in a cohort is recorded.", "Cohorts on this platform")]
    assert found["size"][1][0][0] == "How many people work there is not recorded."


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({}, "free"),
        ({"earlier_rule": "years", "earlier_number": 2}, "holds"),
        ({"earlier_rule": "years", "earlier_number": 3}, "fails"),
        ({"earlier_rule": "times", "earlier_number": 2}, "holds"),
        ({"earlier_rule": "times", "earlier_number": 2, "earlier_everywhere": True}, "fails"),
    ],
)
def test_earlier_places_count_as_the_call_says(now: datetime, fields: dict[str, Any], result: str) -> None:
    call = call_open(now, **fields)
    own = OrganisationFactory()
    CohortPlaceFactory(organisation=own, cohort=CohortFactory(programme=call.programme, year=2020))
    CohortPlaceFactory(organisation=own, cohort__year=2021)
    application, lead = handed_in(now, call, organisation=own)

    assert told(checks_for_team(application, lead))["earlier"][0] == result


@pytest.mark.parametrize(
    ("size", "founded", "result"),
    [("1-10", 2018, "holds"), ("51-250", 2018, "fails"), ("", 2018, "unknown"), ("11-50", 2018, "unknown"),
     ("1-10", 2017, "unknown"), ("1-10", 2016, "fails"), ("1-10", None, "unknown")],
)  # fmt: skip
def test_size_and_age_by_what_the_directory_has(now: datetime, size: str, founded: int | None, result: str) -> None:
    call = call_open(now, most_employees=30, most_years=5)
    application, lead = handed_in(now, call, organisation=OrganisationFactory(size=size, founded_year=founded))

    assert told(checks_for_team(application, lead))["size"][0] == result


def test_the_same_company_under_another_record_is_found_for_officers_alone(now: datetime) -> None:
    """By the number that it states; a namesake is only asked about. The team reads nothing of others."""
    call = call_open(now, earlier_rule="never")
    twin = OrganisationFactory(name_en="Ahn Old", name_ko="", is_listed=True)
    RegistrationNumber.objects.create(organisation=twin, scheme="kr_business", number="123-45-67891")
    namesake = OrganisationFactory(name_en="AHN BIO Inc.", name_ko="")
    for each in (twin, namesake):
        CohortPlaceFactory(organisation=each, cohort=CohortFactory(programme=call.programme, year=2010 + each.pk % 9))
    application, lead = handed_in(now, call, organisation=OrganisationFactory(name_en="Ahn Bio", name_ko=""))
    _person, officer = officer_of(call.programme)

    found = told(checks_for_officers(application, officer, application.answers))["earlier"]
    RegistrationNumber.objects.all().delete()
    doubtful = told(checks_for_officers(application, officer, application.answers))["earlier"]

    assert found[0] == "fails"
    assert [source for _text, source in found[1]] == [
        "Ahn Old bears a registration number that the application states.",
        "AHN BIO Inc. bears the same name; whether it is the same company is for an officer to say.",
    ]
    assert doubtful[0] == "unknown"
    assert told(checks_for_team(application, lead))["earlier"] == (
        "holds", [("No place in a cohort is recorded.", "Cohorts on this platform")],
    )  # fmt: skip


def test_a_writer_from_outside_reads_no_more_than_everybody(now: datetime) -> None:
    call = call_open(now)
    own = OrganisationFactory(is_listed=False, size="1-10")
    RegistrationNumber.objects.create(organisation=own, scheme="kr_business", number="220-81-62517")
    CohortPlaceFactory(organisation=own, cohort__is_listed=False)
    application, _lead = handed_in(now, call, organisation=own)
    writer = UserFactory()
    TeamMember.objects.create(application=application, user=writer)

    found = told(checks_for_team(application, actor_of(writer)))

    assert found["earlier"][1][0][0] == "No place in a cohort is recorded."
    assert found["size"][1][0][0] == "How many people work there is not recorded."
    assert found["number"][1][0][0] == "its check digit is right"


def test_officers_judge_with_a_reason_until_the_call_is_over(now: datetime) -> None:
    call = call_open(now)
    application, lead = handed_in(now, call)
    _person, officer = officer_of(call.programme)
    deed = {"application_id": application.pk, "now": now}

    with pytest.raises(Refused, match="Only the officers"):
        judge_checks(verdicts=[(CheckKind.SIZE, Verdict.HOLDS, "")], by=lead, **deed)
    with pytest.raises(Refused, match="Say why"):
        judge_checks(verdicts=[(CheckKind.SIZE, Verdict.FAILS, " ")], by=officer, **deed)
    judge_checks(verdicts=[(CheckKind.SIZE, Verdict.FAILS, "Too large")], by=officer, **deed)
    same = judge_checks(verdicts=[(CheckKind.SIZE, Verdict.FAILS, "Too large")], by=officer, **deed)
    judge_checks(verdicts=[(CheckKind.SIZE, Verdict.HOLDS, "")], by=officer, **deed)
    Call.objects.update(state="cancelled")
    with pytest.raises(Refused, match="its call is over"):
        judge_checks(verdicts=[(CheckKind.SIZE, Verdict.FAILS, "Late")], by=officer, **deed)

    assert same == {}
    assert list(CheckVerdict.objects.values_list("kind", "verdict", "reason", "decided_by")) == [
        ("size", "holds", "", officer.user_id)
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckVerdict.objects.update(verdict="none")


def test_what_is_checked_is_told_and_stays_once_announced(now: datetime) -> None:
    call = call_open(now, earlier_rule="years", earlier_number=3, most_years=7, most_employees=1)
    draft = CallFactory(
        programme=call.programme, opens_at=call.opens_at, closes_at=call.closes_at, earlier_rule=EarlierRule.NEVER
    )
    CallForm.objects.create(call=draft, version=1, definition=ASKED)
    person, _officer = officer_of(call.programme)
    page = reverse("programmes_desk:call", args=[draft.programme.public_id, draft.public_id])

    shown = text(Client().get(reverse("programmes:call", args=[call.public_id]), headers={"accept-language": "en"}))
    refused = browser(person).post(page, {"earlier_rule": "years"})

    assert asked_of_applicants(call) == {
        "earlier": "No company that had a place in a cohort of the 3 years before. Places in this programme count.",
        "size": "1 person at most. Founded 7 years ago at most.",
        "number": "",
    }
    assert "No company that had a place in a cohort of the 3 years before." in shown
    assert refused.status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.filter(pk=draft.pk).update(earlier_rule="times")


def test_officers_see_the_checks_and_judge_on_their_page(now: datetime) -> None:
    call = call_open(now, earlier_rule="never")
    application, lead = handed_in(now, call, organisation=OrganisationFactory(name_en="Ahn Bio"))
    person, _officer = officer_of(call.programme)
    ids = {"public_id": call.programme.public_id, "call_id": call.public_id, "application_id": application.public_id}
    page, officer = reverse("programmes_desk:checks", kwargs=ids), browser(person)

    before = text(officer.get(page))
    refused = officer.post(page, {"verdict_earlier": "fails"})
    officer.post(page, {"verdict_earlier": "fails", "reason_earlier": "Its founder had a place."})
    after = officer.get(page)

    assert "The records agree" in before
    assert refused.status_code == 422
    assert "Say why the check does not hold" in text(refused)
    assert "Its founder had a place." in text(after)
    assert Result.FAILS.value not in text(browser(TeamMember.objects.get(user_id=lead.user_id).user).get(
        reverse("programmes:application", args=[application.public_id])
    ))  # fmt: skip


def test_trail_tells_the_team_its_own_and_officers_nothing_of_a_draft(now: datetime) -> None:
    call = call_open(now)
    application, lead = handed_in(now, call)
    person, officer = officer_of(call.programme)
    judge_checks(application_id=application.pk, verdicts=[(CheckKind.SIZE, Verdict.HOLDS, "")], by=officer, now=now)
    ask_for_more(
        application_id=application.pk, text_ko="", text_en="More", fields=["plan"], due_at=call.closes_at, by=officer,
        now=now,
    )  # fmt: skip
    save_answers(application_id=application.pk, typed={"plan": {"en": "New"}}, seen={}, by=lead, now=now)
    ids = {"public_id": call.programme.public_id, "call_id": call.public_id, "application_id": application.public_id}
    member = TeamMember.objects.get(user_id=lead.user_id).user

    team = text(browser(member).get(reverse("programmes:application_trail", args=[application.public_id])))
    officers = text(browser(person).get(reverse("programmes_desk:application_trail", kwargs=ids)))

    assert "handed an application in" in team
    assert "the programme’s officers asked more of an applicant" in team
    assert "judged a check" not in team
    assert person.email not in team
    assert "judged a check of an applicant" in officers
    assert "handed an application in" in officers
