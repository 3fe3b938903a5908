"""The cases that a report is made of, each as anybody may see it, as plain text values.

The ledger says of an agreement what ``PublicAgreement`` says of it, and a test holds the two to each other; here it is
read in rows, because a report may have a hundred thousand of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from bridgehead.agreements.models import Amount, Concealable, Party
from bridgehead.directory.models import Organisation, Topic
from bridgehead.foundation.money import Exactness, amount_of
from bridgehead.outcomes.models import Outcome, Report
from bridgehead.outcomes.queries.ladder import reportable_outcomes
from bridgehead.outcomes.rules import OWN_SHAPE

#: One case in plain values, as it is published.
Record = dict[str, Any]
_AT_A_TIME = 2_000
#: One statement reads all that may change: a correction in between is in all of a record or in none of it. What hangs
#: on terms is read after it, and never changes once they are sealed. What organisations and fields are called is read
#: once for a whole report.
_OF_CASE = {
    "public_id": "id", "rung": "rung", "on": "on", "said_by": "said_by", "said_on": "said_on",
    "minor": "minor", "minor_to": "minor_to", "currency": "currency", "exactness": "exactness",
    "organisation": "organisation", "agreement__public_id": "agreement", "agreement__concealed": "concealed",
    "agreement__current": "terms", "agreement__current__number": "version", "agreement__current__kind": "kind",
    "agreement__current__name_ko": "name_ko", "agreement__current__name_en": "name_en",
    "agreement__current__signed_on": "signed_on", "agreement__current__field": "field",
    "document__file__sha256": "document", "document__is_public": "is_document_public",
}  # fmt: skip
_OF_PARTY = ("terms", "is_disclosed", "organisation", "country", "role")
_NO_FIELD = {"field": "", "field_ko": "", "field_en": ""}
_OF_AMOUNT = ("terms", "component", "currency", "minor", "minor_to", "exactness", "percent", "percent_to")


def cases_of(report: Report, now: datetime) -> QuerySet[Outcome]:
    """Return the cases that a report counts as it would be published at a moment."""
    cases = reportable_outcomes(now, is_sample=report.is_sample).filter(
        keeper=report.keeper_id, on__range=(report.first_day, report.last_day)
    )
    if report.forum_id is None:
        return cases
    signed_there = Q(agreement__signing_items__forum=report.forum_id)
    return cases.filter(Q(forum=report.forum_id) | signed_there).distinct()


#: One case as the database gives it: all of it that may change.
Row = tuple[Any, ...]


def rows_of(report: Report, now: datetime) -> QuerySet[Outcome, Row]:
    """Return the cases of a report, the earliest day first: one statement, however its rows are read."""
    return cases_of(report, now).order_by("on", "pk").values_list(*_OF_CASE)


def records_of(rows: Sequence[Row]) -> Iterator[Record]:
    """Give the record of each case one by one, in their order; every value in them is text.

    A party that stands in many of them is one object in all: nobody changes a record.
    """
    called = _Called()
    for some in _in_parts(rows):
        cases = [dict(zip(_OF_CASE.values(), row, strict=True)) for row in some]
        called.read_fields({each["field"] for each in cases})
        called.read_organisations({each["organisation"] for each in cases})
        terms = [each["terms"] for each in cases if each["terms"]]
        parties, amounts = _parties(terms, called), _amounts(terms)
        for each in cases:
            held = parties[each["terms"]] if each["terms"] else [called.party(each["organisation"], "")]
            yield _record(each, called.fields[each["field"]], held, amounts[each["terms"]])


def _in_parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), _AT_A_TIME):
        yield rows[start : start + _AT_A_TIME]


class _Called:
    """What organisations and fields are called: each is read once, so that a report names it alike throughout."""

    def __init__(self) -> None:
        self.fields: dict[int | None, Record] = {None: _NO_FIELD}
        self._organisations: dict[int, Record] = {}
        self._parties: dict[tuple[int, str], Record] = {}

    def read_fields(self, ids: Iterable[int | None]) -> None:
        """Read those that are not known yet."""
        new = Topic.objects.filter(pk__in=[each for each in ids if each not in self.fields])
        for pk, key, name_ko, name_en in new.values_list("pk", "public_id", "name_ko", "name_en"):
            self.fields[pk] = {"field": str(key), "field_ko": name_ko, "field_en": name_en}

    def read_organisations(self, ids: Iterable[int | None]) -> None:
        """Read those that are not known yet."""
        new = Organisation.objects.filter(pk__in=[each for each in ids if each and each not in self._organisations])
        for pk, key, *told in new.values_list("pk", "public_id", "name_ko", "name_en", "country"):
            self._organisations[pk] = dict(zip(("id", "name_ko", "name_en", "country"), (str(key), *told), strict=True))

    def party(self, organisation: int, role: str) -> Record:
        """Return an organisation as a party that anybody may know."""
        key = organisation, role
        if key not in self._parties:
            self._parties[key] = {**self._organisations[organisation], "role": role}
        return self._parties[key]


def _parties(terms: Iterable[int], called: _Called) -> Mapping[int | None, list[Record]]:
    rows = list(Party.objects.filter(terms__in=terms).order_by("terms", "order").values_list(*_OF_PARTY))
    called.read_organisations({organisation for _, is_disclosed, organisation, *_ in rows if is_disclosed})
    held: dict[int | None, list[Record]] = defaultdict(list)
    for of_terms, is_disclosed, organisation, country, role in rows:
        named = is_disclosed and organisation is not None
        held[of_terms].append(called.party(organisation, role) if named else _unnamed(country, role))
    return held


def _unnamed(country: str, role: str) -> Record:
    return {"id": "", "name_ko": "", "name_en": "", "country": country, "role": role}


def _amounts(terms: Iterable[int]) -> Mapping[int | None, list[Record]]:
    held: dict[int | None, list[Record]] = defaultdict(list)
    rows = Amount.objects.filter(terms__in=terms).order_by("terms", "order").values_list(*_OF_AMOUNT)
    for of_terms, component, currency, minor, minor_to, exactness, percent, percent_to in rows:
        held[of_terms].append(
            _amount(component, currency, minor, minor_to, exactness, percent=percent, percent_to=percent_to)
        )
    return held


def _amount(
    component: str,
    currency: str,
    minor: int | None,
    minor_to: int | None,
    exactness: str,
    *,
    percent: Decimal | None = None,
    percent_to: Decimal | None = None,
) -> Record:
    low, high = (None if each is None else amount_of(each, currency) for each in (minor, minor_to))
    return {
        "component": component,
        "currency": currency,
        "low": _decimal(low),
        "high": _decimal(high),
        "exactness": exactness if low is not None else str(Exactness.EXACT),
        "percent_low": _decimal(percent),
        "percent_high": _decimal(percent_to),
    }


def _decimal(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"


def _record(case: Mapping[str, Any], field: Record, parties: Sequence[Record], amounts: Sequence[Record]) -> Record:
    hidden = set(case["concealed"] or ())
    own = OWN_SHAPE.get(case["rung"])
    if own is not None:
        said = (case["currency"], case["minor"], case["minor_to"], case["exactness"])
        amounts = [] if case["minor"] is None else [_amount(own, *said)]
    subject = Concealable.SUBJECT not in hidden
    return {
        "id": str(case["id"]),
        "rung": case["rung"],
        "on": case["on"].isoformat(),
        "said_by": case["said_by"],
        "said_on": case["said_on"].isoformat(),
        "agreement": text_of(case["agreement"]),
        "version": text_of(case["version"]),
        "kind": text_of(case["kind"]),
        "name_ko": text_of(case["name_ko"]) if subject else "",
        "name_en": text_of(case["name_en"]) if subject else "",
        "signed_on": case["signed_on"].isoformat() if case["signed_on"] else "",
        **(_NO_FIELD if Concealable.FIELD in hidden else field),
        "document": text_of(case["document"]) if case["is_document_public"] else "",
        "concealed": " ".join(sorted(hidden)),
        "parties": list(parties),
        "amounts": [] if Concealable.MONEY in hidden else list(amounts),
    }


def text_of(value: Any) -> str:
    """Return a value as a record tells it."""
    return "" if value is None else str(value)
