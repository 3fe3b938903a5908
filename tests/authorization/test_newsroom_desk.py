"""Where articles are written: Wagtail's addresses lie behind one door, which opens for the newsroom's people alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from bridgehead.newsroom.rules import Role
from tests.authorization.routes import WRITTEN_AT, answer
from tests.factories.newsroom import works_as, wrote
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

DESK = "/en/desk/newsroom/"


def _below(resolver: URLResolver) -> Iterator[URLResolver]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            if str(each.pattern) == WRITTEN_AT:
                yield each
            yield from _below(each)


def _addresses(resolver: URLResolver, start: str) -> Iterator[str]:
    """Every address below a resolver, its parameters filled with something."""
    for each in resolver.url_patterns:
        here = start + _filled(str(each.pattern))
        if isinstance(each, URLResolver):
            yield from _addresses(each, here)
        elif isinstance(each, URLPattern):
            yield here


def _filled(pattern: str) -> str:
    plain = re.sub(r"<int:\w+>", "1", pattern)
    plain = re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", plain)
    plain = re.sub(r"<(?:\w+:)?\w+>", "x", plain)
    return re.sub(r"\(\?P<\w+>[^)]*\)", "1", plain.replace("^", "").replace("$", "").replace(r"\.", "."))


def _written() -> list[str]:
    (resolver,) = _below(get_resolver())
    return sorted(set(_addresses(resolver, f"{DESK}{WRITTEN_AT}")))


@pytest.mark.parametrize("who", ["nobody", "somebody", "administrator"])
def test_nobody_else_comes_in(who: str, settings: LazySettings) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    client = Client()
    if who != "nobody":
        client.force_login(UserFactory(is_platform_admin=who == "administrator"))
    told = {answer(client, method, to) for to in _written() for method in ("GET", "POST")}

    assert len(_written()) > 150
    # What leads on by itself (the entrance, the way out) asks nothing and tells nothing.
    assert told <= ({"sign in", "moved", "hidden"} if who != "nobody" else {"sign in", "moved"})


@pytest.mark.parametrize("role", Role)
def test_the_newsroom_comes_in(role: Role, now: datetime) -> None:
    written = wrote(now=now)
    client = Client()
    client.force_login(works_as(UserFactory(), role, now))
    pages = [
        "snippets/newsroom/article/",
        "snippets/newsroom/article/add/?locale=ko",
        f"snippets/newsroom/article/edit/{written.pk}/",
        f"snippets/newsroom/article/history/{written.pk}/",
        "images/",
        "choose-external-link/",
    ]

    assert [answer(client, "GET", f"{DESK}{WRITTEN_AT}{page}") for page in pages] == ["page"] * len(pages)


@pytest.mark.parametrize(("role", "may"), [(Role.WRITER, False), (Role.EDITOR, False), (Role.OFFICER, True)])
def test_only_a_press_officer_approves(role: Role, may: bool, now: datetime) -> None:
    written = wrote(now=now, approved=False)
    client = Client()
    client.force_login(works_as(UserFactory(), role, now))

    page = client.get(f"{DESK}{WRITTEN_AT}snippets/newsroom/article/edit/{written.pk}/").content.decode()

    assert ("action-publish" in page) is may


def test_without_a_second_factor_it_stays_shut(settings: LazySettings, now: datetime) -> None:
    settings.STAFF_SECOND_FACTOR = True
    client = Client()
    client.force_login(works_as(UserFactory(), Role.OFFICER, now))

    told = client.get(f"{DESK}{WRITTEN_AT}snippets/newsroom/article/")

    assert (told.status_code, told["Location"].split("?")[0]) == (302, "/en/me/security/second-factor/")
