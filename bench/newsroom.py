"""A newsroom at its size, made in bulk in a scratch database: what `news.py` measures.

The same seed gives the same newsroom: pairs of a Korean and an English article, an hour apart, over years, tied to
sections, topics, organisations and photographs. Each pair tells of one matter, in words of the ranking engine's own
made-up news, and goes on in words of a vocabulary in which few are common and most are rare. Some are pinned, boosted,
excluded, corrected, taken back or under embargo. Readings are of a week, most of what was new when it was read.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

ROOT = Path(__file__).resolve().parents[1]
SEED = 7
CHUNK = 2_000
#: So many articles somebody reads in a sitting.
A_SITTING = 5
#: Of so many of each kind there are; an organisation is told of by few articles, a topic by many.
SECTIONS, TOPICS, ORGANISATIONS, PHOTOS = 8, 40, 3_000, 200
LANGUAGES = ("ko", "en")
#: Of this share of the articles the first organisation is a part.
OFTEN = 0.1
PARAGRAPH_WORDS = {"ko": 40, "en": 45}
VOCABULARY = 20_000
#: Pinned are those of these hours ago.
PINNED = (30, 31)
#: Any moment will do for the matters of articles, which have hours of their own.
NOON = 1.7e9
#: One article of so many holds the rare word of its language.
RARE_EACH = 5_000
COMMON_WORDS = {"ko": ("신약", "임상", "공동"), "en": ("drug", "clinical", "joint")}
RARE_WORDS = {"ko": ("희귀낱말", "드문이름", "외딴소식"), "en": ("quokkastone", "narwhalite", "axolotlium")}


@dataclass(frozen=True, slots=True)
class Made:
    """Where one of each kind of page stands."""

    section: str
    topic: UUID
    organisation: UUID
    newest: UUID
    oldest: UUID
    corrected: UUID


@dataclass(frozen=True, slots=True)
class Around:
    """What articles are made with; of keys and matters one for each pair."""

    count: int
    now: datetime
    keys: Sequence[UUID]
    matters: Sequence[Any]
    sections: Sequence[Any]
    photos: Sequence[Any]


@contextmanager
def scratch_site() -> Iterator[None]:
    """A site of its own with an empty database, SQLite unless DATABASE_URL names another; it goes with the end."""
    with tempfile.TemporaryDirectory(prefix="bridgehead-bench-") as scratch:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{scratch}/bridgehead.sqlite3")
        os.environ.update(
            BRIDGEHEAD_DATA=scratch,
            BRIDGEHEAD_HTTPS="false",
            BRIDGEHEAD_LOG_LEVEL="WARNING",
            BRIDGEHEAD_PLAIN_STATIC="true",
            BRIDGEHEAD_SECRET_KEY="for-a-measurement-" * 4,
            DJANGO_SETTINGS_MODULE="bridgehead.config.settings",
            PYTHONPATH=str(ROOT / "src"),
        )
        Path(scratch, "static").mkdir()
        sys.path.insert(0, str(ROOT / "src"))
        subprocess.run([sys.executable, "-m", "bridgehead", "manage", "migrate", "-v0"], check=True)
        # Django reads the environment when it is first imported.
        import django

        django.setup()
        yield


def make_articles(count: int, now: datetime) -> Made:
    """Make so many articles, half in each language, and what stands around them."""
    from bridgehead.directory.models import Organisation, Topic
    from bridgehead.newsroom.models import BusinessLink, Correction, LiveItem, Section

    chance = random.Random(SEED)
    sections = Section.objects.bulk_create(
        Section(slug=f"section-{n}", name_ko=f"분야 {n}", name_en=f"Section {n}", position=n) for n in range(SECTIONS)
    )
    topics = Topic.objects.bulk_create(Topic(name_ko=f"주제 {n}", name_en=f"Topic {n}") for n in range(TOPICS))
    firms = Organisation.objects.bulk_create(
        Organisation(name_ko=f"한빛바이오 {n}", name_en=f"Hanbit Bio {n}", country="KR", is_listed=True)
        for n in range(ORGANISATIONS)
    )
    LiveItem.objects.bulk_create(LiveItem(words_ko=f"소식 {n}", words_en=f"News {n}", at=now) for n in range(20))
    BusinessLink.objects.bulk_create(
        BusinessLink(name_ko=f"성과 {n}", name_en=f"Results {n}", address="/results/") for n in range(6)
    )
    keys = [uuid4() for _pair in range((count + 1) // 2)]
    around = Around(count, now, keys, list(_matters(chance, len(keys))), sections, _photos())
    for first in range(0, count, CHUNK):
        made = _articles(range(first, min(count, first + CHUNK)), around, chance)
        _tie(made, topics, firms, chance)
    corrected = made[-41]
    Correction.objects.create(article=corrected, at=now, note="A number was wrong; this is the right one.")
    return Made(sections[0].slug, topics[0].public_id, firms[0].public_id, keys[-1], keys[0], corrected.translation_key)


def _photos() -> Sequence[Any]:
    from wagtail.models import get_root_collection_id

    from bridgehead.newsroom.models import Photo

    root = get_root_collection_id()
    return Photo.objects.bulk_create(
        Photo(
            title=f"{n}",
            file=f"photos/{n}.jpg",
            width=1600,
            height=900,
            alt_en="A hall",
            credit="B",
            collection_id=root,
        )
        for n in range(PHOTOS)
    )


def _matters(chance: random.Random, pairs: int) -> Iterator[Any]:
    """A matter for each pair; of each company one of each kind, and then again."""
    from bridgehead.engines.ranking.bench.matters import FIRST, KINDS, SECOND, matters

    companies = len(FIRST) * len(SECOND)
    most = companies * len(KINDS)
    for _turn in range(0, pairs, most):
        yield from matters(chance, most, NOON, days=1, companies=companies)


def _articles(numbers: range, around: Around, chance: random.Random) -> Sequence[Any]:
    from wagtail.models import Locale

    from bridgehead.newsroom.models import Article

    locales = {each.language_code: each for each in Locale.objects.all()}
    made = []
    for number in numbers:
        language, age, pair = LANGUAGES[number % 2], (around.count - 1 - number) // 2, number // 2
        headline, lead, *body = _said(language, number, around.matters[pair], chance)
        made.append(
            Article(
                translation_key=around.keys[pair],
                locale=locales[language],
                section=around.sections[pair % SECTIONS],
                photo=around.photos[number % PHOTOS] if pair % 3 == 0 else None,
                headline=headline,
                lead=lead,
                body=[("paragraph", f"<p>{each}</p>") for each in body],
                byline="Haram Lee",
                # One of 97 was taken back, one will be public tomorrow.
                live=age % 97 != 96,
                public_from=around.now + timedelta(days=1) if age % 97 == 95 else around.now - timedelta(hours=age),
                pinned_until=around.now + timedelta(days=1) if age in PINNED else None,
                emphasis={40: "boost", 41: "bury", 42: "exclude"}.get(age, "usual"),
            )
        )
    return Article.objects.bulk_create(made)


def _said(language: str, number: int, matter: Any, chance: random.Random) -> list[str]:
    """A headline, a lead and three paragraphs."""
    from bridgehead.engines.ranking.bench.matters import told as told_by_a_desk

    desk = told_by_a_desk(chance, matter, language, number, body=True)
    words, weights = _vocabulary(language)
    paragraphs = [" ".join(chance.choices(words, cum_weights=weights, k=PARAGRAPH_WORDS[language])) for _ in range(3)]
    rare = " ".join(RARE_WORDS[language]) if number // 2 % (RARE_EACH // 2) == 5 else ""
    last = f"{paragraphs[2]} {' '.join(COMMON_WORDS[language])} {rare}".strip()
    return [desk.headline, desk.body, *(f"{each}." for each in (*paragraphs[:2], last))]


@cache
def _vocabulary(language: str) -> tuple[list[str], list[float]]:
    """Made-up words, the first the most common, and the sums of how often each stands."""
    chance = random.Random(SEED)
    if language == "ko":
        syllables = [chr(each) for each in range(ord("가"), ord("힣"), 37)]
        words = ["".join(chance.choices(syllables, k=chance.choice((2, 2, 3, 4)))) for _word in range(VOCABULARY)]
    else:
        syllables = [
            f"{one}{two}" for one in "bcdfghklmnprstvw" for two in ("a", "e", "i", "o", "an", "er", "in", "ol")
        ]
        words = ["".join(chance.choices(syllables, k=chance.choice((1, 2, 3, 4)))) for _word in range(VOCABULARY)]
    return words, list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))


def _tie(made: Sequence[Any], topics: Sequence[Any], firms: Sequence[Any], chance: random.Random) -> None:
    """Tie both articles of each pair to the same topics and organisations."""
    from bridgehead.newsroom.models import Article, LinkedOrganisation

    ties = [(chance.sample(topics, 2), _told_of(firms, chance)) for _pair in range((len(made) + 1) // 2)]
    tied = [(each.pk, *ties[place // 2]) for place, each in enumerate(made)]
    through = Article.topics.through
    through.objects.bulk_create(through(article_id=pk, topic_id=each.pk) for pk, its, _firms in tied for each in its)
    LinkedOrganisation.objects.bulk_create(
        LinkedOrganisation(article_id=pk, organisation=each) for pk, _topics, its in tied for each in its
    )


def _told_of(firms: Sequence[Any], chance: random.Random) -> set[Any]:
    """One or two organisations; the first is told of hundreds of times as often as any other."""
    return {chance.choice(firms), firms[0] if chance.random() < OFTEN else chance.choice(firms)}


def make_readings(count: int, now: datetime, *, span: timedelta = timedelta(days=7)) -> None:
    """Make so many readings in the order of time over a span up to now, each reader's of an article once."""
    import numpy as np

    from bridgehead.newsroom.models import Article

    chance = np.random.default_rng(SEED + count)
    public = Article.objects.public(now).newest_first().values_list("pk", "public_from")
    keys, born = zip(*public, strict=True)
    ages = -np.array([each.timestamp() for each in born])
    # One in nine is drawn twice in a sitting and is not made.
    drawn = count * 9 // 8 + A_SITTING
    at = now.timestamp() - span.total_seconds() * (1 - (np.arange(drawn) + 1) / (drawn + 1))
    newest = np.searchsorted(ages, -at)
    place = np.minimum(newest + (chance.pareto(0.9, drawn) * 6).astype(np.int64), len(keys) - 1)
    sitting = np.arange(drawn) // A_SITTING
    _each, first = np.unique(sitting * len(keys) + place, return_index=True)
    kept = np.sort(first)[:count]
    # As a hash under a salt is: any of 63 bits, in no order.
    readers = chance.integers(0, 1 << 63, sitting[-1] + 1)
    _write(np.array(keys)[place[kept]].tolist(), readers[sitting[kept]].tolist(), at[kept].tolist())


def _write(articles: list[int], readers: list[int], at: list[float]) -> None:
    """Write readings past the indexes, which are made when all are there: ten times as quick."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE tbl_name = 'newsroom_reading' AND type = 'index'")
            indexes = [(name, sql) for name, sql in cursor.fetchall() if sql] if len(at) > 100_000 else []
            for name, _sql in indexes:
                cursor.execute(f'DROP INDEX "{name}"')
            cursor.executemany(
                "INSERT INTO newsroom_reading (article_id, reader, at) "
                "VALUES (%s, %s, strftime('%%Y-%%m-%%d %%H:%%M:%%f000', %s, 'unixepoch'))",
                zip(articles, readers, at, strict=True),
            )
            for _name, sql in indexes:
                cursor.execute(sql)
        else:
            # Each article is there: the check would ask for it ten million times.
            cursor.execute("SET LOCAL session_replication_role = replica")
            with cursor.copy("COPY newsroom_reading (article_id, reader, at) FROM STDIN") as copy:
                for article, reader, moment in zip(articles, readers, at, strict=True):
                    copy.write_row((article, reader, datetime.fromtimestamp(moment, UTC)))


def settle() -> None:
    """Let PostgreSQL look at what it holds, as it does by itself within minutes of so many writes; SQLite does not."""
    from django.db import connection

    if connection.vendor == "postgresql":
        connection.cursor().execute("VACUUM ANALYZE")


def told(what: str, figure: float, unit: str, bound: float, *, is_least: bool = False) -> bool:
    """Print a figure beside its bound; True where it is kept."""
    kept = figure >= bound if is_least else figure <= bound
    sign = "at least" if is_least else "at most"
    print(f"{what}: {figure:,.2f} {unit} ({sign} {bound:,.0f}{'' if kept else ': MISSED'})", flush=True)
    return kept
