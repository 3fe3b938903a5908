"""What people do in the directory: each deed, its trail, and its refusals, which change nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from bridgehead.accounts.actor import ANONYMOUS, Actor
from bridgehead.accounts.models import User
from bridgehead.directory import queries
from bridgehead.directory.actions import members, offers, organisations, standing
from bridgehead.directory.models import Asset, Interest, Invitation, Membership, Organisation, RegistrationNumber
from bridgehead.foundation import notices
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from tests.factories.organisations import AssetFactory, MembershipFactory, OrganisationFactory, TopicFactory
from tests.factories.people import UserFactory, actor_of, admin_actor

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def trail() -> list[tuple[str, Any]]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", "change"))


def owner_of(organisation: Organisation) -> Actor:
    return actor_of(MembershipFactory(organisation=organisation, role="owner").user)


def proven(user: User) -> User:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def test_creating_makes_the_person_its_owner_and_can_be_found_by_them(now: datetime) -> None:
    person = UserFactory()
    topic = TopicFactory()
    profile = organisations.OrganisationProfile(name_ko="한빛바이오", country="KR", topic_ids=frozenset({topic.pk}))

    made = organisations.create_organisation(by=actor_of(person), profile=profile, is_another=False, now=now)

    assert (made.name_ko, made.name_en, made.is_listed) == ("한빛바이오", "", False)
    assert list(made.sectors.all()) == [topic]
    assert queries.search_organisations(actor_of(person), "한빛").ids == [made.pk]
    assert queries.search_organisations(ANONYMOUS, "한빛").ids == []
    assert trail() == [("directory.organisation_created", {})]


@pytest.mark.parametrize("name", ["", "대웅"])
def test_creating_is_refused_without_a_name_or_with_one_that_is_there(name: str, now: datetime) -> None:
    OrganisationFactory(name_ko="대웅 주식회사")
    profile = organisations.OrganisationProfile(name_ko=name)

    with pytest.raises(Refused) as refused:
        organisations.create_organisation(by=actor_of(UserFactory()), profile=profile, is_another=False, now=now)

    assert refused.value.field == "name_ko"
    assert (Organisation.objects.count(), Membership.objects.count(), trail()) == (1, 0, [])


def test_changing_one_language_marks_the_other_as_stale_until_it_is_confirmed(now: datetime) -> None:
    organisation = OrganisationFactory(name_ko="한빛", name_en="Hanbit", summary_ko="첫째", summary_en="First")
    organisation.mark_twins({"summary_ko", "summary_en"})
    organisation.save()
    by = owner_of(organisation)
    profile = organisations.OrganisationProfile(
        name_ko="한빛", name_en="Hanbit", summary_ko="둘째", summary_en="First", country="KR"
    )

    changed = organisations.change_organisation(organisation_id=organisation.pk, by=by, profile=profile, now=now)
    assert changed.stale_twins() == ["summary_en"]

    confirmed = organisations.confirm_translation(organisation_id=organisation.pk, by=by, field="summary_en", now=now)
    assert confirmed.stale_twins() == []
    assert trail() == [
        ("directory.organisation_changed", {"fields": [None, "summary_ko"]}),
        ("directory.translation_confirmed", {"field": [None, "summary_en"]}),
    ]


@pytest.mark.parametrize("role", ["member", None])
def test_changing_is_refused_to_members_and_strangers(role: str | None, now: datetime) -> None:
    organisation = OrganisationFactory(name_ko="한빛")
    by = actor_of(MembershipFactory(organisation=organisation, role=role).user) if role else actor_of(UserFactory())

    with pytest.raises(Refused):
        organisations.change_organisation(
            organisation_id=organisation.pk, by=by, profile=organisations.OrganisationProfile(name_ko="딴것"), now=now
        )

    organisation.refresh_from_db()
    assert (organisation.name_ko, trail()) == ("한빛", [])


def test_registration_number_is_checked_and_belongs_to_one_organisation(now: datetime) -> None:
    first, second = OrganisationFactory(), OrganisationFactory()
    keep = organisations.keep_registration_number
    given: dict[str, Any] = {"scheme": "kr_business", "number": "1234567891", "now": now}
    keep(organisation_id=first.pk, by=owner_of(first), **given)

    for organisation, number in ((second, "123-45-67891"), (second, "123-45-67890")):
        with pytest.raises(Refused) as refused:
            keep(organisation_id=organisation.pk, by=owner_of(organisation), **{**given, "number": number})
        assert refused.value.field == "number"

    assert list(RegistrationNumber.objects.values_list("organisation", "number")) == [(first.pk, "123-45-67891")]


def test_assets_are_added_changed_and_removed_and_the_search_follows(now: datetime) -> None:
    organisation = OrganisationFactory()
    by = owner_of(organisation)
    details = offers.AssetDetails(kind="candidate", name_ko="항체 후보", stage="phase_1")

    asset = offers.add_asset(organisation_id=organisation.pk, by=by, details=details, now=now)
    assert queries.search_organisations(ANONYMOUS, "항체").ids == [organisation.pk]

    better = offers.AssetDetails(kind="candidate", name_ko="백신 후보", name_en="Vaccine")
    offers.change_asset(asset_id=asset.pk, by=by, details=better, now=now)
    asset.refresh_from_db()
    assert (asset.name_ko, asset.name_en, asset.stage) == ("백신 후보", "Vaccine", "")
    assert queries.search_organisations(ANONYMOUS, "항체").ids == []

    offers.remove_asset(asset_id=asset.pk, by=by, now=now)
    assert (Asset.objects.count(), queries.search_organisations(ANONYMOUS, "vaccine").ids) == (0, [])
    assert [verb for verb, _change in trail()] == [
        "directory.asset_added",
        "directory.asset_changed",
        "directory.asset_removed",
    ]


def test_asset_of_another_organisation_cannot_be_changed(now: datetime) -> None:
    asset = AssetFactory(name_ko="남의 것")
    by = owner_of(OrganisationFactory())

    with pytest.raises(Refused):
        offers.change_asset(
            asset_id=asset.pk, by=by, details=offers.AssetDetails(kind="product", name_ko="내 것"), now=now
        )

    asset.refresh_from_db()
    assert (asset.name_ko, trail()) == ("남의 것", [])


def test_interests_become_what_was_said_and_nothing_else(now: datetime) -> None:
    organisation = OrganisationFactory()
    by = owner_of(organisation)
    one, two = TopicFactory(), TopicFactory()
    first = [offers.Wish("need", "investment", frozenset({one.pk})), offers.Wish("offer", "licence_out")]
    offers.set_interests(organisation_id=organisation.pk, by=by, wishes=first, now=now)
    kept = Interest.objects.get(side="need")

    second = [offers.Wish("need", "investment", frozenset({two.pk}), note_ko="시리즈 B")]
    offers.set_interests(organisation_id=organisation.pk, by=by, wishes=second, now=now)

    held = Interest.objects.get()
    assert (held.pk, held.side, held.kind, held.note_ko) == (kept.pk, "need", "investment", "시리즈 B")
    assert list(held.topics.all()) == [two]


def test_the_same_wish_twice_is_refused(now: datetime) -> None:
    organisation = OrganisationFactory()
    wishes = [offers.Wish("need", "investment"), offers.Wish("need", "investment")]

    with pytest.raises(Refused):
        offers.set_interests(organisation_id=organisation.pk, by=owner_of(organisation), wishes=wishes, now=now)

    assert (Interest.objects.count(), trail()) == (0, [])


def test_invitation_reaches_the_address_and_only_that_address_can_accept(now: datetime) -> None:
    organisation = OrganisationFactory(name_en="Hanbit Bio")
    by = owner_of(organisation)
    guest, stranger = proven(UserFactory(language="en", email="guest@example.org")), proven(UserFactory())

    invitation = members.invite_member(
        organisation_id=organisation.pk, by=by, email=" Guest@Example.org", role="representative", now=now
    )
    assert notices.deliver_next(now)
    assert (mail.outbox[0].to, mail.outbox[0].subject) == (["guest@example.org"], "Invitation to Hanbit Bio")
    with pytest.raises(Refused):
        members.accept_invitation(invitation_id=invitation.pk, by=actor_of(stranger), now=now)

    membership = members.accept_invitation(invitation_id=invitation.pk, by=actor_of(guest), now=now)

    assert (membership.user, membership.organisation, membership.role) == (guest, organisation, "representative")
    assert Invitation.objects.count() == 0


def test_inviting_says_nothing_of_whether_the_address_has_an_account(now: datetime) -> None:
    organisation = OrganisationFactory()
    by = owner_of(organisation)
    UserFactory(email="known@example.org")
    people = User.objects.count()

    for email in ("known@example.org", "unknown@example.org"):
        members.invite_member(organisation_id=organisation.pk, by=by, email=email, role="member", now=now)

    told = [(each.email, each.role) for each in queries.open_invitations_of(by, organisation, now)]
    assert told == [("known@example.org", "member"), ("unknown@example.org", "member")]
    assert (User.objects.count(), len(queries.members_of(by, organisation))) == (people, 1)


def test_invitation_runs_out_after_thirty_days(now: datetime) -> None:
    organisation = OrganisationFactory()
    guest = proven(UserFactory())
    invitation = members.invite_member(
        organisation_id=organisation.pk, by=owner_of(organisation), email=guest.email, role="member", now=now
    )

    with pytest.raises(Refused):
        members.accept_invitation(invitation_id=invitation.pk, by=actor_of(guest), now=now + timedelta(days=30))

    assert not Membership.objects.filter(user=guest).exists()


def test_an_organisation_keeps_its_last_owner(now: datetime) -> None:
    last = MembershipFactory(role="owner")
    by = actor_of(last.user)

    with pytest.raises(Refused):
        members.remove_member(membership_id=last.pk, by=by, now=now)
    with pytest.raises(Refused):
        members.change_member_role(membership_id=last.pk, by=by, role="member", now=now)

    last.refresh_from_db()
    assert (last.role, trail()) == ("owner", [])
    MembershipFactory(organisation=last.organisation, role="owner")
    members.remove_member(membership_id=last.pk, by=by, now=now)
    assert list(Membership.objects.values_list("role", flat=True)) == ["owner"]


def test_representative_cannot_choose_members(now: datetime) -> None:
    representative = MembershipFactory(role="representative")
    by = actor_of(representative.user)

    with pytest.raises(Refused):
        members.invite_member(
            organisation_id=representative.organisation_id, by=by, email="x@example.org", role="owner", now=now
        )
    with pytest.raises(Refused):
        members.change_member_role(membership_id=representative.pk, by=by, role="owner", now=now)

    representative.refresh_from_db()
    assert (representative.role, Invitation.objects.count(), trail()) == ("representative", 0, [])


def test_agency_verifies_and_lists_and_the_search_follows(now: datetime) -> None:
    organisation = OrganisationFactory(name_ko="한빛", is_listed=False)
    admin = admin_actor()

    standing.verify_organisation(organisation_id=organisation.pk, by=admin, now=now)
    standing.list_organisation(organisation_id=organisation.pk, by=admin, now=now)
    standing.list_organisation(organisation_id=organisation.pk, by=admin, now=now)  # twice does nothing more

    organisation.refresh_from_db()
    assert (organisation.verified_at, organisation.verified_by_id, organisation.is_listed) == (now, admin.user_id, True)
    assert queries.search_organisations(ANONYMOUS, "한빛").ids == [organisation.pk]
    standing.unlist_organisation(organisation_id=organisation.pk, by=admin, now=now)
    assert queries.search_organisations(ANONYMOUS, "한빛").ids == []
    assert [verb for verb, _change in trail()] == [
        "directory.organisation_verified",
        "directory.organisation_listed",
        "directory.organisation_unlisted",
    ]


def test_owner_cannot_list_or_verify_their_own_organisation(now: datetime) -> None:
    organisation = OrganisationFactory(is_listed=False)
    by = owner_of(organisation)

    for deed in (standing.verify_organisation, standing.list_organisation):
        with pytest.raises(Refused):
            deed(organisation_id=organisation.pk, by=by, now=now)

    organisation.refresh_from_db()
    assert (organisation.verified_at, organisation.is_listed, trail()) == (None, False, [])


def test_one_address_is_not_invited_without_end(now: datetime) -> None:
    organisation = OrganisationFactory()
    by = owner_of(organisation)
    wanted = {"organisation_id": organisation.pk, "by": by, "email": "a@example.org", "role": "member"}
    for _again in range(50):
        last = members.invite_member(**wanted, now=now)

    with pytest.raises(Refused):
        members.invite_member(**wanted, now=now)

    assert list(organisation.invitations.all()) == [last]
    assert members.invite_member(**wanted, now=now + timedelta(days=1)).email == "a@example.org"
