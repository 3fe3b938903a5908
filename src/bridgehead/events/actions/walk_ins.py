"""Whoever comes without a registration: noted at the door, given a place while there are any, forgotten afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.queries import proven_addresses
from bridgehead.events.actions.badges import issue_badge
from bridgehead.events.actions.places import place_refused
from bridgehead.events.actions.records import officer_forum
from bridgehead.events.models import (
    Badge,
    Forum,
    ParticipantType,
    RegistrationState,
    WalkIn,
    WalkIns,
)
from bridgehead.events.rules.check_in import NEXT_WALK_IN_STATES, WALK_INS_KEPT
from bridgehead.foundation import audit, clock
from bridgehead.foundation.jobs import Claim, job
from bridgehead.foundation.refusals import Refused, require, require_valid


def note_walk_in(forum: Forum, said: Mapping[str, str], *, by: Actor, now: datetime) -> WalkIn:
    """Note who came (``name``, ``organisation``, ``email``, ``participant_type``) inside the caller's transaction."""
    name, kind = said.get("name", "").strip(), said.get("participant_type", "")
    require(bool(name), _("Write the name of whoever has come."), field="name")
    require(kind in ParticipantType.values, _("Choose as what they take part."), field="participant_type")
    walk_in = WalkIn(
        forum=forum,
        name=name,
        organisation=said.get("organisation", "").strip(),
        email=said.get("email", "").strip().lower(),
        participant_type=kind,
        came_at=now,
    )
    require_valid(walk_in)
    walk_in.save()
    _tell("asked", walk_in, before="", by=by, now=now)
    return walk_in


def admit(walk_in: WalkIn, *, by: Actor, now: datetime) -> Badge | None:
    """Give a walk-in a place and a badge inside the caller's transaction; None where the database knows of no place."""
    before = walk_in.state
    walk_in.state, walk_in.decided_at, walk_in.decided_by_id = RegistrationState.APPROVED, now, by.user_id
    try:
        with transaction.atomic():
            walk_in.save(update_fields=["state", "decided_at", "decided_by"])
    except IntegrityError as refusal:
        if place_refused(refusal) is None:
            raise
        walk_in.refresh_from_db()
        return None
    badge = issue_badge(walk_in, now=now)
    _tell("admitted", walk_in, before=before, by=by, now=now)
    return badge


@transaction.atomic
def decline_walk_in(*, walk_in_id: int, by: Actor, now: datetime) -> WalkIn:
    """Turn away somebody who waits at the door; doing it twice changes nothing."""
    walk_in = locked_walk_in(walk_in_id, by)
    if walk_in.state == RegistrationState.DECLINED:
        return walk_in
    require_next(walk_in, RegistrationState.DECLINED)
    before = walk_in.state
    walk_in.state, walk_in.decided_at, walk_in.decided_by_id = RegistrationState.DECLINED, now, by.user_id
    walk_in.save(update_fields=["state", "decided_at", "decided_by"])
    _tell("declined", walk_in, before=before, by=by, now=now)
    return walk_in


@transaction.atomic
def set_walk_ins(*, forum_id: int, walk_ins: str, by: Actor, now: datetime) -> Forum:
    """Say what becomes of whoever comes without a registration."""
    forum = officer_forum(forum_id, by)
    require(walk_ins in WalkIns.values, _("Choose what becomes of whoever comes unannounced."), field="walk_ins")
    if forum.walk_ins == walk_ins:
        return forum
    change = {"walk_ins": (str(forum.walk_ins), walk_ins)}
    forum.walk_ins, forum.changed_at = WalkIns(walk_ins), now
    forum.save(update_fields=["walk_ins", "changed_at"])
    audit.record("events.walk_ins_set", on=forum, by=by, at=now, stream=forum.audit_stream, change=change)
    return forum


@job("events.forget_walk_ins")
def forget_walk_ins(claim: Claim) -> None:
    """Forget who came without a registration, thirty days after the forum."""
    forget_walk_ins_before(clock.now() - WALK_INS_KEPT)


def forget_walk_ins_before(moment: datetime) -> None:
    """Take the names from the walk-ins of forums that ended before a moment; that somebody came stays counted."""
    ended = Forum.objects.alias(over_at=Coalesce(F("ends_at"), F("starts_at"))).filter(over_at__lt=moment)
    _forget(Q(forum__in=ended), moment)


@transaction.atomic
def erase_walk_ins(user_id: int, now: datetime) -> None:
    """Forget a person as a walk-in, by the addresses that they have proven to be theirs. Safe to run twice."""
    _forget(Q(email__in=proven_addresses(user_id)), now)


def _forget(which: Q, now: datetime) -> None:
    WalkIn.objects.filter(which, forgotten_at=None).update(name="", organisation="", email="", forgotten_at=now)


def locked_walk_in(walk_in_id: int, by: Actor) -> WalkIn:
    """Return a walk-in with its forum's row and its own locked, for one of the forum's officers."""
    of = WalkIn.objects.filter(pk=walk_in_id).values_list("forum_id", flat=True).first()
    if of is None:
        raise Refused(_("This is no longer there. Load the page again."))
    forum = officer_forum(of, by)
    walk_in = WalkIn.objects.select_for_update().get(pk=walk_in_id)
    walk_in.forum = forum
    return walk_in


def require_next(walk_in: WalkIn, state: str) -> None:
    """Raise ``Refused`` where a walk-in does not come into a state from its own."""
    require(state in NEXT_WALK_IN_STATES.get(walk_in.state, set()), _("This person has been let in already."))


def _tell(what: str, walk_in: WalkIn, *, before: str, by: Actor, now: datetime) -> None:
    change = {"state": (before, str(walk_in.state))}
    audit.record(f"events.walk_in_{what}", on=walk_in, by=by, at=now, stream=walk_in.forum.audit_stream, change=change)
