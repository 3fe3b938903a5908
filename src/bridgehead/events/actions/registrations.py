"""Registering for a forum, withdrawing, and what its officers decide."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actions import give_consent, withdraw_consent
from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.accounts.models import ConsentPurpose
from bridgehead.accounts.queries import consents_in_force
from bridgehead.events.actions.answers import keep_answers
from bridgehead.events.actions.places import Place, give_place, promote_waiting, put_on_waiting_list, tell
from bridgehead.events.actions.records import locked_registration, officer_forum
from bridgehead.events.adapters import told_moment
from bridgehead.events.models import (
    ONE_REGISTRATION_CONSTRAINT,
    Forum,
    ForumRole,
    ForumState,
    ParticipantType,
    Registration,
    RegistrationState,
)
from bridgehead.events.rules import (
    ASKED_CONSENTS,
    is_withdrawable,
    may_become,
    may_run_forum,
    may_see_forum,
    may_withdraw,
    why_not_decided,
    why_not_registering,
)
from bridgehead.events.signals import registration_ended
from bridgehead.foundation import audit, clock, idempotency
from bridgehead.foundation.refusals import Refused, require

_DEED = "events.register"


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of several registrations at once: how many were approved, had to wait, or were left as they were."""

    approved: int
    waiting: int
    untouched: int


@transaction.atomic
def register(
    *,
    forum_id: int,
    organisation_id: int,
    participant_type: str,
    by: Actor,
    now: datetime | None = None,
    wants_partnering: bool = True,
    consents: Collection[str] | None = None,
    consent_language: str = "",
    answers: Mapping[str, Any] | None = None,
    idempotency_key: str = "",
) -> Registration:
    """Ask to take part in a forum for an organisation that the person belongs to.

    ``consents`` are the purposes ticked among those asked here: ticked ones are given, the others withdrawn; None
    where nothing was asked. ``answers`` are those to the forum's questions, by their keys. Sent twice with one key it
    is done once. After a withdrawal the same registration is asked for again. Whether it came in time is decided by
    the database's clock, unless the moment is passed in.
    """
    if by.user_id is None:
        raise Refused(_("Please sign in to register."))
    made = idempotency.made_before(actor_id=by.user_id, deed=_DEED, key=idempotency_key)
    if made:
        return Registration.objects.select_related("forum").get(public_id=made)
    forum = _held_forum(forum_id, by)
    at_once = _is_taken_at_once(forum, participant_type)
    registration = _asked(forum, by.user_id)
    now = clock.deciding(now)
    _require_open(forum, by, now)
    require(
        by.belongs_to(organisation_id),
        _("Choose an organisation that you belong to, or add yours first."),
        field="organisation",
    )
    before = registration.state if registration.pk else ""
    registration.organisation_id, registration.participant_type = organisation_id, participant_type
    registration.wants_partnering = wants_partnering
    registration.may_be_listed = _may_be_listed(consents, by.user_id)
    registration.applied_at = now
    _save_once(registration)
    keep_answers(registration, answers or {}, is_anew=True)
    tell("received", registration, before=before, by=by, now=now)
    if at_once and give_place(registration, by=SYSTEM, now=now) is not Place.GIVEN:
        put_on_waiting_list(registration, by=SYSTEM, now=now)
    # After the forum's trail: deeds that write to both trails take the platform's last.
    _keep_consents(consents, language=consent_language or by.language, by=by, now=now)
    idempotency.remember(actor_id=by.user_id, deed=_DEED, key=idempotency_key, made=str(registration.public_id))
    return registration


def _may_be_listed(ticked: Collection[str] | None, user_id: int) -> bool:
    """Whether the person may be listed: by the answer just given, or where nothing was asked by the ledger."""
    if ticked is not None:
        return ConsentPurpose.LISTED in ticked
    return user_id in consents_in_force([user_id], ConsentPurpose.LISTED)


def _keep_consents(ticked: Collection[str] | None, *, language: str, by: Actor, now: datetime) -> None:
    """Write the answers into the consent ledger."""
    for purpose in ASKED_CONSENTS if ticked is not None else ():
        if ticked is not None and purpose in ticked:
            give_consent(by=by, purpose=purpose, language=language, now=now)
        else:
            withdraw_consent(by=by, purpose=purpose, now=now)


def _held_forum(forum_id: int, by: Actor) -> Forum:
    """Return the forum with its row locked: its state, its terms and what it asks stand still while somebody registers.

    Whoever calls it off at this moment comes before and is heeded, or after and tells this person too.
    """
    forum = Forum.objects.select_for_update().filter(pk=forum_id).first()
    if forum is None or not may_see_forum(by, forum):
        raise Refused(_("There is no such forum."))
    return forum


def _is_taken_at_once(forum: Forum, participant_type: str) -> bool:
    """Whether those of a type get their place without an officer; ``Refused`` where nobody registers as that."""
    is_type = participant_type in ParticipantType.values
    require(is_type, _("Choose as what you take part."), field="participant_type")
    terms = forum.terms.filter(participant_type=participant_type).first()
    if terms is None:
        return False
    told = {"type": terms.get_participant_type_display()}
    require(terms.is_open, _("Nobody registers for this forum as: %(type)s.") % told, field="participant_type")
    return terms.at_once


def _require_open(forum: Forum, by: Actor, now: datetime) -> None:
    closed = why_not_registering(forum, now)
    if closed is not None:
        raise Refused(_with_the_minute(forum, by, now) or closed)


def _with_the_minute(forum: Forum, by: Actor, now: datetime) -> str:
    """Say when an open forum's registration closed or will open, on both clocks; empty where no time decided."""
    opens, closes = forum.registration_opens_at, forum.registration_closes_at
    if forum.state != ForumState.OPEN:
        return ""
    if closes and now >= closes:
        sentence, moment = _("Registration for this forum closed on %(moment)s."), closes
    elif opens and now < opens:
        sentence, moment = _("Registration for this forum opens on %(moment)s."), opens
    else:
        return ""
    return sentence % {"moment": told_moment(moment, forum, zone=by.zone)}


def _asked(forum: Forum, user_id: int) -> Registration:
    """Return the registration to be filled in: a new one, or the person's own that was withdrawn, locked."""
    found = Registration.objects.select_for_update().filter(forum=forum, user_id=user_id).first()
    if found is None:
        return Registration(forum=forum, user_id=user_id)
    require(found.state != RegistrationState.DECLINED, _("Your registration was declined. Please write to the hosts."))
    require(may_become(found.state, RegistrationState.APPLIED), _("You are registered for this forum already."))
    return found


def _save_once(registration: Registration) -> None:
    registration.state, registration.reason = RegistrationState.APPLIED, ""
    registration.decided_at, registration.decided_by = None, None
    try:
        with transaction.atomic():
            registration.save()
    except IntegrityError as refusal:
        if ONE_REGISTRATION_CONSTRAINT in str(refusal) or "forum_id" in str(refusal):
            raise Refused(_("You are registered for this forum already.")) from refusal
        raise


@transaction.atomic
def withdraw_registration(*, registration_id: int, by: Actor, now: datetime) -> Registration:
    """Take one's registration back; the place goes to whoever waits longest."""
    registration = locked_registration(registration_id)
    require(may_withdraw(by, registration), _("Only the registered person can withdraw."))
    if registration.state == RegistrationState.WITHDRAWN:
        return registration
    require(is_withdrawable(registration), _("This registration is over; there is nothing left to withdraw."))
    return _end(registration, RegistrationState.WITHDRAWN, reason="", by=by, now=now)


@transaction.atomic
def approve_registration(*, registration_id: int, by: Actor, now: datetime) -> Registration:
    """Approve a registration; where no place is left it is put on the waiting list, which its state then says."""
    registration = _decidable(registration_id, by)
    if registration.state == RegistrationState.APPROVED:
        return registration
    _require_next(registration, RegistrationState.APPROVED)
    if give_place(registration, by=by, now=now) is not Place.GIVEN:
        put_on_waiting_list(registration, by=by, now=now)
    return registration


@transaction.atomic
def decline_registration(*, registration_id: int, reason: str, by: Actor, now: datetime) -> Registration:
    """Decline a registration with a reason that the person reads; an approved one gives its place back."""
    registration = _decidable(registration_id, by)
    require(bool(reason.strip()), _("Say why, in a sentence that the person will read."), field="reason")
    if registration.state == RegistrationState.DECLINED:
        return registration
    _require_next(registration, RegistrationState.DECLINED)
    return _end(registration, RegistrationState.DECLINED, reason=reason.strip(), by=by, now=now)


def approve_registrations(*, registration_ids: Iterable[int], by: Actor, now: datetime) -> Decided:
    """Approve several in the order in which they applied; each is a deed of its own."""
    told = {RegistrationState.APPROVED: 0, RegistrationState.WAITING: 0}
    untouched = 0
    asked = Registration.objects.filter(pk__in=list(registration_ids)).order_by("applied_at", "pk")
    for pk, before in asked.values_list("pk", "state"):
        if not may_become(before, RegistrationState.APPROVED):
            untouched += 1
            continue
        after = approve_registration(registration_id=pk, by=by, now=now)
        told[RegistrationState(after.state)] += 1
    return Decided(told[RegistrationState.APPROVED], told[RegistrationState.WAITING], untouched)


@transaction.atomic
def note_export(*, forum_id: int, rows: int, by: Actor, now: datetime) -> None:
    """Keep in the audit trail that the registrations of a forum were taken out as a sheet."""
    forum = officer_forum(forum_id, by)
    audit.record(
        "events.registrations_exported",
        on=forum,
        by=by,
        at=now,
        stream=forum.audit_stream,
        change={"rows": (None, rows)},
    )


@transaction.atomic
def end_registrations(*, user_id: int, organisation_id: int, now: datetime) -> None:
    """Take back what a person asked for in the name of an organisation that they left; held forums stay as they are."""
    theirs = Registration.objects.filter(user_id=user_id, organisation_id=organisation_id)
    for pk in theirs.order_by("forum_id").values_list("pk", flat=True):
        registration = locked_registration(pk)
        if is_withdrawable(registration):
            _end(registration, RegistrationState.WITHDRAWN, reason="", by=SYSTEM, now=now)


@transaction.atomic
def erase_registrations(user_id: int, now: datetime) -> None:
    """Forget a person's registrations and roles; their places go to whoever waits longest. Safe to run twice."""
    for held in Registration.objects.filter(user_id=user_id).order_by("forum_id"):
        registration = locked_registration(held.pk)
        if registration.state == RegistrationState.APPROVED:
            _end(registration, RegistrationState.WITHDRAWN, reason="", by=SYSTEM, now=now)
        registration.delete()
    ForumRole.objects.filter(user_id=user_id).delete()


def _end(
    registration: Registration, state: RegistrationState, *, reason: str, by: Actor, now: datetime
) -> Registration:
    before = registration.state
    registration.state, registration.reason, registration.waiting_since = state, reason, None
    registration.decided_at, registration.decided_by_id = now, by.user_id
    if before == RegistrationState.APPROVED:
        registration.calendar_sequence += 1
    registration.save()
    tell(state.value, registration, before=before, by=by, now=now)
    if before == RegistrationState.APPROVED:
        registration.picks.all().delete()
        registration_ended.send(sender=Registration, registration_id=registration.pk, now=now)
        promote_waiting(registration.forum, by=by, now=now)
    return registration


def _decidable(registration_id: int, by: Actor) -> Registration:
    registration = locked_registration(registration_id)
    require(may_run_forum(by, registration.forum_id), _("Only the officers of this forum can decide."))
    over = why_not_decided(registration.forum)
    require(over is None, over or "")
    return registration


def _require_next(registration: Registration, state: str) -> None:
    require(may_become(registration.state, state), _("This registration was withdrawn by the person."))
