"""How the newsroom asks the engine what goes with what is read: sessions and words in, articles with reasons out.

The job hears the readings and writes what it has learnt; whoever shows a page reads that, once for each version.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import numpy as np
from django.core.files.storage import default_storage

from bridgehead.engines.ranking.ranked import Decisions, Ranked, Why
from bridgehead.engines.ranking.recommend import Recommender
from bridgehead.engines.ranking.related import related_each
from bridgehead.newsroom.adapters.ranking import Counted, Decided, Told, decisions_of, story_of

#: So many are looked at, for the few that can be read in one language.
LOOKED_AT = 60
DECIDED = ("boosted", "buried", "excluded")


@dataclass(frozen=True, slots=True)
class Advice:
    """An article, why it is suggested, and the article that the reason starts from, if any."""

    article: int
    why: str
    start: int | None = None


class Listener:
    """What is learnt from sessions, over the counts of the same readings."""

    def __init__(self, counted: Counted, kept: bytes = b"") -> None:
        self._recommender = Recommender(counted.popularity)
        if kept:
            with np.load(BytesIO(kept), allow_pickle=False) as state:
                self._recommender = Recommender.kept({name: state[name] for name in state.files}, counted.popularity)

    def lacking(self, articles: Sequence[int]) -> list[int]:
        """Return those of these articles whose words are not known."""
        return self._recommender.lacking(articles)

    def take(self, told: Sequence[Told]) -> None:
        """Take the words of articles in."""
        self._recommender.add(story_of(each) for each in told)

    def hear(self, readings: Sequence[tuple[int, int, datetime]]) -> None:
        """Take readings in, in the order of time: reader, article, moment."""
        for reader, article, at in readings:
            self._recommender.follow(reader, article, at.timestamp())

    def beside(self, told: Sequence[Told], now: datetime, decided: Decided) -> list[list[Advice]]:
        """Return what belongs beside each of these articles, in either language."""
        stories, decisions = [story_of(each) for each in told], decisions_of(decided)
        found = related_each(self._recommender, stories, now.timestamp(), most=LOOKED_AT, decisions=decisions)
        return [[_advice(each) for each in beside] for beside in found]

    def written(self, now: datetime, decided: Decided) -> bytes:
        """Return all of it as one file, with what editors decided."""
        output = BytesIO()
        said = {name: np.array(sorted(getattr(decided, name)), np.int64) for name in DECIDED}
        np.savez(output, **self._recommender.state(now.timestamp()), **said)  # type: ignore[arg-type]  # numpy's typing
        return output.getvalue()


@dataclass(frozen=True, slots=True)
class _Adviser:
    """What was learnt, to be asked only, and what editors had decided by then."""

    place: str
    recommender: Recommender
    decided: dict[str, frozenset[int]]


_held: dict[str, _Adviser] = {}


def suggested(
    place: str,
    read: Sequence[int],
    now: datetime,
    *,
    pinned: Sequence[int],
    followed: Collection[int],
    on_front: bool,
) -> list[Advice]:
    """Return what to read after these articles, the last one last; nothing where there is nothing to go by.

    ``followed`` are articles of what the reader follows: they count for more. On a front page nothing is suggested
    where live popularity alone has foreseen better what is read.
    """
    adviser = _adviser(place)
    if adviser is None or not read or (on_front and not adviser.recommender.is_ahead):
        return []
    decisions = Decisions(pinned=pinned, **adviser.decided)
    found = adviser.recommender.recommended(
        read, now.timestamp(), most=LOOKED_AT, followed=followed, decisions=decisions
    )
    return [_advice(each) for each in found]


def _adviser(place: str) -> _Adviser | None:
    """What was last learnt, kept in this process until there is a newer version; None before there is any."""
    held = _held.get("latest")
    if not place or (held is not None and held.place == place):
        return held if place else None
    try:
        with default_storage.open(place) as kept, np.load(BytesIO(kept.read()), allow_pickle=False) as file:
            state = {name: file[name] for name in file.files}
    except FileNotFoundError:
        return held  # a newer version has just taken its place
    decided = {name: frozenset(np.asarray(state.pop(name), np.int64).tolist()) for name in DECIDED}
    _held["latest"] = made = _Adviser(place, Recommender.kept(state), decided)
    return made


def _advice(of: Ranked) -> Advice:
    why = Why.READ_NEXT if of.reason.why is Why.READ_TOGETHER else of.reason.why
    return Advice(of.article, why.value, of.reason.article)
