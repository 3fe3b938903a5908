"""Issues and topics: articles on one matter in one story, across two languages, and which stories stand out now.

Each article is two vectors. *Text*: character n-grams of Korean, word stems of English, compared within a language.
*Shared*: organisations, topics, numbers, names, sounds of names and matters (`bridges`), compared within and across.
An article joins the story to whose articles it is nearest on average; then stories that are as near are merged.
Nearness fades with the time between them. What is compared is weighed by how rare it is among all articles taken in.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

from bridgehead.engines.ranking.bridges import HANGUL, bare, matters_in, names_in, numbers_in, sounds_in
from bridgehead.engines.ranking.lexicon import stem

Vector: TypeAlias = dict[str, float]

DAY_SECONDS = 86_400.0
#: Nearness falls to 1/e over this time between two stories.
FADE_SECONDS = 3 * DAY_SECONDS
#: Two articles further apart are never on one matter by themselves; a story may grow beyond it.
MOST_APART_SECONDS = 7 * DAY_SECONDS
#: How near an article or story must be, within a language and across.
NEAR, NEAR_ACROSS = 0.22, 0.20
#: Bodies are alike by the way news is written: where both have one, so many times as near is asked.
BODY_RIGOUR = 2.0
#: How much of a nearness within a language the shared vector makes up.
SHARED_PART = 0.5
#: How much of a body is read: news tells the matter first.
BODY_LETTERS = 900
#: What each kind of bridge weighs; what is linked by hand more than what is read from the text.
BRIDGES = {"o": 2.5, "t": 0.8, "#": 1.6, "n": 1.0, "s": 1.0, "m": 0.8}
#: A sound of this many consonants is as telling as a name; a shorter one less.
SURE_SOUND = 5
SMALL_WORDS = """
the a an of to in on at for with and or by from as is are was were be been has have had its it this that will after
over new says said into amid up out more than he she they we his her their not but also which who about
"""
STOPWORDS = frozenset(SMALL_WORDS.split())


@dataclass(frozen=True, slots=True)
class Article:
    """What a story is found by. ``lang`` is "ko" or "en", ``published`` seconds; the rest is what a desk has linked."""

    id: int
    lang: str
    published: float
    headline: str
    body: str = ""
    organisations: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(slots=True)
class Story:
    """Articles on one matter; its id is that of the first article."""

    id: int
    articles: list[int] = field(default_factory=list)
    first: float = math.inf
    last: float = -math.inf
    #: Sums of vectors of one length: the text of each language, the shared of each.
    text: dict[str, Vector] = field(default_factory=lambda: defaultdict(dict))
    shared: dict[str, Vector] = field(default_factory=lambda: defaultdict(dict))
    counts: Counter[str] = field(default_factory=Counter)
    #: The lengths of its articles' vectors, summed, of each language: no sum of them is longer.
    lengths: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def take(self, other: Story) -> None:
        """Take in what another story holds."""
        self.articles += other.articles
        self.first, self.last = min(self.first, other.first), max(self.last, other.last)
        self.counts += other.counts
        for lang, length in other.lengths.items():
            self.lengths[lang] += length
        for own, its in ((self.text, other.text), (self.shared, other.shared)):
            for lang, vector in its.items():
                held = own[lang]
                for key, weight in vector.items():
                    held[key] = held.get(key, 0.0) + weight


@dataclass(frozen=True, slots=True)
class Issue:
    """A story that stands out: its score, its readers lately and as usual in so long a time, its new articles."""

    story: int
    articles: tuple[int, ...]
    score: float
    readers: int
    usual_readers: float
    new_articles: int


class Stories:
    """Stories of articles as they come; a day's articles at a time or one by one."""

    def __init__(self) -> None:
        self.stories: dict[int, Story] = {}
        self.story_of: dict[int, int] = {}
        self._moments: dict[int, float] = {}
        self._articles = Counter[str]()
        self._seen: dict[str, Counter[str]] = defaultdict(Counter)
        self._holding: dict[str, set[int]] = defaultdict(set)

    def add(self, articles: Iterable[Article]) -> None:
        """Take articles in, and merge what turns out to be one matter. One that is known already stays where it is."""
        new = sorted(
            {one.id: one for one in articles if one.id not in self.story_of}.values(),
            key=lambda one: (one.published, one.headline, one.body, one.id),
        )
        read = [(one, Counter(_text_keys(one)), Counter(_shared_keys(one))) for one in new]
        for one, text, shared in read:
            self._articles[one.lang] += 1
            self._seen[one.lang].update({*text, *shared})
        touched = [self._placed(self._alone(one, text, shared)) for one, text, shared in read]
        self._merge(dict.fromkeys(touched))

    def forget(self, before: float) -> None:
        """Drop stories whose last article is older."""
        for story in [story for story in self.stories.values() if story.last < before]:
            self._drop(story)
            for article in story.articles:
                del self.story_of[article], self._moments[article]

    def issues(
        self, now: float, recent: Mapping[int, int], before: Mapping[int, int], *, times: float, most: int = 10
    ) -> list[Issue]:
        """The stories that stand out: more readers than usual, and new articles.

        ``recent`` are the distinct readers of each article lately, ``before`` those in the time before, which was
        ``times`` as long. The score is the z-value of the readers (as a Poisson count) and that of the day's articles.
        """
        found = []
        for story in self.stories.values():
            readers = sum(recent.get(article, 0) for article in story.articles)
            usual = sum(before.get(article, 0) for article in story.articles) / times
            new = sum(1 for article in story.articles if now - self._moments[article] < DAY_SECONDS)
            z = (readers - usual) / math.sqrt(usual + 1.0)
            score = z + (new - 1) / math.sqrt(1.0 + len(story.articles) / 3)
            found.append(Issue(story.id, tuple(story.articles), score, readers, usual, new))
        found = [issue for issue in found if issue.readers and issue.new_articles + len(issue.articles) > 1]
        return sorted(found, key=lambda issue: (-issue.score, -issue.story))[:most]

    def _alone(self, one: Article, text: Counter[str], shared: Counter[str]) -> Story:
        story = Story(one.id, [one.id], one.published, one.published)
        story.counts[one.lang] = 1
        story.lengths[one.lang] = length = BODY_RIGOUR**-0.5 if one.body else 1.0
        story.text[one.lang] = _scaled(
            {key: count**0.5 * self._rarity(key, one.lang) for key, count in text.items()}, length
        )
        story.shared[one.lang] = _scaled(
            {key: _weight(key) * self._rarity(key) for key in shared if self._bridges(key)}, length
        )
        self._moments[one.id] = one.published
        return story

    def _rarity(self, key: str, lang: str = "") -> float:
        langs = [lang] if lang else list(self._articles)
        articles = sum(self._articles[each] for each in langs)
        return math.log((articles + 1.0) / (sum(self._seen[each][key] for each in langs) + 0.25))

    def _bridges(self, key: str) -> bool:
        """Whether a key can say anything: a name that one language alone uses is no difference from the other."""
        return key[0] not in "ns" or all(self._seen[lang][key] for lang in ("ko", "en")) or len(self._articles) == 1

    def _placed(self, alone: Story) -> int:
        """Put a story of one article into the nearest, or let it stand."""
        near = self._nearest(alone)
        if near is None:
            self._keep(alone)
            return alone.id
        near.take(alone)
        self._index(near, alone)
        return near.id

    def _merge(self, touched: Iterable[int]) -> None:
        """Merge stories, nearest first among what each touched one is near to, until none is near any more."""
        waiting = list(touched)
        while waiting:
            story = self.stories.get(waiting.pop(0))
            if story is None:
                continue
            near = self._nearest(story)
            if near is None:
                continue
            first, second = sorted((story, near), key=lambda one: (one.first, one.id))
            self._drop(second)
            first.take(second)
            self._index(first, second)
            waiting.append(first.id)

    def _nearest(self, story: Story) -> Story | None:
        """The nearest story of one matter with this one; what cannot be as near as one found is not compared."""
        near, found = 1.0, None
        for each in self._candidates(story):
            other = self.stories[each]
            if other is story or _most_near(story, other) < near:
                continue
            nearness = self._nearness(story, other, least=near)
            # of equally near ones the earlier
            if nearness > near or (found is None and nearness >= near):
                near, found = nearness, other
        return found

    def _nearness(self, one: Story, other: Story, *, least: float = 0.0) -> float:
        """How near two stories are, on average over their articles; from 1 they are of one matter.

        Where it is less than ``least``, some number below that: texts are compared only where that can tell.
        """
        shares = one.counts.total() * other.counts.total() / faded(one, other)
        total, most = 0.0, 0.0
        for lang, length in one.lengths.items():
            for its_lang, its_length in other.lengths.items():
                shared = _product(one.shared[lang], other.shared[its_lang])
                if lang == its_lang:
                    total += SHARED_PART * shared / NEAR
                    most += (1 - SHARED_PART) * length * its_length / NEAR
                else:
                    total += shared / NEAR_ACROSS
        if total + most < least * shares:
            return total / shares
        for lang in one.text.keys() & other.text.keys():
            total += (1 - SHARED_PART) * _product(one.text[lang], other.text[lang]) / NEAR
        return total / shares

    def _candidates(self, story: Story) -> list[int]:
        """Stories that share one of the most telling keys."""
        found: set[int] = set()
        for key in _telling(story):
            found |= self._holding.get(key, set())
        return sorted(found)

    def _keep(self, story: Story) -> None:
        self.stories[story.id] = story
        self._index(story, story)

    def _index(self, story: Story, of: Story) -> None:
        self.story_of.update(dict.fromkeys(of.articles, story.id))
        for key in _telling(of):
            self._holding[key].add(story.id)

    def _drop(self, story: Story) -> None:
        del self.stories[story.id]
        for key in _keys(story):
            holding = self._holding.get(key)
            if holding is not None:
                holding.discard(story.id)
                if not holding:
                    del self._holding[key]


def grouped(articles: Sequence[Article]) -> list[int]:
    """The story of each article, in their order; stories are numbered from 1 as they come up."""
    stories, numbers = Stories(), dict[int, int]()
    stories.add(articles)
    return [numbers.setdefault(stories.story_of[one.id], len(numbers) + 1) for one in articles]


def _text_keys(one: Article) -> Iterator[str]:
    """A headline counts twice where a body stands beside it: it says more of the matter."""
    for text in (one.headline, one.headline, one.body[:BODY_LETTERS]) if one.body else (one.headline,):
        yield from (f"x{key}" for key in text_grams(text, one.lang))


def text_grams(text: str, lang: str) -> Iterator[str]:
    """Character pairs and triples of Korean words, stems of English ones and of what is Latin in a Korean text."""
    if lang == "ko":
        for word in HANGUL.findall(text):
            plain = bare(word)
            yield from (plain[at : at + 2] for at in range(len(plain) - 1))
            yield from (plain[at : at + 3] for at in range(len(plain) - 2))
    cleaned = "".join(letter if letter.isalnum() and letter < "\u0250" else " " for letter in text.lower())
    words = [stem(word) for word in cleaned.split() if word not in STOPWORDS]
    yield from words
    if lang == "en":
        yield from (f"{one} {two}" for one, two in pairwise(words))


def _shared_keys(one: Article) -> Iterator[str]:
    text = f"{one.headline}\n{one.body[:BODY_LETTERS]}"
    yield from (f"o{each}" for each in one.organisations)
    yield from (f"t{each}" for each in one.topics)
    yield from (f"#{each}" for each in one.numbers or dict.fromkeys(numbers_in(text, one.lang)))
    yield from (f"n{each}" for each in names_in(text, one.lang))
    yield from (f"s{each}" for each in sounds_in(text, one.lang))
    yield from (f"m{each}" for each in matters_in(text, one.lang))


def _weight(key: str) -> float:
    kind = key[0]
    if kind == "s":
        return BRIDGES[kind] * min(1.0, (len(key) - 1) / SURE_SOUND) ** 2
    if kind == "#":
        return BRIDGES[kind] * (1.0 if len(key) > 3 else 0.5)
    return BRIDGES[kind]


def _scaled(vector: Vector, length: float) -> Vector:
    own = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {key: weight * length / own for key, weight in vector.items() if weight > 0} if own else {}


def _product(one: Vector, other: Vector) -> float:
    # summed exactly, for keys in common come in no order
    return math.fsum([one[key] * other[key] for key in one.keys() & other.keys()])


def _most_near(one: Story, other: Story) -> float:
    """What nearness cannot exceed: no two vectors are nearer than they are long, and time fades it all the same."""
    most = faded(one, other) / min(NEAR, NEAR_ACROSS)
    if most < 1:
        return most
    lengths = sum(one.lengths.values()) * sum(other.lengths.values())
    return most * lengths / (one.counts.total() * other.counts.total())


def faded(one: Story, other: Story) -> float:
    """What is left of a nearness by the time between two stories; nothing where that is too long."""
    apart = max(one.first - other.last, other.first - one.last, 0.0)
    return math.exp(-apart / FADE_SECONDS) if apart <= MOST_APART_SECONDS else 0.0


def _keys(story: Story) -> set[str]:
    return {key for vectors in (story.text, story.shared) for vector in vectors.values() for key in vector}


#: By how many of its heaviest keys, of each vector, a story is found.
TELLING = 24


def _telling(story: Story) -> set[str]:
    found: set[str] = set()
    for vectors in (story.text, story.shared):
        for vector in vectors.values():
            found |= set(sorted(vector, key=lambda key: (-vector[key], key))[:TELLING])
    return found
