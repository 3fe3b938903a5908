"""The cards that other sites show of links: drawn in both languages, whatever the headline, and not before its hour."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.test import Client
from PIL import Image, ImageChops

from bridgehead.foundation.jobs import Claim
from bridgehead.foundation.models import Job
from bridgehead.newsroom.actions.cards import draw_card
from bridgehead.newsroom.adapters import cards
from bridgehead.newsroom.adapters.cards import Card, card_of, drawn_card
from bridgehead.newsroom.models import Article, ShareCard
from tests.clocks import standing_still
from tests.factories.newsroom import wrote

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LONG = {
    "ko": "국내 기업 아홉 곳이 보스턴에서 공동 연구와 기술이전 계약을 맺고 앞으로 다섯 해 동안 협력하기로 했다고 " * 4,
    "en": "Nine companies sign contracts and memoranda in Boston and agree to work together for five years " * 2,
    "one word": "가" * 200,
    "wide": "W" * 200,
}


def _told(headline: str, language: str = "en") -> Card:
    return Card(language, "Partnering", headline, "27 April 2023", "Bridgehead", "sample")


def _asked(address: str, now: datetime) -> tuple[int, bytes]:
    with standing_still(now):
        told = Client().get(address)
    return told.status_code, b"".join(told.streaming_content) if isinstance(told, FileResponse) else told.content


def _address(article: Article, digest: str = "") -> str:
    return f"/news/cards/{article.language}/{article.translation_key}/{digest or card_of(article).digest}/"


def _draw(article: Article) -> ShareCard:
    draw_card.action(Claim(0, "", timedelta(0), 1), article_id=article.pk)
    return ShareCard.objects.get(article=article)


@pytest.mark.parametrize("headline", ["Signed", *(each.strip()[:200] for each in LONG.values())])
def test_every_headline_fits_between_kicker_and_foot(headline: str) -> None:
    size, lines = cards._fitted(headline)

    assert "".join(lines).replace(" ", "") == headline.replace(" ", "")
    assert size * cards._LEADING * len(lines) <= cards._BOTTOM - cards._TOP
    assert max(cards._wide(line, size) for line in lines) <= cards._WIDE
    drawn = Image.open(BytesIO(drawn_card(_told(headline)))).convert("RGB")
    assert drawn.size == (1200, 630)
    # Nothing is written into the margins.
    inside = Image.new("RGB", drawn.size, drawn.getpixel((0, 0)))
    inside.paste(drawn.crop((60, 40, 1140, 600)), (60, 40))
    assert ImageChops.difference(drawn, inside).getbbox() is None


def test_korean_breaks_between_words_and_no_line_begins_with_what_closes() -> None:
    assert cards._broken("보스턴에서 서명한 아홉 기업", 76, 620) == ["보스턴에서 서명한", "아홉 기업"]
    assert [line[0] for line in cards._broken("가나다라마바사아자차카타파하」, " * 9, 76, 990)].count("」") == 0


def test_letters_of_other_scripts_are_in_our_type_or_boxes() -> None:
    assert [cards._face(each, is_bold=True) for each in "A가の腾"] == [
        "BridgeheadSans-Bold.otf",
        "BridgeheadSans-Bold.otf",
        "BridgeheadSans-Bold.otf",
        "BridgeheadHan-Regular.ttf",
    ]
    assert drawn_card(_told("عربي \U0001f600")).startswith(b"\x89PNG")


def test_a_card_is_there_from_the_hour_of_its_article_and_not_a_moment_before(now: datetime) -> None:
    hour = now + timedelta(hours=1)
    held = wrote(now=now, public_from=hour)
    draft = wrote(now=now, approved=False)
    missing = _asked("/news/cards/en/00000000-0000-4000-8000-000000000000/0/", hour)
    before = _asked(_address(held), hour - timedelta(microseconds=1))
    there = _asked(_address(held), hour)
    held.unpublish()

    assert (before[0], missing[0], there[0]) == (404, 404, 200)
    assert (_asked(_address(held), hour)[0], _asked(_address(draft), hour)[0]) == (404, 404)
    assert _asked(_address(held).replace("/en/", "/ko/"), hour)[0] == 404
    assert _asked(_address(held).replace("/en/", "/fr/"), hour)[0] == 404


def test_a_card_is_drawn_at_the_approval_kept_by_what_it_says_and_let_go(
    now: datetime, django_capture_on_commit_callbacks: object
) -> None:
    article = wrote(now=now, headline="First")
    said = card_of(article).digest
    queued = Job.objects.filter(name="newsroom.draw_card").count()
    first = _draw(article)
    same = _draw(article)
    Article.objects.filter(pk=article.pk).update(headline="Second")
    changed = Article.objects.get(pk=article.pk)
    # An old address shows what the article says now.
    drawn_for_the_reader = _asked(_address(article), now)[1]
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture of pytest-django
        second = _draw(changed)
    shown = _asked(_address(changed), now)
    there = [default_storage.exists(str(each.file.name)) for each in (first, second)]
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # as above
        article.unpublish()

    assert (queued, first.digest, same.file.name) == (1, said, first.file.name)
    assert (second.digest, there) == (card_of(changed).digest, [False, True])
    assert drawn_for_the_reader == shown[1] == drawn_card(card_of(changed))
    assert not default_storage.exists(str(second.file.name))
    assert not ShareCard.objects.exists()


def test_a_deleted_article_leaves_no_card(now: datetime, django_capture_on_commit_callbacks: object) -> None:
    article = wrote(now=now)
    place = str(_draw(article).file.name)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture of pytest-django
        Article.objects.get(pk=article.pk).delete()

    assert not default_storage.exists(place)
    draw_card.action(Claim(0, "", timedelta(0), 1), article_id=article.pk)
    assert not ShareCard.objects.exists()


@pytest.mark.parametrize(("language", "day"), [("ko", "2023년 4월 26일"), ("en", "26 April 2023")])
def test_the_page_names_the_card_of_its_language(language: str, day: str, now: datetime) -> None:
    article = wrote(now=now, language=language, headline='서명 & "signed"', kicker="기술 & more")
    with standing_still(now):
        page = Client().get(f"/{language}/news/{article.translation_key}/").content.decode()
    said = dict(re.findall(r'<meta (?:name|property)="((?:og|twitter):image[a-z:]*)" content="([^"]*)">', page))
    address, alt = f"http://127.0.0.1:8000{_address(article)}", said["og:image:alt"]

    assert (said["og:image"], said["twitter:image"], said["twitter:image:alt"]) == (address, address, alt)
    assert alt == f"기술 &amp; more – 서명 &amp; &quot;signed&quot; – {day} – Bridgehead"
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert _asked(_address(article), now)[0] == 200
