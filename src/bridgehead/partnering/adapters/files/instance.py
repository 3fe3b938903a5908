"""A published instance as a round of sample participants, numbered as the file numbers them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from bridgehead.engines.scheduling.formats import NumberedProblem, WrongFile, read_problem
from bridgehead.engines.scheduling.problem import Problem
from bridgehead.foundation.clock import wall_moment
from bridgehead.partnering.adapters.files.plan import (
    Mistake,
    PlannedDelegate,
    PlannedOrganisation,
    PlannedWish,
    RoundPlan,
    WrongFiles,
)

FIRST_HOUR = 9
SESSION_PAUSE = timedelta(minutes=60)


def read_instance(path: Path, *, starts_at: datetime, zone: ZoneInfo, slot_minutes: int, address: str) -> RoundPlan:
    """Read a .dzn or .json file. Its first slot is at nine on the forum's first day; ``address`` ends the e-mails."""
    try:
        given = read_problem(path)
    except WrongFile as wrong:
        raise WrongFiles(
            [
                Mistake(
                    Path(wrong.path).name, wrong.line, wrong.column, _("expected %(what)s") % {"what": wrong.expected}
                )
            ]
        ) from wrong
    slots = _slots(given.problem, starts_at, zone, timedelta(minutes=slot_minutes))
    # Of one length, so that every list has them in their order: 02 stands before 10.
    width = len(str(max(given.participants, default=0)))
    called = [f"{number:0{width}d}" for number in given.participants]
    return RoundPlan(
        organisations=tuple(_participant(name) for name in called),
        delegates=tuple(
            PlannedDelegate(
                position,
                f"participant-{number}{address}",
                family_name_en=called[position],
                given_name_en="Participant",
                family_name_ko="참가자",
                given_name_ko=called[position],
                is_sample=True,
            )
            for position, number in enumerate(given.participants)
        ),
        wishes=_wishes(given.problem),
        closed=tuple(
            (position, *slots[slot])
            for position, participant in enumerate(given.problem.participants)
            for slot in sorted(participant.forbidden)
        ),
        slots=tuple(slots),
        tables=max(len(numbers) for numbers in given.problem.tables),
        across_sides_only=False,
        notes=_notes(given),
    )


def _participant(name: str) -> PlannedOrganisation:
    return PlannedOrganisation(f"참가 기관 {name}", f"Participant {name}", "", is_sample=True)


def _wishes(problem: Problem) -> tuple[PlannedWish, ...]:
    """The pairs of the instance, each once, agreed; a heavier one counts as a must on one side or on both."""
    found: dict[frozenset[int], PlannedWish] = {}
    for meeting in problem.meetings:
        for other in meeting.participants[1:]:
            pair = frozenset((meeting.participants[0], other))
            strengths = ("must" if meeting.weight > 1 else "like", "must" if meeting.weight > 2 else "like")
            found.setdefault(pair, PlannedWish(meeting.participants[0], other, *strengths))
    return tuple(found.values())


def _slots(problem: Problem, starts_at: datetime, zone: ZoneInfo, length: timedelta) -> list[tuple[datetime, datetime]]:
    first_day = starts_at.astimezone(zone).date()
    laid: list[tuple[datetime, datetime]] = []
    before = None
    for slot in problem.slots:
        if before is None or slot.day != before.day:
            wall = datetime(first_day.year, first_day.month, first_day.day, FIRST_HOUR)  # noqa: DTZ001  # a wall time
            start = wall_moment(wall + timedelta(days=slot.day - problem.slots[0].day), zone)
        else:
            start = laid[-1][1] + (SESSION_PAUSE if slot.session != before.session else timedelta(0))
        laid.append((start, start + length))
        before = slot
    return laid


def _notes(given: NumberedProblem) -> tuple[str, ...]:
    """What the file asks for beyond a round of the platform."""
    meetings = given.problem.meetings
    bound = sum(each.session is not None or each.slots is not None for each in meetings)
    ordered = sum(bool(each.earlier_than) for each in meetings)
    fixed = sum(each.fixed_slot is not None for each in meetings)
    larger = sum(len(each.participants) > 2 for each in meetings)
    notes = []
    if bound:
        notes.append(
            _("%(n)s meetings are bound to a part of the day; the round may place them in any slot.") % {"n": bound}
        )
    if ordered:
        notes.append(_("%(n)s meetings have an order; the round does not keep it.") % {"n": ordered})
    if fixed:
        notes.append(_("%(n)s meetings are fixed to a slot; the round may place them in any slot.") % {"n": fixed})
    if larger:
        notes.append(_("%(n)s meetings have more than two participants; each becomes meetings of two.") % {"n": larger})
    return tuple(notes)
