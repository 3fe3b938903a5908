"""A merge of two organisations loses nothing that is added to one of them in the same moment, and happens once.

The negative control does the same steps without the lock of the deed: what is added between them is lost.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase

pytestmark = [pytest.mark.proof, pytest.mark.database]

ADDING = 6
NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)


def make_two() -> dict[str, Any]:
    """Make two records of one organisation, the second with a product, a member and an alias."""
    from tests.factories.organisations import AssetFactory, MembershipFactory, OrganisationFactory

    kept, gone = OrganisationFactory(), OrganisationFactory()
    AssetFactory(organisation=gone)
    MembershipFactory(organisation=gone)
    return {"kept": kept.pk, "gone": gone.pk}


def merge(kept: int, gone: int) -> str:
    """Merge as the administrator does."""
    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.directory.actions.merging import merge_organisations
    from bridgehead.foundation.refusals import Refused

    try:
        merge_organisations(kept_id=kept, gone_id=gone, taken=(), by=SYSTEM, now=NOW)
    except Refused:
        return "refused"
    return "merged"


def merge_unlocked(kept: int, gone: int) -> str:
    """Move what is there and delete the record, each by itself, as if nobody else were at it."""
    from bridgehead.directory.models import Asset, Membership, Organisation

    for model in (Asset, Membership):
        model.objects.filter(organisation=gone).update(organisation=kept)
    time.sleep(1)
    Organisation.objects.get(pk=gone).delete()
    return "merged"


def add(gone: int, after: float = 0) -> str:
    """Add a product to the record that goes, as another deed does in its own transaction."""
    from django.db import IntegrityError

    from bridgehead.directory.models import Asset

    time.sleep(after)
    try:
        Asset.objects.create(organisation_id=gone, kind="product", name_en="New")
    except IntegrityError:
        return "refused"
    return "added"


def came_of(kept: int, gone: int) -> dict[str, Any]:
    """Return what stands at either record."""
    from bridgehead.directory.models import Asset, MergedOrganisation, Organisation
    from bridgehead.directory.queries.references import referred_to

    return {
        "records": Organisation.objects.filter(pk__in=[kept, gone]).count(),
        "products": Asset.objects.filter(organisation__in=[kept, gone]).count(),
        "merges": MergedOrganisation.objects.count(),
        "left": sorted(each for names in referred_to([gone], besides=()).values() for each in names),
    }


def test_what_is_added_meanwhile_moves_or_is_refused_and_is_never_lost(real_database: RealDatabase) -> None:
    two = real_database.once(make_two)
    adding = [(add, {"gone": two["gone"], "after": 0.05 * n}) for n in range(ADDING)]

    answers = real_database.race([(merge, two), *adding])

    assert set(answers) <= {"merged", "added", "refused"}
    assert real_database.once(came_of, **two) == {
        "records": 1,
        "products": 1 + answers.count("added"),
        "merges": 1,
        "left": [],
    }


def test_two_officers_merge_once_whichever_way_round(real_database: RealDatabase) -> None:
    two = real_database.once(make_two)
    round_about = {"kept": two["gone"], "gone": two["kept"]}

    answers = real_database.race([(merge, two), (merge, round_about), (merge, two), (merge, round_about)])

    assert sorted(answers) == ["merged", "refused", "refused", "refused"]
    told = real_database.once(came_of, **two)
    assert (told["records"], told["products"], told["merges"]) == (1, 1, 1)


def test_without_the_lock_something_is_lost(real_database: RealDatabase) -> None:
    two = real_database.once(make_two)

    answers = real_database.race([(merge_unlocked, two), (add, {"gone": two["gone"], "after": 0.5})])

    assert answers == ["merged", "added"]
    assert real_database.once(came_of, **two)["products"] == 1
