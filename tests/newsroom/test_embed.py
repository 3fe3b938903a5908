"""The latest news in a frame of anybody's page, and the page that hands the frame out."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client

from bridgehead.directory.models import Topic
from bridgehead.newsroom.actions.writing import Ties
from bridgehead.newsroom.models import Article
from bridgehead.newsroom.queries.articles import MOST_TIED
from bridgehead.newsroom.queries.embed import MOST_OFFERED
from tests.clocks import standing_still
from tests.factories.newsroom import section, wrote
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FRAME, PAGE = "/en/news/embed/", "/en/news/embed/hand-out/"


def _asked(address: str, now: datetime, client: Client | None = None) -> HttpResponse:
    with standing_still(now):
        return (client or Client()).get(address)


def _headlines(address: str, now: datetime) -> list[str]:
    page = _asked(address, now).content.decode()
    return re.findall(r'/news/[0-9a-f-]{36}/" target="_top" rel="noopener">([^<]*)<', page)


def _topic(name: str) -> Topic:
    return Topic.objects.create(name_ko=f"{name} 이슈", name_en=name)


def test_the_newest_of_a_section_a_topic_or_both_and_as_many_as_asked(now: datetime) -> None:
    topic, other = _topic("Issue"), section("policy")
    for number, (of, ties) in enumerate([(None, Ties()), (None, Ties(topics=[topic])), (other, Ties(topics=[topic]))]):
        at = now - timedelta(hours=number)
        wrote(now=now, headline=f"N{number}", section=of or section(), ties=ties, public_from=at)
    wrote(now=now, language="ko", headline="국문")
    wrote(now=now, headline="Held", public_from=now + timedelta(seconds=1), ties=Ties(topics=[topic]))
    wrote(now=now, headline="Draft", approved=False)
    told = {
        asked: _headlines(f"{FRAME}{asked}", now)
        for asked in (
            "",
            "?count=1",
            "?section=policy",
            f"?topic={topic.public_id}",
            f"?section=forums&topic={topic.public_id}",
            "?count=-4",
            "?count=٣",
            "?count=0",
        )
    }

    every = ["N0", "N1", "N2"]
    assert list(told.values()) == [every, ["N0"], ["N2"], ["N1", "N2"], ["N1"], every, every, ["N0"]]
    assert _headlines("/ko/news/embed/", now) == ["국문"]


def test_no_more_than_twenty_and_five_of_itself(now: datetime) -> None:
    for number in range(22):
        wrote(now=now, headline=f"N{number}")

    assert [len(_headlines(f"{FRAME}{asked}", now)) for asked in ("", "?count=20", "?count=999")] == [5, 20, 20]


@pytest.mark.parametrize("asked", ["section=none", "topic=none", "topic=00000000-0000-4000-8000-000000000000"])
def test_what_is_not_there_is_said_within_the_frame(asked: str, now: datetime) -> None:
    told = _asked(f"{FRAME}?{asked}", now)

    assert (told.status_code, "not there any more" in told.content.decode()) == (404, True)
    assert "X-Frame-Options" not in told


def test_a_topic_of_which_nothing_is_public_is_like_one_that_is_not_there(now: datetime) -> None:
    topic = _topic("canary-topic")
    held = wrote(now=now, public_from=now + timedelta(hours=1), ties=Ties(topics=[topic]))
    missing = _asked(f"{FRAME}?topic=00000000-0000-4000-8000-000000000000", now)

    before = (_asked(f"{FRAME}?topic={topic.public_id}", now), _asked(PAGE, now))
    assert held.public_from is not None
    there = (_asked(f"{FRAME}?topic={topic.public_id}", held.public_from), _asked(PAGE, held.public_from))

    assert before[0].content == missing.content
    assert ["canary-topic" in each.content.decode() for each in (*before, *there)] == [False, False, True, True]


def test_anybody_may_frame_it_and_no_other_page(now: datetime) -> None:
    wrote(now=now)
    framed = _asked(FRAME, now)
    others = [_asked(to, now) for to in ("/en/news/", PAGE, "/en/", "/en/news/search/", "/en/nothing/")]

    assert ("frame-ancestors *" in framed["Content-Security-Policy"], "X-Frame-Options" in framed) == (True, False)
    assert [each["X-Frame-Options"] for each in others] == ["DENY"] * 5
    assert ["frame-ancestors 'none'" in each["Content-Security-Policy"] for each in others] == [True] * 5
    # Only the page with the preview shows a frame, and one of ours.
    assert ["frame-src 'self'" in each["Content-Security-Policy"] for each in others] == [False, True] + [False] * 3


@pytest.mark.parametrize("language", ["ko", "en"])
def test_it_is_the_same_for_all_and_needs_no_script_and_no_cookie(language: str, now: datetime) -> None:
    wrote(now=now, language=language, headline="<b>&")
    person, to = Client(), f"/{language}/news/embed/"
    person.force_login(UserFactory())
    person.cookies["django_language"] = "en"

    plain, known = _asked(to, now), _asked(to, now, person)
    page = plain.content.decode()

    assert (plain.content, plain.cookies) == (known.content, {})
    assert [name for name in known.cookies if name != "django_language"] == []
    assert "Cookie" not in plain.get("Vary", "")
    assert plain["Cache-Control"] == "public, max-age=3"
    assert (f'lang="{language}"' in page, "<script" in page, "csrf" in page, "&lt;b&gt;&amp;" in page) == (
        True,
        False,
        False,
        True,
    )
    assert set(re.findall(r"<a [^>]*>", page)) == set(re.findall(r'<a [^>]*target="_top" rel="noopener">', page))


def test_the_page_hands_out_what_was_chosen_and_shows_it(now: datetime) -> None:
    topic = _topic("Issue")
    wrote(now=now, ties=Ties(topics=[topic]))

    plain = _asked(PAGE, now).content.decode()
    chosen = _asked(f"{PAGE}?section=forums&topic={topic.public_id}&count=3", now).content.decode()
    korean = _asked(PAGE.replace("en", "ko", 1), now).content.decode()

    assert '&lt;iframe src="http://127.0.0.1:8000/en/news/embed/" title="Latest news' in plain
    asked = f"/en/news/embed/?section=forums&amp;topic={topic.public_id}&amp;count=3"
    assert f'<iframe class="preview" src="{asked}"' in chosen
    pasted = re.findall(r"(&lt;iframe[^<]*)</textarea>", chosen)[0]
    assert f'src="http://127.0.0.1:8000{asked}" ' in unescape(pasted)
    assert 'src="http://127.0.0.1:8000/ko/news/embed/"' in unescape(korean)
    assert f'href="{PAGE}?section=forums"' in _asked("/en/news/sections/forums/", now).content.decode()


@pytest.mark.parametrize("wrong", ["section=none", "topic=none", "count=many", "count=21", "count=0"])
def test_a_wrong_choice_is_refused_by_a_sentence_and_the_frame_stays_the_usual_one(wrong: str, now: datetime) -> None:
    told = _asked(f"{PAGE}?{wrong}", now)

    assert (told.status_code, 'src="/en/news/embed/"' in told.content.decode()) == (422, True)
    assert "One answer needs a change." in told.content.decode()


def test_of_many_topics_some_are_offered_and_the_one_that_is_asked_for(now: datetime) -> None:
    article = wrote(now=now)
    topics = Topic.objects.bulk_create(
        [Topic(name_ko=f"토픽 {number:03}", name_en=f"Topic {number:03}") for number in range(MOST_OFFERED + 2)]
    )
    through = Article.topics.through
    through.objects.bulk_create([through(article_id=article.pk, topic_id=each.pk) for each in topics])
    held = _topic("Held")
    wrote(now=now, public_from=now + timedelta(hours=1), ties=Ties(topics=[held]))
    last = topics[-1]

    def offered(asked: str) -> tuple[int, bool]:
        page = _asked(f"{PAGE}{asked}", now).content.decode()
        return len(
            re.findall('<option value="[0-9a-f-]{36}"', page)
        ), f'<option value="{last.public_id}" selected' in page

    assert [offered(each) for each in ("", f"?topic={last.public_id}", f"?topic={held.public_id}", "?topic=x")] == [
        (MOST_OFFERED, False),
        (MOST_OFFERED + 1, True),
        (MOST_OFFERED, False),
        (MOST_OFFERED, False),
    ]
    shown = _asked(f"/en/news/{article.translation_key}/", now).content.decode()
    assert len(set(re.findall(r"/en/news/topics/[0-9a-f-]{36}/", shown))) == MOST_TIED
