"""What every deed on a record does alike: find it, set its fields by its own rules, number and reorder it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar

from django.db import models
from django.db.models import Max
from django.utils.translation import gettext as _

from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.foundation.refusals import Overtaken, Refused, require_valid

Record = TypeVar("Record", bound=models.Model)
#: By field: before and after, as the audit trail keeps them.
Change = dict[str, tuple[Any, Any]]


def found(records: models.QuerySet[Record] | models.Manager[Record], pk: int) -> Record:
    """Return one record, or refuse when it has gone since the page was made."""
    record = records.filter(pk=pk).first()
    if record is None:
        raise Refused(_("This is no longer there. Load the page again."))
    return record


def assign(record: models.Model, fields: Mapping[str, Any]) -> Change:
    """Set the fields that differ and return (before, after) of each; the record is valid but not yet saved."""
    change: Change = {}
    for field, value in fields.items():
        before = getattr(record, field)
        if before != value:
            setattr(record, field, value)
            change[field] = (plain(before), plain(value))
    if isinstance(record, BilingualModel):
        record.mark_twins(set(change))
    require_valid(record)
    return change


def seen_of(record: models.Model, fields: Iterable[str]) -> str:
    """Return a mark of what a page shows of a record: it sends the mark back, and a deed holds it to what is stored."""
    told = [(field, plain(getattr(record, field))) for field in fields]
    return sha256(repr(told).encode()).hexdigest()[:16]


def require_as_seen(record: models.Model, fields: Iterable[str], seen: str | None) -> None:
    """Raise ``Overtaken`` where a record, locked for a deed, is no longer as its page showed it; None: no page did."""
    if seen is not None and seen != seen_of(record, fields):
        raise Overtaken(_("Somebody has changed this since you opened the page."))


def plain(value: Any) -> Any:
    """Return a value as the audit trail keeps it."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, models.Model):
        return str(getattr(value, "public_id", value.pk))
    return str(value)


def following(records: models.QuerySet[Any], field: str) -> int:
    """Return the number that a record added at the end takes: 1 in an empty list."""
    return int(records.aggregate(last=Max(field))["last"] or 0) + 1


def swap(record: Any, *, step: int, among: Iterable[Any], field: str) -> bool:
    """Change places with the neighbour ``step`` away (−1 up, +1 down); False at the end of the list.

    Three writes, because no two may hold one number even for a moment.
    """
    listed = list(among)
    here = next(place for place, each in enumerate(listed) if each.pk == record.pk)
    there = here + step
    if not 0 <= there < len(listed):
        return False
    neighbour, model = listed[there], type(record)
    mine, theirs = getattr(listed[here], field), getattr(neighbour, field)
    spare = max(getattr(each, field) for each in listed) + 1
    for pk, number in ((record.pk, spare), (neighbour.pk, mine), (record.pk, theirs)):
        model.objects.filter(pk=pk).update(**{field: number})
    setattr(record, field, theirs)
    return True
