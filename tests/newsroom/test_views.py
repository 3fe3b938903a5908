"""The pages that readers open, in both languages."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from wagtail.users.models import UserProfile

from bridgehead.directory.models import Organisation, Topic
from bridgehead.newsroom.actions.people import leave_newsroom
from bridgehead.newsroom.actions.writing import Ties
from bridgehead.newsroom.models import BusinessLink, LiveItem
from bridgehead.newsroom.queries.people import role_kept
from bridgehead.newsroom.rules import Role
from tests.clocks import standing_still
from tests.factories.newsroom import photographed, works_as, wrote
from tests.factories.organisations import OrganisationFactory, TopicFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def _page(address: str, now: datetime, client: Client | None = None) -> str:
    with standing_still(now):
        told = (client or Client()).get(address)
    assert told.status_code == 200
    return told.content.decode()


def test_the_front_page_tells_the_newest_first_in_its_language(now: datetime) -> None:
    for hours, headline in enumerate(["Newest", "Older", "Oldest"]):
        wrote(now=now, headline=headline, public_from=now - timedelta(hours=hours))
    wrote(now=now, language="ko", headline="한글 기사")
    LiveItem.objects.create(words_en="Doors are open", words_ko="문이 열렸다", at=now)
    BusinessLink.objects.create(name_ko="성과", name_en="Results", address="/results/")

    english, korean = _page("/en/news/", now), _page("/ko/news/", now)

    assert english.index("Newest") < english.index("Older") < english.index("Oldest")
    assert ("한글 기사" in english, "한글 기사" in korean, "Newest" in korean) == (False, True, False)
    assert ("Doors are open" in english, "문이 열렸다" in korean) == (True, True)
    assert ('href="/en/results/"' in english, 'href="/ko/results/"' in korean) == (True, True)


def test_the_front_page_leads_to_the_topics_of_its_articles_and_of_no_others(now: datetime) -> None:
    often, once, secret = (TopicFactory(name_en=name) for name in ("Zinc", "Antibodies", "Secret"))
    for topics in ([often, once], [often]):
        wrote(now=now, ties=Ties(topics=topics))
    wrote(now=now, ties=Ties(topics=[secret]), public_from=now + timedelta(hours=1))

    page = _page("/en/news/", now)

    assert re.findall(r'/news/topics/([0-9a-f-]{36})/"', page) == [str(often.public_id), str(once.public_id)]


def test_a_front_page_with_photographs_asks_no_more_than_one_without(now: datetime) -> None:
    asked = []
    for photo in (None, photographed()):
        for _number in range(5):
            wrote(now=now, photo=photo)
        with CaptureQueriesContext(connection) as queries:
            _page("/en/news/", now)
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_an_empty_newsroom_says_what_goes_here(now: datetime) -> None:
    assert "The first article appears here at its hour." in _page("/en/news/", now)


def test_the_climate_clock_counts_down_to_zero_and_no_further(now: datetime) -> None:
    before = _page("/en/news/", datetime(2028, 7, 22, 15, 59, 58, tzinfo=now.tzinfo))
    after = _page("/en/news/", datetime(2030, 1, 1, tzinfo=now.tzinfo))

    assert '<b data-part="years">1</b>' in before
    assert '<b data-part="days">0</b>' in before
    assert '<b data-part="time">00:00:02</b>' in before
    assert '<b data-part="years">0</b>' in after
    assert '<b data-part="time">00:00:00</b>' in after
    assert 'role="timer" aria-live="off"' in before


def test_an_article_shows_what_it_is_tied_to_as_far_as_everybody_may_know(now: datetime) -> None:
    listed, hidden = (
        OrganisationFactory(name_en="Listed Bio"),
        OrganisationFactory(name_en="Hidden Bio", is_listed=False),
    )
    topic = Topic.objects.create(name_ko="이슈", name_en="An issue")
    corrected = ((now, "It said eight; there were nine."),)
    told = wrote(now=now, ties=Ties(topics=[topic], organisations=[listed, hidden]), corrections=corrected)

    page = _page(f"/en/news/{told.translation_key}/", now)

    assert [word in page for word in ("Listed Bio", "Hidden Bio", "An issue", "It said eight; there were nine.")] == [
        True,
        False,
        True,
        True,
    ]
    assert "1 correction<" in page


def test_an_article_in_the_other_language_says_so_and_marks_it(now: datetime) -> None:
    told = wrote(now=now, language="ko", headline="한글 기사")

    page = _page(f"/en/news/{told.translation_key}/", now)

    assert "This article has not been written in English yet. It stands here in Korean." in page
    assert '<article aria-labelledby="headline" lang="ko">' in page


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<svg/onload=alert(1)>",
        "<p style='background:url(//evil.example)'>x</p>",
        "<iframe src='//evil.example'></iframe>",
    ],
)
def test_nothing_hostile_in_a_paragraph_reaches_the_page(hostile: str, now: datetime) -> None:
    told = wrote(now=now, body=[("paragraph", f"<p>Before {hostile} after</p>")], headline=f"Title {hostile}")

    page = _page(f"/en/news/{told.translation_key}/", now)
    body = page[page.index('<div class="prose">') : page.index("</article>")]

    assert "Before" in body
    assert [
        word for word in ("<script", "onerror=", "javascript:", "onload=", "style=", "<iframe") if word in body
    ] == []
    assert hostile not in page


def test_section_topic_organisation_and_archive_tell_their_own(now: datetime) -> None:
    firm = OrganisationFactory(name_en="A firm")
    topic = Topic.objects.create(name_ko="이슈", name_en="An issue")
    wrote(now=now, headline="About the firm", ties=Ties(organisations=[firm]))
    wrote(now=now, headline="About the issue", ties=Ties(topics=[topic]))
    wrote(now=now, headline="Of last year", public_from=now - timedelta(days=365))

    pages = {
        "section": "/en/news/sections/forums/",
        "firm": f"/en/news/organisations/{firm.public_id}/",
        "topic": f"/en/news/topics/{topic.public_id}/",
        "archive": "/en/news/archive/",
        "month": "/en/news/archive/2022/4/",
    }
    headlines = ("About the firm", "About the issue", "Of last year")
    told = {name: [each for each in headlines if each in _page(to, now)] for name, to in pages.items()}

    assert told == {
        "section": list(headlines),
        "firm": ["About the firm"],
        "topic": ["About the issue"],
        "archive": ["About the firm", "About the issue"],
        "month": ["Of last year"],
    }


@pytest.mark.parametrize("address", ["archive/2022/13/", "archive/1999/1/", "archive/0/1/", "sections/none/"])
def test_what_is_not_there_is_a_404(address: str, now: datetime) -> None:
    wrote(now=now)

    with standing_still(now):
        assert Client().get(f"/en/news/{address}").status_code == 404


def test_the_desk_tells_what_waits(now: datetime) -> None:
    client = Client()
    client.force_login(works_as(UserFactory(), Role.OFFICER, now))
    wrote(now=now, headline="Held back", public_from=now + timedelta(days=1))
    wrote(now=now, headline="A draft", approved=False)

    page = _page("/en/desk/newsroom/", now, client)
    parts = {name: page.index(f'id="{name}-h"') for name in ("waiting", "embargoed", "drafts", "stale")}

    assert parts["embargoed"] < page.index("Held back") < parts["drafts"] < page.index("A draft") < parts["stale"]


def test_somebody_is_named_and_let_go(now: datetime) -> None:
    chief, new = works_as(UserFactory(), Role.OFFICER, now), UserFactory()
    client = Client()
    client.force_login(chief)

    wrong = client.post("/en/desk/newsroom/people/", {"email": "nobody@example.com", "role": Role.WRITER.value})
    named = client.post("/en/desk/newsroom/people/", {"email": new.email, "role": Role.WRITER.value})
    held = set(new.groups.values_list("name", flat=True))
    client.post(f"/en/desk/newsroom/people/{new.public_id}/let-go/")

    assert (wrong.status_code, named.status_code) == (422, 302)
    assert (held, set(new.groups.values_list("name", flat=True))) == ({Role.WRITER.value}, set())


def test_who_is_erased_leaves_the_newsroom_and_what_they_wrote_stays(now: datetime) -> None:
    person = works_as(UserFactory(zone="America/New_York"), Role.OFFICER, now)
    told = wrote(now=now, approved=False)
    told.save_revision(user=person)
    zone = person.wagtail_userprofile.current_time_zone
    kept = role_kept(person.pk)

    leave_newsroom(person.pk, now)

    assert (zone, kept) == ("America/New_York", [{"roles": [Role.OFFICER.value], "revisions_written": 1}])
    assert role_kept(person.pk) == [{"roles": [], "revisions_written": 1}]
    assert not UserProfile.objects.filter(user=person).exists()


def test_the_twin_is_begun_and_brought_in_line_at_the_desk(now: datetime) -> None:
    client = Client()
    client.force_login(works_as(UserFactory(), Role.OFFICER, now))
    told = wrote(now=now, headline="A story")
    here = f"/en/desk/newsroom/articles/{told.public_id}/"

    begun = client.post(f"{here}translate/")
    beside = client.get(f"{here}translation/").content.decode()
    told.headline = "A story goes on"
    told.save_revision()
    ahead = client.get(f"{here}translation/").content.decode()

    assert (begun.status_code, "/write/snippets/newsroom/article/edit/" in begun["Location"]) == (302, True)
    assert "Both languages are marked as saying the same." in beside
    assert "The twin has not followed a change of this article." in ahead


def test_an_unlisted_organisation_has_no_news_page(now: datetime) -> None:
    hidden = Organisation.objects.create(name_en="Hidden", is_listed=False)

    assert Client().get(f"/en/news/organisations/{hidden.public_id}/").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    ["http://[::1", "javascript:alert(1)", "data:text/html,x", "//other.example/", "results/", "/a b", "ftp://a.b/"],
)
def test_a_business_link_leads_to_a_page_here_or_to_an_address_elsewhere(wrong: str, now: datetime) -> None:
    said = {"name_ko": "성과", "name_en": "Results"}
    for right in ("/results/", "/results/?page=2", "https://other.example/a", "mailto:desk@agency.example"):
        BusinessLink(**said, address=right).full_clean()
    with pytest.raises(ValidationError, match="/results/"), override("en"):
        BusinessLink(**said, address=wrong).full_clean()


def test_a_business_link_that_cannot_be_read_takes_no_page_down(now: datetime) -> None:
    BusinessLink.objects.create(name_ko="성과", name_en="Results", address="http://[::1")

    with standing_still(now):
        assert Client().get("/en/news/").status_code == 200
