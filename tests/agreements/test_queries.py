"""Who reads which agreement, and what of it anybody may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.http import Http404

from bridgehead.accounts.actor import ANONYMOUS, SYSTEM, Actor
from bridgehead.agreements.models import Agreement, Concealable
from bridgehead.agreements.queries.ledger import kept_agreement_or_404, ledger, own_agreement_or_404, readable
from bridgehead.agreements.queries.public import (
    public_agreement_or_404,
    public_agreements,
    public_agreements_of,
    shown_to_all,
)
from bridgehead.directory.models import Organisation
from tests.factories.agreements import drafted, keeper_of, licence_said, published, signed
from tests.factories.organisations import MembershipFactory, OrganisationFactory, TopicFactory
from tests.factories.people import actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_agencies_and_rivals_do_not_see_into_a_ledger() -> None:
    agency, company, buyer = OrganisationFactory(kind="agency"), OrganisationFactory(), OrganisationFactory()
    agreement = signed(licence_said(company, buyer), keeper=agency)
    drafted(licence_said(company, buyer), keeper=agency)
    people: dict[str, Actor] = {
        "keeper": keeper_of(agency),
        "keeper of another ledger": keeper_of(OrganisationFactory(kind="agency")),
        "party": actor_of(MembershipFactory(organisation=company).user),
        "counterparty": actor_of(MembershipFactory(organisation=buyer, role="owner").user),
        "simple member": actor_of(MembershipFactory(organisation=company, role="member").user),
        "rival": actor_of(MembershipFactory().user),
        "member of the agency": actor_of(MembershipFactory(organisation=agency).user),
        "nobody": ANONYMOUS,
        "administrator": SYSTEM,
    }

    assert {who: (ledger(actor).count(), readable(actor).count()) for who, actor in people.items()} == {
        "keeper": (2, 2),
        "keeper of another ledger": (0, 0),
        "party": (0, 1),
        "counterparty": (0, 1),
        "simple member": (0, 0),
        "rival": (0, 0),
        "member of the agency": (0, 0),
        "nobody": (0, 0),
        "administrator": (2, 2),
    }
    assert own_agreement_or_404(people["party"], agreement.public_id) == agreement
    for who in ("party", "rival", "keeper of another ledger"):
        with pytest.raises(Http404):
            kept_agreement_or_404(people[who], agreement.public_id)


def test_an_agreement_appears_at_its_second_and_only_once_it_is_signed(now: datetime) -> None:
    agreement, draft = published(since=now), drafted()
    Agreement.objects.filter(pk=draft.pk).update(public_from=now - timedelta(days=1))
    second = timedelta(seconds=1)

    assert [list(public_agreements(now + step)) for step in (-second, timedelta(0), second)] == [
        [],
        [agreement],
        [agreement],
    ]
    with pytest.raises(Http404):
        public_agreement_or_404(agreement.public_id, now - second)
    assert public_agreement_or_404(agreement.public_id, now).public_id == agreement.public_id


def test_what_is_confidential_is_never_public(now: datetime) -> None:
    agreement = published(since=now)
    Agreement.objects.filter(pk=agreement.pk).update(is_confidential=True)

    assert not public_agreements(now + timedelta(days=9999)).exists()


def test_what_is_concealed_is_not_in_the_public_form(now: datetime) -> None:
    company, buyer = OrganisationFactory(), OrganisationFactory(country="US")
    said = licence_said(company, buyer, field_id=TopicFactory().pk, territory=("US",))
    seller, bought = said.parties
    said = replace(
        said,
        parties=(
            replace(seller, signatory_en="Kim Haneul", signatory_title_en="CEO"),
            replace(bought, is_disclosed=False, country="US", signatory_en="A Secret Person"),
        ),
    )
    open_one = published(said, since=now)
    hidden = published(said, since=now, concealed=tuple(Concealable.values))

    shown, kept = (public_agreement_or_404(each.public_id, now) for each in (open_one, hidden))

    assert [(each.organisation, each.country, each.signatory_en) for each in shown.parties] == [
        (company, "KR", "Kim Haneul"),
        (None, "US", ""),
    ]
    assert (shown.name_en, len(shown.amounts), shown.territory) == ("New drug candidate", 1, ("US",))
    assert [(each.organisation, each.signatory_en) for each in kept.parties] == [(company, ""), (None, "")]
    assert (kept.name_ko, kept.name_en, kept.amounts, kept.territory, kept.field) == ("", "", (), (), None)


def test_an_organisation_shows_what_it_is_named_in(now: datetime) -> None:
    company, silent = OrganisationFactory(), OrganisationFactory()
    said = licence_said(company, silent)
    kept_back = replace(said, parties=(said.parties[0], replace(said.parties[1], is_disclosed=False)))
    agreement = published(kept_back, since=now)
    signed(said)

    def of(organisation: Organisation) -> list[UUID]:
        return [each.public_id for each in public_agreements_of(organisation, now, most=9)]

    assert (of(company), of(silent)) == ([agreement.public_id], [])


def test_what_is_not_signed_cannot_be_shown_to_all() -> None:
    with pytest.raises(LookupError):
        shown_to_all(drafted())
