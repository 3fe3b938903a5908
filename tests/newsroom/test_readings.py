"""What is read is counted, once, without a name; the lists of the front page follow from it."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from bridgehead.engines.ranking.popular import Popularity
from bridgehead.newsroom.actions.rankings import READ_AT_ONCE, make_lists
from bridgehead.newsroom.actions.readings import MOST_A_DAY, forget_readers, note_reading
from bridgehead.newsroom.actions.writing import Ties
from bridgehead.newsroom.models import Article, RankedList, RankingState, Reading, Salt
from bridgehead.newsroom.queries.boxes import rankings
from tests.clocks import standing_still
from tests.factories.newsroom import wrote
from tests.factories.organisations import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"


def _read(article: Article, now: datetime, *, address: str = "192.0.2.1", agent: str = BROWSER) -> bool:
    return note_reading(key=article.translation_key, language=article.language, address=address, agent=agent, now=now)


def _readers(article: Article, number: int, now: datetime, *, start: int = 0) -> None:
    Reading.objects.bulk_create([Reading(article=article, reader=start + each, at=now) for each in range(number)])


def _list(box: str, now: datetime, language: str = "en") -> list[tuple[str, int]]:
    found = rankings(language, now)
    return [(each.article.headline, each.readers) for each in found[box].entries]


def test_a_reader_counts_once_a_day_for_an_article_and_keeps_no_name(now: datetime) -> None:
    article, other = wrote(now=now), wrote(now=now)
    for moment in (now, now, now + timedelta(hours=1)):
        _read(article, moment)
    _read(other, now)
    _read(article, now, address="192.0.2.2")

    kept = list(Reading.objects.order_by("pk").values("article", "reader", "at"))
    assert [each["article"] for each in kept] == [article.pk, other.pk, article.pk]
    assert kept[0]["reader"] == kept[1]["reader"] != kept[2]["reader"]
    assert {field.name for field in Reading._meta.get_fields()} == {"id", "article", "reader", "at"}


def test_the_next_day_nobody_can_be_known_again(now: datetime) -> None:
    article = wrote(now=now)
    tomorrow = now + timedelta(days=1)
    _read(article, now)
    _read(article, tomorrow)
    forget_readers(tomorrow)

    assert len(set(Reading.objects.values_list("reader", flat=True))) == 2
    assert list(Salt.objects.values_list("day", flat=True)) == [tomorrow.date()]


@pytest.mark.parametrize("agent", ["", "Googlebot/2.1", "python-requests/2.31", "HeadlessChrome/140", "curl/8.5"])
def test_programmes_are_not_readers(agent: str, now: datetime) -> None:
    assert (_read(wrote(now=now), now, agent=agent), Reading.objects.count()) == (False, 0)


def test_what_is_not_public_is_not_read(now: datetime) -> None:
    held = wrote(now=now, public_from=now + timedelta(seconds=1))

    assert (_read(held, now), Reading.objects.count()) == (False, 0)


def test_nobody_reads_without_end(now: datetime) -> None:
    article, other = wrote(now=now), wrote(now=now)
    _read(article, now)
    reader = Reading.objects.get().reader
    before = _read(other, now)
    said = {"byline": "x", "section": article.section, "locale": article.locale}
    Article.objects.bulk_create([Article(headline=str(number), **said) for number in range(MOST_A_DAY)])
    more = Article.objects.filter(live=False)[:MOST_A_DAY]
    Reading.objects.bulk_create([Reading(article=each, reader=reader, at=now) for each in more])

    assert (before, _read(wrote(now=now), now)) == (True, False)


def test_the_beacon_answers_the_same_to_everybody_and_needs_no_cookie(now: datetime) -> None:
    article = wrote(now=now)
    address = reverse("news_feeds:read", args=["en", article.translation_key])
    nowhere = reverse("news_feeds:read", args=["en", "00000000-0000-4000-8000-000000000000"])
    client = Client(enforce_csrf_checks=True, headers={"user-agent": BROWSER})
    with standing_still(now):
        told = [client.post(each) for each in (address, address, nowhere)]
        told.append(client.post(address, headers={"sec-fetch-site": "cross-site"}))
        page = client.get(f"/en/news/{article.translation_key}/").content.decode()

    assert [(each.status_code, each.content, dict(each.cookies)) for each in told] == [(204, b"", {})] * 4
    assert Reading.objects.count() == 1
    assert f'data-read="{address}"' in page


def test_lists_tell_the_most_read_of_their_language(now: datetime) -> None:
    first, second = wrote(now=now, headline="First"), wrote(now=now, headline="Second")
    korean = wrote(now=now, language="ko", headline="한글")
    _readers(first, 3, now - timedelta(hours=2))
    _readers(second, 5, now - timedelta(hours=1))
    _readers(korean, 9, now - timedelta(hours=1), start=100)
    make_lists(now)

    assert _list("viewed", now) == [("Second", 5), ("First", 3)]
    assert [name for name, _readers in _list("today", now)] == ["Second", "First"]
    assert _list("viewed", now, "ko") == [("한글", 9)]


def test_counting_goes_on_where_it_was_and_counts_nothing_twice(now: datetime) -> None:
    article = wrote(now=now, headline="Read")
    told = []
    for turn in range(3):
        _readers(article, 4, now + timedelta(minutes=turn), start=10 * turn)
        make_lists(now + timedelta(minutes=turn + 1))
        make_lists(now + timedelta(minutes=turn + 1))
        told += _list("viewed", now + timedelta(minutes=turn + 1))

    assert told == [("Read", 4), ("Read", 8), ("Read", 12)]
    assert RankingState.objects.get().counted_to == Reading.objects.latest("pk").pk


def test_lists_that_somebody_made_later_stay(now: datetime) -> None:
    article = wrote(now=now, headline="Read")
    _readers(article, 4, now)
    make_lists(now + timedelta(minutes=2))
    kept = list(RankedList.objects.values("box", "language", "made_at", "entries"))
    _readers(article, 4, now, start=10)
    make_lists(now + timedelta(minutes=1))
    behind = RankingState.objects.get().counted_to < Reading.objects.latest("pk").pk

    assert (list(RankedList.objects.values("box", "language", "made_at", "entries")), behind) == (kept, True)
    make_lists(now + timedelta(minutes=3))
    assert _list("viewed", now + timedelta(minutes=3)) == [("Read", 8)]


@pytest.mark.parametrize(
    "state",
    [Popularity().state(), Popularity(are_first=True).state() | {"counts_days": np.array([19_000])}],
    ids=["remembers who read what", "lays its days elsewhere"],
)
def test_counts_of_an_older_version_begin_anew_from_the_readings(state: dict[str, Any], now: datetime) -> None:
    article = wrote(now=now, headline="Read")
    _readers(article, 4, now)
    older = BytesIO()
    np.savez(older, **state)
    place = default_storage.save("rankings/older.npz", older)
    RankingState.objects.create(name="popularity", place=place, counted_to=Reading.objects.latest("pk").pk)
    make_lists(now + timedelta(minutes=1))

    assert _list("viewed", now + timedelta(minutes=1)) == [("Read", 4)]
    assert not default_storage.exists(place)


def test_more_readings_than_are_read_at_once_are_counted_all(now: datetime) -> None:
    article = wrote(now=now, headline="Read")
    _readers(article, READ_AT_ONCE + 1, now)
    make_lists(now + timedelta(minutes=1))

    assert _list("viewed", now + timedelta(minutes=1)) == [("Read", READ_AT_ONCE + 1)]


def test_what_is_taken_back_leaves_the_lists_at_once(now: datetime) -> None:
    article = wrote(now=now, headline="Gone")
    _readers(article, 4, now)
    make_lists(now + timedelta(minutes=1))
    article.unpublish()

    assert _list("viewed", now + timedelta(minutes=1)) == []


def test_editors_have_the_last_word(now: datetime) -> None:
    decided = {"Buried": "bury", "Usual": "usual", "Raised": "boost", "Left out": "exclude"}
    for number, (headline, emphasis) in enumerate(decided.items()):
        _readers(wrote(now=now, headline=headline, emphasis=emphasis), 12 - number, now)
    make_lists(now + timedelta(minutes=1))

    assert [name for name, _readers in _list("viewed", now + timedelta(minutes=1))] == ["Raised", "Usual", "Buried"]


def test_articles_on_one_matter_stand_as_one_issue_in_both_languages(now: datetime) -> None:
    firm = Ties(organisations=[OrganisationFactory(name_en="Neulbom DTx", name_ko="늘봄디티엑스")])
    body = "Neulbom DTx wants its digital therapeutics for sleep to be reimbursed in the US after clearance."
    english = wrote(now=now, headline="Neulbom DTx asks who pays for digital therapeutics", lead=body, ties=firm)
    korean = wrote(
        now=now,
        language="ko",
        headline="늘봄디티엑스(Neulbom DTx) 디지털 치료기기, 누가 값을 내나",
        lead="늘봄디티엑스가 미국 허가 뒤 디지털 치료기기 보험 환급을 묻는다.",
        ties=firm,
        twin_of=english,
    )
    other = wrote(now=now, headline="A new meeting room in Boston", lead="The incubation office has a room.")
    for article in (english, korean, other):
        _readers(article, 6, now, start=article.pk * 100)
    make_lists(now + timedelta(minutes=1))

    issues = rankings("en", now + timedelta(minutes=1))["issues"].entries
    told = {each.article.headline: (each.number, each.readers) for each in issues}
    assert told[english.headline] == (2, 12)
    assert RankedList.objects.count() == 6


def test_one_network_is_one_reader_however_many_addresses_it_has(now: datetime) -> None:
    article = wrote(now=now)
    for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::2", "2001:db8:1:3::1", "::ffff:192.0.2.1", "192.0.2.1"):
        _read(article, now, address=address)

    assert Reading.objects.count() == 3
