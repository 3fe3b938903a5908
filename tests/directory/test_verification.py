"""What the agency says of an organisation: who waits, what speaks for it, who may decide, and who hears why."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from bridgehead.accounts.actor import ANONYMOUS, Actor
from bridgehead.accounts.models import User
from bridgehead.directory.actions import organisations, standing
from bridgehead.directory.models import Organisation, OrganisationAlias, RegistrationNumber
from bridgehead.directory.queries.verification import Awaiting, awaiting_counts, awaiting_verification, candidates
from bridgehead.directory.rules import is_at_site
from bridgehead.foundation import notices
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from tests.factories.forums import ForumFactory, ForumRoleFactory, officer_of
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.people import UserFactory, actor_of, admin_actor

pytestmark = [pytest.mark.django_db, pytest.mark.database]

REASON = "The register does not know this number."


def officer_in(client: Client) -> Actor:
    role = ForumRoleFactory(forum=ForumFactory())
    client.force_login(role.user)
    return actor_of(role.user)


def proven(user: User) -> User:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def declined(organisation: Organisation, now: datetime) -> Organisation:
    return standing.decline_verification(organisation_id=organisation.pk, by=admin_actor(), reason=REASON, now=now)


def told(organisation: Organisation) -> tuple[bool, bool, str]:
    organisation.refresh_from_db()
    return (
        organisation.verified_at is not None,
        organisation.verification_declined_at is not None,
        organisation.verification_reason,
    )


def deliver(now: datetime) -> list[tuple[str, str]]:
    while notices.deliver_next(now):
        pass
    return [(each.to[0].split()[-1].strip("<>"), each.subject) for each in mail.outbox]


def test_staff_see_who_waits_the_oldest_first_and_nobody_else_does(now: datetime) -> None:
    waiting = OrganisationFactory.create_batch(2, is_listed=False)
    others = [OrganisationFactory(verified_at=now), OrganisationFactory(is_sample=True), OrganisationFactory()]
    owner = actor_of(MembershipFactory(organisation=waiting[0], role="owner").user)
    for organisation in (waiting[1], *others):
        MembershipFactory(organisation=organisation, role="owner")
    declined(others[2], now)
    # nobody speaks for this one
    MembershipFactory(organisation=OrganisationFactory(), role="member")
    officer = officer_of(ForumFactory())

    assert list(awaiting_verification(officer)) == waiting
    assert awaiting_counts(officer) == Awaiting(2, waiting[0].created_at)
    for other in (ANONYMOUS, owner, officer.without_staff_powers()):
        assert (list(awaiting_verification(other)), awaiting_counts(other)) == ([], Awaiting())


def test_candidate_shows_what_speaks_for_it_and_names_no_member(client: Client, now: datetime) -> None:
    owner = proven(UserFactory(email="minji@hanbit.example", family_name_ko="비밀"))
    shown = MembershipFactory(
        user=owner, role="owner", organisation=OrganisationFactory(name_ko="한빛", site="https://www.hanbit.example/kr")
    ).organisation
    number = RegistrationNumber.objects.create(organisation=shown, scheme="us_ein", number="12-3456789")
    bare = OrganisationFactory(name_ko="주식회사 한빛", name_en="")
    proven(MembershipFactory(organisation=bare, role="owner").user)

    first, second = candidates([shown, bare])

    assert (first.numbers, first.is_owner_at_site, first.namesakes) == ([number], True, [bare])
    assert (second.numbers, second.is_owner_at_site, second.namesakes) == ([], False, [shown])
    officer_in(client)
    page = client.get("/en/desk/companies/").content.decode()
    assert "12-3456789" in page
    assert "@hanbit.example" not in page
    assert "비밀" not in page


def test_candidate_that_calls_itself_by_anothers_name_is_seen_to(now: datetime) -> None:
    bearer = OrganisationFactory(name_ko="한빛", name_en="", is_listed=False)
    taker = OrganisationFactory(name_ko="", name_en="Taker")
    nameless = OrganisationFactory.create_batch(2, name_ko="", name_en="–")
    OrganisationAlias.objects.create(organisation=taker, text="(주) 한빛")
    OrganisationAlias.objects.create(organisation=nameless[0], text="Taker", is_doubtful=True)

    found = candidates([bearer, taker, *nameless])

    assert [each.namesakes for each in found] == [[taker], [bearer], [], []]


@pytest.mark.parametrize(
    ("address", "site", "is_there"),
    [
        ("a@hanbit.example", "https://hanbit.example", True),
        ("a@HANBIT.example", "https://www.hanbit.example/ko/", True),
        ("a@mail.hanbit.example", "https://hanbit.example", False),
        ("a@rival.co.kr", "https://co.kr", False),
        ("a@nothanbit.example", "https://hanbit.example", False),
        ("a@example", "https://hanbit.example", False),
        ("a@naver.com", "https://blog.naver.com/hanbit", False),
        ("a@hanbit.example", "", False),
        ("", "https://hanbit.example", False),
    ],
)
def test_address_is_at_a_site_only_at_its_very_domain(address: str, site: str, is_there: bool) -> None:
    assert is_at_site(address, site) == is_there


def test_list_asks_as_many_questions_for_many_as_for_one(client: Client) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/en/desk/companies/")
        return len(asked)

    officer_in(client)
    for number in range(2):
        RegistrationNumber.objects.create(
            organisation=MembershipFactory(role="owner", organisation__name_ko="같은이름").organisation,
            scheme="us_ein",
            number=f"12-345678{number}",
        )
    few = questions()
    for _each in range(10):
        proven(MembershipFactory(role="owner", organisation=OrganisationFactory(name_ko="같은이름")).user)

    assert questions() == few


def test_declining_tells_the_owners_why_and_a_changed_profile_waits_again(now: datetime) -> None:
    organisation = OrganisationFactory(name_en="Hanbit")
    owner = MembershipFactory(organisation=organisation, role="owner", user=UserFactory(language="en")).user
    MembershipFactory(organisation=organisation, role="representative")

    declined(organisation, now)

    assert told(organisation) == (False, True, REASON)
    assert deliver(now) == [(owner.email, "Hanbit could not be verified yet")]
    assert REASON in str(mail.outbox[0].body)
    profile = organisations.OrganisationProfile(name_ko=organisation.name_ko, name_en="Hanbit", city="Sejong")
    organisations.change_organisation(organisation_id=organisation.pk, by=actor_of(owner), profile=profile, now=now)
    assert told(organisation) == (False, False, "")
    assert list(awaiting_verification(admin_actor())) == [organisation]
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", "change"))
    assert verbs[0] == ("directory.verification_declined", {})


def test_saving_the_profile_unchanged_does_not_bring_it_back(now: datetime) -> None:
    organisation = declined(OrganisationFactory(), now)
    owner = actor_of(MembershipFactory(organisation=organisation, role="owner").user)
    same = organisations.OrganisationProfile(
        name_ko=organisation.name_ko, name_en=organisation.name_en, country=organisation.country
    )

    organisations.change_organisation(organisation_id=organisation.pk, by=owner, profile=same, now=now)
    assert told(organisation) == (False, True, REASON)

    organisations.keep_registration_number(
        organisation_id=organisation.pk, by=owner, scheme="us_ein", number="12-3456789", now=now
    )
    assert told(organisation) == (False, False, "")


def test_verified_organisation_under_another_name_waits_again(client: Client, now: datetime) -> None:
    organisation = OrganisationFactory(name_en="Hanbit", verified_at=now)
    client.force_login(MembershipFactory(organisation=organisation, role="owner").user)
    to = f"/en/companies/{organisation.public_id}/profile/"
    same = {"name_ko": organisation.name_ko, "name_en": "Hanbit", "kind": "company"}

    client.post(to, {**same, "city": "Boston"})
    assert told(organisation) == (True, False, "")

    page = client.post(to, {**same, "name_en": "Daewoong"}, follow=True).content.decode()

    assert told(organisation) == (False, False, "")
    assert "Saved. The name is another now: the agency verifies it anew." in page
    assert organisation in awaiting_verification(admin_actor())
    assert AuditEntry.objects.filter(verb="directory.verification_withdrawn").count() == 1


def test_mail_tells_what_is_so_when_it_goes(now: datetime) -> None:
    organisation = OrganisationFactory(name_en="Hanbit")
    owner = MembershipFactory(organisation=organisation, role="owner", user=UserFactory(language="en")).user
    declined(organisation, now)
    declined(organisation, now + timedelta(seconds=1))
    standing.verify_organisation(organisation_id=organisation.pk, by=admin_actor(), now=now + timedelta(seconds=2))

    assert deliver(now + timedelta(minutes=1)) == [(owner.email, "Hanbit is verified")]
    assert told(organisation) == (True, False, "")
    mail.outbox.clear()
    declined(other := OrganisationFactory(), now)
    MembershipFactory(organisation=other, role="owner")
    standing.look_again(Organisation.objects.get(pk=other.pk), by=admin_actor(), now=now)
    assert deliver(now) == []


def test_nobody_decides_on_their_own_organisation_nor_without_a_reason(now: datetime) -> None:
    organisation = OrganisationFactory(is_listed=False)
    forum = ForumFactory()
    insider = MembershipFactory(organisation=organisation, role="owner").user
    ForumRoleFactory(forum=forum, user=insider)
    refused = [
        (actor_of(insider), REASON),
        (actor_of(MembershipFactory(organisation=organisation, role="owner").user), REASON),
        (ANONYMOUS, REASON),
        (admin_actor(), "  "),
    ]

    for by, reason in refused:
        with pytest.raises(Refused):
            standing.decline_verification(organisation_id=organisation.pk, by=by, reason=reason, now=now)
    for by, _reason in refused[:3]:
        for deed in (standing.verify_organisation, standing.list_organisation):
            with pytest.raises(Refused):
                deed(organisation_id=organisation.pk, by=by, now=now)

    assert (told(organisation), AuditEntry.objects.count(), deliver(now)) == ((False, False, ""), 0, [])


def test_administrator_verifies_the_agency_that_they_belong_to(now: datetime) -> None:
    own = MembershipFactory(user=UserFactory(is_platform_admin=True), role="owner")

    standing.verify_organisation(organisation_id=own.organisation.pk, by=actor_of(own.user), now=now)

    assert told(own.organisation) == (True, False, "")


def test_verified_organisation_is_not_declined(now: datetime) -> None:
    organisation = OrganisationFactory(verified_at=now)

    with translation.override("en"), pytest.raises(Refused, match="It is verified already"):
        declined(organisation, now)

    assert told(organisation) == (True, False, "")


@pytest.mark.parametrize(
    "wrong", [{"verification_reason": REASON}, {"verification_declined_at": "now"}, {"verified_at": "now"}]
)
def test_database_keeps_a_refusal_with_its_reason_and_apart_from_a_verification(
    wrong: dict[str, str], now: datetime
) -> None:
    organisation = OrganisationFactory() if "verified_at" not in wrong else declined(OrganisationFactory(), now)
    given = {name: now if value == "now" else value for name, value in wrong.items()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=organisation.pk).update(**given)


def test_desk_declines_with_a_reason_and_keeps_one_that_is_refused(client: Client) -> None:
    officer_in(client)
    organisation, other = OrganisationFactory.create_batch(2)
    to = f"/en/desk/companies/{organisation.public_id}/decline/"

    refused = client.post(to, {"reason": "x" * 301})
    assert refused.status_code == 422
    assert f'value="{"x" * 301}"' in refused.content.decode()
    assert other.name_en not in refused.content.decode()
    assert told(organisation) == (False, False, "")

    alone = client.get(to.replace("/en/", "/ko/"))  # Where the language link of the refused form leads.
    assert (alone.status_code, other.name_ko in alone.content.decode()) == (200, False)
    assert "<details open>" in alone.content.decode()

    done = client.post(to, {"reason": REASON}, follow=True)
    assert f"{organisation.name_en} is declined; its owners read why." in done.content.decode()
    assert told(organisation) == (False, True, REASON)


def test_reason_is_read_by_its_people_and_the_agency_alone(client: Client, now: datetime) -> None:
    organisation = declined(OrganisationFactory(), now)
    page = f"/en/companies/{organisation.public_id}/"
    readers = {"public": Client(), "rival": Client(), "owner": Client(), "officer": client}
    readers["rival"].force_login(MembershipFactory(role="owner").user)
    readers["owner"].force_login(MembershipFactory(organisation=organisation, role="owner").user)
    officer_in(client)

    seen = {who for who, reader in readers.items() if REASON in reader.get(page).content.decode()}

    assert seen == {"owner", "officer"}


def test_who_verified_is_told_to_the_agency_alone(client: Client, now: datetime) -> None:
    verifier = UserFactory(family_name_en="Verifier", given_name_en="Vera", is_platform_admin=True)
    organisation = OrganisationFactory()
    standing.verify_organisation(organisation_id=organisation.pk, by=actor_of(verifier), now=now)
    page = f"/en/companies/{organisation.public_id}/"
    owner = Client()
    owner.force_login(MembershipFactory(organisation=organisation, role="owner").user)
    officer_in(client)

    assert [("Verifier" in reader.get(page).content.decode()) for reader in (client, owner, Client())] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(("language", "said"), [("en", "No organisation waits"), ("ko", "기다리는 기관이 없습니다")])
def test_empty_list_says_what_comes_here(client: Client, language: str, said: str) -> None:
    officer_in(client)

    assert said in client.get(f"/{language}/desk/companies/").content.decode()


def test_desk_counts_who_waits_among_what_needs_attention(client: Client) -> None:
    officer_in(client)
    MembershipFactory.create_batch(2, role="owner")

    assert "2 organisations to verify" in client.get("/en/desk/").content.decode()
