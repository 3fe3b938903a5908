"""Related and recommended: by words and by what is read next, only of what is public, from this visit alone."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID, uuid4

import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bridgehead.newsroom.actions.follows import follow
from bridgehead.newsroom.actions.rankings import make_lists
from bridgehead.newsroom.actions.recommending import renew_recommendations
from bridgehead.newsroom.actions.writing import Ties
from bridgehead.newsroom.models import Article, LinkedOrganisation, RankingState, Reading, RelatedList
from bridgehead.newsroom.models.follows import Subject
from bridgehead.newsroom.queries.boxes import rankings
from bridgehead.newsroom.queries.recommended import STATE, related_articles
from tests.clocks import standing_still
from tests.factories.newsroom import wrote
from tests.factories.organisations import OrganisationFactory, TopicFactory
from tests.factories.people import UserFactory, actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SLEEP = "Digital therapeutics for sleep wait for reimbursement"
LINE = re.compile(r'<li><a href="[^"]*">([^<]*)</a><span class="why"><svg.*?</svg> ([^<]*)</span>', re.DOTALL)


def _renewed(now: datetime) -> None:
    renew_recommendations(now, make_lists(now))


def _visits(now: datetime, *articles: Article, readers: int = 30, start: int = 0) -> None:
    """Readers who open these articles one after the other."""
    Reading.objects.bulk_create(
        [
            Reading(article=each, reader=start + reader, at=now - timedelta(minutes=30) + timedelta(seconds=step))
            for reader in range(readers)
            for step, each in enumerate(articles)
        ]
    )


def _busy(now: datetime) -> None:
    """Other articles that are read more."""
    for number, headline in enumerate(("A day of demonstrations", "Visa rules are eased", "Flights to Boston double")):
        _visits(now, wrote(now=now, headline=headline), readers=60, start=1_000 * (number + 1))


def _told(*read: Article | UUID | str, now: datetime, to: str = "/en/news/for-you/") -> str:
    keys = [str(each.translation_key) if isinstance(each, Article) else str(each) for each in read]
    with standing_still(now):
        answer = Client().post(to, {"read": keys})
    assert (answer.status_code, answer["Cache-Control"], dict(answer.cookies)) == (200, "private, no-store", {})
    return answer.content.decode()


def _lines(*read: Article | UUID | str, now: datetime, to: str = "/en/news/for-you/") -> list[tuple[str, str]]:
    return LINE.findall(_told(*read, now=now, to=to))


def _headlines(article: Article, language: str, now: datetime) -> list[str]:
    return [each.headline for each in related_articles(article, language, now).entries]


def test_what_is_alike_in_words_is_related_and_says_by_which_rule(now: datetime) -> None:
    first = wrote(now=now, headline=SLEEP)
    wrote(now=now, headline=f"{SLEEP} in Boston")
    wrote(now=now, headline="Rents of laboratories rise")
    _renewed(now)
    with standing_still(now):
        page = Client().get(f"/en/news/{first.translation_key}/").content.decode()

    assert _headlines(first, "en", now) == [f"{SLEEP} in Boston"]
    assert "What readers read next counts from 20 readers on." in page


def test_what_twenty_read_next_is_related_whatever_its_words(now: datetime) -> None:
    first, other = wrote(now=now, headline=SLEEP), wrote(now=now, headline="Rents of laboratories rise")
    _renewed(now)
    before = _headlines(first, "en", now)
    _visits(now, first, other)
    _renewed(now + timedelta(minutes=1))

    assert (before, _headlines(first, "en", now)) == ([], ["Rents of laboratories rise"])
    assert related_articles(first, "en", now).is_by_readings


def test_a_twin_stands_once_and_in_the_language_of_the_page_where_it_exists(now: datetime) -> None:
    first = wrote(now=now, headline=SLEEP)
    both = wrote(now=now, headline=f"{SLEEP} in Boston")
    wrote(now=now, language="ko", headline=f"{SLEEP} 보스턴", twin_of=both)
    wrote(now=now, language="ko", headline=f"{SLEEP} 서울")
    _renewed(now)

    assert _headlines(first, "en", now) == [f"{SLEEP} in Boston", f"{SLEEP} 서울"]
    assert set(_headlines(first, "ko", now)) == {f"{SLEEP} 보스턴", f"{SLEEP} 서울"}


def test_what_is_alike_does_not_hang_on_where_the_database_keeps_its_rows(now: datetime) -> None:
    first = wrote(now=now, headline=SLEEP)
    wrote(now=now, headline=f"{SLEEP} in Boston")
    wrote(now=now, language="ko", headline=f"{SLEEP} 보스턴")
    wrote(now=now, language="ko", headline=f"{SLEEP} 서울")
    for pk in (first.pk + 1, first.pk):  # PostgreSQL keeps what was written anew behind the others
        Article.objects.filter(pk=pk).update(headline=F("headline"), live=F("live"))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # and reads few rows as they lie, or by an index: as it estimates them
            for way in ("indexscan", "bitmapscan", "nestloop"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
    _renewed(now)

    assert _headlines(first, "en", now) == [f"{SLEEP} in Boston", f"{SLEEP} 서울", f"{SLEEP} 보스턴"]


def test_what_is_not_public_yet_or_any_more_is_not_related_and_a_new_article_is_within_a_turn(now: datetime) -> None:
    first, gone = wrote(now=now, headline=SLEEP), wrote(now=now, headline=f"{SLEEP} again")
    held = wrote(now=now, headline=f"{SLEEP} in secret", public_from=now + timedelta(hours=1))
    _renewed(now)
    gone.unpublish()
    before, kept = _headlines(first, "en", now), list(RelatedList.objects.values_list("article", flat=True))
    _renewed(now + timedelta(hours=1))

    assert (before, held.pk in kept) == ([], False)
    assert _headlines(first, "en", now + timedelta(hours=1)) == [f"{SLEEP} in secret"]
    assert _headlines(first, "en", now + timedelta(minutes=59)) == []


def test_a_visit_is_followed_with_the_reason_and_without_what_was_read(now: datetime) -> None:
    read, following, alike = (
        wrote(now=now, headline=each) for each in (SLEEP, "Rents of laboratories rise", f"{SLEEP} in Boston")
    )
    korean = wrote(now=now, language="ko", headline="한글 기사")
    _visits(now, read, following)
    _busy(now)
    _renewed(now)
    lines = dict(_lines(read, now=now))

    assert {read.headline, korean.headline}.isdisjoint(lines)
    assert {name: lines[name] for name in (following.headline, alike.headline)} == {
        following.headline: f"because you read “{SLEEP[:47]}…”: its readers went on to this",
        alike.headline: f"because you read “{SLEEP[:47]}…”: it tells of something alike",
    }
    assert "No cookie, no profile." in _told(read, now=now)
    assert RankingState.objects.count() == 2


def test_what_a_signed_in_reader_follows_counts_for_more_and_says_so_to_nobody_else(now: datetime) -> None:
    topic, person = TopicFactory(), UserFactory()
    read, alike = (
        wrote(now=now, headline=SLEEP),
        wrote(now=now, headline=f"{SLEEP} in Boston", ties=Ties(topics=[topic])),
    )
    follow(subject=Subject(topic=topic), language="en", rhythm="daily", by=actor_of(person), now=now)
    _busy(now)
    _renewed(now)
    client, told, why = Client(), {}, f"because you follow “{topic.name_en}”"
    for who in ("nobody", "somebody"):
        if who == "somebody":
            client.force_login(person)
        for address in ("/en/news/for-you/", "/en/news/for-you/?followed"):
            with standing_still(now):
                page = client.post(address, {"read": [str(read.translation_key)]}).content.decode()
            told[who, address.partition("?")[2]] = dict(LINE.findall(page))[alike.headline] == why
            assert ("that you follow by mail" in page) == told[who, address.partition("?")[2]]

    assert told == {
        ("nobody", ""): False,
        ("nobody", "followed"): False,
        ("somebody", ""): False,
        ("somebody", "followed"): True,
    }


def test_without_a_visit_the_box_tells_what_is_popular_and_then_what_is_new(now: datetime) -> None:
    quiet, popular = wrote(now=now, headline="Quiet"), wrote(now=now, headline="Popular")
    _visits(now, popular)
    _renewed(now)
    with standing_still(now):
        pages = [Client().get(each).content.decode() for each in ("/en/news/", f"/en/news/{quiet.translation_key}/")]

    assert _lines(now=now) == [("Popular", "popular now"), ("Quiet", "among the newest")]
    assert [LINE.findall(each) for each in pages] == [_lines(now=now), [("Popular", "popular now")]]
    assert all("You see what is popular now." in each for each in pages)


@pytest.mark.parametrize(
    "sent", ["", "no key", "' OR 1=1 --", "\x00", "00000000-0000-4000-8000-000000000000", "가" * 99]
)
def test_what_is_no_key_changes_nothing(sent: str, now: datetime) -> None:
    read, following = wrote(now=now, headline=SLEEP), wrote(now=now, headline="Rents of laboratories rise")
    _visits(now, read, following)
    _renewed(now)

    assert _told(sent, now=now) == _told(now=now)
    assert _told(sent, read, sent, now=now) == _told(read, now=now)


def test_only_the_latest_of_a_long_visit_are_asked_and_a_longer_request_is_not_read(now: datetime) -> None:
    read, following = wrote(now=now, headline=SLEEP), wrote(now=now, headline="Rents of laboratories rise")
    _visits(now, read, following)
    _renewed(now)
    strangers = [uuid4() for _ in range(20)]

    assert _told(*strangers[1:], read, now=now) == _told(read, now=now)
    assert _told(read, *strangers, now=now) == _told(now=now)
    assert _told(read, "x" * 5_000, now=now) == _told(now=now)


def test_what_is_under_embargo_is_suggested_to_nobody_and_as_read_it_changes_nothing(now: datetime) -> None:
    read = wrote(now=now, headline=SLEEP)
    held = wrote(now=now, headline=f"{SLEEP} in secret", public_from=now + timedelta(hours=1))
    draft = wrote(now=now, headline=f"{SLEEP} as a draft", approved=False)
    wrote(now=now, headline="Rents of laboratories rise")
    _visits(now, read)
    _renewed(now)

    for secret in (held, draft):
        assert _told(secret, now=now) == _told(now=now)
        assert _told(secret, read, now=now) == _told(read, now=now)
        assert _told(read, secret, now=now) == _told(read, now=now)
    assert "in secret" not in _told(read, now=now)


def test_what_is_taken_back_or_left_out_is_gone_at_once(now: datetime) -> None:
    read, *others = (
        wrote(now=now, headline=each) for each in (SLEEP, f"{SLEEP} one", f"{SLEEP} two", f"{SLEEP} three")
    )
    _renewed(now)
    others[0].unpublish()
    Article.objects.filter(pk=others[1].pk).update(emphasis="exclude")

    assert [name for name, _why in _lines(read, now=now)] == [f"{SLEEP} three"]
    assert _headlines(read, "en", now) == [f"{SLEEP} three"]


def test_a_pinned_article_stands_first_below_an_article_and_leads_the_front_page_anyway(now: datetime) -> None:
    read, alike = wrote(now=now, headline=SLEEP), wrote(now=now, headline=f"{SLEEP} in Boston")
    pinned = wrote(now=now, headline="Rents of laboratories rise", pinned_until=now + timedelta(days=1))
    _renewed(now)

    assert _lines(read, now=now)[0] == (pinned.headline, "chosen by the editors")
    assert [name for name, _why in _lines(read, now=now, to="/en/news/for-you/?front")] == [alike.headline]


def test_the_front_page_shows_what_is_popular_where_that_has_foreseen_better(now: datetime) -> None:
    read, following = wrote(now=now, headline=SLEEP), wrote(now=now, headline="Rents of laboratories rise")
    _visits(now, read, following)
    _busy(now)
    _renewed(now)
    front = "/en/news/for-you/?front"
    before = dict(_lines(read, now=now, to=front))
    state = RankingState.objects.get(name=STATE)
    with default_storage.open(state.place) as kept, np.load(BytesIO(kept.read())) as file:
        told = {name: file[name] for name in file.files}
    told["head"][-2:] = 0.1, 0.2
    output = BytesIO()
    np.savez(output, **told)
    RankingState.objects.filter(name=STATE).update(
        place=default_storage.save("rankings/sessions-test.npz", ContentFile(output.getvalue()))
    )

    assert before[following.headline].startswith("because you read")
    assert {why for _name, why in _lines(read, now=now, to=front)} == {"popular now"}
    assert dict(_lines(read, now=now)) == before


def test_hearing_goes_on_where_it_was_and_a_lost_file_begins_anew(now: datetime) -> None:
    read, following = wrote(now=now, headline=SLEEP), wrote(now=now, headline="Rents of laboratories rise")
    _visits(now, read, following, readers=12)
    _renewed(now)
    once = RankingState.objects.get(name=STATE)
    _renewed(now)
    again = RankingState.objects.get(name=STATE)
    _visits(now, read, following, readers=12, start=50)
    _renewed(now)
    both = RankingState.objects.get(name=STATE)

    assert (once.place, once.counted_to) == (again.place, again.counted_to)
    assert related_articles(read, "en", now).is_by_readings
    assert [default_storage.exists(each.place) for each in (once, both)] == [False, True]
    default_storage.delete(both.place)
    _renewed(now)
    assert _lines(read, now=now)[0][0] == following.headline


def test_what_is_asked_of_the_database_does_not_grow(now: datetime) -> None:
    counts = []
    for turn in range(2):
        written = [wrote(now=now, headline=f"{SLEEP} {turn} {number}") for number in range(8)]
        _visits(now, *written, start=100 * turn)
        _renewed(now + timedelta(minutes=turn))
        with CaptureQueriesContext(connection) as queries:
            _told(*written[:3], now=now + timedelta(minutes=turn))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_hidden_organisation_that_two_articles_are_tied_to_brings_them_together_nowhere(now: datetime) -> None:
    hidden = OrganisationFactory(is_listed=False)
    english = wrote(now=now, headline="Rents of laboratories rise", lead="", body=[])
    korean = wrote(now=now, language="ko", headline="임상시험 시작", lead="환자 40명이 참여한다.", body=[])
    told = [english, korean]
    Reading.objects.bulk_create([Reading(article=each, reader=reader, at=now) for each in told for reader in range(9)])

    def made(at: datetime) -> tuple[object, ...]:
        RelatedList.objects.all().delete()
        RankingState.objects.all().delete()
        _renewed(at)
        lists = RelatedList.objects.order_by("article").values_list("article", "entries")
        return list(lists), rankings("en", at)["issues"].entries

    alone = made(now)
    LinkedOrganisation.objects.bulk_create([LinkedOrganisation(article=each, organisation=hidden) for each in told])
    tied = made(now + timedelta(minutes=1))
    hidden.is_listed = True
    hidden.save()

    assert tied == alone
    assert made(now + timedelta(minutes=2)) != alone
