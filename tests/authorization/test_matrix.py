"""Every route × method × role answers as the matrix says; a route without a row fails."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from tests.authorization.crawl import routes_walked
from tests.authorization.matrix import MATRIX
from tests.authorization.routes import FILLED, SENT, address, answer, client_of, every_route, without_tokens
from tests.authorization.scene import ROLES, Scene
from tests.clocks import standing_still

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_rate_limits(settings: LazySettings) -> None:
    """Whoever knocks at every door at once would be held back by the limits, which have tests of their own."""
    settings.ACCOUNT_RATE_LIMITS = False


def test_every_route_has_its_row() -> None:
    assert set(every_route()) == set(MATRIX)


def test_every_row_speaks_of_every_role() -> None:
    assert [name for name, methods in MATRIX.items() for cells in methods if set(cells) != set(ROLES)] == []


@pytest.mark.parametrize("role", ROLES)
def test_answers_to_a_role(role: str, scene: Scene, now: datetime) -> None:
    with standing_still(now):
        client, walked = client_of(scene, role), routes_walked(scene)
        expected, found = {}, {}
        for name, parameters in every_route().items():
            to = address(name, parameters, scene)
            for method, cells in zip(("GET", "POST"), MATRIX[name], strict=True):
                if method == "GET" and name in walked:
                    continue  # test_canaries.py asks for these
                expected[f"{method} {name}"] = cells[role]
                found[f"{method} {name}"] = answer(client, method, to, SENT.get(name))

    assert {asked: (told, expected[asked]) for asked, told in found.items() if told != expected[asked]} == {}


def test_feed_opens_for_its_token_alone(scene: Scene) -> None:
    token = str(scene.ids["feed"])
    wrong = [token[:-1], token + "a", token.swapcase(), "a" * len(token)]

    answers = [answer(Client(), "GET", reverse("feeds:timetable", args=[each])) for each in (token, *wrong)]

    assert answers == ["page", *["hidden"] * len(wrong)]
    opened = [name for name, parameters in every_route().items() if "token" in parameters]
    assert opened == [
        "feeds:timetable",
        "feeds:board",
        "feeds:board_file",
        "feeds:board_worker",
        "place_feeds:bookings",
        "place_feeds:door",
        "place_feeds:door_day",
        "place_feeds:door_deed",
        "news_files:press_photo",
        "directory:listing",
        "places:visitor_pass",
        "programmes:join",
        "newsroom:confirm_follow",
        "newsroom:followed",
        "newsroom:leave",
        "newsroom:press",
        "confirm:answer",
        "local_provider:sign",
        "local_provider:document",
        "follow_up:answer",
    ]


@pytest.mark.parametrize(("own", "other"), [("confirm", "follow_up"), ("follow_up", "confirm")])
def test_a_link_of_a_party_opens_for_its_token_alone(own: str, other: str, scene: Scene, now: datetime) -> None:
    with standing_still(now):
        token, elsewhere = (str(scene.ids[FILLED[f"{each}/token"]]) for each in (own, other))
        others = [token[:-1], token + "a", token.swapcase(), "a" * len(token), str(scene.ids["feed"]), elsewhere]

        answers = [answer(Client(), "GET", reverse(f"{own}:answer", args=[each])) for each in (token, *others)]

    assert answers == ["page", *["hidden"] * len(others)]


def test_a_link_of_a_signatory_opens_for_its_token_alone(scene: Scene, now: datetime) -> None:
    with standing_still(now):
        token = str(scene.ids["link to sign"])
        others = [
            token[:-1],
            token + "a",
            token.swapcase(),
            "a" * len(token),
            str(scene.ids["feed"]),
            str(scene.ids["link"]),
        ]

        answers = [answer(Client(), "GET", reverse("local_provider:sign", args=[each])) for each in (token, *others)]

    assert answers == ["page", *["hidden"] * len(others)]


def test_hidden_thing_is_hidden_like_a_missing_one(scene: Scene) -> None:
    """What is not there and what one may not see answer with the same page, letter for letter."""
    client = client_of(scene, "competitor")
    nowhere = "00000000-0000-4000-8000-000000000000"
    pairs = [
        ("partnering:request", "request_id", "request"),
        ("events:forum", "public_id", "draft forum"),
        ("events_desk:forum", "public_id", "forum"),
        ("partnering_desk:overview", "round_id", "round"),
        ("agreements_desk:agreement", "public_id", "agreement"),
        ("own_agreements:agreement", "public_id", "agreement"),
        ("directory:organisation", "public_id", "unlisted"),
    ]
    for name, parameter, thing in pairs:
        hidden = client.get(reverse(name, kwargs={parameter: scene.ids[thing]}))
        missing = client.get(reverse(name, kwargs={parameter: nowhere}))
        # Of the round in which one takes part, every page has the address in its menu.
        told, plain = (each.content.decode().replace(str(scene.ids[thing]), nowhere) for each in (hidden, missing))

        assert (name, hidden.status_code, missing.status_code) == (name, 404, 404)
        assert without_tokens(told) == without_tokens(plain)
