"""Addresses of an older site: led on for good to what is public; given at the desk, and refused with a sentence."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import Topic
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from bridgehead.newsroom.actions.old_addresses import give_old_address
from bridgehead.newsroom.actions.writing import Ties
from bridgehead.newsroom.models import Article, OldAddress
from bridgehead.newsroom.rules import THE_NEWSROOM, Role
from tests.clocks import standing_still
from tests.factories.newsroom import section, works_as, wrote
from tests.factories.people import UserFactory
from tests.pages import browser

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DESK = "/en/desk/newsroom/old-addresses/"
EDITOR = Actor(user_id=None, roles=frozenset({(Role.EDITOR.value, THE_NEWSROOM)}))


def _given(address: str, leads_to: str, now: datetime) -> OldAddress:
    with override("en"):
        return give_old_address(address=address, leads_to=leads_to, by=EDITOR, now=now)


def _led(address: str, now: datetime) -> tuple[int, str]:
    with standing_still(now):
        told = Client().get(address)
    return told.status_code, told.get("Location", "")


def _page_of(article: Article, language: str = "") -> str:
    return f"/{language or article.language}/news/{article.translation_key}/"


def test_a_reader_is_led_to_article_section_and_topic_in_the_language_of_each(now: datetime) -> None:
    topic = Topic.objects.create(name_ko="이슈", name_en="Issue")
    korean = wrote(now=now, language="ko", ties=Ties(topics=[topic]))
    english = wrote(now=now, twin_of=korean)
    section()
    ends = {
        "/news/articleView.html?idxno=12": _page_of(korean),
        "/en/2021/05/signed": f"{settings.SITE_ADDRESS}{_page_of(english)}?page=2#top",
        "/뉴스/서명": f"/en/desk/newsroom/articles/{korean.public_id}/translation/",
        "/old/written": f"/ko/desk/newsroom/write/snippets/newsroom/article/edit/{english.pk}/",
        "/category/forum": "/ko/news/sections/forums/",
        "/tags/issue": f"/en/news/topics/{topic.public_id}/",
    }
    for address, leads_to in ends.items():
        _given(address, leads_to, now)

    assert {each: _led(each, now) for each in ends} == {
        "/news/articleView.html?idxno=12": (301, _page_of(korean)),
        "/en/2021/05/signed": (301, _page_of(english)),
        "/뉴스/서명": (301, _page_of(korean)),
        "/old/written": (301, _page_of(english)),
        "/category/forum": (301, "/ko/news/sections/forums/"),
        "/tags/issue": (301, f"/en/news/topics/{topic.public_id}/"),
    }
    assert _led(_page_of(korean), now)[0] == 200
    # A stroke at the end, a question that was not asked for, and percent signs change nothing; another number does.
    assert _led("/category/forum/?utm_source=x", now)[0] == 301
    assert _led("/%EB%89%B4%EC%8A%A4/%EC%84%9C%EB%AA%85/", now)[0] == 301
    assert _led("/news/articleView.html?idxno=13", now)[0] == 404


def test_what_is_held_back_is_a_404_until_its_hour_under_its_old_address_too(now: datetime) -> None:
    hour, topic = now + timedelta(hours=1), Topic.objects.create(name_ko="이슈", name_en="Issue")
    held = wrote(now=now, public_from=hour, ties=Ties(topics=[topic]))
    draft = wrote(now=now, approved=False)
    for address, leads_to in (
        ("/old/held", _page_of(held)),
        ("/old/draft", f"/en/desk/newsroom/articles/{draft.public_id}/translation/"),
        ("/old/topic", f"/en/news/topics/{topic.public_id}/"),
    ):
        _given(address, leads_to, now)

    before = [_led(each, hour - timedelta(microseconds=1)) for each in ("/old/held", "/old/draft", "/old/topic")]
    there = [_led(each, hour)[0] for each in ("/old/held", "/old/draft", "/old/topic")]
    held.unpublish()

    assert (before, there) == ([(404, "")] * 3, [301, 404, 301])
    assert [_led(each, hour)[0] for each in ("/old/held", "/old/topic")] == [404, 404]


def test_before_its_hour_the_answer_is_that_of_an_address_that_nobody_gave(now: datetime) -> None:
    _given("/old/held", _page_of(wrote(now=now, public_from=now + timedelta(hours=1))), now)

    with standing_still(now):
        held, missing = (Client().get(each) for each in ("/old/held", "/old/miss"))

    assert held.content == missing.content.replace(b"/old/miss", b"/old/held")
    assert held["Cache-Control"] == missing["Cache-Control"] == "private, no-store"


def test_a_page_of_this_site_that_is_hidden_is_not_looked_for_among_the_old(now: datetime) -> None:
    def looked_for(address: str) -> bool:
        with CaptureQueriesContext(connection) as queries:
            assert _led(address, now) == (404, "")
        return any(OldAddress._meta.db_table in each["sql"] for each in queries)

    nowhere = "00000000-0000-4000-8000-000000000000"
    assert not looked_for(f"/ko/companies/{nowhere}/")
    assert looked_for(f"/ko/company/{nowhere}/")


def test_only_asking_is_led_on(now: datetime) -> None:
    _given("/old/a", _page_of(wrote(now=now)), now)

    with standing_still(now):
        asked, sent = Client().head("/old/a"), Client().post("/old/a")

    assert (asked.status_code, asked["Cache-Control"], sent.status_code) == (301, "public, max-age=300", 404)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("https://old.example/news/1", "Leave out the name of the site"),
        ("//old.example/news/1", "Leave out the name of the site"),
        ("\\\\old.example\\news", "Leave out the name of the site"),
        ("news/1", "An old address begins with a stroke"),
        ("javascript:alert(1)", "An old address begins with a stroke"),
        ("/news/1#top", "Leave out # and what follows it"),
        ("/" + "n" * 400, "An old address has no more than 400 letters."),
        ("/a/../b", "This cannot be the address of a page"),
        ("/a//b", "This cannot be the address of a page"),
        ("/a\\b", "This cannot be the address of a page"),
        ("/a%0Ab", "This cannot be the address of a page"),
        ("/a%00b", "This cannot be the address of a page"),
        ("/%B4%BA", "This cannot be the address of a page"),
        ("/", "This is the address of a page of this site"),
        ("/?p=12", "This is the address of a page of this site"),
        ("/en/news/", "This is the address of a page of this site"),
        ("/ko/news", "This is the address of a page of this site"),
        ("/news/search", "This is the address of a page of this site"),
        ("/forums/", "This is the address of a page of this site"),
        ("/news/sitemap.xml", "This is the address of a page of this site"),
        ("/static/web/mark.svg", "This is the address of a page of this site"),
        ("/events/x", "This is the address of a page of this site"),
        ("/old/known/", "This address leads somewhere already."),
    ],
)
def test_what_cannot_be_an_old_address_is_refused_by_a_sentence(address: str, sentence: str, now: datetime) -> None:
    article = wrote(now=now)
    _given("/old/known", _page_of(article), now)

    with pytest.raises(Refused) as refused:
        _given(address, _page_of(article), now)

    assert (str(refused.value.sentence).startswith(sentence), refused.value.field) == (True, "address")
    assert list(OldAddress.objects.values_list("address", flat=True)) == ["/old/known"]


@pytest.mark.parametrize(
    "leads_to",
    [
        "https://elsewhere.example/en/news/sections/forums/",
        "//elsewhere.example/",
        "/en/",
        "/en/news/",
        "/old/known",
        "/en/news/00000000-0000-4000-8000-000000000000/",
        "/en/news/sections/none/",
        "/en/forums/",
        "/en/desk/newsroom/write/snippets/newsroom/article/edit/none/",
        "javascript:alert(1)",
        "http://[",
    ],
)
def test_where_an_old_address_cannot_lead_is_refused_by_a_sentence(leads_to: str, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        _given("/old/a", leads_to, now)

    assert (str(refused.value.sentence).startswith("That is no article"), refused.value.field) == (True, "leads_to")
    assert not OldAddress.objects.exists()


def test_the_database_itself_refuses_two_ends_none_and_what_is_no_path(now: datetime) -> None:
    article = wrote(now=now)
    for wrong in (
        {"address": "/a"},
        {"address": "/a", "article": article, "section": section()},
        {"address": "a", "article": article},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            OldAddress.objects.create(language="en", **wrong)


def test_editors_give_and_remove_and_writers_do_not(now: datetime) -> None:
    article = wrote(now=now, headline="Where it leads")
    editor = browser(works_as(UserFactory(), Role.EDITOR, now))
    writer = browser(works_as(UserFactory(), Role.WRITER, now))
    sent = {"address": "/old/a", "leads_to": _page_of(article)}
    wrong = editor.post(DESK, sent | {"address": "old"})
    given = editor.post(DESK, sent)
    page = editor.get(DESK).content.decode()
    narrowed = editor.get(f"{DESK}?q=nothing").content.decode()
    kept = OldAddress.objects.get()
    remove = f"{DESK}{kept.public_id}/remove/"
    refused = [writer.get(DESK).status_code, writer.post(DESK, sent).status_code, writer.post(remove).status_code]
    removed = editor.post(remove)

    assert (wrong.status_code, given.status_code, refused, removed.status_code) == (422, 302, [404] * 3, 302)
    assert 'value="old"' in wrong.content.decode()
    assert ("Where it leads" in page, "leads on" in page, "No old address holds that." in narrowed) == (True,) * 3
    assert not OldAddress.objects.exists()
    verbs = AuditEntry.objects.filter(stream__name="newsroom", verb__contains="old_address").order_by("position")
    assert list(verbs.values_list("verb", flat=True)) == [
        "newsroom.old_address_given",
        "newsroom.old_address_removed",
    ]
    with pytest.raises(Refused):
        give_old_address(**sent, by=Actor(user_id=None), now=now)
