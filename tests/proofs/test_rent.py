"""No rent is supported beyond its caps or twice, however many officers enter at once; without the guards it is."""

from __future__ import annotations

import os
import random
import time
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase, take_guard_away

pytestmark = [pytest.mark.proof, pytest.mark.database]

ATTEMPTS = int(os.environ.get("PROOF_ATTEMPTS", "160"))
PROCESSES = 4
EACH = ATTEMPTS // PROCESSES
LONGEST = 120 + ATTEMPTS / 10
NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
MONTHLY, TOTAL = 60_000, 250_000


def make_supports() -> dict[str, Any]:
    """Make premises with two officers and four agreements whose cap in all is reached in their fifth month."""
    from django.core.files.base import ContentFile

    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.foundation.files import store
    from bridgehead.places.actions.rent import agree_support
    from tests.factories.organisations import OrganisationFactory
    from tests.factories.places import PremisesFactory, desk_of

    house, company = PremisesFactory(), OrganisationFactory()
    supports = [
        agree_support(
            premises_id=house.pk, organisation_id=company.pk, elsewhere=f"Lab Street {number}", programme_en="P",
            share_percent=50, currency="USD", monthly_cap=MONTHLY, total_cap=TOTAL, starts_on=date(2023, 1, 1),
            ends_on=date(2024, 1, 1), by=SYSTEM, now=NOW,
        )
        for number in range(4)
    ]  # fmt: skip
    return {
        "supports": [each.pk for each in supports],
        "officers": [desk_of(house).user_id for _number in range(2)],
        "invoice": store(ContentFile(b"%PDF-1.4", name="rent.pdf"), uploaded_by=None, now=NOW).pk,
    }


def enter_and_reverse(made: dict[str, Any], seed: int, attempts: int) -> dict[str, Any]:
    """Enter rents of random months, and reverse some, as officers do; return what was acknowledged."""
    from django.db import OperationalError

    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.foundation.models import StoredFile
    from bridgehead.foundation.refusals import Refused
    from bridgehead.places.actions.rent import _enter, reverse_rent

    chance, invoice = random.Random(seed), StoredFile.objects.get(pk=made["invoice"])
    officer = actor_for(User.objects.get(pk=made["officers"][seed % 2]))
    stand, reversed_, busy = [], [], 0
    for _attempt in range(attempts):
        try:
            if stand and chance.random() < 0.4:
                reverse_rent(entry_id=stand[-1], note="Wrong", by=officer, now=NOW)
                reversed_.append(stand.pop())
                continue
            entry = _enter(
                made["supports"][0], month=date(2023, chance.randint(1, 12), 1), invoiced=chance.randint(2, 200_000),
                invoice=invoice, note="", by=officer, now=NOW,
            )  # fmt: skip
            stand.append(entry.pk)
        except Refused:
            pass
        except OperationalError:
            busy += 1
    return {"stand": stand, "reversed": reversed_, "busy": busy}


def look_then_enter(made: dict[str, Any], number: int, month: int, supported: int) -> str:
    """Look what is left and what is entered, then write, with nothing in between held."""
    from django.db import IntegrityError, OperationalError
    from django.db.models import Sum

    from bridgehead.places.models import RentEntry

    support = made["supports"][number]
    of_support = RentEntry.objects.filter(support_id=support)
    spent = of_support.aggregate(all=Sum("supported"))["all"] or 0
    if spent + supported > TOTAL or of_support.filter(month=date(2023, month, 1)).exists():
        return "refused"
    time.sleep(0.3)
    try:
        RentEntry.objects.create(
            support_id=support, month=date(2023, month, 1), invoiced=200_000, supported=supported,
            invoice_id=made["invoice"],
        )  # fmt: skip
    except (IntegrityError, OperationalError):
        return "refused"
    return "entered"


def fill(made: dict[str, Any], number: int) -> None:
    """Spend all but 50,000 of what one agreement supports in all."""
    for month in range(1, 5):
        assert look_then_enter(made, number, month, 50_000) == "entered"


def standing() -> dict[str, Any]:
    """Return what stands, what is supported in all, the most of a month, and the most that stands for one."""
    from django.db.models import Count, Q, Sum

    from bridgehead.places.models import RentEntry

    stand = RentEntry.objects.filter(reverses=None, reversed_by=None)
    months = RentEntry.objects.order_by().values("month").annotate(sum=Sum("supported"))
    times = RentEntry.objects.order_by().values("month")
    times = times.annotate(number=Count("pk", filter=Q(reverses=None, reversed_by=None)))
    return {
        "stand": sorted(stand.values_list("pk", flat=True)),
        "all": RentEntry.objects.aggregate(all=Sum("supported"))["all"],
        "month": max(each["sum"] for each in months),
        "times": max(each["number"] for each in times),
    }


def test_no_rent_is_supported_beyond_its_caps_or_twice(real_database: RealDatabase) -> None:
    made = real_database.once(make_supports)

    answers = real_database.race(
        [(enter_and_reverse, {"made": made, "seed": seed, "attempts": EACH}) for seed in range(PROCESSES)],
        timeout=LONGEST,
    )

    found = real_database.once(standing)
    assert found["stand"] == sorted(pk for each in answers for pk in each["stand"])
    assert sum(len(each["reversed"]) for each in answers) > EACH // 4
    assert (found["all"] <= TOTAL, found["month"] <= MONTHLY, found["times"]) == (True, True, 1)
    assert sum(each["busy"] for each in answers) <= EACH // 20


def test_database_alone_holds_the_caps_and_without_its_guards_they_are_overrun(real_database: RealDatabase) -> None:
    made = real_database.once(make_supports)

    def entered(number: int, months: tuple[int, ...], supported: int) -> int:
        asked = {"made": made, "number": number, "supported": supported}
        return real_database.race([(look_then_enter, {**asked, "month": month}) for month in months]).count("entered")

    real_database.once(fill, made=made, number=0)
    assert (entered(0, (5, 6, 7), 50_000), entered(1, (5, 5, 5), 20_000)) == (1, 1)
    for guard in ("rent_within_caps", "rent_month_once"):
        real_database.once(take_guard_away, guard=guard)
    real_database.once(fill, made=made, number=2)

    assert entered(2, (5, 6, 7), 50_000) > 1
    assert entered(3, (5, 5, 5), 20_000) > 1
