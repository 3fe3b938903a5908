"""What people do with their accounts: each deed, its trail without personal values, and its refusals."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client

from bridgehead.accounts import actions, personal_data, queries
from bridgehead.accounts.actor import ANONYMOUS
from bridgehead.accounts.models import Consent, User
from bridgehead.directory.models import Invitation, Membership
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.people import ConsentFactory, UserFactory, actor_of, admin_actor

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def trail() -> list[tuple[str, Any]]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", "change"))


def test_proven_address_of_nobody_makes_one_account_however_often(now: datetime) -> None:
    given = {"language": "en", "zone": "Asia/Seoul", "now": now}

    made = [actions.admit_person(email=each, **given) for each in ("New@Example.org", " new@example.org")]

    assert made[0] == made[1] == User.objects.get()
    assert (made[0].email, made[0].language, made[0].has_usable_password()) == ("new@example.org", "en", False)
    assert trail() == [("accounts.person_joined", {})]


def test_proven_address_of_somebody_is_theirs_and_their_language_stays(now: datetime) -> None:
    known = UserFactory(email="known@example.org", language="ko")

    entered = actions.admit_person(email="Known@example.org", language="en", zone="UTC", now=now)

    assert (entered, entered.language) == (known, "ko")
    addresses = EmailAddress.objects.values_list("user", "email", "verified", "primary")
    assert list(addresses) == [(known.pk, "known@example.org", True, True)]


def test_closed_account_is_not_entered(now: datetime) -> None:
    UserFactory(email="gone@example.org", is_active=False)

    with pytest.raises(Refused):
        actions.admit_person(email="gone@example.org", language="ko", zone="UTC", now=now)

    assert (User.objects.count(), EmailAddress.objects.count(), trail()) == (1, 0, [])


def test_changed_profile_leaves_a_trail_without_what_was_said(now: datetime) -> None:
    person = UserFactory(given_name_ko="민지", phone="")
    profile = actions.Profile("이", "서연", "Lee", "Seoyeon", "en", "America/New_York", "+82 10 0000 0000")

    actions.change_profile(by=actor_of(person), profile=profile, now=now)

    person.refresh_from_db()
    assert (person.name_ko, person.name_en, person.zone) == ("이서연", "Seoyeon Lee", "America/New_York")
    assert [verb for verb, _change in trail()] == ["accounts.profile_changed"]
    assert "서연" not in json.dumps(trail()[0][1], ensure_ascii=False)
    assert "0000" not in json.dumps(trail()[0][1])


@pytest.mark.parametrize("profile", [actions.Profile(), actions.Profile(phone="1")])
def test_profile_without_any_name_is_refused(profile: actions.Profile, now: datetime) -> None:
    person = UserFactory(given_name_ko="민지")

    with pytest.raises(Refused) as refused:
        actions.change_profile(by=actor_of(person), profile=profile, now=now)

    person.refresh_from_db()
    assert (refused.value.field, person.given_name_ko, trail()) == ("given_name_ko", "민지", [])


def test_consent_is_given_once_withdrawn_and_given_anew_and_the_ledger_keeps_all(now: datetime) -> None:
    person = UserFactory()
    by, later = actor_of(person), now + timedelta(hours=1)

    given = actions.give_consent(by=by, purpose="listed", language="ko", now=now)
    assert actions.give_consent(by=by, purpose="listed", language="en", now=later) == given
    assert queries.consents_in_force([person.pk], "listed") == {person.pk}
    assert actions.withdraw_consent(by=by, purpose="listed", now=later) is True
    assert actions.withdraw_consent(by=by, purpose="listed", now=later) is False
    assert queries.consents_in_force([person.pk], "listed") == set()
    actions.give_consent(by=by, purpose="listed", language="en", now=later)

    ledger = Consent.objects.order_by("pk").values_list("purpose", "language", "given_at", "withdrawn_at")
    assert list(ledger) == [("listed", "ko", now, later), ("listed", "en", later, None)]
    assert [verb for verb, _change in trail()] == [
        "accounts.consent_given",
        "accounts.consent_withdrawn",
        "accounts.consent_given",
    ]


def test_consent_to_an_older_text_is_asked_anew(now: datetime) -> None:
    old = ConsentFactory(purpose="news", text_version="2020-01", given_at=now - timedelta(days=900))
    by = actor_of(old.user)
    assert [line.is_outdated for line in queries.consent_lines(by)] == [False, False, False, True]

    actions.give_consent(by=by, purpose="news", language="ko", now=now)

    assert [line.is_outdated for line in queries.consent_lines(by)] == [False] * 4
    old.refresh_from_db()
    assert (old.withdrawn_at, Consent.objects.filter(withdrawn_at=None).count()) == (now, 1)


def test_purposes_are_separate_and_so_are_people(now: datetime) -> None:
    one, other = ConsentFactory(purpose="listed").user, ConsentFactory(purpose="third_party").user

    assert queries.consents_in_force([one.pk, other.pk], "listed") == {one.pk}
    assert queries.consents_in_force([one.pk, other.pk], "third_party") == {other.pk}
    assert queries.consents_in_force([], "listed") == set()


@pytest.mark.parametrize("purpose", ["listed", "everything"])
def test_consent_of_nobody_or_to_nothing_is_refused(purpose: str, now: datetime) -> None:
    by = ANONYMOUS if purpose == "listed" else actor_of(UserFactory())

    with pytest.raises(Refused):
        actions.give_consent(by=by, purpose=purpose, language="ko", now=now)

    assert (Consent.objects.count(), trail()) == (0, [])


def test_signing_out_everywhere_ends_the_other_sessions(now: datetime) -> None:
    person = UserFactory()
    here, there = Client(), Client()
    for browser in (here, there):
        browser.force_login(person)

    assert here.post("/ko/me/security/sign-out-everywhere/").status_code == 302

    assert here.get("/ko/me/").status_code == 200
    assert there.get("/ko/me/").status_code == 302


def canary_person(now: datetime) -> User:
    person = UserFactory(
        email="canary@example.org",
        family_name_ko="까나", given_name_ko="리아",
        family_name_en="Canary", given_name_en="Kanaria", phone="+1 555 0199",
    )  # fmt: skip
    EmailAddress.objects.create(user=person, email="canary@example.org", verified=True, primary=True)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "canarysecret"})
    MembershipFactory(user=person, title_en="Canary officer")
    Invitation.objects.create(organisation=OrganisationFactory(), email="canary@example.org")
    actions.give_consent(by=actor_of(person), purpose="listed", language="ko", now=now)
    return person


def test_export_holds_everything_of_the_person_and_nothing_of_others(now: datetime) -> None:
    person = canary_person(now)
    UserFactory(email="somebody.else@example.org")

    kept = queries.personal_data_of(actor_of(person), user_id=person.pk, now=now)

    told = json.dumps(kept, ensure_ascii=False)
    assert {"account", "consents", "deeds", "memberships"} <= set(kept)
    for each in ("canary@example.org", "까나", "리아", "Kanaria", "+1 555 0199", "Canary officer", "listed"):
        assert each in told
    assert "somebody.else" not in told
    assert "canarysecret" not in told
    with pytest.raises(Refused):
        queries.personal_data_of(actor_of(UserFactory()), user_id=person.pk, now=now)


@pytest.mark.parametrize("by_admin", [False, True])
def test_erasure_leaves_nothing_of_the_person_anywhere(now: datetime, *, by_admin: bool) -> None:
    person = canary_person(now)
    browser = Client()
    browser.force_login(person)
    by = admin_actor() if by_admin else actor_of(person)

    erased = actions.erase_person(user_id=person.pk, by=by, now=now)
    again = actions.erase_person(user_id=person.pk, by=admin_actor(), now=now)  # twice does no harm

    assert erased == again
    assert (erased.is_active, erased.email) == (False, f"erased-{person.public_id.hex}@erased.invalid")
    left = json.dumps(queries.personal_data_of(admin_actor(), user_id=person.pk, now=now), ensure_ascii=False)
    for each in ("canary", "까나", "리아", "Kanaria", "0199"):
        assert each not in left.lower()
    assert not Membership.objects.filter(user=person).exists()
    assert not Invitation.objects.exists()
    assert not Authenticator.objects.exists()
    assert queries.consents_in_force([person.pk], "listed") == set()
    assert browser.get("/ko/me/").status_code == 302


def test_erasure_by_somebody_else_is_refused(now: datetime) -> None:
    person = UserFactory(email="stays@example.org")

    with pytest.raises(Refused):
        actions.erase_person(user_id=person.pk, by=actor_of(UserFactory()), now=now)

    person.refresh_from_db()
    assert (person.email, person.is_active, trail()) == ("stays@example.org", True, [])


def test_two_holdings_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two contexts hold the personal data account"):
        personal_data.holds("account", export=lambda _user: None, erase=lambda _user, _now: None)
