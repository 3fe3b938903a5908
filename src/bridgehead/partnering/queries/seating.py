"""Who sits at which meeting: reckoned alike for what is shown, what is previewed and what is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from bridgehead.partnering.models import Delegate, DelegateAway, PartneringRound, RequestDelegate
from bridgehead.partnering.rules import who_sits


@dataclass(frozen=True, slots=True)
class Seating:
    """The people of each delegation now, whom it sends to which request, and who is away in which slot; rows' ids."""

    people: Mapping[int, tuple[int, ...]]
    sent: Mapping[int, frozenset[int]]
    away: Mapping[int, frozenset[int]]

    def at(self, *, request: int, slot: int, delegation: int) -> tuple[int, ...]:
        """Return who of a delegation sits at the meeting of a request in a slot."""
        people = self.people.get(delegation, ())
        sent, away = self.sent.get(request, frozenset()), self.away.get(slot, frozenset())
        return who_sits(people, sent=sent, away=away) if sent or away else people


def seating_of(held: PartneringRound) -> Seating:
    """Return who goes where in a round, in three queries; a caller that writes has locked the round."""
    people: dict[int, list[int]] = defaultdict(list)
    coming = Delegate.objects.filter(round=held, left_at=None).order_by("pk")
    for pk, delegation in coming.values_list("pk", "delegation_id"):
        people[delegation].append(pk)
    sent, away = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    for request, delegate in RequestDelegate.objects.filter(request__round=held).values_list("request", "delegate"):
        sent[request].add(delegate)
    for slot, delegate in DelegateAway.objects.filter(slot__round=held).values_list("slot", "delegate"):
        away[slot].add(delegate)
    return Seating(
        people={delegation: tuple(found) for delegation, found in people.items()},
        sent={request: frozenset(found) for request, found in sent.items()},
        away={slot: frozenset(found) for slot, found in away.items()},
    )
