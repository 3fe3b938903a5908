"""What ends by itself: registrations of people who left their organisation, and promotion once a forum is over."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bridgehead.accounts.actions import erase_person
from bridgehead.accounts.actor import SYSTEM
from bridgehead.directory.actions.members import remove_member
from bridgehead.events.actions import registrations
from bridgehead.events.models import Forum, ForumState, Registration
from bridgehead.foundation.models import AuditEntry
from bridgehead.partnering.models import Delegate
from tests.factories.forums import ApprovedRegistrationFactory, ForumFactory, RegistrationFactory, person_of
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.partnering import RoundFactory, delegation_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def states(forum: Forum) -> list[str]:
    return list(forum.registrations.order_by("pk").values_list("state", flat=True))


def streams() -> list[str]:
    """The trails that were written to, in the order in which they were."""
    return list(AuditEntry.objects.order_by("pk").values_list("stream__name", flat=True))


def test_who_is_taken_out_of_an_organisation_takes_part_for_it_no_longer(now: datetime) -> None:
    forum, over = ForumFactory(capacity=1), ForumFactory(state=ForumState.CLOSED)
    held, past = (ApprovedRegistrationFactory(forum=each) for each in (forum, over))
    Registration.objects.filter(pk=past.pk).update(user=held.user, organisation=held.organisation)
    elsewhere = ApprovedRegistrationFactory(user=held.user)
    waiting = RegistrationFactory(forum=forum, state="waiting", waiting_since=now - timedelta(days=1))
    membership = held.organisation.memberships.get(user=held.user)

    remove_member(membership_id=membership.pk, by=SYSTEM, now=now)

    assert (states(forum), states(over), states(elsewhere.forum)) == (
        ["withdrawn", "approved"],
        ["approved"],
        ["approved"],
    )
    assert Registration.objects.get(pk=waiting.pk).decided_at == now


def test_who_was_brought_in_and_is_taken_out_acts_for_the_delegation_no_longer(now: datetime) -> None:
    delegation, person = delegation_of(RoundFactory())
    membership = delegation.organisation.memberships.get(user_id=person.user_id)

    remove_member(membership_id=membership.pk, by=SYSTEM, now=now)

    assert Delegate.objects.get().left_at == now


def test_nobody_is_let_in_from_the_waiting_list_once_the_forum_has_been_held(now: datetime) -> None:
    forum = ForumFactory(capacity=1, state=ForumState.CLOSED)
    gone = ApprovedRegistrationFactory(forum=forum)
    RegistrationFactory(forum=forum, state="waiting", waiting_since=now - timedelta(days=1))

    erase_person(user_id=gone.user_id, by=SYSTEM, now=now)

    assert states(forum) == ["waiting"]


def test_a_forums_trail_is_written_before_the_platforms(now: datetime) -> None:
    """Two deeds that hold the heads of both trails take them in one order, or they could wait for each other."""
    forum, company = ForumFactory(), OrganisationFactory()
    person = person_of(company)
    registrations.register(
        forum_id=forum.pk,
        organisation_id=company.pk,
        participant_type="company",
        consents={"listed"},
        by=person,
        now=now,
    )
    registered, told = streams(), AuditEntry.objects.count()

    remove_member(membership_id=company.memberships.get().pk, by=SYSTEM, now=now)
    removed = streams()[told:]
    MembershipFactory(user_id=person.user_id, user=None, organisation=company)
    Registration.objects.update(state="approved")
    told = AuditEntry.objects.count()
    erase_person(user_id=person.person_id, by=SYSTEM, now=now)

    assert (registered, removed, streams()[told:]) == ([forum.audit_stream, "platform"],) * 3
