"""Stored files: taken in under caps, kept under a random name, served only through a view that has checked."""

from __future__ import annotations

from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils.translation import gettext as _

from bridgehead.foundation.models import StoredFile
from bridgehead.foundation.refusals import require

MAX_BYTES = 10_000_000
#: What may be shown in a page; everything else is a download. Recognised by its first bytes, never by its name.
_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}


def media_type(head: bytes) -> str:
    """Return the media type that the first bytes of a file show; unknown ones are plain bytes."""
    for mark, kind in _PICTURES.items():
        if head.startswith(mark) and (mark != b"RIFF" or head[8:12] == b"WEBP"):
            return kind
    return "application/pdf" if head.startswith(b"%PDF-") else "application/octet-stream"


def store(given: UploadedFile[bytes], *, uploaded_by: int | None, max_bytes: int = MAX_BYTES) -> StoredFile:
    """Keep an uploaded file; refuse one that is empty or too large."""
    require((given.size or 0) > 0, _("The file is empty."))
    require(
        (given.size or 0) <= max_bytes,
        _("The file is larger than %(size)s MB.") % {"size": max_bytes // 1_000_000},
    )
    given.seek(0)
    content = given.read()
    kept = StoredFile(
        filename=_clean_name(given.name or ""),
        media_type=media_type(content[:16]),
        size=len(content),
        sha256=sha256(content).hexdigest(),
        uploaded_by_id=uploaded_by,
    )
    kept.content.save("", ContentFile(content), save=True)
    return kept


def serve(file: StoredFile) -> FileResponse:
    """Stream a stored file; the caller has checked that this reader may have it."""
    is_picture = file.media_type in _PICTURES.values()
    response = FileResponse(
        file.content.open("rb"), content_type=file.media_type, as_attachment=not is_picture, filename=file.filename
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _clean_name(name: str) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:200] or "file"
