"""The forum of 2023 holds every reported fact, and real organisations hold nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import yaml

from bridgehead.agreements.models import Agreement, Amount, Party
from bridgehead.agreements.queries.public import public_agreements
from bridgehead.config.demo.facts import has_facts, load_facts
from bridgehead.config.demo.files import read
from bridgehead.directory.models import Organisation
from bridgehead.events.models import Appearance, Forum, ForumState, ReportedFigure
from bridgehead.outcomes.models import Outcome, StatedEffect
from tests.conftest import SHARED

pytestmark = [pytest.mark.django_db, pytest.mark.database]

#: What an organisation may carry; the rest of its fields stay as the model makes them.
TOLD = {"name_ko", "name_en", "kind", "country"}
OWN = {"id", "public_id", "created_at", "is_listed"}


@pytest.fixture
def forum(now: datetime) -> Forum:
    return load_facts(now + timedelta(days=30))


@pytest.fixture(scope="module")
def reported() -> dict[str, Any]:
    """The facts as they lie beside the project."""
    return yaml.safe_load((SHARED / "facts" / "boston-forum-2023.yaml").read_text("utf-8"))


def test_forum_stands_as_reported(forum: Forum) -> None:
    forum.refresh_from_db()

    assert (forum.name_ko, forum.name_en) == (
        "한미 디지털·바이오헬스 비즈니스 포럼",
        "Korea–US Digital & Bio-Health Business Forum",
    )
    assert forum.starts_at == datetime(2023, 4, 27, 20, 0, tzinfo=UTC)
    assert (forum.ends_at, forum.capacity, forum.zone) == (None, None, "America/New_York")
    assert (forum.state, forum.is_sample) == (ForumState.CLOSED, False)
    assert set(forum.hosts.values_list("name_en", flat=True)) == {
        "Ministry of Health and Welfare",
        "Korea Health Industry Development Institute",
    }


def test_what_was_signed_stands_in_the_ledger_and_nothing_beyond_the_report(
    forum: Forum, reported: dict[str, Any]
) -> None:
    contract, *mous = Agreement.objects.select_related("current").order_by("pk")
    (amount,) = Amount.objects.filter(terms__agreement=contract)
    facts, counted = reported["agreements"]

    assert (contract.current.kind, contract.current.signed_on) == (facts["kind"], facts["signed_on"])
    assert (amount.minor, amount.currency, amount.exactness) == (facts["value_krw"], "KRW", "about")
    assert [
        (party.organisation.name_en if party.organisation else None, party.country)
        for party in contract.current.parties.all()
    ] == [("Daewoong Pharmaceutical", ""), (None, "US")]
    assert len(mous) == counted["count"] == reported["outcomes"]["mous"]
    assert {each.current.kind for each in mous} == {"mou"}
    assert not Amount.objects.filter(terms__agreement__in=mous).exists()
    assert set(Party.objects.filter(terms__agreement__in=mous).values_list("organisation", "country")) == {(None, "")}
    assert set(Outcome.objects.values_list("said_by", "said_on")) == {("press", date(2023, 4, 28))}
    effect = StatedEffect.objects.get()
    assert (effect.minor, effect.currency, effect.exactness, effect.method_ko, effect.method_en) == (
        reported["outcomes"]["economic_effect_krw_at_least"],
        "KRW",
        "at_least",
        "",
        "",
    )
    assert public_agreements(forum.starts_at + timedelta(days=2)).count() == 10


def test_agenda_keeps_the_order_of_the_report(forum: Forum) -> None:
    agenda = [
        (part.number, session.kind, [each.organisation.name_ko for each in session.appearances.order_by("order")])
        for part in forum.parts.all()
        for session in part.sessions.all()
    ]

    assert [(number, kind, len(names)) for number, kind, names in agenda] == [
        (1, "ceremony", 20),
        (1, "case_talk", 1),
        (1, "company_presentations", 6),
        (2, "signing", 1),
    ]
    assert agenda[2][2] == ["유한USA", "휴온스USA", "동아ST", "대웅제약", "카카오헬스케어", "지엠에스헬스케어"]


def test_tenants_move_in_by_year(forum: Forum) -> None:
    years = Appearance.objects.filter(role="moves_in").values_list("year", flat=True)

    assert sorted(years) == [2022] * 7 + [2023] * 13


def test_figures_are_told_as_they_are_known_and_never_added(forum: Forum) -> None:
    figures = [(each.label_en, each.value, each.currency, each.exactness) for each in forum.figures.all()]

    assert figures == [
        ("Attendance", Decimal(100), "", "about"),
        ("Contracts signed", Decimal(1), "", "exact"),
        ("MOUs signed", Decimal(9), "", "exact"),
        ("Signatory organisations", Decimal(19), "", "exact"),
        ("Contract value", Decimal(635_300_000_000), "KRW", "about"),
        ("Economic effect", Decimal(670_000_000_000), "KRW", "at_least"),
    ]


def test_every_figure_names_its_source_in_both_languages(forum: Forum) -> None:
    for figure in ReportedFigure.objects.all():
        assert figure.label_ko
        assert figure.note_ko
        assert figure.note_en
        assert figure.source_ko.startswith("2023년 4월 28일 언론 보도")
        assert figure.source_en.startswith("Press report of 28 April 2023")
        assert figure.reported_on == date(2023, 4, 28)


def test_real_organisations_carry_names_kind_and_country_only(forum: Forum) -> None:
    blank = Organisation()
    fields = [each.attname for each in Organisation._meta.concrete_fields if each.attname not in TOLD | OWN]

    assert Organisation.objects.count() == 26
    for organisation in Organisation.objects.all():
        beyond = {field: getattr(organisation, field) for field in fields}
        assert beyond == {field: getattr(blank, field) for field in fields}, organisation.name_ko
        for relation in ("assets", "interests", "sectors", "memberships", "aliases", "registration_numbers"):
            assert not getattr(organisation, relation).exists()


@pytest.mark.published
def test_own_copy_says_what_was_reported(reported: dict[str, Any]) -> None:
    own = read("boston-forum-2023.yaml")
    theirs = reported["forum"]

    assert own["forum"]["name"] == {"ko": theirs["name_ko"], "en": theirs["name_en"]}
    assert own["forum"]["starts_at"] == f"{theirs['held_on']}T{theirs['starts_at']}"
    assert own["forum"]["zone"] == theirs["timezone"]
    assert own["forum"]["place"]["en"] == theirs["city"]
    assert own["forum"]["hosts"] == theirs["hosts"]
    assert [
        (part["number"], each["kind"], each.get("presents", [])) for part in own["parts"] for each in part["sessions"]
    ] == [
        (part["number"], each["kind"], each.get("presenters", []))
        for part in theirs["parts"]
        for each in part["sessions"]
    ]


@pytest.mark.published
def test_own_copy_names_the_same_organisations_and_nothing_of_them_that_was_not_stated(
    reported: dict[str, Any],
) -> None:
    own = read("boston-forum-2023.yaml")["organisations"]
    tenants = reported["tenants_2022"] + reported["tenants_2023"]
    stated = {each["key"]: each for each in tenants + reported["other_organisations"]}

    assert {key: (each["ko"], each["en"], each["country"]) for key, each in own.items()} == {
        key: (each["name_ko"], each["name_en"], each.get("country")) for key, each in stated.items()
    }
    assert {key: each["kind"] for key, each in own.items()} == {
        key: each.get("kind", "company") for key, each in stated.items()
    }


@pytest.mark.published
def test_own_copy_counts_as_reported(reported: dict[str, Any]) -> None:
    own = read("boston-forum-2023.yaml")
    moves_in = own["parts"][0]["sessions"][0]["moves_in"]
    values = {each["label"]["en"]: each["value"] for each in own["figures"]}
    signing = reported["forum"]["parts"][1]["sessions"][0]

    assert moves_in == {year: [each["key"] for each in reported[f"tenants_{year}"]] for year in (2022, 2023)}
    assert values == {
        "Attendance": reported["forum"]["attendance_estimate"],
        "Contracts signed": reported["outcomes"]["contracts"],
        "MOUs signed": reported["outcomes"]["mous"],
        "Signatory organisations": signing["signatory_organisations"],
        "Contract value": reported["outcomes"]["contract_value_krw"],
        "Economic effect": reported["outcomes"]["economic_effect_krw_at_least"],
    }


def test_facts_are_known_to_be_there(now: datetime) -> None:
    before = has_facts()
    load_facts(now + timedelta(days=30))

    assert (before, has_facts()) == (False, True)
