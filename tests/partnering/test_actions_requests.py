"""Asking for meetings and answering."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bridgehead.foundation.models import AuditEntry
from bridgehead.partnering.actions import requests
from bridgehead.partnering.models import MeetingRequest
from tests.factories.partnering import RequestFactory, RoundFactory, delegation_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def _states() -> list[str]:
    return list(MeetingRequest.objects.order_by("pk").values_list("state", flat=True))


def test_request_is_sent_and_accepted(now: datetime) -> None:
    round_ = RoundFactory()
    (asking, one), (asked, other) = delegation_of(round_), delegation_of(round_, "US")

    sent = requests.send_request(
        round_id=round_.pk, asked_id=asked.pk, strength="must", message="Hello", by=one, now=now
    )
    assert (sent.asking, sent.asked, sent.strength, sent.state, sent.message, sent.expires_at) == (
        asking, asked, "must", "sent", "Hello", now + timedelta(days=7)
    )  # fmt: skip
    requests.accept_request(request_id=sent.pk, strength="like", by=other, now=now)

    sent.refresh_from_db()
    assert (sent.state, sent.answer_strength, sent.answered_at) == ("accepted", "like", now)
    assert list(AuditEntry.objects.order_by("position").values_list("verb", "actor_id", "object_id")) == [
        ("partnering.request_sent", one.user_id, str(sent.public_id)),
        ("partnering.request_accepted", other.user_id, str(sent.public_id)),
    ]


def test_mutual_request_offers_to_answer_theirs(now: datetime) -> None:
    round_ = RoundFactory()
    (asking, one), (asked, _other) = delegation_of(round_), delegation_of(round_, "US")
    theirs = RequestFactory(asking=asked, asked=asking)

    with pytest.raises(requests.AlreadyAsked) as refused:
        requests.send_request(round_id=round_.pk, asked_id=asked.pk, strength="like", by=one, now=now)

    assert refused.value.request == theirs
    assert _states() == ["sent"]
