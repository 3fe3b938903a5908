"""Where people are led: after signing in, and back to their round from wherever they are."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from bridgehead.events.models import Forum
from tests.factories.forums import ApprovedRegistrationFactory, ForumFactory, ForumRoleFactory
from tests.factories.partnering import DelegateFactory
from tests.factories.people import UserFactory
from tests.partnering.scenes import Scene, address, browser, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_who_signs_in_goes_on_to_their_own_work() -> None:
    scene = Scene()
    onward = address("home:onward")
    people = [ForumRoleFactory().user, person(scene.hanbit), UserFactory()]

    led = [browser(each).get(onward)["Location"] for each in people]

    assert led == [address("home:desk"), address("partnering:start"), address("home:my_forums")]


@pytest.mark.parametrize("page", ["home:start", "events:forums", "directory:organisations", "accounts:me"])
def test_every_page_leads_back_to_the_round_of_who_takes_part(page: str) -> None:
    scene = Scene()
    back = f'href="{address("partnering:today", scene.round.public_id)}"'

    shown = [client.get(address(page)).text for client in (browser(person(scene.hanbit)), browser(UserFactory()))]

    assert [back in each for each in shown] == [True, False]


def test_the_pages_of_a_forum_lead_back_to_its_own_round_and_to_no_other(now: datetime) -> None:
    earlier, later = Scene(), Scene()
    Forum.objects.filter(pk=later.round.forum.pk).update(starts_at=now + timedelta(days=30), ends_at=None)
    mine = person(earlier.hanbit)
    DelegateFactory(delegation=later.hanbit, user=mine)
    forums = [earlier.round.forum, later.round.forum, ForumFactory(state="open")]
    for each in forums:
        ApprovedRegistrationFactory(user=mine, forum=each)
    client, led = browser(mine), []
    for each in forums:
        page = client.get(address("events:registration", each.public_id)).text
        crumbs = page.partition('class="wrap crumbs"')[2].partition("</nav>")[0]
        rounds = [one.round for one in (earlier, later)]
        led.append([one for one in rounds if f'href="{address("partnering:today", one.public_id)}"' in crumbs])

    assert led == [[earlier.round], [later.round], []]


def test_a_profile_leads_back_by_its_breadcrumb() -> None:
    scene = Scene()

    page = browser(person(scene.hanbit)).get(address("directory:organisation", scene.acme.organisation.public_id)).text

    crumbs = page.partition('class="wrap crumbs"')[2].partition("</nav>")[0]
    assert f'href="{address("partnering:today", scene.round.public_id)}"' in crumbs
    assert f"Back to {scene.round.forum.name_en}" in crumbs


def test_a_visitor_is_asked_to_sign_in_before_being_led_on(client: Client) -> None:
    assert client.get(address("home:onward"))["Location"].startswith("/en/account/login/")
