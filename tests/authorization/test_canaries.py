"""A walk of every role through the whole site: pages open to whom they should, and so do secrets, on any surface."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.conf import LazySettings
from django.test import Client

from bridgehead.partnering.models import Availability, NoThanks
from tests.authorization.canaries import MAY_SEE
from tests.authorization.crawl import crawl, routes_walked, text_of
from tests.authorization.matrix import MATRIX
from tests.authorization.routes import SENT, address, client_of, every_route, is_file, without_tokens
from tests.authorization.scene import ROLES, Scene
from tests.clocks import standing_still
from tests.factories.partnering import FIRST_SLOT

pytestmark = pytest.mark.django_db

#: Deeds that only read: what an officer takes home as a sheet.
EXPORTS = ["events_desk:export", "events_desk:export_check_ins", "agreements_desk:export", "directory_desk:export"]
#: To whom nothing may tell what others keep secret.
RIVALS = {"delegate", "competitor", "investor", "registered", "owner", "anonymous"}
#: There the token in the address is the right, and no cookie lends any: no other site can make a browser use it.
BY_LINK = {
    "confirm:answer",
    "local_provider:sign",
    "follow_up:answer",
    "directory:listing",
    "newsroom:confirm_follow",
    "newsroom:followed",
    "newsroom:leave",
    "place_feeds:door",
}
FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)


@pytest.fixture(autouse=True)
def _without_rate_limits(settings: LazySettings) -> None:
    settings.ACCOUNT_RATE_LIMITS = False


def _exports(client: Client, scene: Scene) -> dict[str, str]:
    routes = every_route()
    return {name: text_of(client.post(address(name, routes[name], scene), SENT[name])) for name in EXPORTS}


def _seen(scene: Scene, told: dict[str, str]) -> dict[str, list[str]]:
    found = {secret: [to for to, text in told.items() if said in text] for secret, said in scene.canaries.items()}
    return {secret: sorted(places) for secret, places in found.items() if places}


def test_every_secret_says_who_may_see_it(scene: Scene) -> None:
    assert set(scene.canaries) == set(MAY_SEE)


@pytest.mark.parametrize("role", ROLES)
def test_role_sees_its_secrets_and_no_other(role: str, scene: Scene, now: datetime) -> None:
    """On whatever page, of which each opens to whom the matrix says; and those of rivals change with no secret."""
    with standing_still(now):
        client = client_of(scene, role)
        walk = crawl(client, scene)
        walked = routes_walked(scene)
        answers = {name: (walk.words[to], MATRIX[name][0][role]) for name, to in walked.items()}
        assert {name: pair for name, pair in answers.items() if pair[0] != pair[1]} == {}
        seen = _seen(scene, walk.texts | _exports(client, scene))
        allowed = {secret for secret, roles in MAY_SEE.items() if role in roles}
        assert {secret: seen[secret][:5] for secret in set(seen) - allowed} == {}
        assert set(seen) == allowed
        assert _forms_without_token({name: walk.texts[to] for name, to in walked.items()}) == []

        if role in RIVALS:
            # B's “no thanks” about a rival and the slots that B closed leave no trace: no count, no order, no name.
            NoThanks.objects.all().delete()
            Availability.objects.all().delete()
            with_secrets, without = _without_tokens(walk.texts), _without_tokens(crawl(client, scene).texts)
            assert {to for to in with_secrets if with_secrets[to] != without.get(to)} == set()
            assert set(with_secrets) == set(without)


def _forms_without_token(told: dict[str, str]) -> list[str]:
    """Where a form does a deed without the token that shows that it came from a page of ours."""
    forms = {name: [form for form in FORM.findall(text) if 'method="post"' in form] for name, text in told.items()}
    sent = {name: found for name, found in forms.items() if name not in BY_LINK and not is_file(name)}
    assert any(sent.values())
    return [name for name, found in sent.items() for form in found if 'name="csrfmiddlewaretoken"' not in form]


def test_feed_of_a_delegate_tells_its_own_day_and_no_other_secret(scene: Scene, now: datetime) -> None:
    with standing_still(now):
        told = {"feed": text_of(Client().get(address("feeds:timetable", ["token"], scene)))}

    assert _seen(scene, told) == {"own timetable": ["feed"]}


def test_board_in_the_hall_tells_on_the_day_where_its_tables_stand_and_no_other_secret(scene: Scene) -> None:
    with standing_still(FIRST_SLOT):
        routes = ("feeds:board", "feeds:board_file")
        told = {name: text_of(Client().get(address(name, ["token"], scene))) for name in routes}

    assert _seen(scene, told) == {"own timetable": ["feeds:board", "feeds:board_file"]}


def test_what_is_under_embargo_is_recommended_to_nobody_whoever_says_to_have_read_it(
    scene: Scene, now: datetime
) -> None:
    with standing_still(now):
        sent = (
            [],
            ["article"],
            ["embargoed article"],
            ["embargoed article", "article"],
            ["article", "embargoed article"],
        )
        told = [
            text_of(Client().post("/en/news/for-you/", {"read": [scene.ids[name] for name in names]})) for names in sent
        ]

    assert _seen(scene, dict(zip("abcde", told, strict=True))) == {}
    assert [told[2], told[3], told[4]] == [told[0], told[1], told[1]]


def _without_tokens(told: dict[str, str]) -> dict[str, str]:
    return {to: without_tokens(text) for to, text in told.items() if "/account/" not in to}
