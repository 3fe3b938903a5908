"""Taking exchange rates in, and freezing those that held when something was signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.models import ExchangeRate, FrozenRate, Terms
from bridgehead.agreements.queries.rates import LONGEST_GAP, PublishedRate, rate_between, rates_on
from bridgehead.agreements.rules import keeps_a_ledger
from bridgehead.foundation import audit, clock
from bridgehead.foundation.jobs import Claim, job, queue
from bridgehead.foundation.money import Rate
from bridgehead.foundation.refusals import Refused, require

#: Pair, day and source.
_Key = tuple[str, str, date, str]
_STEP = Decimal("0.00000001")
_BATCH = 1000
#: A signing that began before the rate of its day was given up has ended by then.
_SETTLED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many rates were new, and how many stood there already."""

    new: int
    known: int


@transaction.atomic
def take_in_rates(*, rates: Sequence[PublishedRate], by: Actor, now: datetime, is_trial: bool = False) -> TakenIn:
    """Keep published rates. Twice changes nothing; one that differs from what its source said before is refused whole.

    What was signed without a rate, because that of its day was not known, gets it frozen now.
    """
    require(keeps_a_ledger(by), _("Only those who keep a ledger can do that."))
    new = _new_among(rates, {key: rate for key, (rate, _made) in _kept_on(rates).items()})
    if is_trial or not new:
        return TakenIn(new=len(new), known=len(rates) - len(new))
    # In the order of their keys: two who take in the same at once then wait for each other in one direction.
    ExchangeRate.objects.bulk_create([new[key] for key in sorted(new)], batch_size=_BATCH, ignore_conflicts=True)
    kept = _kept_on(rates)
    _new_among(rates, {key: rate for key, (rate, _made) in kept.items()})
    made = [key for key, each in new.items() if kept[key][1] == each.public_id]
    if made:
        days = [each.on for each in rates]
        span = {"first": min(days).isoformat(), "last": max(days).isoformat()}
        queue(freeze_rates, at=now, first=span["first"], last=span["last"])
        change = {"new": (0, len(made)), **{end: (None, day) for end, day in span.items()}}
        first = ExchangeRate.objects.get(public_id=kept[made[0]][1])
        audit.record("agreements.rates_taken_in", on=first, by=by, at=now, change=change)
    return TakenIn(new=len(made), known=len(rates) - len(made))


def _kept_on(rates: Sequence[PublishedRate]) -> dict[_Key, tuple[Decimal, UUID]]:
    """Return what is kept of the days of these rates, each with its public id."""
    if not rates:
        return {}
    days = [each.on for each in rates]
    rows = ExchangeRate.objects.filter(on__range=(min(days), max(days))).order_by()
    told = rows.values_list("base", "quote", "on", "source", "rate", "public_id")
    return {(base, quote, on, source): (rate, made) for base, quote, on, source, rate, made in told.iterator()}


def _new_among(rates: Sequence[PublishedRate], kept: dict[_Key, Decimal]) -> dict[_Key, ExchangeRate]:
    """Return those of which none is kept; one that differs from what is kept, or from itself, is refused."""
    new: dict[_Key, ExchangeRate] = {}
    for each in rates:
        key = (each.base, each.quote, each.on, each.source)
        if key not in kept:
            kept[key] = each.rate.quantize(_STEP)
            new[key] = ExchangeRate(base=each.base, quote=each.quote, on=each.on, rate=each.rate, source=each.source)
        elif kept[key] != each.rate.quantize(_STEP):
            raise Refused(_another_rate(each, kept[key]))
    return new


def freeze(terms: Terms) -> None:
    """Freeze, for each currency of terms that are being sealed, the rates of the day of signing into the currencies of
    reports.

    What an earlier version of that day was worth holds on. A rate that is not known yet is waited for as long as banks
    may be closed; until then the amounts stand in their own currency, and nothing is reckoned.
    """
    day, now = terms.signed_on, terms.sealed_at
    if day is None or now is None:
        raise LookupError("sealed terms bear a date")
    earlier = Terms.objects.filter(agreement=terms.agreement_id, number__lt=terms.number, signed_on=day)
    before = earlier.exclude(sealed_at=None).order_by("-number").first()
    if before is not None:
        theirs, kept = _currencies(before), [each.value for each in before.frozen_rates.all()]
        _freeze_from(terms, [pair for pair in _lacking(terms) if pair[0] in theirs], kept)
    _freeze_lacking(terms, day, now=now)
    if now < _waited_until(day) and _lacking(terms):
        told = day.isoformat()
        queue(freeze_rates, key=f"rates:{told}", at=_waited_until(day) + _SETTLED, first=told, last=told)


@job("agreements.freeze_rates")
def freeze_rates(claim: Claim, *, first: str, last: str) -> None:
    """Freeze rates on what was signed between these days, or shortly after, and has none yet; twice does no harm."""
    until = date.fromisoformat(last) + LONGEST_GAP
    signed = Terms.objects.filter(
        sealed_at__isnull=False, signed_on__gte=date.fromisoformat(first), signed_on__lt=until
    )
    for terms in signed.exclude(amounts=None).iterator(chunk_size=500):
        if terms.signed_on:
            with transaction.atomic():
                _freeze_lacking(terms, terms.signed_on, now=clock.now())


def _currencies(terms: Terms) -> list[str]:
    return sorted(set(terms.amounts.exclude(currency="").values_list("currency", flat=True)))


def _lacking(terms: Terms) -> list[tuple[str, str]]:
    """Return from which currency into which terms have no frozen rate yet, direct or crossed."""
    frozen = [each.value for each in terms.frozen_rates.all()]
    pairs = [(base, quote) for base in _currencies(terms) for quote in settings.REPORTING_CURRENCIES if base != quote]
    return [pair for pair in pairs if rate_between(*pair, frozen) is None]


def _freeze_lacking(terms: Terms, day: date, *, now: datetime) -> None:
    """Freeze what is lacking: a rate of the very day, and once that is waited for no longer the newest before it."""
    lacking = _lacking(terms)
    if not lacking:
        return
    newest = rates_on(day)
    _freeze_from(terms, lacking, [each for each in newest if each.on == day])
    if now >= _waited_until(day):
        _freeze_from(terms, lacking, newest)


def _freeze_from(terms: Terms, pairs: Sequence[tuple[str, str]], known: Sequence[Rate]) -> None:
    """Freeze what is known of these pairs and is not frozen yet."""
    frozen = [each.value for each in terms.frozen_rates.all()]
    for pair in pairs:
        rate = rate_between(*pair, known) if rate_between(*pair, frozen) is None else None
        if rate is not None:
            frozen.append(_freeze(terms, rate).value)


def _waited_until(day: date) -> datetime:
    """Return when the rate of a day is waited for no longer."""
    return datetime.combine(day + LONGEST_GAP, time.min, tzinfo=UTC)


def _freeze(terms: Terms, rate: Rate) -> FrozenRate:
    """Keep a rate the way round in which it is one or more: eight places after the point are then exact enough."""
    kept = rate if rate.rate >= 1 else rate.inverse()
    exact = Decimal(kept.rate.numerator) / Decimal(kept.rate.denominator)
    return FrozenRate.objects.create(
        terms=terms,
        base=kept.base,
        quote=kept.quote,
        on=kept.on,
        rate=exact.quantize(_STEP, ROUND_HALF_EVEN),
        source=kept.source,
        via=kept.via,
    )


def _another_rate(told: PublishedRate, kept: Decimal) -> str:
    return _(
        "For %(base)s/%(quote)s on %(day)s “%(source)s” said %(kept)s, and now %(rate)s. "
        "What was published once is not overwritten; nothing was taken in."
    ) % {
        "base": told.base,
        "quote": told.quote,
        "day": told.on.isoformat(),
        "source": told.source,
        "kept": f"{kept.normalize():f}",
        "rate": f"{told.rate.normalize():f}",
    }
