"""Who would be told what if a draft were published now, reckoned as publishing does, and nothing written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.events.rules import may_run_forum
from bridgehead.partnering.models import Delegate, Timetable, TimetableState
from bridgehead.partnering.queries.entries import Entry, entries_in_force, entries_of, told


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
    before, after = entries_in_force(draft.round), entries_of(draft)
    replaces = Timetable.objects.filter(round=draft.round_id, state=TimetableState.PUBLISHED).values_list("version")
    people = [_told(person, before, after[person.delegation_id]) for person in _people(draft)]
    order = {"first": 0, "changed": 1, "same": 2, "none": 3}
    return Preview(
        people=tuple(sorted(people, key=lambda each: (order[each.told], str(each.delegate.delegation.organisation)))),
        replaces=next((version for (version,) in replaces), None),
    )


def _people(draft: Timetable) -> Iterable[Delegate]:
    coming = Delegate.objects.filter(round=draft.round_id, left_at=None)
    return coming.select_related("user", "delegation__organisation").order_by("pk")


def _told(person: Delegate, before: Mapping[int, list[Entry]], own: list[Entry]) -> PersonToTell:
    was = before.get(person.user_id, [])
    return PersonToTell(person, _hears(was, own, is_first=person.user_id not in before), len(was), len(own))


def _hears(was: list[Entry], own: list[Entry], *, is_first: bool) -> str:
    if [told(entry) for entry in own] == [told(entry) for entry in was]:
        return "same" if own else "none"
    return "first" if is_first else "changed"
