"""The organisations of a directory, found in text by their names and aliases."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bridgehead.engines.reading.organisations.another import is_part_of_another
from bridgehead.engines.reading.organisations.doubtful import is_doubtful
from bridgehead.engines.reading.organisations.names import (
    IN_ADDRESS_AFTER,
    IN_ADDRESS_BEFORE,
    continues,
    folded,
    keeps_case,
    spellings,
)
from bridgehead.engines.reading.organisations.states import LETTERS, states_by_letter
from bridgehead.engines.reading.organisations.support import Found, Name, meant

#: After 주식회사 and its like a name also begins without a blank.
_LEGAL_PREFIX = re.compile(r"(?<=주식회사|유한회사|재단법인|사단법인)(?=(\w..?))")


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


@dataclass(slots=True)
class Directory:
    """Names and aliases in a form in which they are found at 10 MB of text a second and more, 20,000 of them, one core.

    ``_lengths`` holds for the first three letters of every name, or the two that it has, how long the names are that
    begin so, longest first; ``_beginning`` finds where a word begins with a first and a second letter of names.
    """

    _names: dict[str, Name] = field(default_factory=dict)
    _lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _has_pairs: bool = False
    _beginning: re.Pattern[str] = field(default_factory=lambda: _beginning_of([]))

    @classmethod
    def of(cls, records: Iterable[Organisation]) -> Directory:
        """Make a directory of its records."""
        owners: dict[str, dict[str, bool]] = defaultdict(dict)
        spelt: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
        for record in records:
            for name in (record.name_ko, record.name_en, *record.aliases):
                for spelling in spellings(name):
                    if len(spelling) >= 2 or spelling in LETTERS:
                        key = folded(spelling)
                        spelt[key][spelling] = tuple(dict.fromkeys((*spelt[key].get(spelling, ()), record.id)))
                        is_main = name in (record.name_ko, record.name_en)
                        owners[key][record.id] = owners[key].get(record.id, False) or is_main
        names = {
            key: Name(
                first := next(iter(spelt[key])),
                is_doubtful(first),
                tuple(own),
                tuple(org for org, main in own.items() if main),
                spelt[key],
                is_sure=not is_doubtful(first) and len(own) == 1,
            )
            for key, own in owners.items()
        }
        lengths: dict[str, set[int]] = defaultdict(set)
        for key in names.keys() - set(LETTERS):
            lengths[key[:3]].add(len(key))
        for first, own in lengths.items():
            own.update(lengths.get(first[:2], ()))
        by_length = {first: tuple(sorted(own, reverse=True)) for first, own in lengths.items()}
        return cls(names, by_length, any(len(key) == 2 for key in names), _beginning_of(names.keys() - set(LETTERS)))

    def mentions(self, text: str) -> list[Mention]:
        """Return the organisations that the text names, in order, each occurrence once; none overlaps another.

        The longest name that begins at a place wins. A doubtful one counts only with support in its sentence.
        """
        found = self._with_letters(text, [Found.at(text, *each) for each in self._found(text)])
        if all(each.name.is_sure and not each.is_weak for each in found):
            counted: Iterable[tuple[Found, str]] = ((each, each.name.owners[0]) for each in found)
        else:
            counted = meant(text, found)
        return [Mention(each.start, each.end, text[each.start : each.end], owner) for each, owner in counted]

    def _with_letters(self, text: str, found: list[Found]) -> list[Found]:
        """What was found and the states that are named by a letter, which win over a doubtful name (한미) only."""
        if not any(letter in self._names for letter in LETTERS):
            return found
        for start, end in states_by_letter(text):
            name, over = (
                self._names.get(text[start:end]),
                [each for each in found if each.start < end > start < each.end],
            )
            if name is not None and all(each.is_weak for each in over):
                found = [each for each in found if each not in over]
                found.append(Found(start, end, name, is_weak=False))
        return sorted(found, key=lambda each: each.start)

    def _found(self, text: str) -> Iterator[tuple[int, int, Name]]:
        plain, reached, lengths_of = folded(text), 0, self._lengths.get
        has_pairs = self._has_pairs
        for match in self._beginnings(plain):
            lengths = lengths_of(match[1]) or (lengths_of(match[1][:2]) if has_pairs else None)
            if lengths is None or match.start() < reached:
                continue
            start = match.start()
            for length in lengths:
                end = start + length
                # a slice that would reach beyond the end is a shorter text
                name = self._names.get(plain[start:end]) if end <= len(plain) else None
                if name is not None and _stands_alone(plain, start, end) and _keeps_case(name, text[start:end]):
                    if is_part_of_another(text, start, end):
                        continue
                    yield start, end, name
                    reached = end
                    break

    def _beginnings(self, plain: str) -> Iterable[re.Match[str]]:
        if any(form in plain for form in ("식회사", "한회사", "단법인")):
            both = (match for each in (self._beginning, _LEGAL_PREFIX) for match in each.finditer(plain))
            return sorted(both, key=lambda match: match.start())
        return self._beginning.finditer(plain)


def _keeps_case(name: Name, written: str) -> bool:
    return written in name.spelt or keeps_case(name.written, written)


def _beginning_of(names: Iterable[str]) -> re.Pattern[str]:
    pairs = [name[:2] for name in names if re.match(r"\w", name)]
    first, second = ("".join(sorted({re.escape(pair[place]) for pair in pairs})) for place in (0, 1))
    return re.compile(rf"\b(?=([{first}][{second}].?))" if pairs else "(?!)")


def _stands_alone(plain: str, start: int, end: int) -> bool:
    """Whether nothing is written onto the name but what Korean writes onto names."""
    after = plain[end : end + 1]
    if (after.isalnum() or after == "_") and continues(plain, end):
        return False
    before = plain[max(0, start - 2) : start]
    if (after == "&" and plain[end + 1 : end + 2].isalnum()) or (before[-1:] == "&" and before[:1].isalnum()):
        return False
    may_be_address = plain[start] < "\u1100" and (after in (".", "@") or before[-1:] in ("@", "/", "#", "."))
    return not (may_be_address and (IN_ADDRESS_BEFORE.search(before) or IN_ADDRESS_AFTER.match(plain, end)))
