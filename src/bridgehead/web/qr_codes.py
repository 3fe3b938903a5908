"""Codes that a camera reads: an address as a picture drawn from its squares."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

#: A camera needs so many empty squares around a code.
_MARGIN = 4


def qr_picture(said: str, *, label: str) -> SafeString:
    """Return a QR code (ISO/IEC 18004, level M) of a text as an SVG picture, black on white in either theme."""
    size, path = _drawn(said)
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges">'
        '<rect width="{0}" height="{0}" fill="#fff"/><path fill="#000" d="{2}"/></svg>',
        size,
        label,
        path,
    )


def qr_drawing(said: str) -> str:
    """Return the same code as an SVG file of its own, which a printed page takes in."""
    size, path = _drawn(said)
    return f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {size} {size}'><path d='{path}'/></svg>"


def _drawn(said: str) -> tuple[int, str]:
    """Return how many squares wide a code is with its margin, and the outline of its dark ones, joined row by row."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=_MARGIN)
    code.add_data(said)
    code.make(fit=True)
    squares = code.get_matrix()
    runs = [f"M{start} {row}h{width}v1h-{width}z" for row, line in enumerate(squares) for start, width in _runs(line)]
    return len(squares), "".join(runs)


def _runs(line: list[bool]) -> Iterator[tuple[int, int]]:
    """Give where dark squares begin in a row, and how many there are side by side."""
    column = 0
    for is_dark, run in groupby(line):
        width = len(list(run))
        if is_dark:
            yield column, width
        column += width
