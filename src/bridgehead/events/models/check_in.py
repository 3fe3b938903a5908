"""The door of a forum: badges, who came on which day, and who came without a registration."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bridgehead.events.models.forums import Forum, ParticipantType, Registration, RegistrationState
from bridgehead.foundation.bases import LineField, PublicModel

#: What the database says when one badge would come twice on one day.
ONE_CHECK_IN_CONSTRAINT = "check_in_once_per_badge_and_day"


class WalkIn(PublicModel):
    """Somebody who came to a forum without a registration, as they gave their name at the door; they have no account.

    An admitted one takes a place like an approved registration. Thirty days after the forum the name is forgotten.
    """

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="came_without")
    name = LineField(_("name"), max_length=120, blank=True)
    organisation = LineField(_("from which organisation"), max_length=160, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    participant_type = models.CharField(max_length=10, choices=ParticipantType)
    state = models.CharField(max_length=10, choices=RegistrationState, default=RegistrationState.APPLIED)
    came_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["came_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["applied", "approved", "declined"]), name="walk_in_state"),
            models.CheckConstraint(
                condition=Q(forgotten_at=None) & ~Q(name="") | Q(forgotten_at__isnull=False, name="", email=""),
                name="walk_in_has_a_name_until_forgotten",
            ),
        ]
        indexes = [models.Index(fields=["forum", "state", "came_at"])]


class Badge(PublicModel):
    """What a participant wears: the code in its picture names them at the door of one forum, and opens nothing."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="badges")
    registration = models.OneToOneField(Registration, null=True, on_delete=models.CASCADE, related_name="badge")
    walk_in = models.OneToOneField(WalkIn, null=True, on_delete=models.CASCADE, related_name="badge")
    code = models.CharField(max_length=16, unique=True)
    issued_at = models.DateTimeField()
    #: None while it holds.
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(registration=None, walk_in__isnull=False) | Q(registration__isnull=False, walk_in=None),
                name="badge_is_somebodys",
            )
        ]

    @property
    def holder(self) -> Registration | WalkIn:
        """Whose badge it is."""
        found = self.registration or self.walk_in
        if found is None:
            raise LookupError("a badge is somebody's")
        return found


class RetiredCode(models.Model):
    """A code that a badge bore before it was replaced: whoever shows it is told that there is a newer one."""

    badge = models.ForeignKey(Badge, on_delete=models.CASCADE, related_name="retired_codes")
    code = models.CharField(max_length=16, unique=True)
    retired_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.badge_id)


class ScanKind(models.TextChoices):
    """What is done at the door."""

    IN = "in", _("check-in")
    OUT = "out", _("check-out")
    WALK_IN = "walk-in", _("walk-in")


class ScanSource(models.TextChoices):
    """How the server heard of it."""

    ONLINE = "online", _("at once")
    OFFLINE = "offline", _("later, from a device without a connection")
    WALK_IN = "walk-in", _("as a walk-in")


class ScanAnswer(models.TextChoices):
    """What the door says; the words stand in ``adapters/check_in.py``."""

    WELCOME = "welcome"
    EARLIER = "earlier"
    ALREADY = "already"
    BACK = "back"
    LEFT = "left"
    NOT_IN = "not_in"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    REPLACED = "replaced"
    REVOKED = "revoked"
    OTHER_DAY = "other_day"
    CALLED_OFF = "called_off"
    ADMITTED = "admitted"
    ASKED = "asked"
    FULL = "full"
    NO_WALK_INS = "no_walk_ins"
    UNREADABLE = "unreadable"


class Scan(PublicModel):
    """One thing that was done at a door. Its public id was made by the device: sent again, it is known already.

    ``badge`` is set where it counts for somebody's day; what a badge's day comes to is worked out from these alone, so
    that it does not matter in which order they arrive.
    """

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="scans")
    badge = models.ForeignKey(Badge, null=True, on_delete=models.CASCADE, related_name="scans")
    walk_in = models.ForeignKey(WalkIn, null=True, on_delete=models.CASCADE, related_name="scans")
    kind = models.CharField(max_length=7, choices=ScanKind)
    source = models.CharField(max_length=7, choices=ScanSource)
    answer = models.CharField(max_length=12, choices=ScanAnswer)
    at = models.DateTimeField()
    #: The day that it was in the forum's zone.
    day = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    device = LineField(max_length=60, blank=True)
    #: An officer took it back by hand.
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["badge", "day", "kind"])]


class CheckIn(PublicModel):
    """Somebody came on a day: when first, when last, and when they left."""

    badge = models.ForeignKey(Badge, on_delete=models.CASCADE, related_name="check_ins")
    #: The day in the forum's zone.
    day = models.DateField()
    #: The earliest moment at which they were let in, and how, by whom and with which device that was.
    at = models.DateTimeField()
    source = models.CharField(max_length=7, choices=ScanSource)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    device = LineField(max_length=60, blank=True)
    #: The latest moment at which they were let in, after a walk round the block.
    last_in_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["badge", "day"], name=ONE_CHECK_IN_CONSTRAINT),
            models.CheckConstraint(condition=Q(last_in_at__gte=F("at")), name="check_in_last_is_not_before_first"),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("at")), name="check_in_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["day", "at"])]

    @property
    def is_here(self) -> bool:
        """Whether the person has not left, or has come back."""
        return self.left_at is None or self.left_at < self.last_in_at
