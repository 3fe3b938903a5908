"""What is mailed of bookings: to their person, in their language, and only while it is true."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core import mail

from bridgehead.accounts.models import User
from bridgehead.foundation import notices
from bridgehead.places.actions.bookings import book, cancel_booking
from tests.factories.places import PremisesFactory, boston, member_of, room_at

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_booking_is_mailed_on_both_clocks_without_its_purpose(now: datetime) -> None:
    house = PremisesFactory()
    member, organisation, _entitlement = member_of(house)
    User.objects.filter(pk=member.user_id).update(language="en")
    told = {"room_id": room_at(house, name_en="Pine").pk, "organisation_id": organisation.pk, "by": member, "now": now}
    book(starts_at=boston("2023-04-27 16:00"), ends_at=boston("2023-04-27 17:00"), purpose="Merger", **told)
    gone = book(starts_at=boston("2023-04-27 18:00"), ends_at=boston("2023-04-27 19:00"), **told)
    cancel_booking(booking_id=gone.pk, by=member, now=now)

    while notices.deliver_next(now):
        pass

    sent, cancelled = mail.outbox
    assert (sent.subject, cancelled.subject) == ("Booked: Pine", "Your booking was cancelled: Pine")
    assert "When: Thursday 27 April 2023, 16:00–17:00 Boston · 05:00–06:00 +1 Seoul" in sent.body
    assert "/en/premises/bookings/" in sent.body
    assert "Merger" not in sent.body + cancelled.body
