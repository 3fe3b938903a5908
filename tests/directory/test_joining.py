"""Asking to join an organisation: a code to its own address, an owner, or the agency where there is none."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client

from bridgehead.accounts.actions import erase_person
from bridgehead.accounts.actor import ANONYMOUS, Actor
from bridgehead.accounts.models import User
from bridgehead.accounts.queries import personal_data_of
from bridgehead.directory.actions.joining import (
    MOST_A_DAY,
    ask_to_join,
    code_of,
    forget_joinings_before,
    keep_out,
    let_in,
    prove_address,
    send_code,
    withdraw_joining,
)
from bridgehead.directory.models import Joining, Membership, Organisation
from bridgehead.directory.rules.joining import gives_proof
from bridgehead.foundation import notices
from bridgehead.foundation.models import AuditEntry, OutboxItem
from bridgehead.foundation.refusals import Refused
from tests.clocks import standing_still
from tests.factories.forums import ForumFactory, ForumRoleFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.people import UserFactory, actor_of, admin_actor

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SITE = "https://www.nova.example/about"


def asked(organisation: Organisation, now: datetime, person: User | None = None) -> tuple[Joining, Actor]:
    by = actor_of(person or UserFactory())
    return ask_to_join(organisation_id=organisation.pk, note="I lead the lab", by=by, now=now), by


def coded(organisation: Organisation, now: datetime, email: str = "kim@nova.example") -> tuple[Joining, Actor, str]:
    joining, by = asked(organisation, now)
    joining = send_code(joining_id=joining.pk, email=email, by=by, now=now)
    return joining, by, code_of(joining)


def wrong_for(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def delivered(now: datetime) -> list[tuple[list[str], str]]:
    with standing_still(now):
        while notices.deliver_next(now):
            pass
    return [(each.to, each.subject) for each in mail.outbox]


def officer() -> Actor:
    return actor_of(ForumRoleFactory(forum=ForumFactory()).user)


def test_a_code_to_an_address_of_its_own_makes_the_owner_where_there_is_none(now: datetime) -> None:
    nova = OrganisationFactory(site=SITE)
    joining, by, code = coded(nova, now)

    membership = prove_address(joining_id=joining.pk, code=f" {code[:3]} {code[3:]} ", by=by, now=now)

    joining.refresh_from_db()
    assert (membership.user_id, membership.role) == (by.user_id, "owner")
    assert (joining.state, joining.is_proven, joining.email, joining.code_hash) == ("accepted", True, "", "")
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "directory.join_asked",
        "directory.join_code_sent",
        "directory.join_accepted",
    ]


def test_where_there_is_an_owner_a_code_makes_a_member_and_the_owner_hears_of_it(now: datetime) -> None:
    owner = MembershipFactory(organisation=OrganisationFactory(site=SITE), role="owner")
    owner.user.language = "en"
    owner.user.save()
    joining, by, code = coded(owner.organisation, now)
    delivered(now)
    mail.outbox.clear()

    prove_address(joining_id=joining.pk, code=code, by=by, now=now)

    assert Membership.objects.get(user_id=by.user_id).role == "member"
    ((to, subject),) = delivered(now)
    assert owner.user.email in to[0]
    assert "has joined" in subject


def test_an_organisation_that_was_brought_in_waits_for_nobody_once_somebody_speaks_for_it(now: datetime) -> None:
    nova = OrganisationFactory(site=SITE, is_listed=False, awaits_consent=True)
    joining, by, code = coded(nova, now)

    prove_address(joining_id=joining.pk, code=code, by=by, now=now)

    nova.refresh_from_db()
    assert (nova.awaits_consent, nova.is_listed) == (False, False)


def test_a_code_is_mailed_to_the_address_whoever_has_it_and_stands_nowhere_else(now: datetime) -> None:
    nova = OrganisationFactory(site=SITE)
    UserFactory(email="taken@nova.example")
    codes = {}
    for email in ("taken@nova.example", "free@nova.example"):
        joining, _by, codes[email] = coded(nova, now, email)
        kept = {**Joining.objects.filter(pk=joining.pk).values().get()}
        assert codes[email] not in str(kept)
    delivered(now)

    told = [each for each in mail.outbox if each.to[0].endswith("@nova.example")]
    assert {each.to[0]: codes[each.to[0]] in str(each.body) for each in told} == dict.fromkeys(codes, True)
    first, second = (str(each.body).replace(codes[each.to[0]], "…").replace(each.to[0], "@") for each in told)
    assert first == second
    assert not any(code in str(each.payload) for code in codes.values() for each in OutboxItem.objects.all())


def test_a_code_works_once_for_ten_minutes_and_for_whoever_asked(now: datetime) -> None:
    nova = OrganisationFactory(site=SITE)
    joining, by, code = coded(nova, now)
    stranger = actor_of(UserFactory())

    for who, moment, typed in [
        (stranger, now, code),
        (by, now + timedelta(minutes=10), code),
        (by, now, wrong_for(code)),
        (by, now, ""),
    ]:
        with pytest.raises(Refused):
            prove_address(joining_id=joining.pk, code=typed, by=who, now=moment)
    assert not Membership.objects.filter(organisation=nova).exists()

    prove_address(joining_id=joining.pk, code=code, by=by, now=now)
    with pytest.raises(Refused):
        prove_address(joining_id=joining.pk, code=code, by=by, now=now)


def test_after_five_tries_the_right_code_is_refused_too(now: datetime) -> None:
    nova = OrganisationFactory(site=SITE)
    joining, by, code = coded(nova, now)
    for _try in range(5):
        with pytest.raises(Refused):
            prove_address(joining_id=joining.pk, code=wrong_for(code), by=by, now=now)

    with pytest.raises(Refused):
        prove_address(joining_id=joining.pk, code=code, by=by, now=now)

    assert not Membership.objects.filter(organisation=nova).exists()


def test_a_new_code_kills_the_one_before(now: datetime) -> None:
    joining, by, first = coded(OrganisationFactory(site=SITE), now)
    later = now + timedelta(seconds=30)
    second = code_of(send_code(joining_id=joining.pk, email="kim@nova.example", by=by, now=later))
    assert first != second

    with pytest.raises(Refused):
        prove_address(joining_id=joining.pk, code=first, by=by, now=later)
    prove_address(joining_id=joining.pk, code=second, by=by, now=later)


@pytest.mark.parametrize(
    ("address", "site", "proves"),
    [
        ("kim@nova.example", SITE, True),
        ("kim@mail.nova.example", SITE, False),
        ("kim@other.example", SITE, False),
        ("kim@gmail.com", "https://gmail.com/nova", False),
        ("kim@naver.com", "https://naver.com", False),
        ("kim@nova.example", "", False),
    ],
)
def test_an_address_proves_only_at_the_very_domain_that_is_not_open_to_all(
    address: str, site: str, proves: bool, now: datetime
) -> None:
    assert gives_proof(address, site) is proves
    joining, by = asked(OrganisationFactory(site=site), now)
    if not proves:
        with pytest.raises(Refused):
            send_code(joining_id=joining.pk, email=address, by=by, now=now)


def test_an_owner_lets_in_a_member_and_the_person_hears_of_it(now: datetime) -> None:
    owner = MembershipFactory(role="owner")
    person = UserFactory(language="en")
    joining, by = asked(owner.organisation, now, person)

    with pytest.raises(Refused):
        let_in(joining_id=joining.pk, by=officer(), now=now)
    with pytest.raises(Refused):
        let_in(joining_id=joining.pk, by=by, now=now)
    let_in(joining_id=joining.pk, by=actor_of(owner.user), now=now)

    assert Membership.objects.get(user=person).role == "member"
    assert any(person.email in to[0] and "You belong to" in subject for to, subject in delivered(now))


def test_the_agency_decides_where_there_is_no_owner_and_makes_the_owner(now: datetime) -> None:
    nova, person = OrganisationFactory(), UserFactory()
    MembershipFactory(organisation=nova, role="member")
    joining, _by = asked(nova, now, person)

    let_in(joining_id=joining.pk, by=officer(), now=now)

    assert Membership.objects.get(user=person).role == "owner"


def test_who_is_not_let_in_hears_of_it_and_may_ask_again(now: datetime) -> None:
    person, nova = UserFactory(language="en"), OrganisationFactory()
    joining, _by = asked(nova, now, person)

    keep_out(joining_id=joining.pk, by=officer(), now=now)

    assert not Membership.objects.filter(user=person).exists()
    assert any("you were not let in" in subject for _to, subject in delivered(now))
    with pytest.raises(Refused):
        let_in(joining_id=joining.pk, by=officer(), now=now)
    assert asked(nova, now, person)[0].pk != joining.pk


def test_asking_twice_is_asking_once_and_the_database_holds_to_it(now: datetime) -> None:
    nova, person = OrganisationFactory(), UserFactory()

    first, by = asked(nova, now, person)
    second = ask_to_join(organisation_id=nova.pk, note="I lead it", by=by, now=now)

    assert (second.pk, second.note) == (first.pk, "I lead it")
    assert OutboxItem.objects.filter(kind="directory/join_asked").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Joining.objects.create(user=person, organisation=nova, asked_at=now)


def test_what_is_withdrawn_can_no_longer_be_answered(now: datetime) -> None:
    joining, by = asked(OrganisationFactory(), now)
    with pytest.raises(Refused):
        withdraw_joining(joining_id=joining.pk, by=actor_of(UserFactory()), now=now)

    withdraw_joining(joining_id=joining.pk, by=by, now=now)

    with pytest.raises(Refused):
        let_in(joining_id=joining.pk, by=officer(), now=now)


def test_members_strangers_and_who_asks_everywhere_are_refused(now: datetime) -> None:
    member = MembershipFactory()
    by = actor_of(UserFactory())
    for organisation in OrganisationFactory.create_batch(MOST_A_DAY):
        ask_to_join(organisation_id=organisation.pk, note="", by=by, now=now)

    for who, organisation in [
        (actor_of(member.user), member.organisation),
        (ANONYMOUS, member.organisation),
        (by, member.organisation),
    ]:
        with pytest.raises(Refused):
            ask_to_join(organisation_id=organisation.pk, note="", by=who, now=now)
    assert Joining.objects.count() == MOST_A_DAY


def test_what_is_kept_is_exported_erased_and_forgotten(now: datetime) -> None:
    person = UserFactory()
    joining, by = asked(OrganisationFactory(), now, person)
    withdraw_joining(joining_id=joining.pk, by=by, now=now)
    asked(OrganisationFactory(), now, person)
    kept = personal_data_of(by, user_id=person.pk, now=now)["directory"]["asked_to_join"]
    assert [each["note"] for each in kept] == ["I lead the lab"] * 2

    forget_joinings_before(now)
    assert Joining.objects.count() == 2
    forget_joinings_before(now + timedelta(seconds=1))
    assert Joining.objects.count() == 1
    erase_person(user_id=person.pk, by=admin_actor(), now=now)
    assert not Joining.objects.exists()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_person_asks_proves_and_belongs_on_the_pages(
    client: Client, language: str, now: datetime, settings: LazySettings
) -> None:
    cache.clear()
    nova, person = OrganisationFactory(site=SITE), UserFactory()
    client.force_login(person)
    here = f"/{language}/companies/{nova.public_id}/join/"

    with standing_still(now):
        assert "nova.example" in client.get(here).content.decode()
        client.post(here, {"do": "ask", "note": "Lab"})
        assert client.post(here, {"do": "code", "email": "kim@other.example"}).status_code == 422
        client.post(here, {"do": "code", "email": "kim@nova.example"})
        code = code_of(Joining.objects.get())
        assert client.post(here, {"do": "prove", "code": wrong_for(code)}).status_code == 422
        client.post(here, {"do": "prove", "code": code})
        answer = client.get(here)

    assert Membership.objects.get(user=person).organisation == nova
    assert answer.status_code == 302


@pytest.mark.parametrize("language", ["ko", "en"])
def test_owners_and_the_agency_answer_on_their_pages(client: Client, language: str, now: datetime) -> None:
    owner = MembershipFactory(role="owner")
    mine, _by = asked(owner.organisation, now)
    unowned, _by = asked(OrganisationFactory(), now)
    there = f"/{language}/companies/{owner.organisation.public_id}/members/"

    client.force_login(owner.user)
    assert "I lead the lab" in client.get(there).content.decode()
    client.post(f"{there}joining/{mine.public_id}/accept/")
    assert client.post(f"{there}joining/{unowned.public_id}/accept/").status_code == 404
    client.force_login(UserFactory(is_platform_admin=True))
    desk = f"/{language}/desk/companies/joining/"
    assert "I lead the lab" in client.get(desk).content.decode()
    assert client.post(f"{desk}{unowned.public_id}/perhaps/").status_code == 404
    client.post(f"{desk}{unowned.public_id}/decline/")

    assert list(Joining.objects.order_by("pk").values_list("state", flat=True)) == ["accepted", "declined"]
