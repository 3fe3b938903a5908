"""What companies stated, in words: figures with their units, and what nobody said as nothing, never as nought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from bridgehead.foundation.bilingual import reading_language
from bridgehead.foundation.money import amount_of
from bridgehead.programmes.indicators import Indicator, Measure, indicators_of
from bridgehead.programmes.models import CompanyReport, ReportPeriod
from bridgehead.programmes.queries.reports import Summed
from bridgehead.web.formats import EN_DASH, format_number
from bridgehead.web.questionnaire.telling import amount_told


@dataclass(frozen=True, slots=True)
class Stated:
    """An indicator with what was stated of it in words; empty where nothing was."""

    indicator: Indicator
    text: str


def stated(indicators: Sequence[Indicator], answers: Mapping[str, Any]) -> list[Stated]:
    """Return each indicator with what was stated of it, in the page's language."""
    return [Stated(each, value_told(each, answers.get(each.key))) for each in indicators]


def value_told(indicator: Indicator, value: Any) -> str:
    """Return a value in words: ``1,250 people``, an amount, a share with its sign; empty where nothing was said."""
    if value is None:
        return ""
    if indicator.measure is Measure.AMOUNT:
        return amount_told(value["minor"], value["currency"])
    if indicator.measure is Measure.SHARE:
        return _share(Decimal(value))
    return _counted(indicator, int(value)) if indicator.measure is Measure.COUNT else str(value)


def sum_told(summed: Summed) -> str:
    """Return a sum in words, a share as its range; empty where nothing was said or nothing is added."""
    if summed.lowest is not None and summed.highest is not None:
        ends = sorted({summed.lowest, summed.highest})
        return f" {EN_DASH} ".join(_share(each) for each in ends)
    if summed.total is None:
        return ""
    if summed.indicator.measure is Measure.AMOUNT:
        return amount_told(summed.total, summed.indicator.currency)
    return _counted(summed.indicator, summed.total)


def _share(number: Decimal) -> str:
    return f"{format_number(number, reading_language())}%"


def _counted(indicator: Indicator, number: int) -> str:
    return f"{format_number(number, reading_language())} {indicator.unit}".rstrip()


@dataclass(frozen=True, slots=True)
class SumShown:
    """A row of the table of sums."""

    summed: Summed
    text: str


def sums_shown(sums: Sequence[Summed]) -> list[SumShown]:
    """Return the sums with their words."""
    return [SumShown(each, sum_told(each)) for each in sums]


def report_header(period: ReportPeriod) -> list[str]:
    """Return the titles of a period's sheet: about the report, then one or two columns for each indicator."""
    titles = [
        _("Organisation (Korean)"),
        _("Organisation (English)"),
        _("Cohort"),
        _("Version"),
        _("Handed in (time of the programme)"),
        _("Locked (time of the programme)"),
    ]
    return [*titles, *(_title(each) for each in indicators_of(period.form.indicators))]


def _title(indicator: Indicator) -> str:
    unit = {Measure.AMOUNT: indicator.currency, Measure.SHARE: "%"}.get(indicator.measure, str(indicator.unit))
    return f"{indicator.name} ({unit})" if unit else str(indicator.name)


def report_rows(period: ReportPeriod, reports: Sequence[CompanyReport], zone: str) -> Iterator[list[str]]:
    """Yield a row for each report of a period; what was not said, or not handed in, is left empty."""
    asked, clock = indicators_of(period.form.indicators), ZoneInfo(zone)
    for each in reports:
        version = each.current
        yield [
            each.place.organisation.name_ko,
            each.place.organisation.name_en,
            each.place.cohort.name,
            str(version.number) if version else "",
            f"{version.handed_in_at.astimezone(clock):%Y-%m-%d %H:%M:%S}" if version else "",
            f"{each.locked_at.astimezone(clock):%Y-%m-%d %H:%M:%S}" if each.locked_at else "",
            *(_cell(one, version.answers.get(one.key) if version else None) for one in asked),
        ]


def _cell(indicator: Indicator, value: Any) -> str:
    if value is None:
        return ""
    if indicator.measure is Measure.AMOUNT:
        return format(amount_of(value["minor"], value["currency"]), "f")
    return str(value)
