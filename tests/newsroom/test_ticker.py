"""The ticker, live: it tells what is public at the moment, and its stream knows of nothing else."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils.timezone import localtime

from bridgehead.config.events import LiveEvents
from bridgehead.foundation import clock, live
from bridgehead.newsroom.models import LiveItem
from bridgehead.newsroom.rules import Role
from tests.clocks import standing_still
from tests.factories.newsroom import works_as, wrote
from tests.factories.people import UserFactory
from tests.streams import watching

pytestmark = [pytest.mark.django_db, pytest.mark.database]

CANARY = "Zzyzx"


def _hold_until(hour: datetime) -> None:
    try:
        LiveItem.objects.create(words_en=CANARY, words_ko=CANARY, at=hour)
    finally:
        # It runs in a thread of its own, whose connection nobody else closes.
        connections.close_all()


def _told(now: datetime) -> dict[str, tuple[int, dict[str, Any]]]:
    with standing_still(now):
        return live.newest({"news-ko", "news-en"})


def test_a_new_line_is_of_now_unless_another_hour_is_chosen(now: datetime) -> None:
    client = Client()
    client.force_login(works_as(UserFactory(), Role.EDITOR, now))

    with standing_still(now):
        page = client.get("/en/desk/newsroom/write/snippets/newsroom/liveitem/add/").content.decode()

    here = localtime(now, ZoneInfo(settings.HOME_ZONE))
    assert re.findall(r'name="at" value="([^"]*)"', page) == [f"{here:%Y-%m-%d %H:%M}"]


def test_what_is_not_public_changes_nothing_that_is_told(now: datetime) -> None:
    wrote(now=now, headline="Public")
    LiveItem.objects.create(words_en="Doors are open", words_ko="문이 열렸다", at=now)
    before = _told(now)

    wrote(now=now, headline=f"{CANARY} held", public_from=now + timedelta(hours=1))
    wrote(now=now, headline=f"{CANARY} draft", approved=False)
    LiveItem.objects.create(words_en=CANARY, words_ko=CANARY, at=now + timedelta(hours=1))
    LiveItem.objects.create(words_en=CANARY, words_ko=CANARY, at=now, is_withdrawn=True)

    assert _told(now) == before
    assert CANARY in _told(now + timedelta(hours=1))["news-en"][1]["lines"]


def test_a_line_comes_with_its_hour_and_goes_when_it_is_taken_back(now: datetime) -> None:
    hour = now + timedelta(hours=1)
    held = wrote(now=now, headline="Held", public_from=hour)
    moments = (now, hour - timedelta(microseconds=1), hour, hour + timedelta(hours=1))
    told = [_told(each)["news-en"] for each in moments]
    held.unpublish()
    after = _told(hour)["news-en"]

    assert ["Held" in each[1]["lines"] for each in told] == [False, False, True, True]
    assert (told[0], told[2], after) == (told[1], told[3], told[0])


def test_each_language_is_told_in_its_own_words(now: datetime) -> None:
    written = wrote(now=now, headline="In English")
    wrote(now=now, language="ko", headline="한국어로", twin_of=written)
    told = {name: found["lines"] for name, (_version, found) in _told(now).items()}

    key = written.translation_key
    assert {name: re.findall(r'href="([^"]*)">([^<]*)<', lines) for name, lines in told.items()} == {
        "news-en": [(f"/en/news/{key}/", "In English")],
        "news-ko": [(f"/ko/news/{key}/", "한국어로")],
    }


def test_the_page_shows_what_the_stream_tells_and_knows_its_number(now: datetime) -> None:
    wrote(now=now, headline="A & B")
    version, told = _told(now)["news-en"]
    with standing_still(now):
        page = Client().get("/en/news/").content.decode()

    assert told["lines"] in page
    assert f'data-live="/events/news-en/" data-heard="{version}"' in page
    assert len(str(version)) < 19


def test_an_empty_ticker_waits_unseen(now: datetime) -> None:
    with standing_still(now):
        page = Client().get("/en/news/").content.decode()

    assert re.search(r'<section class="ticker"[^>]* hidden>', page)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("shared_database")
def test_the_stream_itself_tells_a_line_at_its_hour_and_nothing_before() -> None:
    async def story() -> tuple[bytes, bytes]:
        async with watching(LiveEvents(poll_seconds=0.01, keep_alive_seconds=60), "news-en") as reader:
            await reader.until(b"data:")
            opened = reader.body
            hour = clock.now() + timedelta(seconds=1)
            await asyncio.to_thread(_hold_until, hour)
            # A little before: the database's clock may go ahead of ours by its own way to us.
            while clock.now() < hour - timedelta(milliseconds=50):
                assert reader.body == opened
                await asyncio.sleep(0.01)
            await reader.until(CANARY.encode())
            return opened, reader.body

    opened, body = asyncio.run(story())
    events = [json.loads(each) for each in re.findall(r"data: (.*)", body.decode())]

    assert CANARY.encode() not in opened
    assert [CANARY in each["lines"] for each in events] == [False, True]
