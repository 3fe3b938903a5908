"""What one side sees never depends on what the other keeps to itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import notices
from bridgehead.partnering.actions import requests
from bridgehead.partnering.models import Availability, MeetingRequest, NoThanks
from bridgehead.partnering.queries import requests as asked
from bridgehead.partnering.queries import rounds, timetables, unplaced
from bridgehead.partnering.queries.figures import Compared
from bridgehead.partnering.queries.lookups import place_or_404
from tests.factories.forums import officer_of
from tests.factories.partnering import (
    AcceptedRequestFactory,
    RequestFactory,
    RoundFactory,
    TimetableFactory,
    day_of,
    delegation_of,
    meeting_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]


class Rivals:
    """Hanbit has asked Acme; Saebyeok, its rival, deals with Acme too."""

    def __init__(self) -> None:
        self.round = RoundFactory()
        self.slots, self.tables = day_of(self.round, slots=2, tables=1)
        self.hanbit, self.person = delegation_of(self.round, name_en="Hanbit")
        self.acme, self.acme_person = delegation_of(self.round, "US", name_en="Acme")
        self.rival, self.rival_person = delegation_of(self.round, name_en="Saebyeok")
        self.request = RequestFactory(asking=self.hanbit, asked=self.acme)


def seen(rivals: Rivals) -> dict[str, Any]:
    """Everything that Hanbit's delegate can read of the round, with the number of queries that it takes."""
    actor, round_ = rivals.person, rivals.round
    with CaptureQueriesContext(connection) as asked_of_database:
        place = place_or_404(actor, round_.public_id)
        partners = list(rounds.delegations_to_meet(place))
        rounds.add_details(place, partners)
        shown = {
            "partners": [(each.pk, getattr(each, "my_request", None)) for each in partners],
            "not wanted": list(rounds.not_wanted(place)),
            "one partner": _fields(rounds.delegation_or_404(actor, round_, rivals.acme.public_id)),
            "to answer": list(asked.requests_to_answer(place)),
            "sent": [_fields(each) for each in asked.requests_sent(place)],
            "request": _fields(asked.request_or_404(actor, rivals.request.public_id)),
            "slots": [(slot.pk, slot.is_closed) for slot in rounds.slots_with_availability(actor, rivals.hanbit)],
            "unplaced": [each.reason for each in unplaced.my_unplaced(place)],
            "refusal": _refusal(rivals),
        }
    return {**shown, "queries": len(asked_of_database)}


def _fields(record: Any) -> dict[str, Any]:
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}


def _refusal(rivals: Rivals) -> str:
    """What Hanbit hears when it asks once more."""
    with pytest.raises(requests.Refused) as refused:
        requests.send_request(
            round_id=rivals.round.pk, asked_id=rivals.acme.pk, strength="like", by=rivals.person,
            now=datetime.fromisoformat("2023-04-26T13:00:00+00:00"),
        )  # fmt: skip
    return str(refused.value)


def says_no_thanks(rivals: Rivals) -> None:
    NoThanks.objects.create(delegation=rivals.acme, about=rivals.hanbit)


def cannot_come(rivals: Rivals) -> None:
    Availability.objects.bulk_create([Availability(delegation=rivals.acme, slot=slot) for slot in rivals.slots])


def has_declined_the_rival(rivals: Rivals) -> None:
    RequestFactory(asking=rivals.rival, asked=rivals.acme, state="declined", decline_reason="secret")


def meets_the_rival(rivals: Rivals) -> None:
    AcceptedRequestFactory(asking=rivals.acme, asked=rivals.rival, message="secret")


def has_a_draft(rivals: Rivals) -> None:
    agreed = AcceptedRequestFactory(asking=rivals.acme, asked=rivals.rival)
    meeting_in(TimetableFactory(round=rivals.round), agreed, rivals.slots[0], rivals.tables[0])


SECRETS = [says_no_thanks, cannot_come, has_declined_the_rival, meets_the_rival, has_a_draft]


@pytest.mark.parametrize("secret", SECRETS, ids=lambda each: each.__name__)
def test_what_one_side_sees_is_the_same_with_and_without_a_secret(secret: Callable[[Rivals], None]) -> None:
    rivals = Rivals()
    before = seen(rivals)

    secret(rivals)

    assert seen(rivals) == before


def test_no_thanks_hides_the_request_and_its_notice_from_the_asked_side_only(now: datetime) -> None:
    rivals = Rivals()
    MeetingRequest.objects.all().delete()
    requests.say_no_thanks(delegation_about_id=rivals.hanbit.pk, by=rivals.acme_person, now=now)
    sent = requests.send_request(
        round_id=rivals.round.pk, asked_id=rivals.acme.pk, strength="like", by=rivals.person, now=now
    )
    while notices.deliver_next(now):
        pass

    assert list(asked.requests_to_answer(place_or_404(rivals.acme_person, rivals.round.public_id))) == []
    assert list(asked.requests_sent(place_or_404(rivals.person, rivals.round.public_id))) == [sent]
    assert mail.outbox == []
    requests.take_back_no_thanks(delegation_about_id=rivals.hanbit.pk, by=rivals.acme_person, now=now)
    assert list(asked.requests_to_answer(place_or_404(rivals.acme_person, rivals.round.public_id))) == [sent]


def test_others_find_nothing_of_a_request_and_its_round() -> None:
    rivals = Rivals()
    draft = TimetableFactory(round=rivals.round)
    elsewhere = delegation_of(RoundFactory())[1]
    reads: list[Callable[[Actor], Any]] = [
        lambda actor: asked.request_or_404(actor, rivals.request.public_id),
        lambda actor: rounds.officer_round_or_404(actor, rivals.round.public_id),
        lambda actor: timetables.timetable_or_404(actor, draft.public_id),
        lambda actor: timetables.timetable_grid(actor, draft),
        lambda actor: Compared(actor, rivals.round, [draft]),
        lambda actor: rounds.round_overview(actor, rivals.round),
        lambda actor: rounds.slots_with_availability(actor, rivals.acme),
    ]

    for actor in (rivals.rival_person, elsewhere, Actor(), officer_of(RoundFactory().forum)):
        for read in reads:
            with pytest.raises(Http404):
                read(actor)
        assert list(timetables.timetables_of(actor, rivals.round)) == []
        assert list(timetables.runs_of(actor, rivals.round)) == []
    officer = officer_of(rivals.round.forum)
    assert timetables.timetable_or_404(officer, draft.public_id) == draft
