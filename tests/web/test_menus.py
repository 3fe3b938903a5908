"""Menus as they are drawn, and parts of pages that are drawn once for many."""

from __future__ import annotations

from django.template import Context, Template
from django.utils import translation

from bridgehead.web.navigation import MenuItem

ITEMS = [
    MenuItem("Asks & <answers>", "/en/a/?b=1&c=2", "inbox", 3, "page", counts="our-turn"),
    MenuItem("Nothing waits", "/en/b/", "", 0, ""),
]


def _drawn(template: str, **values: object) -> str:
    return Template("{% load menus once i18n %}" + template).render(Context(values))


def test_links_show_their_sign_their_count_and_where_the_reader_is() -> None:
    sign = '<svg class="icon" aria-hidden="true"><use href="/static/web/icons.svg#i-inbox"/></svg> '
    inside = 'aria-current="page">{}Asks &amp; &lt;answers&gt; <span class="count">3</span>'
    link = f'<li><a href="/en/a/?b=1&amp;c=2" {inside}</a></li>'
    other = '<li><a href="/en/b/">Nothing waits</a></li>'

    assert _drawn("{% menu_links items %}", items=ITEMS) == link.format("") + other
    assert _drawn("{% menu_links items signs=True %}", items=ITEMS) == link.format(sign) + other


def test_tabs_show_their_count_where_the_page_brings_it_up_to_date() -> None:
    sign = '<svg class="icon" aria-hidden="true"><use href="/static/web/icons.svg#i-inbox"/></svg>'

    assert _drawn("{% menu_tabs items %}", items=ITEMS[:1]) == (
        f'<li><a href="/en/a/?b=1&amp;c=2" aria-current="page">{sign}<span>Asks &amp; &lt;answers&gt;</span>'
        '<span class="count" data-tone="now" id="our-turn">3</span></a></li>'
    )


def test_a_part_is_drawn_once_for_each_language_and_each_of_its_values() -> None:
    part = Template(
        "{% load once i18n %}{% get_current_language as now %}{% once round shown %}{{ asked }} {{ now }}{% endonce %}"
    )

    def drawn(language: str, *values: object) -> str:
        with translation.override(language):
            return part.render(Context(dict(zip(("round", "shown", "asked"), values, strict=True))))

    assert [drawn("en", 1, "list", "first"), drawn("en", 1, "list", "second")] == ["first en", "first en"]
    assert drawn("ko", 1, "list", "third") == "third ko"
    assert drawn("en", 2, "list", "fourth") == "fourth en"
    assert drawn("en", 1, "table", "fifth") == "fifth en"


def test_of_a_part_only_so_many_are_kept() -> None:
    part = Template("{% load once %}{% once n %}{{ asked }}{% endonce %}")
    for n in range(513):
        part.render(Context({"n": n, "asked": "before"}))

    again = [part.render(Context({"n": n, "asked": "anew"})) for n in (512, 0)]

    assert again == ["before", "anew"]
