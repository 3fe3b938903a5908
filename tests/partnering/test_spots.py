"""Meetings on the spot: who is shown as free to whom, asking, answering, and what keeps two from one table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bridgehead.config.verification import wrong_personal_timetables
from bridgehead.foundation.models import LiveTopic, OutboxItem
from bridgehead.foundation.refusals import Refused
from bridgehead.partnering.actions import spots
from bridgehead.partnering.actions.meetings import copy_of
from bridgehead.partnering.actions.timetables import publish_timetable
from bridgehead.partnering.models import (
    Delegation,
    Meeting,
    MeetingRequest,
    NoThanks,
    RoundPhase,
    SpotRequest,
    Timetable,
)
from bridgehead.partnering.queries.lookups import place_or_404
from bridgehead.partnering.queries.spots import free_now
from tests.clocks import standing_still
from tests.factories.partnering import AcceptedRequestFactory, RequestFactory, TableFactory
from tests.factories.people import actor_of
from tests.partnering.invited import deliver
from tests.partnering.scenes import InForce, address, browser, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]


class Day(InForce):
    """A quarter of an hour before the first slot, the meetings are held; everybody lets themselves be asked.

    Hanbit meets Acme in the first slot and Beacon in the fourth, at the only table.
    """

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self.move(RoundPhase.RUN)
        self.at = self.slots[0].starts_at - timedelta(minutes=15)
        Delegation.objects.filter(round=self.round).update(meets_on_the_spot=True)
        OutboxItem.objects.all().delete()

    def free(self, delegation: Delegation, at: datetime | None = None) -> list[tuple[bool, list[str]]]:
        """What a delegation sees of the next slots: whether it is free, and who else is."""
        place = place_or_404(actor_of(person(delegation)), self.round.public_id)
        return [
            (each.is_free, [other.organisation.name_en for other in each.others])
            for each in free_now(place, at or self.at).slots
        ]

    def ask(self, asking: Delegation, asked: Delegation, slot: int = 1, **given: Any) -> SpotRequest:
        told = {"asked_id": asked.pk, "slot_id": self.slots[slot].pk, "by": actor_of(person(asking)), "now": self.at}
        return spots.ask_on_the_spot(round_id=self.round.pk, **{**told, **given})

    def accept(self, spot: SpotRequest, by: Delegation, at: datetime | None = None) -> SpotRequest:
        return spots.accept_on_the_spot(spot_id=spot.pk, by=actor_of(person(by)), now=at or self.at)


@pytest.fixture
def day(now: datetime) -> Iterator[Day]:
    made = Day(now)
    with standing_still(made.at):
        yield made


def test_free_is_told_across_the_sides_to_those_who_let_themselves_be_asked(day: Day) -> None:
    # In the first slot Hanbit and Acme meet, at the only table; in the second everybody is free.
    assert day.free(day.saebyeok) == [(True, []), (True, ["Acme", "Beacon"])]
    assert day.free(day.acme) == [(False, []), (True, ["Saebyeok"])]  # Hanbit it meets already
    assert day.free(day.saebyeok, at=day.slots[4].starts_at) == [(True, ["Acme", "Beacon"])]
    assert day.free(day.saebyeok, at=day.slots[5].starts_at) == []

    day.closed(day.beacon, 1)
    assert day.free(day.saebyeok)[1] == (True, ["Acme"])
    Delegation.objects.filter(pk=day.acme.pk).update(meets_on_the_spot=False)
    assert (day.free(day.saebyeok)[1], day.free(day.acme)) == ((True, []), [])
    day.move(RoundPhase.PLACE)
    assert day.free(day.saebyeok) == []


@pytest.mark.parametrize("kept", ["busy", "closed", "limit", "left"])
def test_why_somebody_is_not_free_cannot_be_told(day: Day, kept: str) -> None:
    before = day.free(day.saebyeok)
    assert before[1] == (True, ["Acme", "Beacon"])
    if kept == "busy":
        with_third = AcceptedRequestFactory(asking=day.acme, asked=day.delegation("KR", name_en="Third"))
        second = TableFactory(round=day.round, number=2)
        Meeting.objects.create(timetable=day.published, request=with_third, slot=day.slots[1], table=second)
    elif kept == "closed":
        day.closed(day.acme, 1)
    elif kept == "limit":
        day.round.max_meetings = 1
        day.round.save()
        Meeting.objects.filter(request=day.with_beacon).delete()
    else:
        day.acme.delegates.update(left_at=day.at)

    assert day.free(day.saebyeok)[1] == (True, ["Beacon"])
    with pytest.raises(Refused, match="They are not free at this time any more"):
        day.ask(day.saebyeok, day.acme)


def test_which_table_is_free_tells_of_no_request_between_others(day: Day) -> None:
    TableFactory(round=day.round, number=2)
    third = day.delegation("KR", name_en="Third")
    Delegation.objects.filter(pk=third.pk).update(meets_on_the_spot=True)
    place = place_or_404(actor_of(person(third)), day.round.public_id)
    before = free_now(place, day.at)
    assert before.slots[1].table == day.tables[0]

    day.ask(day.saebyeok, day.acme)

    assert free_now(place, day.at) == before


def test_an_accepted_one_stands_like_any_other_meeting_and_is_told_once(day: Day) -> None:
    spot = day.ask(day.saebyeok, day.acme)
    assert day.ask(day.saebyeok, day.acme) == spot
    other = day.ask(day.saebyeok, day.beacon)
    assert set(LiveTopic.objects.values_list("name", flat=True)) >= {day.acme.live_topic, day.beacon.live_topic}
    deliver(day.at)
    asked = [(sent.to, sent.subject) for sent in mail.outbox]
    assert (["Saebyeok" in subject for _to, subject in asked], len({*map(str, asked)})) == ([True, True], 2)

    done = day.accept(spot, day.acme)
    assert day.accept(spot, day.acme) == done

    meeting = Meeting.objects.get(request=done.request, timetable__state="published")
    assert (meeting.slot, meeting.table, meeting.request.state) == (day.slots[1], day.tables[0], "accepted")
    told = OutboxItem.objects.filter(kind="partnering/timetable_published").values_list("payload__user_id", flat=True)
    assert sorted(told) == sorted(person(each).pk for each in (day.saebyeok, day.acme))
    assert list(wrong_personal_timetables()) == []
    other.refresh_from_db()
    assert other.state == "overtaken"
    with pytest.raises(Refused, match="already closed"):
        day.accept(other, day.beacon)
    assert Timetable.objects.filter(round=day.round).count() == 2


def test_an_open_request_between_the_two_becomes_the_meeting(day: Day) -> None:
    open_one = RequestFactory(asking=day.acme, asked=day.saebyeok)

    done = day.accept(day.ask(day.saebyeok, day.acme), day.acme)

    open_one.refresh_from_db()
    assert (done.request, open_one.state, open_one.answer_strength) == (open_one, "accepted", "like")


def test_a_pair_that_got_its_meeting_meanwhile_does_not_get_a_second_one(day: Day) -> None:
    spot = day.ask(day.saebyeok, day.acme)
    agreed = AcceptedRequestFactory(asking=day.acme, asked=day.saebyeok)
    draft = copy_of(day.published)
    Meeting.objects.create(timetable=draft, request=agreed, slot=day.slots[5], table=day.tables[0])
    publish_timetable(timetable_id=draft.pk, by=day.by, now=day.at)

    with pytest.raises(Refused, match="You two have a meeting in the timetable already"):
        day.accept(spot, day.acme)


def test_who_comes_second_gets_no_table_and_a_table_taken_meanwhile_is_replaced(day: Day) -> None:
    third = day.delegation("KR", name_en="Third")
    Delegation.objects.filter(pk=third.pk).update(meets_on_the_spot=True)
    first, second = day.ask(day.saebyeok, day.acme), day.ask(third, day.beacon)
    day.accept(first, day.acme)

    with pytest.raises(Refused, match="No table is free"):
        day.accept(second, day.beacon)
    new = TableFactory(round=day.round, number=2)
    assert day.accept(second, day.beacon).table == new
    assert Meeting.objects.filter(timetable__state="published", slot=day.slots[1]).count() == 2


def test_what_is_taken_back_and_asked_again_is_one_mail_and_none_once_the_meetings_are_over(day: Day) -> None:
    for _ in range(3):
        spot = day.ask(day.saebyeok, day.acme)
        deliver(day.at)
        spots.withdraw_on_the_spot(spot_id=spot.pk, by=actor_of(person(day.saebyeok)), now=day.at)
    day.ask(day.saebyeok, day.beacon)
    day.move(RoundPhase.CLOSED)

    deliver(day.at)

    assert [person(day.acme).email in each.to[0] for each in mail.outbox] == [True]


def test_it_lapses_when_the_slot_begins(day: Day) -> None:
    spot = day.ask(day.saebyeok, day.acme)

    with pytest.raises(Refused, match="this one has begun"):
        day.accept(spot, day.acme, at=day.slots[1].starts_at)
    with pytest.raises(Refused, match="or comes later"):
        day.ask(day.saebyeok, day.acme, slot=5)

    page = browser(person(day.acme))
    at = address("partnering:today", day.round.public_id)
    assert "You are asked for a meeting now" in page.get(at).text
    with standing_still(day.slots[1].starts_at):
        assert "You are asked for a meeting now" not in page.get(at).text


def test_who_wants_no_meeting_hears_nothing_and_it_looks_like_silence(day: Day) -> None:
    NoThanks.objects.create(delegation=day.acme, about=day.saebyeok)
    LiveTopic.objects.all().delete()

    spot = day.ask(day.saebyeok, day.acme)

    assert (LiveTopic.objects.count(), OutboxItem.objects.count()) == (0, 0)
    acme = browser(person(day.acme))
    assert "Saebyeok" not in acme.get(address("partnering:today", day.round.public_id)).text
    assert acme.post(address("partnering:accept_spot", spot.public_id)).status_code == 404
    assert spot.state == "asked"


def test_of_many_the_first_are_shown_and_the_others_found_by_name(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    for bank in ("North", "South", "West"):
        made = day.delegation("US", name_ko="", name_en=f"Cedar {bank}")
        Delegation.objects.filter(pk=made.pk).update(meets_on_the_spot=True)
    monkeypatch.setattr("bridgehead.partnering.queries.spots.MOST_SHOWN", 2)
    saebyeok, at = browser(person(day.saebyeok)), address("partnering:free_now", day.round.public_id)

    def shown(query: str) -> tuple[list[str], int]:
        slot = saebyeok.get(f"{at}{query}").context["spots"].slots[1]
        return [each.organisation.name_en for each in slot.others], slot.more

    with CaptureQueriesContext(connection) as few:
        assert shown("") == (["Acme", "Beacon"], 3)
    assert shown("?words=cedar+west") == (["Cedar West"], 0)
    monkeypatch.setattr("bridgehead.partnering.queries.spots.MOST_SHOWN", 50)
    with CaptureQueriesContext(connection) as many:
        assert len(shown("")[0]) == 5
    assert len(many) == len(few)


def test_who_was_declined_asks_no_more_and_only_the_two_sides_touch_it(day: Day) -> None:
    spot = day.ask(day.saebyeok, day.acme)
    by = {each: browser(person(each)) for each in (day.saebyeok, day.acme, day.beacon)}
    deed = {name: address(f"partnering:{name}_spot", spot.public_id) for name in ("accept", "decline", "withdraw")}

    assert [by[day.beacon].post(each).status_code for each in deed.values()] == [404, 404, 404]
    for who, what in ((day.saebyeok, "accept"), (day.saebyeok, "decline"), (day.acme, "withdraw")):
        by[who].post(deed[what])
        spot.refresh_from_db()
        assert spot.state == "asked"
    by[day.acme].post(deed["decline"])

    with pytest.raises(Refused, match="not free"):
        day.ask(day.saebyeok, day.acme)
    page = by[day.saebyeok].get(address("partnering:free_now", day.round.public_id))
    assert ("They have declined." in page.text, MeetingRequest.objects.count()) == (True, 2)


def test_the_pages_choose_ask_and_accept(day: Day) -> None:
    Delegation.objects.filter(pk=day.saebyeok.pk).update(meets_on_the_spot=False)
    saebyeok: Client = browser(person(day.saebyeok))
    at = address("partnering:free_now", day.round.public_id)
    assert "Acme" not in saebyeok.get(at).text
    saebyeok.post(address("partnering:on_the_spot", day.round.public_id), {"open": "yes"})
    pair = f"{day.slots[1].public_id}:{day.acme.public_id}"
    assert f'value="{pair}"' in saebyeok.get(at).text

    assert saebyeok.post(at, {"ask": pair}).status_code == 302
    refused = saebyeok.post(at, {"ask": f"{day.slots[1].public_id}:{day.hanbit.public_id}"})
    assert (refused.status_code, "They are not free at this time any more" in refused.text) == (422, True)
    mail.outbox.clear()
    answer = browser(person(day.acme)).post(address("partnering:accept_spot", SpotRequest.objects.get().public_id))
    assert answer.headers["Location"] == address("partnering:today", day.round.public_id)
    assert "Acme" in saebyeok.get(address("partnering:timetable", day.round.public_id)).text

    saebyeok.post(address("partnering:on_the_spot", day.round.public_id), {"open": "no"})
    day.saebyeok.refresh_from_db()
    assert (day.saebyeok.meets_on_the_spot, day.free(day.saebyeok)) == (False, [])
