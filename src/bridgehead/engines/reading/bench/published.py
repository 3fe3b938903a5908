"""The published sentences: their amounts, organisations and pairs that mean the same.

Amounts and organisations derive from KLUE-NER and pairs from KLUE-STS (Park et al. 2021, CC BY-SA 4.0);
none is copied here.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from bridgehead.engines.reading.files import WrongFile
from bridgehead.engines.reading.money import amounts
from bridgehead.engines.reading.organisations import Directory, Organisation
from bridgehead.engines.reading.tokens import indexed_tokens

Spans = dict[tuple[int, int], Any]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise WrongFile(path, 1, "one of the published files, in UTF-8") from problem


def _rows(path: Path) -> list[dict[str, Any]]:
    lines = _read(path).splitlines()
    try:
        return [json.loads(line) for line in lines]
    except ValueError as problem:
        raise WrongFile(path, 1, "a JSON object in each line") from problem


def money(folder: Path) -> Iterator[tuple[Spans, Spans]]:
    """Yield what the labels and what the engine says of each sentence's amounts, as {span: (currency, low, high)}.

    A few labels hold a leading 약, which the conventions leave outside; it is set aside.
    """
    labels: dict[str, Spans] = {}
    for row in _rows(folder / "klue_money.jsonl"):
        start = row["start"] + len(re.match(r"(?:약\s?)?", row["surface"])[0])  # type: ignore[index]  # it matches nothing too
        said = (row["currency"], Decimal(str(row["low"])), Decimal(str(row["high"])))
        labels.setdefault(row["text"], {})[start, row["end"]] = said
    for row in _rows(folder / "klue_ner.jsonl"):
        found = {(each.start, each.end): (each.currency, each.low, each.high) for each in amounts(row["text"])}
        yield labels.get(row["text"], {}), found


def organisations(folder: Path, *, every: bool) -> Iterator[tuple[Spans, Spans]]:
    """Yield the labelled and the found organisations of each sentence, with a directory of the labelled names.

    ``every`` takes all of them in, also 한, 북 and the names of countries; else those of two letters and more that the
    labels use for nothing but organisations, as a directory that people keep would.
    """
    rows = _rows(folder / "klue_ner.jsonl")
    used: dict[str, set[str]] = {}
    for row in rows:
        for start, end, kind in row["ents"]:
            used.setdefault(row["text"][start:end], set()).add(kind)
    listed = {name for name, kinds in used.items() if (every and "OG" in kinds) or (kinds == {"OG"} and len(name) > 1)}
    directory = Directory.of(Organisation(name, name) for name in sorted(listed))
    for row in rows:
        theirs = [(start, end) for start, end, kind in row["ents"] if kind == "OG" and row["text"][start:end] in listed]
        yield dict.fromkeys(theirs), {(each.start, each.end): None for each in directory.mentions(row["text"])}


def search_rank(folder: Path) -> float:
    """The mean reciprocal rank of the sentence that means the same among all, by rarity-weighted shared tokens."""
    told = _read(folder / "klue_sts.json")
    try:
        pairs = json.loads(told)
    except ValueError as problem:
        raise WrongFile(folder / "klue_sts.json", 1, "a JSON list") from problem
    pages = [indexed_tokens(pair["sentence2"]) for pair in pairs]
    held = Counter(token for page in pages for token in page)
    rarity = {token: math.log(len(pages) / count) for token, count in held.items()}
    norms = [math.sqrt(sum(rarity[token] ** 2 for token in page)) or 1.0 for page in pages]
    ranks = []
    for place, pair in enumerate(pairs):
        if pair["labels"]["binary-label"]:
            asked = indexed_tokens(pair["sentence1"])
            scores = [
                sum(rarity[each] ** 2 for each in asked & page) / norm for page, norm in zip(pages, norms, strict=True)
            ]
            ranks.append(1 / sum(score >= scores[place] for score in scores))
    return sum(ranks) / len(ranks)
