"""Runs of the engine, timetables as drafts and published, meetings, and what each person is shown."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.foundation.bases import PublicModel
from bridgehead.partnering.models.requests import MeetingRequest
from bridgehead.partnering.models.rounds import Delegate, PartneringRound, Slot, Table


class RunState(models.TextChoices):
    """Where a run stands."""

    QUEUED = "queued", _("queued")
    RUNNING = "running", _("solving")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("failed")


class RunStatus(models.TextChoices):
    """What a run has proven."""

    OPTIMAL = "optimal", _("proven optimal")
    FEASIBLE = "feasible", _("valid, not proven optimal")
    INFEASIBLE = "infeasible", _("proven impossible")
    UNKNOWN = "unknown", _("nothing found in the time given")


class RunFailure(models.TextChoices):
    """Why a run ended without a timetable, as a sentence for the officer."""

    CRASHED = (
        "crashed",
        _("The run stopped because of a fault, several times over. Nothing was changed; start it again."),
    )
    NOTHING_FOUND = "nothing_found", _("No timetable was found in the time given. Start a run with more time.")
    UNFAIR = (
        "unfair",
        _("No timetable was found in which breaks are spread so evenly. Allow a greater difference, or more time."),
    )
    IMPOSSIBLE = "impossible", _("It is proven that the wishes cannot all be met as they must be.")
    ROUND_CHANGED = "changed", _("Slots, tables or people were removed while the run was at work. Start it again.")


class TimetableRun(PublicModel):
    """One run of the engine on the round as it stood; its result never changes once it has ended."""

    round = models.ForeignKey(PartneringRound, on_delete=models.CASCADE, related_name="runs")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=RunState, default=RunState.QUEUED)
    seed = models.PositiveIntegerField()
    budget_seconds = models.PositiveIntegerField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    cancel_requested = models.BooleanField(default=False)
    #: The most by which the breaks of two delegations may differ; None: any.
    fairness = models.PositiveSmallIntegerField(null=True)
    #: Whether it lays nothing into slots in which an organisation presents or signs: its bounds are of what is left.
    spares_presenters = models.BooleanField(default=False)
    #: SHA-256 of who presents when, where it leaves these times free: the agenda is no part of the round as it stood.
    spared_hash = models.CharField(max_length=64, blank=True, default="")
    #: The version of the published timetable whose meetings it keeps where they are as far as can be; None: afresh.
    keeps_version = models.PositiveIntegerField(null=True)
    #: The public id of the timetable that a repair mends, a draft of which may be gone since; None: a run of its own.
    mends = models.UUIDField(null=True)
    #: Whether a repair also gives free places to requests without one.
    fills = models.BooleanField(default=False)
    #: Whether it keeps everything that stands and only gives free places to requests without one.
    only_fills = models.BooleanField(default=False)
    #: Whether as many others make way in a repair as help; else one for each ten that lost their place.
    moves_others = models.BooleanField(default=False)
    #: How many more would have a place if they did, and how many more others that would move; None: not told.
    more_placed = models.PositiveIntegerField(null=True)
    more_moved = models.PositiveIntegerField(null=True)
    #: SHA-256 of the round as it stood: equal ones mean that nothing has changed in it.
    problem_hash = models.CharField(max_length=64, blank=True)
    #: SHA-256 of all that the result depends on: the round, what is kept, seed and budget.
    question_hash = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=10, choices=RunStatus, blank=True)
    accepted = models.PositiveIntegerField(default=0)
    placed = models.PositiveIntegerField(default=0)
    weight = models.PositiveIntegerField(default=0)
    weight_bound = models.PositiveIntegerField(null=True)
    breaks = models.PositiveIntegerField(default=0)
    breaks_bound = models.PositiveIntegerField(null=True)
    #: How many of the meetings to be kept lie elsewhere or have no place, and the least that must; None: afresh.
    moved = models.PositiveIntegerField(null=True)
    moved_bound = models.PositiveIntegerField(null=True)
    seconds = models.FloatField(default=0)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    #: Best found over time, as [seconds, placed, breaks], for the picture of the run.
    trace = models.JSONField(default=list)
    failure = models.CharField(max_length=16, choices=RunFailure, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="run_number_once_per_round"),
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(state__in=[RunState.QUEUED, RunState.RUNNING]),
                name="run_one_unfinished_per_round",
            ),
        ]


class RunProblem(models.Model):
    """The round as a run was given it, frozen when the run was asked for; never changed.

    ``content`` is what ``adapters.problem.FrozenProblem.as_json`` returns, ``kept`` the places to be kept and
    ``locked`` those that never move, as ``Question`` tells them. They stand apart from the run because lists of runs
    never need them.
    """

    run = models.OneToOneField(TimetableRun, on_delete=models.CASCADE, related_name="problem")
    content = models.JSONField()
    kept = models.JSONField(null=True)
    locked = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"problem of run {self.run_id}"


class RunMoves(models.Model):
    """What a repair would do, each as ``adapters.problem.Move`` tells it; nothing of it is done by asking."""

    run = models.OneToOneField(TimetableRun, on_delete=models.CASCADE, related_name="moves")
    content = models.JSONField()

    def __str__(self) -> str:
        return f"moves of run {self.run_id}"


class RunReason(models.Model):
    """Why a run's timetable leaves a request out, as ``adapters.explaining.Explained`` tells it; for officers."""

    run = models.ForeignKey(TimetableRun, on_delete=models.CASCADE, related_name="reasons")
    request = models.ForeignKey(MeetingRequest, on_delete=models.CASCADE, related_name="+")
    content = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "request"], name="run_reason_once_per_request")]

    def __str__(self) -> str:
        return f"reason of run {self.run_id} for request {self.request_id}"


class TimetableState(models.TextChoices):
    """Whether a timetable is a draft, the one that holds, or an earlier one."""

    DRAFT = "draft", pgettext_lazy("timetable", "draft")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("replaced")


class Timetable(PublicModel):
    """The placed meetings of a round: a draft to compare, or the one that everybody goes by."""

    round = models.ForeignKey(PartneringRound, on_delete=models.CASCADE, related_name="timetables")
    run = models.OneToOneField(TimetableRun, null=True, on_delete=models.PROTECT, related_name="timetable")
    #: The run whose reasons still speak of it, where it takes over what was published and changes a time or a meeting.
    follows = models.ForeignKey(TimetableRun, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=TimetableState, default=TimetableState.DRAFT)
    #: Counts what was published; None for a draft.
    version = models.PositiveIntegerField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    #: How many deeds were done at it by hand, and when the last one was.
    hand_changes = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(state=TimetableState.PUBLISHED), name="timetable_one_published_per_round"
            ),
            models.UniqueConstraint(fields=["round", "version"], name="timetable_version_once_per_round"),
            models.CheckConstraint(
                condition=Q(state=TimetableState.DRAFT, version=None)
                | (~Q(state=TimetableState.DRAFT) & Q(version__isnull=False)),
                name="timetable_version_when_published",
            ),
        ]

    @property
    def made_by(self) -> TimetableRun | None:
        """The run that placed its meetings, also where they were taken over from an earlier version."""
        return self.run or self.follows


class MeetingState(models.TextChoices):
    """Whether a meeting stands in its timetable; how it went its two sides say afterwards."""

    PLACED = "placed", _("placed")
    CANCELLED = "cancelled", _("cancelled")


class Meeting(PublicModel):
    """An accepted request with its slot and table in one timetable."""

    timetable = models.ForeignKey(Timetable, on_delete=models.CASCADE, related_name="meetings")
    request = models.ForeignKey(MeetingRequest, on_delete=models.PROTECT, related_name="meetings")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="meetings")
    table = models.ForeignKey(Table, on_delete=models.PROTECT, related_name="meetings")
    state = models.CharField(max_length=9, choices=MeetingState, default=MeetingState.PLACED)
    is_locked = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["timetable", "table", "slot"],
                condition=~Q(state=MeetingState.CANCELLED),
                name="meeting_one_per_table_and_slot",
            ),
            models.UniqueConstraint(fields=["timetable", "request"], name="meeting_once_per_request"),
        ]


class MeetingSeat(models.Model):
    """A delegate at a meeting. Timetable and slot are the meeting's own: a database trigger keeps them so."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="seats")
    delegate = models.ForeignKey(Delegate, on_delete=models.PROTECT, related_name="seats")
    timetable = models.ForeignKey(Timetable, on_delete=models.CASCADE, related_name="seats")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="seats")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["timetable", "delegate", "slot"], name="seat_one_meeting_per_delegate_and_slot"
            ),
        ]


class PersonalTimetable(models.Model):
    """What one delegate is shown of the published timetable, ready-made at publish and never joined at read.

    ``entries`` is a list, by time, of objects with ``meeting`` and ``request`` (public ids; the request's stays the
    same from version to version), ``sequence`` (the version in which the entry last changed), ``starts_at``,
    ``ends_at`` (ISO 8601, UTC), ``table`` (number), ``area_ko``, ``area_en``, ``with_ko``, ``with_en``, ``with_id``
    (public id of the other delegation), ``is_sample`` (whether that organisation is fictional) and ``people``: a list
    of objects with ``id``, ``name_ko``, ``name_en``, ``title_ko``, ``title_en``. Where several people take part for
    the delegation, ``ours`` names those of them who go: objects with ``id``, ``name_ko``, ``name_en``. Who leaves is
    taken out of both; where that changes ``people``, ``somebody_left`` is true until the next version tells of it.
    """

    timetable = models.ForeignKey(Timetable, on_delete=models.CASCADE, related_name="personal")
    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="personal_timetables")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="personal_timetables")
    entries = models.JSONField(default=list)
    #: When a mail that tells it was begun; None where the person was not told, or has left since and was told that.
    told_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["timetable", "delegate"], name="personal_timetable_once")]
        indexes = [models.Index(fields=["user", "timetable"])]


class CalendarFeed(models.Model):
    """A person's secret calendar address; only its hash is kept, and a new one ends the old."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
