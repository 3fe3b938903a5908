"""The widgets drawn without templates say what Django's own templates say, with every value escaped."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.renderers import TemplatesSetting
from django.test.html import parse_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, override

from bridgehead.web.forms import LongSelect, LongSelectMultiple, ThemeRenderer

HOSTILE = "\"><script>'&"
CHOICES: list[Any] = [
    ("", "–"),
    (1, "one"),
    (HOSTILE, HOSTILE),
    (HOSTILE + "2", [("a", SafeString("<b>a</b>")), ("b", HOSTILE)]),
]
WIDGETS: list[tuple[forms.Widget, Any]] = [
    *((kind({"class": "input", "required": True, "disabled": False, "lang": HOSTILE}), value)
      for kind in (forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.HiddenInput,
                   forms.PasswordInput, forms.DateInput, forms.TimeInput, forms.Textarea, forms.FileInput)
      for value in (HOSTILE, "", None)),
    (forms.CheckboxInput(), True),
    (forms.CheckboxInput(), False),
    (forms.Select(choices=CHOICES), HOSTILE),
    (forms.Select(choices=CHOICES), 1),
    (forms.SelectMultiple({"size": 3}, choices=CHOICES), ["1", "a"]),
    (forms.RadioSelect(choices=CHOICES), "a"),
]  # fmt: skip


@pytest.mark.parametrize(("widget", "value"), WIDGETS)
def test_a_drawn_widget_is_the_template_s_widget(widget: forms.Widget, value: Any) -> None:
    drawn, templated = (
        widget.render("n", value, {"id": "id_n"}, renderer) for renderer in (ThemeRenderer(), TemplatesSetting())
    )
    assert parse_html(drawn) == parse_html(templated)
    assert "<script>" not in drawn


def test_one_option_of_a_group_is_drawn_without_its_label() -> None:
    class Choice(forms.Form):
        n = forms.ChoiceField(choices=[("a", "A"), (HOSTILE, "B")], widget=forms.RadioSelect)

    drawn, templated = (
        [option.tag() for option in Choice({"n": HOSTILE}, renderer=renderer)["n"].subwidgets]
        for renderer in (ThemeRenderer(), TemplatesSetting())
    )
    assert [parse_html(each) for each in drawn] == [parse_html(each) for each in templated]
    assert "checked" not in drawn[0]
    assert "checked" in drawn[1]


@pytest.mark.parametrize("chosen", ["Asia/Seoul", HOSTILE, "nowhere", "", None])
def test_a_long_select_is_an_ordinary_select(chosen: str | None) -> None:
    zones = [("Asia/Seoul", "서울"), ("Asia/Seoul2", "서울 2"), (HOSTILE, HOSTILE)]
    groups = [("often", zones), (HOSTILE, [("UTC", "UTC")])]
    for choices in (groups, groups, zones, [("", "–"), *zones], [("", "–"), *groups]):
        drawn = LongSelect({"class": "input"}, choices=choices).render("zone", chosen, {"id": "id_zone"})
        ordinary = forms.Select({"class": "input"}, choices=choices).render("zone", chosen, {"id": "id_zone"})
        assert parse_html(drawn) == parse_html(ordinary)


def test_a_long_select_is_drawn_in_the_language_of_each_reader() -> None:
    select = LongSelect(choices=[(gettext_lazy("required"), [("a", "A")])])
    said = []
    for language in ("ko", "en", "ko"):
        with override(language):
            said.append(select.render("n", "a"))
    assert "필수" in said[0]
    assert "required" in said[1]
    assert said[0] == said[2]


def test_what_one_select_marks_as_safe_stays_escaped_in_the_next() -> None:
    trusted, typed = (
        LongSelect(choices=[("a", label)]).render("n", "") for label in (SafeString("<b>x</b>"), "<b>x</b>")
    )
    assert trusted == typed
    assert "&lt;b&gt;x&lt;/b&gt;" in typed


@pytest.mark.parametrize("chosen", [["1", HOSTILE], ["a"], ["nowhere"], [], None])
def test_a_long_select_of_several_is_an_ordinary_one(chosen: list[str] | None) -> None:
    choices = [*CHOICES[:3], (HOSTILE + "2", [("a", "A"), ("b", HOSTILE)])]
    drawn, ordinary = (
        kind({"class": "input"}, choices=choices).render("topics", chosen, {"id": "id_topics"})
        for kind in (LongSelectMultiple, forms.SelectMultiple)
    )
    assert parse_html(drawn) == parse_html(ordinary)


def test_nothing_chosen_is_a_dash() -> None:
    choices = [*BLANK_CHOICE_DASH, ("a", "A")]

    drawn = forms.Select(choices=choices).render("kind", "", renderer=ThemeRenderer())

    assert drawn == '<select name="kind"><option value="" selected>–</option><option value="a">A</option></select>'
