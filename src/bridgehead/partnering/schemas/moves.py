"""Where a meeting may go by hand, slot by slot: free tables, how many it could change places with, or why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from bridgehead.partnering.adapters.board import Spot
from bridgehead.partnering.models import Slot, Table
from bridgehead.partnering.queries.moves import FREE, LIES, SWAPS, Drops, Places

#: So many free tables of one slot are offered; they are as good as each other.
TABLES_OFFERED = 6


@dataclass(frozen=True, slots=True)
class SlotLine:
    """A slot: its free tables, how many more there are, and those whose meetings may change places; or why not."""

    slot: Slot
    is_own: bool
    free: tuple[Table, ...]
    more: int
    swaps: tuple[Table, ...]
    why: str
    #: What does not stand in the way, and should be known all the same.
    beside: str


def slot_lines(places: Places, drops: Drops, beside: Sequence[str], swapped: Mapping[Spot, str]) -> list[SlotLine]:
    """Return the slots in the order of time; ``beside`` says of each what should be known of it.

    ``swapped`` says it, by its place, of a meeting that would come in exchange.
    """
    lines = (_line(places, drops, position, beside[position]) for position in range(len(places.slots)))
    return [_with_swaps(each, swapped) for each in lines]


def _with_swaps(line: SlotLine, swapped: Mapping[Spot, str]) -> SlotLine:
    told = (swapped.get(Spot(line.slot.pk, table.pk), "") for table in line.swaps)
    return replace(line, beside=" ".join(filter(None, [line.beside, *told])))


def _line(places: Places, drops: Drops, position: int, beside: str) -> SlotLine:
    said = list(zip(places.tables, (row[position] for row in drops.codes), strict=True))
    free = [table for table, code in said if code == FREE]
    swaps = [table for table, code in said if code == SWAPS]
    is_own = any(code == LIES for _table, code in said)
    return SlotLine(
        slot=places.slots[position],
        is_own=is_own,
        free=tuple(free[:TABLES_OFFERED]),
        more=max(0, len(free) - TABLES_OFFERED),
        swaps=() if free else tuple(swaps[:TABLES_OFFERED]),
        why="" if free or swaps or is_own else drops.against[position] or _("All tables are taken then."),
        beside=beside,
    )
