"""A report's records say of an agreement what its public page says, and not a word more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest

from bridgehead.accounts.actor import SYSTEM
from bridgehead.agreements.actions.publication import set_publication
from bridgehead.agreements.actions.said import AmountSaid, PartySaid, TermsSaid
from bridgehead.agreements.models import Agreement, Amount, Component, Concealable
from bridgehead.agreements.queries.public import PublicAgreement, PublicParty, public_agreements, shown_each
from bridgehead.directory.models import Organisation
from bridgehead.foundation import clock
from bridgehead.foundation.money import Exactness
from bridgehead.outcomes.actions.ladder import Said, agree_to_public, withdraw_outcome
from bridgehead.outcomes.models import Outcome, Report
from bridgehead.outcomes.queries.records import Record, records_of, rows_of
from bridgehead.outcomes.rules import Rung
from tests.clocks import standing_still
from tests.factories.agreements import answered, asked_of, published
from tests.factories.organisations import OrganisationFactory, TopicFactory
from tests.factories.outcomes import hoped, realised
from tests.factories.reports import begun

pytestmark = [pytest.mark.django_db, pytest.mark.database]

#: Words of the terms that only what is concealed could bring into a record.
SECRET = {
    Concealable.MONEY: ("70707", "KWD", "7.75"),
    Concealable.SUBJECT: ("극비 물질", "A secret compound"),
    Concealable.FIELD: ("비밀 분야", "A secret field"),
    Concealable.TERRITORY: ("ZW",),
    Concealable.SIGNATORIES: ("홍길동", "Gil-dong Hong"),
}
#: Words of parties that are not disclosed, and notes that are nobody's but the ledger's.
NEVER = ("A hidden company", "숨은 회사", "A note of the ledger", "A note on money", "BT")


def read_records(report: Report, now: datetime) -> list[Record]:
    return list(records_of(rows_of(report, now)))


@pytest.fixture
def agency() -> Organisation:
    return OrganisationFactory(kind="agency")


@pytest.fixture
def said() -> TermsSaid:
    """Terms with every part that can be concealed, and every kind of party."""
    hidden, other = (OrganisationFactory(name_en=NEVER[0], name_ko=NEVER[1], country="BT") for _ in range(2))
    signatory = {"signatory_ko": "홍길동", "signatory_en": "Gil-dong Hong"}
    return TermsSaid(
        kind="licence_out",
        name_ko="극비 물질",
        name_en="A secret compound",
        note_en=NEVER[2],
        field_id=TopicFactory(name_ko="비밀 분야", name_en="A secret field").pk,
        territory=("ZW",),
        parties=(
            PartySaid(organisation_id=OrganisationFactory().pk, role="licensor", **signatory),
            PartySaid(organisation_id=hidden.pk, is_disclosed=False, country="DE", role="licensee"),
            PartySaid(organisation_id=other.pk, is_disclosed=False),
            PartySaid(is_disclosed=False, country="US"),
            PartySaid(is_disclosed=False),
        ),
        amounts=(
            AmountSaid(Component.UPFRONT, Decimal("70707.125"), Decimal(80808), "KWD", Exactness.ABOUT),
            AmountSaid(Component.ROYALTY, percent=Decimal("7.75"), percent_to=Decimal(9), note_en=NEVER[3]),
        ),
    )


def as_public(agreement: PublicAgreement) -> Record:
    """A public page's agreement in the form of a record, without what a case adds to it."""
    field = agreement.field
    return {
        "agreement": str(agreement.public_id),
        "version": str(agreement.version),
        "kind": agreement.kind,
        "name_ko": agreement.name_ko,
        "name_en": agreement.name_en,
        "signed_on": agreement.signed_on.isoformat(),
        "field": str(field.public_id) if field else "",
        "field_ko": field.name_ko if field else "",
        "field_en": field.name_en if field else "",
        "concealed": " ".join(sorted(agreement.concealed)),
        "parties": [_party(each) for each in agreement.parties],
        "amounts": [_amount(each) for each in agreement.amounts],
    }


def _party(party: PublicParty) -> Record:
    named = party.organisation
    return {
        "id": str(named.public_id) if named else "",
        "name_ko": named.name_ko if named else "",
        "name_en": named.name_en if named else "",
        "country": party.country,
        "role": party.role,
    }


def _amount(amount: Amount) -> Record:
    def plain(number: Decimal | None) -> str:
        return "" if number is None else str(number)

    return {
        "component": amount.component,
        "currency": amount.currency,
        "low": plain(amount.money and amount.money.amount),
        "high": plain(amount.money_to and amount.money_to.amount),
        "exactness": amount.exactness,
        "percent_low": plain(amount.percent),
        "percent_high": plain(amount.percent_to),
    }


#: What a case itself adds to its agreement; the page of its rung shows the same.
OF_CASE = {"id", "rung", "on", "said_by", "said_on", "document"}


def some_of_each(parts: type[Concealable]) -> Iterator[tuple[str, ...]]:
    for number in range(len(parts) + 1):
        yield from combinations(parts.values, number)


def test_a_record_says_what_the_public_page_says_whatever_is_concealed(
    now: datetime, agency: Organisation, said: TermsSaid
) -> None:
    made = [published(said, keeper=agency, concealed=hidden) for hidden in some_of_each(Concealable)]
    pages = {str(each.public_id): as_public(each) for each in shown_each(public_agreements(now))}

    records = {each["agreement"]: each for each in read_records(begun(agency, now), now)}

    assert records.keys() == pages.keys() == {str(each.public_id) for each in made}
    for key, record in records.items():
        assert {name: value for name, value in record.items() if name not in OF_CASE} == pages[key]


def test_not_a_word_that_is_kept_back_is_in_a_record(now: datetime, agency: Organisation, said: TermsSaid) -> None:
    for hidden in some_of_each(Concealable):
        published(said, keeper=agency, concealed=hidden)

    for record in read_records(begun(agency, now), now):
        told = json.dumps(record, ensure_ascii=False)
        kept = [word for part in record["concealed"].split() for word in SECRET[Concealable(part)]]
        # Nobody reads of a territory or of who signed in a report, concealed or not.
        kept += [*SECRET[Concealable.TERRITORY], *SECRET[Concealable.SIGNATORIES], *NEVER]
        assert [word for word in kept if f'"{word}' in told] == []


@pytest.mark.parametrize("rung", [Rung.CONTRACT, Rung.CONFIRMED, Rung.REALISED])
def test_concealed_money_is_in_no_record_of_any_rung(
    now: datetime, agency: Organisation, said: TermsSaid, rung: Rung
) -> None:
    parties = (said.parties[0], PartySaid(organisation_id=OrganisationFactory().pk))
    agreement = published(replace(said, parties=parties), keeper=agency, concealed=("money",))
    for asked in asked_of(agreement):
        answered(asked)
    realised(agreement, said=Said(Decimal("70707.125"), None, "KWD"))

    (record,) = (each for each in read_records(begun(agency, now), now) if each["rung"] == rung)

    assert record["amounts"] == []


def keys(report: Report, now: datetime) -> set[str]:
    return {each["agreement"] for each in read_records(report, now)}


@pytest.mark.parametrize(("after", "is_told"), [(-1, False), (0, True), (1, True)])
def test_an_agreement_is_in_records_from_its_hour_on(
    now: datetime, agency: Organisation, after: int, is_told: bool
) -> None:
    agreement, report = published(keeper=agency, since=now), begun(agency, now)

    with standing_still(now + timedelta(seconds=after)):
        moment = clock.database_now()
        told, page = keys(report, moment), {str(each.public_id) for each in shown_each(public_agreements(moment))}

    assert told == page == ({str(agreement.public_id)} if is_told else set())


def test_what_is_confidential_is_in_no_record(now: datetime, agency: Organisation) -> None:
    agreement = published(keeper=agency)
    set_publication(
        agreement_id=agreement.pk,
        revision=Agreement.objects.get(pk=agreement.pk).revision,
        public_from=now,
        is_confidential=True,
        concealed=(),
        by=SYSTEM,
        now=now,
    )

    assert read_records(begun(agency, now), now) == []


def test_samples_and_other_ledgers_stay_apart(now: datetime, agency: Organisation) -> None:
    real, made_up, _others = published(keeper=agency), published(keeper=agency), published()
    Agreement.objects.filter(pk=made_up.pk).update(is_sample=True)
    Outcome.objects.filter(agreement=made_up).update(is_sample=True)

    assert keys(begun(agency, now), now) == {str(real.public_id)}
    assert keys(begun(agency, now, is_sample=True), now) == {str(made_up.public_id)}


@pytest.mark.parametrize("rung", [Rung.CONSULTED, Rung.PURSUED])
def test_what_is_hoped_for_is_told_only_while_its_organisation_agrees(
    now: datetime, agency: Organisation, rung: Rung
) -> None:
    case, report = hoped(agency, rung=rung, note="A note of the ledger"), begun(agency, now)
    common: dict[str, Any] = {"outcome_id": case.pk, "by": SYSTEM, "now": now}
    assert read_records(report, now) == []

    agree_to_public(**common, is_public=True)
    (record,) = read_records(report, now)
    assert record["parties"][0]["id"] == str(case.organisation and case.organisation.public_id)
    assert "note of the ledger" not in json.dumps(record)

    agree_to_public(**common, is_public=False)
    assert read_records(report, now) == []
    agree_to_public(**common, is_public=True)
    withdraw_outcome(**common, reason="A slip")
    assert read_records(report, now) == []
