"""The files in which an edition is taken away, made in the background once it is published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import override

from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import LANGUAGES
from bridgehead.foundation.files import store
from bridgehead.foundation.jobs import Claim, job
from bridgehead.outcomes.actions.reports import FILES
from bridgehead.outcomes.adapters.open_data import open_data
from bridgehead.outcomes.adapters.report_papers import report_pdf
from bridgehead.outcomes.models import Edition, EditionFile, PaperKind
from bridgehead.outcomes.queries.reports import document_of, edition_by_id, figures_of
from bridgehead.outcomes.sheets import report_workbook

#: A report of a hundred thousand cases is some tens of megabytes.
MOST_BYTES = 500_000_000


@job(FILES, attempts=5, lease_seconds=300)
def make_files(claim: Claim, *, edition_id: int) -> None:
    """Make each file of an edition that is not there yet."""
    edition = edition_by_id(edition_id)
    made = set(edition.files.values_list("kind", "language"))
    for kind, language, content in _files(edition, made):
        name = f"report-{edition.report.public_id}-{edition.number}{'-' if language else ''}{language}.{kind}"
        kept = store(ContentFile(content, name), uploaded_by=None, now=clock.now(), max_bytes=MOST_BYTES)
        with transaction.atomic():
            EditionFile.objects.get_or_create(edition=edition, kind=kind, language=language, defaults={"file": kept})


def _files(edition: Edition, made: set[tuple[str, str]]) -> Iterator[tuple[str, str, bytes]]:
    document: Any = None
    if (PaperKind.DATA, "") not in made or any((PaperKind.XLSX, each) not in made for each in LANGUAGES):
        document = document_of(edition)
    if (PaperKind.DATA, "") not in made:
        yield PaperKind.DATA, "", open_data(document, published_at=edition.published_at)
    for language in LANGUAGES:
        with override(language):
            if (PaperKind.PDF, language) not in made:
                yield PaperKind.PDF, language, report_pdf(edition, figures_of(edition))
            if (PaperKind.XLSX, language) not in made:
                yield PaperKind.XLSX, language, report_workbook(document, made_at=edition.published_at)
