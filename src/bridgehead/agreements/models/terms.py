"""What an agreement says: terms in versions, each with its parties and amounts. What was signed is sealed."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.agreements.models.agreements import Agreement
from bridgehead.agreements.rules import AgreementKind, Component, PartyRole
from bridgehead.directory.models import Organisation, Topic
from bridgehead.foundation.bases import LineField, ProseField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.foundation.money import Exactness, Money, money_of


class Terms(PublicModel, BilingualModel):
    """One version of what is agreed. A draft is edited; sealed terms never change: the next version corrects them."""

    bilingual_fields = ("name", "note")

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("kind"), max_length=14, choices=AgreementKind)
    #: What it is about, as a title: "new drug candidate".
    name_ko = LineField(_("subject (Korean)"), max_length=200, blank=True)
    name_en = LineField(_("subject (English)"), max_length=200, blank=True)
    note_ko = ProseField(_("note (Korean)"), max_length=2000, blank=True)
    note_en = ProseField(_("note (English)"), max_length=2000, blank=True)
    field = models.ForeignKey(
        Topic,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agreements",
        verbose_name=pgettext_lazy("of an agreement", "field"),
    )
    #: Codes of countries (ISO 3166) and regions (UN M.49: "001" is the world) for which rights or goods are given.
    territory = models.JSONField(_("territory"), default=list, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    ends_on = models.DateField(_("in force until"), null=True, blank=True)
    #: Why this version corrects the one before; empty for the first.
    reason_ko = LineField(_("reason (Korean)"), max_length=300, blank=True)
    reason_en = LineField(_("reason (English)"), max_length=300, blank=True)
    written_at = models.DateTimeField(editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    #: When it was signed, or corrected after that; nothing of it changes any more.
    sealed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="terms_one_per_number"),
            models.CheckConstraint(
                condition=~Q(name_ko="", name_en=""),
                name="terms_say_about_what",
                violation_error_message=_("Say in Korean or in English what it is about."),
            ),
            models.CheckConstraint(
                condition=Q(sealed_at=None) | Q(signed_on__isnull=False), name="sealed_terms_have_a_date"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(effective_on=None) | Q(ends_on__gte=F("effective_on")),
                name="terms_end_after_they_begin",
                violation_error_message=_("It cannot end before it comes into force."),
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason_ko="", reason_en=""),
                name="correction_has_a_reason",
                violation_error_message=_("Say why it is corrected."),
            ),
        ]
        indexes = [models.Index(fields=["kind", "signed_on"]), models.Index(fields=["signed_on"])]


class Party(PublicModel):
    """Somebody who is bound by terms: an organisation, or one that is not disclosed (its country may be known)."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="parties")
    order = models.PositiveSmallIntegerField()
    #: None where not even the ledger knows the name.
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="agreement_parties"
    )
    #: Whether the public learns its name.
    is_disclosed = models.BooleanField(_("named in public"), default=True)
    #: ISO 3166 alpha-2, of one that is not named; empty where it was not told.
    country = models.CharField(_("country"), max_length=2, blank=True)
    role = models.CharField(_("role"), max_length=9, choices=PartyRole, default=PartyRole.PARTY)
    signatory_ko = LineField(_("signatory (Korean)"), max_length=80, blank=True)
    signatory_en = LineField(_("signatory (English)"), max_length=80, blank=True)
    signatory_title_ko = LineField(_("title of the signatory (Korean)"), max_length=80, blank=True)
    signatory_title_en = LineField(_("title of the signatory (English)"), max_length=80, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["terms", "order"], name="party_order_once_per_terms"),
            models.UniqueConstraint(
                fields=["terms", "organisation"],
                name="party_once_per_terms",
                violation_error_message=_("The same organisation cannot be two parties of one agreement."),
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(is_disclosed=False), name="party_unknown_is_undisclosed"
            ),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=r"^[A-Z][A-Z]$"), name="party_country_is_a_code"
            ),
        ]

    @property
    def home(self) -> str:
        """The country of its organisation, or what is known of one without a name; empty where nothing is."""
        return self.organisation.country if self.organisation else self.country


class Amount(PublicModel):
    """Money of one shape in one currency, or a royalty in per cent, or what is given that is no money.

    ``minor`` and ``minor_to`` are whole minor units of the currency (cents, won); ``minor_to`` is the end of a range.
    """

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="amounts")
    order = models.PositiveSmallIntegerField()
    component = models.CharField(_("shape"), max_length=12, choices=Component)
    minor = models.BigIntegerField(null=True, blank=True)
    minor_to = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    exactness = models.CharField(_("exactness"), max_length=8, choices=Exactness, default=Exactness.EXACT)
    percent = models.DecimalField(
        _("per cent"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    percent_to = models.DecimalField(
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    note_ko = LineField(_("note (Korean)"), max_length=200, blank=True)
    note_en = LineField(_("note (English)"), max_length=200, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["terms", "order"], name="amount_order_once_per_terms"),
            models.CheckConstraint(
                condition=(Q(minor=None) | Q(minor__gte=0)) & (Q(percent=None) | Q(percent__gte=0, percent__lte=100)),
                name="amount_never_negative",
                violation_error_message=_("An amount is zero or more, a royalty from 0 to 100 per cent."),
            ),
            models.CheckConstraint(
                condition=(Q(minor_to=None) | Q(minor__isnull=False, minor_to__gte=F("minor")))
                & (Q(percent_to=None) | Q(percent__isnull=False, percent_to__gte=F("percent"), percent_to__lte=100)),
                name="amount_range_goes_up",
                violation_error_message=_("A range goes from the smaller to the larger amount."),
            ),
            models.CheckConstraint(
                condition=Q(minor=None, currency="") | Q(minor__isnull=False, currency__regex=r"^[A-Z]{3}$"),
                name="amount_has_a_currency",
                violation_error_message=_("An amount needs its currency."),
            ),
            models.CheckConstraint(
                condition=Q(component=Component.ROYALTY, percent__isnull=False, minor=None)
                | (Q(component=Component.NON_MONETARY, percent=None, minor=None) & ~Q(note_ko="", note_en=""))
                | Q(
                    component__in=[Component.HEADLINE, Component.UPFRONT, Component.MILESTONE],
                    percent=None,
                    minor__isnull=False,
                ),
                name="amount_has_its_shape",
                violation_error_message=_(
                    "A royalty is given in per cent, what is not money in words, and everything else as an amount."
                ),
            ),
        ]

    @property
    def money(self) -> Money | None:
        """The amount, or where its range begins; None for a royalty and what is no money."""
        return money_of(self.minor, self.currency, self.exactness)

    @property
    def money_to(self) -> Money | None:
        """Where the range ends; None where there is none."""
        return money_of(self.minor_to, self.currency, self.exactness)

    @property
    def percents(self) -> tuple[Decimal, Decimal | None] | None:
        """A royalty in per cent, with the end of its range; None for what is no royalty."""
        return None if self.percent is None else (self.percent, self.percent_to)
