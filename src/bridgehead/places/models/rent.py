"""Support of rent: what was agreed for an organisation, and the ledger of what was invoiced and supported of it.

Amounts are whole minor units of the agreement's currency (``foundation.money``). Nothing in the ledger is changed or
deleted: what was wrong is reversed by another entry.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.directory.models import Organisation
from bridgehead.foundation.bases import LineField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.foundation.models import StoredFile
from bridgehead.places.models.premises import Premises
from bridgehead.places.models.tenancies import Tenancy

#: In minor units: no rent is more, and sums of many stay far below what a database counts to.
MOST_RENT = 10**15


class RentSupport(PublicModel, BilingualModel):
    """An agreement to support the rent of an organisation: a share of it, capped by the month and in all."""

    bilingual_fields = ("programme",)

    #: Whose desk keeps the ledger.
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, related_name="rent_support")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="rent_support")
    #: None: for rent elsewhere, as ``elsewhere`` names it.
    tenancy = models.ForeignKey(Tenancy, null=True, blank=True, on_delete=models.PROTECT, related_name="rent_support")
    elsewhere = LineField(_("premises outside the platform"), max_length=200, blank=True)
    #: Who pays: a programme or an agency, as it is called.
    programme_ko = LineField(_("who pays (Korean)"), max_length=160, blank=True)
    programme_en = LineField(_("who pays (English)"), max_length=160, blank=True)
    share_percent = models.PositiveSmallIntegerField(_("share of the rent in percent"))
    currency = models.CharField(_("currency"), max_length=3)
    monthly_cap = models.BigIntegerField(_("at most a month"))
    total_cap = models.BigIntegerField(_("at most in all"))
    #: The first days of months: of the first one supported, and of the first one no longer.
    starts_on = models.DateField(pgettext_lazy("first day", "from"))
    ends_on = models.DateField(pgettext_lazy("first day no longer", "until before"))

    class Meta:
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(programme_ko="", programme_en=""),
                name="rent_support_has_a_payer",
                violation_error_message=_("Say who pays, in Korean or in English."),
            ),
            models.CheckConstraint(
                condition=Q(share_percent__gte=1, share_percent__lte=100),
                name="rent_support_is_a_share",
                violation_error_message=_("The share is from 1 to 100 percent."),
            ),
            models.CheckConstraint(
                condition=Q(monthly_cap__gte=1, total_cap__gte=F("monthly_cap"), total_cap__lte=MOST_RENT),
                name="rent_support_has_caps",
                violation_error_message=_("What is supported in all is no less than what is supported in a month."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="rent_support_lasts_some_month",
                violation_error_message=_("The last month is not before the first."),
            ),
            models.CheckConstraint(
                condition=Q(tenancy=None) ^ Q(elsewhere=""),
                name="rent_support_is_for_one_place",
                violation_error_message=_("Choose a tenancy, or name premises outside the platform: one of the two."),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "starts_on"])]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def last_month(self) -> date:
        """The first day of the last month that is supported."""
        return (self.ends_on - timedelta(days=1)).replace(day=1)


class RentEntry(PublicModel):
    """The rent of a month as it was invoiced and what is supported of it, or the reversal of such an entry."""

    support = models.ForeignKey(RentSupport, on_delete=models.PROTECT, related_name="entries")
    #: The first day of the month.
    month = models.DateField(_("month"))
    #: Below nought in a reversal, as is what was supported.
    invoiced = models.BigIntegerField()
    supported = models.BigIntegerField()
    #: None in a reversal.
    invoice = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="rent_entries"
    )
    #: Of an invoice its number; of a reversal why.
    note = LineField(_("number of the invoice, or why"), max_length=200, blank=True)
    reverses = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["month", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    reverses=None,
                    invoice__isnull=False,
                    supported__gte=1,
                    invoiced__gte=F("supported"),
                    invoiced__lte=MOST_RENT,
                )
                | Q(reverses__isnull=False, invoice=None, supported__lte=-1, invoiced__lte=F("supported")),
                name="rent_entry_counts_one_way",
            ),
            models.CheckConstraint(
                condition=Q(reverses=None) | ~Q(note=""),
                name="rent_reversal_says_why",
                violation_error_message=_("Say why it is reversed."),
            ),
        ]
        indexes = [models.Index(fields=["support", "month"])]

    def __str__(self) -> str:
        return str(self.public_id)


class RentApproval(models.Model):
    """Somebody else than who entered it has approved an entry."""

    entry = models.OneToOneField(RentEntry, on_delete=models.PROTECT, related_name="approval")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.entry_id)


class RentPayment(models.Model):
    """The day on which what was approved was paid."""

    approval = models.OneToOneField(RentApproval, on_delete=models.PROTECT, related_name="payment")
    paid_on = models.DateField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return str(self.approval_id)
