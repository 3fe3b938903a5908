"""Menus as lists of links. Written here: every page has dozens, and a template looks each up many times."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bridgehead.web.icons import icon
from bridgehead.web.navigation import MenuItem

register = template.Library()


@register.simple_tag
def menu_links(items: Iterable[MenuItem], *, signs: bool = False) -> SafeString:
    """Entries as items of a list: the word and how many wait behind it, where ``signs`` are asked after its sign."""
    return _links(tuple(items), signs)


@lru_cache(maxsize=1024)
def _links(items: tuple[MenuItem, ...], signs: bool) -> SafeString:
    return format_html_join(
        "",
        '<li><a href="{}"{}>{}{}{}</a></li>',
        ((each.url, _current(each), _sign(each, signs), each.label, _count(each)) for each in items),
    )


@register.simple_tag
def menu_tabs(items: Iterable[MenuItem]) -> SafeString:
    """Entries as the tabs of a phone: the sign, the word beneath it, and how many wait."""
    return _tabs(tuple(items))


@lru_cache(maxsize=1024)
def _tabs(items: tuple[MenuItem, ...]) -> SafeString:
    return format_html_join(
        "",
        '<li><a href="{}"{}>{}<span>{}</span>{}</a></li>',
        ((each.url, _current(each), icon(each.icon), each.label, _waits(each)) for each in items),
    )


def _current(item: MenuItem) -> SafeString:
    return format_html(' aria-current="{}"', item.current) if item.current else SafeString("")


def _sign(item: MenuItem, signs: bool) -> SafeString:
    return SafeString(f"{icon(item.icon)} ") if signs and item.icon else SafeString("")


def _count(item: MenuItem) -> SafeString:
    return format_html(' <span class="count">{}</span>', item.count) if item.count else SafeString("")


def _waits(item: MenuItem) -> SafeString:
    if not item.count:
        return SafeString("")
    said = format_html(' id="{}"', item.counts) if item.counts else ""
    return format_html('<span class="count" data-tone="now"{}>{}</span>', said, item.count)
