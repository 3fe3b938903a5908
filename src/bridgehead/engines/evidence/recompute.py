"""From definitions and records to figures, said as plainly as can be: each figure looks at all records for itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, localcontext
from hashlib import sha256
from typing import Any

from bridgehead.engines.evidence.published import GROUPS, Definition, Figure, Group, Record, WrongReport

_OF_AMOUNTS = ("component", "currency")
_UNITS = {"count": "cases", "organisations": "organisations", "share": "share", "money": "money"}
#: More digits than any sum of amounts has: 40 each, of fewer than 10 ** 20 amounts.
_DIGITS = 60


def digest_of(records: Iterable[Record]) -> str:
    """Return the SHA-256 over records in the order of their ids: any change of any of them changes it."""
    hashed = sha256()
    for record in sorted(records, key=lambda each: str(each["id"])):
        hashed.update(canonical(record))
        hashed.update(b"\n")
    return hashed.hexdigest()


def canonical(told: Any) -> bytes:
    """Return a value as the one JSON text that digests are taken of: keys in order, no spaces, UTF-8."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of_document(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 over a whole report but for the digest that it bears."""
    return sha256(canonical({key: value for key, value in document.items() if key != "digest"})).hexdigest()


def figures_of(definition: Definition, records: Sequence[Record]) -> list[Figure]:
    """Return every figure that a definition gives for records; ``WrongReport`` where it adds up what it may not."""
    _require_apart(definition)
    chosen = [each for each in records if each["rung"] in definition.rungs]
    if definition.measure == "money":
        return _money(definition, chosen)
    held_by: dict[Group, list[Record]] = {group: [] for group in _always(definition)}
    for record in chosen:
        held_by.setdefault(_group(record, definition.by), []).append(record)
    told = []
    for group, held in sorted(held_by.items()):
        value, behind = _measured(definition, held, records)
        told.append(_figure(definition, group, value=value, records=behind, cases=len(held)))
    return told


def _require_apart(definition: Definition) -> None:
    if len(definition.rungs) > 1 and "rung" not in definition.by:
        raise WrongReport(f"{definition.code}: its formula adds rungs up, which no figure may")
    of_amounts = [each for each in definition.by if each in _OF_AMOUNTS]
    if definition.measure == "money" and len(of_amounts) < len(_OF_AMOUNTS):
        raise WrongReport(f"{definition.code}: amounts of several shapes or currencies are never added")
    if definition.measure != "money" and of_amounts:
        raise WrongReport(f"{definition.code}: only money has shapes and currencies")


def _always(definition: Definition) -> list[Group]:
    """The groups that are told even where nothing falls into them: zero is a figure too."""
    if not definition.by:
        return [()]
    return [(("rung", each),) for each in definition.rungs] if definition.by == ("rung",) else []


def _measured(
    definition: Definition, held: Sequence[Record], records: Sequence[Record]
) -> tuple[str, Sequence[Record]]:
    if definition.measure == "count":
        return str(len(held)), held
    if definition.measure == "organisations":
        seen: dict[str, set[str]] = {}
        for record in held:
            for party in record["parties"]:
                if party["id"]:
                    seen.setdefault(party["id"], set()).add(record["agreement"] or record["id"])
        return str(sum(len(agreements) >= definition.at_least for agreements in seen.values())), held
    agreements = {each["agreement"] for each in held}
    reached = [each for each in records if each["rung"] == definition.reached and each["agreement"] in agreements]
    return f"{len({each['agreement'] for each in reached})}/{len(agreements)}", [*held, *reached]


def _money(definition: Definition, chosen: Sequence[Record]) -> list[Figure]:
    held_by: dict[Group, list[tuple[Record, Mapping[str, str]]]] = {}
    for record in chosen:
        for amount in record["amounts"]:
            if amount["low"]:
                held_by.setdefault(_group(record, definition.by, amount), []).append((record, amount))
    told = []
    for group, held in sorted(held_by.items()):
        with localcontext(prec=_DIGITS):
            total = sum((Decimal(amount["low"]) for _record, amount in held), Decimal(0))
        behind = list({record["id"]: record for record, _amount in held}.values())
        exactness = _known_together([amount for _record, amount in held])
        told.append(
            _figure(definition, group, value=f"{total:f}", records=behind, exactness=exactness, cases=len(behind))
        )
    return told


def _known_together(amounts: Sequence[Mapping[str, str]]) -> str:
    """A sum is known as exactly as all of it: a range is a floor, and what mixes floors and ceilings an estimate."""
    inexact = {"at_least" if each["high"] else each["exactness"] for each in amounts} - {"exact"}
    return "exact" if not inexact else inexact.pop() if len(inexact) == 1 else "about"


def _group(record: Record, by: Sequence[str], amount: Mapping[str, str] | None = None) -> Group:
    values = {**record, "year": record["on"][:4], **(amount or {})}
    return tuple((key, str(values[key])) for key in GROUPS if key in by)


def _figure(
    definition: Definition,
    group: Group,
    *,
    value: str,
    records: Sequence[Record],
    cases: int,
    exactness: str = "exact",
) -> Figure:
    return Figure(
        indicator=definition.code,
        version=definition.version,
        group=group,
        value=value,
        unit=_UNITS[definition.measure],
        exactness=exactness,
        cases=str(cases),
        proof=digest_of(records),
    )
