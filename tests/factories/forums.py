"""Forums, their agenda and who registers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from bridgehead.accounts.actor import Actor
from bridgehead.events.models import (
    Appearance,
    AppearanceRole,
    Badge,
    Forum,
    ForumRole,
    ForumRoleKind,
    ForumSession,
    ForumState,
    Part,
    ParticipantTerms,
    ParticipantType,
    Registration,
    RegistrationAnswer,
    RegistrationQuestion,
    RegistrationState,
    ReportedFigure,
    SessionKind,
    SessionPick,
    WalkIn,
)
from bridgehead.events.rules.check_in import new_code
from bridgehead.events.rules.picks import standing
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.people import UserFactory, actor_of

STARTS_AT = datetime(2023, 4, 27, 20, 0, tzinfo=UTC)
APPLIED_AT = datetime(2023, 4, 3, 1, 0, tzinfo=UTC)


class ForumFactory(DjangoModelFactory[Forum]):
    """A forum in Boston, open for registration, without a limit."""

    class Meta:
        model = Forum
        skip_postgeneration_save = True

    name_ko = factory.Sequence(lambda number: f"보스턴 포럼 {number}")
    name_en = factory.Sequence(lambda number: f"Boston Forum {number}")
    city_ko = "보스턴"
    city_en = "Boston"
    zone = "America/New_York"
    starts_at = STARTS_AT
    state = ForumState.OPEN
    changed_at = APPLIED_AT

    @factory.post_generation
    def hosts(self, create: bool, extracted: list[Any] | None, **_: Any) -> None:
        if create and extracted:
            self.hosts.set(extracted)  # type: ignore[attr-defined]  # factory-boy binds the made record as self


class PartFactory(DjangoModelFactory[Part]):
    """The next part of a forum's agenda."""

    class Meta:
        model = Part

    forum = factory.SubFactory(ForumFactory)
    number = factory.Sequence(lambda number: number + 1)
    name_ko = "입주식과 발표"
    name_en = "Ceremony and presentations"


class ForumSessionFactory(DjangoModelFactory[ForumSession]):
    """A session of company presentations whose times are not known."""

    class Meta:
        model = ForumSession

    part = factory.SubFactory(PartFactory)
    order = factory.Sequence(lambda number: number + 1)
    kind = SessionKind.COMPANY_PRESENTATIONS
    name_ko = "미국 시장 진출 전략과 성과"
    name_en = "US market entry: strategy and results"


class AppearanceFactory(DjangoModelFactory[Appearance]):
    """An organisation presents."""

    class Meta:
        model = Appearance

    session = factory.SubFactory(ForumSessionFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = AppearanceRole.PRESENTS
    order = factory.Sequence(lambda number: number + 1)


class ReportedFigureFactory(DjangoModelFactory[ReportedFigure]):
    """About a hundred people, as a paper reported."""

    class Meta:
        model = ReportedFigure

    forum = factory.SubFactory(ForumFactory)
    order = factory.Sequence(lambda number: number + 1)
    label_ko = "참석"
    label_en = "Attended"
    value = Decimal(100)
    unit_ko = "명"
    exactness = "about"
    source_ko = "일간지 보도"
    source_en = "As a daily paper reported"
    reported_on = date(2023, 4, 28)


class ForumRoleFactory(DjangoModelFactory[ForumRole]):
    """A person runs a forum."""

    class Meta:
        model = ForumRole

    forum = factory.SubFactory(ForumFactory)
    user = factory.SubFactory(UserFactory)
    role = ForumRoleKind.OFFICER


class RegistrationFactory(DjangoModelFactory[Registration]):
    """A person has asked to take part for a company."""

    class Meta:
        model = Registration

    forum = factory.SubFactory(ForumFactory)
    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    participant_type = ParticipantType.COMPANY
    state = RegistrationState.APPLIED
    applied_at = APPLIED_AT


class ApprovedRegistrationFactory(RegistrationFactory):
    """A registration that has a place; its person belongs to the organisation."""

    state = RegistrationState.APPROVED
    decided_at = APPLIED_AT
    calendar_sequence = 1

    @factory.post_generation
    def membership(self, create: bool, extracted: bool | None, **_: Any) -> None:
        if create and extracted is not False:
            MembershipFactory(user=self.user, organisation=self.organisation)

    class Meta:
        skip_postgeneration_save = True


class TermsFactory(DjangoModelFactory[ParticipantTerms]):
    """Companies come as they would without terms: looked at by an officer, without a limit."""

    class Meta:
        model = ParticipantTerms

    forum = factory.SubFactory(ForumFactory)
    participant_type = ParticipantType.COMPANY


class QuestionFactory(DjangoModelFactory[RegistrationQuestion]):
    """A forum asks everybody what they eat, in a line that may stay empty; ``required`` is one that may not."""

    class Meta:
        model = RegistrationQuestion

    class Params:
        required = False

    forum = factory.SubFactory(ForumFactory)
    order = factory.Sequence(lambda number: number + 1)
    key = factory.Sequence(lambda number: f"q{number + 1}")
    asked = factory.LazyAttribute(
        lambda made: {
            "key": made.key,
            "kind": "line",
            "label": {"ko": "무엇을 드십니까?", "en": "What do you eat?"},
            **({"required": True} if made.required else {}),
        }
    )


class AnswerFactory(DjangoModelFactory[RegistrationAnswer]):
    """Somebody eats rice."""

    class Meta:
        model = RegistrationAnswer

    registration = factory.SubFactory(RegistrationFactory)
    question = factory.SubFactory(QuestionFactory)
    typed = "Rice"


class PickFactory(DjangoModelFactory[SessionPick]):
    """Somebody who has a place has picked a session of the forum."""

    class Meta:
        model = SessionPick

    session = factory.SubFactory(ForumSessionFactory)
    registration = factory.SubFactory(ApprovedRegistrationFactory, forum=factory.SelfAttribute("..session.part.forum"))
    picked_at = APPLIED_AT
    known = factory.LazyAttribute(lambda made: standing(made.session))


class BadgeFactory(DjangoModelFactory[Badge]):
    """The badge of somebody who has a place."""

    class Meta:
        model = Badge

    registration = factory.SubFactory(ApprovedRegistrationFactory)
    forum = factory.SelfAttribute("registration.forum")
    code = factory.LazyFunction(new_code)
    issued_at = APPLIED_AT


class WalkInFactory(DjangoModelFactory[WalkIn]):
    """Somebody who came without a registration, and waits at the door."""

    class Meta:
        model = WalkIn

    forum = factory.SubFactory(ForumFactory)
    name = "한걸음"
    organisation = "지나가던 회사"
    participant_type = ParticipantType.PARTNER
    came_at = STARTS_AT


def staff_of(forum: Forum) -> Actor:
    """Return the Actor of somebody who serves at the door of a forum."""
    return actor_of(ForumRoleFactory(forum=forum, role=ForumRoleKind.STAFF).user)


def officer_of(forum: Forum) -> Actor:
    """Return the Actor of a new officer of a forum."""
    return actor_of(ForumRoleFactory(forum=forum).user)


def person_of(organisation: Any, **fields: Any) -> Actor:
    """Return the Actor of a new person who belongs to an organisation."""
    user = UserFactory(**fields)
    MembershipFactory(user=user, organisation=organisation)
    return actor_of(user)
