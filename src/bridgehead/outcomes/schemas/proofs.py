"""What stands behind and beside the figures of an edition: its records, what was stated, and what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from bridgehead.agreements.rules import AgreementKind, Concealable
from bridgehead.foundation.bilingual import Wording, reading_language
from bridgehead.foundation.money import Exactness, Money
from bridgehead.outcomes.rules import SHAPES, Rung, Sayer
from bridgehead.outcomes.schemas.figures import GROUPS
from bridgehead.outcomes.schemas.shown import fields_told, said
from bridgehead.web.formats import EN_DASH
from bridgehead.web.readings import read_money


@dataclass(frozen=True, slots=True)
class EffectShown:
    """An economic effect as it stood beside the ladder when an edition was published."""

    name: Wording
    source: Wording
    method: Wording
    stated_on: date
    money: Money
    money_to: Money | None


def effects_told(head: Mapping[str, Any]) -> list[EffectShown]:
    """Return what was stated beside the ladder."""
    return [
        EffectShown(
            name=said(each, "name"),
            source=said(each, "source"),
            method=said(each, "method"),
            stated_on=date.fromisoformat(each["stated_on"]),
            money=Money(Decimal(each["low"]), each["currency"], Exactness(each["exactness"])),
            money_to=Money(Decimal(each["high"]), each["currency"]) if each["high"] else None,
        )
        for each in head["effects"]
    ]


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A figure that says something else than in the edition before; an empty side: it was not told then."""

    name: str
    before: str
    after: str


def changed_figures(head: Mapping[str, Any]) -> list[ChangedFigure]:
    """Return which figures changed since the edition before, with their words."""
    if not head["changes"]:
        return []
    names = {each["code"]: str(said(each, "name")) for each in head["definitions"]}
    fields = fields_told(head)
    return [
        ChangedFigure(
            name=" · ".join([names.get(each["indicator"], each["indicator"]), *_group_words(each["group"], fields)]),
            before=_in_words(each["before"], each["group"]),
            after=_in_words(each["after"], each["group"]),
        )
        for each in head["changes"]["figures"]
    ]


def _group_words(group: Mapping[str, str], fields: Mapping[str, Wording]) -> list[str]:
    words: dict[str, Callable[[str], str]] = {
        "rung": lambda value: str(Rung(value).label),
        "component": lambda value: str(SHAPES[value]),
        "field": lambda value: str(fields.get(value) or _("no field told")),
    }
    return [words.get(key, str)(group[key]) for key in GROUPS if key in group]


def _in_words(told: str | None, group: Mapping[str, str]) -> str:
    """Read a figure as an edition tells it: a count, a share, or an amount with how exactly it is known."""
    if told is None:
        return ""
    exactness, _space, value = told.rpartition(" ")
    if "currency" in group:
        read = read_money(Decimal(value), group["currency"], exactness or Exactness.EXACT, reading_language())
        return str(read)
    return value


@dataclass(frozen=True, slots=True)
class RecordShown:
    """A record as it was published."""

    key: str
    rung: str
    on: date
    said_by: str
    said_on: date
    agreement: str
    version: int
    kind: str
    name: Wording
    field: Wording
    parties: Sequence[tuple[Wording, str]]
    amounts: Sequence[tuple[str, Money | None, Money | None, str]]
    concealed: Sequence[str]
    document: str
    is_corrected: bool


def record_told(body: Mapping[str, Any], *, is_corrected: bool) -> RecordShown:
    """Return a record with its words; ``is_corrected``: it no longer stands like this."""
    return RecordShown(
        key=body["id"],
        rung=str(Rung(body["rung"]).label),
        on=date.fromisoformat(body["on"]),
        said_by=str(Sayer(body["said_by"]).label),
        said_on=date.fromisoformat(body["said_on"]),
        agreement=body["agreement"],
        version=int(body["version"] or 0),
        kind=str(AgreementKind(body["kind"]).label) if body["kind"] else "",
        name=said(body, "name"),
        field=said(body, "field"),
        parties=[(said(each, "name"), each["country"]) for each in body["parties"]],
        amounts=[_amount_told(each) for each in body["amounts"]],
        concealed=[str(Concealable(each).label) for each in body["concealed"].split()],
        document=body["document"],
        is_corrected=is_corrected,
    )


def _amount_told(told: Mapping[str, str]) -> tuple[str, Money | None, Money | None, str]:
    exactness = Exactness(told["exactness"])
    low = Money(Decimal(told["low"]), told["currency"], exactness) if told["low"] else None
    high = Money(Decimal(told["high"]), told["currency"]) if told["high"] else None
    percent = EN_DASH.join(
        f"{Decimal(each).normalize():f}" for each in (told["percent_low"], told["percent_high"]) if each
    )
    return str(SHAPES[told["component"]]), low, high, f"{percent} %" if percent else ""
