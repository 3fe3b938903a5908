"""Who would be told what if a draft were published now, reckoned as publishing does, and nothing written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.events.rules import may_run_forum
from bridgehead.partnering.models import (
    Delegate,
    Meeting,
    PersonalTimetable,
    RequestState,
    Timetable,
    TimetableState,
)

#: What a person goes by: (request, start, table, other delegation, names of the people there) of each meeting.
Known = frozenset[tuple[str, datetime, int, str, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class PersonToTell:
    """A delegate with the meetings before and after; ``told`` is first, changed, same, or none."""

    delegate: Delegate
    told: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Preview:
    """Everybody of a round with what publishing would tell them, those who hear something first."""

    people: tuple[PersonToTell, ...]
    replaces: int | None

    def number(self, told: str) -> int:
        """Return how many people are told that."""
        return sum(person.told == told for person in self.people)

    @property
    def first(self) -> int:
        """How many get their first timetable."""
        return self.number("first")

    @property
    def changed(self) -> int:
        """How many hear that theirs has changed."""
        return self.number("changed")

    @property
    def same(self) -> int:
        """How many keep what they have and hear nothing."""
        return self.number("same")

    @property
    def without(self) -> int:
        """How many have no meeting and hear nothing."""
        return self.number("none")


def publish_preview(actor: Actor, draft: Timetable) -> Preview:
    """Return who would be told what if the draft were published now, to officers."""
    if not may_run_forum(actor, draft.round.forum_id):
        raise Http404
    people = list(_people(draft))
    after = _known_after(draft, people)
    in_force = PersonalTimetable.objects.filter(
        timetable__round=draft.round_id, timetable__state=TimetableState.PUBLISHED
    )
    before = {user: _known_before(entries) for user, entries in in_force.values_list("user_id", "entries")}
    replaces = Timetable.objects.filter(round=draft.round_id, state=TimetableState.PUBLISHED).values_list("version")
    told = [_told(person, before, after[person.delegation_id]) for person in people]
    order = {"first": 0, "changed": 1, "same": 2, "none": 3}
    return Preview(
        people=tuple(sorted(told, key=lambda each: (order[each.told], str(each.delegate.delegation.organisation)))),
        replaces=next((version for (version,) in replaces), None),
    )


def _people(draft: Timetable) -> Iterable[Delegate]:
    coming = Delegate.objects.filter(round=draft.round_id, left_at=None)
    return coming.select_related("user", "delegation__organisation").order_by("pk")


def _known_after(draft: Timetable, people: Iterable[Delegate]) -> Mapping[int, Known]:
    names: dict[int, set[str]] = defaultdict(set)
    for person in people:
        names[person.delegation_id].add(person.user.full_name("en"))
    placed = Meeting.objects.filter(timetable=draft, request__state=RequestState.ACCEPTED).values_list(
        "request__public_id", "slot__starts_at", "table__number",
        "request__asking_id", "request__asking__public_id", "request__asked_id", "request__asked__public_id",
    )  # fmt: skip
    known: dict[int, set[tuple[str, datetime, int, str, frozenset[str]]]] = defaultdict(set)
    for request, starts_at, table, asking, asking_id, asked, asked_id in placed:
        known[asking].add((str(request), starts_at, table, str(asked_id), frozenset(names[asked])))
        known[asked].add((str(request), starts_at, table, str(asking_id), frozenset(names[asking])))
    return defaultdict(frozenset, {own: frozenset(found) for own, found in known.items()})


def _known_before(entries: Iterable[Mapping[str, Any]]) -> Known:
    return frozenset(
        (
            entry["request"],
            datetime.fromisoformat(entry["starts_at"]),
            entry["table"],
            entry["with_id"],
            frozenset(person["name_en"] for person in entry["people"]),
        )
        for entry in entries
    )


def _told(person: Delegate, before: Mapping[int, Known], own: Known) -> PersonToTell:
    was = before.get(person.user_id, frozenset())
    return PersonToTell(person, _hears(was, own, is_first=person.user_id not in before), len(was), len(own))


def _hears(was: Known, own: Known, *, is_first: bool) -> str:
    if own == was:
        return "same" if own else "none"
    return "first" if is_first else "changed"
