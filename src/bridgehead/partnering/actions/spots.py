"""Meetings on the spot: asked for while the meetings are held, accepted with one tap, and placed like any other.

A request on the spot holds nothing. Whoever accepts gets the slot and a table if both sides and a table are free at
that moment; the round is locked as publishing locks it, and the constraints on meetings and seats have the last word.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import audit, live, notices
from bridgehead.foundation.refusals import Refused, require
from bridgehead.partnering import rules
from bridgehead.partnering.actions.meetings import copy_of
from bridgehead.partnering.actions.timetables import put_in_force
from bridgehead.partnering.models import (
    Delegation,
    Meeting,
    MeetingRequest,
    NoThanks,
    PartneringRound,
    RequestState,
    Slot,
    SpotRequest,
    SpotState,
    Strength,
    Table,
    Timetable,
)
from bridgehead.partnering.queries.lookups import OwnPlace, delegacies
from bridgehead.partnering.queries.spots import free_in, free_tables, may_be_asked, slots_on_the_spot
from bridgehead.partnering.queries.timetables import meeting_in_force, published_timetable


@transaction.atomic
def set_on_the_spot(*, delegation_id: int, is_open: bool, by: Actor, now: datetime) -> Delegation:
    """Let a delegation be asked on the spot, or no longer; what waits for its answer then lapses."""
    held = Delegation.objects.select_for_update(of=("self",), no_key=True).select_related("round__forum")
    own = held.get(pk=delegation_id)
    require(delegacies(by).filter(delegation=own).exists(), _("Only this delegation can say so."))
    require(own.is_listed or not is_open, _("Only an organisation that others can find in the round can be asked."))
    if own.meets_on_the_spot != is_open:
        own.meets_on_the_spot = is_open
        own.save(update_fields=["meets_on_the_spot"])
        if not is_open:
            both = SpotRequest.objects.filter(Q(asking=own) | Q(asked=own), state=SpotState.ASKED)
            both.update(state=SpotState.OVERTAKEN, answered_at=now)
        audit.record("partnering.spots_chosen", on=own, by=by, at=now, stream=own.round.forum.audit_stream)
    return own


def ask_on_the_spot(*, round_id: int, asked_id: int, slot_id: int, by: Actor, now: datetime) -> SpotRequest:
    """Ask a free delegation for a meeting in one of the next slots; done twice, it is done once."""
    try:
        with transaction.atomic():
            return _ask(round_id, asked_id, slot_id, by, now)
    except IntegrityError as error:
        # Both sides asked at the same moment: the database let one of the two through.
        raise Refused(_("They have asked you for this time a moment ago. Accept it.")) from error


def _ask(round_id: int, asked_id: int, slot_id: int, by: Actor, now: datetime) -> SpotRequest:
    delegate = delegacies(by).filter(round=round_id).first()
    if delegate is None:
        raise Refused(_("You do not take part in this round."))
    held = PartneringRound.objects.select_related("forum").get(pk=round_id)
    own = Delegation.objects.select_for_update(no_key=True).get(pk=delegate.delegation_id)
    slot = _slot_to_come(held, slot_id, now)
    require(own.meets_on_the_spot, _("Let yourselves be asked on the spot first; then you can ask others."))
    open_ones = SpotRequest.objects.filter(asking=own, slot=slot, state=SpotState.ASKED)
    before = open_ones.filter(asked=asked_id).first()
    if before is not None:
        return before
    require(
        open_ones.count() < rules.MOST_SPOTS, _("You have asked several for this time already. Wait for an answer.")
    )
    free = set(free_in(held, slot).filter(pk__in=[own.pk, asked_id]).values_list("pk", flat=True))
    require(own.pk in free, _("You have a meeting then, or have closed this time."))
    known = may_be_asked(OwnPlace(held, own)).filter(pk=asked_id).exists()
    require(known and asked_id in free, _("They are not free at this time any more."))
    tables = free_tables(held, slot)
    require(bool(tables), _("No table is free at this time any more."))
    sent = SpotRequest.objects.create(
        round=held, asking=own, asked_id=asked_id, slot=slot, table=tables[0], sent_by_id=by.user_id
    )
    audit.record("partnering.spot_asked", on=sent, by=by, at=now, stream=held.forum.audit_stream)
    # Who wants no meeting with them hears nothing; to the asking side it looks as if nobody answered.
    if not NoThanks.objects.filter(delegation=asked_id, about=own).exists():
        live.publish(sent.asked.live_topic, {"spot": str(sent.public_id)})
        # Taken back and asked again it is no second mail: nobody fills a rival's inbox so.
        key = f"partnering/spot_asked:{own.pk}:{asked_id}:{slot.pk}"
        notices.after_commit("partnering/spot_asked", key=key, spot_id=sent.pk)
    return sent


@transaction.atomic
def accept_on_the_spot(*, spot_id: int, by: Actor, now: datetime) -> SpotRequest:
    """Accept: the meeting stands at the slot and a free table in a new version of the timetable, told to both once."""
    held = _round_locked(spot_id)
    spot = _spot_of(spot_id, by, asked=True)
    if spot.state == SpotState.ACCEPTED:
        return spot
    require(spot.state == SpotState.ASKED, _("This request is already closed."))
    slot = _slot_to_come(held, spot.slot_id, now)
    free = set(free_in(held, slot).filter(pk__in=[spot.asking_id, spot.asked_id]).values_list("pk", flat=True))
    require(spot.asked_id in free, _("You have a meeting then, or have closed this time."))
    require(spot.asking_id in free, _("They are not free at this time any more."))
    tables = free_tables(held, slot)
    require(bool(tables), _("No table is free at this time any more."))
    table = next((each for each in tables if each.pk == spot.table_id), tables[0])
    agreed = _agreed(spot, now)
    require(meeting_in_force(agreed) is None, _("You two have a meeting in the timetable already."))
    spot.state, spot.answered_at, spot.request, spot.table = SpotState.ACCEPTED, now, agreed, table
    spot.save(update_fields=["state", "answered_at", "request", "table"])
    sides = [spot.asking_id, spot.asked_id]
    others = SpotRequest.objects.filter(Q(asking__in=sides) | Q(asked__in=sides), slot=slot, state=SpotState.ASKED)
    others.update(state=SpotState.OVERTAKEN, answered_at=now)
    audit.record("partnering.spot_accepted", on=spot, by=by, at=now, stream=held.forum.audit_stream)
    _place(held, agreed, slot, table, by, now)
    return spot


def _place(held: PartneringRound, agreed: MeetingRequest, slot: Slot, table: Table, by: Actor, now: datetime) -> None:
    stands = published_timetable(held)
    draft = copy_of(stands) if stands else Timetable.objects.create(round=held)
    Meeting.objects.create(timetable=draft, request=agreed, slot=slot, table=table)
    put_in_force(draft, by=by, now=now)


def _agreed(spot: SpotRequest, now: datetime) -> MeetingRequest:
    """Return the pair's request as agreed: the one that is open between them, whoever asked, or a new one."""
    between = Q(asking=spot.asking_id, asked=spot.asked_id) | Q(asking=spot.asked_id, asked=spot.asking_id)
    known = MeetingRequest.objects.select_for_update(no_key=True).filter(between, state__in=rules.OPEN_STATES).first()
    if known is None:
        return MeetingRequest.objects.create(
            round=spot.round,
            asking=spot.asking,
            asked=spot.asked,
            state=RequestState.ACCEPTED,
            answer_strength=Strength.LIKE,
            expires_at=spot.slot.starts_at,
            answered_at=now,
            sent_by=spot.sent_by,
        )
    if known.state == RequestState.SENT:
        known.state, known.answer_strength, known.answered_at = RequestState.ACCEPTED, Strength.LIKE, now
        known.save(update_fields=["state", "answer_strength", "answered_at"])
    return known


@transaction.atomic
def decline_on_the_spot(*, spot_id: int, by: Actor, now: datetime) -> SpotRequest:
    """Say no: who asked is not told by mail, and asks no more on the spot in this round."""
    return _close(spot_id, SpotState.DECLINED, "partnering.spot_declined", by, now)


@transaction.atomic
def withdraw_on_the_spot(*, spot_id: int, by: Actor, now: datetime) -> SpotRequest:
    """Take a request on the spot back before it is answered."""
    return _close(spot_id, SpotState.WITHDRAWN, "partnering.spot_withdrawn", by, now)


def _close(spot_id: int, state: SpotState, verb: str, by: Actor, now: datetime) -> SpotRequest:
    held = _round_locked(spot_id)
    spot = _spot_of(spot_id, by, asked=state == SpotState.DECLINED)
    if spot.state == state:
        return spot
    require(spot.state == SpotState.ASKED, _("This request is already closed."))
    spot.state, spot.answered_at = state, now
    spot.save(update_fields=["state", "answered_at"])
    audit.record(verb, on=spot, by=by, at=now, stream=held.forum.audit_stream)
    other = spot.asking if state == SpotState.DECLINED else spot.asked
    live.publish(other.live_topic, {"spot": str(spot.public_id)})
    return spot


def _round_locked(spot_id: int) -> PartneringRound:
    round_id = SpotRequest.objects.filter(pk=spot_id).values_list("round_id", flat=True).first()
    if round_id is None:
        raise Refused(_("This is gone already."))
    rounds = PartneringRound.objects.select_for_update(of=("self",), no_key=True).select_related("forum")
    return rounds.get(pk=round_id)


def _spot_of(spot_id: int, by: Actor, *, asked: bool) -> SpotRequest:
    """Return a request on the spot to the side that is to do something with it."""
    spot = SpotRequest.objects.select_related("round", "asking", "asked", "slot", "sent_by").get(pk=spot_id)
    side = spot.asked_id if asked else spot.asking_id
    sentence = _("Only the organisation that was asked can answer.") if asked else _("Only who asked can take it back.")
    require(delegacies(by).filter(delegation=side).exists(), sentence)
    return spot


def _slot_to_come(held: PartneringRound, slot_id: int, now: datetime) -> Slot:
    slot = next((each for each in slots_on_the_spot(held, now) if each.pk == slot_id), None)
    if slot is None:
        raise Refused(_("On the spot one meets in the next slots of the day; this one has begun, or comes later."))
    return slot
