"""How the ledger asks the reading engine."""

from __future__ import annotations

from collections.abc import Iterable

from bridgehead.engines.reading.tokens import asked_words, indexed_tokens


def tokens_of(texts: Iterable[str]) -> set[str]:
    """Return everything that an agreement with these texts is found by."""
    return indexed_tokens(" ".join(texts))


def asked_tokens(text: str) -> list[str]:
    """Return the tokens that an agreement must all hold to be found by what was typed; none where it holds no word.

    The ledger is no place to guess: unlike the directory it finds a word as it is spelt, or nothing. The longest
    n-grams of a word say all that the shorter ones do.
    """
    wanted: dict[str, None] = {}
    for word in asked_words(text):
        longest = max(map(len, word.required))
        wanted.update(dict.fromkeys(token for token in word.required if len(token) == longest))
    return list(wanted)
