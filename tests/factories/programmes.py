"""Programmes, calls with a published form, and applications for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.programmes.models import (
    Application,
    Call,
    CallForm,
    CallState,
    Programme,
    ProgrammeRole,
    TeamMember,
    TeamRole,
)
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.people import UserFactory, actor_of

#: A form of two sections: words in both languages, a choice with what depends on it, a file, a budget.
ASKED: dict[str, Any] = {
    "sections": [
        {
            "key": "company",
            "title": {"ko": "기업 소개", "en": "The company"},
            "fields": [
                {
                    "key": "plan",
                    "kind": "prose",
                    "label": {"ko": "미국 진출 계획", "en": "Plan for the US market"},
                    "required": True,
                    "both": True,
                    "most": 2000,
                },
                {
                    "key": "cleared",
                    "kind": "choice",
                    "label": {"ko": "FDA 허가 여부", "en": "Cleared by the FDA"},
                    "required": True,
                    "choices": [
                        {"key": "cleared", "label": {"ko": "허가", "en": "Cleared"}},
                        {"key": "asked", "label": {"ko": "신청 중", "en": "Asked for"}},
                        {"key": "no", "label": {"ko": "아니요", "en": "Not yet"}},
                    ],
                },
                {
                    "key": "cleared_on",
                    "kind": "date",
                    "label": {"ko": "허가일", "en": "Cleared on"},
                    "required": True,
                    "shown_if": {"field": "cleared", "is": ["cleared"]},
                },
            ],
        },
        {
            "key": "money",
            "title": {"ko": "예산", "en": "Budget"},
            "fields": [
                {
                    "key": "budget",
                    "kind": "budget",
                    "label": {"ko": "소요 예산", "en": "What it will cost"},
                    "currencies": ["KRW", "USD"],
                },
                {"key": "deck", "kind": "file", "label": {"ko": "회사 소개서", "en": "Company deck"}, "most": 2},
            ],
        },
    ]
}


class ProgrammeFactory(DjangoModelFactory[Programme]):
    """A listed programme of an agency."""

    class Meta:
        model = Programme

    name_ko = "미국 진출 지원사업"
    name_en = "US market entry support programme"
    agency = factory.SubFactory(OrganisationFactory)
    is_listed = True


class CallFactory(DjangoModelFactory[Call]):
    """A draft of a call, open for a month from ``opens_at`` on."""

    class Meta:
        model = Call

    programme = factory.SubFactory(ProgrammeFactory)
    year = 2023
    name_ko = "2023년 참가기업 모집"
    name_en = "Companies wanted for 2023"


def call_open(now: datetime, *, days: int = 30, asked: dict[str, Any] = ASKED, **fields: Any) -> Call:
    """An announced call that opened an hour ago, with its published form."""
    told = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(days=days)} | fields
    call: Call = CallFactory(state=CallState.ANNOUNCED, announced_at=now - timedelta(hours=1), **told)
    CallForm.objects.create(call=call, version=1, definition=asked, published_at=now - timedelta(hours=1))
    return call


def officer_of(programme: Programme) -> tuple[User, Actor]:
    """Somebody who runs a programme."""
    person = UserFactory()
    ProgrammeRole.objects.create(programme=programme, user=person)
    return person, actor_of(person)


def applying(call: Call, *, answers: dict[str, Any] | None = None, **fields: Any) -> tuple[Application, Actor]:
    """A draft of an organisation, and who leads its team: an owner of the organisation."""
    organisation = fields.pop("organisation", None) or OrganisationFactory()
    person = UserFactory()
    MembershipFactory(user=person, organisation=organisation, role="owner")
    form = call.forms.exclude(published_at=None).latest("version")
    application = Application.objects.create(
        call=call, organisation=organisation, form=form, answers=answers or {}, **fields
    )
    TeamMember.objects.create(application=application, user=person, role=TeamRole.LEAD)
    return application, actor_of(person)
