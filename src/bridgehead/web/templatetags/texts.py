"""Texts in the reader's language, or in the other one with a mark that says so."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bridgehead.foundation.bilingual import wording

register = template.Library()


@register.simple_tag
def text(thing: Any, field: str) -> SafeString | str:
    """A text in the language of the page; where only its twin exists, that one, with its language and a small mark.

    Names stand as they are (``{% name %}``): a name in the other script is nothing that is missing.
    """
    said = wording(thing, field)
    if not said.is_fallback:
        return said.text
    mark = _("in Korean") if said.language == "ko" else _("in English")
    return format_html('<span lang="{}">{}</span> <small class="inother">{}</small>', said.language, said.text, mark)
