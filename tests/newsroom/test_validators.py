"""Feeds, news sitemap and structured data before validators of other people, with whatever a text may hold in them."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import reverse
from lxml import etree

from bridgehead.accounts.actor import SYSTEM
from bridgehead.directory.models import Topic
from bridgehead.foundation.refusals import Refused
from bridgehead.newsroom import feed_urls
from bridgehead.newsroom.actions.writing import Ties, approve_article
from bridgehead.newsroom.models import Article, Correction, Section
from bridgehead.web.kept import PAGES
from tests.clocks import standing_still
from tests.factories.newsroom import photographed, wrote
from tests.factories.organisations import OrganisationFactory
from tests.journeys.payloads import PAYLOADS
from tests.newsroom.validators import faults_by_feedparser, faults_by_grammar, faults_of_article

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FORMS = ("rss", "atom", "json")
HOSTILE = (
    "R&D, \"A\" <b>&amp;</b> 'B' ]]> <![CDATA[ <?xml ?> <!-- -- %20 &#0; &nbsp;",
    "𝔖𝔦𝔤𝔫𝔢𝔡 🏗️ 👩🏽‍🔬 𐀀 \U0010fffd \ue000 \ufffd é a\u0301\u200d\u00ad\u200f",
    "한국어로 아주 길게 쓴 제목은 넘치지 않는다 " * 8,
    "وقّعت سيول وبوسطن مذكرة תזכיר הבנות 서명",
    *(" ".join(each.split()) for each in PAYLOADS[::80]),
)


@pytest.fixture(autouse=True)
def _kept(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.KEEP_PAGES, settings.CHANGES_FILE = True, tmp_path / "changed"
    settings.WAGTAIL_SITE_NAME = "Bridge & <head>"
    PAGES.clear()
    yield
    PAGES.clear()


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed: where it is, and the headlines that it should tell, newest first."""

    address: str
    form: str
    language: str
    articles: tuple[Article, ...]


def _newsroom(now: datetime) -> list[Feed]:
    """Write in both languages whatever a text may hold, in every section and topic; return all feeds of it."""
    sections = [
        Section.objects.create(
            slug=f"s{number}", name_en=f"Law {number} {HOSTILE[0][:40]}", name_ko=f"법 {number} & <법> ]]>"
        )
        for number in range(3)
    ]
    topics = [Topic.objects.create(name_en=each[:60], name_ko=f"이슈 {each[:40]}") for each in HOSTILE[:3]]
    told: dict[str, list[Article]] = {"en": [], "ko": []}
    for number, text in enumerate(HOSTILE):
        said: dict[str, Any] = {
            "headline": text[:200].strip(),
            "lead": f"{text}\n\n\t{text[::-1]}\r\n\u202e{text}"[:600].strip() if number % 5 else "",
            "byline": text[:120].strip(),
            "section": sections[number % 2],
            "ties": Ties(topics=topics[: 1 + number % 3]),
            "public_from": now - timedelta(minutes=number),
        }
        told["en"].append(wrote(now=now, **said))
        if number % 3:
            told["ko"].append(wrote(now=now, language="ko", twin_of=told["en"][-1], **said))
    wrote(now=now, headline="Held", section=sections[2], public_from=now + timedelta(hours=1))
    feeds = []
    for language, articles in told.items():
        for form in FORMS:
            kinds: list[tuple[str, dict[str, Any], Any]] = [("whole", {}, lambda _each: True)]
            kinds += [("section", {"slug": one.slug}, lambda each, one=one: each.section == one) for one in sections]
            kinds += [
                ("topic", {"public_id": one.public_id}, lambda each, one=one: one in each.topics.all())
                for one in topics
            ]
            for name, more, holds in kinds:
                address = reverse(f"news_feeds:{name}", kwargs={"language": language, "form": form, **more})
                feeds.append(Feed(address, form, language, tuple(each for each in articles if holds(each))))
    return feeds


def _get(address: str, now: datetime, **headers: str) -> HttpResponse:
    with standing_still(now):
        return Client().get(address, headers=headers)


def _faults(feed: Feed, content: bytes) -> list[str]:
    by_reader = [] if feed.form == "json" else faults_by_feedparser(feed.form, content)
    return [*faults_by_grammar(feed.form, content), *by_reader]


def test_every_feed_of_the_newsroom_is_valid_and_says_what_was_written(now: datetime) -> None:
    feeds = _newsroom(now)
    faults, told = {}, {}
    for each in feeds:
        content = _get(each.address, now).content
        faults[each.address] = _faults(each, content)
        told[each.address] = _read(each.form, content)

    kinds = {pattern.name for pattern in feed_urls.urlpatterns} - {"read", "sitemap"}
    assert (len(feeds), kinds) == (2 * len(FORMS) * 7, {"whole", "section", "topic"})
    assert faults == {each.address: [] for each in feeds}
    assert told == {each.address: _written(each) for each in feeds}
    assert {bool(each.articles) for each in feeds} == {True, False}


def _read(form: str, content: bytes) -> list[tuple[str, str, str]]:
    """Each article's id and headline with its lead, as a reader that takes the format at its word shows them."""
    if form == "json":
        return [
            (each["id"], each["title"], " ".join(each.get("summary", "").split()))
            for each in json.loads(content)["items"]
        ]
    tree = etree.fromstring(content)
    entries = tree.findall("channel/item") if form == "rss" else tree.findall("{*}entry")
    names = ("guid", "title", "description") if form == "rss" else ("{*}id", "{*}title", "{*}summary")
    return [
        (entry.findtext(names[0]), entry.findtext(names[1]), _words(entry.findtext(names[2]) or ""))
        for entry in entries
    ]


def _words(marked: str) -> str:
    """Read HTML that may hold paragraphs and line breaks, and no other mark."""
    plain = re.sub(r"</?p>|<br>", " ", marked)
    assert "<" not in plain
    return " ".join(html.unescape(plain).split())


def _written(feed: Feed) -> list[tuple[str, str, str]]:
    instead = {"rss": Article.__str__, "atom": Article.__str__, "json": lambda _each: ""}[feed.form]
    return [
        (f"urn:uuid:{each.public_id}", each.headline, " ".join((each.lead or instead(each)).split()))
        for each in sorted(feed.articles, key=lambda one: one.public_from or feed, reverse=True)
    ]


def test_feedparser_reads_the_leads_as_they_were_written(now: datetime) -> None:
    wrote(now=now, headline="Plain", lead="R&D <b>is</b> &amp; ]]> more")
    told = {}
    for form in ("rss", "atom"):
        [entry] = feedparser.parse(_get(f"/news/feeds/en/{form}/", now).content).entries
        told[form] = html.unescape(entry.summary)

    assert told == dict.fromkeys(("rss", "atom"), "<p>R&D <b>is</b> &amp; ]]> more</p>")


def test_what_no_grammar_holds_is_right_too(now: datetime) -> None:
    site, led = "http://127.0.0.1:8000", set()
    for feed in _newsroom(now):
        answer = _get(feed.address, now)
        itself, page, moments, articles = _said(feed.form, answer.content)
        ids = [each for each, _address in articles]

        kind = {"rss": "rss+xml", "atom": "atom+xml", "json": "feed+json"}[feed.form]
        assert answer["Content-Type"] == f"application/{kind}; charset=utf-8"
        assert itself == f"{site}{feed.address}"
        assert urlsplit(page).path.startswith(f"/{feed.language}/news/")
        assert len(set(ids)) == len(ids)
        led |= {page, *(each for _id, each in articles[:1])}
        assert all(each.startswith(f"{site}/{feed.language}/news/") for _id, each in articles)
        assert moments == sorted(moments, reverse=True)
        assert all(each <= now for each in moments)
    assert {each: _get(urlsplit(each).path, now).status_code for each in led} == dict.fromkeys(led, 200)


def _said(form: str, content: bytes) -> tuple[str, str, list[datetime], list[tuple[str, str]]]:
    """A feed's own address, its page, the moments of its articles, and of each its id and address."""
    if form == "json":
        told = json.loads(content)
        moments = [datetime.fromisoformat(each["date_published"]) for each in told["items"]]
        return told["feed_url"], told["home_page_url"], moments, [(each["id"], each["url"]) for each in told["items"]]
    tree = etree.fromstring(content)
    links = {each.get("rel"): each.get("href") for each in tree.iterfind(".//{http://www.w3.org/2005/Atom}link")}
    if form == "rss":
        items = tree.findall("channel/item")
        moments = [parsedate_to_datetime(each.findtext("pubDate")) for each in items]
        pairs = [(each.findtext("guid"), each.findtext("link")) for each in items]
        return links["self"], tree.findtext("channel/link"), moments, pairs
    entries = tree.findall("{*}entry")
    own = {each.get("rel"): each.get("href") for each in tree.findall("{*}link")}
    moments = [datetime.fromisoformat(each.findtext("{*}published")) for each in entries]
    pairs = [(each.findtext("{*}id"), each.find("{*}link").get("href")) for each in entries]
    return own["self"], own["alternate"], moments, pairs


def test_an_article_keeps_its_id_and_tells_when_it_changed(now: datetime) -> None:
    article = wrote(now=now, headline="As it was", public_from=now - timedelta(days=1))
    later = now + timedelta(hours=1)
    told = {"before": _changes(now)}
    article.headline = "As it is"
    article.corrections.set([Correction(at=later, note="It was otherwise.")])
    with standing_still(later), TestCase.captureOnCommitCallbacks(execute=True):
        article.save_revision().publish()
    told["after"] = _changes(later)

    own = f"urn:uuid:{article.public_id}"
    assert told["before"][:2] == ([own] * 3, ["As it was"] * 3)
    assert told["after"] == ([own] * 3, ["As it is"] * 3, [later] * 3)
    assert told["before"][2] == [Article.objects.get(pk=article.pk).first_published_at.replace(microsecond=0)] * 3


def _changes(now: datetime) -> tuple[list[str], list[str], list[datetime]]:
    """The id, the headline and the last change of the one article in each form."""
    answers = {form: _get(f"/news/feeds/en/{form}/", now).content for form in FORMS}
    read = [_read(form, answers[form])[0] for form in FORMS]
    atom, rss = etree.fromstring(answers["atom"]), etree.fromstring(answers["rss"])
    moments = [
        parsedate_to_datetime(rss.findtext("channel/lastBuildDate")),
        datetime.fromisoformat(atom.findtext("{*}entry/{*}updated")),
        datetime.fromisoformat(json.loads(answers["json"])["items"][0]["date_modified"]),
    ]
    assert atom.findtext("{*}updated") == atom.findtext("{*}entry/{*}updated")
    moments = [each.replace(microsecond=0) for each in moments]
    return [each[0] for each in read], [each[1] for each in read], moments


@pytest.mark.parametrize("form", FORMS)
def test_who_has_a_feed_is_told_so_and_nothing_of_what_is_held(form: str, now: datetime) -> None:
    empty = Section.objects.create(slug="empty", name_en="Empty", name_ko="빈")
    wrote(now=now, headline="Public")
    addresses = [f"/news/feeds/en/{form}/", f"/news/feeds/en/sections/empty/{form}/"]
    tags = [_get(each, now)["ETag"] for each in addresses]
    with TestCase.captureOnCommitCallbacks(execute=True):
        held = wrote(now=now, headline="Held", section=empty, public_from=now + timedelta(hours=1))
    later = now + timedelta(minutes=30)
    for ask in ("{}", "W/{}", '"other", {}', "*"):
        for address, tag in zip(addresses, tags, strict=True):
            answer = _get(address, later, **{"If-None-Match": ask.format(tag)})
            assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
            assert (answer["Cache-Control"], "Last-Modified" in answer) == ("public, max-age=3", False)
    with TestCase.captureOnCommitCallbacks(execute=True):
        approve_article(article_id=held.pk, by=SYSTEM)
    assert [_get(each, later)["ETag"] for each in addresses] == tags
    at_its_hour = [_get(each, now + timedelta(hours=1), **{"If-None-Match": tags[0]}) for each in addresses]

    assert [each.status_code for each in at_its_hour] == [200, 200]
    assert {each["ETag"] for each in at_its_hour} & set(tags) == set()
    assert [_get(each, later, **{"If-None-Match": '"other"'}).status_code for each in addresses] == [200, 200]


def test_the_news_sitemap_is_valid_whatever_headlines_hold(now: datetime) -> None:
    _newsroom(now)

    answer = _get("/news/sitemap.xml", now)

    titles = [each.text for each in etree.fromstring(answer.content).iterfind(".//{*}title")]
    written = Article.objects.public(now).newest_first().values_list("headline", flat=True)
    assert (faults_by_grammar("news_sitemap", answer.content), answer["Content-Type"]) == (
        [],
        "application/xml; charset=utf-8",
    )
    assert titles == list(written)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_article_says_to_search_engines_what_schema_org_knows(language: str, now: datetime) -> None:
    _newsroom(now)
    ties = Ties(organisations=[OrganisationFactory(name_en=HOSTILE[0][:100], name_ko=HOSTILE[0][:100], is_listed=True)])
    corrected = ((now, HOSTILE[0]),)
    wrote(now=now, language=language, headline="Tied", ties=ties, photo=photographed(), corrections=corrected)
    faults, wrong_dates = {}, []
    for article in Article.objects.public(now).in_language(language):
        page = _get(f"/{language}/news/{article.translation_key}/", now).content.decode()
        [found] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
        said = json.loads(found)
        faults[article.headline] = faults_of_article(said)
        wrong_dates += [said] if said["dateModified"] < said["datePublished"] else []
        assert said["headline"] == article.headline[:110]

    assert faults == {each: [] for each in faults}
    assert (wrong_dates, len(faults) > 5) == ([], True)


def test_an_article_that_was_approved_before_its_hour_is_as_old_as_its_hour(now: datetime) -> None:
    hour = datetime(2099, 1, 1, tzinfo=UTC)
    held = wrote(now=now, public_from=hour)
    page = _get(f"/en/news/{held.translation_key}/", hour).content.decode()

    said = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)[0])

    assert (said["datePublished"], said["dateModified"]) == (hour.isoformat(), hour.isoformat())


@pytest.mark.parametrize("code", [0, 1, 0x0B, 0x1F, 0x7F, 0x85, 0x2028, 0xFFFE, 0xFFFF])
@pytest.mark.parametrize("field", ["headline", "lead", "byline"])
def test_what_no_feed_can_hold_is_refused(code: int, field: str, now: datetime) -> None:
    with pytest.raises(Refused):
        wrote(now=now, **{field: f"One{chr(code)}two"})

    assert Article.objects.count() == 0


BROKEN = {
    "not closed": (b"</title>", b""),
    "a bare ampersand": (b"Plain", b"A & B"),
    "a control character": (b"Plain", b"A\x01B"),
    "another encoding": (b"Plain", b"\xc0\xaf"),
    "cut off": (b"</channel></rss>", b"", b"</feed>", b""),
}


@pytest.mark.parametrize("form", ["rss", "atom"])
@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_feed_is_refused_by_each_validator(how: str, form: str, now: datetime) -> None:
    wrote(now=now, headline="Plain")
    content = _get(f"/news/feeds/en/{form}/", now).content
    pairs = BROKEN[how]
    broken = content
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        broken = broken.replace(old, new)

    assert broken != content
    assert [bool(found(form, broken)) for found in (faults_by_grammar, faults_by_feedparser)] == [True, True]
    assert [bool(found(form, content)) for found in (faults_by_grammar, faults_by_feedparser)] == [False, False]


@pytest.mark.parametrize(
    ("address", "form", "old", "new"),
    [
        ("/news/feeds/en/rss/", "rss", b' isPermaLink="false"', b""),
        ("/news/feeds/en/rss/", "rss", b"<link>http://127.0.0.1:8000/", b"<link>/"),
        ("/news/feeds/en/rss/", "rss", b" +0000</pubDate>", b"</pubDate>"),
        ("/news/feeds/en/rss/", "rss", b"<channel>", b"<channel><odd/>"),
        ("/news/feeds/en/atom/", "atom", b'rel="self"', b'rel="own"'),
        ("/news/feeds/en/atom/", "atom", b"<author><name>Haram Lee</name></author>", b""),
        ("/news/feeds/en/atom/", "atom", b"<id>urn:", b"<id>u"),
        ("/news/feeds/en/atom/", "atom", b"+00:00</published>", b"</published>"),
        ("/news/feeds/en/json/", "json", b'"version"', b'"versions"'),
        ("/news/feeds/en/json/", "json", b'"id": "urn', b'"id": "u'),
        ("/news/feeds/en/json/", "json", b"+00:00", b""),
        ("/news/feeds/en/json/", "json", b"]}", b"]"),
        ("/news/sitemap.xml", "news_sitemap", b"<news:language>en", b"<news:language>fr"),
        ("/news/sitemap.xml", "news_sitemap", b"<loc>http://127.0.0.1:8000", b"<loc>"),
        ("/news/sitemap.xml", "news_sitemap", b"<news:title>Plain</news:title>", b"<news:title>A & B</news:title>"),
        ("/news/sitemap.xml", "news_sitemap", b"+00:00</news:publication_date>", b"</news:publication_date>"),
    ],
)
def test_a_feed_that_breaks_a_rule_is_refused_by_its_grammar(
    address: str, form: str, old: bytes, new: bytes, now: datetime
) -> None:
    wrote(now=now, headline="Plain")
    content = _get(address, now).content
    broken = content.replace(old, new)

    assert broken != content
    assert [bool(faults_by_grammar(form, each)) for each in (content, broken)] == [False, True]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"@type": "NewsArtikel"}, "article: no type NewsArtikel"),
        ({"@type": "Place"}, "article: Place is none of ('NewsArticle',)"),
        ({"headlines": "x"}, "article: NewsArticle has no headlines"),
        (
            {"datePublished": "2026-01-01T00:00:00"},
            "article.datePublished: '2026-01-01T00:00:00' is none of ('Date', 'DateTime')",
        ),
        ({"image": ["/photo.jpg"]}, "article.image: '/photo.jpg' is none of ('ImageObject', 'URL')"),
        ({"author": "Haram Lee"}, "article.author: 'Haram Lee' is none of ('Organization', 'Person')"),
        (
            {"publisher": {"@type": "Place", "name": "x"}},
            "article.publisher: Place is none of ('Organization', 'Person')",
        ),
        ({"author": [{"@type": "Person", "called": "x"}]}, "article.author: Person has no called"),
    ],
)
def test_wrong_structured_data_is_refused(changed: dict[str, Any], fault: str, now: datetime) -> None:
    article = wrote(now=now)
    page = _get(f"/en/news/{article.translation_key}/", now).content.decode()
    said = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)[0])

    assert faults_of_article(said) == []
    assert fault in faults_of_article(said | changed)
    del said["image"]
    assert faults_of_article(said) == ["image is not said"]
