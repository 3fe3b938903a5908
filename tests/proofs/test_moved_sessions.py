"""Whoever picks a session at the moment at which it moves, or is taken away, knows what holds then."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase, statements_altered

pytestmark = [pytest.mark.proof, pytest.mark.database]

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)


def make_session() -> dict[str, int]:
    """Make a session, its forum's officer, and somebody who has a place there."""
    from tests.factories.forums import ApprovedRegistrationFactory, ForumRoleFactory, ForumSessionFactory

    session = ForumSessionFactory(room_en="Hall 1")
    forum = session.part.forum
    person = ApprovedRegistrationFactory(forum=forum).user_id
    return {"session": session.pk, "officer": ForumRoleFactory(forum=forum).user_id, "person": person}


def move_or_remove(session: int, officer: int, removes: bool) -> str:
    """Move a session into another room, or take it away, as an officer does, and take a while to finish."""
    from django.db import transaction

    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.events.actions.agenda import change_session, remove_session
    from bridgehead.foundation.refusals import Refused

    by = actor_for(User.objects.get(pk=officer))
    try:
        with transaction.atomic():
            if removes:
                remove_session(session_id=session, by=by, now=NOW)
            else:
                change_session(session_id=session, room_en="Hall 2", by=by, now=NOW)
            time.sleep(0.6)
    except Refused as refusal:
        return str(refusal)
    return "done"


def pick(session: int, person: int) -> str:
    """Pick it a little later; return in which room the person then knows it, or the sentence of a refusal."""
    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.events.actions.picks import pick_session
    from bridgehead.foundation.refusals import Refused

    time.sleep(0.3)
    try:
        picked = pick_session(session_id=session, by=actor_for(User.objects.get(pk=person)), now=NOW)
    except Refused as refusal:
        return str(refusal)
    return str(picked.known["room_en"])


GONE = "이미 없어진 항목입니다. 화면을 새로 열어 주세요."


@pytest.mark.parametrize(("removes", "knows"), [(False, "Hall 2"), (True, GONE)], ids=["it moves", "it is taken away"])
def test_pick_waits_for_the_officer_and_knows_what_holds_then(
    real_database: RealDatabase, removes: bool, knows: str
) -> None:
    made = real_database.once(make_session)
    officer: dict[str, Any] = {"session": made["session"], "officer": made["officer"], "removes": removes}

    answers = real_database.race(
        [(move_or_remove, officer), (pick, {"session": made["session"], "person": made["person"]})]
    )

    assert answers == ["done", knows]


def test_session_that_two_officers_take_away_at_once_is_gone_once(real_database: RealDatabase) -> None:
    made = real_database.once(make_session)
    officer: dict[str, Any] = {"session": made["session"], "officer": made["officer"], "removes": True}

    assert sorted(real_database.race([(move_or_remove, officer)] * 2)) == sorted(["done", GONE])


def remove_slowly(session: int, officer: int) -> str:
    """Take a session away as an officer does; between its own row and those of its picks it takes a while."""
    with statements_altered(slow_at='DELETE FROM "events_sessionpick"', seconds=0.8):
        return move_or_remove(session, officer, removes=True)


def pick_before(session: int, person: int) -> str:
    """Pick it before anybody else does anything."""
    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.events.actions.picks import pick_session

    pick_session(session_id=session, by=actor_for(User.objects.get(pk=person)), now=NOW)
    return "picked"


def drop(session: int, person: int) -> str:
    """Take it off one's own agenda a little later."""
    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.events.actions.picks import drop_session

    time.sleep(0.4)
    drop_session(session_id=session, by=actor_for(User.objects.get(pk=person)))
    return "dropped"


def test_session_goes_while_somebody_takes_it_off_and_neither_waits_for_the_other(real_database: RealDatabase) -> None:
    made = real_database.once(make_session)
    person = {"session": made["session"], "person": made["person"]}
    real_database.once(pick_before, **person)
    officer = {"session": made["session"], "officer": made["officer"]}

    assert real_database.race([(remove_slowly, officer), (drop, person)]) == ["done", "dropped"]
