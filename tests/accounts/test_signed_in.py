"""Who is signed in, by the session of their device: asked for with every page."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bridgehead.accounts.models import User
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def _device(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _is_signed_in(client: Client) -> bool:
    """Whether one's own pages open, and not the way to sign in."""
    answer = client.get("/en/my/")
    assert answer.status_code in (200, 302)
    return answer.status_code == 200


def test_each_device_is_its_person_until_it_signs_out() -> None:
    devices = [_device(UserFactory(given_name_en=name, language="en")) for name in ("Minji", "Joon")]
    names = [name for each in devices for name in ("Minji", "Joon") if name in each.get("/en/my/").content.decode()]
    assert names == ["Minji", "Joon"]

    devices[0].logout()

    assert [_is_signed_in(each) for each in devices] == [False, True]


def test_a_session_ends_by_the_hour_it_was_given() -> None:
    client = _device(UserFactory())
    Session.objects.update(expire_date=timezone.now() + timedelta(seconds=60))
    assert _is_signed_in(client)

    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert not _is_signed_in(client)


@pytest.mark.parametrize("changed", [{"is_active": False}, {"password": "!another"}], ids=["closed", "secret changed"])
def test_who_may_not_sign_in_any_longer_is_signed_out_everywhere(changed: dict[str, object]) -> None:
    person = UserFactory()
    client = _device(person)
    assert _is_signed_in(client)

    User.objects.filter(pk=person.pk).update(**changed)

    assert not _is_signed_in(client)


def test_a_made_up_session_is_nobodys_and_is_never_kept() -> None:
    _device(UserFactory())
    for made_up in ("", "0" * 32, "a" * 3_000, "-1099511627776", "' OR 1=1 --", r'"\000aaaaaaa"'):
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = made_up
        assert not _is_signed_in(client)
    sessions = import_module(settings.SESSION_ENGINE).SessionStore("-1099511627776")
    assert (sessions.load(), sessions.session_key) == ({}, None)


def test_session_and_person_are_one_query_each() -> None:
    client = _device(UserFactory())
    _is_signed_in(client)

    with CaptureQueriesContext(connection) as queries:
        assert _is_signed_in(client)

    tables = ("django_session", "accounts_user")
    assert [sum(f'FROM "{each}" WHERE' in query["sql"] for query in queries) for each in tables] == [1, 1]
