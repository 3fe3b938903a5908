"""The sample premises of the demo: twenty tenants, weeks of bookings, and nothing of it taken for real."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bridgehead.accounts.actor import ANONYMOUS
from bridgehead.config.demo.company import found_company
from bridgehead.config.demo.files import read
from bridgehead.config.demo.gathering import call_forum, dates_from
from bridgehead.config.demo.queries import sample_officer
from bridgehead.config.demo.rooms import has_rooms, load_rooms
from bridgehead.events.rules import source_of
from bridgehead.foundation import guards
from bridgehead.places.models import Booking, CreditMonth, RentEntry, Room, Tenancy, Visit
from bridgehead.places.queries.houses import visible_premises
from bridgehead.places.rules.rent import standing_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_premises_of_the_sample_are_whole_and_marked(now: datetime) -> None:
    told = read("sample/forum.yaml")
    forum, _officer = call_forum(told, found_company(), dates_from(told["forum"], now), now)

    house = load_rooms(now)

    assert (has_rooms(), house.is_sample, list(visible_premises(ANONYMOUS))) == (True, True, [house])
    kinds = list(Room.objects.order_by().values_list("kind", flat=True))
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"office": 8, "desk": 12, "meeting": 4, "hall": 1}
    states = list(Tenancy.objects.values_list("state", flat=True))
    assert (states.count("living"), states.count("planned")) == (19, 1)
    assert not Tenancy.objects.exclude(organisation__is_sample=True).exists()
    booked = set(Booking.objects.values_list("state", flat=True))
    assert booked == {"ended", "released", "confirmed", "requested"}
    assert all(credit.left >= 0 for credit in CreditMonth.objects.all())
    visits = list(Visit.objects.all())
    assert (len(visits), sum(each.is_inside for each in visits)) == (5, 2)
    assert all(each.name.endswith(("(sample)", "(예시)")) and not each.email for each in visits)
    assert sample_officer().premises_roles.get().premises == house
    supported = [(each.supported, standing_of(each).value) for each in RentEntry.objects.order_by("pk")]
    assert supported == [(60_000, "reversed"), (-60_000, "reversal"), (60_000, "paid"), (55_000, "entered")]
    held = Booking.objects.get(source=source_of(forum))
    assert (held.room.kind, held.state, held.starts_at) == ("hall", "confirmed", forum.starts_at)
    assert guards.missing() == []
    assert Booking.objects.filter(starts_at__gt=now + timedelta(days=7)).exists()
