"""What companies stated in locked reports: read from the programmes, beside the ladder, on no rung and in no sum."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.money import Money, amount_of
from bridgehead.programmes.indicators import Measure
from bridgehead.programmes.models import CompanyReport
from bridgehead.programmes.queries.reports import asked_in, locked_reports
from bridgehead.web.questionnaire import Text


@dataclass(frozen=True, slots=True)
class StatedAmount:
    """An amount as a company stated it: under which name, and how much."""

    name: Text
    money: Money


@dataclass(frozen=True, slots=True)
class StatedReport:
    """A locked report, which is the proof of its amounts: which version, who, when."""

    report: CompanyReport
    amounts: list[StatedAmount]


def reports_stated(actor: Actor) -> QuerySet[CompanyReport]:
    """Return the locked reports of the programmes that the actor runs; keepers of a ledger alone see none."""
    return locked_reports(actor)


def amounts_stated(reports: Iterable[CompanyReport]) -> list[StatedReport]:
    """Return the amounts that some locked reports state; what was left empty is left out, and none are added."""
    return [StatedReport(each, list(_amounts(each))) for each in reports]


def _amounts(report: CompanyReport) -> Iterable[StatedAmount]:
    answers = report.current.answers if report.current else {}
    for asked in asked_in(report):
        value = answers.get(asked.key)
        if asked.measure is Measure.AMOUNT and value is not None:
            yield StatedAmount(asked.name, Money(amount_of(value["minor"], value["currency"]), value["currency"]))
