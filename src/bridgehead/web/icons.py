"""Signs: the icons of the sprite, the mark, and chips that bear one."""

from __future__ import annotations

import re
import warnings
from functools import cache, lru_cache
from pathlib import Path

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString


def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A Lucide icon of the sprite. It is decoration unless ``label`` says what it means.

    A name that the sprite lacks draws nothing and warns: a test fails by it, a reader's page does not.
    """
    if name not in _drawn_icons():
        warnings.warn(f"no icon “{name}”: add it to tools/icons.txt", RuntimeWarning, stacklevel=2)
    return _drawn(name, str(label), css)


@lru_cache(maxsize=1024)
def _drawn(name: str, label: str, css: str) -> SafeString:
    role = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    css_class = f"icon {css}".strip()
    return format_html('<svg class="{}" {}><use href="{}#i-{}"/></svg>', css_class, role, static("web/icons.svg"), name)


@lru_cache(maxsize=512)
def chip(sign: str, tone: str, said: str) -> SafeString:
    """A word with its sign, as ``c-chip`` draws it, for tags that find both; without a tone it is calm."""
    toned = format_html(' data-tone="{}"', tone) if tone else ""
    return format_html('<span class="chip"{}>{} {}</span>', toned, icon(sign), said)


def mark() -> SafeString:
    """The mark of Bridgehead, as decoration beside its name."""
    return SafeString(
        '<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">'
        '<path d="M2 6h28v4.5H2zM2 12.5h18v7.26A8 8 0 0 0 7 26H2z"/>'
        '<path class="far" d="M22 12.5h8V26h-7a8 8 0 0 0-1-3.87z"/></svg>'
    )


@cache
def _drawn_icons() -> frozenset[str]:
    sprite = Path(__file__).resolve().parent / "static" / "web" / "icons.svg"
    return frozenset(re.findall(r'<symbol id="i-([a-z0-9-]+)"', sprite.read_text()))
