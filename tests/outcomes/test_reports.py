"""Reports: what they count, that they stay as published, and that their open data give every figure anew."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest
from django.db import IntegrityError, transaction

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.agreements.actions.said import AmountSaid
from bridgehead.agreements.actions.states import move_agreement
from bridgehead.agreements.actions.terms import correct_terms
from bridgehead.agreements.models import Agreement, Component
from bridgehead.directory.models import Organisation
from bridgehead.engines.evidence.published import read_published
from bridgehead.engines.evidence.verify import verify
from bridgehead.foundation.money import Exactness
from bridgehead.foundation.refusals import Refused
from bridgehead.outcomes.actions.ladder import agree_to_public, name_sayer, withdraw_outcome
from bridgehead.outcomes.actions.reports import (
    ReportChangedMeanwhile,
    change_report,
    discard_report,
    draft_report,
    publish_edition,
)
from bridgehead.outcomes.adapters.open_data import SCHEMA
from bridgehead.outcomes.indicators import INDICATORS
from bridgehead.outcomes.models import Edition, EditionRecord, Figure, Outcome, Report
from bridgehead.outcomes.queries.reports import corrected_since, figures_of
from bridgehead.outcomes.schemas.figures import GROUPS
from tests.factories.agreements import keeper_of, licence_said, published
from tests.factories.organisations import OrganisationFactory
from tests.factories.outcomes import document_of, hoped, open_data_of
from tests.factories.reports import YEAR, begun, publish

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def values(edition: Edition) -> dict[tuple[str, ...], tuple[str, str, int]]:
    return {
        (each.indicator, *(each.group[key] for key in GROUPS if key in each.group)): (
            each.value,
            each.exactness,
            each.cases,
        )
        for each in figures_of(edition)
    }


@pytest.fixture
def agency() -> Organisation:
    return OrganisationFactory(kind="agency")


def test_a_report_counts_what_its_definitions_say(now: datetime, agency: Organisation) -> None:
    licensor = OrganisationFactory()
    said = licence_said(licensor)
    dollars = (AmountSaid(Component.UPFRONT, Decimal("4000000.50"), Decimal(5_000_000), "USD"),)
    published(said, keeper=agency)
    published(replace(said, amounts=dollars), keeper=agency)
    published(replace(said, kind="mou", amounts=()), keeper=agency)
    published(said, keeper=agency, concealed=("money",))
    published(said)

    edition = publish(begun(agency, now), now)

    assert values(edition) == {
        ("cases-by-rung", "consulted"): ("0", "exact", 0),
        ("cases-by-rung", "pursued"): ("0", "exact", 0),
        ("cases-by-rung", "mou"): ("1", "exact", 1),
        ("cases-by-rung", "contract"): ("3", "exact", 3),
        ("cases-by-rung", "confirmed"): ("0", "exact", 0),
        ("cases-by-rung", "realised"): ("0", "exact", 0),
        ("cases-by-rung-and-year", "contract", "2023"): ("3", "exact", 3),
        ("cases-by-rung-and-year", "mou", "2023"): ("1", "exact", 1),
        ("cases-by-rung-and-field", "contract", ""): ("3", "exact", 3),
        ("cases-by-rung-and-field", "mou", ""): ("1", "exact", 1),
        ("money-by-rung-and-shape", "contract", "headline", "KRW"): ("635300000000", "about", 1),
        ("money-by-rung-and-shape", "contract", "upfront", "USD"): ("4000000.50", "at_least", 1),
        ("organisations-by-rung", "consulted"): ("0", "exact", 0),
        ("organisations-by-rung", "pursued"): ("0", "exact", 0),
        ("organisations-by-rung", "mou"): ("1", "exact", 1),
        ("organisations-by-rung", "contract"): ("1", "exact", 3),
        ("organisations-by-rung", "confirmed"): ("0", "exact", 0),
        ("organisations-by-rung", "realised"): ("0", "exact", 0),
        ("repeat-organisations-by-rung", "consulted"): ("0", "exact", 0),
        ("repeat-organisations-by-rung", "pursued"): ("0", "exact", 0),
        ("repeat-organisations-by-rung", "mou"): ("0", "exact", 1),
        ("repeat-organisations-by-rung", "contract"): ("1", "exact", 3),
        ("repeat-organisations-by-rung", "confirmed"): ("0", "exact", 0),
        ("repeat-organisations-by-rung", "realised"): ("0", "exact", 0),
        ("contracts-confirmed",): ("0/3", "exact", 3),
        ("contracts-realised",): ("0/3", "exact", 3),
    }


def test_a_period_and_a_keeper_bound_a_report(now: datetime, agency: Organisation) -> None:
    published(keeper=agency)
    published()

    earlier = begun(agency, now, first_day=date(2022, 1, 1), last_day=date(2022, 12, 31))
    with pytest.raises(Refused, match="nothing public to report"):
        publish(earlier, now)
    before_its_hour = begun(agency, now)
    with pytest.raises(Refused, match="nothing public to report"):
        publish(before_its_hour, datetime(2023, 4, 20, 8, 59, 59, tzinfo=now.tzinfo))
    assert len(document_of(publish(before_its_hour, now))["records"]) == 1


def test_a_correction_makes_a_second_edition_and_leaves_the_first_as_it_was(
    now: datetime, agency: Organisation
) -> None:
    company = OrganisationFactory()
    agreement, report = published(licence_said(company), keeper=agency), begun(agency, now)
    first = publish(report, now)
    said = document_of(first)
    corrected(agreement, licence_said(company, amounts=(AmountSaid(Component.HEADLINE, Decimal(7), None, "KRW"),)), now)
    with pytest.raises(Refused, match="what changed"):
        publish(report, now)

    second = publish(report, now, reason_ko="금액을 바로잡음", reason_en="The amount was corrected")

    assert document_of(first) == said
    assert second.head["report"]["before"] == {"edition": 1, "digest": first.digest}
    assert second.head["changes"] == {
        "added": 0,
        "removed": 0,
        "changed": 1,
        "figures": [
            {
                "indicator": "money-by-rung-and-shape",
                "group": {"rung": "contract", "component": "headline", "currency": "KRW"},
                "before": "about 635300000000",
                "after": "7",
            }
        ],
        "effects": [],
        "words": [],
    }
    with pytest.raises(Refused, match="Nothing has changed since edition 2"):
        publish(report, now, reason_ko="다시", reason_en="Again")


def corrected(agreement: Agreement, said: Any, now: datetime) -> None:
    agreement.refresh_from_db()
    correct_terms(
        agreement_id=agreement.pk,
        revision=agreement.revision,
        said=said,
        signed_on=date(2023, 4, 26),
        reason_ko="오기",
        reason_en="A slip",
        by=SYSTEM,
        now=now,
    )


def test_what_is_called_off_leaves_the_next_edition(now: datetime, agency: Organisation) -> None:
    kept, gone = published(keeper=agency), published(keeper=agency)
    report = begun(agency, now)
    publish(report, now)
    gone.refresh_from_db()
    move_agreement(
        agreement_id=gone.pk, revision=gone.revision, state="cancelled", on=now.date(), note="x", by=SYSTEM, now=now
    )

    second = publish(report, now, reason_ko="해지", reason_en="Called off")

    assert [each["agreement"] for each in document_of(second)["records"]] == [str(kept.public_id)]
    assert second.head["changes"]["removed"] == 1


def test_a_record_says_where_it_no_longer_stands_as_it_was_published(now: datetime, agency: Organisation) -> None:
    fine, fixed, off, secret, told = (published(licence_said(OrganisationFactory()), keeper=agency) for _ in range(5))
    hopes = [hoped(agency) for _ in range(3)]
    for each in hopes:
        agree_to_public(outcome_id=each.pk, is_public=True, by=SYSTEM, now=now)
    records = list(publish(begun(agency, now), now).records.all())
    assert corrected_since(records, now) == set()

    corrected(fixed, licence_said(OrganisationFactory()), now)
    move_agreement(
        agreement_id=off.pk, revision=off.revision, state="cancelled", on=now.date(), note="x", by=SYSTEM, now=now
    )
    Agreement.objects.filter(pk=secret.pk).update(concealed=["money"])
    name_sayer(outcome_id=told.outcomes.get().pk, said_by="company", said_on=now.date(), by=SYSTEM, now=now)
    withdraw_outcome(outcome_id=hopes[0].pk, reason="A slip", by=SYSTEM, now=now)
    agree_to_public(outcome_id=hopes[1].pk, is_public=False, by=SYSTEM, now=now)

    gone = corrected_since(records, now)
    assert {each.said["agreement"] for each in records if each.key in gone} - {""} == {
        str(each.public_id) for each in (fixed, off, secret, told)
    }
    assert gone & {each.public_id for each in hopes} == {each.public_id for each in hopes[:2]}
    assert len(gone) == len(records) - 2
    assert Outcome.objects.get(agreement=fine).public_id not in gone


def test_only_the_keepers_of_the_ledger_write_a_report(now: datetime, agency: Organisation) -> None:
    published(keeper=agency)
    report, keeper, rival = begun(agency, now), keeper_of(agency), keeper_of(OrganisationFactory(kind="agency"))

    def deeds(by: Actor) -> list[Any]:
        common = {"report_id": report.pk, "revision": report.revision, "by": by, "now": now}
        return [
            lambda: change_report(**common, name_en="X"),
            lambda: discard_report(**common),
            lambda: publish_edition(**common),
            lambda: draft_report(keeper_id=agency.pk, name_ko="가", name_en="A", **YEAR, by=by, now=now),
        ]

    for deed in deeds(rival):
        with pytest.raises(Refused, match="Only those who keep this ledger"):
            deed()
    assert publish_edition(report_id=report.pk, revision=0, by=keeper, now=now).published_by_id == keeper.user_id


def test_somebody_who_was_quicker_is_not_overwritten(now: datetime, agency: Organisation) -> None:
    published(keeper=agency)
    report = begun(agency, now)
    change_report(report_id=report.pk, revision=0, by=SYSTEM, now=now, name_en="Results, 2023")

    with pytest.raises(ReportChangedMeanwhile):
        publish_edition(report_id=report.pk, revision=0, by=SYSTEM, now=now)
    assert not Edition.objects.exists()


def test_a_published_report_keeps_its_period(now: datetime, agency: Organisation) -> None:
    published(keeper=agency)
    report = begun(agency, now)
    publish(report, now)
    report.refresh_from_db()
    common: dict[str, Any] = {"report_id": report.pk, "by": SYSTEM, "now": now}

    with pytest.raises(Refused, match="its period and scope stay"):
        change_report(**common, revision=report.revision, last_day=date(2024, 1, 1))
    with pytest.raises(Refused, match="What was published stays"):
        discard_report(**common, revision=report.revision)
    assert change_report(**common, revision=report.revision, name_en="Results").name_en == "Results"


BREAKS: dict[str, Any] = {
    "edition changed": lambda edition: Edition.objects.filter(pk=edition.pk).update(digest="0" * 64),
    "edition deleted": lambda edition: Edition.objects.filter(pk=edition.pk)._raw_delete("default"),
    "record changed": lambda edition: edition.records.update(digest="0" * 64),
    "record deleted": lambda edition: edition.records.all()._raw_delete("default"),
    "record added": lambda edition: EditionRecord.objects.create(
        edition=edition, position=99, key=edition.public_id, body="{}", digest=""
    ),
    "figure changed": lambda edition: edition.figures.update(value="1000"),
    "figure deleted": lambda edition: edition.figures.all()._raw_delete("default"),
    "figure added": lambda edition: Figure.objects.create(
        edition=edition, position=99, indicator="x", version=1, group={}, value="1", unit="cases",
        exactness="exact", cases=1, proof="", records=[],
    ),
    "born sealed": lambda edition: Edition.objects.create(
        report=edition.report, number=2, published_at=edition.published_at, head={}, digest="0", reason_ko="가",
        reason_en="a", sealed_at=edition.published_at,
    ),
    "period changed": lambda edition: Report.objects.update(last_day=date(2030, 1, 1)),
}  # fmt: skip


@pytest.mark.parametrize("what", BREAKS)
def test_the_database_itself_keeps_what_was_published(what: str, now: datetime, agency: Organisation) -> None:
    published(keeper=agency)
    edition = publish(begun(agency, now), now)

    with pytest.raises(IntegrityError, match=r"guard|FOREIGN KEY|foreign key"), transaction.atomic():
        BREAKS[what](edition)


def archive_of(edition: Edition, path: Path) -> Path:
    place = path / "report.zip"
    place.write_bytes(open_data_of(edition))
    return place


@pytest.fixture
def edition(now: datetime, agency: Organisation) -> Edition:
    company = OrganisationFactory(name_en="=cmd|' /C calc'!A0", name_ko="'=우리")
    amounts = (
        AmountSaid(Component.HEADLINE, Decimal(40000000), None, "USD"),
        AmountSaid(Component.UPFRONT, Decimal("1.5"), Decimal(2), "USD", Exactness.ABOUT),
        AmountSaid(Component.UPFRONT, Decimal("0.125"), None, "KWD"),
        AmountSaid(Component.ROYALTY, percent=Decimal("8.25")),
    )
    for said in (licence_said(company), licence_said(company, amounts=amounts), licence_said(company, kind="mou")):
        published(said, keeper=agency)
    return publish(begun(agency, now), now)


def test_open_data_are_as_their_schema_says(edition: Edition) -> None:
    fastjsonschema.compile(json.loads(SCHEMA.read_bytes()))(document_of(edition))


def test_open_data_give_every_figure_anew(edition: Edition, tmp_path: Path) -> None:
    read = read_published(archive_of(edition, tmp_path))

    assert verify(read, digest=edition.digest) == []
    assert read.document == document_of(edition)
    assert read.table_records == read.records
    assert read.document["digest"] == edition.digest


def test_the_same_edition_is_the_same_archive(edition: Edition, tmp_path: Path) -> None:
    assert archive_of(edition, tmp_path).read_bytes() == archive_of(edition, tmp_path).read_bytes()


def test_the_formulas_are_those_of_their_versions() -> None:
    """Whoever changes a formula gives it the next version, and writes both here."""
    assert {(each.code, each.version): each.formula for each in INDICATORS} == {
        ("cases-by-rung", 1): {"measure": "count", "rungs": RUNGS, "by": ["rung"]},
        ("cases-by-rung-and-year", 1): {"measure": "count", "rungs": RUNGS, "by": ["rung", "year"]},
        ("cases-by-rung-and-field", 1): {"measure": "count", "rungs": RUNGS, "by": ["rung", "field"]},
        ("money-by-rung-and-shape", 1): {"measure": "money", "rungs": RUNGS, "by": ["rung", "component", "currency"]},
        ("organisations-by-rung", 1): {"measure": "organisations", "rungs": RUNGS, "by": ["rung"]},
        ("repeat-organisations-by-rung", 1): {
            "measure": "organisations", "rungs": RUNGS, "by": ["rung"], "at_least": 2,
        },
        ("contracts-confirmed", 1): {"measure": "share", "rungs": ["contract"], "by": [], "reached": "confirmed"},
        ("contracts-realised", 1): {"measure": "share", "rungs": ["contract"], "by": [], "reached": "realised"},
    }  # fmt: skip


RUNGS = ["consulted", "pursued", "mou", "contract", "confirmed", "realised"]
