"""The newsroom's audit trail, as its press officers read it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils.translation import override

from bridgehead.newsroom.actions.press import give_press_access, note_opened
from bridgehead.newsroom.models import Article
from bridgehead.newsroom.queries.trail import newsroom_entries, told
from bridgehead.newsroom.rules import Role
from tests.clocks import standing_still
from tests.factories.newsroom import works_as, wrote
from tests.factories.people import UserFactory, actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_each_deed_is_told_with_what_it_was_done_to(now: datetime) -> None:
    officer = works_as(UserFactory(), Role.OFFICER, now)
    article = wrote(now=now, headline="Held back", public_from=now + timedelta(days=1))
    said = {"name": "Bo Kim", "outlet": "Daily", "email": "bo@daily.example", "language": "en"}
    given = give_press_access(article_id=article.pk, fields=said, by=actor_of(officer), now=now)
    note_opened(given.pk, now)

    with override("en"):
        found = told(list(newsroom_entries()))

    assert [
        (each.deed.verb, each.deed.who, each.deed.by_party, each.article, each.journalist, each.person)
        for each in found
    ] == [
        ("opened an article under embargo by a journalist's link", None, True, article, given, None),
        ("let a journalist read an article before its hour", officer, False, article, given, None),
        ("approved an article", None, False, article, None, None),
        ("wrote an article", None, False, article, None, None),
        ("said what somebody does in the newsroom", None, False, None, None, officer),
    ]


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", ["a journalist, through their link", "Bo Kim, Daily", "Held back", "the platform"]),
        ("ko", ["기자(링크 이용)", "Bo Kim, Daily", "Held back", "플랫폼"]),
    ],
)
def test_press_officers_read_it_and_nobody_else_of_the_newsroom(
    client: Client, language: str, shown: list[str], now: datetime
) -> None:
    officer = works_as(UserFactory(), Role.OFFICER, now)
    article = wrote(now=now, headline="Held back", public_from=now + timedelta(days=1))
    said = {"name": "Bo Kim", "outlet": "Daily", "email": "bo@daily.example", "language": "en"}
    note_opened(give_press_access(article_id=article.pk, fields=said, by=actor_of(officer), now=now).pk, now)

    client.force_login(officer)
    with standing_still(now):
        page = client.get(f"/{language}/desk/newsroom/trail/").content.decode()
    assert [each for each in shown if each not in page] == []
    for role in (Role.WRITER, Role.EDITOR):
        client.force_login(works_as(UserFactory(), role, now))
        assert client.get(f"/{language}/desk/newsroom/trail/").status_code == 404


def test_what_is_gone_since_is_told_without_it(now: datetime) -> None:
    article = wrote(now=now)
    Article.objects.filter(pk=article.pk).delete()

    assert [each.article for each in told(list(newsroom_entries()))] == [None, None, None]
