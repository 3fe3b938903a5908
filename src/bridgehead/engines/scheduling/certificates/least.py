"""Is it true that a participant cannot do with fewer breaks? Every day with fewer runs is tried."""

from collections.abc import Collection, Sequence

from bridgehead.engines.scheduling.certificates.matching import fits

MOST_DAYS = 200_000


def needs_breaks(domains: Sequence[Collection[int]], breaks: int) -> bool:
    """Whether meetings with these slots, all of them held, leave no day with fewer breaks; false too if unsure."""
    if breaks <= 0:
        return True
    if len(domains) <= breaks:
        return False
    slots = sorted(frozenset().union(*domains))
    return _Days(domains, slots).none_with(breaks)


class _Days:
    """The days of one participant, run by run in time order."""

    def __init__(self, domains: Sequence[Collection[int]], slots: Sequence[int]) -> None:
        self.domains, self.slots, self.tried = domains, frozenset(slots), 0

    def none_with(self, runs: int) -> bool:
        """Whether no day of so many runs holds every meeting."""
        return not self._found(min(self.slots, default=0), [], runs) and self.tried <= MOST_DAYS

    def _found(self, begin: int, used: list[int], runs: int) -> bool:
        """Whether a day that begins with these slots can be completed by runs from `begin` on."""
        if len(used) == len(self.domains):
            return True
        if not runs or len(used) + sum(slot >= begin for slot in self.slots) < len(self.domains):
            return False
        return any(self._found_from(start, used, runs) for start in sorted(self.slots) if start >= begin)

    def _found_from(self, start: int, used: list[int], runs: int) -> bool:
        day = list(used)
        for slot in range(start, max(self.slots) + 1):
            self.tried += 1
            if self.tried > MOST_DAYS or slot not in self.slots or len(day) == len(self.domains):
                return False
            day.append(slot)
            if not self._can_serve(day):
                return False
            if self._found(slot + 2, day, runs - 1):
                return True
        return False

    def _can_serve(self, day: Sequence[int]) -> bool:
        """Whether each used slot can have a meeting of its own."""
        holding = [[index for index, domain in enumerate(self.domains) if slot in domain] for slot in day]
        return fits(holding)
