"""Participant types: who can register, how many places each has, and who is let in when one becomes free."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from bridgehead.events.actions.registrations import approve_registration, register, withdraw_registration
from bridgehead.events.actions.terms import set_terms
from bridgehead.events.actions.walk_ins import admit
from bridgehead.events.models import Forum, ParticipantTerms, Registration
from bridgehead.events.queries import place_in_line
from bridgehead.events.queries.terms import type_standings
from bridgehead.foundation.models import AuditEntry, OutboxItem
from bridgehead.foundation.refusals import Refused
from tests.factories.forums import (
    ApprovedRegistrationFactory,
    ForumFactory,
    ForumRoleFactory,
    RegistrationFactory,
    TermsFactory,
    WalkInFactory,
    officer_of,
    person_of,
)
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def taken(forum: Forum) -> dict[str, int]:
    return dict(forum.terms.order_by("participant_type").values_list("participant_type", "places_taken"))


def states(*registrations: Registration) -> list[str]:
    return [Registration.objects.get(pk=each.pk).state for each in registrations]


def waiting(forum: Forum, kind: str, since: datetime) -> Registration:
    return RegistrationFactory(forum=forum, participant_type=kind, state="waiting", waiting_since=since)


def test_terms_count_whoever_is_in_already_and_whoever_comes_and_goes(now: datetime) -> None:
    forum = ForumFactory()
    ApprovedRegistrationFactory(forum=forum)
    press = ApprovedRegistrationFactory(forum=forum, participant_type="press")
    WalkInFactory(forum=forum, participant_type="company", state="approved")
    RegistrationFactory(forum=forum)

    terms = set_terms(forum_id=forum.pk, participant_type="company", places=3, by=officer_of(forum), now=now)
    TermsFactory(forum=forum, participant_type="press")
    assert taken(forum) == {"company": 2, "press": 1}

    Registration.objects.filter(pk=press.pk).update(participant_type="company")
    assert taken(forum) == {"company": 3, "press": 0}
    press.delete()
    assert taken(forum) == {"company": 2, "press": 0}
    told = AuditEntry.objects.get(verb="events.terms_set")
    assert (told.object_id, told.change) == (str(terms.public_id), {"places": [None, 3]})


def test_full_type_waits_while_another_is_let_in(now: datetime) -> None:
    forum = ForumFactory(capacity=2)
    TermsFactory(forum=forum, participant_type="investor", places=1)
    officer = officer_of(forum)
    first, second = RegistrationFactory.create_batch(2, forum=forum, participant_type="investor")
    company = RegistrationFactory(forum=forum)

    for each in (first, second, company):
        approve_registration(registration_id=each.pk, by=officer, now=now)

    assert states(first, second, company) == ["approved", "waiting", "approved"]
    assert place_in_line(Registration.objects.get(pk=second.pk)) == 1


def test_free_place_goes_to_whoever_waits_longest_and_whose_type_has_one(now: datetime) -> None:
    forum = ForumFactory(capacity=3)
    TermsFactory(forum=forum, participant_type="investor", places=1)
    held = [
        ApprovedRegistrationFactory(forum=forum, participant_type=kind) for kind in ("investor", "company", "press")
    ]
    longest = waiting(forum, "investor", now - timedelta(hours=3))
    company = waiting(forum, "company", now - timedelta(hours=2))
    investor = waiting(forum, "investor", now - timedelta(hours=1))

    # The forum has a place, but the investors have none: the company is let in before who waits longer.
    withdraw_registration(registration_id=held[1].pk, by=actor_of(held[1].user), now=now)
    assert states(longest, company, investor) == ["waiting", "approved", "waiting"]

    withdraw_registration(registration_id=held[0].pk, by=actor_of(held[0].user), now=now)
    assert states(longest, company, investor) == ["approved", "approved", "waiting"]
    assert taken(forum) == {"investor": 1}


def test_more_places_for_a_type_let_those_in_who_wait_as_far_as_the_forum_has_any(now: datetime) -> None:
    forum = ForumFactory(capacity=2)
    officer = officer_of(forum)
    set_terms(forum_id=forum.pk, participant_type="press", places=0, by=officer, now=now)
    lined_up = [waiting(forum, "press", now - timedelta(hours=each)) for each in (3, 2, 1)]

    set_terms(forum_id=forum.pk, participant_type="press", places=5, by=officer, now=now)

    assert states(*lined_up) == ["approved", "approved", "waiting"]


def test_fewer_places_than_are_taken_are_refused_and_nothing_changes(now: datetime) -> None:
    forum = ForumFactory()
    ApprovedRegistrationFactory.create_batch(2, forum=forum)

    with pytest.raises(Refused, match="2 places are taken already, so 1 is too few"):
        set_terms(forum_id=forum.pk, participant_type="company", places=1, by=officer_of(forum), now=now)

    assert not ParticipantTerms.objects.exists()
    terms = TermsFactory(forum=forum, places=2)
    with pytest.raises(IntegrityError, match="participant_places_never_exceeded"), transaction.atomic():
        ParticipantTerms.objects.filter(pk=terms.pk).update(places=1)


@pytest.mark.parametrize(("places", "state"), [(None, "approved"), (1, "approved"), (0, "waiting")])
def test_type_that_is_approved_at_once_gets_its_place_or_waits(places: int | None, state: str, now: datetime) -> None:
    forum, company = ForumFactory(), OrganisationFactory()
    TermsFactory(forum=forum, at_once=True, places=places)
    said = {"forum_id": forum.pk, "organisation_id": company.pk, "participant_type": "company"}

    made = register(**said, by=person_of(company), now=now)

    assert states(made) == [state]
    verbs = AuditEntry.objects.filter(object_id=str(made.public_id)).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["events.registration_received", f"events.registration_{state}"]
    assert OutboxItem.objects.filter(kind=f"events/registration_{state}").count() == 1


def test_closed_type_cannot_register_and_one_stays_open(now: datetime) -> None:
    forum, company = ForumFactory(), OrganisationFactory()
    officer = officer_of(forum)
    for kind in ("partner", "investor", "agency", "press"):
        set_terms(forum_id=forum.pk, participant_type=kind, is_open=False, by=officer, now=now)
    said = {"forum_id": forum.pk, "organisation_id": company.pk, "participant_type": "press"}

    with pytest.raises(Refused, match="Nobody registers for this forum as: press"):
        register(**said, by=person_of(company), now=now)
    with pytest.raises(Refused, match="At least one participant type"):
        set_terms(forum_id=forum.pk, participant_type="company", is_open=False, by=officer, now=now)
    with pytest.raises(Refused, match="Only the officers"):
        set_terms(forum_id=forum.pk, participant_type="company", places=1, by=officer_of(ForumFactory()), now=now)

    assert not Registration.objects.exists()


def test_walk_in_of_a_full_type_is_not_let_in(now: datetime) -> None:
    terms = TermsFactory(participant_type="partner", places=0)
    walk_in = WalkInFactory(forum=terms.forum)

    assert admit(walk_in, by=officer_of(terms.forum), now=now) is None
    assert (walk_in.state, taken(terms.forum)) == ("applied", {"partner": 0})


def test_officer_sets_terms_and_sees_how_each_type_stands(now: datetime) -> None:
    forum = ForumFactory()
    ApprovedRegistrationFactory(forum=forum)
    waiting(forum, "company", now)
    client = Client(headers={"accept-language": "en"})
    role = ForumRoleFactory(forum=forum)
    client.force_login(role.user)
    page = reverse("events_desk:participant_type", args=[forum.public_id, "company"])

    refused = client.post(page, {"is_open": "on", "places": "0", "text_en": "Bring a sample."})
    assert (refused.status_code, "Bring a sample." in refused.content.decode()) == (422, True)
    assert client.post(page, {"is_open": "on", "places": "1", "text_en": "Bring a sample."}).status_code == 302

    told = {each.terms.participant_type: each for each in type_standings(actor_of(role.user), forum)}["company"]
    assert (told.terms.places, told.terms.text_en) == (1, "Bring a sample.")
    assert (told.approved, told.waiting, told.terms.places_left) == (1, 1, 0)
    listed = client.get(reverse("events_desk:participant_types", args=[forum.public_id])).content.decode()
    assert ("1 / 1" in listed, "Bring a sample." in listed) == (True, True)
