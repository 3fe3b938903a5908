"""Bipartite matching between a participant's meetings and slots, small enough for plain Python."""

from collections.abc import Iterable, Sequence


def matched(domains: Sequence[Iterable[int]]) -> dict[int, int] | None:
    """A slot of its own for every domain, as {slot: index of the domain}; None when some domain must stay without."""
    owner: dict[int, int] = {}
    for index in range(len(domains)):
        if not augment(domains, index, owner, set()):
            return None
    return owner


def augment(domains: Sequence[Iterable[int]], index: int, owner: dict[int, int], seen: set[int]) -> bool:
    """Give domain `index` a slot by moving others along an alternating path; slots in `seen` are left alone."""
    for slot in domains[index]:
        if slot in seen:
            continue
        seen.add(slot)
        if slot not in owner or augment(domains, owner[slot], owner, seen):
            owner[slot] = index
            return True
    return False


def supported(domains: Sequence[frozenset[int]]) -> list[frozenset[int]] | None:
    """Only those slots of each domain that some complete matching uses; None when there is no complete matching.

    A slot can change hands when its owner finds another, along a chain that ends in a free slot or where it began.
    """
    owner = matched(domains)
    if owner is None:
        return None
    reach = _reach(domains, owner)
    free = sum(1 << slot for slot in frozenset().union(*domains) if slot not in owner)
    kept: list[frozenset[int]] = [frozenset()] * len(domains)
    for own, index in owner.items():
        wanted = free | 1 << own
        kept[index] = frozenset(slot for slot in domains[index] if slot not in owner or reach[slot] & wanted)
    return kept


def _reach(domains: Sequence[frozenset[int]], owner: dict[int, int]) -> dict[int, int]:
    """For each owned slot the slots, as bits, at which a chain of owners that move on can arrive; itself included."""
    reach = {slot: sum(1 << other for other in domains[index]) for slot, index in owner.items()}
    for between in owner:
        bit, onward = 1 << between, reach[between]
        for slot, arrived in reach.items():
            if arrived & bit:
                reach[slot] = arrived | onward
    return reach
