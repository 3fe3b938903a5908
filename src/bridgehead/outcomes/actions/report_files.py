"""The files in which an edition is taken away, each made by itself in the background once it is published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import override

from bridgehead.accounts.actor import SYSTEM
from bridgehead.foundation import audit, clock
from bridgehead.foundation.files import is_lost, let_go, put_back, store
from bridgehead.foundation.jobs import Claim, job
from bridgehead.outcomes.actions.reports import FILE
from bridgehead.outcomes.adapters.open_data import write_open_data
from bridgehead.outcomes.adapters.report_papers import report_pdf
from bridgehead.outcomes.models import Edition, EditionFile, PaperKind
from bridgehead.outcomes.queries.reports import edition_by_id, figures_of, kept_of
from bridgehead.outcomes.sheets import write_workbook

#: A report of a hundred thousand cases is some tens of megabytes.
MOST_BYTES = 500_000_000


def _write_data(edition: Edition, paper: IO[bytes]) -> None:
    write_open_data(kept_of(edition), paper, published_at=edition.published_at)


def _write_pdf(edition: Edition, paper: IO[bytes]) -> None:
    paper.write(report_pdf(edition, figures_of(edition)))


def _write_workbook(edition: Edition, paper: IO[bytes]) -> None:
    write_workbook(kept_of(edition), paper, made_at=edition.published_at)


_WRITERS: Mapping[str, Callable[[Edition, IO[bytes]], None]] = {
    PaperKind.DATA: _write_data,
    PaperKind.PDF: _write_pdf,
    PaperKind.XLSX: _write_workbook,
}


@job(FILE, attempts=5, lease_seconds=300)
def make_file(claim: Claim, *, edition_id: int, kind: str, language: str) -> None:
    """Make one file of an edition where it is not there yet, and again where its bytes are lost."""
    edition = edition_by_id(edition_id)
    made = edition.files.select_related("file").filter(kind=kind, language=language).first()
    if made is not None and not is_lost(made.file):
        return
    name = f"report-{edition.report.public_id}-{edition.number}{'-' if language else ''}{language}.{kind}"
    with TemporaryFile() as paper:
        with override(language or None):
            _WRITERS[kind](edition, paper)
        given = File(paper, name)
        if made is None:
            kept = store(given, uploaded_by=None, now=clock.now(), max_bytes=MOST_BYTES)
            with transaction.atomic():
                edition.files.get_or_create(kind=kind, language=language, defaults={"file": kept})
        elif not put_back(made.file, given):
            _replace(edition, made, given)


def _replace(edition: Edition, made: EditionFile, given: File[Any]) -> None:
    """Take a file for a lost one that it does not equal, and say so.

    Whoever has the lost one sees two with the same digest of the edition inside: another version of what writes them
    has written the same records. Open data can be verified either way.
    """
    now, lost = clock.now(), made.file
    made.file = store(given, uploaded_by=None, now=now, max_bytes=MOST_BYTES)
    change = {"file": (None, made.file.filename), "sha256": (lost.sha256, made.file.sha256)}
    with transaction.atomic():
        made.save(update_fields=["file"])
        let_go(lost, now=now)
        stream = edition.report.audit_stream
        audit.record("outcomes.file_replaced", on=edition.report, by=SYSTEM, at=now, stream=stream, change=change)
