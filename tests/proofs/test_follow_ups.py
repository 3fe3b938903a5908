"""A follow-up is answered once, whichever officers answer at one moment, and so is the link of a party.

Each proof has its negative control: without the lock, or with the guard and the conditional update away, the same race
goes wrong.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase, take_guard_away

pytestmark = [pytest.mark.proof, pytest.mark.database]

DUE = datetime(2023, 5, 26, 13, 0, tzinfo=UTC)
AT_ONCE = 4
ANSWERS = ["nothing", "under_way", "realised", "under_way"]


def make_due() -> dict[str, Any]:
    """Make a follow-up that is due."""
    from tests.factories.agreements import signed

    return {"follow_up": signed().follow_ups.get(step=1).pk}


def answer(follow_up: int, came_of: str) -> str:
    """Answer it as an officer does."""
    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.foundation.refusals import Refused
    from bridgehead.outcomes.actions.follow_ups import answer_follow_up

    try:
        answer_follow_up(follow_up_id=follow_up, came_of=came_of, by=SYSTEM, now=DUE)
    except Refused:
        return "told already"
    return "kept"


def answer_without_lock(follow_up: int, came_of: str) -> str:
    """The negative control: look whether it is open, then write, as a careless deed would."""
    from django.db import transaction

    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.foundation import audit
    from bridgehead.outcomes.models import FollowUp

    is_open = FollowUp.objects.filter(pk=follow_up, state="open").exists()
    time.sleep(0.5)
    if not is_open:
        return "told already"
    with transaction.atomic():
        asked = FollowUp.objects.filter(pk=follow_up)
        asked.update(state="answered", answered_at=DUE, came_of=came_of)
        audit.record("outcomes.follow_up_answered", on=asked.get(), by=SYSTEM, at=DUE)
    return "kept"


def what_came_of_it(follow_up: int, **_: Any) -> dict[str, Any]:
    """Return what stands at a follow-up, how many answers the trail tells of, what is open, and whether chains hold."""
    from bridgehead.foundation.audit import first_break
    from bridgehead.foundation.models import AuditEntry, AuditStream
    from bridgehead.outcomes.models import FollowUp

    found = FollowUp.objects.get(pk=follow_up)
    later = FollowUp.objects.filter(agreement=found.agreement_id).exclude(pk=follow_up)
    return {
        "came_of": found.came_of,
        "told": AuditEntry.objects.filter(verb="outcomes.follow_up_answered").count(),
        "later": list(later.order_by("step").values_list("step", "state")),
        "whole": all(first_break(each) is None for each in AuditStream.objects.all()),
    }


def test_one_follow_up_that_officers_answer_at_once_is_answered_once(real_database: RealDatabase) -> None:
    made = real_database.once(make_due)

    answers = real_database.race([(answer, {**made, "came_of": each}) for each in ANSWERS])

    kept = ANSWERS[answers.index("kept")]
    assert sorted(answers) == ["kept", *["told already"] * (AT_ONCE - 1)]
    assert real_database.once(what_came_of_it, **made) == {
        "came_of": kept,
        "told": 1,
        "later": [[2, "open"], [3, "open"]],
        "whole": True,
    }


def test_without_the_lock_officers_would_answer_over_each_other(real_database: RealDatabase) -> None:
    made = real_database.once(make_due)

    answers = real_database.race([(answer_without_lock, {**made, "came_of": each}) for each in ANSWERS])

    assert answers.count("kept") > 1
    assert real_database.once(what_came_of_it, **made)["told"] == answers.count("kept")


def make_asked() -> dict[str, Any]:
    """Make a follow-up at which a party is asked; return the question with a link to it."""
    from bridgehead.foundation import clock
    from tests.factories.agreements import link_to, signed
    from tests.factories.outcomes import inquired

    now = clock.database_now()
    asked = inquired(signed().follow_ups.get(step=1), now=now)[0]
    return {"inquiry": asked.pk, "token": link_to(asked, now=now)}


def say(inquiry: int, token: str, note: str) -> str:
    """Answer through a link as the page does, by the database's clock."""
    from bridgehead.accounts.actor import ANONYMOUS
    from bridgehead.agreements.actions.questions import AnsweredAlready
    from bridgehead.outcomes.actions.inquiries import Word, answer_inquiry

    try:
        answer_inquiry(token=token, answer=Word("nothing", note=note), by=ANONYMOUS)
    except AnsweredAlready:
        return "told already"
    return "kept"


def say_carelessly(inquiry: int, token: str, note: str) -> str:
    """The negative control: look whether it is open, then write, as a careless deed would."""
    from bridgehead.foundation import clock
    from bridgehead.outcomes.models import Inquiry

    asked = Inquiry.objects.filter(pk=inquiry)
    is_open = asked.filter(state="open").exists()
    time.sleep(0.5)
    if is_open:
        asked.update(state="answered", closed_at=clock.database_now(), came_of="nothing", note=note)
    return "kept" if is_open else "told already"


def what_was_said(inquiry: int, **_: Any) -> dict[str, Any]:
    """Return what stands at a question, and how many answers the trail and the outbox tell of."""
    from bridgehead.foundation.models import AuditEntry, OutboxItem
    from bridgehead.outcomes.models import Inquiry

    return {
        "said": Inquiry.objects.get(pk=inquiry).note,
        "told": AuditEntry.objects.filter(verb="outcomes.inquiry_answered").count(),
        "staged": OutboxItem.objects.filter(kind="outcomes/inquiry_received").count(),
    }


def test_one_link_that_many_answer_at_once_is_answered_once(real_database: RealDatabase) -> None:
    made = real_database.once(make_asked)

    answers = real_database.race([(say, {**made, "note": f"word {n}"}) for n in range(AT_ONCE)])

    assert sorted(answers) == ["kept", *["told already"] * (AT_ONCE - 1)]
    kept = f"word {answers.index('kept')}"
    assert real_database.once(what_was_said, **made) == {"said": kept, "told": 1, "staged": 1}


def test_carelessly_one_link_would_be_answered_many_times(real_database: RealDatabase) -> None:
    made = real_database.once(make_asked)
    real_database.once(take_guard_away, guard="inquiry_answered_once")

    answers = real_database.race([(say_carelessly, {**made, "note": f"word {n}"}) for n in range(AT_ONCE)])

    assert answers.count("kept") > 1
