"""Pictures that people upload: decoded under caps and drawn anew, so that nothing but a picture is kept.

What else was in the file (metadata, a place where a photograph was taken, a page or a program behind the picture) goes
with it. Only the decoder of the kind that the first bytes show ever sees the file.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
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
#: A photograph may be larger than a logo, as cameras make them; it is kept so that it fills a large screen.
PHOTO_BYTES, PHOTO_MAX_SIDE, PHOTO_SIDE = 10_000_000, 8_000, 2_560
_DECODERS: dict[str, type[ImageFile.ImageFile]] = {"image/png": PngImageFile, "image/jpeg": JpegImageFile}
#: What the decoders raise at a file that is not whole or was made to harm.
_UNREADABLE = (OSError, ValueError, SyntaxError, TypeError, IndexError, OverflowError, struct.error, zlib.error)


@dataclass(frozen=True, slots=True)
class Picture:
    """A square PNG of our own drawing, ``SIDE`` pixels a side."""

    content: bytes


def square_picture(given: File[Any]) -> Picture:
    """Draw an uploaded PNG or JPEG anew within a square, whole and on a clear ground; refuse whatever else it is."""
    drawn = _opened(given, max_bytes=MAX_BYTES, max_side=MAX_SIDE, draw=_drawn)
    kept = BytesIO()
    drawn.save(kept, "PNG", optimize=True)
    return Picture(kept.getvalue())


def photograph(given: File[Any]) -> File[Any]:
    """Draw an uploaded JPEG or PNG anew, upright, at most ``PHOTO_SIDE`` pixels a side; refuse whatever else it is."""
    drawn = _opened(given, max_bytes=PHOTO_BYTES, max_side=PHOTO_MAX_SIDE, draw=_upright)
    kept = BytesIO()
    has_holes = drawn.mode == "RGBA" and drawn.getchannel("A").getextrema() != (255, 255)
    if has_holes:
        drawn.save(kept, "PNG")
    else:
        drawn.convert("RGB").save(kept, "JPEG", quality=90, optimize=True)
    kept.seek(0)
    return File(kept, name="photograph.png" if has_holes else "photograph.jpg")


def _opened(
    given: File[Any], *, max_bytes: int, max_side: int, draw: Callable[[ImageFile.ImageFile], Image.Image]
) -> Image.Image:
    """Decode an uploaded PNG or JPEG under caps and have it drawn."""
    require_size(given, max_bytes=max_bytes)
    given.seek(0)
    content = given.read()
    decoder = _DECODERS.get(media_type(content[:16]))
    if decoder is None:
        raise Refused(_("This is not a PNG or JPEG picture. Save it as one of them and try again."))
    try:
        with decoder(BytesIO(content)) as opened:
            _require_modest(opened, max_side)
            return draw(opened)
    except _UNREADABLE as error:
        raise Refused(_("The picture is damaged and cannot be read to its end. Save it anew and try again.")) from error


def _upright(opened: ImageFile.ImageFile) -> Image.Image:
    if isinstance(opened, JpegImageFile):
        opened.draft("RGB", (PHOTO_SIDE, PHOTO_SIDE))  # a large one is decoded at a half or a quarter at once
    upright = _in_eight_bits(ImageOps.exif_transpose(opened))
    drawn = upright.convert("RGB" if isinstance(opened, JpegImageFile) else "RGBA")
    drawn.thumbnail((PHOTO_SIDE, PHOTO_SIDE), Image.Resampling.LANCZOS)
    drawn.info = {}  # a comment would be written on
    return drawn


def _require_modest(opened: ImageFile.ImageFile, max_side: int) -> None:
    """Refuse what is too large or moves, as its header says."""
    width, height = opened.size
    require(
        max(width, height) <= max_side,
        _("The picture has %(width)s × %(height)s pixels. Make it smaller: at most %(most)s along either side.")
        % {"width": f"{width:,}", "height": f"{height:,}", "most": f"{max_side:,}"},
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
