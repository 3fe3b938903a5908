"""Giving the places of a forum: the database judges which one is the last, of all and of each participant type."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from django.db import IntegrityError, transaction

from bridgehead.accounts.actor import Actor
from bridgehead.events.actions.badges import issue_badge
from bridgehead.events.models import (
    CAPACITY_CONSTRAINT,
    TYPE_CONSTRAINT,
    Forum,
    Registration,
    RegistrationState,
)
from bridgehead.events.rules import may_be_decided
from bridgehead.events.signals import registration_approved
from bridgehead.foundation import audit, notices


class Place(Enum):
    """What came of asking for a place: given, or refused by the database because the forum or the type has none."""

    GIVEN = ""
    FORUM_FULL = CAPACITY_CONSTRAINT
    TYPE_FULL = TYPE_CONSTRAINT


def place_refused(refusal: IntegrityError) -> Place | None:
    """Return which places the database says are all taken; None where it refuses for another reason."""
    return next((each for each in Place if each.value and each.value in str(refusal)), None)


def give_place(registration: Registration, *, by: Actor, now: datetime) -> Place:
    """Approve a registration inside the caller's transaction, as far as the database knows of a place left.

    The caller holds the forum's row, so that places are given one after the other; were it not held, the constraint
    would still let nobody be one too many.
    """
    before = registration.state
    registration.state, registration.waiting_since, registration.reason = RegistrationState.APPROVED, None, ""
    registration.decided_at, registration.decided_by_id = now, by.user_id
    registration.calendar_sequence += 1
    try:
        with transaction.atomic():
            registration.save()
    except IntegrityError as refusal:
        full = place_refused(refusal)
        if full is None:
            raise
        registration.refresh_from_db()
        return full
    issue_badge(registration, now=now)
    tell("approved", registration, before=before, by=by, now=now)
    registration_approved.send(sender=Registration, registration_id=registration.pk, now=now)
    return Place.GIVEN


def put_on_waiting_list(registration: Registration, *, by: Actor, now: datetime) -> None:
    """Let a registration wait at the end of the line; one that waits already keeps its place in it."""
    if registration.state == RegistrationState.WAITING:
        return
    before = registration.state
    registration.state, registration.waiting_since, registration.reason = RegistrationState.WAITING, now, ""
    registration.decided_at, registration.decided_by_id = now, by.user_id
    registration.save()
    tell("waiting", registration, before=before, by=by, now=now)


def promote_waiting(forum: Forum, *, by: Actor, now: datetime) -> list[Registration]:
    """Give free places to those who wait, the longest waiting first, until the database knows of none left.

    Whoever waits for a place of a type that has none is passed over, and keeps their place in the line. Nobody is let
    into a forum that has been held, however its places become free.
    """
    promoted: list[Registration] = []
    if not may_be_decided(forum):
        return promoted
    waiting = Registration.objects.select_for_update().filter(forum=forum, state=RegistrationState.WAITING)
    full: set[str] = set()
    while True:
        registration = waiting.exclude(participant_type__in=full).order_by("waiting_since", "pk").first()
        if registration is None:
            return promoted
        given = give_place(registration, by=by, now=now)
        if given is Place.FORUM_FULL:
            return promoted
        if given is Place.TYPE_FULL:
            full.add(registration.participant_type)
        else:
            promoted.append(registration)


def tell(what: str, registration: Registration, *, before: str, by: Actor, now: datetime) -> None:
    """Write a change of state into the audit trail and stage its notice to the person."""
    audit.record(
        f"events.registration_{what}",
        on=registration,
        by=by,
        at=now,
        stream=registration.forum.audit_stream,
        change={"state": (str(before), str(registration.state))},
    )
    notices.after_commit(
        f"events/registration_{what}",
        key=f"events/registration_{what}:{registration.pk}:{now.isoformat()}",
        now=now,
        registration_id=registration.pk,
        sequence=registration.calendar_sequence,
    )
