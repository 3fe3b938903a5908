"""Agreements in a ledger, made by the deeds themselves, and who keeps it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from bridgehead.accounts.actor import ANONYMOUS, SYSTEM, Actor
from bridgehead.agreements.actions.answers import Answer, answer_confirmation
from bridgehead.agreements.actions.confirmations import ask_confirmation
from bridgehead.agreements.actions.publication import set_publication
from bridgehead.agreements.actions.questions import Contact, new_link
from bridgehead.agreements.actions.said import AmountSaid, PartySaid, TermsSaid, said_by
from bridgehead.agreements.actions.states import move_agreement, sign_agreement
from bridgehead.agreements.actions.terms import correct_terms, draft_agreement
from bridgehead.agreements.models import (
    Agreement,
    AgreementKind,
    AgreementState,
    Component,
    Confirmation,
    Counterfactual,
    LedgerRole,
    Party,
    PartyRole,
    Question,
    Terms,
    Verdict,
)
from bridgehead.directory.models import Organisation
from bridgehead.foundation.money import Exactness
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory, actor_of

DRAFTED = datetime(2023, 4, 20, 9, 0, tzinfo=UTC)
SIGNED_ON = date(2023, 4, 26)
ASKED = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)


class LedgerRoleFactory(DjangoModelFactory[LedgerRole]):
    """A person keeps the ledger of an agency."""

    class Meta:
        model = LedgerRole

    agency = factory.SubFactory(OrganisationFactory, kind="agency")
    user = factory.SubFactory(UserFactory)


def keeper_of(agency: Organisation) -> Actor:
    """Return somebody who keeps an agency's ledger."""
    return actor_of(LedgerRoleFactory(agency=agency).user)


def licence_said(licensor: Organisation, licensee: Organisation | None = None, **other: Any) -> TermsSaid:
    """A licence for about KRW 635.3 bn from a company to another, or to an undisclosed one in the United States."""
    bought = (
        PartySaid(organisation_id=licensee.pk, role=PartyRole.LICENSEE)
        if licensee
        else PartySaid(is_disclosed=False, country="US", role=PartyRole.LICENSEE)
    )
    said = TermsSaid(
        kind=AgreementKind.LICENCE_OUT,
        name_ko="신약 후보물질",
        name_en="New drug candidate",
        parties=(PartySaid(organisation_id=licensor.pk, role=PartyRole.LICENSOR), bought),
        amounts=(
            AmountSaid(
                component=Component.HEADLINE,
                amount=Decimal(635_300_000_000),
                currency="KRW",
                exactness=Exactness.ABOUT,
            ),
        ),
    )
    return replace(said, **other)


def drafted(said: TermsSaid | None = None, *, keeper: Organisation | None = None) -> Agreement:
    """Return a draft in the ledger of an agency."""
    keeper = keeper or OrganisationFactory(kind="agency")
    said = said or licence_said(OrganisationFactory(), OrganisationFactory(country="US"))
    return draft_agreement(keeper_id=keeper.pk, said=said, by=SYSTEM, now=DRAFTED)


def agreed(said: TermsSaid | None = None, *, keeper: Organisation | None = None) -> Agreement:
    """Return an agreement that waits for its signing."""
    draft = drafted(said, keeper=keeper)
    return move_agreement(
        agreement_id=draft.pk,
        revision=draft.revision,
        state=AgreementState.AGREED,
        on=DRAFTED.date(),
        by=SYSTEM,
        now=DRAFTED,
    )


def signed(said: TermsSaid | None = None, *, keeper: Organisation | None = None, on: date = SIGNED_ON) -> Agreement:
    """Return an agreement that was signed on the eve of the forum."""
    ready = agreed(said, keeper=keeper)
    moment = datetime.combine(on, DRAFTED.timetz())
    return sign_agreement(agreement_id=ready.pk, revision=ready.revision, signed_on=on, by=SYSTEM, now=moment)


def published(
    said: TermsSaid | None = None,
    *,
    keeper: Organisation | None = None,
    since: datetime = DRAFTED,
    concealed: tuple[str, ...] = (),
) -> Agreement:
    """Return a signed agreement that anybody may see from a moment on."""
    agreement = signed(said, keeper=keeper)
    return set_publication(
        agreement_id=agreement.pk,
        revision=agreement.revision,
        public_from=since,
        is_confidential=False,
        concealed=concealed,
        by=SYSTEM,
        now=DRAFTED,
    )


def corrected(agreement: Agreement, *, now: datetime = ASKED, signed_on: date | None = None, **other: Any) -> Agreement:
    """Return a signed agreement of which something else holds now."""
    terms = Terms.objects.get(pk=agreement.current_id)
    return correct_terms(
        agreement_id=agreement.pk,
        revision=agreement.revision,
        said=replace(said_by(terms), **other),
        signed_on=signed_on,
        reason_en="The paper says otherwise.",
        by=SYSTEM,
        now=now,
    )


def asked_of(agreement: Agreement, *, now: datetime = ASKED, days: int = 30, **contact: Any) -> list[Confirmation]:
    """Ask every party of a signed agreement."""
    contacts = contacts_of(agreement, **contact)
    return ask_confirmation(agreement_id=agreement.pk, contacts=contacts, days=days, by=SYSTEM, now=now)


def contacts_of(agreement: Agreement, **contact: Any) -> list[Contact]:
    """Give every party an address of its own; the first reads Korean and the others English."""
    return [
        Contact(
            party_id=each.pk,
            **{
                "email": f"party{each.order}-{agreement.pk}@example.com",
                "name": f"Contact {each.order}",
                "language": "ko" if each.order == 1 else "en",
                **contact,
            },
        )
        for each in Party.objects.filter(terms=agreement.current_id).order_by("order")
    ]


def link_to(asked: Question, *, now: datetime = ASKED) -> str:
    """Return the token of a fresh link to a question."""
    token = new_link(type(asked), question_id=asked.pk, asked_at=asked.asked_at, now=now)
    assert token is not None
    return token


def answered(asked: Confirmation, *, now: datetime = ASKED, **said: Any) -> Confirmation:
    """Return a question that its party has answered: that all is right, where nothing else is said."""
    answer = Answer(**{"verdict": Verdict.CONFIRMED, "counterfactual": Counterfactual.LATER, **said})
    return answer_confirmation(token=link_to(asked, now=now), answer=answer, by=ANONYMOUS, now=now)
