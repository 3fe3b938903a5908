"""What premises a programme can open, and where its companies live: who knows more of premises says so here.

Registered once the apps are loaded, by whoever may import both contexts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from bridgehead.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class House:
    """Premises as a programme shows them: their public id, their name in the language of the page, their address."""

    key: UUID
    name: str
    page: str


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a company lives, in the language of the page: its desk or office, the premises, and their address there."""

    organisation_id: int
    room: str
    premises: str
    page: str


Houses = Callable[[], list[House]]
Seats = Callable[[Actor, Collection[int]], list[Seat]]
_known: list[Houses] = []
_seats: list[Seats] = []


def register(houses: Houses) -> None:
    """Say what premises there are."""
    _known[:] = [houses]


def all_houses() -> list[House]:
    """Return every premises that a programme can open, in a fixed order: one query at most."""
    return _known[0]() if _known else []


def register_seats(seats: Seats) -> None:
    """Say where companies live."""
    _seats[:] = [seats]


def seats_in(actor: Actor, organisation_ids: Collection[int]) -> dict[int, list[Seat]]:
    """Return where companies live, as far as the actor may see it, by the key of the organisation: one query."""
    found: dict[int, list[Seat]] = {}
    if _seats and organisation_ids:
        for seat in _seats[0](actor, organisation_ids):
            found.setdefault(seat.organisation_id, []).append(seat)
    return found
