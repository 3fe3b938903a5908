"""How pages show outcomes: amounts as they were said, rungs."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from bridgehead.agreements.schemas.amounts import range_of
from bridgehead.outcomes.rules import Rung
from bridgehead.web.templatetags.bridgehead import none

register = template.Library()


@register.simple_tag
def said_money(said: Any) -> SafeString:
    """An amount as somebody said it, its range in full; none where none was told."""
    if said.money is None:
        return none()
    return format_html('<span class="money">{}</span>', str(range_of(said.money, said.money_to)))


@register.filter
def rung_label(rung: str) -> str:
    """A rung in words, as a label."""
    return capfirst(str(Rung(rung).label))
