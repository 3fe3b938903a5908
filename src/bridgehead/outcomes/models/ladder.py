"""What stands on the ladder, what hosts stated beside it, and when it is asked what came of a signing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bridgehead.agreements.models import Agreement, Document
from bridgehead.directory.models import Organisation
from bridgehead.events.models import Forum
from bridgehead.foundation.bases import LineField, ProseField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.foundation.models import StoredFile
from bridgehead.foundation.money import Exactness, Money, money_of
from bridgehead.outcomes.rules import HOPED, OF_AGREEMENTS, CameOfIt, Closing, FollowUpState, Rung, Sayer


class SaidAmount(models.Model):
    """Money as somebody said it: whole minor units of a currency, perhaps a range; without a currency none was said."""

    minor = models.BigIntegerField(null=True, blank=True)
    minor_to = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    exactness = models.CharField(_("exactness"), max_length=8, choices=Exactness, default=Exactness.EXACT)

    class Meta:
        abstract = True

    @property
    def money(self) -> Money | None:
        """The amount, or where its range begins; None where none was said."""
        return money_of(self.minor, self.currency, self.exactness)

    @property
    def money_to(self) -> Money | None:
        """Where the range ends; None where there is none."""
        return money_of(self.minor_to, self.currency, self.exactness)


class Withdrawable(models.Model):
    """What was written in error is withdrawn with its reason and stays readable to its keepers."""

    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_reason = LineField(max_length=300, blank=True, editable=False)

    class Meta:
        abstract = True


def _withdrawn_with_a_reason(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(withdrawn_at=None, withdrawn_reason="") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
        name=f"{name}_withdrawn_with_a_reason",
    )


def amount_rules(name: str) -> list[models.CheckConstraint]:
    """Return what holds of a ``SaidAmount`` of that name."""
    return [
        models.CheckConstraint(
            condition=(Q(minor=None, minor_to=None, currency="")) | Q(minor__gte=0, currency__regex=r"^[A-Z]{3}$"),
            name=f"{name}_amount_is_money",
            violation_error_message=_("An amount is zero or more and needs its currency."),
        ),
        models.CheckConstraint(
            condition=Q(minor_to=None) | Q(minor_to__gte=F("minor")),
            name=f"{name}_range_goes_up",
            violation_error_message=_("A range goes from the smaller to the larger amount."),
        ),
    ]


class Outcome(PublicModel, SaidAmount, Withdrawable):
    """One case on one rung: what came about, when, who says so, and on which document.

    Of an agreement the money stands in its terms and not here, so that a correction reaches every rung; only what was
    realised has an amount of its own. One agreement stands once on a rung.
    """

    keeper = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="outcomes_kept")
    rung = models.CharField(_("rung"), max_length=9, choices=Rung)
    agreement = models.ForeignKey(Agreement, null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes")
    #: Whose outcome it is, where no agreement says so.
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes"
    )
    forum = models.ForeignKey(Forum, null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes")
    on = models.DateField(_("on"))
    said_by = models.CharField(_("said by"), max_length=7, choices=Sayer)
    said_on = models.DateField(_("said on"))
    #: What it rests on: a document of its agreement, or a file of its own; never both.
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = ProseField(_("note"), max_length=1000, blank=True)
    written_at = models.DateTimeField(editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    #: Of what somebody hopes for: whether the organisation agrees that it stands in a public report. What an agreement
    #: put on the ladder is as public as that.
    is_public = models.BooleanField(_("public in reports"), default=False)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            *amount_rules("outcome"),
            models.UniqueConstraint(
                fields=["agreement", "rung"],
                condition=Q(withdrawn_at=None, agreement__isnull=False) & ~Q(rung=Rung.REALISED),
                name="outcome_once_per_agreement_and_rung",
            ),
            models.CheckConstraint(
                condition=Q(rung__in=HOPED, organisation__isnull=False, agreement=None)
                | Q(~Q(rung__in=HOPED), organisation=None, agreement__isnull=False),
                name="outcome_is_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(rung__in=HOPED), name="outcome_agreed_to_be_public_is_hoped_for"
            ),
            models.CheckConstraint(condition=Q(document=None) | Q(file=None), name="outcome_rests_on_one_document"),
            models.CheckConstraint(
                condition=~Q(rung__in=OF_AGREEMENTS) | Q(minor=None), name="outcome_of_an_agreement_has_its_money_there"
            ),
            _withdrawn_with_a_reason("outcome"),
        ]
        indexes = [
            models.Index(fields=["keeper", "rung", "on"], condition=Q(withdrawn_at=None), name="outcome_standing"),
            models.Index(fields=["keeper", "-on", "-id"], condition=Q(withdrawn_at=None), name="outcome_newest"),
            models.Index(
                fields=["keeper", "-on", "-id"], condition=Q(withdrawn_at__isnull=False), name="outcome_withdrawn"
            ),
        ]


class StatedEffect(PublicModel, BilingualModel, SaidAmount, Withdrawable):
    """An economic effect that somebody stated: shown beside the ladder, on no rung and in no sum."""

    bilingual_fields = ("name", "method", "source")

    keeper = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="stated_effects")
    forum = models.ForeignKey(Forum, null=True, blank=True, on_delete=models.PROTECT, related_name="stated_effects")
    name_ko = LineField(_("name (Korean)"), max_length=120, blank=True)
    name_en = LineField(_("name (English)"), max_length=120, blank=True)
    #: How it was worked out; empty in both languages: none was given, and the page says so.
    method_ko = ProseField(_("method (Korean)"), max_length=1000, blank=True)
    method_en = ProseField(_("method (English)"), max_length=1000, blank=True)
    source_ko = LineField(_("source (Korean)"), max_length=300)
    source_en = LineField(_("source (English)"), max_length=300)
    stated_on = models.DateField(_("stated on"))
    is_public = models.BooleanField(_("public"), default=False)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-stated_on", "pk"]
        constraints = [
            *amount_rules("effect"),
            models.CheckConstraint(condition=Q(minor__isnull=False), name="effect_has_an_amount"),
            models.CheckConstraint(condition=~Q(name_ko="", name_en=""), name="effect_has_a_name"),
            _withdrawn_with_a_reason("effect"),
        ]


class FollowUp(PublicModel):
    """A while after its signing it is asked what has come of an agreement: once for each step, by those who keep it."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="follow_ups")
    keeper = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="follow_ups_kept")
    #: Counted from one on; ``rules.due_on`` gives its day.
    step = models.PositiveSmallIntegerField()
    due_on = models.DateField(_("due"))
    state = models.CharField(max_length=8, choices=FollowUpState, default=FollowUpState.OPEN)
    #: When those who keep the ledger were told that it is due.
    told_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    came_of = models.CharField(_("what came of it"), max_length=9, choices=CameOfIt, blank=True)
    note = ProseField(_("note"), max_length=1000, blank=True)
    #: The word of a party that was taken over as the answer; None: whoever answered says so.
    on_word_of = models.ForeignKey(
        "Inquiry", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_for = models.CharField(max_length=11, choices=Closing, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "step"], name="follow_up_once_per_step"),
            models.CheckConstraint(condition=Q(step__gte=1), name="follow_up_steps_from_one"),
            models.CheckConstraint(
                condition=(Q(state=FollowUpState.ANSWERED, answered_at__isnull=False) & ~Q(came_of=""))
                | (~Q(state=FollowUpState.ANSWERED) & Q(answered_at=None, came_of="")),
                name="follow_up_answered_with_what_came_of_it",
            ),
            models.CheckConstraint(
                condition=Q(on_word_of=None) | Q(state=FollowUpState.ANSWERED),
                name="follow_up_stands_on_a_word_once_answered",
            ),
            models.CheckConstraint(
                condition=(Q(state=FollowUpState.CLOSED, closed_at__isnull=False) & ~Q(closed_for=""))
                | (~Q(state=FollowUpState.CLOSED) & Q(closed_at=None, closed_for="")),
                name="follow_up_closed_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["keeper", "due_on"], condition=Q(state="open"), name="follow_up_open"),
            models.Index(fields=["keeper", "-answered_at"], condition=Q(state="answered"), name="follow_up_answered"),
            models.Index(fields=["keeper", "-closed_at"], condition=Q(state="closed"), name="follow_up_closed"),
            models.Index(fields=["keeper", "due_on", "state"], name="follow_up_year"),
        ]
