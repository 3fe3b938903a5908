"""Which of the names found in a text count, and whom each means, by what stands beside it and was named before."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from bridgehead.engines.reading.organisations.doubtful import has_legal_form, has_other_script, is_medium, is_people
from bridgehead.engines.reading.organisations.places import is_where
from bridgehead.engines.reading.organisations.states import acts, is_place

_SENTENCE_END = re.compile(r"[.!?。]\s|\n")
#: Where a name stands that nothing before it describes: 협약으로 대상은, but not 지원 대상은.
_BARE_BEFORE = re.compile(r"(?:^|[,，·(\"'“‘「『]\s?|(?:까지|부터|[로에서와과도을를며고])\s)$")
#: Target the market begins with a verb, Target said with a name.
_SAYS_AFTER = re.compile(r"['’]s\b|,|\s(?:said|says|will|has|had|is|was|and|signed|agreed|plans|announced)\b")

_JOINS = frozenset("·ㆍ∙•/")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it was first written, and whose it is; ``main`` are those whose own name it is, not only an alias.

    ``spelt`` holds whose each spelling is, for two may differ only in capitals; ``is_sure`` whether it says alone who
    is meant.
    """

    written: str
    doubtful: bool
    owners: tuple[str, ...]
    main: tuple[str, ...]
    spelt: dict[str, tuple[str, ...]]
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A name where it stands in a text; ``is_weak`` if it says too little there, so that something must support it."""

    start: int
    end: int
    name: Name
    is_weak: bool

    @classmethod
    def at(cls, text: str, start: int, end: int, name: Name) -> Found:
        """A name of the directory, where it stands."""
        is_weak = name.doubtful or any(each(text, start, end) for each in (is_medium, is_people, is_where))
        return cls(start, end, name, is_weak)


def meant(text: str, found: Sequence[Found]) -> Iterator[tuple[Found, str]]:
    """Yield the names that count, each with the organisation that it means.

    What is sure in a sentence supports what is weak in it. In the sentences that follow it supports a doubtful name
    that stands there as a name.
    """
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    here: dict[int, set[str]] = defaultdict(set)
    first: dict[str, int] = {}
    for one in found:
        if len(one.name.owners) == 1 and (_is_certain(one) or _is_told(text, one)):
            here[bisect_right(ends, one.start)].add(one.name.owners[0])
            first.setdefault(one.name.owners[0], one.start)
    certain = [one for one in found if _is_certain(one)]
    listed = _Listed(frozenset(one.start for one in certain), frozenset(one.end for one in certain))
    for one in found:
        place = bisect_right(ends, one.start)
        near = here.get(place, set())
        before = {each for each in one.name.owners if first.get(each, one.start) < one.start}
        sentence = (ends[place - 1] if place else 0, ends[place] if place < len(ends) else len(text))
        owner = _owner(one.name, near or before, text[one.start : one.end])
        if owner is None:
            continue
        if not one.is_weak or listed.holds(text, one) or _is_supported(text, one, sentence, near=near, before=before):
            yield one, owner


@dataclass(frozen=True, slots=True)
class _Listed:
    """Where sure names begin and end, for 하나·외환은행 and the like: what is joined to one is an organisation too."""

    starts: frozenset[int]
    ends: frozenset[int]

    def holds(self, text: str, one: Found) -> bool:
        """Whether a doubtful name, not a place, is joined to a sure one."""
        is_joined = (text[one.end : one.end + 1] in _JOINS and one.end + 1 in self.starts) or (
            text[one.start - 1 : one.start] in _JOINS and one.start - 1 in self.ends
        )
        return is_joined and one.name.doubtful and not is_place(one.name.written.lower())


def _is_certain(one: Found) -> bool:
    return one.name.is_sure and not one.is_weak


def _is_told(text: str, one: Found) -> bool:
    return has_legal_form(text, one.start, one.end) or has_other_script(text, one.start, one.end)


def _is_supported(
    text: str, one: Found, sentence: tuple[int, int], *, near: Container[str], before: Container[str]
) -> bool:
    if _is_told(text, one) or any(each in near for each in one.name.owners):
        return True
    if is_place(one.name.written.lower()):
        return acts(text, one.start, one.end, sentence)
    is_again = any(each in before for each in one.name.owners) and one.name.doubtful
    return is_again and _stands_as_name(text, one, sentence[0])


def _stands_as_name(text: str, one: Found, begins: int) -> bool:
    if any(each(text, one.start, one.end) for each in (is_medium, is_people, is_where)):
        return False
    before = text[begins : one.start]
    if text[one.start].isascii():
        return bool(before.strip()) or bool(_SAYS_AFTER.match(text, one.end))
    return bool(_BARE_BEFORE.search(before))


def _owner(name: Name, near: Container[str], written: str) -> str | None:
    """Whom a name means: its only owner, else the only one named nearby, spelt just so, or whose own name it is."""
    spelt = name.spelt.get(written, ())
    for owners in (name.owners, [each for each in name.owners if each in near], name.main, spelt):
        if len(owners) == 1:
            return owners[0]
    return None
