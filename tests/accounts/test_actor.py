"""The Actor is built from what each context knows of a person."""

from __future__ import annotations

import pytest

from bridgehead.accounts.actor import Actor
from tests.factories.organisations import MembershipFactory
from tests.factories.people import UserFactory, actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_actor_carries_language_zone_and_organisations() -> None:
    person = UserFactory(language="en", zone="America/New_York")
    owned = MembershipFactory(user=person, role="owner")
    served = MembershipFactory(user=person, role="member")
    MembershipFactory()

    assert actor_of(person) == Actor(
        user_id=person.pk,
        language="en",
        zone="America/New_York",
        organisations=frozenset({(owned.organisation_id, "owner"), (served.organisation_id, "member")}),
    )


def test_administrator_has_no_organisation_by_that() -> None:
    assert actor_of(admin := UserFactory(is_platform_admin=True)) == Actor(user_id=admin.pk, is_platform_admin=True)
