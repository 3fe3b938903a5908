"""Tags of the newsroom's pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.rich_text import RichText

from bridgehead.agreements.models import AgreementKind
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import reading_language, wording
from bridgehead.newsroom.adapters.words import Piece
from bridgehead.newsroom.models import Article, Photo
from bridgehead.newsroom.models.photos import Drawn
from bridgehead.newsroom.queries.articles import Read, read
from bridgehead.newsroom.queries.figures import BoundFigure
from bridgehead.newsroom.queries.recommended import Suggestion
from bridgehead.newsroom.rules import Role
from bridgehead.web.rich_text import LinkedWords, visible_text, with_links
from bridgehead.web.rich_text import clean as cleaned

register = template.Library()

#: Of the headline that a reason starts from, so many letters are told.
START_LETTERS = 48
#: So many drawings stand in for photographs.
DRAWINGS = 4


@register.simple_tag(takes_context=True)
def drawn(context: template.Context, photo: Photo | None, kind: str) -> Drawn | None:
    """A photograph in one of the shapes that pages show, on a journalist's page by their link; None for none."""
    if photo is None:
        return None
    shown, token = photo.drawn(kind), context.get("press_token")
    if not token:
        return shown
    return replace(shown, url=reverse("news_files:press_photo", args=[token, photo.public_id, kind]))


@register.simple_tag
def alt_of(photo: Photo, language: str = "") -> str:
    """What a photograph shows, for who does not see it."""
    return wording(photo, "alt", language or reading_language()).text


@register.filter
def drawing_of(section_id: int) -> int:
    """Which drawing stands in for a photograph in a section."""
    return section_id % DRAWINGS


@register.simple_tag
def clean(value: Any, figures: Sequence[BoundFigure] | str = ()) -> SafeString:
    """A paragraph as an editor wrote it, made harmless; numbers that are bound to the ledger lead to their record."""
    # What Wagtail would make of its own marks is not asked: an article links to addresses only.
    return _leading(cleaned(value.source if isinstance(value, RichText) else str(value)), figures)


@register.simple_tag
def plain(words: str, figures: Sequence[BoundFigure] | str = ()) -> SafeString:
    """Words without marks, made harmless; numbers that are bound to the ledger lead to their record."""
    return _leading(escape(words), figures)


def _leading(told: SafeString, figures: Sequence[BoundFigure] | str) -> SafeString:
    if not figures:
        return told
    text = visible_text(told)
    lines = [(each, text.find(each.line)) for each in figures if isinstance(each, BoundFigure)]
    places = [(each, begins + each.place) for each, begins in lines if begins >= 0]
    return with_links(
        told, [LinkedWords(place, place + len(each.figure.words), _record(each)) for each, place in places]
    )


def _record(bound: BoundFigure) -> str:
    return reverse("agreements:agreement", args=[bound.agreement.public_id])


@register.simple_tag
def hour(moment: datetime, zone: str) -> SafeString:
    """The time of day at a place, as the ticker tells it."""
    local = moment.astimezone(ZoneInfo(zone))
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), f"{local:%H:%M}")


@register.simple_tag
def reading_of(article: Article) -> Read:
    """An article that is being written, as readers will see it."""
    return read(article, clock.database_now())


@register.simple_tag
def home_zone() -> str:
    """The time zone of the agency at home."""
    return str(settings.HOME_ZONE)


@register.filter
def role_label(role: str) -> str:
    """What somebody does in the newsroom, in words."""
    return str(Role(role).label)


@register.filter
def reason(of: Suggestion) -> str:
    """Why an article is suggested, in words."""
    start = {"start": Truncator(of.start).chars(START_LETTERS)}
    if of.start and of.why == "read_next":
        return _("because you read “%(start)s”: its readers went on to this") % start
    if of.start and of.why == "similar":
        return _("because you read “%(start)s”: it tells of something alike") % start
    if of.start and of.why == "followed":
        return _("because you follow “%(start)s”") % start
    return {"pinned": _("chosen by the editors"), "new": _("among the newest")}.get(of.why, _("popular now"))


@register.simple_tag
def named_kind(kind: str) -> str:
    """A kind of agreement that a text names, in words; the direction of a licence may not be said."""
    return capfirst(str(dict(AgreementKind.choices).get(kind) or _("licence agreement")))


@register.simple_tag
def structured_data(told: SafeString) -> SafeString:
    """What an article is to search engines: data that no browser runs."""
    return format_html('<script type="application/ld+json">{}</script>', told)


@register.simple_tag
def pieces(cut: Iterable[Piece]) -> SafeString:
    """A text with what was looked for marked in it."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", each.text) if each.is_found else each.text,) for each in cut)
    )


@register.filter
def half_life(seconds: int) -> str:
    """The rule by which readings of popular today lose weight, in words."""
    minutes = round(seconds / 60)
    return ngettext(
        "How it is counted: after %(minutes)s minute a reading weighs half.",
        "How it is counted: after %(minutes)s minutes a reading weighs half.",
        minutes,
    ) % {"minutes": minutes}
