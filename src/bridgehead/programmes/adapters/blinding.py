"""Files and words without what tells who wrote them, for reviewers who are not to learn it."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator

from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject

#: What can be made anew without what it tells of its authors, and how it is then called.
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "image/webp": "png"}
_MOST_PIXELS = 40_000_000
#: Written in the place of a name.
HIDDEN = "■■■"
_FORMS = re.compile(
    r"\(주\)|㈜|\(유\)|주식회사|유한회사|\b(?:co|inc|corp|corporation|incorporated|limited|ltd|llc|gmbh|company)\b\.?,?",
    re.IGNORECASE,
)
#: Entries of a PDF's parts that tell of its making.
_TELLING = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb")


def cleaned(content: bytes, media_type: str) -> bytes | None:
    """Return a file without its metadata, made anew; None for one that cannot be."""
    try:
        return _pdf(content) if media_type == "application/pdf" else _picture(content, media_type)
    except Exception:  # whatever a hostile file makes a reader raise: it is not shown
        return None


def _pdf(content: bytes) -> bytes | None:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        return None
    writer = PdfWriter()
    for page in reader.pages:
        kept = writer.add_page(page)
        # Comments bear the names of who wrote them.
        kept.pop("/Annots", None)
        for part in (kept, *_parts(kept)):
            for entry in _TELLING:
                part.pop(entry, None)
    if not writer.pages:
        return None
    writer.metadata = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _parts(page: DictionaryObject) -> Iterator[DictionaryObject]:
    resources = page.get("/Resources")
    drawn = resources.get_object().get("/XObject") if resources is not None else None
    for each in (drawn.get_object() if drawn is not None else {}).values():
        part = each.get_object()
        if isinstance(part, DictionaryObject):
            yield part


def _picture(content: bytes, media_type: str) -> bytes | None:
    if media_type not in ENDINGS:
        return None
    with Image.open(io.BytesIO(content)) as opened:
        if opened.width * opened.height > _MOST_PIXELS:
            return None
        turned = ImageOps.exif_transpose(opened)
        mode = "RGB" if media_type == "image/jpeg" else "RGBA"
        # Only the pixels go on: what else the file holds stays behind.
        bare = Image.new(mode, turned.size)
        bare.paste(turned.convert(mode))
    out = io.BytesIO()
    bare.save(out, "JPEG" if media_type == "image/jpeg" else "PNG", quality=90)
    return out.getvalue()


def masked(text: str, names: Collection[str]) -> str:
    """Return a text with names hidden wherever they stand, also without the form of company beside them."""
    found = {part for name in names for part in (name.strip(), _FORMS.sub(" ", name).strip(" ,.")) if len(part) > 1}
    if not found:
        return text
    longest = sorted(found, key=len, reverse=True)
    spelt = [r"\s*".join(re.escape(word) for word in each.split()) for each in longest]
    # Korean names take endings without a space; a Latin one of few letters would hide parts of other words.
    bounded = [rf"(?<![A-Za-z]){each}(?![A-Za-z])" if longest[n].isascii() else each for n, each in enumerate(spelt)]
    return re.sub("|".join(bounded), HIDDEN, text, flags=re.IGNORECASE)
