"""An organisation that was brought in says through a link whether it may be listed, and may take that back."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import translation

from bridgehead.accounts.actor import ANONYMOUS, Actor
from bridgehead.directory import queries
from bridgehead.directory.actions import members
from bridgehead.directory.actions.consents import MOST_AT_ONCE, answer_listing, ask_listing, ask_many
from bridgehead.directory.models import Invitation, ListingConsent, Organisation
from bridgehead.foundation import notices
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from tests.clocks import standing_still
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.people import UserFactory, actor_of, admin_actor

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def hidden(email: str = "kim@nova.example", language: str = "en") -> Organisation:
    made = OrganisationFactory(name_ko="", name_en="Nova Labs", is_listed=False, awaits_consent=True)
    ListingConsent.objects.create(organisation=made, contact_email=email, contact_name="Ada Kim", language=language)
    return made


def asked(organisation: Organisation, now: datetime, by: Actor | None = None, email: str = "kim@nova.example") -> str:
    """Ask, deliver and return the token that was mailed."""
    ask_listing(organisation_id=organisation.pk, email=email, by=by or admin_actor(), now=now)
    return mailed(now)


def mailed(now: datetime) -> str:
    with standing_still(now):
        while notices.deliver_next(now):
            pass
    found = re.search(r"/companies/listing/(\S+)/", str(mail.outbox[-1].body))
    assert found
    return found.group(1)


def standing_of(organisation: Organisation) -> tuple[bool, bool, str]:
    organisation.refresh_from_db()
    return organisation.is_listed, organisation.awaits_consent, ListingConsent.objects.get().answer


@pytest.mark.parametrize(
    ("language", "subject"), [("en", "May Nova Labs be listed?"), ("ko", "Nova Labs: 공개해도 되겠습니까?")]
)
def test_the_question_goes_to_the_contact_in_their_language(language: str, subject: str, now: datetime) -> None:
    asked(hidden(language=language), now)

    assert [(each.to, each.subject) for each in mail.outbox] == [(["Ada Kim <kim@nova.example>"], subject)]
    assert f"/{language}/companies/listing/" in str(mail.outbox[0].body)


def test_who_agrees_is_found_by_everybody_and_invited_to_keep_the_profile(now: datetime) -> None:
    nova = hidden()
    token = asked(nova, now)
    assert queries.search_organisations(ANONYMOUS, "Nova").ids == []

    for _twice in range(2):
        answer_listing(token=token, agrees=True, by=ANONYMOUS, now=now)

    assert standing_of(nova) == (True, False, "given")
    assert queries.search_organisations(ANONYMOUS, "Nova").ids == [nova.pk]
    assert list(Invitation.objects.values_list("email", "role")) == [("kim@nova.example", "owner")]
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "directory.listing_asked",
        "directory.listing_agreed",
    ]


def test_what_was_agreed_to_is_taken_back_by_the_same_link(now: datetime) -> None:
    nova = hidden()
    token = asked(nova, now)
    answer_listing(token=token, agrees=True, by=ANONYMOUS, now=now)

    answer_listing(token=token, agrees=False, by=ANONYMOUS, now=now)

    assert standing_of(nova) == (False, True, "declined")
    assert queries.search_organisations(ANONYMOUS, "Nova").ids == []
    assert not Invitation.objects.exists()


def test_who_declines_stays_hidden(now: datetime) -> None:
    nova = hidden()

    answer_listing(token=asked(nova, now), agrees=False, by=ANONYMOUS, now=now)

    assert standing_of(nova) == (False, True, "declined")


def test_a_link_opens_for_its_time_and_its_token_alone(now: datetime) -> None:
    nova = hidden()
    token = asked(nova, now)

    for wrong, moment in [(token[:-1], now), (token, now + timedelta(days=30)), ("", now), ("a" * 64, now)]:
        with pytest.raises(Refused):
            answer_listing(token=wrong, agrees=True, by=ANONYMOUS, now=moment)

    assert standing_of(nova) == (False, True, "open")


def test_a_question_that_is_sent_anew_kills_the_link_before(now: datetime) -> None:
    nova = hidden()
    first = asked(nova, now)
    later = now + timedelta(hours=1)

    second = asked(nova, later, email="new@nova.example")

    assert first != second
    with pytest.raises(Refused):
        answer_listing(token=first, agrees=True, by=ANONYMOUS, now=later)
    answer_listing(token=second, agrees=True, by=ANONYMOUS, now=later)
    assert Invitation.objects.get().email == "new@nova.example"


def test_an_owner_speaks_for_it_from_then_on_and_the_link_no_longer_does(now: datetime) -> None:
    nova = hidden()
    token = asked(nova, now)
    person = UserFactory(email="kim@nova.example")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    invitation = members.invite_member(
        organisation_id=nova.pk, by=admin_actor(), email=person.email, role="owner", now=now
    )

    members.accept_invitation(invitation_id=invitation.pk, by=actor_of(person), now=now)

    assert standing_of(nova) == (False, False, "open")
    with pytest.raises(Refused):
        answer_listing(token=token, agrees=True, by=ANONYMOUS, now=now)
    with pytest.raises(Refused):
        ask_listing(organisation_id=nova.pk, email="kim@nova.example", by=admin_actor(), now=now)


def test_many_are_asked_at_once_and_each_but_once(now: datetime) -> None:
    by = admin_actor()
    made = [hidden(f"of{n}@nova.example") for n in range(3)]
    hidden(email="")
    ids = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))

    assert ask_many(organisation_ids=ids, by=by, now=now) == len(made) <= MOST_AT_ONCE
    assert ask_many(organisation_ids=ids, by=by, now=now) == 0
    mailed(now)
    assert len(mail.outbox) == len(made)


@pytest.mark.parametrize("email", ["", "nobody", "a@b"])
def test_a_question_needs_an_address(email: str, now: datetime) -> None:
    nova = hidden()

    with pytest.raises(Refused):
        ask_listing(organisation_id=nova.pk, email=email, by=admin_actor(), now=now)

    assert ListingConsent.objects.get().asked_at is None


def test_only_the_agency_asks(now: datetime) -> None:
    nova, stranger = hidden(), actor_of(MembershipFactory(role="owner").user)

    with pytest.raises(Refused):
        ask_listing(organisation_id=nova.pk, email="a@example.org", by=stranger, now=now)
    with pytest.raises(Refused):
        ask_many(organisation_ids=[nova.pk], by=stranger, now=now)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_page_shows_what_would_be_shown_and_goes_to_nobody_else(
    client: Client, language: str, now: datetime
) -> None:
    nova = hidden()
    token = asked(nova, now)

    with standing_still(now), translation.override(language):
        page = client.get(f"/{language}/companies/listing/{token}/")
        sent = client.post(f"/{language}/companies/listing/{token}/", {"answer": "yes"}, follow=True)

    assert "Nova Labs" in page.content.decode()
    assert (page["Referrer-Policy"], page["Cache-Control"]) == ("no-referrer", "private, no-store")
    assert sent.status_code == 200
    assert standing_of(nova) == (True, False, "given")
    with standing_still(now):
        assert client.get(f"/{language}/companies/listing/{token[:-1]}/").status_code == 404
