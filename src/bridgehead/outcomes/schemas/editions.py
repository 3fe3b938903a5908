"""What an edition says in whole: its head, its document with a digest, and how it differs from the one before."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.utils.functional import Promise

from bridgehead.foundation.bilingual import in_each_language
from bridgehead.outcomes.indicators import INDICATORS, Indicator
from bridgehead.outcomes.models import Report, StatedEffect
from bridgehead.outcomes.schemas.figures import Counted, FigureValue, canonical

FORMAT = "bridgehead-report/1"


@dataclass(frozen=True, slots=True)
class Built:
    """A report as it would be published at a moment."""

    #: The id of each record, and the text that its digest is taken of.
    ids: Sequence[str]
    written: Sequence[bytes]
    digests: Sequence[str]
    figures: Sequence[FigureValue]
    #: The fields that figures are told apart by, each with its names.
    fields: Mapping[str, tuple[str, str]]
    effects: Sequence[Mapping[str, Any]]


def built(records: Iterable[Mapping[str, Any]], effects: Iterable[StatedEffect]) -> Built:
    """Count records by all definitions, in one pass over them."""
    counted = Counted(records)
    return Built(
        ids=counted.ids,
        written=counted.written,
        digests=counted.digests(),
        figures=counted.figures(INDICATORS),
        fields=counted.fields,
        effects=[effect_of(each) for each in effects],
    )


@dataclass(frozen=True, slots=True)
class Before:
    """What the edition before said: its head, digests of its records by key, its figures by name, its own digest."""

    number: int
    digest: str
    head: Mapping[str, Any]
    records: Mapping[str, str]
    figures: Mapping[tuple[str, tuple[tuple[str, str], ...]], str]


def figure_key(figure: Any) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return what a figure keeps from edition to edition: its indicator and its group."""
    return figure.indicator, tuple(sorted(figure.group.items()))


def is_worth_publishing(head: Mapping[str, Any], now: Built) -> bool:
    """Whether an edition would say something: anything at all, or anything else than the edition before."""
    return any(head["changes"].values()) if head["changes"] else bool(now.ids)


#: What may be set right in a report that is published; the rest of what it is about stays.
WORDS = ("name_ko", "name_en", "lead_ko", "lead_en")


def changes(report: Report, before: Before, now: Built) -> dict[str, Any]:
    """Return how a report differs from the edition before: how many cases, and what figures, effects and words said.

    Which cases they are, the records of both editions tell. There may be as many as those, and every page reads this.
    """
    today = dict(zip(now.ids, now.digests, strict=True))
    figures = {figure_key(each): told(each) for each in now.figures}
    keys = sorted(before.figures.keys() | figures.keys())
    return {
        "added": len(today.keys() - before.records.keys()),
        "removed": len(before.records.keys() - today.keys()),
        "changed": sum(today[key] != before.records[key] for key in today.keys() & before.records.keys()),
        "figures": [
            {"indicator": key[0], "group": dict(key[1]), "before": before.figures.get(key), "after": figures.get(key)}
            for key in keys
            if before.figures.get(key) != figures.get(key)
        ],
        "effects": _changed_effects(before.head["effects"], now.effects),
        "words": [name for name in WORDS if before.head["report"][name] != getattr(report, name)],
    }


def _changed_effects(before: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    was, today = ({each["id"]: each for each in effects} for effects in (before, now))
    return [
        {"id": key, "before": was.get(key), "after": today.get(key)}
        for key in sorted(was.keys() | today.keys())
        if was.get(key) != today.get(key)
    ]


def told(figure: Any) -> str:
    """Return a figure as one text: its value, and how exactly it is known where that is not exactly."""
    return figure.value if figure.exactness == "exact" else f"{figure.exactness} {figure.value}"


def head_of(
    report: Report,
    *,
    number: int,
    published_at: datetime,
    reasons: Mapping[str, str],
    before: Before | None,
    build: Built,
) -> dict[str, Any]:
    """Return all that an edition says besides figures and records, frozen with it."""
    keeper, forum = report.keeper, report.forum
    return {
        "report": {
            "id": str(report.public_id),
            "edition": number,
            "before": None if before is None else {"edition": before.number, "digest": before.digest},
            "keeper": {"id": str(keeper.public_id), "name_ko": keeper.name_ko, "name_en": keeper.name_en},
            "forum": forum and {"id": str(forum.public_id), "name_ko": forum.name_ko, "name_en": forum.name_en},
            **{key: getattr(report, key) for key in WORDS},
            "first_day": report.first_day.isoformat(),
            "last_day": report.last_day.isoformat(),
            "is_sample": report.is_sample,
            "published_at": published_at.isoformat(),
            **reasons,
        },
        "definitions": [_definition(each) for each in INDICATORS],
        "fields": _fields({**(_fields_before(before) if before else {}), **build.fields}),
        "effects": list(build.effects),
        "changes": None if before is None else changes(report, before, build),
    }


def _fields(named: Mapping[str, tuple[str, str]]) -> list[dict[str, str]]:
    """The fields that figures are told apart by, with their names as they were on that day."""
    return [{"id": key, "name_ko": ko, "name_en": en} for key, (ko, en) in sorted(named.items(), key=lambda it: it[1])]


def _fields_before(before: Before) -> dict[str, tuple[str, str]]:
    """The fields of the edition before: what changed is told of them too."""
    return {each["id"]: (each["name_ko"], each["name_en"]) for each in before.head["fields"]}


def _definition(indicator: Indicator) -> dict[str, Any]:
    words = {"name": indicator.name, "says": indicator.says, "excludes": indicator.excludes}
    return {
        "code": indicator.code,
        "version": str(indicator.version),
        "formula": indicator.formula,
        **{key: value for name, text in words.items() for key, value in _both(name, text).items()},
    }


def _both(name: str, text: str | Promise) -> dict[str, str]:
    return {f"{name}_{language}": said for language, said in in_each_language(text).items()}


def effect_of(effect: StatedEffect) -> dict[str, Any]:
    """Return a stated effect as an edition tells it."""
    texts = ("name_ko", "name_en", "method_ko", "method_en", "source_ko", "source_en")
    money, until = effect.money, effect.money_to
    return {
        "id": str(effect.public_id),
        **{key: getattr(effect, key) for key in texts},
        "stated_on": effect.stated_on.isoformat(),
        "currency": effect.currency,
        "low": f"{money.amount:f}" if money else "",
        "high": f"{until.amount:f}" if until else "",
        "exactness": effect.exactness,
    }


def figures_told(figures: Iterable[Any]) -> list[dict[str, Any]]:
    """Return figures as the document tells them."""
    return [
        {
            "indicator": each.indicator,
            "version": str(each.version),
            "group": dict(each.group),
            "value": each.value,
            "unit": each.unit,
            "exactness": each.exactness,
            "cases": str(each.cases),
            "proof": each.proof,
        }
        for each in figures
    ]


class DamagedEdition(ValueError):
    """An edition does not give the digest that it was sealed with."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An edition as it was published. Its records are many: they are read one by one, as often as need be."""

    head: Mapping[str, Any]
    figures: Sequence[Mapping[str, Any]]
    digest: str
    #: The text of each record, in their order.
    written: Callable[[], Iterable[str]]

    def records(self) -> Iterator[Mapping[str, Any]]:
        """Give each record in plain values."""
        return map(json.loads, self.written())

    def document(self) -> Iterator[bytes]:
        """Give the whole of the edition with its digest piece by piece, as one canonical JSON text.

        At its end raises ``DamagedEdition`` where what was given has another digest.
        """
        whole = _whole(self.head, self.figures)
        before, after = _around_records({**whole, "digest": self.digest})
        digest = _Digest(whole)
        yield before
        for number, text in enumerate(self.written()):
            record = text.encode()
            digest.add(record)
            yield b"," + record if number else record
        yield after
        if digest.end() != self.digest:
            raise DamagedEdition(f"sealed with {self.digest}, and is {digest.end()}")


def digest_of(head: Mapping[str, Any], build: Built) -> str:
    """Return the digest over the whole of an edition: that of its document without the digest itself."""
    digest = _Digest(_whole(head, figures_told(build.figures)))
    for each in build.written:
        digest.add(each)
    return digest.end()


class _Digest:
    """The SHA-256 of a document whose records come one by one."""

    def __init__(self, whole: Mapping[str, Any]) -> None:
        before, self._after = _around_records(whole)
        self._hashed = sha256(before)
        self._between = b""

    def add(self, record: bytes) -> None:
        self._hashed.update(self._between + record)
        self._between = b","

    def end(self) -> str:
        whole = self._hashed.copy()
        whole.update(self._after)
        return whole.hexdigest()


def _whole(head: Mapping[str, Any], figures: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"format": FORMAT, **head, "figures": figures, "records": []}


def _around_records(whole: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """What stands before the records of a document, and what stands after them."""
    # No text holds these signs: a quote inside one is written with a stroke before it.
    before, nothing, after = canonical(whole).partition(b'"records":[]')
    return before + nothing[:-1], nothing[-1:] + after
