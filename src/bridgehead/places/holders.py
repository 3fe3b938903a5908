"""Who holds rooms besides organisations: the context that holds them says here how its keys are called.

A key is opaque to premises but for what stands before its colon (``forum:…``). Registered once the apps are loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from bridgehead.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class Holder:
    """What a room is held for, in the language of the page; ``page`` is empty where the actor may not open it."""

    name: str
    page: str = ""


Names = Callable[[Actor, Collection[str]], dict[str, Holder]]
_known: dict[str, Names] = {}


def register(kind: str, names: Names) -> None:
    """Say how the keys of a kind are called."""
    _known[kind] = names


def holders_of(actor: Actor, sources: Collection[str]) -> dict[str, Holder]:
    """Return what rooms are held for, by its key: as many queries as there are kinds of them."""
    found: dict[str, Holder] = {}
    for kind, names in _known.items():
        if keys := {each for each in sources if each.startswith(f"{kind}:")}:
            found |= names(actor, keys)
    return found
