"""What stands behind the figures of an edition: its records, as they were published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bridgehead.agreements.rules import AgreementKind, Concealable
from bridgehead.foundation.bilingual import Wording
from bridgehead.foundation.money import Exactness, Money
from bridgehead.outcomes.rules import SHAPES, Rung, Sayer
from bridgehead.outcomes.schemas.shown import said
from bridgehead.web.formats import EN_DASH


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
