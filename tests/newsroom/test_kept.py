"""Pages that are kept: no query once they are warm, and never more or less than what is public at the moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from bridgehead.directory.models import Topic
from bridgehead.newsroom.actions.writing import Ties
from bridgehead.newsroom.models import Article, BusinessLink, Correction, LiveItem
from bridgehead.web.kept import PAGES
from tests.clocks import standing_still
from tests.factories.newsroom import wrote
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

CANARY = "Zzyzx"


@pytest.fixture(autouse=True)
def _kept(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.KEEP_PAGES, settings.CHANGES_FILE = True, tmp_path / "changed"
    PAGES.clear()
    yield
    PAGES.clear()


@contextmanager
def _committed() -> Iterator[None]:
    """Let what follows a commit follow, though the test itself is never committed."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        yield


def _get(address: str, now: datetime, client: Client | None = None, **headers: str) -> HttpResponse:
    with standing_still(now):
        return (client or Client()).get(address, headers=headers)


def _text(address: str, now: datetime) -> str:
    return _get(address, now).content.decode()


def _published(article: Article, **changed: Any) -> None:
    for name, value in changed.items():
        setattr(article, name, value)
    with _committed():
        article.save_revision().publish()


def test_no_page_asks_the_database_twice_or_sets_a_cookie(now: datetime) -> None:
    topic, organisation = Topic.objects.create(name_ko="이슈", name_en="Issue"), OrganisationFactory()
    ties = Ties(topics=[topic], organisations=[organisation])
    told = wrote(now=now, ties=ties)
    wrote(now=now, language="ko", ties=ties, twin_of=told)
    below = [
        f"{told.translation_key}/",
        "sections/forums/",
        f"topics/{topic.public_id}/",
        "archive/",
        "archive/?page=1",
    ]
    pages = ["", *below, f"archive/{now:%Y}/{now.month}/", f"organisations/{organisation.public_id}/"]
    addresses = [f"/{language}/news/{each}" for language in ("ko", "en") for each in pages]
    addresses += ["/news/sitemap.xml", "/news/feeds/ko/rss/", "/news/feeds/en/json/"]
    first = {each: _get(each, now) for each in addresses}
    with CaptureQueriesContext(connection) as queries:
        again = {each: _get(each, now) for each in addresses}

    assert {each: answer.status_code for each, answer in first.items()} == dict.fromkeys(addresses, 200)
    assert [each["sql"] for each in queries] == []
    assert {each: answer.content for each, answer in again.items()} == {
        each: answer.content for each, answer in first.items()
    }
    assert {name for answer in again.values() for name in answer.cookies} == set()
    assert {answer["Cache-Control"] for answer in again.values()} == {"public, max-age=3"}
    assert {"Cookie" in answer["Vary"] for answer in again.values()} == {True}
    assert {"Content-Security-Policy" in answer for answer in again.values()} == {True}
    assert len({answer.content for answer in again.values()}) == len(addresses)


def test_what_is_held_comes_at_its_hour_to_every_page_and_is_told_nowhere_before(now: datetime) -> None:
    hour, addresses = now + timedelta(seconds=30), ("/en/news/", "/news/feeds/en/json/", "/en/news/sections/forums/")
    wrote(now=now, headline="Public")
    bare = {each: _get(each, now) for each in addresses}
    with _committed():
        held = wrote(now=now, headline=f"{CANARY} held", public_from=hour)
        LiveItem.objects.create(words_en=f"{CANARY} live", words_ko=CANARY, at=hour)
    moments = (now, hour - timedelta(microseconds=1), hour)
    told = [{each: _get(each, moment) for each in addresses} for moment in moments]
    of_itself = [_get(f"/en/news/{held.translation_key}/", moment).status_code for moment in moments]

    for shown in told[:2]:
        assert {each: dict(answer.items()) for each, answer in shown.items()} == {
            each: dict(answer.items()) for each, answer in bare.items()
        }
        assert {each: answer.content for each, answer in shown.items()} == {
            each: answer.content for each, answer in bare.items()
        }
    assert {CANARY.encode() in answer.content for answer in told[2].values()} == {True}
    assert of_itself == [404, 404, 200]


def test_a_correction_and_a_taking_back_show_at_once(now: datetime) -> None:
    article = wrote(now=now, headline="As it was")
    own, front = f"/en/news/{article.translation_key}/", "/en/news/"
    before = [_text(own, now), _text(front, now)]
    article.corrections.set([Correction(at=now, note="It was otherwise.")])
    _published(article, headline="As it is")
    corrected = [_text(own, now), _text(front, now)]
    with _committed():
        Article.objects.get(pk=article.pk).unpublish()
    gone = _get(own, now).status_code, "As it is" in _text(front, now)

    assert ["As it was" in each for each in before] == [True, True]
    assert ["As it is" in each and "As it was" not in each for each in corrected] == [True, True]
    assert "It was otherwise." in corrected[0]
    assert gone == (404, False)


def test_what_stands_around_the_articles_shows_at_once(now: datetime) -> None:
    _text("/en/news/", now)
    with _committed():
        line = LiveItem.objects.create(words_en="Doors are open", words_ko="문이 열렸다", at=now)
    opened = _text("/en/news/", now)
    line.is_withdrawn = True
    with _committed():
        line.save()
        link = BusinessLink.objects.create(name_ko="성과", name_en="Of results", address="/results/")
    linked = _text("/en/news/", now)
    with _committed():
        link.delete()
    unlinked = _text("/en/news/", now)

    assert ["Doors are open" in each for each in (opened, linked, unlinked)] == [True, False, False]
    assert ["Of results" in each for each in (opened, linked, unlinked)] == [False, True, False]


def test_who_is_signed_in_has_a_page_of_their_own_and_leaves_nothing_for_others(now: datetime) -> None:
    wrote(now=now)
    person, reader = Client(), Client()
    with standing_still(now):
        person.force_login(UserFactory(given_name_en="Wilhelmina"))
    own = [_get("/en/news/", now, person) for _time in range(2)]
    shown = [_get("/en/news/", now, reader) for _time in range(2)]
    again = _get("/en/news/", now, person)

    assert ["Wilhelmina" in each.content.decode() for each in (*own, *shown, again)] == [True] * 2 + [False] * 2 + [
        True
    ]
    assert [each["Cache-Control"] for each in (*own, *shown, again)] == [
        *["private, no-store"] * 2,
        *["public, max-age=3"] * 2,
        "private, no-store",
    ]


def test_who_has_the_page_is_told_so_until_it_changes(now: datetime) -> None:
    article = wrote(now=now)
    first = _get("/en/news/", now)
    same = _get("/en/news/", now, **{"If-None-Match": first["ETag"]})
    _published(article, headline="Another")
    other = _get("/en/news/", now, **{"If-None-Match": first["ETag"]})

    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    assert (other.status_code, other["ETag"] != first["ETag"]) == (200, True)


def test_nothing_is_kept_for_longer_than_a_minute_or_at_addresses_that_readers_make_up(now: datetime) -> None:
    asked = []
    for address, moment in (
        ("/en/news/", now),
        ("/en/news/", now + timedelta(seconds=59)),
        ("/en/news/", now + timedelta(seconds=60)),
        ("/en/news/?x=1", now),
        ("/en/news/?x=1", now),
    ):
        with CaptureQueriesContext(connection) as queries:
            _get(address, moment)
        asked.append(bool(len(queries)))

    assert asked == [True, False, True, True, True]


def test_a_clock_that_is_set_back_keeps_no_page_for_longer(now: datetime) -> None:
    ahead = now + timedelta(hours=1)
    _get("/en/news/", ahead)
    wrote(now=now, headline="Held until its hour", public_from=now + timedelta(seconds=5))

    assert "Held until its hour" in _text("/en/news/", now + timedelta(seconds=5))


def test_of_what_is_taken_back_nothing_stays_in_memory(now: datetime) -> None:
    article = wrote(now=now, headline=CANARY)
    own = f"/en/news/{article.translation_key}/"
    _get(own, now)
    with _committed():
        Article.objects.get(pk=article.pk).unpublish()
    gone = _get(own, now).status_code

    assert (gone, PAGES.slot(("testserver", False, own, ""))) == (404, None)
