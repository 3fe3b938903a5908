"""SIGKILL while a forum is called off, or while people are told: nothing or all of it is done, and the rest goes on.

Whoever registers at the moment at which it is called off is told like everybody else.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase

pytestmark = [pytest.mark.proof, pytest.mark.database]

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
PAIRS = 3


def make_forum() -> dict[str, int]:
    """Publish a timetable with invitations in everybody's calendar, and leave one request unanswered."""
    from bridgehead.partnering.actions.timetables import publish_timetable
    from bridgehead.partnering.models import Slot
    from tests.factories.forums import ForumFactory, officer_of
    from tests.factories.partnering import (
        AcceptedRequestFactory,
        RequestFactory,
        RoundFactory,
        TimetableFactory,
        day_of,
        delegation_of,
        meeting_in,
    )

    round_ = RoundFactory(phase="place", forum=ForumFactory(state="open"))
    slots, tables = day_of(round_, slots=1, tables=PAIRS)
    # A worker goes by the real clock: to it too the meetings are still to come.
    Slot.objects.update(starts_at=datetime(2100, 1, 1, 9, tzinfo=UTC), ends_at=datetime(2100, 1, 1, 10, tzinfo=UTC))
    officer, draft = officer_of(round_.forum), TimetableFactory(round=round_)
    for table in tables:
        (one, _one), (other, _other) = delegation_of(round_), delegation_of(round_, "US")
        meeting_in(draft, AcceptedRequestFactory(asking=one, asked=other), slots[0], table)
    RequestFactory(asking=one, asked=delegation_of(round_, "US")[0])
    publish_timetable(timetable_id=draft.pk, by=officer, now=NOW)
    deliver(1)
    return {"forum": round_.forum_id, "officer": officer.user_id or 0}


def deliver(minutes: int, stop_after: int = 1000) -> int:
    """Be a worker on a clock so many minutes ahead; stand still after some notices, to be killed there."""
    from bridgehead.foundation import clock, notices

    done, now = 0, clock.now() + timedelta(minutes=minutes)
    while notices.deliver_next(now=now):
        done += 1
        if done == stop_after:
            print("here", flush=True)
            time.sleep(600)
    return done


def call_off(forum: int, officer: int, stop_before: str = "", seconds: float = 600) -> bool:
    """Call the forum off; stand still before the statement that holds a text, to be killed or waited for there."""
    from django.db import connection

    from bridgehead.accounts.actor import Actor
    from bridgehead.events.actions.calling_off import call_off_forum

    def stand_still(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if stop_before and stop_before in sql:
            print("here", flush=True)
            time.sleep(seconds)
        return execute(sql, params, many, context)

    by = Actor(user_id=officer, roles=frozenset({("forum_officer", forum)}))
    with connection.execute_wrapper(stand_still):
        called_off = call_off_forum(forum_id=forum, reason_en="A typhoon is coming.", by=by, now=NOW)
    return called_off.is_called_off


def make_forum_and_person() -> dict[str, dict[str, int]]:
    """Make such a forum, and somebody who can register for an organisation."""
    from tests.factories.forums import person_of
    from tests.factories.organisations import OrganisationFactory

    made, company = make_forum(), OrganisationFactory()
    return {"forum": made, "person": {"user": person_of(company).user_id or 0, "company": company.pk}}


def register_slowly(forum: int, user: int, company: int) -> str:
    """Register, and take a while before it is written."""
    from django.db import connection

    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.events.actions.registrations import register

    def linger(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if 'INTO "events_registration"' in sql:
            print("here", flush=True)
            time.sleep(1)
        return execute(sql, params, many, context)

    said = {"forum_id": forum, "organisation_id": company, "participant_type": "company"}
    with connection.execute_wrapper(linger):
        return str(register(**said, by=actor_for(User.objects.get(pk=user)), now=NOW).state)


def is_told(user: int) -> bool:
    """Return whether it is staged that a person hears of it."""
    from bridgehead.foundation.models import OutboxItem

    return OutboxItem.objects.filter(kind="events/forum_called_off", payload__user_id=user).exists()


def begin_meetings(forum: int, officer: int) -> str:
    """Move the round on, as an officer who has not heard of it."""
    from django.utils import translation

    from bridgehead.accounts.actor import Actor
    from bridgehead.foundation.refusals import Refused
    from bridgehead.partnering.actions.rounds import move_to_phase
    from bridgehead.partnering.models import PartneringRound

    by = Actor(user_id=officer, roles=frozenset({("forum_officer", forum)}))
    with translation.override("en"):
        try:
            move_to_phase(round_id=PartneringRound.objects.get().pk, phase="run", by=by, now=NOW)
        except Refused as refused:
            return str(refused)
    return "begun"


def standing() -> dict[str, Any]:
    """Return how far the forum, its round and its requests are, what is in calendars, and who is yet to be told."""
    from bridgehead.events.models import Forum
    from bridgehead.foundation.models import OutboxItem
    from bridgehead.partnering.models import Invitation, MeetingRequest, PartneringRound

    told = OutboxItem.objects.filter(kind="events/forum_called_off")
    return {
        "forum": Forum.objects.get().state,
        "round": PartneringRound.objects.get().phase,
        "waiting": MeetingRequest.objects.filter(state="sent").count(),
        "in calendars": Invitation.objects.filter(stands=True).count(),
        "told": [told.count(), told.exclude(delivered_at=None).count()],
        "left": OutboxItem.objects.filter(delivered_at=None).count() > 0,
    }


OPEN = {"forum": "open", "round": "place", "waiting": 1, "in calendars": 2 * PAIRS, "told": [0, 0], "left": False}
#: Two people for each pair, one who was asked, one officer.
PEOPLE = 2 * PAIRS + 2


@pytest.mark.parametrize("stop_before", ['UPDATE "partnering_meetingrequest"', 'INTO "foundation_outboxitem"'])
def test_killed_in_the_deed_nothing_is_done(real_database: RealDatabase, stop_before: str) -> None:
    made = real_database.once(make_forum)
    calling = real_database.start(call_off, **made, stop_before=stop_before)
    calling.go()
    calling.says("here")

    calling.kill()

    assert real_database.once(standing) == OPEN
    assert real_database.once(call_off, **made)
    assert real_database.once(standing) == {
        **OPEN, "forum": "called_off", "round": "closed", "waiting": 0, "told": [PEOPLE, 0], "left": True,
    }  # fmt: skip


def test_a_round_that_is_moved_on_meanwhile_stays_closed(real_database: RealDatabase) -> None:
    made = real_database.once(make_forum)
    calling = real_database.start(call_off, **made, stop_before='UPDATE "partnering_meetingrequest"', seconds=1)
    calling.go()
    calling.says("here")

    said = real_database.once(begin_meetings, **made)

    assert (said, calling.answer()) == ("The forum was called off; its partnering stays closed.", True)
    assert real_database.once(standing)["round"] == "closed"


def test_killed_in_the_telling_the_rest_are_told(real_database: RealDatabase) -> None:
    made = real_database.once(make_forum)
    real_database.once(call_off, **made)
    worker = real_database.start(deliver, minutes=2, stop_after=3)
    worker.go()
    worker.says("here")

    worker.kill()

    told, delivered = real_database.once(standing)["told"]
    assert (told, 0 < delivered < told) == (PEOPLE, True)
    real_database.once(call_off, **made)  # once more changes nothing
    real_database.once(deliver, minutes=60)
    assert real_database.once(standing) == {
        **OPEN, "forum": "called_off", "round": "closed", "waiting": 0, "in calendars": 0, "told": [PEOPLE, PEOPLE],
    }  # fmt: skip


def test_who_registers_as_it_is_called_off_is_told(real_database: RealDatabase) -> None:
    made, person = real_database.once(make_forum_and_person).values()
    registering = real_database.start(register_slowly, forum=made["forum"], **person)
    registering.go()
    registering.says("here")

    assert real_database.once(call_off, **made)

    assert registering.answer() == "applied"
    assert real_database.once(is_told, user=person["user"])
