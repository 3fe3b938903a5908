"""Records of the ground floor: audit chain, outbox, jobs, live topics, idempotency, limits, stored files."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from bridgehead.foundation.bases import LineField, PublicModel


class AuditStream(models.Model):
    """The head of one hash chain: a forum's, a programme's, or the platform's own. Its row is the chain's lock."""

    name = models.CharField(max_length=80, unique=True)
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return self.name


class AuditEntry(models.Model):
    """One deed, append-only. It holds ids and non-personal values, so erasing a person never breaks the chain."""

    stream = models.ForeignKey(AuditStream, on_delete=models.PROTECT, related_name="entries")
    position = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_id = models.PositiveBigIntegerField(null=True)
    on_behalf_of = models.PositiveBigIntegerField(null=True)
    verb = models.CharField(max_length=80)
    object_id = models.CharField(max_length=64)
    change = models.JSONField(default=dict)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "position"], name="audit_one_entry_per_position")]
        indexes = [models.Index(fields=["object_id", "verb"])]

    def __str__(self) -> str:
        return f"{self.stream_id}/{self.position} {self.verb}"


class OutboxItem(models.Model):
    """An effect that leaves the process, staged in the transaction that causes it and delivered after it."""

    kind = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    #: Two notices with one key are one notice.
    key = models.CharField(max_length=160, unique=True, default=uuid.uuid4)
    created_at = models.DateTimeField(auto_now_add=True)
    available_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["available_at"],
                condition=Q(delivered_at__isnull=True, given_up_at__isnull=True),
                name="outbox_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class JobState(models.TextChoices):
    """A job waits, runs under a lease, and ends done or given up."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    GIVEN_UP = "given_up"


class Job(models.Model):
    """A piece of background work: a registered action and its ids. It may run twice."""

    name = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    #: At most one unfinished job per key.
    key = models.CharField(max_length=160, default=uuid.uuid4)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    created_at = models.DateTimeField(auto_now_add=True)
    available_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state__in=[JobState.WAITING, JobState.RUNNING]),
                name="job_one_unfinished_per_key",
            ),
            models.CheckConstraint(
                condition=Q(state=JobState.RUNNING, lease_until__isnull=False)
                | (~Q(state=JobState.RUNNING) & Q(lease_until__isnull=True)),
                name="job_lease_only_while_running",
            ),
        ]
        indexes = [models.Index(fields=["state", "available_at"])]

    def __str__(self) -> str:
        return f"{self.name} {self.key}"


class PeriodicTurn(models.Model):
    """The last turn (interval number since 1970) in which a periodic job was queued."""

    name = models.CharField(max_length=80, unique=True)
    turn = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.name} {self.turn}"


class LiveTopic(models.Model):
    """The newest word on something that is watched live; the event process passes its version on."""

    name = models.CharField(max_length=120, unique=True)
    version = models.PositiveBigIntegerField(default=1)
    message = models.JSONField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["changed_at"])]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class IdempotencyKey(models.Model):
    """A deed that was already done for this key by this person, with the public id of what it made."""

    actor_id = models.PositiveBigIntegerField()
    deed = models.CharField(max_length=80)
    key = models.CharField(max_length=64)
    made = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor_id", "deed", "key"], name="idempotency_once")]

    def __str__(self) -> str:
        return f"{self.deed} {self.key}"


class LimitCount(models.Model):
    """One count of a limit, such as how often an address asked for a code; Django's cache in the database writes it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key


def _random_place(file: StoredFile, filename: str) -> str:
    """Name a file at random: its address tells nothing and cannot be guessed."""
    name = uuid.uuid4().hex
    return f"{name[:2]}/{name}"


class StoredFile(PublicModel):
    """A file under a random name, served only after a check by the context that owns it."""

    content = models.FileField(upload_to=_random_place, max_length=200)
    filename = LineField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    #: Not a relation: the people live on a higher storey.
    uploaded_by_id = models.PositiveBigIntegerField(null=True)

    def __str__(self) -> str:
        return self.filename
