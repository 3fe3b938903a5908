"""Codes that a camera reads: an address as a picture drawn from its squares."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

#: A camera needs so many empty squares around a code.
_MARGIN = 4


def qr_picture(said: str, *, label: str) -> SafeString:
    """Return a QR code (ISO/IEC 18004, level M) of a text as an SVG picture, black on white in either theme."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=_MARGIN)
    code.add_data(said)
    code.make(fit=True)
    squares = code.get_matrix()
    path = "".join(
        f"M{column} {row}h1v1h-1z" for row, line in enumerate(squares) for column, is_dark in enumerate(line) if is_dark
    )
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges">'
        '<rect width="{0}" height="{0}" fill="#fff"/><path fill="#000" d="{2}"/></svg>',
        len(squares),
        label,
        path,
    )
