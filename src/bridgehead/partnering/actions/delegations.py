"""Who takes part in a round: delegations come with approved registrations, and go with the last of their people."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.events.models import Registration, RegistrationState
from bridgehead.events.rules import may_run_forum
from bridgehead.foundation import audit
from bridgehead.foundation.refusals import require
from bridgehead.partnering import rules
from bridgehead.partnering.actions.availability import keep_closed
from bridgehead.partnering.actions.invitations import keep_invited
from bridgehead.partnering.actions.names import strike_who_left
from bridgehead.partnering.models import (
    Delegate,
    Delegation,
    MeetingRequest,
    MeetingSeat,
    PartneringRound,
    PersonalTimetable,
    RequestState,
    Side,
    SpotRequest,
    SpotState,
)


@transaction.atomic
def join_round(*, registration_id: int, now: datetime) -> Delegate | None:
    """Let the person of an approved registration take part in the forum's round for their organisation.

    Nothing happens without a round, without the wish to partner, or when it was done before. A person takes part for
    one organisation at a time: whoever takes part stays with it; whoever has left may come back for another one.
    """
    given = Registration.objects.select_related("organisation", "forum").get(pk=registration_id)
    held = PartneringRound.objects.filter(forum_id=given.forum_id).first()
    if held is None or not given.wants_partnering or given.state != RegistrationState.APPROVED:
        return None
    before = Delegate.objects.select_related("delegation").filter(round=held, user_id=given.user_id).first()
    if before and before.left_at is None and before.delegation.organisation_id != given.organisation_id:
        return before
    joined, is_new = Delegation.objects.get_or_create(
        round=held,
        organisation=given.organisation,
        defaults={"side": rules.side_of(given.organisation.country), "is_listed": given.may_be_listed},
    )
    if given.may_be_listed and not joined.is_listed:
        Delegation.objects.filter(pk=joined.pk).update(is_listed=True)
    delegate, came = Delegate.objects.get_or_create(round=held, user_id=given.user_id, defaults={"delegation": joined})
    returned = _returned(delegate, joined)
    if returned:
        keep_invited(delegate_id=delegate.pk, now=now)
    if came or returned:
        keep_closed(joined.pk)
    if is_new or came or returned:
        audit.record("partnering.delegate_joined", on=joined, by=SYSTEM, at=now, stream=given.forum.audit_stream)
    return delegate


def _returned(delegate: Delegate, joined: Delegation) -> bool:
    """Let somebody who left take part again; for another organisation, what they were shown for the first is gone."""
    if delegate.delegation_id != joined.pk:
        PersonalTimetable.objects.filter(delegate=delegate).delete()
        MeetingSeat.objects.filter(delegate=delegate).delete()
    return bool(Delegate.objects.filter(pk=delegate.pk, left_at__isnull=False).update(left_at=None, delegation=joined))


@transaction.atomic
def leave_round(*, registration_id: int, now: datetime) -> None:
    """Let a person whose registration ended take part no longer for the organisation that it was for."""
    given = Registration.objects.get(pk=registration_id)
    leaving = Delegate.objects.filter(round__forum_id=given.forum_id, user_id=given.user_id)
    end_delegacies(leaving.filter(delegation__organisation_id=given.organisation_id), now)


@transaction.atomic
def leave_delegations(*, user_id: int, organisation_id: int, now: datetime) -> None:
    """Let a person who no longer belongs to an organisation act for none of its delegations, however they came in."""
    end_delegacies(Delegate.objects.filter(user_id=user_id, delegation__organisation_id=organisation_id), now)


def end_delegacies(leaving: QuerySet[Delegate], now: datetime) -> None:
    """End, in the caller's transaction, what of these is not ended; the last one to go takes back its requests."""
    for delegate in leaving.filter(left_at=None).select_related("user").order_by("delegation_id"):
        gone = (
            Delegation.objects.select_for_update(of=("self",), no_key=True)
            .select_related("round__forum")
            .get(pk=delegate.delegation_id)
        )
        if not Delegate.objects.filter(pk=delegate.pk, left_at=None).update(left_at=now):
            continue
        keep_invited(delegate_id=delegate.pk, now=now)
        keep_closed(gone.pk)
        if not Delegate.objects.filter(delegation=gone, left_at=None).exists():
            _withdraw(gone, now)
        audit.record("partnering.delegate_left", on=gone, by=SYSTEM, at=now, stream=gone.round.forum.audit_stream)
        # Colleagues and the other side read at once who is left; the other side is told with the next timetable. After
        # the trail: what is published meanwhile is in force by then, or sees that they have left.
        strike_who_left(delegate, now)


def _withdraw(gone: Delegation, now: datetime) -> None:
    Delegation.objects.filter(pk=gone.pk).update(is_listed=False)
    waiting = SpotRequest.objects.filter(state=SpotState.ASKED)
    (waiting.filter(asking=gone) | waiting.filter(asked=gone)).update(state=SpotState.OVERTAKEN, answered_at=now)
    still_open = MeetingRequest.objects.filter(state__in=rules.OPEN_STATES)
    (still_open.filter(asking=gone) | still_open.filter(asked=gone, state=RequestState.ACCEPTED)).update(
        state=RequestState.WITHDRAWN, answered_at=now
    )


@transaction.atomic
def set_side(*, delegation_id: int, side: str, by: Actor, now: datetime) -> Delegation:
    """Put a delegation on the other side, as an officer."""
    held = Delegation.objects.select_related("round__forum").get(pk=delegation_id)
    require(may_run_forum(by, held.round.forum_id), _("Only an officer of this forum can do this."))
    require(side in Side.values, _("There is no such side."), field="side")
    before, held.side = held.side, side
    held.save(update_fields=["side"])
    audit.record(
        "partnering.side_set",
        on=held,
        by=by,
        at=now,
        stream=held.round.forum.audit_stream,
        change={"side": (before, side)},
    )
    return held
