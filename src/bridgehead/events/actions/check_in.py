"""What is done at the door of a forum: letting in and out, walk-ins, and taking back what was a slip.

A device without a connection keeps what is done and sends it later, perhaps twice and in any order. What a badge's day
comes to is therefore worked out from all its scans each time: the earliest moment wins, whichever arrives first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.events.actions.records import officer_forum
from bridgehead.events.actions.walk_ins import admit, locked_walk_in, note_walk_in, require_next
from bridgehead.events.models import (
    Badge,
    CheckIn,
    Forum,
    RegistrationState,
    RetiredCode,
    Scan,
    ScanAnswer,
    ScanKind,
    ScanSource,
    WalkIn,
    WalkIns,
)
from bridgehead.events.rules import why_not_decided
from bridgehead.events.rules.check_in import (
    day_of,
    door_day,
    is_entry,
    is_off_by,
    may_check_in,
    typed_code,
    why_turned_away,
)
from bridgehead.foundation import audit, clock
from bridgehead.foundation.refusals import Refused, require


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a device tells: its own id of it, what was done, when, and of which badge or with which words."""

    scan_id: UUID
    kind: str
    at: datetime
    badge: UUID | None = None
    code: str = ""
    walk_in: Mapping[str, str] = field(default_factory=dict)
    is_late: bool = False
    device: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the door says to one scan: ``at`` is when they came in or left, ``sentence`` of a form that was wrong."""

    scan_id: UUID
    answer: ScanAnswer
    at: datetime
    badge: Badge | None = None
    walk_in: WalkIn | None = None
    sentence: str = ""


def take_scans(*, forum_id: int, scans: Sequence[Scanned], by: Actor, now: datetime | None = None) -> list[Answered]:
    """Take what a device tells, each a deed of its own, by the moment at which it was done; answers come in order."""
    answers = {
        each.scan_id: take_scan(forum_id=forum_id, scan=each, by=by, now=now)
        for each in sorted(scans, key=lambda scan: scan.at)
    }
    return [answers[each.scan_id] for each in scans]


@transaction.atomic
def take_scan(*, forum_id: int, scan: Scanned, by: Actor, now: datetime | None = None) -> Answered:
    """Let somebody in or out, or note a walk-in, once for each scan; sent again it is answered as before.

    A moment to come is taken for now: the clock of a device may be ahead.
    """
    require(may_check_in(by, forum_id), _("Only the officers and the venue staff of this forum can do that."))
    require(scan.kind in ScanKind.values, _("Expected a check-in, a check-out or a walk-in."))
    # A walk-in may take a place; the others leave the forum's row to whoever writes on it.
    forums = Forum.objects.select_for_update() if scan.kind == ScanKind.WALK_IN else Forum.objects
    forum = forums.get(pk=forum_id)
    at = min(scan.at, clock.deciding(now))
    kept = Scan(
        public_id=scan.scan_id,
        forum=forum,
        kind=scan.kind,
        source=_source(scan),
        answer=ScanAnswer.UNKNOWN,
        at=at,
        day=day_of(forum, at),
        by_id=by.user_id,
        device=scan.device,
    )
    if not _is_new(kept):
        return _as_before(forum, scan.scan_id)
    answered = _walked_in(kept, scan.walk_in, by=by) if scan.kind == ScanKind.WALK_IN else _shown(kept, scan, by=by)
    kept.answer = answered.answer
    kept.save(update_fields=["answer", "badge", "walk_in"])
    return answered


@transaction.atomic
def admit_walk_in(*, walk_in_id: int, by: Actor, now: datetime) -> CheckIn | None:
    """Let in somebody who waits at the door; None where it is no day of the forum. Refused where no place is left."""
    walk_in = locked_walk_in(walk_in_id, by)
    over = why_not_decided(walk_in.forum)
    require(over is None, over or "")
    require_next(walk_in, RegistrationState.APPROVED)
    badge = admit(walk_in, by=by, now=now)
    if badge is None:
        raise Refused(
            _("No place is left. Give the forum or their participant type more places first, or turn the person away.")
        )
    if door_day(walk_in.forum, now) is None:
        return None
    entry = Scan(forum=walk_in.forum, badge=badge, walk_in=walk_in, kind=ScanKind.WALK_IN, source=ScanSource.WALK_IN)
    entry.answer, entry.at, entry.day, entry.by_id = ScanAnswer.ADMITTED, now, day_of(walk_in.forum, now), by.user_id
    entry.save()
    return _worked_out(entry, badge, by=by).after


@transaction.atomic
def undo_check_in(*, check_in_id: int, by: Actor, now: datetime) -> None:
    """Take back that somebody came on a day, with all that their badge did on it; doing it twice changes nothing."""
    check_in = CheckIn.objects.filter(pk=check_in_id).select_related("badge").first()
    if check_in is None:
        return
    forum = officer_forum(check_in.badge.forum_id, by)
    Badge.objects.select_for_update().get(pk=check_in.badge_id)
    Scan.objects.filter(badge_id=check_in.badge_id, day=check_in.day, undone_at=None).update(undone_at=now)
    change = {"at": (check_in.at, None)}
    audit.record("events.check_in_undone", on=check_in, by=by, at=now, stream=forum.audit_stream, change=change)
    check_in.delete()


@transaction.atomic
def note_check_ins_exported(*, forum_id: int, rows: int, by: Actor, now: datetime) -> None:
    """Keep in the audit trail that the list of who came was taken out as a sheet."""
    forum = officer_forum(forum_id, by)
    change = {"rows": (None, rows)}
    audit.record("events.check_ins_exported", on=forum, by=by, at=now, stream=forum.audit_stream, change=change)


def _source(scan: Scanned) -> ScanSource:
    if scan.kind == ScanKind.WALK_IN:
        return ScanSource.WALK_IN
    return ScanSource.OFFLINE if scan.is_late else ScanSource.ONLINE


def _is_new(kept: Scan) -> bool:
    """Keep a scan; False where it is kept already, also by whoever sends it at the same moment."""
    if Scan.objects.filter(public_id=kept.public_id).exists():
        return False
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
    except IntegrityError:
        if not Scan.objects.filter(public_id=kept.public_id).exists():
            raise
        return False
    return True


def _as_before(forum: Forum, scan_id: UUID) -> Answered:
    """Return what was answered to a scan that is sent again."""
    kept = _with_names(Scan.objects, "badge__").select_related("walk_in").filter(public_id=scan_id, forum=forum).first()
    if kept is None:
        raise Refused(_("This was noted at another forum."))
    came = CheckIn.objects.filter(badge=kept.badge, day=kept.day).first() if kept.badge else None
    at = kept.at if came is None or kept.kind == ScanKind.OUT else came.at
    return Answered(scan_id, ScanAnswer(kept.answer), at, kept.badge, kept.walk_in)


def _shown(kept: Scan, scan: Scanned, *, by: Actor) -> Answered:
    """Answer to whoever shows a badge, or was found by name."""

    def says(answer: ScanAnswer, at: datetime = kept.at, badge: Badge | None = None) -> Answered:
        return Answered(scan.scan_id, answer, at, badge)

    if door_day(kept.forum, kept.at) is None:
        return says(ScanAnswer.OTHER_DAY)
    badge, is_retired = _badge(kept.forum, scan)
    if badge is None:
        return says(ScanAnswer.UNKNOWN)
    if is_retired:
        return says(ScanAnswer.REPLACED, badge=badge)
    # Who is in goes out as ever; who came before it was called off is let in, however late a device tells of it.
    off = is_entry(kept) and is_off_by(kept.forum, kept.at)
    turned_away = ScanAnswer.CALLED_OFF if off else why_turned_away(badge) if is_entry(kept) else None
    if turned_away:
        return says(turned_away, badge=badge)
    kept.badge = badge
    kept.save(update_fields=["badge"])
    day = _worked_out(kept, badge, by=by)
    if day.after is None:
        return says(ScanAnswer.NOT_IN, badge=badge)
    if kept.kind == ScanKind.OUT:
        return says(ScanAnswer.LEFT, badge=badge)
    return says(_greeting(day, kept.at), day.after.at, badge)


def _greeting(day: _Day, at: datetime) -> ScanAnswer:
    if day.before is None:
        return ScanAnswer.WELCOME
    if at < day.before.at:
        return ScanAnswer.EARLIER
    return ScanAnswer.BACK if day.after and day.after.is_here and not day.before.is_here else ScanAnswer.ALREADY


def _walked_in(kept: Scan, said: Mapping[str, str], *, by: Actor) -> Answered:
    """Answer to whoever came without a registration; the forum's row is locked."""
    forum, scan_id = kept.forum, kept.public_id
    if door_day(forum, kept.at) is None:
        return Answered(scan_id, ScanAnswer.OTHER_DAY, kept.at)
    if is_off_by(forum, kept.at):
        return Answered(scan_id, ScanAnswer.CALLED_OFF, kept.at)
    if forum.walk_ins == WalkIns.REFUSED:
        return Answered(scan_id, ScanAnswer.NO_WALK_INS, kept.at)
    try:
        kept.walk_in = note_walk_in(forum, said, by=by, now=kept.at)
    except Refused as refused:
        return Answered(scan_id, ScanAnswer.UNREADABLE, kept.at, sentence=str(refused.sentence))
    if forum.walk_ins == WalkIns.ASKED:
        return Answered(scan_id, ScanAnswer.ASKED, kept.at, walk_in=kept.walk_in)
    badge = admit(kept.walk_in, by=by, now=kept.at)
    if badge is None:
        return Answered(scan_id, ScanAnswer.FULL, kept.at, walk_in=kept.walk_in)
    kept.badge = badge
    kept.save(update_fields=["badge", "walk_in"])
    _worked_out(kept, badge, by=by)
    return Answered(scan_id, ScanAnswer.ADMITTED, kept.at, badge, kept.walk_in)


def _badge(forum: Forum, scan: Scanned) -> tuple[Badge | None, bool]:
    """Return the badge that was shown, its row locked, and whether the code on it was replaced since."""
    badges = _with_names(Badge.objects.select_for_update(of=("self",)), "").filter(forum=forum)
    if scan.badge is not None:
        return badges.filter(public_id=scan.badge).first(), False
    code = typed_code(scan.code)
    found = badges.filter(code=code).first()
    if found is not None:
        return found, False
    retired = RetiredCode.objects.filter(code=code, badge__forum=forum).first()
    return (badges.get(pk=retired.badge_id), True) if retired else (None, False)


def _with_names(records: Any, at: str) -> Any:
    """The records with what the door says of a badge's holder."""
    return records.select_related(f"{at}registration__user", f"{at}registration__organisation", f"{at}walk_in")


@dataclass(frozen=True, slots=True)
class _Day:
    """What the day of a badge came to, before a scan and with it."""

    before: CheckIn | None
    after: CheckIn | None


def _worked_out(kept: Scan, badge: Badge, *, by: Actor) -> _Day:
    """Work out anew what the day of a scan's badge comes to; the badge's row is locked, or nobody else knows it yet."""
    days = CheckIn.objects.filter(badge=badge, day=kept.day)
    before, after = days.first(), days.first() or CheckIn(badge=badge, day=kept.day)
    scans = list(Scan.objects.filter(badge=badge, day=kept.day, undone_at=None).order_by("at", "pk"))
    entries, exits = [each for each in scans if is_entry(each)], [each for each in scans if not is_entry(each)]
    if not entries:
        return _Day(before, None)
    first, last = entries[0], entries[-1]
    after.at, after.source, after.by_id, after.device = first.at, first.source, first.by_id, first.device
    after.last_in_at = last.at
    after.left_at = exits[-1].at if exits and exits[-1].at >= first.at else None
    after.save()
    _tell(_Day(before, after), kept.forum, by=by, at=kept.at)
    return _Day(before, after)


def _tell(day: _Day, forum: Forum, *, by: Actor, at: datetime) -> None:
    """Write into the forum's trail what is different now: who came, came earlier than was known, left, or came back."""
    before, after = day.before, day.after
    if after is None:
        return
    was_here, is_here = before is not None and before.is_here, after.is_here
    if before is None or before.at != after.at or (is_here and not was_here):
        change = {"at": (before.at if before else None, after.at)}
        audit.record("events.checked_in", on=after, by=by, at=at, stream=forum.audit_stream, change=change)
    if was_here and not is_here:
        audit.record("events.checked_out", on=after, by=by, at=at, stream=forum.audit_stream)
