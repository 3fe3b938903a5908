"""Runs, timetables and personal timetables, as the actor may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.events.models import Forum
from bridgehead.events.rules import may_run_forum
from bridgehead.foundation.statements import Statement
from bridgehead.foundation.tokens import is_token, token_hash
from bridgehead.partnering.models import (
    CalendarFeed,
    Delegate,
    Delegation,
    Meeting,
    MeetingRequest,
    PartneringRound,
    PersonalTimetable,
    RequestState,
    RunState,
    Slot,
    Table,
    TableClosure,
    Timetable,
    TimetableRun,
    TimetableState,
)
from bridgehead.partnering.queries.lookups import OwnPlace, one_or_404, require_officer

FEED_PURPOSE = "calendar_feed"
#: Meetings that no longer take place because their forum was called off before they began.
CALLED_OFF = {"slot__starts_at__gt": F("timetable__round__forum__called_off_at")}


def runs_of(actor: Actor, held: PartneringRound) -> QuerySet[TimetableRun]:
    """Return the runs of a round, newest first, to its officers; of repairs those at work and those made drafts."""
    if not may_run_forum(actor, held.forum_id):
        return TimetableRun.objects.none()
    shown = Q(mends=None) | Q(timetable__isnull=False) | Q(state__in=[RunState.QUEUED, RunState.RUNNING])
    return TimetableRun.objects.filter(shown, round=held).select_related("timetable").order_by("-number")


def run_or_404(actor: Actor, public_id: UUID | str) -> TimetableRun:
    """Return a run to the officers of its forum."""
    runs = TimetableRun.objects.select_related("round__forum", "timetable")
    found = one_or_404(runs, public_id)
    require_officer(actor, found.round)
    return found


def timetables_of(actor: Actor, held: PartneringRound) -> QuerySet[Timetable]:
    """Return the drafts and published timetables of a round, newest first, each with ``placed``, to its officers."""
    if not may_run_forum(actor, held.forum_id):
        return Timetable.objects.none()
    timetables = (
        Timetable.objects.filter(round=held).select_related("run", "follows").annotate(placed=Count("meetings"))
    )
    figures = ("number", "weight", "breaks", "problem_hash", "spared_hash", "spares_presenters", "created_at")
    judged = [f"{made}__{figure}" for made in ("run", "follows") for figure in figures]
    own = ("public_id", "created_at", "round", "state", "version", "published_at", "hand_changes", "changed_at")
    timetables = timetables.only(*own, *judged)
    return timetables.order_by("-created_at", "-pk")


@dataclass(frozen=True, slots=True)
class InView:
    """Of a round's timetables: the one that figures speak of, and the draft that waits to be published, if any."""

    counts: Timetable | None
    waits: Timetable | None


def in_view(timetables: Iterable[Timetable]) -> InView:
    """Choose, by one rule for all pages, among timetables with their runs; reads nothing anew.

    The published one counts; before there is one, the best draft: by weight, then by fewer breaks, then the newest.
    Beside a published one a draft waits only if it is better, if it was made later for a round that has changed, or if
    somebody has changed it by hand since: what a person last worked at comes first. One that leaves times free at which
    organisations present is better or worse only among those that leave the same times free; where both do, and others
    present now, the round has changed.
    """
    found = list(timetables)
    drafts = sorted((each for each in found if each.state == TimetableState.DRAFT), key=_merit, reverse=True)
    published = next((each for each in found if each.state == TimetableState.PUBLISHED), None)
    if published is None:
        best = drafts[0] if drafts else None
        return InView(best, best)
    by_hand = [each for each in drafts if _changed_since(each, published)]
    if by_hand:
        return InView(published, max(by_hand, key=_touched))
    later = (each for each in drafts if each.created_at > published.created_at)
    changed = next((each for each in later if _is_of_another_round(each, published)), None)
    asked = _asked(published)
    better = (each for each in drafts if _asked(each) == asked and _merit(each)[:2] > _merit(published)[:2])
    return InView(published, changed or next(better, None))


def _merit(timetable: Timetable) -> tuple[int, int, datetime]:
    made = timetable.made_by
    return made.weight if made else 0, -made.breaks if made else 0, _touched(timetable)


def _touched(timetable: Timetable) -> datetime:
    return timetable.changed_at or timetable.created_at


def _changed_since(draft: Timetable, published: Timetable) -> bool:
    return bool(draft.changed_at and draft.changed_at > (published.published_at or published.created_at))


def _is_of_another_round(draft: Timetable, published: Timetable) -> bool:
    """Whether a draft was made for a round, or for an agenda that both go by, other than the published one's."""
    (round_now, agenda_now), (round_then, agenda_then) = _asked(draft), _asked(published)
    both_spare = all(each.made_by and each.made_by.spares_presenters for each in (draft, published))
    return round_now != round_then or (both_spare and agenda_now != agenda_then)


def _asked(timetable: Timetable) -> tuple[str, str]:
    """The round as it stood, and what of the agenda was left free."""
    made = timetable.made_by
    return (made.problem_hash, made.spared_hash) if made else ("", "")


def timetables_in_view(held: PartneringRound) -> InView:
    """Choose among the timetables of a round, for a page whose caller has checked the actor."""
    current = Timetable.objects.filter(round=held).exclude(state=TimetableState.SUPERSEDED)
    return in_view(current.select_related("run", "follows"))


def timetable_or_404(actor: Actor, public_id: UUID | str) -> Timetable:
    """Return a timetable to the officers of its forum: drafts are nobody else's, and others have their own page."""
    found = one_or_404(Timetable.objects.select_related("round__forum", "run", "follows"), public_id)
    require_officer(actor, found.round)
    return found


def timetable_in(held: PartneringRound, public_id: str) -> int | None:
    """Return the row of a timetable of a round by its public id, for an action that checks the actor; None for none."""
    try:
        return Timetable.objects.filter(round=held, public_id=public_id).values_list("pk", flat=True).first()
    except ValidationError:
        return None


class Placed(NamedTuple):
    """A meeting as a cell of the grid shows it: plain values, for a large grid has thousands of cells."""

    slot_id: int
    table_id: int
    public_id: UUID
    is_locked: bool
    request_id: int
    strength: str
    answer_strength: str
    asking_id: int
    asked_id: int
    asked_for: UUID


class GridSide(NamedTuple):
    """A delegation as the grid names it."""

    id: int
    side: str
    name_ko: str
    name_en: str
    public_id: UUID


@dataclass(frozen=True, slots=True)
class Grid:
    """A timetable as slots × tables: ``cells`` maps (slot id, table id) to the meeting there; ``sides`` are by id.

    ``closed`` are the tables that are missing, as (slot id, table id).
    """

    slots: list[Slot]
    tables: list[Table]
    cells: dict[tuple[int, int], Placed]
    sides: dict[int, GridSide]
    closed: frozenset[tuple[int, int]] = frozenset()


def timetable_grid(actor: Actor, timetable: Timetable) -> Grid:
    """Return all meetings of a timetable on its slots and tables, to officers, in a fixed number of queries."""
    require_officer(actor, timetable.round)
    slots = list(Slot.objects.filter(round_id=timetable.round_id).order_by("starts_at"))
    tables = list(Table.objects.filter(round_id=timetable.round_id).order_by("number"))
    sides = Delegation.objects.filter(round_id=timetable.round_id).values_list(
        "pk", "side", "organisation__name_ko", "organisation__name_en", "public_id"
    )
    asked = ("strength", "answer_strength", "asking_id", "asked_id", "public_id")
    meetings = Meeting.objects.filter(timetable=timetable).values_list(
        "slot_id", "table_id", "public_id", "is_locked", "request_id", *(f"request__{field}" for field in asked)
    )
    return Grid(
        slots=slots,
        tables=tables,
        cells={(each[0], each[1]): Placed._make(each) for each in meetings},
        sides={each[0]: GridSide._make(each) for each in sides},
        closed=_closed(timetable, slots, tables),
    )


def _closed(timetable: Timetable, slots: Iterable[Slot], tables: Sequence[Table]) -> frozenset[tuple[int, int]]:
    missing = TableClosure.objects.filter(table__round=timetable.round_id).values_list("slot_id", "table_id")
    return frozenset([*missing, *((slot.pk, table.pk) for slot in slots if slot.is_shut for table in tables)])


def meeting_in(actor: Actor, timetable: Timetable, public_id: str) -> Meeting | None:
    """Return a meeting of a timetable with its two sides, to officers; None where there is none of that id."""
    require_officer(actor, timetable.round)
    sides = ("request__asking__organisation", "request__asked__organisation")
    meetings = Meeting.objects.filter(timetable=timetable).select_related("slot", "table", *sides)
    try:
        return meetings.filter(public_id=public_id).first() if public_id else None
    except ValidationError:
        return None


def meeting_in_force(request: MeetingRequest) -> Meeting | None:
    """Return the meeting of an agreed request in the published timetable, with slot and table; None without one."""
    if request.state != RequestState.ACCEPTED:
        return None
    placed = Meeting.objects.filter(request=request, timetable__state=TimetableState.PUBLISHED)
    return placed.exclude(**CALLED_OFF).select_related("slot", "table").first()


def published_timetable(held: PartneringRound) -> Timetable | None:
    """Return the timetable that holds, with its run; None before the first is published."""
    return held.timetables.filter(state=TimetableState.PUBLISHED).select_related("run", "follows").first()


def standing(own: PersonalTimetable, forum: Forum) -> PersonalTimetable:
    """Return a person's timetable without what falls away because its forum was called off."""
    off = forum.called_off_at
    own.entries = [each for each in own.entries if off is None or datetime.fromisoformat(each["starts_at"]) <= off]
    return own


def personal_timetable(actor: Actor, held: PartneringRound) -> PersonalTimetable | None:
    """Return the person's own ready-made timetable of the published version, in one query."""
    for own in _PERSONAL.ask(actor.user_id or 0, held.pk):
        return standing(own, held.forum)
    return None


def entries_of_delegates(place: OwnPlace, delegates: Iterable[Delegate]) -> list[Mapping[str, Any]]:
    """Return what is placed for some delegates of the person's own delegation, each meeting once, by time."""
    own = [each.pk for each in delegates if each.delegation_id == place.delegation.pk]
    shown = PersonalTimetable.objects.filter(delegate__in=own, timetable__state=TimetableState.PUBLISHED)
    standing_ones = (standing(each, place.held.forum) for each in shown.only("entries"))
    found = {entry["request"]: entry for each in standing_ones for entry in each.entries}
    return sorted(found.values(), key=lambda entry: str(entry["starts_at"]))


def pocket_or_404(actor: Actor, round_id: UUID | str) -> PersonalTimetable:
    """Return the person's own timetable of the published version with its forum, to be kept by a device: one query."""
    for own in _POCKET.ask(actor.user_id or 0):
        held = own.timetable.round
        if str(held.public_id) == str(round_id) and standing(own, held.forum).entries:
            return own
    raise Http404


def meetings_or_404(actor: Actor, held: PartneringRound) -> PersonalTimetable:
    """Return the person's own timetable of the published version; where it has no meeting there is nothing to print."""
    own = personal_timetable(actor, held)
    if own is None or not own.entries:
        raise Http404
    return own


def personal_before(own: PersonalTimetable) -> PersonalTimetable | None:
    """Return what the version before held for the same person; None where there was none."""
    is_first = own.timetable.version == 1
    return None if is_first else next(iter(_BEFORE.ask(own.user_id, own.timetable_id)), None)


def feed_timetables(token: str) -> tuple[User, list[PersonalTimetable]]:
    """Return whose calendar address this is, and what it shows: the person's published timetables with their forums.

    A token that opens nothing raises 404, whether it never did or does no longer.
    """
    stored = token_hash(token, purpose=FEED_PURPOSE)
    feed = CalendarFeed.objects.select_related("user").filter(token_hash=stored, user__is_active=True).first()
    if feed is None or not is_token(token, feed.token_hash, purpose=FEED_PURPOSE):
        raise Http404
    return feed.user, _published_for(feed.user.pk)


def my_published(actor: Actor) -> list[PersonalTimetable]:
    """Return the person's published timetables with their forums: what their calendar shows."""
    return _published_for(actor.user_id or 0)


def _published_for(user_id: int) -> list[PersonalTimetable]:
    shown = _shown_to(user_id).select_related("timetable__round__forum")
    return list(shown.order_by("timetable__round__forum__starts_at", "pk"))


def _shown_to(user_id: int) -> QuerySet[PersonalTimetable]:
    """What a person is shown of the published versions: who has left a round is shown nothing of it."""
    return PersonalTimetable.objects.filter(
        user_id=user_id, delegate__left_at=None, timetable__state=TimetableState.PUBLISHED
    )


def _personal(person: int, held: int) -> QuerySet[PersonalTimetable]:
    return _shown_to(person).filter(timetable__round=held).select_related("timetable").order_by("pk")


def _before(person: int, published: int) -> QuerySet[PersonalTimetable]:
    follows = {
        "timetable__round__timetables": published,
        "timetable__version": F("timetable__round__timetables__version") - 1,
    }
    return PersonalTimetable.objects.filter(user_id=person, **follows).order_by("pk")


def _pocket(person: int) -> QuerySet[PersonalTimetable]:
    forum = [f"timetable__round__forum__{name}" for name in ("zone", "city_ko", "city_en", "called_off_at")]
    own = _shown_to(person).select_related("timetable__round__forum")
    return own.only("entries", "timetable__version", "timetable__round__public_id", *forum).order_by("pk")


#: Asked by every device that keeps a timetable, with each look at it.
_POCKET = Statement(_pocket)

#: Asked for each look at a timetable, and on the day for every page.
_PERSONAL = Statement(_personal)

#: Asked for each look at a timetable: what has changed since the version before.
_BEFORE = Statement(_before)
