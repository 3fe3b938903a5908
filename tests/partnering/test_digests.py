"""Where many ask within a day: the first come by mails of their own, the others together in the morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail

from bridgehead.accounts.models import User
from bridgehead.foundation import notices
from bridgehead.foundation.models import OutboxItem
from bridgehead.partnering.actions import requests
from bridgehead.partnering.models import MeetingRequest
from bridgehead.partnering.rules import MAILED_ALONE
from tests.clocks import standing_still
from tests.factories.organisations import InterestFactory, TopicFactory
from tests.factories.partnering import DelegateFactory, RoundFactory, delegation_of
from tests.factories.people import UserFactory
from tests.partnering.scenes import address, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]

#: Wednesday, nine in the morning in Boston and ten in the evening in Seoul, as ``now`` is.
MORNING_IN_BOSTON = datetime(2023, 4, 27, 12, 0, tzinfo=UTC)
MORNING_IN_SEOUL = datetime(2023, 4, 26, 23, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with standing_still(now):
        yield


class Crowd:
    """Acme is asked by many; it has one delegate in Boston, who reads English, and one in Seoul, who reads Korean."""

    def __init__(self, now: datetime, many: int) -> None:
        self.now, self.round = now, RoundFactory(expiry_days=10)
        self.acme, self.actor = delegation_of(self.round, "US", name_ko="", name_en="Acme")
        self.boston = person(self.acme)
        self.boston.zone = "America/New_York"
        self.boston.save()
        self.seoul: User = UserFactory(language="ko", zone="Asia/Seoul")
        DelegateFactory(delegation=self.acme, user=self.seoul)
        self.requests = [self.ask(number) for number in range(1, many + 1)]

    def ask(self, number: int, **wish: Any) -> MeetingRequest:
        _other, by = delegation_of(self.round, name_ko=f"기업 {number}", name_en=f"Firm {number}")
        wanted = {"asked_id": self.acme.pk, "strength": "like", "by": by, "now": self.now, **wish}
        return requests.send_request(round_id=self.round.pk, **wanted)

    def told(self, now: datetime) -> list[tuple[str, str]]:
        """Deliver what is due, and return whom the mails were sent to and their subjects."""
        before = len(mail.outbox)
        while notices.deliver_next(now):
            pass
        names = {self.boston.email: "Boston", self.seoul.email: "Seoul"}
        return sorted(
            (name, str(each.subject))
            for each in mail.outbox[before:]
            for address, name in names.items()
            if address in each.to[0]
        )


def test_few_come_each_by_a_mail_and_nothing_comes_in_the_morning(now: datetime) -> None:
    crowd = Crowd(now, MAILED_ALONE)

    told = crowd.told(now)

    assert [subject for name, subject in told if name == "Boston"] == [
        f"Firm {number} asks you for a meeting" for number in range(1, MAILED_ALONE + 1)
    ]
    assert len(told) == 2 * MAILED_ALONE
    assert crowd.told(MORNING_IN_BOSTON) == []


def test_of_many_the_others_come_together_in_the_morning_of_each_reader_ranked_in_their_language(
    now: datetime,
) -> None:
    crowd = Crowd(now, MAILED_ALONE + 8)
    topic = TopicFactory(name_en="Antibodies", name_ko="항체")
    best = crowd.requests[-1].asking.organisation
    for organisation, side in ((best, "offer"), (crowd.acme.organisation, "need")):
        InterestFactory(organisation=organisation, side=side, kind="co_development", topics=[topic])
    assert len(crowd.told(now)) == 2 * MAILED_ALONE

    assert crowd.told(MORNING_IN_SEOUL - timedelta(seconds=1)) == []
    assert crowd.told(MORNING_IN_SEOUL) == [("Seoul", "답을 기다리는 미팅 신청 13건")]
    assert crowd.told(MORNING_IN_BOSTON) == [("Boston", "13 meeting requests wait for your answer")]
    assert crowd.told(MORNING_IN_BOSTON + timedelta(days=3)) == []

    english, korean = str(mail.outbox[-1].body), str(mail.outbox[-2].body)
    assert "8 more organisations asked to meet you at" in english
    assert (
        f"1. {best.name_en} (South Korea)\n   They offer what you seek: Antibodies\n2. Firm 1 (South Korea)\n"
        in english
    )
    assert "And 3 more." in english
    assert f"{settings.SITE_ADDRESS}{address('partnering:requests', crowd.round.public_id)}" in english
    assert f"1. {best.name_ko} (대한민국)\n   찾으시는 것을 제안합니다: 항체\n" in korean
    assert address("partnering:requests", crowd.round.public_id, language="ko") in korean


def test_what_is_answered_by_the_morning_or_not_wanted_is_not_told(now: datetime) -> None:
    crowd = Crowd(now, MAILED_ALONE)
    unwanted, late = crowd.ask(98), crowd.ask(99)
    requests.say_no_thanks(delegation_about_id=unwanted.asking.pk, by=crowd.actor, now=now)
    assert len(crowd.told(now)) == 2 * MAILED_ALONE
    requests.decline_request(request_id=late.pk, by=crowd.actor, now=now)

    assert crowd.told(MORNING_IN_BOSTON) == []


def test_who_is_not_wanted_takes_no_place_among_the_first(now: datetime) -> None:
    crowd = Crowd(now, 0)
    for number in range(MAILED_ALONE):
        hidden = delegation_of(crowd.round, name_en=f"Hidden {number}")
        requests.say_no_thanks(delegation_about_id=hidden[0].pk, by=crowd.actor, now=now)
        wish = {"asked_id": crowd.acme.pk, "strength": "like", "by": hidden[1], "now": now}
        requests.send_request(round_id=crowd.round.pk, **wish)
    crowd.ask(1)

    told = crowd.told(now)

    assert ("Boston", "Firm 1 asks you for a meeting") in told
    assert (len(told), len(mail.outbox), crowd.told(MORNING_IN_BOSTON)) == (2, 2, [])


def test_who_has_left_is_not_told(now: datetime) -> None:
    crowd = Crowd(now, MAILED_ALONE + 1)
    crowd.told(now)
    crowd.acme.delegates.filter(user=crowd.boston).update(left_at=now)

    assert [name for name, _ in crowd.told(MORNING_IN_BOSTON)] == ["Seoul"]


def test_a_delivery_that_runs_twice_tells_once(now: datetime) -> None:
    crowd = Crowd(now, MAILED_ALONE + 2)
    crowd.told(now)
    OutboxItem.objects.filter(kind="partnering/request_sent").update(delivered_at=None, available_at=now, attempts=0)

    before = len(mail.outbox)
    crowd.told(now)
    # The same mails once more, by the same Message-ID; nothing more for the morning.
    ids = [each.extra_headers["Message-ID"] for each in mail.outbox]
    assert ids[:before] == ids[before:]
    assert len(crowd.told(MORNING_IN_BOSTON)) == 2
