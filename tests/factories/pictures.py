"""Pictures, whole and hostile, as somebody's browser would send them."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo


def picture_bytes(kind: str = "PNG", *, size: tuple[int, int] = (40, 20), colour: Any = "teal", **said: Any) -> bytes:
    """A whole picture of one colour."""
    kept = BytesIO()
    Image.new("RGB", size, colour).save(kept, kind, **said)
    return kept.getvalue()


def talkative_png(word: str) -> bytes:
    """A PNG that says a word in its metadata and again behind its end, where a page could hide."""
    said = PngInfo()
    said.add_text("Comment", word)
    return picture_bytes(pnginfo=said) + f"<script>{word}</script>".encode()


def talkative_jpeg(word: str, *, orientation: int = 1) -> bytes:
    """A JPEG that says a word in its metadata, and how it is to be turned."""
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = word, orientation
    return picture_bytes("JPEG", exif=exif, comment=word.encode())


def png_of(width: int, height: int, *, content: bytes = b"") -> bytes:
    """A PNG whose header promises so many pixels, whatever follows."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(content)) + _chunk(b"IEND", b"")
    )


def moving_png() -> bytes:
    """An animated PNG of two pictures."""
    kept, frames = BytesIO(), [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(kept, "PNG", save_all=True, append_images=frames[1:])
    return kept.getvalue()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def sent(content: bytes, name: str = "logo.png") -> SimpleUploadedFile:
    """The file as a form receives it."""
    return SimpleUploadedFile(name, content, content_type="image/png")
