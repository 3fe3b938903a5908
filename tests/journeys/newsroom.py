"""What a newsroom has before a journey: a press officer, articles, readers; run by ``manage shell`` on the site."""

from __future__ import annotations

import json
from datetime import timedelta

from django.conf import settings
from django.test import Client

from bridgehead.accounts.models import User
from bridgehead.foundation import clock
from bridgehead.newsroom.rules import Role
from tests.factories.newsroom import section, works_as, wrote
from tests.factories.people import UserFactory


def open_newsroom(officer: str) -> None:
    """Make a section, and let somebody who has signed in be the press officer."""
    section()
    works_as(User.objects.get(email=officer), Role.OFFICER, clock.now())


def lay_readers() -> None:
    """Lay three public articles and two people who are signed in; print the articles' addresses and keys as JSON."""
    articles = [wrote(now=clock.now() - timedelta(hours=1), headline=name) for name in ("One", "Two", "Three")]
    sessions = []
    for person in UserFactory.create_batch(2):
        client = Client()
        client.force_login(person)
        sessions.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    told = {
        "addresses": [each.get_absolute_url() for each in articles],
        "keys": [str(each.translation_key) for each in articles],
        "sessions": sessions,
    }
    print(json.dumps(told))
