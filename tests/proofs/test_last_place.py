"""The last place of a forum is given once, whoever asks at the same moment; and nobody is registered twice.

Each proof has its negative control: with the guard or the constraint taken away, the same race goes wrong.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase, take_guard_away

pytestmark = [pytest.mark.proof, pytest.mark.database]

PEOPLE, PLACES = 5, 2
NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)


def make_forum(places: int | None, people: int) -> dict[str, Any]:
    """Make a forum with so many places and so many registrations that wait for a decision."""
    from tests.factories.forums import ForumFactory, ForumRoleFactory, RegistrationFactory

    forum = ForumFactory(capacity=places)
    asked = RegistrationFactory.create_batch(people, forum=forum)
    return {
        "forum": forum.pk,
        "officer": ForumRoleFactory(forum=forum).user_id,
        "registrations": [each.pk for each in asked],
    }


def approve(registration: int, officer: int) -> str:
    """Approve as an officer does; return the state that the registration then has."""
    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.events.actions.registrations import approve_registration

    actor = actor_for(User.objects.get(pk=officer))
    return str(approve_registration(registration_id=registration, by=actor, now=NOW).state)


def grab(registration: int, limit: str = "forum_capacity_never_exceeded") -> str:
    """Take a place with no action and no lock before it: the database alone decides, by a limit."""
    from django.db import IntegrityError

    from bridgehead.events.models import Registration

    try:
        Registration.objects.filter(pk=registration).update(state="approved")
    except IntegrityError as refusal:
        return "refused" if limit in str(refusal) else str(refusal)
    return "approved"


def places(forum: int) -> dict[str, Any]:
    """Return what a forum's places came to."""
    from bridgehead.events.models import Forum

    found = Forum.objects.get(pk=forum)
    states = found.registrations.values_list("state", flat=True)
    return {"approved": sum(state == "approved" for state in states), "taken": found.places_taken}


def make_quota(quota: int, people: int) -> dict[str, Any]:
    """Make a forum without a limit where so many of those who wait for a decision can be let in as companies."""
    from tests.factories.forums import TermsFactory

    made = make_forum(None, people)
    TermsFactory(forum_id=made["forum"], places=quota)
    return made


def begin_terms(forum: int, officer: int) -> str:
    """Give companies terms of their own while others are let in."""
    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.events.actions.terms import set_terms

    actor = actor_for(User.objects.get(pk=officer))
    set_terms(forum_id=forum, participant_type="company", at_once=True, by=actor, now=NOW)
    return "set"


def places_of_type(forum: int) -> dict[str, Any]:
    """Return what the places of companies at a forum came to."""
    from bridgehead.events.models import Forum

    found = Forum.objects.get(pk=forum)
    counted = found.registrations.filter(state="approved", participant_type="company").count()
    return {"approved": counted, "taken": found.terms.get(participant_type="company").places_taken}


def make_session(places: int, people: int) -> dict[str, Any]:
    """Make a session with so many places, and so many people who have a place at its forum."""
    from tests.factories.forums import ApprovedRegistrationFactory, ForumSessionFactory

    session = ForumSessionFactory(places=places)
    held = ApprovedRegistrationFactory.create_batch(people, forum=session.part.forum)
    return {"session": session.pk, "people": [each.user_id for each in held]}


def pick(session: int, user: int) -> str:
    """Pick a session as the person does; return the sentence of a refusal."""
    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.events.actions.picks import pick_session
    from bridgehead.foundation.refusals import Refused

    try:
        pick_session(session_id=session, by=actor_for(User.objects.get(pk=user)), now=NOW)
    except Refused as refusal:
        return str(refusal)
    return "picked"


def picks(session: int) -> dict[str, int]:
    """Return what the places of a session came to."""
    from bridgehead.events.models import ForumSession

    found = ForumSession.objects.get(pk=session)
    return {"picked": found.picks.count(), "taken": found.places_taken}


def make_person() -> dict[str, Any]:
    """Make a forum and somebody who can register for it."""
    from tests.factories.forums import ForumFactory
    from tests.factories.organisations import MembershipFactory

    held = MembershipFactory()
    return {"forum": ForumFactory().pk, "user": held.user_id, "organisation": held.organisation_id}


def register(forum: int, user: int, organisation: int) -> str:
    """Register as the person does; return the sentence of a refusal."""
    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.events.actions.registrations import register as register_deed
    from bridgehead.foundation.refusals import Refused

    actor = actor_for(User.objects.get(pk=user))
    try:
        register_deed(forum_id=forum, organisation_id=organisation, participant_type="company", by=actor, now=NOW)
    except Refused as refusal:
        return str(refusal)
    return "registered"


def look_then_insert(forum: int, user: int, organisation: int) -> str:
    """The negative control: look whether somebody is registered, then insert, with nothing in between held."""
    from bridgehead.events.models import Registration

    if Registration.objects.filter(forum_id=forum, user_id=user).exists():
        return "refused"
    time.sleep(0.3)
    Registration.objects.create(
        forum_id=forum, user_id=user, organisation_id=organisation, participant_type="company", applied_at=NOW
    )
    return "registered"


def take_constraint_away() -> None:
    """The negative control: a person may be registered twice."""
    from django.db import connection

    from bridgehead.events.models import ONE_REGISTRATION_CONSTRAINT, Registration

    (constraint,) = (each for each in Registration._meta.constraints if each.name == ONE_REGISTRATION_CONSTRAINT)
    # SQLite makes the table anew, with the constraints that the model then still has.
    Registration._meta.constraints.remove(constraint)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Registration, constraint)


def test_last_places_are_given_once_and_the_others_wait(real_database: RealDatabase) -> None:
    made = real_database.once(make_forum, places=PLACES, people=PEOPLE)

    states = real_database.race(
        [(approve, {"registration": each, "officer": made["officer"]}) for each in made["registrations"]]
    )

    assert sorted(states) == ["approved"] * PLACES + ["waiting"] * (PEOPLE - PLACES)
    assert real_database.once(places, forum=made["forum"]) == {"approved": PLACES, "taken": PLACES}


def test_database_alone_refuses_one_too_many(real_database: RealDatabase) -> None:
    made = real_database.once(make_forum, places=PLACES, people=PEOPLE)

    answers = real_database.race([(grab, {"registration": each}) for each in made["registrations"]])

    assert sorted(answers) == ["approved"] * PLACES + ["refused"] * (PEOPLE - PLACES)
    assert real_database.once(places, forum=made["forum"]) == {"approved": PLACES, "taken": PLACES}


def test_without_the_guard_a_forum_is_overbooked(real_database: RealDatabase) -> None:
    made = real_database.once(make_forum, places=PLACES, people=PEOPLE)
    real_database.once(take_guard_away, guard="forum_places_counted")

    answers = real_database.race(
        [(approve, {"registration": each, "officer": made["officer"]}) for each in made["registrations"]]
    )

    assert answers == ["approved"] * PEOPLE
    assert real_database.once(places, forum=made["forum"]) == {"approved": PEOPLE, "taken": 0}


def test_last_places_of_a_type_are_given_once_and_the_others_wait(real_database: RealDatabase) -> None:
    made = real_database.once(make_quota, quota=PLACES, people=PEOPLE)

    states = real_database.race(
        [(approve, {"registration": each, "officer": made["officer"]}) for each in made["registrations"]]
    )

    assert sorted(states) == ["approved"] * PLACES + ["waiting"] * (PEOPLE - PLACES)
    assert real_database.once(places_of_type, forum=made["forum"]) == {"approved": PLACES, "taken": PLACES}


def test_database_alone_refuses_one_too_many_of_a_type(real_database: RealDatabase) -> None:
    made = real_database.once(make_quota, quota=PLACES, people=PEOPLE)

    limit = "participant_places_never_exceeded"
    answers = real_database.race([(grab, {"registration": each, "limit": limit}) for each in made["registrations"]])

    assert sorted(answers) == ["approved"] * PLACES + ["refused"] * (PEOPLE - PLACES)
    assert real_database.once(places_of_type, forum=made["forum"]) == {"approved": PLACES, "taken": PLACES}


def test_without_the_guard_a_type_is_overbooked(real_database: RealDatabase) -> None:
    made = real_database.once(make_quota, quota=PLACES, people=PEOPLE)
    real_database.once(take_guard_away, guard="type_places_counted")

    answers = real_database.race(
        [(approve, {"registration": each, "officer": made["officer"]}) for each in made["registrations"]]
    )

    assert answers == ["approved"] * PEOPLE
    assert real_database.once(places_of_type, forum=made["forum"]) == {"approved": PEOPLE, "taken": 0}


def test_terms_that_begin_while_people_are_let_in_count_each_of_them_once(real_database: RealDatabase) -> None:
    made = real_database.once(make_forum, places=None, people=PEOPLE)
    people: list[Any] = [(grab, {"registration": each}) for each in made["registrations"]]
    beginning = (begin_terms, {"forum": made["forum"], "officer": made["officer"]})

    answers = real_database.race([*people[:2], beginning, *people[2:]])

    assert sorted(answers) == [*["approved"] * PEOPLE, "set"]
    assert real_database.once(places_of_type, forum=made["forum"]) == {"approved": PEOPLE, "taken": PEOPLE}


def test_last_places_of_a_session_are_picked_once(real_database: RealDatabase) -> None:
    made = real_database.once(make_session, places=PLACES, people=PEOPLE)

    answers = real_database.race([(pick, {"session": made["session"], "user": each}) for each in made["people"]])

    full = "이 세션은 자리가 모두 찼습니다."
    assert sorted(answers) == ["picked"] * PLACES + [full] * (PEOPLE - PLACES)
    assert real_database.once(picks, session=made["session"]) == {"picked": PLACES, "taken": PLACES}


def test_without_the_guard_a_session_is_overfull(real_database: RealDatabase) -> None:
    made = real_database.once(make_session, places=PLACES, people=PEOPLE)
    real_database.once(take_guard_away, guard="session_picks_counted")

    answers = real_database.race([(pick, {"session": made["session"], "user": each}) for each in made["people"]])

    assert answers == ["picked"] * PEOPLE
    assert real_database.once(picks, session=made["session"]) == {"picked": PEOPLE, "taken": 0}


def test_person_is_registered_once_however_often_they_ask(real_database: RealDatabase) -> None:
    made = real_database.once(make_person)

    answers = real_database.race([(register, made)] * 4)

    # The person asks in Korean, as the site does by default.
    assert sorted(answers) == ["registered", *["이미 이 포럼에 등록하셨습니다."] * 3]


def test_without_the_constraint_a_person_is_registered_twice(real_database: RealDatabase) -> None:
    made = real_database.once(make_person)
    # SQLite makes the table anew, and no trigger may name it meanwhile.
    real_database.once(take_guard_away, guard="type_places_begun")
    real_database.once(take_constraint_away)

    answers = real_database.race([(look_then_insert, made)] * 3)

    assert answers.count("registered") > 1
