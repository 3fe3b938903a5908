"""The ladder: what puts a case on a rung, what takes it off, and what anybody sees of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.agreements.actions.said import AmountSaid
from bridgehead.agreements.actions.states import move_agreement
from bridgehead.agreements.actions.terms import correct_terms
from bridgehead.agreements.models import Agreement, Component
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.money import MOST_MINOR, Exactness, Money
from bridgehead.foundation.refusals import Refused
from bridgehead.outcomes.actions.ladder import (
    Case,
    Said,
    keep_confirmation,
    name_sayer,
    record_outcome,
    state_effect,
    withdraw_outcome,
)
from bridgehead.outcomes.models import Outcome, StatedEffect
from bridgehead.outcomes.queries.ladder import RungShown, cases_on, ladder, shown_cases
from bridgehead.outcomes.rules import Rung, known_together
from tests.factories.agreements import (
    SIGNED_ON,
    answered,
    asked_of,
    drafted,
    keeper_of,
    licence_said,
    published,
    signed,
)
from tests.factories.organisations import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

EXACTNESS = st.sampled_from(list(Exactness))


def rungs(now: datetime) -> dict[str, RungShown]:
    return {each.rung: each for each in ladder(now)}


def counts(now: datetime) -> dict[str, int]:
    return {each.rung: each.cases for each in ladder(now) if each.cases}


def money(now: datetime, rung: str) -> list[tuple[str, Decimal, str, str, int]]:
    held = rungs(now)[rung].money
    return [(e.component, e.money.amount, e.money.currency, e.money.exactness, e.cases) for e in held]


def test_a_signing_stands_on_its_rung_once(now: datetime) -> None:
    said = licence_said(OrganisationFactory())
    contract, mou, other = published(said), published(replace(said, kind="mou")), published(replace(said, kind="other"))
    drafted(said)

    assert {(each.agreement_id, each.rung, each.said_by) for each in Outcome.objects.all()} == {
        (contract.pk, "contract", "agency"),
        (mou.pk, "mou", "agency"),
    }
    assert (counts(now), other.state) == ({"contract": 1, "mou": 1}, "signed")
    assert [each.rung for each in ladder(now)] == ["realised", "confirmed", "contract", "mou", "pursued", "consulted"]


def test_one_agreement_cannot_stand_twice_on_a_rung(now: datetime) -> None:
    agreement = signed()
    told: dict[str, Any] = {"on": SIGNED_ON, "said_on": SIGNED_ON, "said_by": "both", "written_at": now}

    with pytest.raises(IntegrityError, match=r"outcome_once_per_agreement_and_rung|agreement_id"), transaction.atomic():
        Outcome.objects.create(keeper=agreement.keeper, rung=Rung.CONTRACT, agreement=agreement, **told)


def test_the_ladder_shows_nothing_before_its_hour(now: datetime) -> None:
    published(licence_said(OrganisationFactory()), since=now)
    signed()

    assert counts(now - timedelta(seconds=1)) == {}
    assert counts(now) == {"contract": 1}


def test_money_stands_by_shape_and_currency_and_is_told_as_exactly_as_its_least_exact(now: datetime) -> None:
    said = licence_said(OrganisationFactory())
    shaped = (
        AmountSaid(Component.HEADLINE, Decimal(40_000_000), None, "USD"),
        AmountSaid(Component.MILESTONE, Decimal(12), None, "USD"),
        AmountSaid(Component.MILESTONE, Decimal(24), None, "USD"),
        AmountSaid(Component.ROYALTY, percent=Decimal(8)),
    )
    ranged = (AmountSaid(Component.HEADLINE, Decimal(1), Decimal(2), "USD"),)
    for amounts in (shaped, ranged, said.amounts, ()):
        published(replace(said, amounts=amounts))
    published(said, concealed=("money",))

    assert money(now, "contract") == [
        ("headline", Decimal(635_300_000_000), "KRW", "about", 1),
        ("headline", Decimal("40000001.00"), "USD", "at_least", 2),
        ("milestone", Decimal("36.00"), "USD", "exact", 1),
    ]
    assert (rungs(now)["contract"].cases, rungs(now)["contract"].without_money) == (5, 2)


def test_the_largest_amounts_add_up(now: datetime) -> None:
    said = licence_said(OrganisationFactory())
    for _number in range(3):
        published(replace(said, amounts=(AmountSaid(Component.HEADLINE, Decimal(MOST_MINOR), None, "KRW"),)))

    assert money(now, "contract") == [("headline", Decimal(3 * MOST_MINOR), "KRW", "exact", 3)]


@settings(deadline=None, derandomize=True, database=None)
@given(parts=st.lists(st.tuples(st.integers(1, 100), EXACTNESS), min_size=1, max_size=4), shift=st.integers(0, 50))
def test_a_sum_claims_no_more_than_its_parts(parts: list[tuple[int, Exactness]], shift: int) -> None:
    """Whatever the true values are, a sum said to be exact is, one said to be a floor is not undercut."""
    true = {"exact": 0, "at_least": shift, "at_most": -shift, "about": shift}
    told, held = sum(each for each, _exact in parts), sum(each + true[exact] for each, exact in parts)

    exactness = known_together([exact for _each, exact in parts])

    assert {
        Exactness.EXACT: held == told,
        Exactness.AT_LEAST: held >= told,
        Exactness.AT_MOST: held <= told,
        Exactness.ABOUT: True,
    }[exactness]


def test_a_correction_reaches_the_ladder(now: datetime) -> None:
    said = licence_said(OrganisationFactory())
    agreement = published(said)
    right = replace(said, kind="mou", amounts=())

    correct_terms(
        agreement_id=agreement.pk, revision=agreement.revision, said=right, reason_en="An MOU.", by=SYSTEM, now=now
    )

    assert counts(now) == {"mou": 1}
    assert list(Outcome.objects.order_by("pk").values_list("rung", "withdrawn_reason")) == [
        ("contract", "The agreement was corrected."),
        ("mou", ""),
    ]


def test_a_contract_climbs_once_both_sides_have_confirmed_it(now: datetime) -> None:
    said = licence_said(OrganisationFactory(), OrganisationFactory())
    contract, mou = published(said), published(replace(said, kind="mou"))
    steps = []
    for each in (*asked_of(contract), *asked_of(mou)):
        answered(each)
        steps.append(counts(now))
    correct_terms(
        agreement_id=contract.pk,
        revision=Agreement.objects.get(pk=contract.pk).revision,
        said=replace(said, name_en="Another"),
        reason_en="A slip",
        by=SYSTEM,
        now=now,
    )

    assert steps == [{"contract": 1, "mou": 1}, *[{"confirmed": 1, "contract": 1, "mou": 1}] * 3]
    assert counts(now) == {"contract": 1, "mou": 1}
    assert Outcome.objects.get(rung="confirmed").withdrawn_reason == "Both sides no longer confirm it as it stands."


def test_a_confirmation_counts_on_the_day_that_it_is_where_the_agency_is() -> None:
    contract = published(licence_said(OrganisationFactory(), OrganisationFactory()))
    new_years_eve = datetime(2023, 12, 31, 15, 30, tzinfo=UTC)  # in Seoul the year has begun

    keep_confirmation(contract, is_confirmed=True, now=new_years_eve)

    confirmed = Outcome.objects.get(rung="confirmed")
    assert (confirmed.on, confirmed.said_on) == (date(2024, 1, 1), date(2024, 1, 1))


def test_one_side_that_says_otherwise_keeps_a_contract_where_it_is(now: datetime) -> None:
    contract = published(licence_said(OrganisationFactory(), OrganisationFactory()))
    first, second = asked_of(contract)
    answered(first)
    answered(second, verdict="rejected", reason="We never signed it.")

    assert counts(now) == {"contract": 1}


def test_what_is_called_off_leaves_the_ladder(now: datetime) -> None:
    agreement = published()

    move_agreement(
        agreement_id=agreement.pk,
        revision=agreement.revision,
        state="cancelled",
        on=SIGNED_ON,
        note="Withdrawn by the buyer.",
        by=SYSTEM,
        now=now,
    )

    assert counts(now) == {}
    assert Outcome.objects.get().withdrawn_reason == "The agreement was called off."


def realised(agreement: Agreement, now: datetime, *, by: Actor = SYSTEM, **other: Any) -> Outcome:
    told: dict[str, Any] = {
        "agreement_id": agreement.pk,
        "rung": Rung.REALISED,
        "on": date(2024, 5, 2),
        "said_by": "company",
        "said_on": date(2024, 5, 9),
        "said": Said(Decimal(4_000_000), None, "USD"),
    }
    return record_outcome(keeper_id=agreement.keeper_id, case=Case(**{**told, **other}), by=by, now=now)


def test_what_was_realised_may_come_in_parts(now: datetime) -> None:
    agreement = published()
    for _part in range(2):
        realised(agreement, now)

    assert money(now, "realised") == [("received", Decimal("8000000.00"), "USD", "exact", 2)]


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"rung": "contract"}, "reached by signing or by confirmation"),
        ({"agreement_id": None}, "outcome_is_somebodys"),
        ({"said": Said(Decimal("0.001"), None, "USD")}, "cannot be kept: it has more digits"),
        ({"said": Said(Decimal(-1), None, "USD")}, "An amount is zero or more"),
        ({"said": Said(Decimal(2), Decimal(1), "USD")}, "from the smaller to the larger"),
        ({"said_by": "nobody"}, "nobody"),
    ],
)
def test_what_is_no_outcome_is_refused(other: dict[str, Any], says: str, now: datetime) -> None:
    agreement = published()

    with pytest.raises(Refused, match=says):
        realised(agreement, now, **other)

    assert Outcome.objects.count() == 1


def test_nobody_else_writes_on_a_ladder(now: datetime) -> None:
    agreement = published()
    outcome, stranger = realised(agreement, now), keeper_of(OrganisationFactory(kind="agency"))

    with pytest.raises(Refused, match="Only those who keep this ledger"):
        realised(agreement, now, by=stranger)
    with pytest.raises(Refused, match="Only those who keep this ledger"):
        withdraw_outcome(outcome_id=outcome.pk, reason="x", by=stranger, now=now)

    assert counts(now) == {"contract": 1, "realised": 1}


def test_it_can_be_said_on_whose_word_a_case_stands(now: datetime) -> None:
    agreement = published()
    outcome = Outcome.objects.get()
    told: dict[str, Any] = {"outcome_id": outcome.pk, "said_by": "press", "said_on": date(2023, 4, 28), "now": now}

    with pytest.raises(Refused, match="Only those who keep this ledger"):
        name_sayer(by=keeper_of(OrganisationFactory(kind="agency")), **told)
    for _twice in range(2):
        name_sayer(by=keeper_of(agreement.keeper), **told)

    outcome.refresh_from_db()
    assert (outcome.said_by, outcome.said_on) == ("press", date(2023, 4, 28))
    assert AuditEntry.objects.filter(verb="outcomes.sayer_named").count() == 1


def test_what_was_written_in_error_is_withdrawn_with_its_reason(now: datetime) -> None:
    outcome = realised(published(), now)
    with pytest.raises(Refused, match="Say why it is withdrawn"):
        withdraw_outcome(outcome_id=outcome.pk, reason=" ", by=SYSTEM, now=now)

    withdraw_outcome(outcome_id=outcome.pk, reason="The payment was another's.", by=SYSTEM, now=now)
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw_outcome(outcome_id=outcome.pk, reason="x", by=SYSTEM, now=now)

    assert counts(now) == {"contract": 1}


def test_a_case_is_shown_as_anybody_may_see_it(now: datetime) -> None:
    hidden = published(licence_said(OrganisationFactory(), name_en="Canary 9"), concealed=("money", "subject"))

    (case,) = shown_cases(list(cases_on("contract", now)))

    assert (case.agreement.public_id, case.agreement.name_en, case.agreement.amounts) == (hidden.public_id, "", ())


def test_the_boston_facts_come_out_as_published(now: datetime, client: Client) -> None:
    keeper = OrganisationFactory(kind="agency")
    said = licence_said(OrganisationFactory(name_en="Daewoong"))
    published(said, keeper=keeper)
    for _number in range(9):
        published(replace(said, kind="mou", amounts=()), keeper=keeper)
    state_effect(
        keeper_id=keeper.pk,
        said=Said(Decimal(670_000_000_000), None, "KRW", Exactness.AT_LEAST),
        stated_on=date(2023, 4, 28),
        name_ko="경제적 효과",
        name_en="Economic effect",
        source_ko="언론 보도",
        source_en="Press report",
        is_public=True,
        by=SYSTEM,
        now=now,
    )

    page = " ".join(re.sub("<[^>]+>", "", client.get("/en/results/").content.decode()).split())

    assert counts(now) == {"contract": 1, "mou": 9}
    assert rungs(now)["contract"].money[0].money == Money(Decimal(635_300_000_000), "KRW", Exactness.ABOUT)
    assert rungs(now)["mou"].money == ()
    assert "Total value as stated: about KRW 635.3 bn" in page
    assert "at least KRW 670 bn Stated beside the ladder: on no rung and in no sum." in page
    assert "Methodnot stated" in page
    assert "1,305" not in page  # never added to the contract
    assert StatedEffect.objects.count() == 1


def test_what_is_made_up_is_not_counted_with_what_is_real(now: datetime, client: Client) -> None:
    real, made_up = published(licence_said(OrganisationFactory(name_en="Real"))), published()
    Outcome.objects.filter(agreement=made_up).update(is_sample=True)

    pages = [client.get(f"/en/results/{query}").content.decode() for query in ("", "?sample=yes")]
    cases = [list(cases_on("contract", now, is_sample=each)) for each in (False, True)]

    assert (counts(now), [each.agreement_id for each in cases[0]]) == ({"contract": 1}, [real.pk])
    assert [each.agreement_id for each in cases[1]] == [made_up.pk]
    assert ["It has a ladder of its own" in pages[0], "These cases are made up" in pages[1]] == [True, True]


@pytest.mark.parametrize(("rung", "status"), [("contract", 200), ("consulted", 200), ("everything", 404)])
def test_each_rung_has_its_proof(rung: str, status: int, client: Client, now: datetime) -> None:
    published(licence_said(OrganisationFactory(name_en="Daewoong", name_ko="대웅")))

    english, korean = (client.get(f"/{language}/results/{rung}/") for language in ("en", "ko"))

    assert (english.status_code, korean.status_code) == (status, status)
    assert ("Daewoong" in english.content.decode()) == (rung == "contract")
    assert ("대웅" in korean.content.decode()) == (rung == "contract")
