"""An inbox that is full before its journey begins: a foreign partner whom fifty companies have asked for a meeting.

Run by ``manage shell`` on the site's own database, which prints what the journey has to know.
"""

from __future__ import annotations

import json
from datetime import timedelta

from allauth.account.models import EmailAddress

from bridgehead.accounts.models import User
from bridgehead.foundation import clock
from bridgehead.partnering.actions.requests import send_request
from bridgehead.partnering.models import Slot
from tests.factories.organisations import InterestFactory, TopicFactory
from tests.factories.partnering import RoundFactory, delegation_of
from tests.factories.people import UserFactory
from tests.partnering.scenes import person


def print_inbox(many: int, partner: str, company: str) -> None:
    """Let companies ask a partner, each through the action; print the inbox and the first company's requests as JSON.

    ``partner`` and ``company`` are the addresses of two of the people. Every fifth seeks what the partner offers.
    """
    # This process counts from the beginning; who was arranged before is there already.
    for made in (UserFactory, TopicFactory):
        made.reset_sequence(made._meta.model.objects.count())
    now = clock.now()
    held, topic = RoundFactory(expiry_days=10), TopicFactory()
    Slot.objects.bulk_create(
        Slot(round=held, starts_at=start, ends_at=start + timedelta(minutes=20))
        for start in (now + timedelta(days=30, minutes=20 * number) for number in range(12))
    )
    asked, _ = delegation_of(held, "US", name_ko="에이콤", name_en="Acme")
    InterestFactory(organisation=asked.organisation, side="offer", kind="licence_out", topics=[topic])
    _known_as(person(asked), partner)
    for number in range(1, many + 1):
        asking, by = delegation_of(held, name_ko=f"기업 {number:02}", name_en=f"Firm {number:02}")
        if number % 5 == 0:
            InterestFactory(organisation=asking.organisation, side="need", kind="licence_in", topics=[topic])
        if number == 5:
            _known_as(person(asking), company)
        message = f"Message {number}. " + (
            "We bring two data packages and would like to hear your view. " * (number % 4)
        )
        send_request(round_id=held.pk, asked_id=asked.pk, strength="like", message=message, by=by, now=now)
    inbox = f"/partnering/{held.public_id}/requests/"
    print(json.dumps({"inbox": inbox, "sent": f"{inbox}sent/"}))


def _known_as(user: User, email: str) -> None:
    user.email = email
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
