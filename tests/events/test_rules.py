"""Who may do what with a forum, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bridgehead.accounts.actor import ANONYMOUS, SYSTEM, Actor
from bridgehead.events import rules
from bridgehead.events.models import Forum, ForumState, Registration, RegistrationState

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
OFFICER = Actor(user_id=1, roles=frozenset({("forum_officer", 7)}))
STRANGER = Actor(user_id=2, roles=frozenset({("forum_officer", 8)}))
STAFF = Actor(user_id=3, roles=frozenset({("forum_staff", 7)}))


def forum(**fields: object) -> Forum:
    return Forum(pk=7, state=ForumState.OPEN, starts_at=NOW + timedelta(days=1), **fields)


def test_forum_is_run_by_its_officers_and_administrators() -> None:
    asked = {"officer": OFFICER, "officer of another": STRANGER, "staff": STAFF, "nobody": ANONYMOUS, "system": SYSTEM}

    assert {who: rules.may_run_forum(actor, 7) for who, actor in asked.items()} == {
        "officer": True,
        "officer of another": False,
        "staff": False,
        "nobody": False,
        "system": True,
    }


def test_draft_is_seen_by_its_officers_only() -> None:
    draft = Forum(pk=7, state=ForumState.DRAFT)

    assert [rules.may_see_forum(actor, draft) for actor in (OFFICER, STRANGER, STAFF, ANONYMOUS)] == [
        True,
        False,
        False,
        False,
    ]


def test_every_state_says_where_it_leads() -> None:
    assert set(rules.NEXT_FORUM_STATES) == set(ForumState.values)
    assert set(rules.NEXT_REGISTRATION_STATES) == set(RegistrationState.values)


def test_approved_registration_never_goes_back_to_waiting() -> None:
    assert not rules.may_become(RegistrationState.APPROVED, RegistrationState.WAITING)
    assert not rules.may_become(RegistrationState.WITHDRAWN, RegistrationState.APPROVED)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, None),
        ({"registration_opens_at": NOW}, None),
        ({"registration_opens_at": NOW + timedelta(seconds=1)}, "Registration for this forum has not opened yet."),
        ({"registration_closes_at": NOW + timedelta(seconds=1)}, None),
        ({"registration_closes_at": NOW}, "Registration for this forum is over."),
    ],
)
def test_registration_is_open_from_its_opening_until_before_its_close(
    fields: dict[str, datetime], sentence: str | None
) -> None:
    said = rules.why_not_registering(forum(**fields), NOW)

    assert (None if said is None else str(said)) == sentence


@pytest.mark.parametrize("state", [state for state in ForumState if state != ForumState.OPEN])
def test_registration_needs_an_open_forum(state: ForumState) -> None:
    closed = forum()
    closed.state = state

    assert not rules.may_register(closed, NOW)


def test_announced_forum_says_rightly_why_nobody_registers() -> None:
    early, late = (forum(registration_opens_at=NOW + timedelta(days=step)) for step in (1, -1))
    early.state = late.state = ForumState.ANNOUNCED

    assert [str(rules.why_not_registering(each, NOW)) for each in (early, late)] == [
        "Registration for this forum has not opened yet.",
        "Registration for this forum is not open at the moment.",
    ]


def test_only_the_registered_person_withdraws() -> None:
    registration = Registration(user_id=1)

    assert [rules.may_withdraw(actor, registration) for actor in (OFFICER, STRANGER, ANONYMOUS)] == [True, False, False]
