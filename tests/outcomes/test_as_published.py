"""What anybody reads of cases and reports stays within what is public, and says the same wherever it is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from bridgehead.accounts.actor import SYSTEM
from bridgehead.agreements.actions.said import AmountSaid, said_by
from bridgehead.agreements.actions.states import move_agreement
from bridgehead.agreements.actions.terms import correct_terms
from bridgehead.agreements.models import Agreement, Component
from bridgehead.directory.models import Organisation
from bridgehead.foundation.money import Exactness
from bridgehead.outcomes.actions.ladder import Said, name_sayer
from bridgehead.outcomes.actions.reports import change_report
from bridgehead.outcomes.adapters.report_papers import report_pdf
from bridgehead.outcomes.models import FollowUp, Outcome
from bridgehead.outcomes.queries.ladder import ladder
from bridgehead.outcomes.queries.reports import figures_of, material_of
from tests.factories.agreements import SIGNED_ON, licence_said, published
from tests.factories.organisations import OrganisationFactory, TopicFactory
from tests.factories.outcomes import realised, stated
from tests.factories.reports import begun, publish
from tests.pages import text
from tests.paper import pages_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

RESULTS = "/en/results/"
CORRECTED = {"reason_ko": "정정", "reason_en": "Corrected"}


@pytest.fixture
def agency() -> Organisation:
    return OrganisationFactory(kind="agency")


def corrected(agreement: Agreement, now: datetime, *, signed_on: date | None = None, **other: Any) -> None:
    agreement.refresh_from_db()
    correct_terms(
        agreement_id=agreement.pk,
        revision=agreement.revision,
        said=replace(said_by(agreement.current), **other),
        signed_on=signed_on or SIGNED_ON,
        reason_en="A slip",
        by=SYSTEM,
        now=now,
    )


def test_what_came_in_under_an_agreement_whose_money_is_concealed_is_told_nowhere(
    now: datetime, agency: Organisation, client: Client
) -> None:
    said = Said(Decimal(7_654_321), None, "USD")
    realised(published(keeper=agency, concealed=("money",)), said=said)
    shown = OrganisationFactory(kind="agency")
    realised(published(keeper=shown), said=replace(said, amount=Decimal(1_234_567)))

    page = text(client.get(f"{RESULTS}realised/"))

    assert ("1,234,567" in page, "7,654,321" in page) == (True, False)
    assert "The parties keep the money to themselves." in page


@pytest.mark.parametrize("exactness", [Exactness.AT_MOST, Exactness.ABOUT])
def test_a_range_is_a_floor_and_makes_no_floor_of_what_is_none(
    exactness: Exactness, now: datetime, agency: Organisation
) -> None:
    for amount, up_to in ((100, None), (10, Decimal(20))):
        amounts = (AmountSaid(Component.HEADLINE, Decimal(amount), up_to, "USD", exactness),)
        published(replace(licence_said(OrganisationFactory()), amounts=amounts), keeper=agency)

    money = [(each.money.amount, each.money.exactness) for rung in ladder(now) for each in rung.money]

    figures = material_of(begun(agency, now), now).built().figures
    assert money == [(Decimal(110), Exactness.ABOUT)]
    assert [(each.value, each.exactness) for each in figures if each.unit == "money"] == [("110.00", "about")]


def test_a_corrected_day_keeps_the_case_and_on_whose_word_it_stands(now: datetime, agency: Organisation) -> None:
    named, own = published(keeper=agency), published(keeper=agency)
    said_on, sooner = date(2023, 4, 28), SIGNED_ON - timedelta(days=1)
    name_sayer(outcome_id=named.outcomes.get().pk, said_by="press", said_on=said_on, by=SYSTEM, now=now)
    before = set(Outcome.objects.values_list("public_id", flat=True))
    report = begun(agency, now)
    publish(report, now)

    for each in (named, own):
        corrected(each, now, signed_on=sooner)

    assert set(Outcome.objects.values_list("public_id", flat=True)) == before
    assert [(each.outcomes.get().on, each.outcomes.get().said_by) for each in (named, own)] == [
        (sooner, "press"),
        (sooner, "agency"),
    ]
    assert [each.outcomes.get().said_on for each in (named, own)] == [said_on, sooner]
    changes = publish(report, now, **CORRECTED).head["changes"]
    assert {name: changes[name] for name in ("added", "removed", "changed")} == {"added": 0, "removed": 0, "changed": 2}


def test_a_corrected_kind_is_another_case_on_the_same_word(now: datetime, agency: Organisation) -> None:
    agreement = published(keeper=agency)
    name_sayer(outcome_id=agreement.outcomes.get().pk, said_by="press", said_on=SIGNED_ON, by=SYSTEM, now=now)

    corrected(agreement, now, kind="mou", amounts=())

    standing = agreement.outcomes.get(withdrawn_at=None)
    assert (standing.rung, standing.said_by, standing.said_on) == ("mou", "press", SIGNED_ON)
    assert agreement.outcomes.count() == 2


def test_reports_are_listed_as_they_were_published(now: datetime, agency: Organisation, client: Client) -> None:
    published(keeper=agency)
    report = begun(agency, now)
    publish(report, now)
    report.refresh_from_db()

    change_report(report_id=report.pk, revision=report.revision, name_en="Not yet", by=SYSTEM, now=now)

    page = text(client.get(f"{RESULTS}reports/"))
    assert ("Results of 2023" in page, "Not yet" in page) == (True, False)


def test_a_field_that_is_no_longer_told_is_named_in_what_changed(
    now: datetime, agency: Organisation, client: Client
) -> None:
    was, becomes = TopicFactory(name_en="Enzymes"), TopicFactory(name_en="Vaccines")
    agreement = published(replace(licence_said(OrganisationFactory()), field_id=was.pk), keeper=agency)
    report = begun(agency, now)
    publish(report, now)
    corrected(agreement, now, field_id=becomes.pk)

    publish(report, now, **CORRECTED)

    page = text(client.get(f"{RESULTS}reports/{report.public_id}/"))
    assert "Enzymes 1 –" in page
    assert "Vaccines – 1" in page
    assert "no field told" not in page


def test_the_record_of_an_agreement_that_was_called_off_leads_nowhere(
    now: datetime, agency: Organisation, client: Client
) -> None:
    stands, gone = published(keeper=agency), published(keeper=agency)
    report = begun(agency, now)
    edition = publish(report, now)
    gone.refresh_from_db()
    move_agreement(
        agreement_id=gone.pk, revision=gone.revision, state="cancelled", on=SIGNED_ON, note="x", by=SYSTEM, now=now
    )
    figure = next(each for each in figures_of(edition) if each.cases == 2)

    page = client.get(f"{RESULTS}reports/{report.public_id}/1/figures/{figure.position}/").content.decode()

    linked = [f'href="/en/agreements/{each.public_id}/"' in page for each in (stands, gone)]
    assert (linked, page.count("no longer stands as published")) == ([True, False], 1)


def test_paper_bears_the_day_of_the_agency_and_tells_what_changed(agency: Organisation) -> None:
    at_night = datetime(2023, 11, 28, 19, 0, tzinfo=UTC)  # four in the morning of the 29th in Seoul
    agreement = published(keeper=agency)
    report = begun(agency, at_night)
    publish(report, at_night)
    corrected(agreement, at_night, kind="mou", amounts=())

    edition = publish(report, at_night, **CORRECTED)

    paper = " ".join(" ".join(pages_of(report_pdf(edition, figures_of(edition)))).split())
    assert "2, published on 29 November 2023" in paper
    assert "Cases on each rung · contract signed 1 0 Cases on each rung · MOU signed 0 1" in paper


def test_stated_effects_are_shown_a_page_at_a_time(agency: Organisation, client: Client) -> None:
    for _each in range(11):
        stated(agency, is_public=True)

    counts = [text(client.get(f"{RESULTS}{query}")).count("Stated by") for query in ("", "?page=2")]

    assert counts == [10, 1]


def test_a_follow_up_whose_day_is_still_to_come_again_is_told_of_again(agency: Organisation) -> None:
    agreement = published(keeper=agency)
    now = datetime(2023, 5, 26, 13, 0, tzinfo=UTC)
    FollowUp.objects.filter(agreement=agreement).update(told_at=now)
    first = agreement.follow_ups.get(step=1)

    corrected(agreement, now, signed_on=first.due_on - timedelta(days=10))

    first.refresh_from_db()
    assert (first.due_on > now.date(), first.told_at) == (True, None)
