"""What reports count, as definitions with a version: printed in every report and enough to recompute each figure.

Whoever changes what a definition counts gives it the next version: a test holds each to the digest of its formula.
Editions keep the definitions that they were made by, so none of an earlier version needs to stay here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bridgehead.outcomes.rules import Rung

LADDER = tuple(Rung.values)


class Measure(StrEnum):
    """What is counted of the cases on a rung."""

    #: The cases themselves.
    COUNT = "count"
    #: The lower ends of amounts of one shape and currency.
    MONEY = "money"
    #: Organisations that the public knows to be parties.
    ORGANISATIONS = "organisations"
    #: How many of the agreements on a rung stand on another too.
    SHARE = "share"


#: What the figures of each measure are in, as open data name it.
UNITS = {
    Measure.COUNT: "cases",
    Measure.MONEY: "money",
    Measure.ORGANISATIONS: "organisations",
    Measure.SHARE: "share",
}
UNIT_WORDS: dict[str, Promise] = {
    "cases": _("cases"),
    "money": _("amount in one currency"),
    "organisations": _("organisations"),
    "share": _("agreements of agreements"),
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """A definition: the formula as data, and in words what it counts and what it leaves out.

    ``by`` names what figures are told apart by: rung, year, field, kind, component, currency. Every formula keeps the
    rungs apart: it names one, or tells its figures apart by them.
    """

    code: str
    version: int
    measure: Measure
    name: str | Promise
    says: str | Promise
    excludes: str | Promise
    rungs: tuple[str, ...] = LADDER
    by: tuple[str, ...] = ("rung",)
    #: Of a share: on which rung the agreements have to stand too.
    reached: str = ""
    #: Of organisations: in how many cases of the rung one has to be a party.
    at_least: int = 1

    @property
    def formula(self) -> dict[str, Any]:
        """The formula as open data tell it: enough to compute its figures from the records."""
        told: dict[str, Any] = {"measure": str(self.measure), "rungs": list(self.rungs), "by": list(self.by)}
        if self.reached:
            told["reached"] = self.reached
        if self.at_least > 1:
            told["at_least"] = self.at_least
        return told


_PUBLIC_CASES = _(
    "Cases that are not public when the report is published, cases outside its period or scope, what was withdrawn, "
    "and what is made up or, in a sample, what is real."
)
_PUBLIC_MONEY = _("Amounts that their parties keep to themselves, royalties in per cent, and what is no money.")

INDICATORS = (
    Indicator(
        "cases-by-rung",
        1,
        Measure.COUNT,
        _("Cases on each rung"),
        _(
            "The number of cases on a rung: an agreement is one, and of what was realised each amount that came in. A "
            "case is counted on the day on which it came about."
        ),
        _PUBLIC_CASES,
    ),
    Indicator(
        "cases-by-rung-and-year",
        1,
        Measure.COUNT,
        _("Cases on each rung by year"),
        _("The number of cases on a rung whose day lies in a calendar year."),
        _PUBLIC_CASES,
        by=("rung", "year"),
    ),
    Indicator(
        "cases-by-rung-and-field",
        1,
        Measure.COUNT,
        _("Cases on each rung by field"),
        _("The number of cases on a rung whose agreement is about a field; without one where none is known or told."),
        _PUBLIC_CASES,
        by=("rung", "field"),
    ),
    Indicator(
        "money-by-rung-and-shape",
        1,
        Measure.MONEY,
        _("Money on each rung by shape and currency"),
        _(
            "The sum of the amounts of one shape in one currency on a rung; of a range, where it begins. It is known "
            "only as exactly as the least exact of them."
        ),
        _PUBLIC_MONEY,
        by=("rung", "component", "currency"),
    ),
    Indicator(
        "organisations-by-rung",
        1,
        Measure.ORGANISATIONS,
        _("Organisations on each rung"),
        _("The number of different organisations that are parties to the cases on a rung."),
        _("Parties whose names the public does not learn."),
    ),
    Indicator(
        "repeat-organisations-by-rung",
        1,
        Measure.ORGANISATIONS,
        _("Organisations with more than one case"),
        _(
            "The number of organisations that are parties to two or more agreements on the same rung; where none is "
            "signed yet, to two or more cases."
        ),
        _("Parties whose names the public does not learn."),
        at_least=2,
    ),
    Indicator(
        "contracts-confirmed",
        1,
        Measure.SHARE,
        _("Contracts confirmed by both sides"),
        _("Of the contracts signed in the period, how many both sides confirmed within it."),
        _PUBLIC_CASES,
        rungs=(Rung.CONTRACT,),
        by=(),
        reached=Rung.CONFIRMED,
    ),
    Indicator(
        "contracts-realised",
        1,
        Measure.SHARE,
        _("Contracts with money received"),
        _("Of the contracts signed in the period, for how many money was received within it."),
        _PUBLIC_CASES,
        rungs=(Rung.CONTRACT,),
        by=(),
        reached=Rung.REALISED,
    ),
)
BY_CODE = {each.code: each for each in INDICATORS}
