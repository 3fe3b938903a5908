"""What officers do with a round: open it, set its rules, lay its slots and tables, move it from phase to phase."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.events.models import Forum, ForumState, RegistrationState
from bridgehead.events.rules import may_run_forum, why_outside
from bridgehead.foundation import audit
from bridgehead.foundation.refusals import Refused, require
from bridgehead.partnering import rules
from bridgehead.partnering.actions.delegations import join_round
from bridgehead.partnering.models import (
    MeetingRequest,
    PartneringRound,
    RequestState,
    RoundPhase,
    Slot,
    Table,
    Timetable,
    TimetableState,
)

SETTINGS = (
    "slot_minutes",
    "expiry_days",
    "max_requests",
    "max_musts",
    "max_meetings",
    "across_sides_only",
)


@transaction.atomic
def open_round(*, forum_id: int, by: Actor, now: datetime, **settings: Any) -> PartneringRound:
    """Open the partnering round of a forum; a forum has one. Whoever was approved before takes part from the start."""
    _require_officer(by, forum_id)
    # An approval touches the forum's row too, so none can slip between the round and those who join it here.
    forum = Forum.objects.select_for_update().get(pk=forum_id)
    require(forum.state != ForumState.CLOSED, _("This forum has been held. No round is opened for it any more."))
    require(not forum.is_called_off, _("This forum was called off. No round is opened for it any more."))
    opened = PartneringRound(forum_id=forum_id)
    changed = _apply(opened, settings)
    try:
        with transaction.atomic():
            opened.save()
            audit.record("partnering.round_opened", on=opened, by=by, at=now, stream=forum.audit_stream, change=changed)
    except IntegrityError as error:
        raise Refused(_("This forum has its partnering round already.")) from error
    for registration_id in forum.registrations.filter(state=RegistrationState.APPROVED).values_list("pk", flat=True):
        join_round(registration_id=registration_id, now=now)
    return opened


@transaction.atomic
def change_round(*, round_id: int, by: Actor, now: datetime, **settings: Any) -> PartneringRound:
    """Change the rules of a round; what was asked and answered before stays."""
    held = _officers_round(round_id, by)
    changed = _apply(held, settings)
    if changed:
        held.save(update_fields=list(changed))
        _record("partnering.round_changed", held, by, now, changed)
    return held


@transaction.atomic
def move_to_phase(*, round_id: int, phase: str, by: Actor, now: datetime) -> PartneringRound:
    """Move a round one phase on, or one back."""
    held = _officers_round(round_id, by)
    require(phase in RoundPhase.values, _("There is no such phase."), field="phase")
    require(
        rules.may_move_on(held.phase, phase),
        _("The round stands at “%(phase)s”: it moves one phase on, or one back.") % {"phase": held.get_phase_display()},
        field="phase",
    )
    # Asked anew: whoever waited for the round while its forum was called off has the forum as it was before.
    off = Forum.objects.filter(pk=held.forum_id, called_off_at__isnull=False).exists()
    require(not off, _("The forum was called off; its partnering stays closed."), field="phase")
    if rules.begins_meetings(held.phase, phase):
        _require_published(held)
    before, held.phase = held.phase, phase
    held.save(update_fields=["phase"])
    _record("partnering.phase_changed", held, by, now, {"phase": (before, phase)})
    return held


@transaction.atomic
def note_report(*, round_id: int, meetings: int, kind: str, by: Actor, now: datetime) -> None:
    """Keep in the audit trail that the report of a round was taken out, and as what kind of file."""
    held = _officers_round(round_id, by)
    _record("partnering.report_taken", held, by, now, {"meetings": (None, meetings), "kind": (None, kind)})


def _require_published(held: PartneringRound) -> None:
    agreed = MeetingRequest.objects.filter(round=held, state=RequestState.ACCEPTED).exists()
    require(
        not agreed or Timetable.objects.filter(round=held, state=TimetableState.PUBLISHED).exists(),
        _("No timetable is published yet. Publish one in the timetable studio before the meetings begin."),
        field="phase",
    )


@transaction.atomic
def lay_slots(*, round_id: int, windows: Sequence[tuple[datetime, datetime]], by: Actor, now: datetime) -> list[Slot]:
    """Fill each half-open window with slots of the round's length; a rest too short for one stays free."""
    held = _officers_round(round_id, by)
    require(held.phase in rules.LAYING_OUT, _("The round is closed; its slots stay as they are."))
    require(bool(windows), _("Give at least one window of time, from when until when."), field="windows")
    length = timedelta(minutes=held.slot_minutes)
    spans = [span for window in sorted(windows) for span in _spans(window, length)]
    taken = list(Slot.objects.filter(round=held).values_list("starts_at", "ends_at"))
    require(len(spans) + len(taken) <= rules.MAX_SLOTS, _("A round has at most %(n)s slots.") % {"n": rules.MAX_SLOTS})
    require_apart([*taken, *spans])
    require_within(held.forum, spans)
    laid = Slot.objects.bulk_create(Slot(round=held, starts_at=start, ends_at=end) for start, end in spans)
    _record("partnering.slots_laid", held, by, now, {"slots": (len(taken), len(taken) + len(laid))})
    return laid


@transaction.atomic
def remove_slot(*, slot_id: int, by: Actor, now: datetime) -> None:
    """Take away a slot in which no meeting of any timetable lies."""
    slot = Slot.objects.select_related("round__forum").filter(pk=slot_id).first()
    if slot is None:
        raise Refused(_("This slot is gone already."))
    _require_officer(by, slot.round.forum_id)
    try:
        with transaction.atomic():
            slot.delete()
    except ProtectedError as error:
        raise Refused(_("Meetings lie in this slot. Discard the drafts that use it first.")) from error
    _record("partnering.slot_removed", slot.round, by, now, {"slot": (slot.starts_at.isoformat(), None)})


@transaction.atomic
def remove_day(*, round_id: int, day: date, by: Actor, now: datetime) -> int:
    """Take away all slots that begin on a day of the forum's place; return how many. One with a meeting keeps all."""
    held = _officers_round(round_id, by)
    zone = ZoneInfo(held.forum.zone)
    starts = Slot.objects.filter(round=held).values_list("pk", "starts_at")
    gone = [pk for pk, start in starts if start.astimezone(zone).date() == day]
    require(bool(gone), _("This day has no slots any more."))
    try:
        with transaction.atomic():
            Slot.objects.filter(pk__in=gone).delete()
    except ProtectedError as error:
        raise Refused(_("Meetings lie in slots of this day. Discard the drafts that use them first.")) from error
    _record("partnering.day_removed", held, by, now, {"day": (day.isoformat(), None), "slots": (len(gone), 0)})
    return len(gone)


@transaction.atomic
def set_tables(*, round_id: int, count: int, by: Actor, now: datetime) -> list[Table]:
    """Give a round its tables, numbered from 1; tables beyond the count go, unless meetings lie on them."""
    held = _officers_round(round_id, by)
    require(held.phase in rules.LAYING_OUT, _("The round is closed; its tables stay as they are."))
    require(
        0 < count <= rules.MAX_TABLES,
        _("Give a number of tables from 1 to %(most)s.") % {"most": rules.MAX_TABLES},
        field="count",
    )
    numbers = set(Table.objects.filter(round=held).values_list("number", flat=True))
    Table.objects.bulk_create(Table(round=held, number=n) for n in range(1, count + 1) if n not in numbers)
    try:
        with transaction.atomic():
            Table.objects.filter(round=held, number__gt=count).delete()
    except ProtectedError as error:
        raise Refused(_("Meetings lie on the tables to be removed. Discard the drafts that use them first.")) from error
    if numbers != set(range(1, count + 1)):
        _record("partnering.tables_set", held, by, now, {"tables": (len(numbers), count)})
    return list(Table.objects.filter(round=held).order_by("number"))


def _spans(window: tuple[datetime, datetime], length: timedelta) -> Iterable[tuple[datetime, datetime]]:
    start, end = window
    require(
        start.tzinfo is not None and end.tzinfo is not None and start + length <= end,
        _("A window of time must be at least one meeting long and end after it starts."),
        field="windows",
    )
    count = (end - start) // length
    require(count <= rules.MAX_SLOTS, _("A round has at most %(n)s slots.") % {"n": rules.MAX_SLOTS}, field="windows")
    return [(start + length * n, start + length * (n + 1)) for n in range(count)]


def require_apart(spans: list[tuple[datetime, datetime]]) -> None:
    """Refuse half-open spans of which two overlap."""
    ordered = sorted(spans)
    for (start, end), (following, _end) in itertools.pairwise(ordered):
        require(
            following >= end,
            _("Slots may not overlap: one from %(start)s UTC until %(end)s UTC lies over another.")
            % {"start": f"{start:%Y-%m-%d %H:%M}", "end": f"{end:%H:%M}"},
            field="windows",
        )


def require_within(forum: Forum, spans: Iterable[tuple[datetime, datetime]]) -> None:
    """Refuse spans outside of the forum's days."""
    for start, end in spans:
        outside = why_outside(forum, start, end)
        require(outside is None, outside or "", field="windows")


def _apply(held: PartneringRound, settings: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    unknown = set(settings) - set(SETTINGS)
    if unknown:
        raise TypeError(f"a round has no settings named {sorted(unknown)}")
    changed = {name: (getattr(held, name), value) for name, value in settings.items() if getattr(held, name) != value}
    for name, (_before, value) in changed.items():
        setattr(held, name, value)
    require(
        5 <= held.slot_minutes <= 240,
        _("A meeting lasts from 5 to 240 minutes."),
        field="slot_minutes",
    )
    require(1 <= held.expiry_days <= 90, _("A request expires after 1 to 90 days."), field="expiry_days")
    for name in ("max_requests", "max_musts", "max_meetings"):
        most = getattr(held, name)
        require(most is None or 0 <= most <= 10_000, _("Give a limit from 0 to 10,000, or none."), field=name)
    return changed


def _officers_round(round_id: int, by: Actor) -> PartneringRound:
    """Return the round, locked, to an officer of its forum."""
    held = PartneringRound.objects.select_for_update(of=("self",), no_key=True).select_related("forum").get(pk=round_id)
    _require_officer(by, held.forum_id)
    return held


def _require_officer(by: Actor, forum_id: int) -> None:
    require(may_run_forum(by, forum_id), _("Only an officer of this forum can do this."))


def _record(verb: str, held: PartneringRound, by: Actor, now: datetime, change: dict[str, tuple[Any, Any]]) -> None:
    audit.record(verb, on=held, by=by, at=now, stream=held.forum.audit_stream, change=change)
