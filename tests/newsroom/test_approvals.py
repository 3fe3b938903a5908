"""Both languages of an article approved at one desk, for one hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from bridgehead.accounts.actor import SYSTEM
from bridgehead.newsroom.actions.approvals import approve_both
from bridgehead.newsroom.models import Article
from bridgehead.newsroom.rules import Role, revisions_mark
from tests.clocks import standing_still
from tests.factories.newsroom import works_as, wrote
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_both_languages_are_approved_for_one_hour_as_they_were_read(now: datetime) -> None:
    client = Client()
    client.force_login(works_as(UserFactory(), Role.OFFICER, now))
    told = wrote(now=now, headline="A story", approved=False, public_from=None)
    twin = wrote(now=now, language="ko", headline="이야기", approved=False, public_from=None, twin_of=told)
    here = f"/en/desk/newsroom/articles/{told.public_id}/"
    read = revisions_mark([told.latest_revision_id, twin.latest_revision_id])
    twin.headline = "이야기, 고쳐 씀"
    twin.save_revision()
    hour = now + timedelta(days=900)
    typed = {"public_from": hour.astimezone(ZoneInfo("Asia/Seoul")).strftime("%Y-%m-%dT%H:%M")}

    unread = client.post(f"{here}approve-both/", {**typed, "seen": read})
    wrong = client.post(f"{here}approve-both/", {"public_from": "tomorrow", "seen": read})
    kept = list(Article.objects.filter(live=True))
    twin.refresh_from_db()
    read = revisions_mark([told.latest_revision_id, twin.latest_revision_id])
    with standing_still(now):
        said = client.post(f"{here}approve-both/", {**typed, "seen": read})
        page = client.get(f"{here}translation/").content.decode()

    assert (unread.status_code, wrong.status_code, kept) == (422, 422, [])
    assert "Somebody has changed this since you opened the page." in unread.content.decode()
    assert (said.status_code, said["Location"]) == (302, f"{here}translation/")
    approved = Article.objects.filter(live=True).order_by("headline").values_list("headline", "public_from")
    assert list(approved) == [("A story", hour), ("이야기, 고쳐 씀", hour)]
    assert page.count("held until its hour") == 2


def test_what_readers_have_keeps_its_hour_when_both_are_approved(now: datetime) -> None:
    told = wrote(now=now, headline="A story")
    twin = wrote(now=now, language="ko", headline="이야기", approved=False, public_from=None, twin_of=told)
    read = revisions_mark([told.latest_revision_id, twin.latest_revision_id])
    later = now + timedelta(hours=3)

    both = approve_both(article_id=twin.pk, seen=read, public_from=None, by=SYSTEM, now=later)

    assert [(each.live, each.public_from) for each in both] == [(True, now), (True, later)]
