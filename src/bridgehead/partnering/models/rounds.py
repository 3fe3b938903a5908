"""A partnering round: when it meets, at which tables, and who takes part."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bridgehead.directory.models import Organisation
from bridgehead.events.models import Forum
from bridgehead.foundation.bases import LineField, PublicModel
from bridgehead.partnering.rules import RoundPhase, Side


class PartneringRound(PublicModel):
    """The 1:1 meetings of one forum."""

    forum = models.OneToOneField(Forum, on_delete=models.CASCADE, related_name="partnering_round")
    phase = models.CharField(_("phase"), max_length=8, choices=RoundPhase, default=RoundPhase.PROFILE)
    slot_minutes = models.PositiveSmallIntegerField(_("minutes per meeting"), default=20)
    #: After how many days an unanswered request expires.
    expiry_days = models.PositiveSmallIntegerField(_("days until a request expires"), default=7)
    #: How many requests one delegation may have open or accepted at a time; None for no limit.
    max_requests = models.PositiveSmallIntegerField(_("requests per delegation"), null=True, blank=True)
    max_musts = models.PositiveSmallIntegerField(_("“must meet” per delegation"), default=3)
    #: How many meetings one delegation has at the most; None for as many as there are slots.
    max_meetings = models.PositiveSmallIntegerField(_("meetings per delegation"), null=True, blank=True)
    #: Whether only organisations of different sides may ask each other.
    across_sides_only = models.BooleanField(_("only across the two sides"), default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(slot_minutes__gte=5), name="round_slots_of_five_minutes_and_more"),
            models.CheckConstraint(condition=Q(expiry_days__gte=1), name="round_expiry_of_a_day_and_more"),
        ]

    def __str__(self) -> str:
        return f"{self.forum}"

    @property
    def hall_topic(self) -> str:
        """What the boards in the hall watch live: that they have something new to show."""
        return f"hall:{self.public_id}"


class Slot(PublicModel):
    """A half-open stretch of time in which meetings take place; slots of one round never overlap."""

    round = models.ForeignKey(PartneringRound, on_delete=models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    #: Whether nobody meets in it any more: the opening runs over, the hall is needed for something else.
    is_shut = models.BooleanField(default=False)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_after_it_starts"),
            models.UniqueConstraint(fields=["round", "starts_at"], name="slot_start_once_per_round"),
        ]


class Table(PublicModel):
    """A table at which one meeting at a time takes place."""

    round = models.ForeignKey(PartneringRound, on_delete=models.CASCADE, related_name="tables")
    number = models.PositiveSmallIntegerField()
    area_ko = LineField(max_length=60, blank=True)
    area_en = LineField(max_length=60, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="table_number_once_per_round"),
            models.CheckConstraint(condition=Q(number__gte=1), name="table_numbers_from_one"),
        ]


class TableClosure(models.Model):
    """A slot in which a table cannot be used."""

    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="closures")
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="tables_closed")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "slot"], name="table_closed_once_per_slot")]

    def __str__(self) -> str:
        return f"table {self.table_id} in slot {self.slot_id}"


class Delegation(PublicModel):
    """An organisation in a round; it has its delegates, its availability and its requests."""

    round = models.ForeignKey(PartneringRound, on_delete=models.CASCADE, related_name="delegations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="delegations")
    side = models.CharField(max_length=6, choices=Side)
    #: Whether other participants may find it in the round.
    is_listed = models.BooleanField(default=True)
    #: Whether boards and cards in the hall may name it, where it is listed; else its table is told to be in use.
    is_named_in_hall = models.BooleanField(default=True)
    #: Whether it lets itself be asked on the spot, and so is shown as free in the slots that come next.
    meets_on_the_spot = models.BooleanField(default=False)
    #: When its people were asked, once, how their meetings went; None before.
    asked_after_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "organisation"], name="delegation_once_per_round")]

    @property
    def live_topic(self) -> str:
        """What its people watch live: that something about their own meetings is new."""
        return live_topic(self.public_id)


def live_topic(delegation: UUID) -> str:
    """Return the live topic of the delegation with a public id."""
    return f"delegation:{delegation}"


class Delegate(PublicModel):
    """A person who attends a round's meetings for a delegation."""

    #: Repeated from the delegation so that the database can refuse a person two delegations of one round.
    round = models.ForeignKey(PartneringRound, on_delete=models.CASCADE, related_name="delegates")
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="delegates")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="delegacies")
    #: When the person stopped taking part; the row stays, because earlier timetables name it.
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "user"], name="delegate_once_per_round")]


class Availability(models.Model):
    """A slot in which a delegation cannot meet; without a line it can. Known to it and to the officers only."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="closed_slots")
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="closed_for")
    #: Whether it stands only because each of its people is away then (`DelegateAway`); it goes when one of them is not.
    by_each = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delegation", "slot"], name="availability_once_per_slot")]


class DelegateAway(models.Model):
    """A slot in which one delegate cannot sit at a meeting; others of the delegation may. Known as availability is."""

    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="away_in")
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="away_for")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delegate", "slot"], name="delegate_away_once_per_slot")]

    def __str__(self) -> str:
        return f"delegate {self.delegate_id} away in slot {self.slot_id}"
