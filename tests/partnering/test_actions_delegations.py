"""Who acts for whom in a round: a change of employer, a removal and an erasure take the old one's secrets away."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.http import Http404

from bridgehead.accounts.actions import erase_person
from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.directory.models import Organisation
from bridgehead.partnering.actions import delegations, feeds, timetables
from bridgehead.partnering.models import Delegate, Delegation, MeetingRequest, PartneringRound, RequestState, RoundPhase
from bridgehead.partnering.queries.requests import request_or_404
from bridgehead.partnering.queries.rounds import my_delegation
from bridgehead.partnering.queries.timetables import feed_timetables, personal_timetable
from tests.factories.forums import ApprovedRegistrationFactory, officer_of
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnering import (
    AcceptedRequestFactory,
    RequestFactory,
    RoundFactory,
    TimetableFactory,
    day_of,
    delegation_of,
    meeting_in,
)
from tests.factories.people import actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def joined(round_: PartneringRound, organisation: Organisation, now: datetime) -> Actor:
    """Return somebody who was approved for an organisation and takes part for it."""
    registration = ApprovedRegistrationFactory(forum=round_.forum, organisation=organisation)
    delegations.join_round(registration_id=registration.pk, now=now)
    return actor_of(registration.user)


def publish(round_: PartneringRound, request: MeetingRequest, now: datetime) -> None:
    """Publish a timetable in which this one meeting lies."""
    [slot], [table] = day_of(round_, slots=1, tables=1)
    draft = TimetableFactory(round=round_)
    meeting_in(draft, request, slot, table)
    timetables.publish_timetable(timetable_id=draft.pk, by=officer_of(round_.forum), now=now)


def test_who_comes_back_for_a_rival_sees_nothing_of_the_first_organisation(now: datetime) -> None:
    round_ = RoundFactory(phase=RoundPhase.PLACE)
    first, rival = OrganisationFactory.create_batch(2)
    joined(round_, first, now)
    mover = joined(round_, first, now)
    theirs = Delegation.objects.get(organisation=first)
    request = AcceptedRequestFactory(asking=theirs, asked=delegation_of(round_, "US")[0])
    publish(round_, request, now)
    token = feeds.new_feed(by=mover, now=now)
    registration = round_.forum.registrations.get(user_id=mover.user_id)
    delegations.leave_round(registration_id=registration.pk, now=now)
    registration.organisation = rival
    registration.save()

    delegations.join_round(registration_id=registration.pk, now=now)

    own = my_delegation(mover, round_)
    assert own is not None
    assert own.organisation == rival
    with pytest.raises(Http404):
        request_or_404(mover, request.public_id)
    assert (personal_timetable(mover, round_), feed_timetables(token)[1]) == (None, [])


def test_who_takes_part_already_stays_and_no_empty_delegation_is_made(now: datetime) -> None:
    round_ = RoundFactory()
    own, person = delegation_of(round_)
    user = User.objects.get(pk=person.user_id)
    registration = ApprovedRegistrationFactory(forum=round_.forum, user=user, organisation=OrganisationFactory())

    delegations.join_round(registration_id=registration.pk, now=now)
    delegations.leave_round(registration_id=registration.pk, now=now)

    assert list(Delegation.objects.all()) == [own]
    assert Delegate.objects.get().left_at is None


def test_who_left_is_shown_no_timetable_and_no_feed(now: datetime) -> None:
    round_ = RoundFactory(phase=RoundPhase.PLACE)
    person = joined(round_, OrganisationFactory(), now)
    request = AcceptedRequestFactory(asking=Delegation.objects.get(), asked=delegation_of(round_, "US")[0])
    publish(round_, request, now)
    token = feeds.new_feed(by=person, now=now)
    assert len(feed_timetables(token)[1]) == 1

    delegations.leave_round(registration_id=round_.forum.registrations.get().pk, now=now)

    assert (personal_timetable(person, round_), feed_timetables(token)[1]) == (None, [])


def test_last_one_to_go_takes_the_requests_back(now: datetime) -> None:
    round_ = RoundFactory()
    joined(round_, OrganisationFactory(), now)
    own = Delegation.objects.get()
    request = RequestFactory(asking=own, asked=delegation_of(round_, "US")[0])

    delegations.leave_round(registration_id=round_.forum.registrations.get().pk, now=now)

    request.refresh_from_db()
    own.refresh_from_db()
    assert (request.state, own.is_listed) == (RequestState.WITHDRAWN, False)


def test_erased_person_was_the_last_one_and_the_requests_are_taken_back(now: datetime) -> None:
    round_ = RoundFactory()
    own, person = delegation_of(round_)
    request = RequestFactory(asking=own, asked=delegation_of(round_, "US")[0])

    erase_person(user_id=person.person_id, by=person, now=now)

    request.refresh_from_db()
    own.refresh_from_db()
    assert (request.state, own.is_listed) == (RequestState.WITHDRAWN, False)
