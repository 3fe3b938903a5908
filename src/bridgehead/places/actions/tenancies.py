"""Moving in, the steps of it, and moving out."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.bilingual import reading_language
from bridgehead.foundation.records import following, found
from bridgehead.foundation.refusals import Refused, require, require_valid
from bridgehead.places.actions.records import locked_room, require_desk, told
from bridgehead.places.guards import BEYOND_ENTITLEMENT, LET_TWICE
from bridgehead.places.models import (
    LET_KINDS,
    Entitlement,
    Room,
    StepPhase,
    Tenancy,
    TenancyState,
    TenancyStep,
)
from bridgehead.places.rules import STANDARD_STEPS, may_tenancy_become
from bridgehead.web.formats import format_day, join_words


@transaction.atomic
def plan_tenancy(
    *, room_id: int, entitlement_id: int, starts_on: date, ends_on: date, by: Actor, now: datetime
) -> Tenancy:
    """Let an organisation move into an office or a desk by an entitlement, from a day until before another."""
    entitlement = Entitlement.objects.select_for_update().filter(pk=entitlement_id).first()
    if entitlement is None:
        raise Refused(_("There is no such entitlement."), field="entitlement")
    room = locked_room(room_id)
    premises = room.floor.premises
    require_desk(premises, by)
    require(entitlement.premises_id == premises.pk, _("There is no such entitlement."), field="entitlement")
    require(room.kind in LET_KINDS, _("This room is booked by the hour; nobody moves into it."), field="room")
    tenancy = Tenancy(
        room=room,
        organisation_id=entitlement.organisation_id,
        entitlement=entitlement,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    _save(tenancy)
    TenancyStep.objects.bulk_create(
        TenancyStep(tenancy=tenancy, phase=phase, order=order, name_ko=in_korean, name_en=in_english)
        for phase, steps in STANDARD_STEPS.items()
        for order, (in_korean, in_english) in enumerate(steps, start=1)
    )
    change = {"starts_on": (None, starts_on.isoformat()), "ends_on": (None, ends_on.isoformat())}
    told("places.tenancy_planned", tenancy, premises=premises, by=by, now=now, change=change)
    return tenancy


@transaction.atomic
def move_in(*, tenancy_id: int, by: Actor, now: datetime) -> Tenancy:
    """Say that an organisation has moved in, once every step of it is ticked."""
    return _move(_locked(tenancy_id, by), TenancyState.LIVING, StepPhase.IN, by=by, now=now)


@transaction.atomic
def move_out(*, tenancy_id: int, ends_on: date, by: Actor, now: datetime) -> Tenancy:
    """Say that an organisation has moved out before a day, once every step of it is ticked; the room is free then."""
    tenancy = _locked(tenancy_id, by)
    if tenancy.state != TenancyState.LEFT:
        require(
            tenancy.starts_on < ends_on <= tenancy.ends_on,
            _("Choose a day within the tenancy."),
            field="ends_on",
        )
        tenancy.ends_on = ends_on
    return _move(tenancy, TenancyState.LEFT, StepPhase.OUT, by=by, now=now)


@transaction.atomic
def cancel_tenancy(*, tenancy_id: int, by: Actor, now: datetime) -> Tenancy:
    """Call off a tenancy into which nobody has moved."""
    return _move(_locked(tenancy_id, by), TenancyState.CANCELLED, None, by=by, now=now)


@transaction.atomic
def change_tenancy(*, tenancy_id: int, starts_on: date, ends_on: date, by: Actor, now: datetime) -> Tenancy:
    """Give a tenancy other days."""
    tenancy = _locked(tenancy_id, by)
    require(
        tenancy.state in {TenancyState.PLANNED, TenancyState.LIVING},
        _("This tenancy is over."),
    )
    change = {
        field: (getattr(tenancy, field).isoformat(), day.isoformat())
        for field, day in (("starts_on", starts_on), ("ends_on", ends_on))
        if getattr(tenancy, field) != day
    }
    if change:
        tenancy.starts_on, tenancy.ends_on = starts_on, ends_on
        _save(tenancy)
        told("places.tenancy_changed", tenancy, premises=tenancy.room.floor.premises, by=by, now=now, change=change)
    return tenancy


@transaction.atomic
def tick_step(*, step_id: int, is_done: bool, by: Actor, now: datetime) -> TenancyStep:
    """Tick a step of moving in or out, or take the tick off; ticking twice keeps who did it first."""
    step = found(TenancyStep.objects.all(), step_id)
    tenancy = _locked(step.tenancy_id, by)
    step = TenancyStep.objects.select_for_update().get(pk=step.pk)
    if (step.ticked_at is not None) == is_done:
        return step
    is_passed = step.phase == StepPhase.IN and tenancy.state != TenancyState.PLANNED
    require(is_done or not is_passed, _("They have moved in; this step stays ticked."))
    require(
        tenancy.state not in {TenancyState.LEFT, TenancyState.CANCELLED},
        _("This tenancy is over."),
    )
    step.ticked_at, step.ticked_by_id = (now, by.user_id) if is_done else (None, None)
    step.save(update_fields=["ticked_at", "ticked_by"])
    verb = "places.step_ticked" if is_done else "places.step_unticked"
    told(verb, step, premises=tenancy.room.floor.premises, by=by, now=now)
    return step


@transaction.atomic
def add_step(
    *, tenancy_id: int, phase: str, by: Actor, now: datetime, name_ko: str = "", name_en: str = ""
) -> TenancyStep:
    """Add a step to those of moving in or out."""
    tenancy = _locked(tenancy_id, by)
    require(phase in StepPhase.values, _("Say whether it belongs to moving in or to moving out."), field="phase")
    order = following(tenancy.steps.filter(phase=phase), "order")
    step = TenancyStep(tenancy=tenancy, phase=phase, order=order, name_ko=name_ko, name_en=name_en)
    require_valid(step)
    step.save()
    told("places.step_added", step, premises=tenancy.room.floor.premises, by=by, now=now)
    return step


def _locked(tenancy_id: int, by: Actor) -> Tenancy:
    """Return a tenancy with its entitlement, its room and itself locked, for a deed of venue staff."""
    known = Tenancy.objects.filter(pk=tenancy_id).first()
    if known is None:
        raise Refused(_("There is no such tenancy."))
    Entitlement.objects.select_for_update().get(pk=known.entitlement_id)
    room: Room = locked_room(known.room_id)
    require_desk(room.floor.premises, by)
    tenancy = Tenancy.objects.select_for_update().get(pk=known.pk)
    tenancy.room = room
    return tenancy


def _move(tenancy: Tenancy, state: TenancyState, phase: StepPhase | None, *, by: Actor, now: datetime) -> Tenancy:
    if tenancy.state == state:
        return tenancy
    labels = dict(TenancyState.choices)
    require(
        may_tenancy_become(tenancy.state, state),
        _("A tenancy that is “%(old)s” cannot become “%(new)s”.")
        % {"old": labels[TenancyState(tenancy.state)], "new": labels[state]},
    )
    if phase is not None:
        missing = [step.name for step in tenancy.steps.filter(phase=phase, ticked_at=None).order_by("order")]
        require(
            not missing,
            _("Not done yet: %(steps)s.") % {"steps": join_words(missing, reading_language())},
        )
    before, tenancy.state = tenancy.state, state
    _save(tenancy)
    premises = tenancy.room.floor.premises
    change = {"state": (str(before), str(state)), "ends_on": (None, tenancy.ends_on.isoformat())}
    told(f"places.tenancy_{state}", tenancy, premises=premises, by=by, now=now, change=change)
    return tenancy


def _save(tenancy: Tenancy) -> None:
    """Save a tenancy; the database judges whether the room is let already, or more would be than was granted."""
    require_valid(tenancy)
    try:
        with transaction.atomic():
            tenancy.save()
    except IntegrityError as refusal:
        if LET_TWICE in str(refusal):
            raise Refused(_let(tenancy), field="room") from refusal
        if BEYOND_ENTITLEMENT in str(refusal):
            raise Refused(_beyond(tenancy), field="entitlement") from refusal
        raise


def _let(tenancy: Tenancy) -> str:
    """Say until when the room is let; only venue staff read it."""
    others = Tenancy.objects.filter(room=tenancy.room, starts_on__lt=tenancy.ends_on, ends_on__gt=tenancy.starts_on)
    others = others.exclude(pk=tenancy.pk).exclude(state=TenancyState.CANCELLED)
    last = others.order_by("-ends_on").values_list("ends_on", flat=True).first() or tenancy.ends_on
    return _("The room is let in these days; it is free again from %(day)s.") % {
        "day": format_day(last, reading_language())
    }


def _beyond(tenancy: Tenancy) -> str:
    granted = tenancy.entitlement
    language = reading_language()
    return _(
        "Offices or desks granted at one time: %(desks)d, from %(start)s until before %(end)s. This would go beyond it."
    ) % {
        "desks": granted.desks,
        "start": format_day(granted.starts_on, language),
        "end": format_day(granted.ends_on, language),
    }
