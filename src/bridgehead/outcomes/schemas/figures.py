"""From records to figures, in one pass over the records for each definition."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from hashlib import sha256
from typing import Any, NamedTuple

from bridgehead.foundation.money import Exactness
from bridgehead.outcomes.indicators import UNITS, Indicator, Measure
from bridgehead.outcomes.rules import known_together

#: In this order the groups of a figure are told.
GROUPS = ("rung", "year", "field", "kind", "component", "currency")
_OF_AMOUNT = frozenset({"component", "currency"})
_NO_AMOUNT: Mapping[str, str] = {}
_PRECISION = 60
_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigureValue:
    """One number: what it tells, how exactly, of how many cases, and at which positions the records stand."""

    indicator: str
    version: int
    group: Mapping[str, str]
    value: str
    unit: str
    exactness: str
    cases: int
    proof: str
    records: Sequence[int]


_write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(told: Any) -> bytes:
    """Return a value as the one JSON text that digests are taken of: keys in order, no spaces, UTF-8."""
    return _write(told).encode()


class _Case(NamedTuple):
    """What figures look at in a record."""

    id: str
    rung: str
    year: str
    field: str
    kind: str
    agreement: str
    #: The ids of the parties whose names the public learns.
    parties: Sequence[str]
    #: The amounts that a sum can be made of.
    amounts: Sequence[Mapping[str, str]]


def _case(record: Mapping[str, Any]) -> _Case:
    return _Case(
        id=record["id"],
        rung=record["rung"],
        year=record["on"][:4],
        field=record["field"],
        kind=record["kind"],
        agreement=record["agreement"],
        parties=[each["id"] for each in record["parties"] if each["id"]],
        amounts=[each for each in record["amounts"] if each["low"]],
    )


class Counted:
    """Records as they are counted: each is written out once, and no more of it is kept than figures look at."""

    def __init__(self, records: Iterable[Mapping[str, Any]]) -> None:
        self.written: list[bytes] = []
        self.fields: dict[str, tuple[str, str]] = {}
        self._cases: list[_Case] = []
        for record in records:
            self.written.append(canonical(record))
            self._cases.append(_case(record))
            if record["field"]:
                self.fields[record["field"]] = record["field_ko"], record["field_en"]
        self.ids = [each.id for each in self._cases]
        #: At which place each record stands in the order of ids, in which digests take them.
        self._place = [0] * len(self.ids)
        for place, position in enumerate(sorted(range(len(self.ids)), key=self.ids.__getitem__)):
            self._place[position] = place
        self._proofs: dict[tuple[int, ...], str] = {}

    def figures(self, indicators: Iterable[Indicator]) -> list[FigureValue]:
        """Return the figures of all definitions, in their order."""
        return [figure for each in indicators for figure in self._of(each)]

    def digests(self) -> list[str]:
        """Return the SHA-256 of each record."""
        return [sha256(each).hexdigest() for each in self.written]

    def _of(self, indicator: Indicator) -> list[FigureValue]:
        if indicator.measure == Measure.MONEY:
            return self._money(indicator)
        groups: dict[_Key, list[int]] = {key: [] for key in _always(indicator)}
        names = _names(indicator)
        for position, case in enumerate(self._cases):
            if case.rung in indicator.rungs:
                groups.setdefault(_key(case, names), []).append(position)
        told = []
        for key, held in sorted(groups.items()):
            value, behind = self._measured(indicator, held)
            told.append(self._figure(indicator, key, value=value, cases=len(held), behind=behind))
        return told

    def _measured(self, indicator: Indicator, held: list[int]) -> tuple[str, list[int]]:
        if indicator.measure == Measure.COUNT:
            return str(len(held)), held
        if indicator.measure == Measure.ORGANISATIONS:
            return str(self._organisations(held, indicator.at_least)), held
        agreements = {self._cases[position].agreement for position in held}
        reached = [
            position
            for position, each in enumerate(self._cases)
            if each.rung == indicator.reached and each.agreement in agreements
        ]
        both = {self._cases[position].agreement for position in reached}
        return f"{len(both)}/{len(agreements)}", sorted({*held, *reached})

    def _organisations(self, held: Iterable[int], at_least: int) -> int:
        cases = {
            (party, case.agreement or case.id) for case in map(self._cases.__getitem__, held) for party in case.parties
        }
        times: dict[str, int] = {}
        for organisation, _case in cases:
            times[organisation] = times.get(organisation, 0) + 1
        return sum(each >= at_least for each in times.values())

    def _money(self, indicator: Indicator) -> list[FigureValue]:
        sums: dict[_Key, Decimal] = {}
        known: dict[_Key, set[str]] = {}
        behind: dict[_Key, dict[int, None]] = {}
        names = _names(indicator)
        with localcontext(prec=_PRECISION):
            for position, case in enumerate(self._cases):
                for amount in case.amounts if case.rung in indicator.rungs else ():
                    key = _key(case, names, amount)
                    sums[key] = sums.get(key, Decimal(0)) + Decimal(amount["low"])
                    # A range says no more for sure than where it begins.
                    known.setdefault(key, set()).add(Exactness.AT_LEAST if amount["high"] else amount["exactness"])
                    behind.setdefault(key, {})[position] = None
        return [
            self._figure(
                indicator,
                key,
                value=f"{total:f}",
                cases=len(behind[key]),
                behind=list(behind[key]),
                exactness=known_together(known[key]),
            )
            for key, total in sorted(sums.items())
        ]

    def _figure(
        self,
        indicator: Indicator,
        key: _Key,
        *,
        value: str,
        cases: int,
        behind: list[int],
        exactness: str = Exactness.EXACT,
    ) -> FigureValue:
        return FigureValue(
            indicator=indicator.code,
            version=indicator.version,
            group=dict(zip(_names(indicator), key, strict=True)),
            value=value,
            unit=UNITS[indicator.measure],
            exactness=str(exactness),
            cases=cases,
            proof=self._proof(behind),
            records=behind,
        )

    def _proof(self, positions: Sequence[int]) -> str:
        """The digest over records. Several figures rest on the same ones."""
        known = tuple(positions)
        if known not in self._proofs:
            hashed = sha256()
            for position in sorted(known, key=self._place.__getitem__):
                hashed.update(self.written[position] + b"\n")
            self._proofs[known] = hashed.hexdigest()
        return self._proofs[known]


def _names(indicator: Indicator) -> list[str]:
    return [each for each in GROUPS if each in indicator.by]


def _always(indicator: Indicator) -> list[_Key]:
    """The groups that are told even where nothing falls into them: zero is a figure too."""
    if not indicator.by:
        return [()]
    return [(rung,) for rung in indicator.rungs] if indicator.by == ("rung",) else []


def _key(case: _Case, names: Iterable[str], amount: Mapping[str, str] = _NO_AMOUNT) -> _Key:
    return tuple([amount[each] if each in _OF_AMOUNT else getattr(case, each) for each in names])
