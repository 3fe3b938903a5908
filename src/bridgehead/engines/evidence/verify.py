"""Holds what a report says against what its records give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bridgehead.engines.evidence.published import WHOLE, Figure, Published, Record
from bridgehead.engines.evidence.recompute import canonical, digest_of_document, figures_of


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold: where, of which figure or record, what is said and what comes out."""

    place: str
    figure: str
    told: str
    found: str

    def __str__(self) -> str:
        return f"{self.place}: {self.figure}: {self.told}; {self.found}"


def verify(published: Published, *, digest: str = "") -> list[Finding]:
    """Return all that does not hold in a report, nothing where it is whole.

    Figures are recomputed from the records of ``report.json`` and once more from those of the tables beside it.
    ``digest`` is the one that the site or the printed report shows: with it a report that was made anew from other
    records is found out too.
    """
    found = [*_about(published), *_against(published, published.records, published.figures, WHOLE)]
    if published.table_records is not None and published.table_figures is not None:
        found += _against(published, published.table_records, published.table_figures, "the tables")
        found += _same_records(published.records, published.table_records)
        if not found and Counter(published.figures) != Counter(published.table_figures):
            found.append(
                Finding("figures.csv", "the figures", "are not those of report.json", "one of the two was changed")
            )
    found += [Finding(name, "the tables", "is missing", "the others lie here") for name in published.missing]
    found += [
        Finding(name, "the table", "is named with its digest in the package", "has another")
        for name in published.altered
    ]
    own, stated = digest_of_document(published.document), str(published.document["digest"])
    if own != stated:
        found.append(Finding(WHOLE, "the whole report", f"states the digest {stated}", f"has the digest {own}"))
    if digest and digest.lower() != own:
        found.append(Finding(WHOLE, "the whole report", f"was published as {digest.lower()}", f"has the digest {own}"))
    return found


def _about(published: Published) -> Iterable[Finding]:
    """Hold the records to what the report says that it is about."""
    first, last = published.period
    for record in published.records:
        if not first <= record["on"] <= last:
            yield Finding(
                WHOLE, f"record {record['id']}", f"stands on {record['on']}", f"the report is on {first} – {last}"
            )
    if published.records and not published.figures:
        yield Finding(WHOLE, "the figures", "are none", f"there are {len(published.records)} records")


def _against(
    published: Published, records: Sequence[Record], figures: Sequence[Figure], place: str
) -> Iterable[Finding]:
    twice = [each for each, times in Counter(str(record["id"]) for record in records).items() if times > 1]
    yield from (Finding(place, f"record {each}", "stands once", "stands more than once") for each in sorted(twice))
    computed = {
        (each.indicator, each.group): each
        for definition in published.definitions
        for each in figures_of(definition, records)
    }
    stated = Counter((each.indicator, each.group) for each in figures)
    for figure in figures:
        own = computed.get((figure.indicator, figure.group))
        if stated[figure.indicator, figure.group] > 1:
            yield Finding(place, figure.name, "is one figure", "is told more than once")
        elif own is None:
            yield Finding(place, figure.name, f"is said to be {figure.value}", "no record gives it")
        elif own != figure:
            yield Finding(place, figure.name, *_difference(figure, own))
    for key, own in computed.items():
        if key not in stated:
            yield Finding(place, own.name, "is not told", f"the records give {own.value}")


def _difference(told: Figure, own: Figure) -> tuple[str, str]:
    for name in ("value", "exactness", "cases", "unit", "version"):
        if getattr(told, name) != getattr(own, name):
            said = "" if name == "value" else f"{name} "
            return f"is said to be {said}{getattr(told, name)}", f"the records give {said}{getattr(own, name)}"
    return f"is said to be {told.value}", "a record behind it was altered: its proof is another"


def _same_records(one: Sequence[Record], other: Sequence[Record]) -> Iterable[Finding]:
    here, there = ({str(each["id"]): canonical(each) for each in some} for some in (one, other))
    for key in sorted(here.keys() | there.keys()):
        if here.get(key) != there.get(key):
            yield Finding("records.csv", f"record {key}", "is the same in report.json", "one of the two was changed")
