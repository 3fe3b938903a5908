"""The whole measurement in one table: measure, target, what was got, and whether it is met."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from bridgehead.engines.reading.bench import published
from bridgehead.engines.reading.bench.published import Spans
from bridgehead.engines.reading.bench.sentences import Sentence, organisations, sentences
from bridgehead.engines.reading.money import amounts
from bridgehead.engines.reading.organisations import Directory

SENTENCES, LISTED, FAST_ALIASES = 4_000, 500, 20_000
SPAN_PRECISION, SPAN_RECALL, VALUE = 0.99, 0.98, 0.99
ORGANISATION_PRECISION, ORGANISATION_RECALL = 0.97, 0.93
SEARCH, MEGABYTES = 0.840, 10.0


@dataclass(frozen=True, slots=True)
class Row:
    """A measure, the least that it should be, and what it is."""

    measure: str
    target: float
    got: float

    @property
    def met(self) -> bool:
        """Whether it is as much as it should be."""
        return self.got >= self.target

    def line(self) -> str:
        """The row in Markdown."""
        return f"| {self.measure} | {self.target:g} | {self.got:.3f} | {'met' if self.met else 'missed'} |"


def reported(data: Path | None, seed: int, *, as_json: bool) -> bool:
    """Measure and show; whether every target was met."""
    rows = [*_generated(seed), *(_published(data) if data else ())]
    if as_json:
        shown = json.dumps([asdict(row) | {"met": row.met} for row in rows])
    else:
        shown = "\n".join(["| measure | target | got | |", "|---|---|---|---|", *(row.line() for row in rows)])
    sys.stdout.write(f"{shown}\n")
    return all(row.met for row in rows)


def _generated(seed: int) -> Iterator[Row]:
    listed = organisations(LISTED, seed)
    made, directory = sentences(SENTENCES, listed, seed), Directory.of(listed)
    for lang in ("ko", "en"):
        own = [each for each in made if each.lang == lang]
        pairs = [(_true(each), _read(each)) for each in own]
        yield from _spans(f"made up, {lang}: amounts", pairs, SPAN_PRECISION, SPAN_RECALL)
        yield Row(f"made up, {lang}: amounts, value and exactness", VALUE, _values(pairs))
        named = [
            (
                {(start, end): org for start, end, org in each.mentions},
                {(found.start, found.end): found.org_id for found in directory.mentions(each.text)},
            )
            for each in own
        ]
        yield from _spans(f"made up, {lang}: organisations", named, ORGANISATION_PRECISION, ORGANISATION_RECALL)
    yield Row("organisations, MB/s, one core, 20,000 names", MEGABYTES, _speed(made, seed))


def _published(data: Path) -> Iterator[Row]:
    pairs = list(published.money(data))
    yield from _spans("published: amounts", pairs, SPAN_PRECISION, SPAN_RECALL)
    yield Row("published: amounts, value", VALUE, _values(pairs))
    for every, which in ((False, "listed names"), (True, "every labelled name")):
        named = published.organisations(data, every=every)
        yield from _spans(f"published: organisations, {which}", named, ORGANISATION_PRECISION, ORGANISATION_RECALL)
    yield Row("published: search tokens, MRR", SEARCH, published.search_rank(data))


def _true(sentence: Sentence) -> Spans:
    return {(start, end): tuple(rest) for start, end, *rest in sentence.amounts}


def _read(sentence: Sentence) -> Spans:
    found = amounts(sentence.text, sentence.lang)
    return {(each.start, each.end): (each.currency, each.low, each.high, str(each.exactness)) for each in found}


def _spans(measure: str, pairs: Iterable[tuple[Spans, Spans]], precision: float, recall: float) -> Iterator[Row]:
    true = found = both = 0
    for expected, got in pairs:
        true, found, both = true + len(expected), found + len(got), both + len(expected.keys() & got.keys())
    yield Row(f"{measure}, precision", precision, both / max(found, 1))
    yield Row(f"{measure}, recall", recall, both / max(true, 1))


def _values(pairs: Iterable[tuple[Spans, Spans]]) -> float:
    told = [bool(expected[span] == got[span]) for expected, got in pairs for span in expected.keys() & got.keys()]
    return sum(told) / max(len(told), 1)


def _speed(made: list[Sentence], seed: int) -> float:
    """Megabytes of UTF-8 a second, in texts of about 20 sentences, the best of three."""
    directory = Directory.of(organisations(FAST_ALIASES // 3 + 1, seed + 1))
    texts = [" ".join(each.text for each in made[start : start + 20]) for start in range(0, len(made), 20)]
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    seconds: list[float] = []
    for _ in range(3):
        begun = time.process_time()
        for text in texts:
            directory.mentions(text)
        seconds.append(time.process_time() - begun)
    return megabytes / min(seconds)
