"""From records to figures, in one pass over the records for each definition."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from hashlib import sha256
from typing import Any

from bridgehead.foundation.money import Exactness
from bridgehead.outcomes.indicators import UNITS, Indicator, Measure
from bridgehead.outcomes.rules import known_together

#: In this order the groups of a figure are told.
GROUPS = ("rung", "year", "field", "kind", "component", "currency")
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


class Counted:
    """Records made ready to be counted: each is written out once. Digests take them in the order of their ids."""

    def __init__(self, records: Sequence[Mapping[str, Any]]) -> None:
        self.records = records
        self.written = [canonical(each) for each in records]
        by_id = sorted(range(len(records)), key=lambda position: str(records[position]["id"]))
        #: At which place each record stands in the order of ids.
        self._place = {position: place for place, position in enumerate(by_id)}

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
        for position, record in enumerate(self.records):
            if record["rung"] in indicator.rungs:
                groups.setdefault(_key(record, indicator.by), []).append(position)
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
        agreements = {self.records[position]["agreement"] for position in held}
        reached = [
            position
            for position, each in enumerate(self.records)
            if each["rung"] == indicator.reached and each["agreement"] in agreements
        ]
        both = {self.records[position]["agreement"] for position in reached}
        return f"{len(both)}/{len(agreements)}", sorted({*held, *reached})

    def _organisations(self, held: Iterable[int], at_least: int) -> int:
        cases = {
            (party["id"], record["agreement"] or record["id"])
            for record in map(self.records.__getitem__, held)
            for party in record["parties"]
            if party["id"]
        }
        times: dict[str, int] = {}
        for organisation, _case in cases:
            times[organisation] = times.get(organisation, 0) + 1
        return sum(each >= at_least for each in times.values())

    def _money(self, indicator: Indicator) -> list[FigureValue]:
        sums: dict[_Key, Decimal] = {}
        known: dict[_Key, set[str]] = {}
        behind: dict[_Key, dict[int, None]] = {}
        with localcontext(prec=_PRECISION):
            for position, record in enumerate(self.records):
                if record["rung"] not in indicator.rungs:
                    continue
                for amount in record["amounts"]:
                    if amount["low"]:
                        key = _key(record | amount, indicator.by)
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
        names = [each for each in GROUPS if each in indicator.by]
        return FigureValue(
            indicator=indicator.code,
            version=indicator.version,
            group=dict(zip(names, key, strict=True)),
            value=value,
            unit=UNITS[indicator.measure],
            exactness=str(exactness),
            cases=cases,
            proof=self._proof(behind),
            records=behind,
        )

    def _proof(self, positions: Iterable[int]) -> str:
        hashed = sha256()
        for position in sorted(positions, key=self._place.__getitem__):
            hashed.update(self.written[position] + b"\n")
        return hashed.hexdigest()


def _always(indicator: Indicator) -> list[_Key]:
    """The groups that are told even where nothing falls into them: zero is a figure too."""
    if not indicator.by:
        return [()]
    return [(rung,) for rung in indicator.rungs] if indicator.by == ("rung",) else []


def _key(record: Mapping[str, Any], by: Sequence[str]) -> _Key:
    return tuple(record["on"][:4] if each == "year" else record[each] for each in GROUPS if each in by)
