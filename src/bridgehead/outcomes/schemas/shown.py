"""A report's figures as pages, papers and sheets show them: the ladder, by year, by field, money by shape, shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bridgehead.foundation.bilingual import Wording, other, reading_language
from bridgehead.foundation.money import Exactness, Money
from bridgehead.outcomes.rules import EVIDENCE, SHAPES, Rung
from bridgehead.outcomes.schemas.boxes import beyond_boxes, boxes_for
from bridgehead.outcomes.schemas.figures import GROUPS


@dataclass(frozen=True, slots=True)
class FigureShown:
    """One figure with its words; ``position`` is None where it is not published and leads nowhere yet."""

    indicator: str
    group: Mapping[str, str]
    value: str
    unit: str
    exactness: str
    cases: int
    proof: str
    position: int | None

    @property
    def number(self) -> int:
        """A count; of a share what is counted above the line."""
        return int(self.value.partition("/")[0])

    @property
    def of(self) -> int:
        """Of a share, what is counted below the line."""
        return int(self.value.partition("/")[2] or 0)

    @property
    def money(self) -> Money | None:
        """An amount, of a figure that is one."""
        if self.unit != "money":
            return None
        return Money(Decimal(self.value), self.group["currency"], Exactness(self.exactness))

    @property
    def boxes(self) -> range:
        """As many boxes as the picture draws: one for each case, up to a number."""
        return boxes_for(self.number)

    @property
    def further(self) -> int:
        """How many cases the picture does not draw."""
        return beyond_boxes(self.number)

    @property
    def rung_label(self) -> str:
        """The words of its rung; empty where it is of none alone."""
        return str(Rung(self.group["rung"]).label) if self.group.get("rung") else ""

    @property
    def shape_label(self) -> str:
        """The words of a shape of money."""
        return str(SHAPES[self.group["component"]])

    @property
    def unit_words(self) -> str:
        """What its number counts."""
        if self.unit == "organisations":
            return ngettext("organisation", "organisations", self.number)
        return ngettext("case", "cases", self.number)


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure as a bar: its length in per cent of the longest beside it."""

    label: Wording
    figure: FigureShown
    share: int


@dataclass(frozen=True, slots=True)
class RungTold:
    """One rung of a report: how many cases, their money by shape, and who took part."""

    rung: str
    label: str
    evidence: Any
    cases: FigureShown
    money: Sequence[FigureShown] = field(default_factory=tuple)
    organisations: FigureShown | None = None
    repeated: FigureShown | None = None
    years: Sequence[Bar] = field(default_factory=tuple)
    fields: Sequence[Bar] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class ReportShown:
    """All figures of a report in the order of its page."""

    rungs: Sequence[RungTold]
    shares: Sequence[tuple[str, FigureShown]]
    definitions: Sequence[Mapping[str, Any]]
    figures: Sequence[FigureShown]

    @property
    def figure(self) -> FigureShown:
        """The figure, of one that is shown alone."""
        return self.figures[0]

    def definition_of(self, indicator: str) -> Mapping[str, Any]:
        """Return the definition that an indicator's figures follow."""
        return next(each for each in self.definitions if each["code"] == indicator)

    @property
    def by_year(self) -> list[RungTold]:
        """The rungs that have a picture by year."""
        return [each for each in self.rungs if each.years]

    @property
    def by_field(self) -> list[RungTold]:
        """The rungs that have a picture by field."""
        return [each for each in self.rungs if each.fields]

    @property
    def with_money(self) -> list[RungTold]:
        """The rungs on which money is told."""
        return [each for each in self.rungs if each.money]


def shown(head: Mapping[str, Any], figures: Iterable[Any]) -> ReportShown:
    """Put figures, stored ones or such as would be published, into the order of a page."""
    read = [_figure(each) for each in figures]
    names = fields_told(head)
    definitions = [_definition(each) for each in head["definitions"]]
    named = {each["code"]: each["name"] for each in definitions}
    rungs = [rung for rung in (_rung(rung, read, names) for rung in reversed(Rung)) if rung is not None]
    return ReportShown(
        rungs=rungs,
        shares=[(str(named[each.indicator]), each) for each in read if each.unit == "share"],
        definitions=definitions,
        figures=read,
    )


def fields_told(head: Mapping[str, Any]) -> dict[str, Wording]:
    """Return the names of the fields that figures are told apart by."""
    return {each["id"]: said(each, "name") for each in head["fields"]}


def said(told: Mapping[str, Any], name: str) -> Wording:
    """Return a pair of frozen texts in the language of the page, or its twin."""
    language = reading_language()
    own, twin = told.get(f"{name}_{language}", ""), told.get(f"{name}_{other(language)}", "")
    return Wording(own, language, False) if own or not twin else Wording(twin, other(language), True)


def _figure(figure: Any) -> FigureShown:
    return FigureShown(
        indicator=figure.indicator,
        group={key: figure.group[key] for key in GROUPS if key in figure.group},
        value=figure.value,
        unit=figure.unit,
        exactness=figure.exactness,
        cases=figure.cases,
        proof=figure.proof,
        position=getattr(figure, "position", None),
    )


def _definition(told: Mapping[str, Any]) -> dict[str, Any]:
    return {**told, "name": said(told, "name"), "says": said(told, "says"), "excludes": said(told, "excludes")}


def _rung(rung: Rung, figures: Sequence[FigureShown], names: Mapping[str, Wording]) -> RungTold | None:
    own = [each for each in figures if each.group.get("rung") == rung]
    of = {name: [each for each in own if each.indicator == name] for name in {each.indicator for each in own}}
    if "cases-by-rung" not in of:
        return None
    order = list(SHAPES)
    money = sorted(of.get("money-by-rung-and-shape", []), key=lambda each: order.index(each.group["component"]))
    years = of.get("cases-by-rung-and-year", [])
    fields = sorted(of.get("cases-by-rung-and-field", []), key=lambda each: (not each.group["field"], -each.number))
    return RungTold(
        rung=str(rung),
        label=str(rung.label),
        evidence=EVIDENCE[rung],
        cases=of["cases-by-rung"][0],
        money=money,
        organisations=next(iter(of.get("organisations-by-rung", [])), None),
        repeated=next(iter(of.get("repeat-organisations-by-rung", [])), None),
        years=_bars((Wording(each.group["year"], reading_language(), False), each) for each in years),
        fields=_bars((field_name(each, names), each) for each in fields),
    )


def field_name(figure: FigureShown, names: Mapping[str, Wording]) -> Wording:
    """Return the words of a figure's field."""
    known = names.get(figure.group["field"])
    return known or Wording(capfirst(_("no field told")), reading_language(), False)


def _bars(labelled: Iterable[tuple[Wording, FigureShown]]) -> list[Bar]:
    rows = list(labelled)
    longest = max((figure.number for _label, figure in rows), default=0)
    return [Bar(label, figure, round(100 * figure.number / longest) if longest else 0) for label, figure in rows]
