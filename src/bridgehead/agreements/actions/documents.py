"""Documents of an agreement: taken in under caps, told apart by their hash, taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.actions.held import held_agreement, told
from bridgehead.agreements.models import Agreement, Document, DocumentKind
from bridgehead.agreements.queries.signatures import is_in_signing
from bridgehead.agreements.rules import may_keep_ledger
from bridgehead.foundation import files
from bridgehead.foundation.models import StoredFile
from bridgehead.foundation.records import found
from bridgehead.foundation.refusals import Refused, require, require_valid


@dataclass(frozen=True, slots=True)
class DocumentSaid:
    """What a document is, how it is called, and whether anybody who sees the agreement may have it."""

    kind: str = DocumentKind.SIGNED
    name_ko: str = ""
    name_en: str = ""
    is_public: bool = False


def add_document(*, agreement_id: int, given: File[Any], said: DocumentSaid, by: Actor, now: datetime) -> Document:
    """Keep a file with an agreement; the very same file is kept once."""
    keeper = Agreement.objects.filter(pk=agreement_id).values_list("keeper_id", flat=True).first()
    require(keeper is not None and may_keep_ledger(by, keeper), _("Only those who keep this ledger can do that."))
    require(bool(said.name_ko or said.name_en), _("Say what the document is called."), field="name_ko")
    # Before the transaction, which holds no file work; a file that no deed takes up goes by itself.
    file = files.store(given, uploaded_by=by.user_id, now=now)
    return _add(agreement_id, file, said, by, now)


@transaction.atomic
def _add(agreement_id: int, file: StoredFile, said: DocumentSaid, by: Actor, now: datetime) -> Document:
    agreement = held_agreement(agreement_id, by=by)
    require(
        not agreement.documents.filter(file__sha256=file.sha256).exists(),
        _("This very file is kept with the agreement already."),
        field="file",
    )
    document = Document(
        agreement=agreement,
        file=file,
        kind=said.kind,
        name_ko=said.name_ko,
        name_en=said.name_en,
        is_public=said.is_public,
    )
    require_valid(document)
    document.save()
    change = {"kind": (None, said.kind), "sha256": (None, file.sha256), "is_public": (None, said.is_public)}
    told("agreements.document_added", agreement, by=by, now=now, on=document, change=change)
    return document


@transaction.atomic
def remove_document(*, document_id: int, by: Actor, now: datetime) -> None:
    """Take a document away; its hash stays in the trail, its file goes after the commit."""
    document = found(Document.objects.select_related("file"), document_id)
    agreement = held_agreement(document.agreement_id, by=by)
    require(not is_in_signing(document), _("This document was given to be signed, or was signed so: it stays."))
    file = document.file
    told(
        "agreements.document_removed",
        agreement,
        by=by,
        now=now,
        on=document,
        change={"kind": (document.kind, None), "sha256": (file.sha256, None)},
    )
    try:
        document.delete()
    except ProtectedError as held:
        raise Refused(_("A result that was recorded rests on this document, so it stays.")) from held
    files.let_go(file, now=now)
