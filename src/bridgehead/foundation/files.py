"""Stored files: taken in under caps, kept under a random name, served only through a view that has checked.

A record that holds a file refers to it with ``on_delete=PROTECT``: that is how a file knows that it is in use. One that
no record holds is removed, be it that its record let it go or that its deed was refused after all.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from bridgehead.foundation.jobs import Claim, job, queue
from bridgehead.foundation.models import StoredFile
from bridgehead.foundation.refusals import require

MAX_BYTES = 10_000_000
#: Of a file's name, and of the ending that is kept when it is cut.
_LONGEST_NAME, _LONGEST_ENDING = 200, 20
_DEVICES = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10))})
#: By then the deed that a file was stored for has taken it up, or never will.
TAKEN_UP_WITHIN = timedelta(hours=1)
#: What may be shown in a page; everything else is a download. Recognised by its first bytes, never by its name.
_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}


def media_type(head: bytes) -> str:
    """Return the media type that the first bytes of a file show; unknown ones are plain bytes."""
    for mark, kind in _PICTURES.items():
        if head.startswith(mark) and (mark != b"RIFF" or head[8:12] == b"WEBP"):
            return kind
    return "application/pdf" if head.startswith(b"%PDF-") else "application/octet-stream"


def require_size(given: File[Any], *, max_bytes: int) -> None:
    """Refuse a file that is empty or too large."""
    require((given.size or 0) > 0, _("The file is empty."))
    require(
        (given.size or 0) <= max_bytes,
        _("The file is larger than %(size)s MB.") % {"size": max_bytes // 1_000_000},
    )


def store(given: File[Any], *, uploaded_by: int | None, now: datetime, max_bytes: int = MAX_BYTES) -> StoredFile:
    """Keep a file for a deed that follows; the file goes by itself where none takes it up.

    Called before the deed's transaction, which holds no file work. However large it is, it is read in pieces.
    """
    require_size(given, max_bytes=max_bytes)
    head, size, digest = _looked_at(given)
    kept = StoredFile(
        filename=_clean_name(given.name or ""),
        media_type=media_type(head),
        size=size,
        sha256=digest,
        uploaded_by_id=uploaded_by,
    )
    place = kept.content.field.generate_filename(kept, kept.filename)
    kept.content.name = place
    # First that it will be removed, then its bytes: a process that is killed in between leaves nothing for good.
    with transaction.atomic():
        kept.save()
        _remove(kept, key=f"file:{kept.pk}", at=now + TAKEN_UP_WITHIN)
    default_storage.save(place, File(given.file))
    return kept


def _looked_at(given: File[Any]) -> tuple[bytes, int, str]:
    """The first bytes of a file, its size and the digest of all."""
    head, size, hashed = b"", 0, sha256()
    for chunk in given.chunks():
        head = head or chunk[:16]
        size += len(chunk)
        hashed.update(chunk)
    return head, size, hashed.hexdigest()


def is_lost(file: StoredFile) -> bool:
    """Whether the bytes of a file are no longer where they were kept, or were cut off by a process that was killed."""
    place = str(file.content.name)
    return not default_storage.exists(place) or default_storage.size(place) != file.size


def put_back(file: StoredFile, given: File[Any]) -> bool:
    """Lay the bytes of a lost file where they were; False, and nothing is done, where these are others."""
    _head, size, digest = _looked_at(given)
    if (size, digest) != (file.size, file.sha256):
        return False
    place = str(file.content.name)
    beside = f"{place}.laid"
    default_storage.delete(beside)  # what a killed process left; nothing where there is nothing
    laid = default_storage.save(beside, File(given.file))
    # At once: whoever reads meanwhile has all of the file or finds it lost, and never a part.
    Path(default_storage.path(laid)).replace(default_storage.path(place))
    return True


def let_go(file: StoredFile, *, now: datetime) -> None:
    """Say, in the transaction of the deed, that a record holds the file no longer: it is removed after the commit."""
    _remove(file, key=f"file:{file.pk}:let-go", at=now)


def _remove(file: StoredFile, *, key: str, at: datetime) -> None:
    queue(remove_file, key=key, at=at, file_id=file.pk, place=file.content.name)


@job("foundation.remove_file")
def remove_file(claim: Claim, *, file_id: int, place: str) -> None:
    """Remove a stored file that no record holds: first what is known of it, then what lies at its place."""
    try:
        with transaction.atomic():
            for unused in StoredFile.objects.filter(pk=file_id):
                unused.delete()
    except (ProtectedError, IntegrityError):
        return  # a record holds it
    default_storage.delete(place)


def serve(file: StoredFile, *, named: str = "") -> FileResponse:
    """Stream a stored file; the caller has checked that this reader may have it.

    ``named`` is what it is called for whoever may not know how it was called by those who brought it; it is then never
    shown in a page.
    """
    try:
        content = file.content.open("rb")
    except FileNotFoundError:
        raise Http404 from None  # removed since the caller has looked
    is_shown = not named and file.media_type in _PICTURES.values()
    response = FileResponse(
        content, content_type=file.media_type, as_attachment=not is_shown, filename=named or file.filename
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def files_kept(user_id: int) -> list[dict[str, Any]]:
    """Return which files a person has brought, for the export of their personal data."""
    brought = StoredFile.objects.filter(uploaded_by_id=user_id).order_by("pk")
    return [
        {"filename": each.filename, "size": each.size, "sha256": each.sha256, "at": each.created_at.isoformat()}
        for each in brought
    ]


def forget_uploader(user_id: int, now: datetime) -> None:
    """Forget who brought a file: part of the person's erasure. The file is its record's and stays."""
    StoredFile.objects.filter(uploaded_by_id=user_id).update(uploaded_by_id=None)


def _clean_name(name: str) -> str:
    """A name that is one everywhere: no way to a folder, no hidden sign, none of the devices that Windows knows.

    One that is cut keeps its ending.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"|?*').strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if dot and len(ending) <= _LONGEST_ENDING:
        plain = f"{stem[: _LONGEST_NAME - len(ending) - 1].rstrip('. ')}.{ending}"
    plain = plain[:_LONGEST_NAME] or "file"
    return f"_{plain}" if plain.split(".", 1)[0].strip().upper() in _DEVICES else plain
