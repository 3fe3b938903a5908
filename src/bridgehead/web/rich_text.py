"""The one sanitiser of text with marks: what somebody wrote in an editor or pasted, as harmless HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from bridgehead.foundation.bases import composed

_TAGS = {"p", "br", "b", "strong", "i", "em", "a", "ul", "ol", "li"}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener nofollow",
    strip_comments=True,
)


#: What stands between the brackets of tags: a mark that joins a letter would join a bracket too.
_BETWEEN = re.compile("[^<>]+")


def clean(html: str) -> SafeString:
    """Return HTML with paragraphs, lists, links and emphasis, composed (NFC): no script, style, picture or handler."""
    whole = _BETWEEN.sub(lambda piece: composed(piece[0]), html)
    return mark_safe(_CLEANER.clean(whole))  # noqa: S308  # what the sanitiser lets through


#: A tag, a character that is written as an entity, or one that is written as it is.
_PIECE = re.compile(r"""<(?:"[^"]*"|'[^']*'|[^'">])*>|&[#\w]{1,32};|.""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class LinkedWords:
    """A span of the text that is seen, in characters without tags, and where it leads."""

    start: int
    end: int
    href: str


def visible_text(html: str) -> str:
    """Return what is seen of HTML that passed ``clean``: its characters without tags."""
    return "".join(unescape(each) for each in _PIECE.findall(html) if not _is_tag(each))


def with_links(html: SafeString, links: Sequence[LinkedWords]) -> SafeString:
    """Return cleaned HTML with links on spans of what is seen; one with a tag in it, or in a link, stays as it is."""
    pieces = _PIECE.findall(html)
    places = _places(pieces)
    for link in links:
        begins, ends = places.get(link.start), places.get(link.end - 1)
        if begins is None or ends is None or any(len(each) > 1 and "<" in each for each in pieces[begins : ends + 1]):
            continue  # a tag of its own, or a link that was laid there just now
        pieces[begins] = format_html('<a class="figure-link" href="{}">', link.href) + pieces[begins]
        pieces[ends] += "</a>"
    return mark_safe("".join(pieces))  # noqa: S308  # what the sanitiser let through, and links made here


def _is_tag(piece: str) -> bool:
    return len(piece) > 1 and piece.startswith("<")


def _places(pieces: Sequence[str]) -> dict[int, int]:
    """By place in what is seen, which piece stands there; what is in a link already is left out."""
    places: dict[int, int] = {}
    seen, is_linked = 0, False
    for number, piece in enumerate(pieces):
        if _is_tag(piece):
            is_linked = piece.startswith("<a ") or (is_linked and piece != "</a>")
            continue
        if not is_linked:
            places[seen] = number
        seen += len(unescape(piece))
    return places
