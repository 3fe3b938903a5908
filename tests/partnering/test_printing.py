"""The delegate's timetable on paper: what each page says in both languages, and for whom there is none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from bridgehead.partnering.actions import timetables
from bridgehead.partnering.models import PersonalTimetable, RoundPhase
from tests.clocks import standing_still
from tests.factories.people import ConsentFactory, UserFactory, actor_of
from tests.paper import pages_of
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
    names = {"family_name_ko": "", "given_name_ko": "모건 리", "family_name_en": "Lee", "given_name_en": "Morgan"}
    for field, value in names.items():
        setattr(morgan, field, value)
    morgan.save()
    ConsentFactory(user=morgan)
    haneul = person(scene.hanbit)
    haneul.given_name_ko, haneul.given_name_en = "하늘", "Haneul"
    haneul.save()
    draft = scene.draft()
    scene.move(RoundPhase.PLACE)
    timetables.publish_timetable(timetable_id=draft.pk, by=actor_of(scene.officer), now=now)
    return scene


@pytest.fixture
def hanbit(scene: Scene) -> Client:
    return browser(person(scene.hanbit))


def paper(scene: Scene, *, language: str = "en") -> str:
    return address("partnering:timetable_file", scene.round.public_id, language=language)


SAID = {
    "en": (
        "Bridgehead {forum} My timetable Haneul Kim · Hanbit · 2 meetings · version 1 "
        "Place {place} Times {city} · Seoul is 13 hours ahead "
        "Friday 28 April 2023 Fri 28 April Table With People "
        "09:00–09:20 22:00–22:20 Seoul 1 Acme sample Morgan Lee 모건 리 "
        "free until 10:20 "
        "10:20–10:40 23:20–23:40 Seoul 2 Beacon sample "
        "{address} Page 1 of 1"
    ),
    "ko": (
        "Bridgehead {forum} 내 시간표 김하늘 · 한빛 · 미팅 2건 · 1판 "
        "장소 {place} 시각 기준 {city} · 서울이 13시간 앞섭니다 "
        "2023년 4월 28일 금요일 4월 28일 (금) 테이블 상대 참석자 "
        "09:00–09:20 22:00–22:20 서울 1 Acme 예시 모건 리 Morgan Lee "
        "10:20까지 쉼 "
        "10:20–10:40 23:20–23:40 서울 2 Beacon 예시 "
        "{address} 1쪽 / 전체 1쪽"
    ),
}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_page_says_the_day_on_both_clocks(scene: Scene, hanbit: Client, language: str) -> None:
    answer = hanbit.get(paper(scene, language=language))

    forum = scene.round.forum
    expected = SAID[language].format(
        forum=getattr(forum, f"name_{language}"),
        place=getattr(forum, f"place_{language}") or getattr(forum, f"city_{language}"),
        city=getattr(forum, f"city_{language}"),
        address=f"http://127.0.0.1:8000{address('partnering:timetable', scene.round.public_id, language=language)}",
    )
    (page,) = pages_of(answer.content)
    assert " ".join(page.split()) == expected
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/pdf",
        'attachment; filename="timetable.pdf"',
    )


def test_the_same_version_is_the_same_file(scene: Scene, hanbit: Client, now: datetime) -> None:
    first = hanbit.get(paper(scene)).content
    with standing_still(now + timedelta(days=3)):
        again = hanbit.get(paper(scene)).content

    assert first == again


def test_whoever_is_where_the_forum_is_reads_one_clock(scene: Scene, hanbit: Client, settings: Settings) -> None:
    reader = person(scene.hanbit)
    reader.zone = scene.round.forum.zone
    reader.save()
    settings.HOME_ZONE = scene.round.forum.zone

    (page,) = pages_of(hanbit.get(paper(scene)).content)

    assert "Seoul" not in page
    assert "09:00–09:20 1 Acme" in page


def test_a_letter_without_a_glyph_is_told_on_the_page(scene: Scene, hanbit: Client) -> None:
    own = PersonalTimetable.objects.get(user=person(scene.hanbit))
    own.entries[0] |= {"with_en": "Rocket 🚀 Bio", "with_ko": "محمد"}
    own.save()

    (page,) = pages_of(hanbit.get(paper(scene)).content)

    said = " ".join(page.split())
    assert "1 Rocket □ Bio sample □□□□ Morgan Lee" in said
    assert (
        "□ stands for a letter that cannot be printed here: U+1F680 ROCKET, U+0645 ARABIC LETTER MEEM, "
        "U+062D ARABIC LETTER HAH and U+062F ARABIC LETTER DAL. The page shows it."
    ) in said


@pytest.mark.parametrize("typed", ['#read("/etc/passwd")', "] *x* `y` $z$ \\ @a", "= x\n#panic()"])
def test_a_name_is_text(scene: Scene, hanbit: Client, typed: str) -> None:
    own = PersonalTimetable.objects.get(user=person(scene.hanbit))
    own.entries[0] |= {"with_en": typed, "area_en": typed}
    own.entries[0]["people"] = [{"name_en": typed, "title_en": typed}]
    own.save()

    said = "".join("".join(pages_of(hanbit.get(paper(scene)).content)).split())

    assert said.count("".join(typed.split())) == 4


def test_long_days_go_on_with_the_day_at_their_head(scene: Scene, hanbit: Client) -> None:
    own = PersonalTimetable.objects.get(user=person(scene.hanbit))
    long = {"with_en": "Massachusetts Biotechnology Council, International Partnerships Division " * 2}
    own.entries = [{**own.entries[0], **long} for _ in range(30)]
    own.save()

    pages = pages_of(hanbit.get(paper(scene)).content)

    assert len(pages) > 1
    assert [page.split("\n")[1] for page in pages[1:]] == ["Fri 28 April Table With People"] * (len(pages) - 1)
    assert sum(page.count("09:00–09:20") for page in pages) == 30


def test_the_page_leads_to_its_paper(scene: Scene, hanbit: Client) -> None:
    page = hanbit.get(address("partnering:timetable", scene.round.public_id)).text

    assert f'href="{paper(scene)}"' in page


def test_nothing_is_printed_where_there_is_nothing(scene: Scene) -> None:
    without_meetings, stranger, officer = (
        browser(each) for each in (person(scene.saebyeok), UserFactory(), scene.officer)
    )

    answers = [client.get(paper(scene)).status_code for client in (without_meetings, stranger, officer)]

    assert answers == [404, 404, 404]
    assert paper(scene) not in without_meetings.get(address("partnering:timetable", scene.round.public_id)).text
    signed_out = Client().get(paper(scene))
    assert (signed_out.status_code, "/account/" in signed_out["Location"]) == (302, True)


def test_before_publication_and_after_leaving_there_is_none(now: datetime) -> None:
    scene = Scene()
    client = browser(person(scene.hanbit))
    draft = scene.draft()
    scene.move(RoundPhase.PLACE)
    before = client.get(paper(scene)).status_code
    timetables.publish_timetable(timetable_id=draft.pk, by=actor_of(scene.officer), now=now)
    published = client.get(paper(scene)).status_code
    scene.hanbit.delegates.update(left_at=now)

    assert (before, published, client.get(paper(scene)).status_code) == (404, 200, 404)
