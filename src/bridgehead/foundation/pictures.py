"""Pictures that people upload: decoded under caps and drawn anew, so that nothing but a picture is kept.

What else was in the file (metadata, a place where a photograph was taken, a page or a program behind the picture) goes
with it. Only the decoder of the kind that the first bytes show ever sees the file.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.files import File
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from bridgehead.foundation.files import media_type, require_size
from bridgehead.foundation.refusals import Refused, require

MAX_BYTES = 5_000_000
#: Pixels along either side; read from the header before anything is decoded: 3,000 × 3,000 take 36 MB.
MAX_SIDE = 3_000
#: What is kept: four pixels for each of the largest square that a page shows it in.
SIDE = 256
_DECODERS: dict[str, type[ImageFile.ImageFile]] = {"image/png": PngImageFile, "image/jpeg": JpegImageFile}
#: What the decoders raise at a file that is not whole or was made to harm.
_UNREADABLE = (OSError, ValueError, SyntaxError, TypeError, IndexError, OverflowError, struct.error, zlib.error)


@dataclass(frozen=True, slots=True)
class Picture:
    """A square PNG of our own drawing, ``SIDE`` pixels a side."""

    content: bytes


def square_picture(given: File[Any]) -> Picture:
    """Draw an uploaded PNG or JPEG anew within a square, whole and on a clear ground; refuse whatever else it is."""
    require_size(given, max_bytes=MAX_BYTES)
    given.seek(0)
    content = given.read()
    decoder = _DECODERS.get(media_type(content[:16]))
    if decoder is None:
        raise Refused(_("This is not a PNG or JPEG picture. Save it as one of them and try again."))
    try:
        with decoder(BytesIO(content)) as opened:
            _require_modest(opened)
            drawn = _drawn(opened)
    except _UNREADABLE as error:
        raise Refused(_("The picture is damaged and cannot be read to its end. Save it anew and try again.")) from error
    kept = BytesIO()
    drawn.save(kept, "PNG", optimize=True)
    return Picture(kept.getvalue())


def _require_modest(opened: ImageFile.ImageFile) -> None:
    """Refuse what is too large or moves, as its header says."""
    width, height = opened.size
    require(
        max(width, height) <= MAX_SIDE,
        _("The picture has %(width)s × %(height)s pixels. Make it smaller: at most %(most)s along either side.")
        % {"width": f"{width:,}", "height": f"{height:,}", "most": f"{MAX_SIDE:,}"},
    )
    require(not getattr(opened, "is_animated", False), _("The picture moves. Choose one that stands still."))


def _drawn(opened: ImageFile.ImageFile) -> Image.Image:
    upright = _in_eight_bits(ImageOps.exif_transpose(opened)).convert("RGBA")
    scale = SIDE / max(upright.size)
    width, height = (max(1, round(side * scale)) for side in upright.size)
    fitted = upright.resize((width, height), Image.Resampling.LANCZOS)
    ground = Image.new("RGBA", (SIDE, SIDE))
    ground.paste(fitted, ((SIDE - fitted.width) // 2, (SIDE - fitted.height) // 2))
    return ground


def _in_eight_bits(opened: Image.Image) -> Image.Image:
    """Bring greys of sixteen bits down to eight; the decoder would cut them off, and most of them would be white."""
    if not opened.mode.startswith("I"):
        return opened
    return opened.convert("I").point(lambda grey: grey * (1 / 257)).convert("L")
