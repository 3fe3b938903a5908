"""Figures of a report as its pages show them: each leads to its proof once it is published."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from bridgehead.foundation.bilingual import Wording, reading_language
from bridgehead.outcomes.models import Edition
from bridgehead.outcomes.schemas.shown import FigureShown
from bridgehead.web.formats import format_number
from bridgehead.web.templatetags.bridgehead import money, none

register = template.Library()


@register.filter
def worded(said: Wording) -> SafeString | str:
    """A text with its language where that is not the page's."""
    return format_html('<span lang="{}">{}</span>', said.language, said.text) if said.is_fallback else said.text


@register.simple_tag
def proven(figure: FigureShown, edition: Edition | None = None, css: str = "", *, unit: bool = False) -> SafeString:
    """A figure; of a published edition it leads to its proof. A count of nothing is a dash."""
    if figure.unit != "money" and not figure.of and not figure.number:
        return none()
    said = _said(figure, unit=unit)
    if edition is None or figure.position is None:
        return format_html('<b class="{}">{}</b>', css, said) if css else said
    address = reverse("outcomes:figure", args=[edition.report.public_id, edition.number, figure.position])
    return format_html('<a class="proof{}" href="{}">{}</a>', f" {css}" if css else "", address, said)


def _said(figure: FigureShown, *, unit: bool) -> SafeString:
    if figure.money is not None:
        return money(figure.money)
    if figure.unit == "share":
        return format_html("{}", _("%(number)s of %(all)s") % {"number": figure.number, "all": figure.of})
    number = format_number(figure.number, reading_language())
    if not unit:
        return format_html("{}", number)
    space = "" if reading_language() == "ko" else " "
    return format_html('{}<span class="unit">{}{}</span>', number, space, figure.unit_words)


@register.simple_tag
def length_bar(share: int, *, is_sample: bool = False) -> SafeString:
    """A bar as long as its share of the longest; an empty one for what is made up. Its figure stands beside it."""
    drawn = format_html(
        '<svg class="lengthbar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="{}" width="{}" height="10"/></svg>',
        "openbox" if is_sample else "fullbox",
        max(1, share),
    )
    return drawn if share else mark_safe("")  # nothing


@register.filter
def short_digest(digest: Any) -> str:
    """The beginning of a digest, enough to compare by eye."""
    return str(digest)[:12]
