"""How alike the words of two articles are: n-grams hashed into short vectors, weighed by how rare they are."""

from __future__ import annotations

import math
from collections import Counter
from typing import TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bridgehead.engines.ranking.stories import Article, text_grams

Vectors: TypeAlias = NDArray[np.float32]

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
        text = f"{article.headline} {article.headline} {article.body[:BODY_LETTERS]}"
        counts = Counter(crc32(gram.encode()) for gram in text_grams(text, article.lang))
        while row >= len(self._vectors):
            # rows that are not filled yet take no memory: zeros are given by the page, when they are written
            grown = np.zeros((2 * len(self._vectors), WIDTH), np.float16)
            grown[: len(self._vectors)] = self._vectors
            self._vectors = grown
        if not counts:
            return
        hashed = np.fromiter(counts, np.int64, len(counts))
        self._articles += 1
        self._seen[hashed % BUCKETS] += 1
        rarity = math.log(self._articles + 1.0) - np.log(self._seen[hashed % BUCKETS] - 0.5)
        weights = np.sqrt(np.fromiter(counts.values(), np.float64, len(counts))) * rarity
        signs = np.where((hashed >> 20) & 1, 1.0, -1.0)
        vector = np.bincount((hashed >> 21) % WIDTH, weights * signs, minlength=WIDTH)
        length = float(np.linalg.norm(vector))
        self._vectors[row] = vector / length if length else 0.0

    def of(self, rows: NDArray[np.int64]) -> Vectors:
        """The vectors of these articles."""
        inside = rows < len(self._vectors)
        found = np.zeros((len(rows), WIDTH), np.float32)
        found[inside] = self._vectors[rows[inside]]
        return found
