"""What its keepers take back while a report is published is not sealed, or the edition was out before.

The negative controls: a report that is sealed as it was first read, and one that holds nothing before its seal.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase, statements_altered

pytestmark = [pytest.mark.proof, pytest.mark.database]

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
#: The first that a publication writes, and its seal.
WRITTEN, SEALED = 'INTO "outcomes_edition"', 'UPDATE "outcomes_edition" SET "digest"'
SECRET = "7654321"
HOLDING = r" FOR NO KEY UPDATE OF \S+"


def make_told(what: str) -> dict[str, Any]:
    """Make a report that tells, beside a contract, of what will be taken back."""
    from decimal import Decimal

    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.agreements.actions.said import AmountSaid
    from bridgehead.outcomes.actions.ladder import Said, agree_to_public
    from tests.factories.agreements import licence_said, published
    from tests.factories.organisations import OrganisationFactory
    from tests.factories.outcomes import hoped, stated
    from tests.factories.reports import begun

    agency = OrganisationFactory(kind="agency")
    amount = Decimal(SECRET)
    published(keeper=agency)
    said = licence_said(OrganisationFactory(), amounts=(AmountSaid("headline", amount, None, "USD"),))
    made = {
        "money": lambda: published(said, keeper=agency),
        "agreement": lambda: published(said, keeper=agency),
        "hope": lambda: hoped(agency, said=Said(amount, None, "USD")),
        "word": lambda: hoped(agency, said=Said(amount, None, "USD")),
        "effect": lambda: stated(agency, said=Said(amount, None, "USD"), is_public=True),
    }[what]()
    if what in ("hope", "word"):
        agree_to_public(outcome_id=made.pk, is_public=True, by=SYSTEM, now=NOW)
    return {"report": begun(agency, NOW).pk, "what": what, "made": made.pk}


def take_back(what: str, made: int, after: float, **_: Any) -> float:
    """Take back what was agreed to be public; return when that was done."""
    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.agreements.actions.publication import set_publication
    from bridgehead.agreements.models import Agreement
    from bridgehead.outcomes.actions.ladder import agree_to_public, withdraw_effect, withdraw_outcome

    time.sleep(after)
    by: dict[str, Any] = {"by": SYSTEM, "now": NOW}
    if what in ("money", "agreement"):
        told = Agreement.objects.get(pk=made)
        concealed = ["money"] if what == "money" else []
        kept = {"public_from": told.public_from, "concealed": concealed, "is_confidential": what == "agreement"}
        set_publication(agreement_id=made, revision=told.revision, **kept, **by)
    elif what == "hope":
        agree_to_public(outcome_id=made, is_public=False, **by)
    elif what == "word":
        withdraw_outcome(outcome_id=made, reason="A slip", **by)
    else:
        withdraw_effect(effect_id=made, reason="A slip", **by)
    return time.monotonic()


def publish(report: int, slow_at: str, without: str = "(?!)", **_: Any) -> float | str:
    """Publish with a pause; return when it was out."""
    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.outcomes.actions.reports import ReportChangedMeanwhile, publish_edition

    with statements_altered(slow_at=slow_at, without=without):
        try:
            publish_edition(report_id=report, revision=0, by=SYSTEM, now=NOW)
        except ReportChangedMeanwhile:
            return "changed meanwhile"
    return time.monotonic()


def is_sealed(**_: Any) -> bool:
    """Whether an edition is out that tells what was taken back."""
    import json

    from bridgehead.outcomes.models import Edition

    whole = [json.dumps([each.head, [record.body for record in each.records.all()]]) for each in Edition.objects.all()]
    return any(SECRET in each for each in whole)


KINDS = ["money", "agreement", "hope", "word", "effect"]
#: One for each table whose rows are held.
HELD = ["money", "hope", "effect"]


@pytest.mark.parametrize("what", KINDS)
def test_what_is_taken_back_while_an_edition_is_written_is_not_sealed(real_database: RealDatabase, what: str) -> None:
    made = real_database.once(make_told, what=what)

    out, back = real_database.race([(publish, {**made, "slow_at": WRITTEN}), (take_back, {**made, "after": 0.5})])

    if real_database.writes_one_at_a_time:
        assert (back > out, real_database.once(is_sealed)) == (True, True)
    else:
        assert (out, real_database.once(is_sealed)) == ("changed meanwhile", False)


@pytest.mark.parametrize("what", HELD)
def test_once_it_is_to_be_sealed_whoever_takes_back_waits_until_it_is_out(
    real_database: RealDatabase, what: str
) -> None:
    made = real_database.once(make_told, what=what)

    out, back = real_database.race([(publish, {**made, "slow_at": SEALED}), (take_back, {**made, "after": 0.5})])

    assert (back > out, real_database.once(is_sealed)) == (True, True)


@pytest.mark.parametrize("what", HELD)
def test_holding_nothing_it_would_seal_what_was_taken_back_before(real_database: RealDatabase, what: str) -> None:
    if real_database.writes_one_at_a_time:
        pytest.skip("SQLite lets one transaction write at a time, whatever it locks")
    made = real_database.once(make_told, what=what)

    out, back = real_database.race(
        [(publish, {**made, "slow_at": SEALED, "without": HOLDING}), (take_back, {**made, "after": 0.5})]
    )

    assert (back < out, real_database.once(is_sealed)) == (True, True)


def read_first(report: int, **_: Any) -> bool:
    """The negative control: read what a report would say, wait, and say it."""
    from bridgehead.outcomes.models import Report
    from bridgehead.outcomes.queries.reports import material_of

    material = material_of(Report.objects.get(pk=report), NOW)
    time.sleep(1.5)
    build = material.built()
    return SECRET in f"{build.written}{build.effects}"


@pytest.mark.parametrize("what", HELD)
def test_as_it_was_first_read_it_would_tell_what_was_taken_back(real_database: RealDatabase, what: str) -> None:
    made = real_database.once(make_told, what=what)

    told, _back = real_database.race([(read_first, made), (take_back, {**made, "after": 0.5})])

    assert told is True
