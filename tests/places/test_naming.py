"""Who is named on the plan: tenants that are listed and do not object, where the premises name them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.test import Client

from bridgehead.accounts.actor import ANONYMOUS
from bridgehead.accounts.models import User
from bridgehead.directory.models import Organisation
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from bridgehead.places.actions.naming import set_naming
from bridgehead.places.models import NamingObjection, Premises, RoomKind, Tenancy, TenancyState
from bridgehead.places.queries.tenants import own_naming, seats_of, tenants_by_room
from tests.clocks import standing_still
from tests.factories.places import PremisesFactory, member_of, room_at
from tests.pages import browser

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _eve(now: datetime) -> Iterator[None]:
    with standing_still(now):
        yield


class House:
    """A house that names its tenants, with one of them at a desk."""

    def __init__(self, **fields: object) -> None:
        self.premises = PremisesFactory(names_tenants=True, **fields)
        self.desk = room_at(self.premises, kind=RoomKind.DESK, name_en="Desk 3", name_ko="책상 3", width=4)
        self.member, self.organisation, entitlement = member_of(self.premises)
        self.tenancy = Tenancy.objects.create(
            room=self.desk, organisation=self.organisation, entitlement=entitlement, starts_on=date(2023, 4, 1),
            ends_on=date(2023, 9, 1), state=TenancyState.LIVING,
        )  # fmt: skip

    def named(self, now: datetime) -> list[list[Organisation]]:
        return list(tenants_by_room(Premises.objects.get(pk=self.premises.pk), now).values())


def test_tenant_stands_on_the_plan_on_its_page_and_in_the_table(client: Client) -> None:
    house = House()

    page = client.get(f"/en/premises/{house.premises.public_id}/").content.decode()
    own = client.get(f"/en/companies/{house.organisation.public_id}/").content.decode()

    assert page.count(f'href="/en/companies/{house.organisation.public_id}/"') == 2
    assert f'href="/en/premises/{house.premises.public_id}/#room-{house.desk.public_id}"' in own


@pytest.mark.parametrize(
    "change",
    [
        lambda house: Premises.objects.update(names_tenants=False),
        lambda house: Organisation.objects.update(is_listed=False),
        lambda house: Tenancy.objects.update(state=TenancyState.PLANNED),
        lambda house: Tenancy.objects.update(ends_on=date(2023, 4, 2)),
        lambda house: Tenancy.objects.update(starts_on=date(2023, 8, 31)),
        lambda house: NamingObjection.objects.create(premises=house.premises, organisation=house.organisation),
    ],
    ids=["house says no", "not listed", "planned", "over", "to come", "objected"],
)
def test_nobody_else_is_named(client: Client, now: datetime, change: object) -> None:
    house = House()
    assert house.named(now) == [[house.organisation]]
    assert [each.room for each in seats_of(ANONYMOUS, [house.organisation.pk], now)] == [house.desk]

    change(house)  # type: ignore[operator]  # one of the above

    assert house.named(now) == []
    assert seats_of(ANONYMOUS, [house.organisation.pk], now) == []
    assert house.organisation.name_en not in client.get(f"/en/premises/{house.premises.public_id}/").content.decode()


def test_unlisted_premises_tell_no_stranger_who_lives_there(now: datetime) -> None:
    house = House(is_listed=False)
    assert seats_of(ANONYMOUS, [house.organisation.pk], now) == []
    assert [each.room for each in seats_of(house.member, [house.organisation.pk], now)] == [house.desk]


def test_tenant_objects_and_agrees_again_once_each(now: datetime) -> None:
    house = House()
    page, address = browser(User.objects.get(pk=house.member.person_id)), f"/en/premises/{house.premises.public_id}/"
    deed = f"{address}naming/{house.organisation.public_id}/"

    assert "named here for everybody to see" in page.get(address).content.decode()
    for _twice in range(2):
        assert page.post(deed).status_code == 302
    assert house.named(now) == []
    assert [each.is_named for each in own_naming(house.member, house.premises, now)] == [False]
    assert "not named here, as you asked" in page.get(address).content.decode()
    page.post(deed, {"named": "yes"})
    assert house.named(now) == [[house.organisation]]
    verbs = AuditEntry.objects.filter(verb__startswith="places.naming").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["places.naming_objected", "places.naming_allowed"]


def test_nobody_answers_for_another_organisation(now: datetime) -> None:
    house = House()
    rival, _organisation, _granted = member_of(house.premises)

    with pytest.raises(Refused, match="organisation that you belong to"):
        set_naming(
            premises_id=house.premises.pk, organisation_id=house.organisation.pk, is_named=False, by=rival, now=now
        )
    address = f"/en/premises/{house.premises.public_id}/naming/{house.organisation.public_id}/"
    assert browser(User.objects.get(pk=rival.person_id)).post(address).status_code == 404
    assert house.named(now) == [[house.organisation]]
