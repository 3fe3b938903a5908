"""What templates say with values: both clocks, amounts, names in two scripts, icons, fields."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, HiddenInput, RadioSelect
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bridgehead.foundation.bilingual import Wording, reading_language, wording
from bridgehead.foundation.money import Exactness, Money
from bridgehead.web import formats, names, readings
from bridgehead.web.formats import City, Clock
from bridgehead.web.icons import icon, mark

register = template.Library()

Place = City | str | Any


register.simple_tag(icon)
register.simple_tag(mark)


# --- Time -----------------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def clocks(
    context: template.Context,
    moment: datetime,
    near: Place,
    far: Place | None = None,
    *,
    ends: datetime | None = None,
    day: str = "",
) -> SafeString:
    """A moment, or a span up to ``ends``, on two clocks: the forum's (``near``) and the reader's (``far``).

    A place is a ``City``, an IANA zone, or anything with ``zone`` and perhaps ``city_ko``/``city_en`` or ``city``.
    Without ``far`` it is the reader's own zone, or the agency's home where that shows the same time.
    ``day`` ("short", "medium", "long") puts the day at the first place before the time. Of what lasts several days
    only the start of the first is told, after its days.
    """
    if moment is None:
        return none()
    here, language = city(near), reading_language()
    lasts = formats.lasts_days(moment, ends)
    told = formats.two_clocks(moment, here, _far(context, moment, here, far), language, ends=None if lasts else ends)
    times = format_html_join(" ", '<time datetime="{}">{}</time>', ((one.iso, one.text) for one in told))
    said = [_days_at(moment, ends if lasts else None, here.zone, day)] if day else []
    said += [formats.FIRST_DAY[language]] if lasts else []
    if not said:
        return format_html('<span class="clocks">{}</span>', times)
    return format_html('<span class="clocks"><span class="day">{}</span> {}</span>', " · ".join(said), times)


def _days_at(moment: datetime, ends: datetime | None, zone: str, style: str) -> str:
    """The day of a moment at a place, or the days of a span; with their weekdays where the style has them."""
    first = moment.astimezone(ZoneInfo(zone)).date()
    if ends is None:
        return formats.format_day(first, reading_language(), style=style)
    write = formats.format_weekdays if style in ("short", "long") else formats.format_days
    return write(first, ends.astimezone(ZoneInfo(zone)).date(), reading_language())


@register.inclusion_tag("web/parts/clockbridge.html", takes_context=True)
def clockbridge(context: template.Context, moment: datetime, near: Place, far: Place | None = None) -> dict[str, Any]:
    """The bridge between two clocks: the picture of a forum's start."""
    here, language = city(near), reading_language()
    there = _far(context, moment, here, far)
    told = formats.two_clocks(moment, here, there, language)
    return {
        "banks": [_bank(one, language) for one in told],
        "lead": formats.lead(moment, here, there, language) if there else "",
    }


def _bank(one: Clock, language: str) -> dict[str, str]:
    local = datetime.fromisoformat(one.iso)
    shift = ""
    if one.shift:
        shift = formats.SHIFTED_DAYS.get(one.shift, "") if language == "ko" else f"{formats.signed(one.shift)} day"
    day = formats.format_day(local.date(), language, style="short")
    return {"place": one.place, "iso": one.iso, "time": f"{local:%H:%M}", "shift": shift, "day": day}


def city(place: Place) -> City:
    """Whatever stands for a place with a clock, as a City."""
    if isinstance(place, City):
        return place
    if isinstance(place, str):
        return City(place)
    plain = str(getattr(place, "city", "") or "")
    in_english, in_korean = (str(getattr(place, f"city_{language}", "") or plain) for language in ("en", "ko"))
    return City(str(place.zone), in_english, in_korean)


def _far(context: template.Context, moment: datetime, near: City, far: Place | None) -> City | None:
    if far is not None:
        return city(far)
    request = context.get("request")
    actor = getattr(request, "actor", None)
    for zone in (getattr(actor, "zone", ""), settings.HOME_ZONE):
        if zone and not formats.same_clock(moment, near.zone, zone):
            return City(zone)
    return None


@register.simple_tag
def day(moment: date, style: str = "medium", zone: str = "", *, ends: datetime | None = None) -> SafeString:
    """A day: short (Thu 27 April), medium, long, numeric, month. A moment needs the zone in which to read its day.

    A moment that ``ends`` days later is told by its first and last day.
    """
    if moment is None:
        return none()
    if isinstance(moment, datetime) and formats.lasts_days(moment, ends):
        return conditional_escape(_days_at(moment, ends, zone, style))
    if isinstance(moment, datetime):
        moment = moment.astimezone(ZoneInfo(zone)).date()
    said = formats.format_day(moment, reading_language(), style=style)
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), said)


@register.simple_tag
def days(first: date, last: date) -> str:
    """Both days included: 27–28 April 2023."""
    return formats.format_days(first, last, reading_language())


@register.simple_tag
def ago(moment: datetime, now: datetime) -> SafeString:
    """How long ago or until; the moment itself is in ``datetime``."""
    said = formats.format_distance(moment, now, reading_language())
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(timespec="minutes"), said)


@register.filter
def minutes(length: int) -> str:
    """A length in minutes: 90 → 1시간 30분, 1 h 30 min."""
    return formats.format_minutes(length, reading_language())


# --- Figures --------------------------------------------------------------------------------------------------------


@register.simple_tag
def money(
    amount: Money | Decimal | None, currency: str = "", exactness: str = "exact", *, split: bool = False
) -> SafeString:
    """An amount as both languages read it, its exactness in words. None is "no record", never zero.

    ``split`` sets units and currency apart from the digits, for a figure in large type.
    """
    if amount is None:
        return none()
    whole = amount if isinstance(amount, Money) else Money(amount, currency, Exactness(exactness))
    read = readings.read_money(whole.amount, whole.currency, Exactness(whole.exactness).value, reading_language())
    word = '<span class="exact">{}</span>'
    before = format_html(word + " ", read.before) if read.before else ""
    after = format_html(" " + word, read.after) if read.after else ""
    said = _apart(read.figure) if split else read.figure
    return format_html('<span class="money">{}{}{}</span>', before, said, after)


def _apart(figure: str) -> SafeString:
    """The words of an amount in spans of their own: 6,353<span>억 원</span>."""
    parts = re.split(r"(\s?[^\W\d]+(?:\s[^\W\d]+)*)", figure)
    return format_html_join(
        "", "{}", ((format_html("<span>{}</span>", part) if at % 2 else part,) for at, part in enumerate(parts))
    )


@register.simple_tag
def figure(number: int | None, unit: str = "", exactness: str = "exact") -> SafeString:
    """A count with its unit and exactness: 약 100명, about 100."""
    if number is None:
        return none()
    read = readings.read_count(number, Exactness(exactness).value, reading_language())
    before = format_html('<span class="unit">{}</span> ', read.before) if read.before else ""
    tail = " ".join(part for part in (unit, read.after) if part)
    # Korean counters stand at the figure, English words apart from it.
    gap = " " if tail and reading_language() == "en" else ""
    after = format_html('{}<span class="unit">{}</span>', gap, tail) if tail else ""
    return format_html("{}{}{}", before, read.figure, after)


@register.simple_tag
def none() -> SafeString:
    """The sign for "no record", which a screen reader hears in words."""
    said = "기록 없음" if reading_language() == "ko" else "no record"
    return format_html(
        '<span class="none"><span aria-hidden="true">–</span><span class="unseen">{}</span></span>', said
    )


# --- Names ----------------------------------------------------------------------------------------------------------


@register.simple_tag
def name(thing: Any, field: str = "name") -> str:
    """The name in the page's language; where only the other exists, that one, marked with its language."""
    return worded(wording(thing, field))


@register.simple_tag
def names_of(things: Iterable[Any], between: str = ", ") -> SafeString:
    """The names of several things, one after another; a list of many rows draws them in one go."""
    return format_html_join(between, "{}", ((worded(wording(each, "name")),) for each in things))


@register.simple_tag
def twin(thing: Any, field: str = "name", tag: str = "span") -> str:
    """The name in the other language, if there is one; with tag="small": ``<small lang="en">HanAll</small>``."""
    found = names.twin_of(thing, field=field)
    return format_html('<{0} lang="{1}">{2}</{0}>', tag, found.language, found.text) if found else ""


def worded(said: Wording) -> str:
    """Return a text for a page, marked with its language where that is not the page's."""
    return format_html('<span lang="{}">{}</span>', said.language, said.text) if said.is_fallback else said.text


#: Pixels along either side of a stored logo; the style sheet says how large it is shown.
_LOGO_SIDE = 256


@register.simple_tag
def emblem(organisation: Any, size: str = "", *, is_seen: bool = False, is_alone: bool = False) -> SafeString:
    """The square of an organisation: its logo, else letters of its name in a shade that stays its own.

    The logo of an organisation that is not listed is served only to those who may see it, so it is drawn only where
    all readers of the page may (``is_seen``). A screen reader hears the name from the logo where it ``is_alone``;
    elsewhere the name stands beside the square and would be heard twice.
    """
    address = getattr(organisation, "logo_address", "") if is_seen or getattr(organisation, "is_listed", False) else ""
    if address:
        said = wording(organisation, "name")
        return format_html(
            '<span class="{}"><img src="{}" width="{}" height="{}" alt="{}"{}{} decoding="async"></span>',
            f"emblem logo {size}".strip(),
            address,
            _LOGO_SIDE,
            _LOGO_SIDE,
            said.text if is_alone else "",
            format_html(' lang="{}"', said.language) if is_alone and said.is_fallback else "",
            "" if is_alone else SafeString(' loading="lazy"'),
        )
    css = " ".join(
        ["emblem", *([size] if size else []), *(["agency"] if getattr(organisation, "kind", "") == "agency" else [])]
    )
    letters = names.organisation_letters(wording(organisation, "name").text)
    hue = names.hue_of(getattr(organisation, "public_id", None) or letters)
    return format_html('<span class="{}" data-hue="{}" aria-hidden="true">{}</span>', css, hue, letters)


@register.simple_tag
def face(person: Any, size: str = "") -> SafeString:
    """The circle of a person: given name in Korean, initials in Latin. Takes a name, or a thing with names."""
    called = person if isinstance(person, str) else wording(person, "name").text
    css = f"face {size}".strip()
    return format_html('<span class="{}" aria-hidden="true">{}</span>', css, names.person_letters(called))


# --- Forms ----------------------------------------------------------------------------------------------------------


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The control of a field, dressed, described by its hint and error."""
    widget = field.field.widget
    attributes: dict[str, Any] = {}
    if not isinstance(widget, CheckboxInput | RadioSelect | CheckboxSelectMultiple | HiddenInput):
        attributes["class"] = f"input {widget.attrs.get('class', '')}".strip()
    described = describers(field)
    if described and not isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        attributes["aria-describedby"] = described
    return field.as_widget(attrs=attributes)


@register.filter
def describers(field: BoundField) -> str:
    """The ids that describe a field: its hint, and its error when there is one."""
    ids = [f"{field.auto_id}_hint"] if field.help_text else []
    return " ".join(ids + ([f"{field.auto_id}_error"] if field.errors else []))


@register.filter
def shape(field: BoundField) -> str:
    """How a field is laid out: hidden, option (one checkbox), options (a group), or line."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, CheckboxInput):
        return "option"
    return "options" if isinstance(widget, RadioSelect | CheckboxSelectMultiple) else "line"


@register.simple_tag(name="field")
def dressed_field(field: BoundField) -> SafeString:
    """A whole field: label, hint, error, control."""
    return render_to_string("web/forms/field.html", {"field": field})


@register.inclusion_tag("web/forms/errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """The summary above a refused form: how many answers need a change, each a link to its field."""
    wrong = [
        {"label": capfirst(str(form[name].label)), "id": _target(form[name]), "errors": errors}
        for name, errors in form.errors.items()
        if name in form.fields and not form[name].is_hidden
    ]
    hidden = [
        error for name in form.errors if name in form.fields and form[name].is_hidden for error in form.errors[name]
    ]
    return {"wrong": wrong, "general": list(dict.fromkeys([*form.non_field_errors(), *hidden]))}


def _target(field: BoundField) -> str:
    """The id a link must lead to: of a group, the first choice."""
    return (
        f"{field.auto_id}_0" if isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple) else field.auto_id
    )


@register.simple_tag(takes_context=True)
def hidden_token(context: template.Context) -> SafeString:
    """The hidden field that every form carries, made once for a list that writes it in every row."""
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', context["csrf_token"])


# --- Lists ----------------------------------------------------------------------------------------------------------


@register.simple_tag
def sample_mark() -> SafeString:
    """The mark of sample records, made once for a list that shows it in every row."""
    return format_html('<span class="sample">{}</span>', _("sample"))


@register.simple_tag
def page_numbers(page: Page[Any]) -> list[int | None]:
    """The numbers a pager shows, None where some are left out: 1 … 5 6 7 … 12."""
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in shown]


@register.simple_tag(takes_context=True)
def query_without(context: template.Context, *keys: str) -> str:
    """The query of this page without some keys, ready to be continued: ``topic=antibody&``."""
    kept = context["request"].GET.copy()
    for key in keys:
        kept.pop(key, None)
    return f"{kept.urlencode()}&" if kept else ""
