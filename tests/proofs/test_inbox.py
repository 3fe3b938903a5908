"""Two people of one delegation answer the same requests, many at once, while those who asked take them back.

Each request ends in one way, whoever says that they ended it did, and nobody's answer is lost under another's.
"""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase

pytestmark = [pytest.mark.proof, pytest.mark.database]

MANY = 12
LOOKING_SECONDS = 0.4
#: In which ways a request may have gone, in the order of its trail.
WAYS = {("accepted",), ("declined",), ("withdrawn",), ("accepted", "withdrawn")}


def make_inbox() -> dict[str, Any]:
    """Let many ask one delegation of two people; return what the writers need."""
    from datetime import UTC, datetime

    from tests.factories.organisations import MembershipFactory
    from tests.factories.partnering import DelegateFactory, RequestFactory, RoundFactory, delegation_of

    round_ = RoundFactory()
    acme, person = delegation_of(round_, "US")
    colleague = MembershipFactory(organisation=acme.organisation).user
    DelegateFactory(delegation=acme, user=colleague)
    asked = []
    for _ in range(MANY):
        asking, by = delegation_of(round_)
        made = RequestFactory(asking=asking, asked=acme, expires_at=datetime(2100, 1, 1, tzinfo=UTC))
        asked.append((made, by.user_id or 0))
    return {
        "round": str(round_.public_id),
        "people": [person.user_id or 0, colleague.pk],
        "ids": [str(made.public_id) for made, _user in asked],
        "asking": [(made.pk, user) for made, user in asked],
    }


def answer(round_id: str, ids: list[str], user: int, kind: str) -> dict[str, int]:
    """Answer all of them as one person; return how many that person answered."""
    from uuid import UUID

    from bridgehead.accounts.actor import Actor
    from bridgehead.partnering.actions.answers import answer_requests
    from bridgehead.partnering.queries.lookups import place_or_404
    from bridgehead.partnering.rules import Answer

    by = Actor(user_id=user)
    place = place_or_404(by, round_id)
    told = answer_requests(place=place, ids=[UUID(each) for each in ids], answer=Answer(kind), words="No", by=by)
    assert len(told.done) + len(told.refused) == len(ids)
    return {"accepted" if kind == "accept" else "declined": len(told.done)}


def answer_unlocked(ids: list[str], state: str) -> dict[str, int]:
    """Look which of them wait, then write the answers, with nothing that makes the others wait."""
    from bridgehead.partnering.models import MeetingRequest

    waiting = list(MeetingRequest.objects.filter(public_id__in=ids, state="sent"))
    time.sleep(LOOKING_SECONDS)
    for each in waiting:
        each.state = state
        each.save(update_fields=["state"])
    return {state: len(waiting)}


def withdraw(asking: list[tuple[int, int]]) -> dict[str, int]:
    """Take all of them back, each as the one who asked; from the last on, so that both sides meet midway."""
    from bridgehead.accounts.actor import Actor
    from bridgehead.foundation import clock
    from bridgehead.foundation.refusals import Refused
    from bridgehead.partnering.actions.requests import withdraw_request

    done = 0
    for request, user in reversed(asking):
        try:
            withdraw_request(request_id=request, by=Actor(user_id=user), now=clock.now())
        except Refused:
            continue
        done += 1
    return {"withdrawn": done}


def stories() -> dict[str, Any]:
    """Return for each request its way and where it stands, and of how many answers somebody is to be told."""
    from bridgehead.foundation.models import AuditEntry, OutboxItem
    from bridgehead.partnering.models import MeetingRequest

    trail: dict[str, list[str]] = {}
    for verb, about in AuditEntry.objects.order_by("position").values_list("verb", "object_id"):
        trail.setdefault(about, []).append(verb.removeprefix("partnering.request_"))
    found = MeetingRequest.objects.order_by("pk")
    return {
        "ways": [(tuple(trail.get(str(each.public_id), ())), each.state, each.decline_reason) for each in found],
        "told": OutboxItem.objects.filter(key__startswith="partnering/answer:").count(),
    }


def test_no_answer_is_lost_when_two_answer_what_is_taken_back(real_database: RealDatabase) -> None:
    made = real_database.once(make_inbox)
    fixed = {"round_id": made["round"], "ids": made["ids"]}
    one, other = made["people"]

    said = real_database.race(
        [
            (answer, {**fixed, "user": one, "kind": "accept"}),
            (answer, {**fixed, "user": other, "kind": "decline"}),
            (withdraw, {"asking": made["asking"]}),
        ]
    )

    stood = real_database.once(stories)
    ways = [tuple(way) for way, _state, _reason in stood["ways"]]
    assert set(ways) <= WAYS
    assert [state for _way, state, _reason in stood["ways"]] == [way[-1] for way in ways]
    assert [reason for _way, _state, reason in stood["ways"]] == ["No" if "declined" in way else "" for way in ways]
    counted = Counter(step for way in ways for step in way)
    told: Counter[str] = sum((Counter(each) for each in said), Counter())
    assert +told == counted
    assert stood["told"] == counted["accepted"] + counted["declined"]


def test_without_the_lock_two_answer_the_same_request(real_database: RealDatabase) -> None:
    made = real_database.once(make_inbox)

    said = real_database.race(
        [(answer_unlocked, {"ids": made["ids"], "state": state}) for state in ("accepted", "declined")]
    )

    assert said == [{"accepted": MANY}, {"declined": MANY}]
