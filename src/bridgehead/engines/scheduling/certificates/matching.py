"""Can everybody have a slot of their own? A plain augmenting matching."""

from collections.abc import Iterable, Sequence


def fits(domains: Sequence[Iterable[int]]) -> bool:
    """Whether each domain can be given one of its slots, no slot twice."""
    taken: dict[int, int] = {}
    return all(_placed(domains, index, taken, set()) for index in range(len(domains)))


def _placed(domains: Sequence[Iterable[int]], index: int, taken: dict[int, int], tried: set[int]) -> bool:
    for slot in domains[index]:
        if slot not in tried:
            tried.add(slot)
            if slot not in taken or _placed(domains, taken[slot], taken, tried):
                taken[slot] = index
                return True
    return False
