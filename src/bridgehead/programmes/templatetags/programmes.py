"""Where a call stands in words, tones and signs, and what a form asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from bridgehead.foundation.bilingual import Wording, reading_language, wording
from bridgehead.programmes.forms.questionnaires import KINDS
from bridgehead.programmes.houses import Seat
from bridgehead.programmes.models import Call, CallState, CohortPlace
from bridgehead.programmes.questionnaire import Condition, Field, Kind, Questionnaire, Text
from bridgehead.programmes.rules import is_open

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


@register.simple_tag
def standing(call: Call, now: datetime) -> dict[str, str]:
    """Where a call stands at a moment: its ``label``, ``tone`` and ``icon``."""
    if call.state != CallState.ANNOUNCED:
        tone, icon = {
            CallState.DRAFT: ("", "pen-line"),
            CallState.DECIDED: ("sea", "circle-check"),
            CallState.CANCELLED: ("bad", "ban"),
        }[CallState(call.state)]
        return {"label": call.get_state_display(), "tone": tone, "icon": icon}
    if is_open(call, now):
        return {"label": pgettext("call", "open"), "tone": "good", "icon": "door-open"}
    if now < call.opens_at:
        return {"label": pgettext("call", "opens soon"), "tone": "warn", "icon": "hourglass"}
    return {"label": pgettext("call", "closed"), "tone": "", "icon": "lock"}


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


@register.filter
def seats_of(seats: Any, place: CohortPlace) -> list[Seat]:
    """Where the company of a place lives; nowhere where a page tells no seats."""
    return list(seats.get(place.organisation_id, ())) if seats else []


@register.filter
def worded(thing: Any, field: str) -> Wording:
    """A bilingual field in the page's language, or its twin marked as such."""
    return wording(thing, field)
