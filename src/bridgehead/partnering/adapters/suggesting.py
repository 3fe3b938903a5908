"""How partnering asks the ranking engine whom to meet: what everybody may know in, partners with reasons out.

What goes in is plain and is the same for every reader; the engine's answer is kept until any of it changes. What only
the reader's own delegation knows goes in with the question.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from bridgehead.directory.models import InterestKind, InterestSide
from bridgehead.engines.ranking.organisations import Circle, Organisation
from bridgehead.engines.ranking.partners import PartnerReason, Partners
from bridgehead.engines.ranking.signals import Signal
from bridgehead.engines.ranking.weights import Weights

#: Of the engine's signals those that a live round may use (docs/decisions/0022). Two sides that look for each other
#: count more evenly than a sponsor and its collaborators, from which the weights as shipped come.
WEIGHTS = Weights(
    {Signal.OFFERS_SOUGHT: 7.5, Signal.SEEKS_OFFERED: 4.0, Signal.POPULAR: 0.25, Signal.AGAIN: 0.3},
)
#: Nobody is led to one delegation so much that more than so many times its side's average would come to it.
MOST_TIMES = 3.0
#: For each that is wanted so many are looked at: some are near for no reason that is worth a sentence.
LOOKED_AT = 3
#: Who gives a licence out is found by who takes one in; the other kinds are the same from both sides.
SOUGHT_BY_OFFER = {
    InterestKind.LICENCE_IN.value: InterestKind.LICENCE_OUT.value,
    InterestKind.LICENCE_OUT.value: InterestKind.LICENCE_IN.value,
}


class Why(Enum):
    """Why a partner is suggested."""

    OFFERS = "offers"
    SEEKS = "seeks"
    ASKED = "asked"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Known:
    """What everybody in a round may know: ids of organisations, and what they say of themselves.

    ``members`` are (organisation, kind, side), ``interests`` (organisation, side of the interest, its kind, topic or
    None), ``broader`` (topic, the one above it), ``asked`` (kind, organisation, at least so many of that kind asked it
    in rounds that are over).
    """

    members: tuple[tuple[int, str, str], ...]
    interests: tuple[tuple[int, str, str, int | None], ...]
    broader: tuple[tuple[int, int], ...]
    asked: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, on which topics (ids), or where there are none as which kinds of interest of the one that seeks.

    ``is_near`` says that the topics are only above what is sought and offered.
    """

    why: Why
    topics: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class Advice:
    """An organisation to meet, with two or three reasons, the strongest first."""

    organisation: int
    reasons: tuple[Reason, ...]


def advised(known: Known, own: int, *, met: Collection[int], without: Collection[int], most: int) -> list[Advice]:
    """Return whom an organisation may want to meet, none without a reason."""
    told = _advice(known, own, met=met, without=without, most=LOOKED_AT * most)
    return [each for each in told if each.reasons][:most]


def fitting(known: Known, own: int, *, met: Collection[int], among: Collection[int]) -> list[Advice]:
    """Return those of some organisations that are known, which fits best first; without a reason comes last."""
    others = [pk for pk, _, _ in known.members if pk not in among]
    told = _advice(known, own, met=met, without=others, most=len(among))
    return sorted(told, key=lambda each: not each.reasons)


def _advice(known: Known, own: int, *, met: Collection[int], without: Collection[int], most: int) -> Iterator[Advice]:
    found = _partners(known).suggested(own, most=most, leaving_out=without, met=met)
    headings = {over for _, over in known.broader} - {topic for topic, _ in known.broader}
    return (Advice(each.organisation, _reasons(each.reasons, headings)) for each in found)


@lru_cache(maxsize=16)
def _partners(known: Known) -> Partners:
    """What the engine makes of a round; the cap asks for each organisation once, which is kept."""
    needs, offers = _topics(known, InterestSide.NEED), _topics(known, InterestSide.OFFER)
    organisations = [
        Organisation(pk, kind, needs.get(pk, {}), offers.get(pk, {}), side=side) for pk, kind, side in known.members
    ]
    counted = {(kind, pk): number for kind, pk, number in known.asked}
    circle = Circle(organisations, [], 0.0, _tree(known.broader), counted)
    return Partners(circle, weights=WEIGHTS, most_times=MOST_TIMES)


def _topics(known: Known, wanted: str) -> Mapping[int, dict[str, float]]:
    """What each organisation seeks or offers, in the engine's names: topics, and kinds as who seeks says them."""
    found: dict[int, dict[str, float]] = {}
    for pk, side, kind, topic in known.interests:
        if side == wanted:
            own = found.setdefault(pk, {})
            own[f"kind {SOUGHT_BY_OFFER.get(kind, kind) if side == InterestSide.OFFER else kind}"] = 1.0
            if topic is not None:
                own[f"topic {topic}"] = 1.0
    return found


def _tree(broader: tuple[tuple[int, int], ...]) -> dict[str, str]:
    """Which topic is broader than which; a link that would close a circle is none."""
    tree: dict[int, int] = {}
    for topic, over in broader:
        above: int | None = over
        while above is not None and above != topic:
            above = tree.get(above)
        if above is None:
            tree[topic] = over
    return {f"topic {topic}": f"topic {over}" for topic, over in tree.items()}


def _reasons(parts: Collection[PartnerReason], headings: Collection[int]) -> tuple[Reason, ...]:
    return tuple(told for part in parts if (told := _reason(part, headings)) is not None)


def _reason(part: PartnerReason, headings: Collection[int]) -> Reason | None:
    """A reason to tell; that both stand somewhere under one heading is none."""
    if part.signal is Signal.POPULAR:
        return Reason(Why.ASKED) if part.organisations else None
    if part.signal is Signal.AGAIN:
        return Reason(Why.AGAIN)
    topics = tuple(int(name.removeprefix("topic ")) for name in part.topics if name.startswith("topic "))
    kinds = tuple(name.removeprefix("kind ") for name in part.topics if name.startswith("kind "))
    why = Why.OFFERS if part.signal is Signal.OFFERS_SOUGHT else Why.SEEKS
    if part.is_near:
        topics = tuple(topic for topic in topics if topic not in headings)
    if not topics and not kinds:
        return None
    return Reason(why, topics, () if topics else kinds, part.is_near)
