"""What a form asks, in words and signs."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bridgehead.foundation.bilingual import reading_language
from bridgehead.web.questionnaire import Condition, Field, Kind, Questionnaire, Text
from bridgehead.web.questionnaire.building import KINDS

register = template.Library()

_KIND_ICONS = {
    Kind.LINE: "minus",
    Kind.PROSE: "file-text",
    Kind.NUMBER: "gauge",
    Kind.AMOUNT: "chart-no-axes-column",
    Kind.DATE: "calendar",
    Kind.CHOICE: "circle-dot",
    Kind.CHOICES: "square-check",
    Kind.YES_NO: "circle-help",
    Kind.FILE: "paperclip",
    Kind.BUDGET: "table-2",
}


@register.simple_tag
def said(text: Text) -> str:
    """Words of a form in the page's language; where only the other exists, those, marked with their language."""
    words, language = text.said()
    return words if language == reading_language() else format_html('<span lang="{}">{}</span>', language, words)


@register.filter
def kind_name(field: Field) -> str | Promise:
    """What kind of answer a question takes."""
    return KINDS[field.kind]


@register.filter
def kind_sign(field: Field) -> str:
    """The icon of a kind of answer."""
    return _KIND_ICONS[field.kind]


_LIMITS = {
    Kind.LINE: gettext_lazy("up to %(most)s letters"),
    Kind.PROSE: gettext_lazy("up to %(most)s letters"),
    Kind.NUMBER: gettext_lazy("up to %(most)s"),
}


@register.filter
def terms(field: Field) -> str:
    """What is expected of an answer besides its kind: languages, length, number of files, currencies."""
    told = []
    if field.in_both:
        told.append(_("in Korean and in English"))
    if field.most is not None and field.kind in _LIMITS:
        told.append(str(_LIMITS[field.kind]) % {"most": f"{field.most:,}"})
    if field.kind is Kind.FILE:
        told.append(ngettext("%(most)d file", "up to %(most)d files", field.limit) % {"most": field.limit})
    if field.currencies:
        told.append(" · ".join(field.currencies))
    return ", ".join(told)


@register.simple_tag
def depends(asked: Questionnaire, condition: Condition) -> str:
    """On which answers to which question something depends, in words."""
    field = asked.field(condition.field)
    if field is None:
        return ""
    words = {choice.key: str(choice.label) for choice in field.choices} or {"yes": _("yes"), "no": _("no")}
    answers = _(" or ").join(words.get(value, value) for value in condition.values)
    return _("only if “%(question)s” is answered with: %(answers)s") % {"question": field.label, "answers": answers}
