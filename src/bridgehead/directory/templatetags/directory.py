"""What the directory's templates say of countries, missing names and translations."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bridgehead.directory.countries import country_name
from bridgehead.foundation.bilingual import other, reading_language
from bridgehead.web.names import twin_of

register = template.Library()


@register.filter
def country(code: str) -> str:
    """The name of a country in the language of the page."""
    return country_name(code) if code else ""


@register.simple_tag
def name_twin(thing: Any, tag: str = "p") -> SafeString:
    """The name in the other language, as its equal; where one of the two is missing, that it is to be confirmed."""
    found = twin_of(thing)
    if found:
        return format_html('<{0} class="twin" lang="{1}">{2}</{0}>', tag, found.language, found.text)
    here = reading_language()
    for language in (here, other(here)):
        if not getattr(thing, f"name_{language}"):
            return format_html('<{0} class="twin">{1}</{0}>', tag, _missing(language))
    return SafeString("")


def _missing(language: str) -> str:
    return _("English name to be confirmed") if language == "en" else _("Korean name to be confirmed")


@register.simple_tag
def field_label(record: Any, field: str) -> str:
    """What a field is called, for sentences about it: summary_en → summary (English)."""
    return str(record._meta.get_field(field).verbose_name)
