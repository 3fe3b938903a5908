"""The ladder as anybody may see it: each rung counted by itself, its money by shape and currency, nothing added up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Case, Count, F, Max, Min, Q, QuerySet, Sum, TextField, When
from django.db.models.functions import Cast

from bridgehead.agreements.models import Agreement, Concealable
from bridgehead.agreements.queries.confirmations import standing
from bridgehead.agreements.queries.public import PublicAgreement, public_agreements, shown_each
from bridgehead.agreements.rules import Standing
from bridgehead.foundation.money import Exactness, Money, amount_of
from bridgehead.outcomes.models import Outcome, StatedEffect
from bridgehead.outcomes.rules import EVIDENCE, HOPED, RECEIVED, SHAPES, Rung, known_together
from bridgehead.outcomes.schemas.boxes import beyond_boxes, boxes_for


@dataclass(frozen=True, slots=True)
class RungMoney:
    """The amounts of one shape and currency on one rung, of how many cases; never added to another."""

    component: str
    label: str
    money: Money
    cases: int


@dataclass(frozen=True, slots=True)
class RungCounted:
    """One rung and how many cases anybody may see on it, without their money."""

    rung: str
    label: str
    evidence: Any
    cases: int


@dataclass(frozen=True, slots=True)
class RungShown:
    """One rung: how many cases anybody may see, from when to when, with their money where it is public."""

    rung: str
    label: str
    evidence: Any
    cases: int
    first: date | None = None
    last: date | None = None
    money: Sequence[RungMoney] = field(default_factory=tuple)
    #: Of how many cases the money is kept from the public, or was never told.
    without_money: int = 0

    @property
    def boxes(self) -> range:
        """As many boxes as the picture draws: one for each case, up to a number."""
        return boxes_for(self.cases)

    @property
    def further(self) -> int:
        """How many cases the picture does not draw."""
        return beyond_boxes(self.cases)


#: Whose money stands in the terms of their agreement.
_BY_TERMS = (Rung.MOU, Rung.CONTRACT, Rung.CONFIRMED)


def agreement_by_id(agreement_id: int) -> Agreement:
    """Return an agreement with the terms that hold, for what a signal told."""
    return Agreement.objects.select_related("current").get(pk=agreement_id)


def is_confirmed(agreement: Agreement) -> bool:
    """Whether every side of an agreement has confirmed the terms that hold."""
    return standing(agreement) == Standing.CONFIRMED


def public_outcomes(now: datetime, *, is_sample: bool) -> QuerySet[Outcome]:
    """Return what anybody may see on the ladder: what stands, of agreements that are public at a moment.

    What is made up stands on a ladder of its own and is never counted with what is real.

    What was consulted or pursued, nobody else has seen: it is public in a report that its keeper publishes.
    """
    return Outcome.objects.filter(withdrawn_at=None, is_sample=is_sample, agreement__in=public_agreements(now))


def reportable_outcomes(now: datetime, *, is_sample: bool) -> QuerySet[Outcome]:
    """Return what a public report may count.

    That is what anybody may see on the ladder, and what was consulted or pursued where its organisation agrees that it
    stands in such a report.
    """
    standing = Outcome.objects.filter(withdrawn_at=None, is_sample=is_sample)
    return standing.filter(Q(agreement__in=public_agreements(now)) | Q(rung__in=HOPED, is_public=True))


def ladder(now: datetime, *, is_sample: bool = False) -> list[RungShown]:
    """Return every rung, the firmest first, in three queries whatever stands on them."""
    counted: dict[str, Any] = {
        each["rung"]: each
        for each in public_outcomes(now, is_sample=is_sample)
        .order_by()
        .values("rung")
        .annotate(cases=Count("pk"), first=Min("on"), last=Max("on"))
    }
    priced = _open_money(now, is_sample=is_sample)
    money, told = _money(priced), _told_of(priced)
    labels = dict(Rung.choices)
    return [
        RungShown(
            rung=rung,
            label=str(labels[rung]),
            evidence=EVIDENCE[rung],
            cases=counted.get(rung, {}).get("cases", 0),
            first=counted.get(rung, {}).get("first"),
            last=counted.get(rung, {}).get("last"),
            money=money.get(rung, ()),
            without_money=counted.get(rung, {}).get("cases", 0) - told.get(rung, 0),
        )
        for rung in reversed(Rung)
    ]


def counted_rungs(now: datetime) -> list[RungCounted]:
    """Return how many real cases stand on each rung, the firmest first: one query."""
    standing = public_outcomes(now, is_sample=False).order_by().values_list("rung")
    cases = dict(standing.annotate(cases=Count("pk")))
    return [RungCounted(rung, str(rung.label), EVIDENCE[rung], cases.get(rung, 0)) for rung in reversed(Rung)]


def _open_money(now: datetime, *, is_sample: bool) -> QuerySet[Outcome]:
    """Outcomes whose money anybody may see."""
    hidden = Q(concealing__contains=f'"{Concealable.MONEY.value}"')
    return (
        public_outcomes(now, is_sample=is_sample)
        .annotate(concealing=Cast("agreement__concealed", TextField()))
        .exclude(hidden)
    )


def _told_of(open_money: QuerySet[Outcome]) -> dict[str, int]:
    """How many cases of each rung tell some money."""
    priced = open_money.filter(
        Q(minor__isnull=False) | Q(agreement__current__amounts__minor__isnull=False, rung__in=_BY_TERMS)
    )
    return dict(priced.order_by().values_list("rung").annotate(number=Count("pk", distinct=True)))


def _money(open_money: QuerySet[Outcome]) -> Mapping[str, Sequence[RungMoney]]:
    """The money of each rung by shape, currency and how exactly it is known; brought together by shape and currency."""
    held = "agreement__current__amounts__"
    by_terms = (
        open_money.filter(rung__in=_BY_TERMS, **{f"{held}minor__isnull": False})
        .order_by()
        .annotate(is_range=_is_range(f"{held}minor_to"))
        .values_list("rung", f"{held}component", f"{held}currency", f"{held}exactness", "is_range")
        .annotate(**_sum(f"{held}minor"), cases=Count("pk", distinct=True))
    )
    by_hand = (
        open_money.filter(rung=Rung.REALISED, minor__isnull=False)
        .order_by()
        .annotate(is_range=_is_range("minor_to"))
        .values_list("rung", "currency", "exactness", "is_range")
        .annotate(**_sum("minor"), cases=Count("pk"))
    )
    rows = [*by_terms, *((rung, RECEIVED, *rest) for rung, *rest in by_hand)]
    return _brought_together(rows)


def _is_range(path: str) -> Case:
    return Case(When(**{f"{path}__isnull": False}, then=True), default=False, output_field=BooleanField())


#: SQLite adds whole numbers up to 2⁶³ only: sums are taken in two parts.
_PART = 10**9


def _sum(path: str) -> dict[str, Sum]:
    return {"thousands": Sum(F(path) / _PART), "rest": Sum(F(path) % _PART)}


def _brought_together(rows: Iterable[Sequence[Any]]) -> Mapping[str, Sequence[RungMoney]]:
    groups: dict[tuple[str, str, str], list[tuple[str, int, int]]] = defaultdict(list)
    for rung, component, currency, exactness, is_range, thousands, rest, cases in rows:
        low = int(thousands) * _PART + int(rest)
        # A range says no more for sure than where it begins.
        groups[rung, component, currency].append((Exactness.AT_LEAST if is_range else exactness, low, cases))
    found: dict[str, list[RungMoney]] = defaultdict(list)
    order = list(SHAPES)
    for (rung, component, currency), parts in sorted(groups.items(), key=lambda each: order.index(each[0][1])):
        exactness = known_together([each for each, _sum, _cases in parts])
        total = sum(low for _exact, low, _cases in parts)
        money = Money(amount_of(total, currency), currency, exactness)
        cases = sum(number for _exact, _sum, number in parts)
        found[rung].append(RungMoney(component, str(SHAPES[component]), money, cases))
    return found


def cases_on(rung: str, now: datetime, *, is_sample: bool = False) -> QuerySet[Outcome]:
    """Return the cases of a rung that anybody may see, the newest first; read a page of them with ``shown_cases``."""
    return (
        public_outcomes(now, is_sample=is_sample).filter(rung=rung).select_related("agreement").order_by("-on", "-pk")
    )


@dataclass(frozen=True, slots=True)
class CaseShown:
    """One case of a rung as anybody may see it: when, on whose word, and its own money where that is public."""

    on: date
    said_by: str
    money: Money | None
    money_to: Money | None
    agreement: PublicAgreement


def shown_cases(outcomes: Sequence[Outcome]) -> list[CaseShown]:
    """Return cases with their agreements, in a constant number of queries."""
    wanted = [each.agreement_id for each in outcomes if each.agreement_id]
    read = {each.public_id: each for each in shown_each(Agreement.objects.filter(pk__in=wanted))}
    return [_case(each, read[each.agreement.public_id]) for each in outcomes if each.agreement]


def _case(outcome: Outcome, agreement: PublicAgreement) -> CaseShown:
    is_kept = Concealable.MONEY in agreement.concealed
    return CaseShown(
        on=outcome.on,
        said_by=outcome.get_said_by_display(),
        money=None if is_kept else outcome.money,
        money_to=None if is_kept else outcome.money_to,
        agreement=agreement,
    )


def has_samples(now: datetime) -> bool:
    """Whether something made up stands on a ladder of its own."""
    return public_outcomes(now, is_sample=True).exists()


def public_effects(*, is_sample: bool = False) -> QuerySet[StatedEffect]:
    """Return the economic effects that were stated and may be shown; made-up ones beside their own ladder."""
    shown = StatedEffect.objects.filter(is_public=True, withdrawn_at=None, is_sample=is_sample)
    return shown.select_related("keeper", "forum")
