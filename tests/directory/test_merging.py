"""Two records of one organisation become one: every reference moves, the old address leads on, or nothing happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from bridgehead.accounts.actor import ANONYMOUS, Actor
from bridgehead.agreements.models import Party
from bridgehead.directory import queries
from bridgehead.directory.actions.logos import set_logo
from bridgehead.directory.actions.merging import merge_organisations, say_not_duplicate
from bridgehead.directory.merging import REFERENCES
from bridgehead.directory.models import (
    Membership,
    MergedOrganisation,
    NotDuplicate,
    Organisation,
    OrganisationAlias,
    RegistrationNumber,
)
from bridgehead.directory.queries.duplicates import merged_into, pairs
from bridgehead.directory.queries.references import name_of, referred_to, relations
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from bridgehead.places.models import Tenancy
from bridgehead.web.pictures import square_picture
from tests.factories.agreements import licence_said, signed
from tests.factories.forums import AppearanceFactory, ForumFactory, ForumRoleFactory
from tests.factories.organisations import (
    AssetFactory,
    InterestFactory,
    MembershipFactory,
    OrganisationFactory,
    TopicFactory,
)
from tests.factories.partnering import DelegationFactory
from tests.factories.people import UserFactory, actor_of, admin_actor
from tests.factories.pictures import sent, talkative_png
from tests.factories.places import EntitlementFactory, room_at

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def officer() -> Actor:
    return actor_of(ForumRoleFactory(forum=ForumFactory()).user)


def merged(kept: Organisation, gone: Organisation, now: datetime, by: Actor | None = None, *taken: str) -> Organisation:
    return merge_organisations(kept_id=kept.pk, gone_id=gone.pk, taken=taken, by=by or admin_actor(), now=now)


def test_every_relation_to_an_organisation_says_how_it_moves() -> None:
    assert {name_of(each) for each in relations()} == {each.relation for each in REFERENCES}


def test_what_refers_to_the_one_that_goes_refers_to_the_one_that_stays(now: datetime) -> None:
    kept, gone = OrganisationFactory(), OrganisationFactory()
    topic, member = TopicFactory(), UserFactory()
    gone.sectors.set([topic])
    kept.sectors.set([topic])
    MembershipFactory(organisation=kept, user=member, role="member")
    MembershipFactory(organisation=gone, user=member, role="owner")
    other = MembershipFactory(organisation=gone, role="representative")
    AssetFactory(organisation=gone)
    for each in (kept, gone):
        InterestFactory(organisation=each)
    appearance, delegation = AppearanceFactory(organisation=gone), DelegationFactory(organisation=gone)
    forum = ForumFactory()
    forum.hosts.set([kept, gone])
    RegistrationNumber.objects.create(organisation=gone, scheme="us_ein", number="12-3456789")
    before = gone.pk

    merged(kept, gone, now)

    assert not Organisation.objects.filter(pk=before).exists()
    assert referred_to([before], besides=()) == {}
    assert dict(Membership.objects.values_list("user", "role")) == {
        member.pk: "owner",
        other.user_id: "representative",
    }
    for record in (appearance, delegation):
        record.refresh_from_db()
        assert record.organisation_id == kept.pk
    assert list(forum.hosts.all()) == [kept]
    assert (kept.assets.count(), kept.interests.count(), list(kept.sectors.all())) == (1, 1, [topic])
    assert kept.registration_numbers.get().number == "12-3456789"


def test_names_are_kept_fields_are_chosen_and_the_old_address_leads_on(client: Client, now: datetime) -> None:
    kept = OrganisationFactory(name_ko="한빛", name_en="Hanbit", city="", is_listed=False)
    gone = OrganisationFactory(name_ko="한빛 주식회사", name_en="HANBIT Inc.", city="Seoul")
    old = gone.public_id

    said = merged(kept, gone, now, None, "name_en", "city")

    assert (said.name_ko, said.name_en, said.city, said.is_listed) == ("한빛", "HANBIT Inc.", "Seoul", True)
    assert sorted(OrganisationAlias.objects.values_list("text", flat=True)) == ["Hanbit", "한빛 주식회사"]
    assert queries.search_organisations(ANONYMOUS, "HANBIT").ids == [kept.pk]
    answer = client.get(f"/en/companies/{old}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/en/companies/{kept.public_id}/")
    news = client.get(f"/en/news/organisations/{old}/")
    assert (news.status_code, news["Location"]) == (302, f"/en/news/organisations/{kept.public_id}/")
    assert list(AuditEntry.objects.values_list("verb", "object_id", "change")) == [
        (
            "directory.organisations_merged",
            str(kept.public_id),
            {"merged": [str(old), str(kept.public_id)], "fields": [None, "city, name_en"]},
        )
    ]


def test_an_old_address_tells_nothing_of_an_organisation_that_is_hidden(client: Client, now: datetime) -> None:
    kept, gone = (OrganisationFactory(is_listed=False) for _ in range(2))
    merged(kept, gone, now)

    assert merged_into(ANONYMOUS, gone.public_id) is None
    assert client.get(f"/en/companies/{gone.public_id}/").status_code == 404


def test_an_address_leads_on_through_two_merges(now: datetime) -> None:
    first, second, third = (OrganisationFactory() for _ in range(3))
    old = first.public_id
    merged(second, first, now)
    merged(third, second, now)

    assert merged_into(ANONYMOUS, old) == third
    assert MergedOrganisation.objects.count() == 2


def test_sealed_terms_name_the_one_that_stays_and_no_other_change_passes(now: datetime) -> None:
    kept, gone = OrganisationFactory(), OrganisationFactory()
    signed(licence_said(gone, OrganisationFactory()))
    party = Party.objects.get(organisation=gone)

    merged(kept, gone, now)

    party.refresh_from_db()
    assert party.organisation_id == kept.pk
    for change in ({"organisation": OrganisationFactory()}, {"role": "licensee"}, {"country": "DE"}):
        with pytest.raises(IntegrityError, match="party_sealed"), transaction.atomic():
            Party.objects.filter(pk=party.pk).update(**change)


def test_a_tenancy_moves_with_its_entitlement(now: datetime) -> None:
    kept = OrganisationFactory()
    entitlement = EntitlementFactory()
    gone = entitlement.organisation
    room = room_at(entitlement.premises, kind="desk")
    days = {"starts_on": entitlement.starts_on, "ends_on": entitlement.ends_on}
    tenancy = Tenancy.objects.create(room=room, organisation=gone, entitlement=entitlement, **days)

    merged(kept, gone, now)

    tenancy.refresh_from_db()
    entitlement.refresh_from_db()
    assert (tenancy.organisation_id, entitlement.organisation_id) == (kept.pk, kept.pk)


def _both_in_a_round(kept: Organisation, gone: Organisation) -> None:
    held = DelegationFactory(organisation=kept).round
    DelegationFactory(organisation=gone, round=held)


def _both_parties(kept: Organisation, gone: Organisation) -> None:
    signed(licence_said(kept, gone))


def _other_numbers(kept: Organisation, gone: Organisation) -> None:
    for each, number in ((kept, "12-3456789"), (gone, "12-3456780")):
        RegistrationNumber.objects.create(organisation=each, scheme="us_ein", number=number)


@pytest.mark.parametrize(
    ("made", "said"),
    [(_both_in_a_round, "Delegations"), (_both_parties, "Parties"), (_other_numbers, "these are two organisations")],
)
def test_where_both_have_what_can_be_there_once_nothing_happens(
    made: Callable[[Organisation, Organisation], None], said: str, now: datetime
) -> None:
    kept, gone = OrganisationFactory(), OrganisationFactory()
    AppearanceFactory(organisation=gone)
    made(kept, gone)
    before = referred_to([kept.pk, gone.pk], besides=())

    with translation.override("en"), pytest.raises(Refused, match=said):
        merged(kept, gone, now)

    assert referred_to([kept.pk, gone.pk], besides=()) == before
    assert not MergedOrganisation.objects.exists()
    assert not AuditEntry.objects.filter(verb="directory.organisations_merged").exists()


def test_owners_of_two_companies_are_put_together_by_the_administrator_alone(now: datetime) -> None:
    kept, gone = (MembershipFactory(role="owner").organisation for _ in range(2))

    with pytest.raises(Refused):
        merged(kept, gone, now, officer())
    merged(kept, gone, now, admin_actor())
    assert kept.memberships.count() == 2


@pytest.mark.parametrize("who", ["stranger", "member"])
def test_who_is_not_the_agency_or_belongs_to_one_of_them_merges_nothing(who: str, now: datetime) -> None:
    kept, gone = OrganisationFactory(), OrganisationFactory()
    person = MembershipFactory(organisation=gone, role="owner").user
    if who == "member":
        ForumRoleFactory(forum=ForumFactory(), user=person)

    with pytest.raises(Refused):
        merged(kept, gone, now, actor_of(person))

    assert Organisation.objects.filter(pk__in=[kept.pk, gone.pk]).count() == 2


def test_a_merge_twice_and_with_oneself_are_refused(now: datetime) -> None:
    kept, gone = OrganisationFactory(), OrganisationFactory()
    pk = gone.pk
    merged(kept, gone, now)

    for one, other in ((kept.pk, pk), (kept.pk, kept.pk)):
        with pytest.raises(Refused):
            merge_organisations(kept_id=one, gone_id=other, taken=(), by=admin_actor(), now=now)


def test_the_logo_of_the_one_that_goes_is_kept_where_there_is_none(now: datetime) -> None:
    kept, gone = OrganisationFactory(), OrganisationFactory()
    picture = square_picture(sent(talkative_png("x"), "x.png"))
    logo = set_logo(organisation_id=gone.pk, by=admin_actor(), picture=picture, now=now).logo_id

    merged(kept, gone, now)

    kept.refresh_from_db()
    assert kept.logo_id == logo


# --- Which may be one ------------------------------------------------------------------------------------------------


def test_pairs_are_told_by_name_however_spelt_by_other_names_and_by_web_site(now: datetime) -> None:
    by = admin_actor()
    one = OrganisationFactory(name_ko="(주)대웅 제약", name_en="", site="https://www.daewoong.example/en")
    two = OrganisationFactory(name_ko="대웅제약 주식회사", name_en="", site="http://daewoong.example")
    three = OrganisationFactory(name_ko="", name_en="Other")
    OrganisationAlias.objects.create(organisation=three, text="DAEWOONG Co., Ltd.")
    four = OrganisationFactory(name_ko="", name_en="Daewoong")
    OrganisationFactory(name_ko="", name_en="Nobody else", site="https://daewoong.example.org")

    assert [(each.one, each.other, each.why) for each in pairs(by)] == [
        (one.pk, two.pk, ("name", "site")),
        (three.pk, four.pk, ("name",)),
    ]
    assert pairs(ANONYMOUS) == pairs(actor_of(UserFactory())) == []


def test_that_two_are_two_is_remembered(now: datetime) -> None:
    by = admin_actor()
    one, other = (OrganisationFactory(name_ko="", name_en="Nova") for _ in range(2))
    assert len(pairs(by)) == 1

    for _twice in range(2):
        say_not_duplicate(one_id=other.pk, other_id=one.pk, by=by, now=now)

    assert pairs(by) == []
    assert NotDuplicate.objects.values_list("one", "other").get() == (one.pk, other.pk)
    assert AuditEntry.objects.filter(verb="directory.not_a_duplicate").count() == 1
    with pytest.raises(Refused):
        say_not_duplicate(one_id=one.pk, other_id=other.pk, by=actor_of(UserFactory()), now=now)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_desk_compares_merges_and_remembers(client: Client, language: str, now: datetime) -> None:
    client.force_login(UserFactory(is_platform_admin=True))
    names: dict[str, Any] = {"name_ko": "", "name_en": "Nova"}
    kept, gone, third = (OrganisationFactory(**names) for _ in range(3))
    Organisation.objects.filter(pk=gone.pk).update(city="Boston", name_en="NOVA, Inc.")
    desk = f"/{language}/desk/companies/duplicates/"

    listed = client.get(desk).content.decode()
    assert str(kept.public_id) in listed
    here = f"{desk}{kept.public_id}/{gone.public_id}/"
    assert "Boston" in client.get(here).content.decode()
    assert client.post(here, {"do": "merge", "city": "what"}).status_code == 422
    client.post(here, {"do": "merge", "city": "gone", "name_en": "kept"})
    client.post(f"{desk}{kept.public_id}/{third.public_id}/", {"do": "two"})

    kept.refresh_from_db()
    assert (kept.city, kept.name_en) == ("Boston", "Nova")
    assert str(third.public_id) not in client.get(desk).content.decode()
