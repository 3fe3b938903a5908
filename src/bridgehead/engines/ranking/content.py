"""How alike the words of two articles are: n-grams hashed into short vectors, weighed by how rare they are."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bridgehead.engines.ranking.stories import Article, text_grams

Vectors: TypeAlias = NDArray[np.float32]
Hashes: TypeAlias = NDArray[np.int64]

#: Numbers for each article; the chance likeness of two articles is about one sixteenth.
WIDTH = 256
#: How much of a body is taken along.
BODY_LETTERS = 400
BUCKETS = 1 << 16


class Content:
    """Vectors of unit length by article number; an article without words has none (zeros)."""

    def __init__(self) -> None:
        self._vectors = np.zeros((256, WIDTH), np.float16)
        self._seen = np.zeros(BUCKETS, np.int32)
        self._articles = 0

    def add(self, row: int, article: Article) -> None:
        """Take the words of an article in."""
        hashed, counts = _grams(article)
        while row >= len(self._vectors):
            # rows that are not filled yet take no memory: zeros are given by the page, when they are written
            grown = np.zeros((2 * len(self._vectors), WIDTH), np.float16)
            grown[: len(self._vectors)] = self._vectors
            self._vectors = grown
        if not len(hashed):
            return
        self._articles += 1
        self._seen[hashed % BUCKETS] += 1
        self._vectors[row] = self._weighed(hashed, counts)

    def vector(self, article: Article) -> NDArray[np.float32]:
        """The vector of an article that is not taken in."""
        hashed, counts = _grams(article)
        return self._weighed(hashed, counts).astype(np.float32) if len(hashed) else np.zeros(WIDTH, np.float32)

    def of(self, rows: NDArray[np.int64]) -> Vectors:
        """The vectors of these articles."""
        inside = rows < len(self._vectors)
        found = np.zeros((len(rows), WIDTH), np.float32)
        found[inside] = self._vectors[rows[inside]]
        return found

    def state(self, rows: NDArray[np.int64]) -> dict[str, NDArray[np.generic]]:
        """Plain arrays from which `kept` makes the same again, with these articles in this order."""
        return {
            "content_vectors": self.of(rows).astype(np.float16),
            "content_seen": self._seen,
            "content_articles": np.array([self._articles], np.int64),
        }

    @classmethod
    def kept(cls, state: Mapping[str, NDArray[np.generic]]) -> Content:
        """Content from what `state` gave."""
        content, vectors = cls(), np.asarray(state["content_vectors"], np.float16)
        if len(vectors):
            content._vectors = vectors
        content._seen = np.asarray(state["content_seen"], np.int32)
        content._articles = int(np.asarray(state["content_articles"], np.int64)[0])
        return content

    def _weighed(self, hashed: Hashes, counts: Hashes) -> NDArray[np.float64]:
        rarity = math.log(self._articles + 1.0) - np.log(np.maximum(self._seen[hashed % BUCKETS], 1) - 0.5)
        weights = np.sqrt(counts.astype(np.float64)) * np.maximum(rarity, 0.0)
        signs = np.where((hashed >> 20) & 1, 1.0, -1.0)
        vector = np.bincount((hashed >> 21) % WIDTH, weights * signs, minlength=WIDTH)
        length = float(np.linalg.norm(vector))
        return np.asarray(vector / length if length else np.zeros(WIDTH))


def _grams(article: Article) -> tuple[Hashes, Hashes]:
    """The hashes of an article's grams, and how often each stands in it."""
    text = f"{article.headline} {article.headline} {article.body[:BODY_LETTERS]}"
    found = Counter(crc32(gram.encode()) for gram in text_grams(text, article.lang))
    return np.fromiter(found, np.int64, len(found)), np.fromiter(found.values(), np.int64, len(found))
