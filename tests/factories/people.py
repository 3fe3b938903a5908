"""People and their Actors."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from bridgehead.accounts.actor import Actor, actor_for
from bridgehead.accounts.models import Consent, ConsentPurpose, User


class UserFactory(DjangoModelFactory[User]):
    """A person with a name in each script; nobody has a password."""

    class Meta:
        model = User

    email = factory.Sequence(lambda number: f"person{number}@example.com")
    family_name_ko = "김"
    given_name_ko = factory.Sequence(lambda number: f"하늘{number}")
    family_name_en = "Kim"
    given_name_en = factory.Sequence(lambda number: f"Haneul{number}")
    language = "ko"
    zone = "Asia/Seoul"
    password = "!"

    @classmethod
    def _setup_next_sequence(cls) -> int:
        """Begin where whoever started this process says: several may fill one database, one after the other."""
        return int(os.environ.get("FIRST_PERSON", "0"))


class ConsentFactory(DjangoModelFactory[Consent]):
    """A consent in force."""

    class Meta:
        model = Consent

    user = factory.SubFactory(UserFactory)
    purpose = ConsentPurpose.LISTED
    text_version = "2026-11"
    language = "ko"
    given_at = datetime(2023, 3, 2, 1, 0, tzinfo=UTC)


def actor_of(user: User) -> Actor:
    """Return the Actor that a request of this person would carry; read afresh, so memberships made since count."""
    return actor_for(user)


def admin_actor() -> Actor:
    """Return the Actor of a platform administrator."""
    return actor_for(UserFactory(is_platform_admin=True))
