"""Who could meet whom, as plain data: organisations with what they seek and offer, what was asked, topics in a tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum


class Answer(Enum):
    """What became of a request; only the first two are decisions."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation as it describes itself.

    ``needs`` and ``offers`` are topics with how much each is meant, above 0. ``places`` are where it is or belongs:
    country, region, city, group. ``zone`` is in hours from UTC, None where it is not known. Two of the same ``side``
    are not suggested to each other; those without one are suggested to all.
    """

    id: int
    kind: str = ""
    needs: Mapping[str, float] = field(default_factory=dict)
    offers: Mapping[str, float] = field(default_factory=dict)
    places: frozenset[str] = frozenset()
    zone: float | None = None
    side: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One organisation asked another for a meeting on a day (a number that rises), and what became of it."""

    asking: int
    asked: int
    day: float
    answer: Answer = Answer.NONE


class Circle:
    """Organisations, what was asked among them before a day, and the topic broader than each, where there is one.

    Requests of the day itself or later, and of organisations that are not among these, are left out: nothing later than
    the day is known on it. The order of organisations and requests means nothing. ``counted`` tells how many
    organisations of a kind asked one (by its id) besides, where no more is known of them than their number.
    """

    def __init__(
        self,
        organisations: Sequence[Organisation],
        requests: Sequence[Request],
        day: float,
        broader: Mapping[str, str] | None = None,
        counted: Mapping[tuple[str, int], int] | None = None,
    ) -> None:
        self.organisations = sorted(organisations, key=lambda one: one.id)
        self.row = {one.id: row for row, one in enumerate(self.organisations)}
        if len(self.row) != len(organisations):
            raise ValueError("two organisations have one id")
        among = (one for one in requests if one.day < day and one.asking in self.row and one.asked in self.row)
        self.requests = sorted(
            (one for one in among if one.asking != one.asked),
            key=lambda one: (one.day, one.asking, one.asked, one.answer.value),
        )
        self.day = day
        self.counted = {key: number for key, number in sorted((counted or {}).items()) if key[1] in self.row}
        self.broader = dict(broader or {})
        for topic in self.broader:
            self.lineage(topic)

    def lineage(self, topic: str) -> list[str]:
        """A topic, the one broader than it, and so on to the broadest."""
        line = [topic]
        while (above := self.broader.get(line[-1])) is not None:
            if above in line:
                raise ValueError(f"the topic {topic} is broader than itself")
            line.append(above)
        return line
