"""Deciding about a call: bonus points, moves across the line, and rankings that are frozen."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.foundation.bases import LineField, ProseField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.programmes.models.applications import Application
from bridgehead.programmes.models.calls import Call
from bridgehead.programmes.models.reviewing import Stage

MOST_BONUS = Decimal(100)


class DecisionOutcome(models.TextChoices):
    """What becomes of an application."""

    ADMITTED = "admitted", pgettext_lazy("application", "admitted")
    RESERVE = "reserve", pgettext_lazy("application", "on the reserve list")
    DECLINED = "declined", pgettext_lazy("application", "declined")


class Bonus(PublicModel, BilingualModel):
    """Points that a call adds for what a law or a rule favours, awarded by officers one by one."""

    bilingual_fields = ("name", "basis")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="bonuses")
    position = models.PositiveSmallIntegerField()
    name_ko = LineField(_("name (Korean)"), max_length=160, blank=True)
    name_en = LineField(_("name (English)"), max_length=160, blank=True)
    basis_ko = ProseField(_("legal basis (Korean)"), max_length=1000, blank=True)
    basis_en = ProseField(_("legal basis (English)"), max_length=1000, blank=True)
    points = models.DecimalField(
        _("points"),
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(Decimal("0.1")), MaxValueValidator(MOST_BONUS)],
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["call", "position"], name="bonus_position_once"),
            models.CheckConstraint(
                condition=~Q(name_ko="", name_en=""),
                name="bonus_has_a_name",
                violation_error_message=_("Bonus points need a name in Korean or in English."),
            ),
            models.CheckConstraint(
                condition=~Q(basis_ko="", basis_en=""),
                name="bonus_has_a_basis",
                violation_error_message=_("Say in Korean or in English on what law or rule the bonus points rest."),
            ),
        ]


class BonusAward(PublicModel):
    """An application gets bonus points, and an officer says why."""

    bonus = models.ForeignKey(Bonus, on_delete=models.PROTECT, related_name="awards")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="bonus_awards")
    note = ProseField(_("why"), max_length=1000)
    awarded_at = models.DateTimeField()
    awarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["bonus", "application"], name="bonus_awarded_once"),
            models.CheckConstraint(
                condition=~Q(note=""),
                name="bonus_award_says_why",
                violation_error_message=_("Say why it gets these points."),
            ),
        ]


class LineMove(PublicModel):
    """An officer puts an application on another side of a line than its rank does, with a reason."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="line_move")
    outcome = models.CharField(_("moved to"), max_length=8, choices=DecisionOutcome)
    reason = ProseField(_("reason"), max_length=2000)
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="line_move_has_a_reason",
                violation_error_message=_("Say why it is moved across the line."),
            ),
        ]


class Ranking(PublicModel):
    """A ranking of a call as it was frozen: sealed for good. A change makes the next one."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="rankings")
    #: The stage whose reviews it rests on.
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="rankings")
    number = models.PositiveSmallIntegerField()
    places = models.PositiveSmallIntegerField()
    reserve = models.PositiveSmallIntegerField()
    #: The criteria and bonus points as they stood: key, names, weight, highest score; key, names, points.
    criteria = models.JSONField()
    bonuses = models.JSONField()
    #: SHA-256 over all of it.
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="ranking_number_once")]


class RankingLine(models.Model):
    """An application's line in a frozen ranking."""

    ranking = models.ForeignKey(Ranking, on_delete=models.PROTECT, related_name="lines")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="ranking_lines")
    rank = models.PositiveSmallIntegerField()
    #: As an exact fraction, ``1234/15``, with bonus points …
    exact = models.CharField(max_length=80)
    #: … and as it is printed.
    points = models.DecimalField(max_digits=6, decimal_places=2)
    #: By criterion's public id: the mean of the reviews as an exact fraction.
    means = models.JSONField()
    #: The public ids of the bonus points that it got.
    bonuses = models.JSONField()
    bonus = models.DecimalField(max_digits=5, decimal_places=1)
    spread = models.DecimalField(max_digits=6, decimal_places=2)
    reviews = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=8, choices=DecisionOutcome)
    #: A criterion's public id, or ``moment``: what put it below the line above; empty without a tie.
    tie_broken_by = models.CharField(max_length=40, blank=True)
    #: Why an officer moved it across the line; empty where nobody did.
    moved_because = models.TextField(blank=True)

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["ranking", "application"], name="ranking_line_once"),
            models.UniqueConstraint(fields=["ranking", "rank"], name="ranking_rank_once"),
        ]

    def __str__(self) -> str:
        return f"{self.ranking_id}: {self.rank}"
