"""Who would be told what if a draft were published now, reckoned as publishing does, and nothing written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.foundation.bilingual import wording
from bridgehead.partnering.models import Delegate, Timetable, TimetableState
from bridgehead.partnering.queries.entries import Entry, entries_in_force, entries_of, tell_the_same
from bridgehead.partnering.queries.lookups import require_officer

#: What the preview shows of a delegate.
_SHOWN = (
    "round", *(f"user__{name}" for name in User.NAME_FIELDS), "user__is_sample",
    "delegation__organisation__name_ko", "delegation__organisation__name_en",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonToTell:
    """A delegate with the meetings before and after; ``told`` is first, changed, same, or none.

    ``was`` and ``own`` are the entries themselves, as their timetable has them.
    """

    delegate_id: int
    user_id: int
    organisation: str
    told: str
    was: Sequence[Entry]
    own: Sequence[Entry]

    @property
    def before(self) -> int:
        """How many meetings the person has now."""
        return len(self.was)

    @property
    def after(self) -> int:
        """How many the person has then."""
        return len(self.own)


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
    require_officer(actor, draft.round)
    before, after = entries_in_force(draft.round), entries_of(draft)
    replaces = Timetable.objects.filter(round=draft.round_id, state=TimetableState.PUBLISHED).values_list("version")
    people = [_told(person, before, after[person.pk]) for person in _people(draft)]
    order = {"first": 0, "changed": 1, "same": 2, "none": 3}
    return Preview(
        people=tuple(sorted(people, key=lambda each: (order[each.told], each.organisation))),
        replaces=next((version for (version,) in replaces), None),
    )


def lines_of(shown: Sequence[PersonToTell]) -> list[tuple[PersonToTell, Delegate]]:
    """Return the people of one page of a preview with their rows: one query for all of them."""
    coming = Delegate.objects.select_related("user", "delegation__organisation").only(*_SHOWN)
    read = {each.pk: each for each in coming.filter(pk__in=[each.delegate_id for each in shown])}
    return [(each, read[each.delegate_id]) for each in shown]


class _Person(NamedTuple):
    """A delegate as the reckoning needs it: plain values, for a round has hundreds."""

    pk: int
    user_id: int
    name_ko: str
    name_en: str


def _people(draft: Timetable) -> Iterable[_Person]:
    names = ("delegation__organisation__name_ko", "delegation__organisation__name_en")
    coming = Delegate.objects.filter(round=draft.round_id, left_at=None).order_by("pk")
    return map(_Person._make, coming.values_list("pk", "user_id", *names))


def _told(person: _Person, before: Mapping[int, list[Entry]], own: list[Entry]) -> PersonToTell:
    was = before.get(person.user_id, [])
    hears = _hears(was, own, is_first=person.user_id not in before)
    return PersonToTell(person.pk, person.user_id, wording(person, "name").text, hears, was, own)


def _hears(was: list[Entry], own: list[Entry], *, is_first: bool) -> str:
    if tell_the_same(own, was):
        return "same" if own else "none"
    return "first" if is_first else "changed"
