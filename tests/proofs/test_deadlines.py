"""A deed that waited for its turn past a deadline comes too late, whatever the clock showed when it was begun.

The negative control passes in the moment at which the page was asked for: then the late deed goes through.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.proofs.processes import RealDatabase

pytestmark = [pytest.mark.proof, pytest.mark.database]

#: Seconds that the request lives in the race, and that its asked side waits: less than a lock is waited for.
LIVES, WAITS = 1.0, 2.5


def make_request() -> dict[str, int]:
    """Make a request and say who may answer it."""
    from tests.factories.partnering import RequestFactory, RoundFactory, delegation_of

    held = RoundFactory()
    (asking, _person), (asked, person) = delegation_of(held), delegation_of(held, "US")
    made = RequestFactory(asking=asking, asked=asked)
    return {"request": made.pk, "delegation": asked.pk, "person": person.person_id}


def hold(request: int, delegation: int, **_: int) -> str:
    """Let the request live for a moment longer, and hold what its answer must lock until that is over."""
    import time
    from datetime import timedelta

    from django.db import transaction

    from bridgehead.foundation import clock
    from bridgehead.partnering.models import Delegation, MeetingRequest

    with transaction.atomic():
        Delegation.objects.select_for_update().get(pk=delegation)
        MeetingRequest.objects.filter(pk=request).update(expires_at=clock.now() + timedelta(seconds=LIVES))
        print("held", flush=True)
        time.sleep(WAITS)
    return "let go"


def accept(request: int, person: int, *, by_the_page: bool = False, **_: int) -> str:
    """Accept as the asked side does; with ``by_the_page`` by the moment at which it was begun."""
    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.foundation import clock
    from bridgehead.foundation.refusals import Refused
    from bridgehead.partnering.actions.requests import accept_request

    begun = clock.now() if by_the_page else None
    try:
        return str(accept_request(request_id=request, by=actor_for(User.objects.get(pk=person)), now=begun).state)
    except Refused as refused:
        return "late" if "만료" in str(refused) or "expired" in str(refused) else str(refused)


def answered_late(database: RealDatabase, **how: Any) -> str:
    """Begin an answer in time while its turn comes too late; return what became of it."""
    made = database.once(make_request)
    holding, answering = database.start(hold, **made), database.start(accept, **made, **how)
    holding.go()
    holding.says("held")
    answering.go()
    told = str(answering.answer())
    assert holding.answer() == "let go"
    return told


def test_an_answer_that_waited_past_the_deadline_is_refused(real_database: RealDatabase) -> None:
    assert answered_late(real_database) == "late"


def test_by_the_moment_of_the_page_it_would_go_through(real_database: RealDatabase) -> None:
    assert answered_late(real_database, by_the_page=True) == "accepted"


def make_registration() -> dict[str, int]:
    """Make a registration that was withdrawn, and say who may ask anew while its forum is open."""
    from tests.factories.forums import ForumFactory, RegistrationFactory
    from tests.factories.organisations import MembershipFactory

    member = MembershipFactory(role="owner")
    forum = ForumFactory(state="open")
    made = RegistrationFactory(forum=forum, user=member.user, organisation=member.organisation, state="withdrawn")
    return {"registration": made.pk, "forum": forum.pk, "person": member.user_id, "company": member.organisation_id}


def hold_registration(registration: int, forum: int, **_: int) -> str:
    """Leave the forum open for a moment longer, and hold the person's registration until that is over."""
    import time
    from datetime import timedelta

    from django.db import transaction

    from bridgehead.events.models import Forum, Registration
    from bridgehead.foundation import clock

    Forum.objects.filter(pk=forum).update(registration_closes_at=clock.now() + timedelta(seconds=LIVES))
    with transaction.atomic():
        Registration.objects.select_for_update().get(pk=registration)
        print("held", flush=True)
        time.sleep(WAITS)
    return "let go"


def register_again(forum: int, person: int, company: int, **_: int) -> str:
    """Ask anew to take part."""
    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.events.actions.registrations import register
    from bridgehead.foundation.refusals import Refused

    by = actor_for(User.objects.get(pk=person))
    try:
        return str(register(forum_id=forum, organisation_id=company, participant_type="company", by=by).state)
    except Refused as refused:
        return "late" if "마감" in str(refused) or "closed" in str(refused) else str(refused)


def test_a_registration_that_waited_past_the_closing_is_refused(real_database: RealDatabase) -> None:
    made = real_database.once(make_registration)
    holding, asking = real_database.start(hold_registration, **made), real_database.start(register_again, **made)
    holding.go()
    holding.says("held")
    asking.go()

    assert (asking.answer(), holding.answer()) == ("late", "let go")
