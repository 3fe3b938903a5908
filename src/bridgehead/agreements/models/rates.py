"""Exchange rates as they were published, and those that were frozen on what was signed."""

from __future__ import annotations

from fractions import Fraction

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bridgehead.agreements.models.terms import Terms
from bridgehead.foundation.bases import LineField, PublicModel
from bridgehead.foundation.money import Rate


class RateFields(models.Model):
    """So many ``quote`` for one ``base``. Fifteen digits: as many as SQLite gives back one by one."""

    base = models.CharField(_("base currency"), max_length=3)
    quote = models.CharField(_("quoted currency"), max_length=3)
    on = models.DateField(_("day"))
    rate = models.DecimalField(_("rate"), max_digits=15, decimal_places=8)
    source = LineField(_("source"), max_length=160)

    class Meta:
        abstract = True

    @property
    def value(self) -> Rate:
        """The rate as a value to reckon with."""
        via = getattr(self, "via", "")
        return Rate(self.base, self.quote, self.on, Fraction(self.rate), self.source, via)


def _rules(name: str) -> list[models.CheckConstraint]:
    codes = Q(base__regex=r"^[A-Z]{3}$", quote__regex=r"^[A-Z]{3}$")
    return [
        models.CheckConstraint(condition=Q(rate__gt=0), name=f"{name}_is_positive"),
        models.CheckConstraint(condition=codes & ~Q(base=F("quote")), name=f"{name}_joins_two_currencies"),
    ]


class ExchangeRate(PublicModel, RateFields):
    """A rate of one day as its source published it. What a source has published once is not overwritten."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["base", "quote", "on", "source"], name="rate_once_per_day_and_source"),
            *_rules("rate"),
        ]
        indexes = [models.Index(fields=["quote", "base", "on"]), models.Index(fields=["on"])]


class FrozenRate(PublicModel, RateFields):
    """A rate of the day of signing, copied: nothing that is taken in later, and no correction of anything but that day,
    changes what terms were worth.

    It is kept the way round in which it is one or more. ``via`` names the currency that a crossed rate went through.
    """

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="frozen_rates")
    via = models.CharField(max_length=3, blank=True)

    class Meta:
        ordering = ["base", "quote"]
        constraints = [
            models.UniqueConstraint(fields=["terms", "base", "quote"], name="frozen_rate_once_per_terms"),
            *_rules("frozen_rate"),
        ]
