"""One search over everything: every context says how its own is found, the page that gathers it knows none of them.

    SEARCHED.finds("forums", _("Forums"), "events/_found_forums.html", order=20)(forums_found)

Registered from ``apps.py``. A finder reads only what the actor may see, in a number of queries that does not depend on
what there is: what it finds, counts and puts first never tells of anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from bridgehead.accounts.actor import Actor
from bridgehead.directory.adapters import MAX_WORDS, Asking, Closeness, words_of

#: What is typed beyond it is not read.
MOST_LETTERS = 200
#: A kind lists so many at most; who looks for more says more.
MOST_FOUND = 100


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody looks for, and at which moment: what has its hour is found from then on."""

    typed: str
    asking: Asking
    now: datetime
    #: More was typed than is looked for.
    is_cut: bool = False

    @classmethod
    def of(cls, typed: str, now: datetime) -> Question:
        """Read what was typed, with its spaces put in order."""
        plain = " ".join(typed[:MOST_LETTERS].split())
        is_cut = len(typed.strip()) > MOST_LETTERS or len(set(words_of(plain))) > MAX_WORDS
        return cls(plain, Asking.of(plain), now, is_cut)

    def __bool__(self) -> bool:
        """Whether there is a letter or a digit in it."""
        return bool(self.asking.words)


class Hits(Sequence[Any]):
    """What was found, the best first, up to ``MOST_FOUND``; only those are read that are looked at.

    ``read`` gets some of the keys and returns what a template shows of them, in their order; what has gone since is
    left out.
    """

    def __init__(
        self, keys: Sequence[Any], read: Callable[[Sequence[Any]], Sequence[Any]], closeness: Closeness = Closeness.SAID
    ) -> None:
        self._keys, self._read = keys[:MOST_FOUND], read
        #: How near the best comes.
        self.closeness = closeness
        self.is_more = len(keys) > MOST_FOUND

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, places: Any) -> Any:  # a slice: pages ask for nothing else
        keys = self._keys[places]
        return self._read(keys) if keys else []

    def __iter__(self) -> Iterator[Any]:
        return iter(self[:])


Finder = Callable[[Actor, Question], Hits]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of what can be found: its name in an address, its heading, and the template of its lines (``hits``)."""

    name: str
    heading: Promise
    template: str
    order: int
    find: Finder


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind."""

    kind: Kind
    hits: Hits


class Searched:
    """Every kind that is searched, by the contexts that registered it."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}

    def finds(self, name: str, heading: Promise, template: str, *, order: int) -> Callable[[Finder], Finder]:
        """Register how one kind is found; of what comes equally near, smaller orders stand higher."""

        def register(finder: Finder) -> Finder:
            self._kinds[name] = Kind(name, heading, template, order, finder)
            return finder

        return register

    def of(self, actor: Actor, question: Question, *, only: str = "") -> list[Group]:
        """Search every kind, or only one; kinds whose best comes nearest stand first, those without a hit nowhere."""
        if not question:
            return []
        wanted = [each for each in self._kinds.values() if not only or each.name == only]
        found = [Group(each, each.find(actor, question)) for each in wanted]
        held = [each for each in found if len(each.hits)]
        return sorted(held, key=lambda each: (-each.hits.closeness, each.kind.order))


SEARCHED = Searched()
