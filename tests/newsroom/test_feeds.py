"""What other programmes read of the newsroom: valid, in pairs of languages, and clean of what is not public."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse

from bridgehead.directory.models import Topic
from bridgehead.newsroom.actions.writing import Ties
from tests.clocks import standing_still
from tests.factories.newsroom import photographed, wrote

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def _read(address: str, now: datetime) -> bytes:
    with standing_still(now):
        told = Client().get(address)
    assert (told.status_code, told["Cache-Control"]) == (200, "public, max-age=3")
    return told.content


def test_each_feed_tells_the_same_articles_of_its_language_and_no_other(now: datetime) -> None:
    topic = Topic.objects.create(name_ko="이슈", name_en="Issue")
    ties = Ties(topics=[topic])
    first = wrote(now=now, headline="A & B <sign>", ties=ties)
    wrote(now=now, language="ko", headline="서명", twin_of=first, ties=ties)
    wrote(now=now, headline="Held", public_from=now + timedelta(seconds=1), ties=ties)
    wrote(now=now, headline="Draft", approved=False, ties=ties)
    told = {}
    for name, more in (("whole", {}), ("section", {"slug": "forums"}), ("topic", {"public_id": topic.public_id})):
        for form in ("rss", "atom", "json"):
            content = _read(reverse(f"news_feeds:{name}", kwargs={"language": "en", "form": form, **more}), now)
            if form == "json":
                told[name, form] = [each["title"] for each in json.loads(content)["items"]]
            else:
                path = "channel/item/title" if form == "rss" else f"{ATOM}entry/{ATOM}title"
                told[name, form] = [each.text for each in ET.fromstring(content).findall(path)]

    assert told == {each: ["A & B <sign>"] for each in told}
    assert len(told) == 9


def test_the_sitemap_pairs_the_languages_and_forgets_after_two_days(now: datetime) -> None:
    first = wrote(now=now, headline="New & fresh")
    wrote(now=now, language="ko", headline="새 소식", twin_of=first)
    wrote(now=now, headline="Old", public_from=now - timedelta(days=2, seconds=1))
    wrote(now=now, headline="Held", public_from=now + timedelta(seconds=1))

    tree = ET.fromstring(_read("/news/sitemap.xml", now))

    entries = tree.findall(f"{SITEMAP}url")
    titles = {each.findtext(f"{NEWS}news/{NEWS}title") for each in entries}
    pairs = [{link.get("hreflang"): link.get("href") for link in each.findall(f"{XHTML}link")} for each in entries]
    key = first.translation_key
    assert titles == {"New & fresh", "새 소식"}
    assert pairs == [{each: f"http://127.0.0.1:8000/{each}/news/{key}/" for each in ("ko", "en")}] * 2


@pytest.mark.parametrize("address", ["/news/feeds/fr/rss/", "/news/feeds/en/html/", "/news/feeds/en/sections/no/rss/"])
def test_a_feed_that_is_not_there_is_a_404(address: str) -> None:
    assert Client().get(address).status_code == 404


def test_an_article_says_what_it_is_to_search_engines(now: datetime) -> None:
    nasty = "</script><script>alert(1)</script>"
    photo = photographed(size=(1600, 900))
    corrected = ((now, "Nine, not eight."),)
    told = wrote(now=now, headline=f"Signed {nasty}", photo=photo, corrections=corrected)

    page = _page(f"/en/news/{told.translation_key}/", now)

    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    said = json.loads(found)
    address = f"http://127.0.0.1:8000/en/news/{told.translation_key}/"
    assert {
        key: said[key] for key in ("@type", "headline", "inLanguage", "url", "datePublished", "image", "correction")
    } == {
        "@type": "NewsArticle",
        "headline": f"Signed {nasty}",
        "inLanguage": "en",
        "url": address,
        "datePublished": now.isoformat(),
        "image": [f"http://127.0.0.1:8000/news/photos/{photo.public_id}/share/"],
        "correction": ["Nine, not eight."],
    }
    assert f'<link rel="canonical" href="{address}">' in page


def _page(address: str, now: datetime) -> str:
    with standing_still(now):
        return Client().get(address).content.decode()
