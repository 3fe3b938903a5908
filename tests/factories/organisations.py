"""Organisations and what hangs on them."""

from __future__ import annotations

from typing import Any

import factory
from factory.django import DjangoModelFactory

from bridgehead.directory.models import (
    Asset,
    AssetKind,
    Interest,
    InterestKind,
    InterestSide,
    Membership,
    MembershipRole,
    Organisation,
    Topic,
)
from tests.factories.people import UserFactory


class TopicFactory(DjangoModelFactory[Topic]):
    """A subject in both languages."""

    class Meta:
        model = Topic

    name_ko = factory.Sequence(lambda number: f"토픽 {number}")
    name_en = factory.Sequence(lambda number: f"Topic {number}")


class OrganisationFactory(DjangoModelFactory[Organisation]):
    """A listed Korean company; pass ``sectors=[topic, …]`` for its topics."""

    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    name_ko = factory.Sequence(lambda number: f"한빛바이오{number}")
    name_en = factory.Sequence(lambda number: f"Hanbit Bio {number}")
    kind = "company"
    country = "KR"
    is_listed = True

    @factory.post_generation
    def sectors(self, create: bool, extracted: list[Topic] | None, **_: Any) -> None:
        if create and extracted:
            self.sectors.set(extracted)  # type: ignore[attr-defined]  # factory-boy binds the made record as self


class MembershipFactory(DjangoModelFactory[Membership]):
    """A person represents an organisation."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = MembershipRole.REPRESENTATIVE


class AssetFactory(DjangoModelFactory[Asset]):
    """A drug candidate."""

    class Meta:
        model = Asset

    organisation = factory.SubFactory(OrganisationFactory)
    kind = AssetKind.CANDIDATE
    name_ko = factory.Sequence(lambda number: f"후보물질 {number}")
    name_en = factory.Sequence(lambda number: f"Candidate {number}")


class InterestFactory(DjangoModelFactory[Interest]):
    """Something sought; pass ``topics=[topic, …]`` for what it is about."""

    class Meta:
        model = Interest
        skip_postgeneration_save = True

    organisation = factory.SubFactory(OrganisationFactory)
    side = InterestSide.NEED
    kind = InterestKind.LICENCE_IN

    @factory.post_generation
    def topics(self, create: bool, extracted: list[Topic] | None, **_: Any) -> None:
        if create and extracted:
            self.topics.set(extracted)  # type: ignore[attr-defined]  # factory-boy binds the made record as self
