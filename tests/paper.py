"""What a printed file says, as a reader who copies its text would find it."""

from __future__ import annotations

import io

from pypdf import PdfReader


def pages_of(written: bytes) -> list[str]:
    """Return the text of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(written)).pages]
