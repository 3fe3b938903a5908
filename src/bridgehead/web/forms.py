"""How Django's forms wear the theme (``{{ form }}`` alone is an error summary and dressed fields) and become a deed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bridgehead.foundation.bilingual import reading_language
from bridgehead.foundation.refusals import Overtaken, Refused
from bridgehead.web.formats import format_day
from bridgehead.web.wall_time import WallTimeField

Made = TypeVar("Made")


def attempt(form: forms.BaseForm, deed: Callable[[], Made]) -> Made | None:
    """Do the deed of a valid form; a refusal is said at its field, and nothing typed is lost. None: it was not done."""
    if not form.is_valid():
        return None
    try:
        return deed()
    except Overtaken as overtaken:
        form.add_error(None, str(overtaken.sentence))
        _show_what_is_new(form)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
    except ValidationError as wrong:
        form.add_error(None, wrong.messages)
    return None


def _show_what_is_new(form: forms.BaseForm) -> None:
    """Name what is stored by now where it differs from what was typed; the next sending is taken as made in its sight.

    What is stored stands in the form's ``initial``; so does, in a hidden field, the mark of what was seen.
    """
    hidden = {field.name for field in form.hidden_fields() if field.name in form.initial}
    told = [_stored(form[name]) for name in form.changed_data if name in form.initial and name not in hidden]
    if told:
        form.add_error(None, _("By now it says: %(what)s.") % {"what": "; ".join(told)})
    form.add_error(None, _("Saving once more puts what you typed in the place of that."))
    typed: Any = copy(form.data)
    typed.update({form.add_prefix(name): form.initial[name] for name in hidden})
    form.data = typed


def _stored(field: forms.BoundField) -> str:
    value = field.initial
    choices = dict(getattr(field.field, "choices", ()))
    several = value if isinstance(value, list | tuple) else [value]
    told = [choices.get(each, choices.get(str(each), each)) for each in several]
    shown = ", ".join(map(str, told)) if several is value else told[0]
    if isinstance(field.field, WallTimeField):
        shown = str(shown).replace("T", " ")
    elif isinstance(shown, bool):
        shown = _("yes") if shown else _("no")
    elif isinstance(shown, date):
        shown = format_day(shown, reading_language())
    return f"{field.label} – {shown}" if shown not in (None, "") else f"{field.label} – {_('empty')}"


class ThemeRenderer(TemplatesSetting):
    """Renders forms and fields with the templates of this package, and the plain widgets without any.

    Django's own widgets include a template per attribute and option: a select of topics cost more than its whole page.
    """

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Draw a plain widget, or render its template."""
        drawn = None if context.get("widget", {}).get("wrap_label") else _WIDGETS.get(template_name)
        return drawn(context["widget"]) if drawn else super().render(template_name, context, request)


def _draw_input(widget: dict[str, Any]) -> SafeString:
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], _value(widget), _attrs(widget)
    )


def _draw_textarea(widget: dict[str, Any]) -> SafeString:
    return format_html('<textarea name="{}"{}>\n{}</textarea>', widget["name"], _attrs(widget), widget["value"] or "")


def _draw_select(widget: dict[str, Any]) -> SafeString:
    groups = format_html_join("", "{}", ((_draw_group(name, options),) for name, options, _at in widget["optgroups"]))
    return format_html('<select name="{}"{}>{}</select>', widget["name"], _attrs(widget), groups)


def _draw_group(name: Any, options: list[dict[str, Any]]) -> SafeString:
    drawn = SafeString("".join(map(_draw_option, options)))
    return format_html('<optgroup label="{}">{}</optgroup>', name, drawn) if name else drawn


#: Django draws "nothing chosen" as nine hyphens, in every language.
_NO_CHOICE = BLANK_CHOICE_DASH[0][1]


def _draw_option(option: dict[str, Any]) -> str:
    """One of perhaps thousands on a page, so joined by hand: both parts are escaped here."""
    label = "–" if option["label"] == _NO_CHOICE else conditional_escape(option["label"])
    value = conditional_escape(str(option["value"]))
    return f'<option value="{value}"{_attrs(option)}>{label}</option>'


def _value(widget: dict[str, Any]) -> SafeString:
    return SafeString("") if widget["value"] is None else format_html(' value="{}"', str(widget["value"]))


def _attrs(widget: dict[str, Any]) -> SafeString:
    """Attributes in their order; True stands alone, False and None say nothing. The names are the program's own."""
    said = ((name, value) for name, value in widget["attrs"].items() if value is not False and value is not None)
    return SafeString(
        "".join(f" {name}" if value is True else f' {name}="{conditional_escape(value)}"' for name, value in said)
    )


_WIDGETS = {
    **{
        f"django/forms/widgets/{kind}.html": _draw_input
        for kind in (
            "checkbox", "checkbox_option", "color", "date", "datetime", "email", "file", "hidden", "number",
            "password", "radio_option", "search", "tel", "text", "time", "url",
        )
    },
    "django/forms/widgets/textarea.html": _draw_textarea,
    "django/forms/widgets/select.html": _draw_select,
}  # fmt: skip


class InRows:
    """A form whose fields stand side by side as ``layout`` says, a text in both languages above all."""

    layout: ClassVar[Sequence[Sequence[str]]] = ()

    def rows(self) -> list[list[forms.BoundField]]:
        """Return the visible fields, row by row."""
        return [[self[name] for name in names] for names in self.layout]  # type: ignore[index]  # mixed into a form


class LongSelect(forms.Select):
    """A select of many choices, in groups or not, drawn once per language and marked for each reader."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the select with its groups and options."""
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", attributes, _marked(self.choices, [value]))


class LongSelectMultiple(forms.SelectMultiple):
    """The same where several may be chosen; for a page that asks the same choices again and again."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the select with its groups and options."""
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name, "multiple": True}))
        return format_html("<select{}>{}</select>", attributes, _marked(self.choices, value or []))


def _marked(choices: Any, chosen: Iterable[Any]) -> SafeString:
    """Mark what is chosen. Sound: choices and values were escaped when they were drawn, and the mark is ours."""
    drawn = str(_draw_long(tuple((_plain(key), _frozen(said)) for key, said in choices)))
    for value in chosen:
        option = format_html('<option value="{}"', "" if value is None else str(value))
        drawn = drawn.replace(f"{option}>", f"{option} selected>", 1)
    return SafeString(drawn)


#: What a choice says: its label, or the choices of a group.
_Said = str | tuple[tuple[str, str], ...]


def _frozen(said: Any) -> _Said:
    return (
        tuple((_plain(key), _plain(label)) for key, label in said) if isinstance(said, list | tuple) else _plain(said)
    )


def _plain(text: Any) -> str:
    """Text without its mark of being safe: it equals the same text that is not, and would be kept for it."""
    return str(text) + ""


@lru_cache(maxsize=16)
def _draw_long(choices: tuple[tuple[str, _Said], ...]) -> SafeString:
    return format_html_join("", "{}", ((_draw_choice(key, said),) for key, said in choices))


def _draw_choice(key: str, said: _Said) -> SafeString:
    if isinstance(said, str):
        return format_html('<option value="{}">{}</option>', key, said)
    return format_html('<optgroup label="{}">{}</optgroup>', key, _draw_long(said))


#: Django's own sentences that our translations (Korean and English) replace by ones that say what was expected.
REWORDED = (
    gettext_noop("This field is required."),
    gettext_noop("Enter a valid email address."),
    gettext_noop("Enter a valid date."),
    gettext_noop("Enter a valid time."),
    gettext_noop("Enter a valid date/time."),
    gettext_noop("Enter a whole number."),
    gettext_noop("Enter a number."),
    gettext_noop("Enter a valid URL."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_noop("The submitted file is empty."),
    gettext_noop("No file was submitted. Check the encoding type on the form."),
)
