"""The timetable that a device keeps: a page with nobody's name in it, and one's own meetings as data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from bridgehead.partnering.actions import timetables
from bridgehead.partnering.models import RoundPhase
from tests.clocks import standing_still
from tests.factories.people import ConsentFactory, actor_of
from tests.pages import text
from tests.partnering.scenes import Scene, address, browser, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with standing_still(now):
        yield


@pytest.fixture
def scene(now: datetime) -> Scene:
    """Hanbit meets Acme at nine and Beacon at twenty past ten; Acme's delegate is listed. It is published."""
    scene = Scene()
    morgan = person(scene.acme)
    morgan.given_name_en, morgan.family_name_en = "Morgan", "Lee"
    morgan.save()
    ConsentFactory(user=morgan)
    draft = scene.draft()
    scene.move(RoundPhase.PLACE)
    timetables.publish_timetable(timetable_id=draft.pk, by=actor_of(scene.officer), now=now)
    return scene


def at(name: str, scene: Scene, language: str = "en") -> str:
    return address(f"partnering:{name}", scene.round.public_id, language=language)


def test_meetings_are_told_in_words_on_both_clocks(scene: Scene, now: datetime) -> None:
    browsing = browser(person(scene.hanbit))
    city = scene.round.forum.city_en or "New York"

    told = browsing.get(at("pocket_meetings", scene)).json()

    first, second = told.pop("meetings")
    assert told == {"told_at": now.isoformat(), "version": 1}
    assert first == {
        "from": "2023-04-28T13:00:00+00:00",
        "until": "2023-04-28T13:20:00+00:00",
        "day": "Friday 28 April 2023",
        "time": "09:00",
        "place": city,
        "elsewhere": ["22:00 Seoul"],
        "with": "Acme",
        "sample": "sample",
        "table": "table 1",
        "area": "",
        "people": ["Morgan Lee"],
    }
    assert (second["with"], second["time"], second["elsewhere"]) == ("Beacon", "10:20", ["23:20 Seoul"])
    korean = browsing.get(at("pocket_meetings", scene, "ko")).json()["meetings"][0]
    assert (korean["day"], korean["table"], korean["elsewhere"]) == (
        "2023년 4월 28일 금요일",
        "테이블 1",
        ["22:00 서울"],
    )


def test_page_that_a_device_keeps_holds_nobodys_name(scene: Scene) -> None:
    haneul = person(scene.hanbit)
    browsing = browser(haneul)

    kept = [text(browsing.get(at(name, scene))) for name in ("pocket", "worker", "manifest")]

    for said in ("Acme", "Hanbit", "한빛", "Beacon", haneul.email, haneul.family_name_ko + haneul.given_name_ko):
        assert [said in page for page in kept] == [False] * 3


def test_worker_keeps_the_page_for_those_whose_place_it_takes(scene: Scene) -> None:
    browsing = browser(person(scene.hanbit))

    script = browsing.get(at("worker", scene)).content.decode()

    told = json.loads(script.split("\n")[0].removeprefix("const told = ").removesuffix(";"))
    assert (told["page"], told["within"]) == (
        at("pocket", scene),
        [at(each, scene) for each in ("pocket", "timetable", "today")],
    )
    # A worker serves below its own address, and no further.
    assert all(each.startswith(at("today", scene)) for each in [*told["within"], at("worker", scene)])
    manifest = browsing.get(at("manifest", scene)).json()
    assert (manifest["start_url"], manifest["scope"]) == (at("today", scene), at("today", scene))


def test_whoever_has_left_and_whoever_is_a_stranger_is_told_nothing(scene: Scene, now: datetime) -> None:
    leaving = person(scene.hanbit)
    scene.hanbit.delegates.update(left_at=timezone.now())

    answers = [browser(leaving).get(at("pocket_meetings", scene)), Client().get(at("pocket_meetings", scene))]

    assert [each.status_code for each in answers] == [404, 302]
