"""The pieces that the body of an article is made of."""

from __future__ import annotations

from html import unescape
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from bridgehead.foundation.bases import composed
from bridgehead.web.rich_text import clean

#: What a paragraph may hold: links lead to an address or a mailbox, never to a page of Wagtail's own.
FEATURES = ["bold", "italic", "link", "ol", "ul"]


class _Composed(blocks.FieldBlock):
    """What the pieces without marks have in common: they are composed (NFC), however they came."""

    def value_from_form(self, value: Any) -> Any:
        return super().value_from_form(composed(value) if isinstance(value, str) else value)

    def get_prep_value(self, value: Any) -> Any:
        kept = super().get_prep_value(value)
        return composed(kept) if isinstance(kept, str) else kept


class Line(_Composed, blocks.CharBlock):
    """One line of text."""

    #: Of the database's making it is nothing new.
    canonical_module_path = "wagtail.blocks.CharBlock"


class Prose(_Composed, blocks.TextBlock):
    """Text of several lines, without marks."""

    canonical_module_path = "wagtail.blocks.TextBlock"


class Paragraph(blocks.RichTextBlock):
    """Text with marks; only what readers are shown of it is kept, composed, whoever wrote it and by what means."""

    canonical_module_path = "wagtail.blocks.RichTextBlock"

    def get_prep_value(self, value: Any) -> str:
        """Return it as it is stored."""
        return clean(super().get_prep_value(value))


class PhotoBlock(blocks.StructBlock):
    """A photograph in the text; credit and alternative text are the photograph's own."""

    photo = ImageChooserBlock(label=_("photograph"))
    caption = Line(label=_("caption"), max_length=300, required=False)

    class Meta:
        icon = "image"
        label = _("photograph")
        template = "newsroom/blocks/photo.html"


class QuoteBlock(blocks.StructBlock):
    """What somebody said, and who."""

    words = Prose(label=_("words"), max_length=1000)
    who = Line(label=_("who said it"), max_length=160)
    role = Line(label=_("as what"), max_length=160, required=False)

    class Meta:
        icon = "openquote"
        label = _("quotation")
        template = "newsroom/blocks/quote.html"


class TableBlock(blocks.StructBlock):
    """A small table: a caption, a heading row and rows, one cell a line of text."""

    caption = Line(label=_("caption"), max_length=200)
    headings = blocks.ListBlock(Line(max_length=120), label=_("headings"), min_num=1, max_num=8)
    rows = blocks.ListBlock(
        blocks.ListBlock(Line(max_length=300, required=False), label=_("cells"), max_num=8),
        label=_("rows"),
        max_num=60,
    )

    class Meta:
        icon = "table"
        label = _("table")
        template = "newsroom/blocks/table.html"


class Body(blocks.StreamBlock):
    """The body of an article."""

    subhead = Line(label=_("subhead"), icon="title", max_length=160, template="newsroom/blocks/subhead.html")
    paragraph = Paragraph(
        label=_("paragraph"), icon="pilcrow", features=FEATURES, template="newsroom/blocks/paragraph.html"
    )
    quote = QuoteBlock()
    photo = PhotoBlock()
    table = TableBlock()

    class Meta:
        required = False


def words_in(body: Any) -> str:
    """Return the text of a body without its marks, a piece a line: what is searched, counted, ranked and read."""
    return "\n".join(line for piece in body for line in _lines(piece.block_type, piece.value) if line)


def photos_in(body: Any) -> list[int]:
    """Return the ids of the photographs in a body, in their order."""
    return [piece.value["photo"].pk for piece in body if piece.block_type == "photo" and piece.value["photo"]]


def _lines(kind: str, value: Any) -> list[str]:
    if kind == "paragraph":
        return [unescape(strip_tags(value.source.replace("</p>", "\n").replace("</li>", "\n"))).strip()]
    if kind == "quote":
        return [value["words"], value["who"], value["role"]]
    if kind == "photo":
        return [value["caption"]]
    if kind == "table":
        return [value["caption"], *value["headings"], *(cell for row in value["rows"] for cell in row)]
    return [str(value)]
