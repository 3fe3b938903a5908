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
    """Only those slots of each domain that some complete matching uses; None when there is no complete matching."""
    owner = matched(domains)
    if owner is None:
        return None
    own = {index: slot for slot, index in owner.items()}
    kept = []
    for index, domain in enumerate(domains):
        kept.append(
            frozenset(slot for slot in domain if slot == own[index] or _can_take(domains, owner, own, index, slot))
        )
    return kept


def _can_take(
    domains: Sequence[frozenset[int]], owner: dict[int, int], own: dict[int, int], index: int, slot: int
) -> bool:
    """Whether `index` can have `slot` while everybody else still finds one; its own slot becomes free."""
    if slot not in owner:
        return True
    trial = dict(owner)
    del trial[own[index]]
    return augment(domains, owner[slot], trial, {slot})
