"""How the directory asks the reading engine."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from bridgehead.engines.reading.matching import Asking, Closeness, Match, Matched, Matcher, among
from bridgehead.engines.reading.tokens import MAX_WORDS, AskedWord, asked_words, indexed_tokens, words_of

__all__ = [
    "MAX_WORDS",
    "AskedWord",
    "Asking",
    "Closeness",
    "Match",
    "Matched",
    "Matcher",
    "among",
    "asked_words",
    "holds_one_of",
    "indexed_tokens",
    "normal_name",
    "words_of",
]

#: What stands before or after a name and does not tell organisations apart.
_LEGAL_FORMS = (
    "주식회사", "유한회사", "재단법인", "사단법인", "incorporated", "inc", "corporation", "corp",
    "company", "co", "limited", "ltd", "llc", "gmbh",
)  # fmt: skip


def holds_one_of(words: Iterable[AskedWord], tokens: AbstractSet[str]) -> bool:
    """Whether a text with these tokens holds one of the words that a search asks for."""
    return any(sum(each in tokens for each in word.required) >= word.need for word in words)


def normal_name(name: str) -> str:
    """Return what two spellings of one name have in common: no case, spaces, signs or legal form.

    ``(주)대웅 제약`` and ``대웅제약 주식회사`` are one name; ``Daewoong Co., Ltd.`` and ``DAEWOONG`` are one.
    """
    words = words_of(name.replace("(주)", " ").replace("㈜", " ").replace("(유)", " "))
    kept = [word for word in words if word not in _LEGAL_FORMS] or words
    joined = "".join(kept)
    for form in _LEGAL_FORMS[:4]:
        stripped = joined.removeprefix(form).removesuffix(form)
        joined = stripped or joined
    return joined
