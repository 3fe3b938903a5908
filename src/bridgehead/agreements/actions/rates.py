"""Taking exchange rates in, and freezing those that held when something was signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.models import ExchangeRate, FrozenRate, Terms
from bridgehead.agreements.queries.rates import LONGEST_GAP, PublishedRate, rate_between, rates_on
from bridgehead.agreements.rules import keeps_a_ledger
from bridgehead.foundation import audit
from bridgehead.foundation.jobs import Claim, job, queue
from bridgehead.foundation.money import Rate
from bridgehead.foundation.refusals import Refused, require

_STEP = Decimal("0.00000001")
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many rates were new, and how many stood there already."""

    new: int
    known: int


@transaction.atomic
def take_in_rates(*, rates: Sequence[PublishedRate], by: Actor, now: datetime, is_trial: bool = False) -> TakenIn:
    """Keep published rates. Twice changes nothing; one that differs from what its source said before is refused whole.

    What was signed without a rate, because none was known, gets its rates frozen now.
    """
    require(keeps_a_ledger(by), _("Only those who keep a ledger can do that."))
    days = {each.on for each in rates}
    held = (
        {
            (each.base, each.quote, each.on, each.source): each.rate
            for each in ExchangeRate.objects.filter(on__gte=min(days), on__lte=max(days))
        }
        if days
        else {}
    )
    new: dict[tuple[str, str, date, str], ExchangeRate] = {}
    for each in rates:
        key = (each.base, each.quote, each.on, each.source)
        kept = held.get(key)
        if kept is not None and kept != each.rate.quantize(_STEP):
            raise Refused(_another_rate(each, kept))
        if kept is None:
            held[key] = each.rate.quantize(_STEP)
            new[key] = ExchangeRate(base=each.base, quote=each.quote, on=each.on, rate=each.rate, source=each.source)
    taken = TakenIn(new=len(new), known=len(rates) - len(new))
    if new and not is_trial:
        made = ExchangeRate.objects.bulk_create(new.values(), batch_size=_BATCH)
        span = {"first": min(days).isoformat(), "last": max(days).isoformat()}
        queue(freeze_rates, at=now, first=span["first"], last=span["last"])
        change = {"new": (0, taken.new), **{end: (None, day) for end, day in span.items()}}
        audit.record("agreements.rates_taken_in", on=made[0], by=by, at=now, change=change)
    return taken


def freeze(terms: Terms) -> None:
    """Freeze, for each currency of sealed terms, the rates of the day of signing into the currencies of reports.

    Where no rate is known none is frozen; the amounts stand in their own currency, and nothing is reckoned.
    """
    currencies = set(terms.amounts.exclude(currency="").values_list("currency", flat=True))
    if not currencies or terms.signed_on is None:
        return
    frozen, known = [each.value for each in terms.frozen_rates.all()], rates_on(terms.signed_on)
    for base in sorted(currencies):
        for quote in settings.REPORTING_CURRENCIES:
            if base == quote or rate_between(base, quote, frozen):
                continue
            rate = rate_between(base, quote, known)
            if rate is not None:
                frozen.append(_freeze(terms, rate).value)


@job("agreements.freeze_rates")
def freeze_rates(claim: Claim, *, first: str, last: str) -> None:
    """Freeze rates on what was signed between these days, or shortly after, and has none yet; twice does no harm."""
    until = date.fromisoformat(last) + LONGEST_GAP
    signed = Terms.objects.filter(
        sealed_at__isnull=False, signed_on__gte=date.fromisoformat(first), signed_on__lt=until
    )
    for terms in signed.exclude(amounts=None).iterator(chunk_size=500):
        with transaction.atomic():
            freeze(terms)


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
