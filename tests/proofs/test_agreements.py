"""What was signed stays as it was signed, whatever is written at that moment; and of two who edit one is told.

Each proof has its negative control: with its guard away, or with a deed that looks first and then writes, the same race
goes wrong.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase, take_guard_away

pytestmark = [pytest.mark.proof, pytest.mark.database]

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
#: When the seal is put on, in seconds after the start; parts are written before it, around it and after it.
SEALED_AFTER = 0.6
EARLY, AROUND, LATE = 0.0, 0.5, 2.0
AT_ONCE = 5


def make_ready() -> dict[str, Any]:
    """Make an agreement of two parties that waits for its signing."""
    from tests.factories.agreements import agreed

    ready = agreed()
    return {"agreement": ready.pk, "terms": ready.current_id, "revision": ready.revision}


def make_draft() -> dict[str, Any]:
    """Make a draft that officers edit."""
    from tests.factories.agreements import drafted

    draft = drafted()
    return {"agreement": draft.pk, "terms": draft.current_id, "revision": draft.revision}


def seal(terms: int, part: str) -> Any:
    """Seal terms with no deed and no lock before it; return how many such parts they had as they were sealed."""
    from django.apps import apps
    from django.db import IntegrityError, transaction

    from bridgehead.agreements.models import Terms

    time.sleep(SEALED_AFTER)
    try:
        with transaction.atomic():
            Terms.objects.filter(pk=terms).update(sealed_at=NOW, signed_on=NOW.date())
            number = apps.get_model("agreements", part).objects.filter(terms=terms).count()
            time.sleep(0.1)
    except IntegrityError as refusal:
        return "refused" if "sealed_terms_bind_two" in str(refusal) else str(refusal)
    return number


def add(terms: int, part: str, order: int, after: float) -> str:
    """Add a party or an amount with no action and no lock before it; the transaction is open for a while."""
    from django.apps import apps
    from django.db import IntegrityError, transaction

    told = {"party": {"is_disclosed": False}, "amount": {"component": "upfront", "minor": 1, "currency": "USD"}}[part]
    time.sleep(after)
    try:
        with transaction.atomic():
            apps.get_model("agreements", part).objects.create(terms_id=terms, order=order, **told)
            time.sleep(0.2)
    except IntegrityError as refusal:
        return "refused" if f"guard {part}_sealed" in str(refusal) else str(refusal)
    return "added"


def take_party_away(terms: int, after: float) -> str:
    """Delete the first party with no action and no lock before it; the transaction is open for a while."""
    from django.db import IntegrityError, transaction

    from bridgehead.agreements.models import Party

    time.sleep(after)
    try:
        with transaction.atomic():
            Party.objects.filter(pk=Party.objects.filter(terms=terms).earliest("order").pk)._raw_delete("default")
            time.sleep(0.2)
    except IntegrityError as refusal:
        return "refused" if "guard party_sealed" in str(refusal) else str(refusal)
    return "taken away"


def parts(terms: int, part: str) -> int:
    """Return how many such parts terms have."""
    from django.apps import apps

    return int(apps.get_model("agreements", part).objects.filter(terms=terms).count())


def _race_with_seal(database: RealDatabase, terms: int, part: str) -> tuple[Any, list[str]]:
    """Let parts be added before, around and after the sealing; return what was sealed, and what became of each."""
    whens = (EARLY, AROUND, AROUND, LATE)
    adding = [(add, {"terms": terms, "part": part, "order": 10 + n, "after": when}) for n, when in enumerate(whens)]
    sealed, *added = database.race([(seal, {"terms": terms, "part": part}), *adding])
    return sealed, added


@pytest.mark.parametrize("part", ["party", "amount"])
def test_nothing_is_added_to_what_is_sealed_meanwhile(real_database: RealDatabase, part: str) -> None:
    terms = real_database.once(make_ready)["terms"]
    before = real_database.once(parts, terms=terms, part=part)

    sealed, added = _race_with_seal(real_database, terms, part)

    assert set(added) == {"added", "refused"}
    assert real_database.once(parts, terms=terms, part=part) == sealed == before + added.count("added")


@pytest.mark.parametrize("part", ["party", "amount"])
def test_without_its_guard_parts_would_come_to_what_was_sealed(real_database: RealDatabase, part: str) -> None:
    terms = real_database.once(make_ready)["terms"]
    real_database.once(take_guard_away, guard=f"{part}_sealed")

    sealed, added = _race_with_seal(real_database, terms, part)

    assert added == ["added"] * 4
    assert real_database.once(parts, terms=terms, part=part) > sealed


@pytest.mark.parametrize("after", [EARLY, AROUND, LATE])
def test_what_is_sealed_binds_two_whoever_takes_a_party_away_meanwhile(
    real_database: RealDatabase, after: float
) -> None:
    terms = real_database.once(make_ready)["terms"]

    sealed, taken = real_database.race(
        [(seal, {"terms": terms, "part": "party"}), (take_party_away, {"terms": terms, "after": after})]
    )

    assert (sealed, taken) in [(2, "refused"), ("refused", "taken away")]


def test_without_its_guard_a_sealed_agreement_would_bind_one(real_database: RealDatabase) -> None:
    terms = real_database.once(make_ready)["terms"]
    real_database.once(take_guard_away, guard="party_sealed")

    answers = real_database.race(
        [(seal, {"terms": terms, "part": "party"}), (take_party_away, {"terms": terms, "after": LATE})]
    )

    assert answers == [2, "taken away"]
    assert real_database.once(parts, terms=terms, part="party") == 1


def sign(agreement: int, revision: int, **_: Any) -> str:
    """Note the signing as an officer does."""
    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.agreements.actions.held import ChangedMeanwhile
    from bridgehead.agreements.actions.states import sign_agreement

    try:
        sign_agreement(agreement_id=agreement, revision=revision, signed_on=date(2023, 4, 26), by=SYSTEM, now=NOW)
    except ChangedMeanwhile:
        return "changed meanwhile"
    return "signed"


def take_back(agreement: int, revision: int, **_: Any) -> str:
    """Take what is agreed back to a draft, as another officer does."""
    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.agreements.actions.held import ChangedMeanwhile
    from bridgehead.agreements.actions.states import move_agreement

    try:
        move_agreement(agreement_id=agreement, revision=revision, state="draft", on=NOW.date(), by=SYSTEM, now=NOW)
    except ChangedMeanwhile:
        return "changed meanwhile"
    return "draft"


def take_back_carelessly(agreement: int, **_: Any) -> str:
    """Look whether it is signed, then take it back, with nothing in between held."""
    from django.db import IntegrityError

    from bridgehead.agreements.models import Agreement

    assert Agreement.objects.get(pk=agreement).state == "agreed"
    time.sleep(2)
    try:
        Agreement.objects.filter(pk=agreement).update(state="draft")
    except IntegrityError as refusal:
        return "refused" if "guard signed_agreement_stays_signed" in str(refusal) else str(refusal)
    return "draft"


def sign_a_little_later(agreement: int, revision: int, **_: Any) -> str:
    """Note the signing once the careless have looked, and before they write."""
    time.sleep(SEALED_AFTER)
    return sign(agreement, revision)


def whole(agreement: int, terms: int, **_: Any) -> dict[str, Any]:
    """Return where an agreement stands, how often its signing is told, and whether its chain holds."""
    from bridgehead.agreements.models import Agreement, Terms
    from bridgehead.foundation.audit import first_break
    from bridgehead.foundation.models import AuditEntry, AuditStream

    found = Agreement.objects.get(pk=agreement)
    entries = AuditEntry.objects.filter(stream__name=found.audit_stream)
    return {
        "state": found.state,
        "sealed": Terms.objects.get(pk=terms).sealed_at is not None,
        "signings": entries.filter(verb="agreements.agreement_signed").count(),
        "rungs": sorted(found.outcomes.filter(withdrawn_at=None).values_list("rung", flat=True)),
        "break": str(first_break(AuditStream.objects.get(name=found.audit_stream))),
    }


SIGNED = {"state": "signed", "sealed": True, "signings": 1, "rungs": ["contract"], "break": "None"}


def test_what_many_sign_at_once_is_signed_once(real_database: RealDatabase) -> None:
    made = real_database.once(make_ready)

    answers = real_database.race([(sign, made)] * AT_ONCE)

    assert sorted(answers) == [*["changed meanwhile"] * (AT_ONCE - 1), "signed"]
    assert real_database.once(whole, **made) == SIGNED


def test_of_a_signing_and_its_opposite_one_is_told_of_the_other(real_database: RealDatabase) -> None:
    made = real_database.once(make_ready)

    signing, *taken = real_database.race([(sign, made), *[(take_back, made)] * 3])

    assert sorted([signing, *taken])[:3] == ["changed meanwhile"] * 3
    draft = {"state": "draft", "sealed": False, "signings": 0, "rungs": [], "break": "None"}
    assert real_database.once(whole, **made) == (SIGNED if signing == "signed" else draft)


def test_no_careless_write_takes_a_signed_agreement_back(real_database: RealDatabase) -> None:
    made = real_database.once(make_ready)

    answers = real_database.race([(sign_a_little_later, made), *[(take_back_carelessly, made)] * 3])

    assert answers == ["signed", *["refused"] * 3]
    assert real_database.once(whole, **made) == SIGNED


def test_without_its_guard_a_signed_agreement_would_be_a_draft(real_database: RealDatabase) -> None:
    made = real_database.once(make_ready)
    real_database.once(take_guard_away, guard="signed_agreement_stays_signed")

    answers = real_database.race([(sign_a_little_later, made), *[(take_back_carelessly, made)] * 3])

    assert answers == ["signed", *["draft"] * 3]
    assert real_database.once(whole, **made) == {**SIGNED, "state": "draft"}


def edit(agreement: int, revision: int, terms: int, name: str) -> str:
    """Change the draft as an officer does who has opened its page."""
    from dataclasses import replace

    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.agreements.actions.held import ChangedMeanwhile
    from bridgehead.agreements.actions.said import said_by
    from bridgehead.agreements.actions.terms import change_draft
    from bridgehead.agreements.models import Terms

    said = replace(said_by(Terms.objects.get(pk=terms)), name_en=name)
    try:
        change_draft(agreement_id=agreement, revision=revision, said=said, by=SYSTEM, now=NOW)
    except ChangedMeanwhile:
        return "changed meanwhile"
    return "kept"


def edit_carelessly(agreement: int, revision: int, terms: int, name: str) -> str:
    """The negative control: see that nobody was quicker, then write, with nothing in between held."""
    from bridgehead.agreements.models import Agreement, Terms

    if Agreement.objects.get(pk=agreement).revision != revision:
        return "changed meanwhile"
    time.sleep(0.5)
    Terms.objects.filter(pk=terms).update(name_en=name)
    Agreement.objects.filter(pk=agreement).update(revision=revision + 1)
    return "kept"


def what_is_written(agreement: int, terms: int, **_: Any) -> dict[str, Any]:
    """Return what the draft says, its revision, and how many changes are told."""
    from bridgehead.agreements.models import Agreement, Terms
    from bridgehead.foundation.models import AuditEntry

    return {
        "name": Terms.objects.get(pk=terms).name_en,
        "revision": Agreement.objects.get(pk=agreement).revision,
        "told": AuditEntry.objects.filter(verb="agreements.draft_changed").count(),
    }


def test_of_officers_who_edit_one_draft_at_once_one_is_kept_and_the_others_are_told(
    real_database: RealDatabase,
) -> None:
    made = real_database.once(make_draft)

    answers = real_database.race([(edit, {**made, "name": f"Name {n}"}) for n in range(AT_ONCE)])

    assert sorted(answers) == [*["changed meanwhile"] * (AT_ONCE - 1), "kept"]
    kept = {"name": f"Name {answers.index('kept')}", "revision": made["revision"] + 1, "told": 1}
    assert real_database.once(what_is_written, **made) == kept


def test_carelessly_what_officers_write_would_be_lost(real_database: RealDatabase) -> None:
    made = real_database.once(make_draft)

    answers = real_database.race([(edit_carelessly, {**made, "name": f"Name {n}"}) for n in range(AT_ONCE)])

    assert answers.count("kept") > 1
    assert real_database.once(what_is_written, **made)["revision"] == made["revision"] + 1
