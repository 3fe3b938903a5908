"""Why requests have no place, in rows' ids: found in the process that solves, kept with the run, read without it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from bridgehead.engines.scheduling.explain import Act, Explainer, Reason, Remedy, Why
from bridgehead.engines.scheduling.schedule import Schedule
from bridgehead.partnering.adapters.problem import FrozenProblem, engine_problem

__all__ = ["MOST_EXPLAINED", "Act", "Explained", "FullSide", "Helps", "Why", "explained"]

#: A reason takes a millisecond or two on a large round; nobody reads more of them than this.
MOST_EXPLAINED = 2_000


@dataclass(frozen=True, slots=True)
class FullSide:
    """A delegation with a meeting in every slot open to it, and how many of them count more, as much and less."""

    delegation: int
    heavier: int
    equal: int
    lighter: int


@dataclass(frozen=True, slots=True)
class Helps:
    """One act that is enough in any one of these slots; of a delegation or of another request, where it has one."""

    act: str
    slots: tuple[int, ...]
    delegation: int | None
    request: int | None


@dataclass(frozen=True, slots=True)
class Explained:
    """Everything about a request without a place, for officers.

    ``open`` are the slots of each side, in the request's order, where they have none in common. ``limited`` and
    ``full`` are delegations that have as many meetings as they may, or one in every slot.
    """

    request: int
    why: str
    common: int
    open: tuple[tuple[int, ...], ...]
    limited: tuple[int, ...]
    full: tuple[FullSide, ...]
    helps: tuple[Helps, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Explained:
        """Return what ``as_json`` has told."""
        return cls(
            request=content["request"],
            why=content["why"],
            common=content["common"],
            open=tuple(map(tuple, content["open"])),
            limited=tuple(content["limited"]),
            full=tuple(FullSide(**each) for each in content["full"]),
            helps=tuple(Helps(**{**each, "slots": tuple(each["slots"])}) for each in content["helps"]),
        )


def explained(frozen: FrozenProblem, schedule: Schedule) -> list[Explained]:
    """Explain the requests that a schedule leaves out, the first ``MOST_EXPLAINED`` of them.

    What is spared is told as closed.
    """
    frozen = frozen.closing_spared(schedule)
    explainer = Explainer(engine_problem(frozen), schedule)
    return [_told(frozen, explainer.reason(number)) for number in explainer.unplaced()[:MOST_EXPLAINED]]


def _told(frozen: FrozenProblem, reason: Reason) -> Explained:
    delegation = [each.id for each in frozen.delegations]
    slot = [each.id for each in frozen.slots]
    return Explained(
        request=frozen.requests[reason.meeting].id,
        why=reason.why.value,
        common=len(reason.common),
        open=() if reason.common else tuple(tuple(slot[each] for each in own) for own in reason.open_slots),
        limited=tuple(delegation[each] for each in reason.limited),
        full=tuple(
            FullSide(delegation[each.participant], each.heavier, each.equal, each.lighter) for each in reason.full
        ),
        helps=_helps(frozen, reason.remedies),
    )


def _helps(frozen: FrozenProblem, remedies: Iterable[Remedy]) -> tuple[Helps, ...]:
    """What differs by its slot alone is one act with several slots."""
    slots: dict[tuple[str, int | None, int | None], list[int]] = {}
    for each in remedies:
        delegation = None if each.participant is None else frozen.delegations[each.participant].id
        request = None if each.meeting is None else frozen.requests[each.meeting].id
        slots.setdefault((each.act.value, delegation, request), []).append(frozen.slots[each.slot].id)
    return tuple(Helps(act, tuple(found), delegation, request) for (act, delegation, request), found in slots.items())
