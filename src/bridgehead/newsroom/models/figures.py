"""Live figures: numbers in an article that are bound to an amount in the ledger."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from bridgehead.agreements.models import Agreement, Amount, Component
from bridgehead.foundation.bases import PublicModel
from bridgehead.foundation.money import Exactness
from bridgehead.newsroom.models.articles import Article
from bridgehead.newsroom.rules import BESIDE_QUOTE, Quote


class Figure(PublicModel):
    """A number in an article, and the amount of an agreement that it told when an editor bound it.

    It is part of the article's revisions: bound in a draft, it is a reader's from the approval on. The amount is kept
    as it was; where the ledger tells another one now, the article says so.
    """

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="figures")
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="figures_in_articles")
    #: Which amount of the agreement: its shape, and its place among all of them.
    component = models.CharField(max_length=12, choices=Component)
    order = models.PositiveSmallIntegerField()
    #: The number as the article writes it, and what stands around it on its line.
    words = models.CharField(max_length=120)
    before = models.CharField(max_length=BESIDE_QUOTE, blank=True)
    after = models.CharField(max_length=BESIDE_QUOTE, blank=True)
    #: What the record told: whole minor units, ``minor_to`` the same where it was no range.
    minor = models.BigIntegerField()
    minor_to = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    exactness = models.CharField(max_length=8, choices=Exactness, default=Exactness.EXACT)
    #: Whether everybody could see the amount then. Only of such a one is it told that it is gone.
    was_public = models.BooleanField()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("live figure")
        constraints = [
            models.UniqueConstraint(fields=["article", "words", "before", "after"], name="figure_once_per_place"),
            models.CheckConstraint(condition=Q(minor__gte=0, minor_to__gte=F("minor")), name="figure_range_goes_up"),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="figure_has_a_currency"),
            models.CheckConstraint(
                condition=Q(component__in=[Component.HEADLINE, Component.UPFRONT, Component.MILESTONE]),
                name="figure_is_money",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def quote(self) -> Quote:
        """Where it stands."""
        return Quote(self.words, self.before, self.after)

    def tells(self, amount: Amount) -> bool:
        """Whether an amount is what the record told when the number was bound."""
        is_same = worth_of(amount) == (self.minor, self.minor_to, self.currency)
        return is_same and (amount.component, amount.exactness) == (self.component, self.exactness)


def worth_of(amount: Amount) -> tuple[int, int, str] | None:
    """Return what an amount is: from, to (the same where it is no range) and currency; None for what is no money."""
    if amount.minor is None:
        return None
    return amount.minor, amount.minor if amount.minor_to is None else amount.minor_to, amount.currency
