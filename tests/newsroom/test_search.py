"""What is found in the newsroom: the right articles in the right order, and nothing before its hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from unicodedata import normalize

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bridgehead.accounts.actor import Actor
from bridgehead.newsroom import search_index
from bridgehead.newsroom.actions.index import rebuild_search_index
from bridgehead.newsroom.actions.writing import approve_article
from bridgehead.newsroom.adapters.words import excerpt, marked
from bridgehead.newsroom.models import Article
from bridgehead.newsroom.queries.search import Found, search_articles, shown
from tests.clocks import standing_still
from tests.factories.newsroom import wrote

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def _found(words: str, now: datetime, language: str = "en") -> list[str]:
    found = search_articles(words, language, now)
    return [hit.article.headline for hit in shown(found.ids, found.words, now)]


def _page(address: str, now: datetime) -> str:
    with standing_still(now):
        told = Client().get(address)
    assert told.status_code == 200
    return told.content.decode()


def test_the_headline_goes_before_the_lead_the_lead_before_the_body_and_of_equals_the_newest(now: datetime) -> None:
    wrote(now=now, headline="In the body", body=[("paragraph", "<p>They signed for organoids in Boston.</p>")])
    wrote(now=now, headline="In the lead", lead="Organoids were shown.", public_from=now - timedelta(days=1))
    wrote(now=now, headline="Organoids, older", public_from=now - timedelta(days=9))
    wrote(now=now, headline="Organoids, newer", public_from=now - timedelta(days=8))
    wrote(now=now, headline="Something else")

    assert _found("organoids", now) == ["Organoids, newer", "Organoids, older", "In the lead", "In the body"]


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ("대웅제약", True),
        ("대웅 제약", True),
        ("제약", True),
        ("오가노이드", True),
        ("오가노이드가 대웅", True),
        ("ＤＮＡ", True),
        ("dna", True),
        ("na", False),
        ("협약 없는말", False),
        (normalize("NFD", "오가노이드"), True),
    ],
)
def test_parts_of_words_other_spacing_and_other_widths_are_found(asked: str, is_found: bool, now: datetime) -> None:
    body = [("paragraph", "<p>오가노이드가 쓰이는 DNA 연구</p>")]
    wrote(now=now, language="ko", headline="대웅 제약, 보스턴에서 서명", lead="협약 세 건", body=body)

    assert _found(asked, now, "ko") == (["대웅 제약, 보스턴에서 서명"] if is_found else [])


def test_a_misspelt_word_finds_what_comes_closest_and_says_so(now: datetime) -> None:
    wrote(now=now, headline="Daewoong signs in Boston")
    wrote(now=now, headline="Nothing of the kind")

    guess, exact = search_articles("daewong", "en", now), search_articles("daewoong", "en", now)

    assert (guess.is_guess, _found("daewong", now)) == (True, ["Daewoong signs in Boston"])
    assert (exact.is_guess, exact.count.number) == (False, 1)


def test_what_is_not_public_is_in_no_result_and_no_count(now: datetime) -> None:
    hour = now + timedelta(hours=1)
    wrote(now=now, headline="Organoids told")
    wrote(now=now, headline="Organoids held", public_from=hour)
    wrote(now=now, headline="Organoids drafted", approved=False)
    wrote(now=now, headline="Organoids never", approved=False, is_confidential=True)
    changed = wrote(now=now, headline="Organoids as approved")
    changed.headline = "Organoids and a canary"
    changed.save_revision()

    before = search_articles("organoids", "en", hour - timedelta(microseconds=1))
    page = _page("/en/news/search/?q=organoids", hour - timedelta(microseconds=1))
    there = search_articles("organoids", "en", hour)

    assert (len(before.ids), before.count.number, there.count.number) == (2, 2, 3)
    assert [word for word in ("held", "drafted", "never", "canary") if word in page] == []
    assert "2 articles, the best and newest first." in page
    assert _found("canary", hour) == []


def test_what_is_held_back_changes_no_order(now: datetime) -> None:
    for number in range(3):
        wrote(now=now, headline=f"Organoids and antibodies {number}", public_from=now - timedelta(days=number))
    wrote(now=now, headline="Organoids", lead="Antibodies")
    before = _found("organoids antibodies", now)

    for number in range(5):
        wrote(now=now, headline=f"Antibodies {number}", lead="Antibodies " * 9, public_from=now + timedelta(days=1))

    assert _found("organoids antibodies", now) == before


def test_the_index_follows_approval_correction_taking_back_and_deletion(now: datetime) -> None:
    corrections = ((now, "Nine were signed, antibodies included."),)
    article = wrote(now=now, headline="Eight agreements", corrections=corrections)
    corrected = _found("antibodies", now)
    article.headline = "Nine agreements"
    article.save_revision()
    approve_article(article_id=article.pk, by=_admin())
    changed = (_found("eight", now), _found("nine", now))
    article.unpublish()
    gone = (_found("nine", now), search_index.said_by([article.pk]))
    approve_article(article_id=article.pk, by=_admin())
    again = _found("nine", now)
    Article.objects.get(pk=article.pk).delete()

    assert (corrected, changed) == (["Eight agreements"], ([], ["Nine agreements"]))
    assert (gone, again, search_index.said_by([article.pk])) == (([], {}), ["Nine agreements"], {})


def test_a_rebuilding_makes_what_the_deeds_have_made(now: datetime) -> None:
    kept = wrote(now=now, headline="Kept", lead="Organoids")
    wrote(now=now, headline="A draft", approved=False)
    search_index.clear()
    empty = _found("organoids", now)
    told = StringIO()
    call_command("index", "newsroom", stdout=told)

    assert (empty, told.getvalue(), _found("organoids", now)) == ([], "newsroom: 1\n", ["Kept"])
    assert search_index.said_by([kept.pk]) == {kept.pk: "Organoids\nA paragraph."}
    assert rebuild_search_index() == 1
    with pytest.raises(CommandError, match="There is no index “treasury”"):
        call_command("index", "treasury")


def test_the_other_language_is_found_below_and_twins_are_named(now: datetime) -> None:
    twin = wrote(now=now, headline="Boston CDMO story")
    wrote(now=now, language="ko", headline="보스턴 CDMO 소식", twin_of=twin)
    wrote(now=now, language="ko", headline="국문으로만 쓴 CDMO 기사")

    english, korean = _page("/en/news/search/?q=CDMO", now), _page("/ko/news/search/?q=CDMO", now)

    assert english.index("Boston <mark>CDMO</mark> story") < english.index("also in Korean")
    assert english.index("also in Korean") < english.index('id="elsewhere-h"') < english.index('<li lang="ko">')
    assert f'href="/ko/news/{twin.translation_key}/" hreflang="ko"' in english
    assert "국문으로만 쓴 <mark>CDMO</mark> 기사" in korean[: korean.index('id="elsewhere-h"')]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("", "What are you looking for?"),
        ("   ", "What are you looking for?"),
        ("?!%_'\"", "There is no word in that"),
        ("zebra", "No article holds “zebra”."),
        ("') OR 1=1 --", "No article holds"),
        ('title : "x" NEAR(', "No article holds"),
        ("headline " * 90, "That is long. Only its first six words were looked for."),
        ("one two three four five six seven", "No article holds"),
        ("x" * 5_000, "No article holds"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("\U0001f600", "There is no word in that"),
        ("a\tb\u2028c", "No article holds"),
    ],
)
def test_whatever_is_asked_is_answered_by_a_sentence(asked: str, answer: str, now: datetime) -> None:
    wrote(now=now)

    with standing_still(now):
        told = Client().get("/en/news/search/", {"q": asked})

    assert (told.status_code, answer in told.content.decode()) == (200, True)


def test_pages_lead_on_and_keep_the_question(now: datetime) -> None:
    for number in range(21):
        wrote(now=now, headline=f"Organoids {number:02}", public_from=now - timedelta(minutes=number))

    first, second = _page("/en/news/search/?q=organoids", now), _page("/en/news/search/?q=organoids&page=2", now)

    assert ('href="?q=organoids&amp;page=2"' in first, "</mark> 20" in first) == (True, False)
    assert ("</mark> 20" in second, "</mark> 00" in second) == (True, False)


def test_a_search_asks_the_database_as_often_for_one_as_for_many(now: datetime) -> None:
    asked = []
    for more in (1, 25):
        for number in range(more):
            wrote(now=now, headline=f"Organoids {number}")
        with CaptureQueriesContext(connection) as queries:
            _page("/en/news/search/?q=organoids", now)
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_a_fragment_is_the_list_alone_and_the_front_page_leads_to_the_search(now: datetime) -> None:
    with standing_still(now):
        fragment = Client().get("/en/news/search/?q=zebra", headers={"HX-Request": "true"}).content.decode()

    assert ("<html" in fragment, "No article holds “zebra”." in fragment) == (False, True)
    assert 'href="/en/news/search/"' in _page("/en/news/", now)


def test_what_was_looked_for_is_marked_as_it_is_written() -> None:
    pieces = marked("Ｄａｅｗｏｏｎｇ café, 대웅제약이", "daewoong CAFE 제약")

    assert [each.text for each in pieces if each.is_found] == ["Ｄａｅｗｏｏｎｇ", "café", "제약"]
    assert "".join(each.text for each in pieces) == "Ｄａｅｗｏｏｎｇ café, 대웅제약이"
    assert [each.text for each in marked("abstain st", "st") if each.is_found] == ["st"]


def test_an_excerpt_shows_where_the_words_stand() -> None:
    text = f"{'begin ' * 40}organoids {'end ' * 60}"

    shown_text = "".join(each.text for each in excerpt(text, "organoids"))

    assert (shown_text.startswith("… begin"), shown_text.endswith("end …"), "organoids" in shown_text) == (
        True,
        True,
        True,
    )
    assert len(shown_text) < 200
    assert "".join(each.text for each in excerpt("Short.", "organoids")) == "Short."
    assert Found("").count.number == 0


def _admin() -> Actor:
    return Actor(is_platform_admin=True)
