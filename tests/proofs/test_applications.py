"""Applications are begun once for an organisation, and handed in once and before the deadline, whoever tries meanwhile.

Each proof has its negative control: without the guard or the constraint, or by the moment of the page, the same goes
wrong.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.proofs.processes import RealDatabase, take_guard_away

pytestmark = [pytest.mark.proof, pytest.mark.database]

#: Applications in the rush, each handed in by two taps; and the seconds for which the call is still open then.
TEAMS, OPEN_FOR = 6, 2.0
#: Seconds that the call stays open in the wait for a lock, and that the lock is held.
LIVES, WAITS = 1.0, 2.5


def make_call(teams: int) -> dict[str, Any]:
    """Make an open call with so many whole drafts."""
    from bridgehead.foundation import clock
    from tests.factories.programmes import applying, call_open

    call = call_open(clock.now())
    whole = {"plan": {"ko": "글", "en": "Text"}, "cleared": "no"}
    drafts = [applying(call, answers=whole) for _team in range(teams)]
    return {"call": call.pk, "drafts": [[draft.pk, lead.person_id] for draft, lead in drafts]}


def closes_in(call: int, seconds: float) -> float:
    """Let a call close so many seconds from now; return when, as seconds of the epoch."""
    from datetime import timedelta

    from bridgehead.foundation import clock
    from bridgehead.programmes.models import Call

    at = clock.database_now() + timedelta(seconds=seconds)
    Call.objects.filter(pk=call).update(closes_at=at)
    return at.timestamp()


def hand_in_at(application: int, person: int, at: float = 0.0, *, by_the_page: bool = False) -> str:
    """Hand in at a moment; return the receipt, or that it was late."""
    import time

    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.foundation import clock
    from bridgehead.foundation.refusals import Refused
    from bridgehead.programmes.actions.handing_in import hand_in

    by, begun = actor_for(User.objects.get(pk=person)), clock.now() if by_the_page else None
    time.sleep(max(0.0, at - time.time()))
    try:
        return str(hand_in(application_id=application, number=1, by=by, now=begun).receipt)
    except Refused as refused:
        return "late" if "마감" in str(refused) or "closed" in str(refused) else str(refused)


def handed_in(call: int) -> dict[str, Any]:
    """Return what was handed in for a call, and what is wrong with it."""
    from bridgehead.programmes.actions.handing_in import seal_of
    from bridgehead.programmes.models import Application, Call, Submission

    closes_at = Call.objects.get(pk=call).closes_at
    found = list(Submission.objects.filter(application__call_id=call))
    states = Application.objects.filter(call_id=call).values_list("pk", "state")
    return {
        "receipts": [[each.application_id, each.receipt] for each in found],
        "late": sum(each.submitted_at >= closes_at for each in found),
        "broken": sum(each.digest != seal_of(each) for each in found),
        "drafts": sorted(pk for pk, state in states if state == "draft"),
    }


def test_in_a_rush_around_the_deadline_none_is_late_lost_or_doubled(real_database: RealDatabase) -> None:
    made = real_database.once(make_call, teams=TEAMS)
    at = real_database.once(closes_in, call=made["call"], seconds=OPEN_FOR + TEAMS * 0.5)
    # From half a second before to half a second after it, and well after for the last.
    moments = [at - 0.5 + team * 0.25 for team in range(TEAMS - 1)] + [at + 1.0]
    taps = [
        (hand_in_at, {"application": draft, "person": lead, "at": moment})
        for (draft, lead), moment in zip(made["drafts"], moments, strict=True)
        for _tap in range(2)
    ]

    told = real_database.race(taps)

    stands = real_database.once(handed_in, call=made["call"])
    receipts = dict(stands["receipts"])
    acknowledged = {
        (values["application"], answer) for (_deed, values), answer in zip(taps, told, strict=True) if answer != "late"
    }
    assert (stands["late"], stands["broken"]) == (0, 0)
    assert acknowledged == set(receipts.items())
    assert len(stands["receipts"]) == len(receipts)
    assert stands["drafts"] == sorted(draft for draft, _lead in made["drafts"] if draft not in receipts)
    assert receipts, "nobody was in time"
    assert made["drafts"][-1][0] in stands["drafts"]


def hold(application: int, call: int, **_: int) -> str:
    """Leave the call open for a moment longer, and hold the application until that is over."""
    import time

    from django.db import transaction

    from bridgehead.programmes.models import Application

    closes_in(call, LIVES)
    with transaction.atomic():
        Application.objects.select_for_update().get(pk=application)
        print("held", flush=True)
        time.sleep(WAITS)
    return "let go"


def handed_in_late(database: RealDatabase, **how: Any) -> str:
    """Begin to hand in in time while the turn comes too late; return what became of it."""
    made = database.once(make_call, teams=1)
    ((application, person),) = made["drafts"]
    holding = database.start(hold, application=application, call=made["call"])
    handing = database.start(hand_in_at, application=application, person=person, **how)
    holding.go()
    holding.says("held")
    handing.go()
    told = str(handing.answer())
    assert holding.answer() == "let go"
    return told


def test_what_waited_past_the_deadline_is_refused(real_database: RealDatabase) -> None:
    assert handed_in_late(real_database) == "late"


def test_by_the_moment_of_the_page_it_would_go_through(real_database: RealDatabase) -> None:
    assert handed_in_late(real_database, by_the_page=True) != "late"


def write_past_the_deed(application: int, call: int) -> str:
    """Write a submission after the call has closed, with no deed before it: the database alone decides."""
    from django.db import IntegrityError

    from bridgehead.foundation import clock
    from bridgehead.programmes.guards import IN_TIME
    from bridgehead.programmes.models import Application, Submission

    closes_in(call, 0)
    held = Application.objects.get(pk=application)
    said = {"form_id": held.form_id, "answers": {}, "digest": "0" * 64, "receipt": "R", "number": 1}
    try:
        Submission.objects.create(application=held, submitted_at=clock.database_now(), **said)
    except IntegrityError as refusal:
        return "refused" if IN_TIME in str(refusal) else str(refusal)
    return "written"


@pytest.mark.parametrize(("guarded", "told"), [(True, "refused"), (False, "written")])
def test_the_database_refuses_what_is_late(real_database: RealDatabase, guarded: bool, told: str) -> None:
    made = real_database.once(make_call, teams=1)
    if not guarded:
        real_database.once(take_guard_away, guard="submission_in_time")

    application = made["drafts"][0][0]

    assert real_database.once(write_past_the_deed, application=application, call=made["call"]) == told


def make_owners(count: int) -> dict[str, Any]:
    """Make an open call and an organisation with so many owners."""
    from bridgehead.foundation import clock
    from tests.factories.organisations import MembershipFactory, OrganisationFactory
    from tests.factories.programmes import call_open

    organisation = OrganisationFactory()
    owners = MembershipFactory.create_batch(count, organisation=organisation, role="owner")
    return {
        "call": call_open(clock.now()).pk,
        "organisation": organisation.pk,
        "people": [each.user_id for each in owners],
    }


def begin(call: int, organisation: int, person: int) -> str:
    """Begin as an owner does."""
    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.foundation.refusals import Refused
    from bridgehead.programmes.actions.applications import begin_application

    by = actor_for(User.objects.get(pk=person))
    try:
        begin_application(call_id=call, organisation_id=organisation, by=by)
    except Refused:
        return "told who leads"
    return "begun"


def look_then_begin(call: int, organisation: int) -> str:
    """Look whether there is an application, and then make one, with nothing that holds the others up."""
    import time

    from django.db import IntegrityError

    from bridgehead.programmes.models import Application, CallForm

    if Application.objects.filter(call_id=call, organisation_id=organisation).exists():
        return "there is one"
    time.sleep(0.5)
    try:
        Application.objects.create(call_id=call, organisation_id=organisation, form=CallForm.objects.get(call_id=call))
    except IntegrityError:
        return "refused"
    return "begun"


def take_constraint_away() -> None:
    """A negative control: nothing keeps an organisation to one application."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX application_once_per_call")


def test_of_all_who_begin_at_once_one_does(real_database: RealDatabase) -> None:
    made = real_database.once(make_owners, count=5)
    held = {"call": made["call"], "organisation": made["organisation"]}

    told = real_database.race([(begin, {**held, "person": person}) for person in made["people"]])

    assert sorted(told) == ["begun", *["told who leads"] * 4]


@pytest.mark.parametrize("constrained", [True, False])
def test_the_database_keeps_an_organisation_to_one(real_database: RealDatabase, constrained: bool) -> None:
    made = real_database.once(make_owners, count=1)
    if not constrained:
        real_database.once(take_constraint_away)
    held = {"call": made["call"], "organisation": made["organisation"]}

    told = real_database.race([(look_then_begin, held) for _person in range(4)])

    assert (told.count("begun") == 1) is constrained
