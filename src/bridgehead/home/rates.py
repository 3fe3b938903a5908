"""The four rates of a round, each with its definition; arithmetic only."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Rate:
    """A share or a mean with what it was computed from. ``over`` is zero where there is no record yet."""

    key: str
    part: int
    over: int
    is_share: bool = True

    @property
    def value(self) -> float | None:
        """The share in percent or the mean; None where there is nothing to divide by."""
        if not self.over:
            return None
        return self.part / self.over * (100 if self.is_share else 1)

    @property
    def definition(self) -> Definition:
        """How it is computed, in words."""
        return DEFINITIONS[self.key]


@dataclass(frozen=True, slots=True)
class Definition:
    """A rate's name and formula; the version changes whenever the formula does."""

    name: Promise | str
    formula: Promise | str
    version: int = 1


DEFINITIONS = {
    "acceptance": Definition(
        _("Acceptance"), _("Accepted requests, of all that were accepted, declined or left to expire. Open ones wait.")
    ),
    "meetings": Definition(
        _("Meetings per organisation"), _("Placed meetings times two sides, over the organisations in the round.")
    ),
    "kept": Definition(
        _("Meetings kept"),
        _("Meetings that a side says were held and none denies, of all that were held or missed. Others do not count."),
        version=2,
    ),
    "second": Definition(
        _("Second meetings"), _("Pairs both of whose sides say that they meet again, of the pairs that met."), version=2
    ),
}
