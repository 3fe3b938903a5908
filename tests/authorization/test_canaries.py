"""A crawl of the whole site as every role: the secrets seen are the secrets allowed, on any surface."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import LazySettings
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.utils.translation import override

from bridgehead.partnering.models import Availability, NoThanks
from bridgehead.web.printing import PDF_TYPE
from tests.authorization.canaries import MAY_SEE
from tests.authorization.routes import SENT, address, client_of, every_route, without_tokens
from tests.authorization.scene import ROLES, Scene
from tests.clocks import standing_still
from tests.paper import pages_of

pytestmark = pytest.mark.django_db

LINK = re.compile(r"""(?:href|src|action|hx-get)=["']([^"'#]+)""")
#: Deeds that only read: what an officer takes home as a sheet.
EXPORTS = ["events_desk:export", "agreements_desk:export"]
#: A search for what all secrets of the newsroom begin with: what it must not find is not named by the question.
SEARCHES = ["/en/news/search/?q=canary"]
#: To whom nothing may tell what others keep secret.
RIVALS = {"delegate", "competitor", "investor", "registered", "owner", "anonymous"}
#: Far more than there are: a page that leads to ever new addresses would go past it.
MOST_PAGES = 2_000


@pytest.fixture(autouse=True)
def _without_rate_limits(settings: LazySettings) -> None:
    settings.ACCOUNT_RATE_LIMITS = False


def _text(response: HttpResponse | StreamingHttpResponse) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[union-attr,arg-type]  # either kind
    if response.get("Content-Type") == PDF_TYPE:
        return "\n".join(pages_of(content))
    # A calendar folds long lines.
    return unescape(content.decode("utf-8", "replace").replace("\r\n ", ""))


def _crawl(client: Client, start: list[str]) -> dict[str, str]:
    """Follow every link from the start pages; return the text of each address that answered."""
    waiting, seen, told = list(start), set(start), {}
    while waiting:
        assert len(seen) < MOST_PAGES, "the crawl does not end"
        to = waiting.pop()
        response = client.get(to)
        told[to] = _text(response)
        found = [response["Location"]] if response.has_header("Location") else LINK.findall(told[to])
        for link in (urljoin(to, each) for each in found):
            parts = urlsplit(link)
            if not parts.netloc and parts.path.startswith("/") and not _is_no_page(parts.path) and link not in seen:
                seen.add(link)
                waiting.append(link)
    return told


def _is_no_page(path: str) -> bool:
    """One language is enough to find a page; the sign-in pages belong to a library and know no secret of ours.

    Where articles are written is another library's: nobody else comes in (test_newsroom_desk.py).
    """
    return path.startswith(("/static/", "/ko/")) or "/account/" in path or "/desk/newsroom/write/" in path


def _all_addresses(scene: Scene) -> list[str]:
    with override("en"):
        known = [address(name, parameters, scene) for name, parameters in every_route().items()]
    return [each for each in known if not _is_no_page(each) and str(scene.ids["feed"]) not in each]


def _exports(client: Client, scene: Scene) -> dict[str, str]:
    routes = every_route()
    return {name: _text(client.post(address(name, routes[name], scene), SENT[name])) for name in EXPORTS}


def _seen(scene: Scene, told: dict[str, str]) -> dict[str, list[str]]:
    found = {secret: [to for to, text in told.items() if word in text] for secret, word in scene.canaries.items()}
    return {secret: sorted(places) for secret, places in found.items() if places}


def test_every_secret_says_who_may_see_it(scene: Scene) -> None:
    assert set(scene.canaries) == set(MAY_SEE)


@pytest.mark.parametrize("role", ROLES)
def test_role_sees_its_secrets_and_no_other(role: str, scene: Scene, now: datetime) -> None:
    """On whatever page: and those of rivals do not change with what others keep secret."""
    start = ["/en/", *SEARCHES, *_all_addresses(scene)]
    with standing_still(now):
        client = client_of(scene, role)
        told = _crawl(client, start)
        seen = _seen(scene, told | _exports(client, scene))
        allowed = {secret for secret, roles in MAY_SEE.items() if role in roles}
        assert {secret: seen[secret][:5] for secret in set(seen) - allowed} == {}
        assert set(seen) == allowed

        if role in RIVALS:
            # B's “no thanks” about a rival and the slots that B closed leave no trace: no count, no order, no name.
            NoThanks.objects.all().delete()
            Availability.objects.all().delete()
            with_secrets, without = _without_tokens(told), _without_tokens(_crawl(client, start))
            assert {to for to in with_secrets if with_secrets[to] != without.get(to)} == set()
            assert set(with_secrets) == set(without)


def test_feed_of_a_delegate_tells_its_own_day_and_no_other_secret(scene: Scene, now: datetime) -> None:
    with standing_still(now):
        told = {"feed": _text(Client().get(address("feeds:timetable", ["token"], scene)))}

    assert _seen(scene, told) == {"own timetable": ["feed"]}


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
            _text(Client().post("/en/news/for-you/", {"read": [scene.ids[name] for name in names]})) for names in sent
        ]

    assert _seen(scene, dict(zip("abcde", told, strict=True))) == {}
    assert [told[2], told[3], told[4]] == [told[0], told[1], told[1]]


def _without_tokens(told: dict[str, str]) -> dict[str, str]:
    return {to: without_tokens(text) for to, text in told.items() if "/account/" not in to}
