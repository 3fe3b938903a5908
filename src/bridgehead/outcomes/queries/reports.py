"""Reports: those one may write, those that anybody may read, and what each would say or has said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.queries.public import public_agreements
from bridgehead.agreements.queries.roles import kept_ledgers
from bridgehead.directory.queries import one_or_404
from bridgehead.foundation.files import is_lost
from bridgehead.outcomes.models import Edition, EditionFile, EditionRecord, Figure, Outcome, Report, StatedEffect
from bridgehead.outcomes.queries.ladder import public_effects
from bridgehead.outcomes.queries.records import Row, records_of, rows_of, text_of
from bridgehead.outcomes.rules import HOPED, PAPERS, Paper
from bridgehead.outcomes.schemas.editions import Before, Built, Kept, built, effect_of, figure_key, figures_told, told

#: What a page reads of an edition's figures; the positions behind one are read where it is opened.
_FIGURE = ("position", "indicator", "version", "group", "value", "unit", "exactness", "cases", "proof", "edition")
#: So many records are in memory at once.
_AT_A_TIME = 1_000


def reports_kept(actor: Actor) -> QuerySet[Report]:
    """Return the reports that the person may write, drafts too, each with the number of its ``latest`` edition."""
    return (
        Report.objects.filter(keeper__in=kept_ledgers(actor))
        .annotate(latest=Max("editions__number"), published=Max("editions__published_at"))
        .select_related("keeper", "forum")
        .order_by("-changed_at", "-pk")
    )


def kept_report_or_404(actor: Actor, public_id: UUID) -> Report:
    """Return one report that the person may write."""
    return one_or_404(reports_kept(actor), public_id=public_id)


@dataclass(frozen=True, slots=True)
class Material:
    """What a report is made of as it stood when it was read: its cases and what was stated beside the ladder."""

    rows: Sequence[Row]
    effects: Sequence[StatedEffect]

    def built(self) -> Built:
        """Return what the report says of it."""
        return built(records_of(self.rows), self.effects)

    def digest(self) -> str:
        """Return a digest of it; ``digest_of_material`` gives the same as long as nothing has changed."""
        return _digest(self.rows, self.effects)


def material_of(report: Report, now: datetime) -> Material:
    """Return what a report would be made of if it were published at a moment."""
    return Material(list(rows_of(report, now)), list(effects_of(report)))


def digest_of_material(report: Report, now: datetime) -> str:
    """Read once more what a report would be made of, keeping nothing of it, and return its digest."""
    return _digest(rows_of(report, now).iterator(chunk_size=_AT_A_TIME), effects_of(report))


def _digest(rows: Iterable[Row], effects: Iterable[StatedEffect]) -> str:
    """Any change of what may change makes it another; it is good within one process."""
    hashed = sha256()
    for row in rows:
        hashed.update(repr(row).encode())
    hashed.update(repr([effect_of(each) for each in effects]).encode())
    return hashed.hexdigest()


def effects_of(report: Report) -> QuerySet[StatedEffect]:
    """Return what was stated beside the ladder in a report's period and scope."""
    stated = public_effects(is_sample=report.is_sample).filter(
        keeper=report.keeper_id, stated_on__range=(report.first_day, report.last_day)
    )
    return stated if report.forum_id is None else stated.filter(forum=report.forum_id)


def before(report: Report) -> Before | None:
    """Return what the latest edition of a report said; None before the first."""
    latest = _sealed().filter(report=report).order_by("-number").first()
    if latest is None:
        return None
    return Before(
        number=latest.number,
        digest=latest.digest,
        head=latest.head,
        records={str(key): digest for key, digest in latest.records.order_by().values_list("key", "digest")},
        figures={figure_key(each): told(each) for each in figures_of(latest)},
    )


def _sealed() -> QuerySet[Edition]:
    return Edition.objects.filter(sealed_at__isnull=False)


def published_reports() -> QuerySet[Edition]:
    """Return the latest edition of every published report, the latest period first; anybody may read them.

    Each says in ``told`` what its head says of the report: how it is called today, nobody has published.
    """
    latest = Edition.objects.filter(report=OuterRef("report"), sealed_at__isnull=False).order_by("-number")
    return (
        _sealed()
        .filter(pk=Subquery(latest.values("pk")[:1]))
        .annotate(told=F("head__report"))
        .select_related("report")
        .defer("head")
        .order_by("-report__last_day", "-published_at", "-pk")
    )


def editions_of(report: Report) -> list[Edition]:
    """Return the published editions of a report, the latest first, without what they say."""
    return list(_sealed().filter(report=report).defer("head").order_by("-number"))


def missing_papers(editions: Sequence[Edition]) -> dict[int, list[Paper]]:
    """Return what each edition is still to be had as: what was not made, and what is no longer where it was kept."""
    there = {
        (each.edition_id, (each.kind, each.language))
        for each in EditionFile.objects.filter(edition__in=editions).select_related("file")
        if not is_lost(each.file)
    }
    return {each.pk: [paper for paper in PAPERS if (each.pk, paper) not in there] for each in editions}


def edition_or_404(report_id: UUID, number: int | None = None) -> Edition:
    """Return one edition of a published report, or its latest."""
    found = _sealed().filter(report__public_id=report_id).select_related("report__keeper", "report__forum")
    edition = (found if number is None else found.filter(number=number)).order_by("-number").first()
    if edition is None:
        raise Http404
    return edition


def figures_of(edition: Edition) -> list[Figure]:
    """Return the figures of an edition in their order."""
    return list(edition.figures.only(*_FIGURE).order_by("position"))


def figure_or_404(edition: Edition, position: int) -> Figure:
    """Return one figure of an edition with the positions of its records."""
    found = edition.figures.filter(position=position).first()
    if found is None:
        raise Http404
    return found


def records_behind(figure: Figure, positions: Sequence[int]) -> list[EditionRecord]:
    """Return records at some of the positions that prove a figure, in their order."""
    return list(EditionRecord.objects.filter(edition=figure.edition_id, position__in=positions).order_by("position"))


#: What of a case may change while it stands, by the names that a record gives it.
_MAY_CHANGE = {
    "agreement": "agreement__public_id",
    "version": "agreement__current__number",
    "concealed": "agreement__concealed",
    "said_by": "said_by",
    "said_on": "said_on",
}


def corrected_since(records: Sequence[EditionRecord], now: datetime) -> set[UUID]:
    """Return which of the cases no longer stand as they were published, as far as anybody may see that.

    They were corrected or withdrawn, or something of them is no longer told, or is told by now, or on the word of
    somebody else.
    """
    told = {each.key: tuple(each.said[name] for name in _MAY_CHANGE) for each in records}
    public = Q(agreement__in=public_agreements(now)) | Q(rung__in=HOPED, is_public=True)
    standing = Outcome.objects.filter(public, public_id__in=told, withdrawn_at=None)
    today = {key: tuple(map(_as_told, said)) for key, *said in standing.values_list("public_id", *_MAY_CHANGE.values())}
    return {key for key, said in told.items() if today.get(key) != said}


def _as_told(value: Any) -> str:
    """A value as a record tells it; what is concealed is a list, or None where there is no agreement."""
    return " ".join(sorted(value)) if isinstance(value, list) else text_of(value)


def open_agreements(records: Sequence[EditionRecord], now: datetime) -> set[str]:
    """Return which of the agreements that records are of anybody may look up today."""
    wanted = [each.said["agreement"] for each in records if each.said["agreement"]]
    found = public_agreements(now).filter(public_id__in=wanted)
    return {str(each) for each in found.values_list("public_id", flat=True)}


def kept_of(edition: Edition) -> Kept:
    """Return the whole of an edition as it was published; its records are read as they are asked for."""
    bodies = edition.records.order_by("position").values_list("body", flat=True)
    return Kept(
        head=edition.head,
        figures=figures_told(figures_of(edition)),
        digest=edition.digest,
        written=lambda: bodies.iterator(chunk_size=_AT_A_TIME),
    )


def files_of(edition: Edition, language: str) -> list[EditionFile]:
    """Return the files of an edition that are made, in a language or without one."""
    return list(edition.files.select_related("file").filter(language__in=[language, ""]).order_by("kind"))


def edition_file_or_404(edition: Edition, *, kind: str, language: str) -> EditionFile:
    """Return an edition as one kind of file, in a language or without one."""
    found = edition.files.select_related("file").filter(kind=kind, language__in=[language, ""]).first()
    if found is None:
        raise Http404
    return found


def edition_by_id(edition_id: int) -> Edition:
    """Return an edition, for a job that was given its number."""
    return Edition.objects.select_related("report__keeper", "report__forum").get(pk=edition_id)
