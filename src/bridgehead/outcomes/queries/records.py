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
from bridgehead.foundation.money import Exactness, amount_of
from bridgehead.outcomes.models import Outcome, Report
from bridgehead.outcomes.queries.ladder import reportable_outcomes
from bridgehead.outcomes.rules import OWN_SHAPE

#: One case in plain values, as it is published.
Record = dict[str, Any]
_AT_A_TIME = 2_000
#: One statement reads all that may change: a correction in between is in all of a record or in none of it. What hangs
#: on terms is read after it, and never changes once they are sealed.
_OF_CASE = {
    "public_id": "id", "rung": "rung", "on": "on", "said_by": "said_by", "said_on": "said_on",
    "minor": "minor", "minor_to": "minor_to", "currency": "currency", "exactness": "exactness",
    "organisation__public_id": "organisation", "organisation__name_ko": "organisation_ko",
    "organisation__name_en": "organisation_en", "organisation__country": "organisation_country",
    "agreement__public_id": "agreement", "agreement__concealed": "concealed", "agreement__current": "terms",
    "agreement__current__number": "version", "agreement__current__kind": "kind",
    "agreement__current__name_ko": "name_ko", "agreement__current__name_en": "name_en",
    "agreement__current__signed_on": "signed_on", "agreement__current__field__public_id": "field",
    "agreement__current__field__name_ko": "field_ko", "agreement__current__field__name_en": "field_en",
    "document__file__sha256": "document", "document__is_public": "is_document_public",
}  # fmt: skip
_OF_PARTY = (
    *("terms", "is_disclosed", "organisation__public_id", "organisation__name_ko", "organisation__name_en"),
    *("organisation__country", "country", "role"),
)
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


def records_of(report: Report, now: datetime) -> list[Record]:
    """Return the records of a report, the firmest rung and the earliest day first; every value in them is text."""
    rows = cases_of(report, now).order_by("on", "pk").values_list(*_OF_CASE)
    cases = [dict(zip(_OF_CASE.values(), row, strict=True)) for row in rows]
    found: list[Record] = []
    for some in _in_parts(cases):
        terms = [each["terms"] for each in some if each["terms"]]
        parties, amounts = _parties(terms), _amounts(terms)
        found += [_record(each, parties[each["terms"]], amounts[each["terms"]]) for each in some]
    return found


def _in_parts(cases: Sequence[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    for start in range(0, len(cases), _AT_A_TIME):
        yield cases[start : start + _AT_A_TIME]


def _parties(terms: Iterable[int]) -> Mapping[int | None, list[Record]]:
    held: dict[int | None, list[Record]] = defaultdict(list)
    rows = Party.objects.filter(terms__in=terms).order_by("terms", "order").values_list(*_OF_PARTY)
    for of_terms, is_disclosed, key, name_ko, name_en, own_country, country, role in rows:
        named = is_disclosed and key is not None
        held[of_terms].append(
            {
                "id": str(key) if named else "",
                "name_ko": name_ko if named else "",
                "name_en": name_en if named else "",
                "country": own_country if named else country,
                "role": role,
            }
        )
    return held


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


def _record(case: Mapping[str, Any], parties: Sequence[Record], amounts: Sequence[Record]) -> Record:
    hidden = set(case["concealed"] or ())
    if case["agreement"] is None:
        parties = _own_organisation(case)
    own = OWN_SHAPE.get(case["rung"])
    if own is not None:
        said = (case["currency"], case["minor"], case["minor_to"], case["exactness"])
        amounts = [] if case["minor"] is None else [_amount(own, *said)]
    field = Concealable.FIELD not in hidden
    subject = Concealable.SUBJECT not in hidden
    return {
        "id": str(case["id"]),
        "rung": case["rung"],
        "on": case["on"].isoformat(),
        "said_by": case["said_by"],
        "said_on": case["said_on"].isoformat(),
        "agreement": _text(case["agreement"]),
        "version": _text(case["version"]),
        "kind": _text(case["kind"]),
        "name_ko": _text(case["name_ko"]) if subject else "",
        "name_en": _text(case["name_en"]) if subject else "",
        "signed_on": case["signed_on"].isoformat() if case["signed_on"] else "",
        "field": _text(case["field"]) if field else "",
        "field_ko": _text(case["field_ko"]) if field else "",
        "field_en": _text(case["field_en"]) if field else "",
        "document": _text(case["document"]) if case["is_document_public"] else "",
        "concealed": " ".join(sorted(hidden)),
        "parties": list(parties),
        "amounts": [] if Concealable.MONEY in hidden else list(amounts),
    }


def _own_organisation(case: Mapping[str, Any]) -> list[Record]:
    return [
        {
            "id": _text(case["organisation"]),
            "name_ko": _text(case["organisation_ko"]),
            "name_en": _text(case["organisation_en"]),
            "country": _text(case["organisation_country"]),
            "role": "",
        }
    ]


def _text(value: Any) -> str:
    return "" if value is None else str(value)
