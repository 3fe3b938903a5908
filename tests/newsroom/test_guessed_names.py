"""Before its hour an article is not there under any name: ten thousand guesses find what a made-up name finds."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from urllib.parse import quote, unquote
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve
from django.utils.text import slugify
from django.utils.translation import override

from bridgehead.directory.models import Organisation, Topic
from bridgehead.newsroom.actions.approvals import draw_photo
from bridgehead.newsroom.actions.cards import draw_card
from bridgehead.newsroom.actions.writing import NO_TIES, Ties
from bridgehead.newsroom.models import Article, OldAddress, Photo, ShareCard
from bridgehead.newsroom.models.photos import SHAPES
from tests.clocks import standing_still
from tests.factories.newsroom import photographed, wrote
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

#: Where files and pages lie on this site, on others of its kind, and in its own storage.
PLACES = (
    "/",
    "/media/",
    "/media/photos/",
    "/media/photos/drawn/",
    "/media/cards/",
    "/media/images/",
    "/media/original_images/",
    "/photos/drawn/",
    "/cards/",
    "/files/",
    "/static/",
    "/news/photos/",
    "/news/drawn/",
    "/en/news/",
    "/ko/news/",
)
ENDINGS = ("", "/", ".jpg", ".jpeg", ".png", ".webp", ".avif", ".bin", ".html", ".pdf")
#: What somebody may take for a shape of a photograph: those in use, Wagtail's own, and made-up ones.
TRIED = (*SHAPES, "original", "thumbnail", "max-165x165", "fill-640x360", "width-800", "webp", "avif", "jpeg")
LANGUAGES = ("ko", "en")
#: What tells one form from the next with each showing.
OF_THIS_FORM = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]*')
BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
NOBODY = "9d7f6c2e-0b1a-4c3d-8e5f-9a8b7c6d5e4f"


@dataclass(frozen=True, slots=True)
class Guess:
    """An address with a name to try in it, and with one that never was."""

    place: str
    name: str
    made_up: str
    #: What a page that is read sends.
    is_beacon: bool = False

    @property
    def address(self) -> str:
        """What is tried."""
        return self.place.format(quote(self.name))

    @property
    def nowhere(self) -> str:
        """The same with the name that never was."""
        return self.place.format(quote(self.made_up))


@dataclass(frozen=True, slots=True)
class Told:
    """An article in both languages with all that its hour opens: photographs, cards, a topic, an old address."""

    articles: dict[str, Article]
    photos: list[Photo]
    topic: Topic
    old: str

    @property
    def cards(self) -> dict[str, ShareCard]:
        """Its cards by language."""
        return {each: ShareCard.objects.get(article=article) for each, article in self.articles.items()}

    def opened(self) -> set[str]:
        """The addresses that lead to something from its hour on."""
        key, topic = self.articles["en"].translation_key, self.topic.public_id
        return {
            self.old,
            *(f"/news/photos/{photo.public_id}/{shape}/" for photo in self.photos for shape in SHAPES),
            *(f"/{language}/news/topics/{topic}/" for language in LANGUAGES),
            *(f"/{language}/news/embed/?topic={topic}" for language in LANGUAGES),
            *(f"/news/feeds/{language}/topics/{topic}/{form}/" for language in LANGUAGES for form in ("rss", "json")),
            *(f"/{language}/news/{key}/" for language in LANGUAGES),
            *(f"/news/read/{language}/{key}/" for language in LANGUAGES),
            # A card is drawn as its article is now, whatever its address says of it.
            *(f"/news/cards/{each}/{key}/{digest}/" for each in LANGUAGES for digest in (self.cards[each].digest, "0")),
        }


def _told(now: datetime, hour: datetime, ties: Ties = NO_TIES) -> Told:
    lead, inside = (photographed(f"Signing {each}", size=(1600, 900)) for each in ("lead", "inside"))
    topic = Topic.objects.create(name_ko="이슈", name_en="Issue")
    body = [("photo", {"photo": inside, "caption": ""})]
    said = {"public_from": hour, "photo": lead, "body": body, "ties": replace(ties, topics=[topic, *ties.topics])}
    first = wrote(now=now, headline="Seoul signs in Boston", **said)
    twin = wrote(now=now, language="ko", headline="서울 보스턴에서 서명", twin_of=first, **said)
    for photo in (lead, inside):
        draw_photo.action(None, photo_id=photo.pk)
    for article in (first, twin):
        draw_card.action(None, article_id=article.pk)
    OldAddress.objects.create(address="/old/view.do?idx=7", language="en", article=first)
    return Told({"en": first, "ko": twin}, [lead, inside], topic, "/old/view.do?idx=7")


def _names(told: Told) -> list[str]:
    """What somebody who knows nothing of an article, or more than they could, tries for it."""
    names = ["index", "latest", "photograph", "card", "사진", "보도자료", "embargo", "press-release"]
    for article in told.articles.values():
        slug = slugify(article.headline, allow_unicode=True)
        names += [slug, slug.replace("-", "_"), slug.replace("-", ""), slug.upper(), article.headline, str(article.pk)]
        names += [f"{slug}-1", f"2026-11-29-{slug}", f"{article.pk}-{slug}"]
        names += _written(article.public_id) + _written(article.translation_key)
    for photo in told.photos:
        names += [photo.title, slugify(photo.title), str(photo.pk), *_written(photo.public_id)]
        with photo.file.open("rb") as file:
            content = file.read()
        names += [hashlib.new(each, content, usedforsecurity=False).hexdigest() for each in ("md5", "sha1", "sha256")]
        kept = [photo.file.name, *photo.renditions.values_list("file", flat=True)]
        for stem in [Path(str(each)).stem for each in kept]:
            names += [stem, stem[:8], str(UUID(stem))]
        names += [f"{Path(photo.file.name).stem}.{each.spec.replace('|', '.')}" for each in SHAPES.values()]
    for card in told.cards.values():
        names += [Path(card.file.name).stem, card.digest, card.digest[:8]]
    return list(dict.fromkeys([*names, *(f"IMG_{each:04}" for each in range(5)), *(f"{each:06}" for each in range(5))]))


def _written(key: UUID) -> list[str]:
    return [str(key), key.hex, str(key).upper(), str(key)[:8]]


def _guesses(told: Told) -> Iterator[Guess]:
    """Every name at every place with every ending; every key in every route that takes one; numbers at the desk."""
    for place, name, ending in product(PLACES, _names(told), ENDINGS):
        is_key = len(name) in {32, 36}
        yield Guess(f"{place}{{}}{ending}", name, NOBODY if is_key else "nobody")
    drawn = [each for photo in told.photos for each in photo.renditions.values_list("public_id", flat=True)]
    keys = [each.public_id for each in (*told.articles.values(), *told.photos, told.topic)]
    for key, place in product([told.articles["en"].translation_key, *keys, *drawn], _routes(told)):
        yield Guess(place, str(key), NOBODY)
    for key, language in product([told.articles["en"].translation_key, *keys], LANGUAGES):
        yield Guess(f"/news/read/{language}/{{}}/", str(key), NOBODY, is_beacon=True)
    yield Guess("/old/view.do?idx={}", "7", "8")
    write = "/en/desk/newsroom/write/snippets/newsroom/article"
    for place, number in product(("edit/{}/", "edit/{}/preview/", "history/{}/", "delete/{}/"), range(1, 6)):
        yield Guess(f"{write}/{place}", str(number), "987654")
    for number in range(1, 6):
        yield Guess("/en/desk/newsroom/write/images/{}/", str(number), "987654")


def _routes(told: Told) -> Iterator[str]:
    yield from (f"/news/photos/{{}}/{shape}/" for shape in TRIED)
    yield from ("/news/drawn/{}/", "/en/news/press/{}/", "/en/desk/newsroom/articles/{}/press/")
    for language in LANGUAGES:
        yield from (f"/news/cards/{language}/{{}}/{each}/" for each in (told.cards[language].digest, "0"))
        yield from (f"/{language}/news/topics/{{}}/", f"/{language}/news/organisations/{{}}/")
        yield from (f"/{language}/news/{{}}/", f"/{language}/news/embed/?topic={{}}")
        yield from (f"/news/feeds/{language}/topics/{{}}/{form}/" for form in ("rss", "json"))
    yield from (f"/news/press/{NOBODY}/photos/{{}}/{shape}/" for shape in SHAPES)


def _is_taken(address: str) -> bool:
    """Whether a route takes an address, as it is or with a stroke at its end."""
    path = unquote(address.partition("?")[0])
    # Below a language an address is known only where that language is spoken.
    with override(path[1:3] if path[1:3] in LANGUAGES else None):
        for each in dict.fromkeys((path, f"{path.rstrip('/')}/")):
            try:
                resolve(each)
            except Resolver404:
                continue
            return True
    return "?" in address


def _answer(client: Client, address: str, *, is_beacon: bool = False) -> tuple[object, ...]:
    """All of an answer but what it repeats of its own address: status, headers, body, and how often it asked."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(address) if is_beacon else client.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    tail = address.removeprefix("/en").removeprefix("/ko")
    own = sorted(
        {tail, tail.partition("?")[0], quote(tail, safe=""), quote(tail), unquote(tail)}, key=len, reverse=True
    )
    told = [repr(sorted(answer.headers.items() - {("Content-Length", answer.get("Content-Length"))})), repr(content)]
    told = [OF_THIS_FORM.sub("", one) for one in told]
    for each in own:
        told = [one.replace(each, "*") for one in told]
    return answer.status_code, *told, len(queries)


def _unlike(guesses: list[Guess], client: Client) -> set[str]:
    """The addresses whose answer is another than that of the same address with a name that never was."""
    of_nobody: dict[str, tuple[object, ...]] = {}
    unlike = set()
    for guess in guesses:
        if guess.nowhere not in of_nobody:
            of_nobody[guess.nowhere] = _answer(client, guess.nowhere, is_beacon=guess.is_beacon)
        if _answer(client, guess.address, is_beacon=guess.is_beacon) != of_nobody[guess.nowhere]:
            unlike.add(guess.address)
    return unlike


def _asked_whole(guesses: list[Guess]) -> list[Guess]:
    """Those that a route takes, and one for each place and ending of the others: no view sees the names in them."""
    taken, others = [], {}
    for guess in guesses:
        if _is_taken(guess.address):
            taken.append(guess)
        else:
            others.setdefault(guess.place, guess)
    return [*taken, *others.values()]


def test_ten_thousand_guesses_find_nothing_before_the_hour_and_all_of_it_from_then_on(now: datetime) -> None:
    hour = now + timedelta(hours=1)
    told = _told(now, hour)
    guesses = list(_guesses(told))
    asked, reader = _asked_whole(guesses), Client(headers=BROWSER)
    with standing_still(hour - timedelta(microseconds=1)):
        found = {"before": _unlike(asked, reader)}
    # By then nothing is to be hidden: of what leads nowhere a part is asked again.
    again = [each for number, each in enumerate(asked) if each.address in told.opened() or number % 5 == 0]
    with standing_still(hour):
        found["from then on"] = _unlike(again, reader)

    assert len({each.address for each in guesses}) > 10_000
    assert len(asked) > 500
    assert found == {"before": set(), "from then on": told.opened()}


def test_who_is_signed_in_finds_no_more_before_the_hour(now: datetime) -> None:
    hour = now + timedelta(hours=1)
    told = _told(now, hour)
    person = Client(headers=BROWSER)
    person.force_login(UserFactory())
    found = {}
    with standing_still(hour - timedelta(microseconds=1)):
        # The first page of a visit notes it.
        person.get("/en/")
        asked = _asked_whole(list(_guesses(told)))
        opened = [each for each in asked if each.address in told.opened()]
        sampled = random.Random(7).sample(opened, 20)
        found["before"] = _unlike([*sampled, *random.Random(7).sample(asked, 40)], person)
    with standing_still(hour):
        found["from then on"] = _unlike(sampled, person)

    assert found == {"before": set(), "from then on": {each.address for each in sampled}}


def _lists(topic: Topic, firm: Organisation, hour: datetime) -> list[str]:
    """Every list that an article of the topic, the firm and the hour stands in once it is public."""
    here = [
        "",
        "sections/forums/",
        f"topics/{topic.public_id}/",
        f"organisations/{firm.public_id}/",
        "archive/",
        f"archive/{hour:%Y}/{hour.month}/",
        "search/?q=signs",
        "search/?q=서명",
        "embed/",
        "embed/hand-out/",
    ]
    feeds = [
        f"/news/feeds/{language}/{of}{form}/"
        for language in LANGUAGES
        for of in ("", "sections/forums/", f"topics/{topic.public_id}/")
        for form in ("rss", "atom", "json")
    ]
    pages = [f"/{language}/news/{each}" for language in LANGUAGES for each in here]
    return [*pages, *(f"/{each}/companies/{firm.public_id}/" for each in LANGUAGES), *feeds, "/news/sitemap.xml"]


@pytest.mark.parametrize("is_signed_in", [False, True], ids=["anonymous", "signed in"])
def test_no_list_is_another_before_the_hour_and_every_one_is_from_then_on(is_signed_in: bool, now: datetime) -> None:
    hour, reader = now + timedelta(hours=1), Client()
    if is_signed_in:
        reader.force_login(UserFactory())
    topic, firm = Topic.objects.create(name_ko="공개", name_en="Open"), OrganisationFactory()
    ties = Ties(topics=[topic], organisations=[firm])
    for language, headline in (("en", "A public one signs"), ("ko", "공개된 서명")):
        wrote(now=now, language=language, headline=headline, ties=ties)
    # What is no page tells nothing of who asks.
    addresses = [each for each in _lists(topic, firm, hour) if not is_signed_in or each.startswith("/en/")]

    def shown(at: datetime) -> dict[str, tuple[object, ...]]:
        with standing_still(at):
            return {each: _answer(reader, each) for each in addresses}

    shown(now)  # what is looked up once for all pages is known
    moments = (hour - timedelta(microseconds=1), hour)
    without = [shown(at) for at in moments]
    _told(now, hour, ties)
    held = [shown(at) for at in moments]

    assert {each for each in addresses if without[0][each][0] != 200} == set()
    changed = [
        {each for each in addresses if before[each] != after[each]} for before, after in zip(without, held, strict=True)
    ]
    assert changed == [set(), set(addresses)]
