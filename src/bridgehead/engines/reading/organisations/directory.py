"""The organisations of a directory, found in text by their names and aliases."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bridgehead.engines.reading.organisations.doubtful import has_legal_form, has_other_script, is_doubtful, is_medium
from bridgehead.engines.reading.organisations.names import (
    AFTER_NAME,
    IN_ADDRESS_AFTER,
    IN_ADDRESS_BEFORE,
    folded,
    keeps_case,
    spellings,
)

#: Where a name may begin, with its first letters; after 주식회사 and its like also without a blank.
_BEGINNING = re.compile(r"\b(?=(\w..?))")
_LEGAL_PREFIX = re.compile(r"(?<=주식회사|유한회사|재단법인|사단법인)(?=(\w..?))")
_SENTENCE_END = re.compile(r"[.!?。]\s|\n")


@dataclass(frozen=True, slots=True)
class Organisation:
    """A row of a directory; an empty name is none."""

    id: str
    name_ko: str = ""
    name_en: str = ""
    aliases: tuple[str, ...] = ()
    country: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """An organisation in a text, with its place in characters, without particle, possessive or legal form."""

    start: int
    end: int
    text: str
    org_id: str


@dataclass(frozen=True, slots=True)
class _Name:
    """One spelling, and whose it is; ``main`` are those whose own name it is, not only an alias."""

    written: str
    doubtful: bool
    owners: tuple[str, ...]
    main: tuple[str, ...]

    @property
    def is_sure(self) -> bool:
        """Whether it says alone who is meant."""
        return not self.doubtful and len(self.owners) == 1


@dataclass(slots=True)
class Directory:
    """Names and aliases in a form in which they are found at 10 MB of text a second and more, 20,000 of them, one core.

    ``_lengths`` holds for the first three letters of every name, or the two that it has, how long the names are that
    begin so, longest first.
    """

    _names: dict[str, _Name] = field(default_factory=dict)
    _lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _has_pairs: bool = False

    @classmethod
    def of(cls, records: Iterable[Organisation]) -> Directory:
        """Make a directory of its records."""
        owners: dict[str, dict[str, bool]] = defaultdict(dict)
        written: dict[str, str] = {}
        for record in records:
            for name in (record.name_ko, record.name_en, *record.aliases):
                for spelling in spellings(name):
                    if len(spelling) >= 2:
                        key = folded(spelling)
                        written.setdefault(key, spelling)
                        is_main = name in (record.name_ko, record.name_en)
                        owners[key][record.id] = owners[key].get(record.id, False) or is_main
        names = {
            key: _Name(
                written[key], is_doubtful(written[key]), tuple(own), tuple(org for org, main in own.items() if main)
            )
            for key, own in owners.items()
        }
        lengths: dict[str, set[int]] = defaultdict(set)
        for key in names:
            lengths[key[:3]].add(len(key))
        for first, own in lengths.items():
            own.update(lengths.get(first[:2], ()))
        by_length = {first: tuple(sorted(own, reverse=True)) for first, own in lengths.items()}
        return cls(names, by_length, any(len(key) == 2 for key in names))

    def mentions(self, text: str) -> list[Mention]:
        """Return the organisations that the text names, in order, each occurrence once; none overlaps another.

        The longest name that begins at a place wins. A doubtful one counts only with support in its sentence.
        """
        found = list(self._found(text))
        if all(name.is_sure for _, _, name in found):
            named: dict[int, set[str]] = {}
            ends: list[int] = []
        else:
            ends = [match.start() for match in _SENTENCE_END.finditer(text)]
            named = _named_by_sentence(found, ends)
        mentions = []
        for start, end, name in found:
            near = named.get(bisect_right(ends, start), set())
            weak = name.doubtful or is_medium(text, start, end)
            owner = _owner(name, near)
            if owner is not None and not (weak and not _is_supported(text, start, end, name, near)):
                mentions.append(Mention(start, end, text[start:end], owner))
        return mentions

    def _found(self, text: str) -> Iterator[tuple[int, int, _Name]]:
        plain, reached, lengths_of = folded(text), 0, self._lengths.get
        has_pairs = self._has_pairs
        for match in _beginnings(plain):
            lengths = lengths_of(match[1]) or (lengths_of(match[1][:2]) if has_pairs else None)
            if lengths is None or match.start() < reached:
                continue
            start = match.start()
            for length in lengths:
                end = start + length
                # a slice that would reach beyond the end is a shorter text
                name = self._names.get(plain[start:end]) if end <= len(plain) else None
                if name is not None and _stands_alone(plain, start, end) and keeps_case(name.written, text[start:end]):
                    yield start, end, name
                    reached = end
                    break


def _beginnings(plain: str) -> Iterator[re.Match[str]]:
    if any(form in plain for form in ("식회사", "한회사", "단법인")):
        both = (match for each in (_BEGINNING, _LEGAL_PREFIX) for match in each.finditer(plain))
        return iter(sorted(both, key=lambda match: match.start()))
    return _BEGINNING.finditer(plain)


def _stands_alone(plain: str, start: int, end: int) -> bool:
    """Whether nothing is written onto the name but what Korean writes onto names."""
    after = plain[end : end + 1]
    if (after.isalnum() or after == "_") and not AFTER_NAME.match(plain, end):
        return False
    before = plain[max(0, start - 2) : start]
    may_be_address = plain[start] < "\u1100" and (after in (".", "@") or before[-1:] in ("@", "/", "#", "."))
    return not (may_be_address and (IN_ADDRESS_BEFORE.search(before) or IN_ADDRESS_AFTER.match(plain, end)))


def _named_by_sentence(found: list[tuple[int, int, _Name]], ends: list[int]) -> dict[int, set[str]]:
    """Who is named beyond doubt in each sentence, by its number."""
    named: dict[int, set[str]] = defaultdict(set)
    for start, _, name in found:
        if name.is_sure:
            named[bisect_right(ends, start)].add(name.owners[0])
    return named


def _is_supported(text: str, start: int, end: int, name: _Name, near: set[str]) -> bool:
    return has_legal_form(text, start, end) or has_other_script(text, start, end) or not near.isdisjoint(name.owners)


def _owner(name: _Name, near: set[str]) -> str | None:
    """Whom a name means: its only owner, else the only one named nearby, else the only one whose own name it is."""
    for owners in (name.owners, [each for each in name.owners if each in near], name.main):
        if len(owners) == 1:
            return owners[0]
    return None
