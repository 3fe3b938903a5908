"""An edition is published once and whole, whatever is written at that moment, and nothing comes to it afterwards.

Each proof has its negative control: with the guard away, or with a report that is read in two looks, the same race goes
wrong.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase, statements_altered, take_guard_away

pytestmark = [pytest.mark.proof, pytest.mark.database]

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
#: When the seal is put on, in seconds after the start; parts are written before it, around it and after it.
SEALED_AFTER = 0.6
EARLY, AROUND, LATE = 0.0, 0.5, 2.0
#: What the agreement is called and worth, before its correction and after it.
OLD, NEW = ("Old name", "7"), ("New name", "8")
TWO_ALONE = 2


def make_report() -> dict[str, Any]:
    """Make a report on one contract; nobody has published it."""
    from decimal import Decimal

    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.agreements.actions.said import AmountSaid
    from bridgehead.outcomes.actions.reports import draft_report
    from tests.factories.agreements import licence_said, published
    from tests.factories.organisations import OrganisationFactory

    agency = OrganisationFactory(kind="agency")
    amounts = (AmountSaid("headline", Decimal(OLD[1]), None, "KRW"),)
    said = licence_said(OrganisationFactory(), name_en=OLD[0], name_ko=OLD[0], amounts=amounts)
    agreement = published(said, keeper=agency)
    period = {"first_day": date(2023, 1, 1), "last_day": date(2023, 12, 31)}
    report = draft_report(keeper_id=agency.pk, name_ko="성과", name_en="Results", by=SYSTEM, now=NOW, **period)
    return {"report": report.pk, "revision": report.revision, "agreement": agreement.pk, "keeper": agency.pk}


def make_second_edition_worth_it() -> dict[str, Any]:
    """Make a report with one edition, and one more contract since."""
    from bridgehead.directory.models import Organisation
    from tests.factories.agreements import published

    made = make_report()
    publish(**made)
    published(keeper=Organisation.objects.get(pk=made["keeper"]))
    return {**made, "revision": made["revision"] + 1}


def publish(report: int, revision: int, stop_before: str = "", **_: Any) -> Any:
    """Publish as an officer does; stand still before a statement that holds ``stop_before``, to be killed there."""
    from django.db import connection

    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.outcomes.actions.reports import ReportChangedMeanwhile, publish_edition

    def stand_still(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if stop_before and stop_before in sql:
            print("here", flush=True)
            time.sleep(600)
        return execute(sql, params, many, context)

    reasons = {"reason_ko": "추가", "reason_en": "Added"}
    with connection.execute_wrapper(stand_still):
        try:
            return publish_edition(report_id=report, revision=revision, by=SYSTEM, now=NOW, **reasons).number
        except ReportChangedMeanwhile:
            return "changed meanwhile"


def whole(report: int, **_: Any) -> dict[str, Any]:
    """Return which editions there are, how many are told of, and whether each holds by its own open data."""
    from bridgehead.foundation.audit import first_break
    from bridgehead.foundation.models import AuditEntry, AuditStream, Job
    from bridgehead.outcomes.models import Edition, EditionRecord, Figure, Report

    found = Report.objects.get(pk=report)
    return {
        "editions": list(Edition.objects.order_by("number").values_list("number", flat=True)),
        "unsealed": Edition.objects.filter(sealed_at=None).count(),
        "wrong": [finding for each in Edition.objects.all() for finding in _findings(each)],
        "has_parts": [EditionRecord.objects.exists(), Figure.objects.exists()],
        "files_to_make": Job.objects.filter(name="outcomes.make_file").count(),
        "told": AuditEntry.objects.filter(verb="outcomes.report_published").count(),
        "revision": found.revision,
        "break": str(first_break(AuditStream.objects.get(name=found.audit_stream))),
    }


def _findings(edition: Any) -> list[str]:
    """What the verifier finds in an edition's open data, which shares no code with the site."""
    import tempfile
    from pathlib import Path

    from bridgehead.engines.evidence.published import read_published
    from bridgehead.engines.evidence.verify import verify
    from bridgehead.outcomes.schemas.editions import DamagedEdition
    from tests.factories.outcomes import open_data_of

    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "report.zip"
        try:
            archive.write_bytes(open_data_of(edition))
        except DamagedEdition as damage:
            return [str(damage)]
        return [str(each) for each in verify(read_published(archive), digest=edition.digest)]


def editions(*numbers: int, revision: int) -> dict[str, Any]:
    """What ``whole`` returns where these editions stand, each told once and holding."""
    return {
        "editions": list(numbers),
        "unsealed": 0,
        "wrong": [],
        "has_parts": [bool(numbers)] * 2,
        "files_to_make": 5 * len(numbers),
        "told": len(numbers),
        "revision": revision,
        "break": "None",
    }


@pytest.mark.parametrize("at_once", [TWO_ALONE, 5])
def test_of_officers_who_publish_at_once_one_does_and_the_others_are_told(
    real_database: RealDatabase, at_once: int
) -> None:
    made = real_database.once(make_second_edition_worth_it)

    answers = real_database.race([(publish, made)] * at_once)

    assert sorted(answers, key=str) == [2, *["changed meanwhile"] * (at_once - 1)]
    assert real_database.once(whole, **made) == editions(1, 2, revision=2)


def test_the_first_edition_is_published_once(real_database: RealDatabase) -> None:
    made = real_database.once(make_report)

    answers = real_database.race([(publish, made)] * 3)

    assert sorted(answers, key=str) == [1, *["changed meanwhile"] * 2]
    assert real_database.once(whole, **made) == editions(1, revision=1)


@pytest.mark.parametrize(
    "stop_before",
    [
        'INTO "outcomes_edition" ',
        'INTO "outcomes_figure"',
        'UPDATE "outcomes_edition" SET "digest"',
        'UPDATE "outcomes_report" SET',
        'INTO "foundation_job"',
    ],
    ids=["beginning", "recorded", "sealing", "telling", "filing"],
)
def test_killed_publication_leaves_nothing(real_database: RealDatabase, stop_before: str) -> None:
    made = real_database.once(make_report)
    publishing = real_database.start(publish, **made, stop_before=stop_before)
    publishing.go()
    publishing.says("here")

    publishing.kill()

    assert real_database.once(whole, **made) == editions(revision=0)
    assert real_database.once(publish, **made) == 1
    assert real_database.once(whole, **made) == editions(1, revision=1)


def correct(agreement: int, after: float, **_: Any) -> str:
    """Correct name and amount of the agreement."""
    from decimal import Decimal

    from bridgehead.agreements.actions.said import AmountSaid
    from bridgehead.agreements.models import Agreement
    from tests.factories.agreements import corrected

    time.sleep(after)
    amounts = (AmountSaid("headline", Decimal(NEW[1]), None, "KRW"),)
    corrected(Agreement.objects.get(pk=agreement), name_en=NEW[0], name_ko=NEW[0], amounts=amounts)
    return "corrected"


def publish_and_tell(report: int, revision: int, slow_at: str, **_: Any) -> list[list[str]] | str:
    """Publish with a pause before a statement that holds a text; return name, version and amount of each record."""
    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.outcomes.actions.reports import ReportChangedMeanwhile, publish_edition

    with statements_altered(slow_at=slow_at):
        try:
            edition = publish_edition(report_id=report, revision=revision, by=SYSTEM, now=NOW)
        except ReportChangedMeanwhile:
            return "changed meanwhile"
    return [_told(each.said) for each in edition.records.all()]


def _told(body: dict[str, Any]) -> list[str]:
    return [body["name_en"], body["version"], *(each["low"] for each in body["amounts"])]


#: The statements of a publication: the cases, what hangs on their terms, and the first that is written.
CASES, PARTIES, AMOUNTS, WRITTEN = (
    'FROM "outcomes_outcome"',
    'FROM "agreements_party"',
    'FROM "agreements_amount"',
    'INTO "outcomes_edition"',
)


@pytest.mark.parametrize("slow_at", [CASES, PARTIES, AMOUNTS, WRITTEN], ids=["cases", "parties", "amounts", "written"])
def test_an_edition_holds_an_agreement_as_it_stands_or_is_not_published(
    real_database: RealDatabase, slow_at: str
) -> None:
    made = real_database.once(make_report)

    told, _corrected = real_database.race(
        [(publish_and_tell, {**made, "slow_at": slow_at}), (correct, {**made, "after": 0.5})]
    )

    before, after = [OLD[0], "1", OLD[1]], [NEW[0], "2", NEW[1]]
    is_in_time = slow_at == WRITTEN and real_database.writes_one_at_a_time
    assert told == ([after] if slow_at == CASES else [before] if is_in_time else "changed meanwhile")
    is_out = told != "changed meanwhile"
    assert real_database.once(whole, **made) == (editions(1, revision=1) if is_out else editions(revision=0))


def read_in_two_looks(agreement: int, **_: Any) -> list[str]:
    """The negative control: read an agreement's name, and then the amounts that hold by now."""
    from bridgehead.agreements.models import Agreement, Amount
    from bridgehead.foundation.money import amount_of

    name = Agreement.objects.values_list("current__name_en", flat=True).get(pk=agreement)
    time.sleep(1.5)
    amount = Amount.objects.get(terms__current_of__pk=agreement)
    return [str(name), str(amount_of(amount.minor or 0, amount.currency))]


def test_in_two_looks_a_record_would_be_a_mix(real_database: RealDatabase) -> None:
    made = real_database.once(make_report)

    told, _corrected = real_database.race([(read_in_two_looks, made), (correct, {**made, "after": 0.5})])

    assert told == [OLD[0], NEW[1]]


def make_unsealed(**_: Any) -> dict[str, Any]:
    """Write an edition by hand and leave it unsealed, as no deed does."""
    from bridgehead.outcomes.models import Edition

    made = make_report()
    edition = Edition.objects.create(report_id=made["report"], number=1, published_at=NOW, head={})
    return {"edition": edition.pk}


def seal(edition: int, part: str) -> int:
    """Seal an edition with no lock before it; return how many such parts it had as it was sealed."""
    from django.apps import apps
    from django.db import transaction

    from bridgehead.outcomes.models import Edition

    time.sleep(SEALED_AFTER)
    with transaction.atomic():
        Edition.objects.filter(pk=edition).update(sealed_at=NOW, digest="0" * 64)
        number = apps.get_model("outcomes", part).objects.filter(edition=edition).count()
        time.sleep(0.1)
    return int(number)


def add(edition: int, part: str, position: int, after: float) -> str:
    """Add a record or a figure with no deed and no lock before it; the transaction is open for a while."""
    from uuid import uuid4

    from django.apps import apps
    from django.db import IntegrityError, transaction

    told: dict[str, Any] = {
        "editionrecord": {"key": uuid4(), "body": "{}"},
        "figure": {"indicator": "x", "version": 1, "group": {}, "value": "1", "cases": 1, "records": []},
    }[part]
    time.sleep(after)
    try:
        with transaction.atomic():
            apps.get_model("outcomes", part).objects.create(edition_id=edition, position=position, **told)
            time.sleep(0.2)
    except IntegrityError as refusal:
        return "refused" if f"guard {part}_not_added" in str(refusal) else str(refusal)
    return "added"


def parts(edition: int, part: str) -> int:
    """Return how many such parts an edition has."""
    from django.apps import apps

    return int(apps.get_model("outcomes", part).objects.filter(edition=edition).count())


def _race_with_seal(database: RealDatabase, edition: int, part: str) -> tuple[int, list[str]]:
    """Let parts be added before, around and after the sealing; return what was sealed, and what became of each."""
    whens = (EARLY, AROUND, AROUND, LATE)
    common = {"edition": edition, "part": part}
    adding = [(add, {**common, "position": n, "after": when}) for n, when in enumerate(whens)]
    sealed, *added = database.race([(seal, common), *adding])
    return sealed, added


PARTS = ["editionrecord", "figure"]


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_added_to_an_edition_that_is_sealed_meanwhile(real_database: RealDatabase, part: str) -> None:
    edition = real_database.once(make_unsealed)["edition"]

    sealed, added = _race_with_seal(real_database, edition, part)

    assert set(added) == {"added", "refused"}
    assert real_database.once(parts, edition=edition, part=part) == sealed == added.count("added")


@pytest.mark.parametrize("part", PARTS)
def test_without_its_guard_parts_would_come_to_a_sealed_edition(real_database: RealDatabase, part: str) -> None:
    edition = real_database.once(make_unsealed)["edition"]
    real_database.once(take_guard_away, guard=f"{part}_not_added")

    sealed, added = _race_with_seal(real_database, edition, part)

    assert added == ["added"] * 4
    assert real_database.once(parts, edition=edition, part=part) > sealed


def rewrite(report: int, **_: Any) -> str:
    """Write another digest over a published edition, by hand."""
    from django.db import IntegrityError

    from bridgehead.outcomes.models import Edition

    try:
        Edition.objects.filter(report=report).update(digest="0" * 64)
    except IntegrityError as refusal:
        return "refused" if "guard edition_sealed" in str(refusal) else str(refusal)
    return "rewritten"


@pytest.mark.parametrize(("has_guard", "becomes"), [(True, "refused"), (False, "rewritten")])
def test_a_published_edition_is_not_rewritten_but_without_its_guard(
    real_database: RealDatabase, has_guard: bool, becomes: str
) -> None:
    made = real_database.once(make_report)
    real_database.once(publish, **made)
    if not has_guard:
        real_database.once(take_guard_away, guard="edition_sealed")

    assert real_database.once(rewrite, **made) == becomes
    assert bool(real_database.once(whole, **made)["wrong"]) is not has_guard
