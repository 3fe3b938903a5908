"""How pages show outcomes: amounts as they were said, rungs, and what came of a signing."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from bridgehead.agreements.schemas.amounts import range_of
from bridgehead.foundation.bilingual import reading_language, wording
from bridgehead.outcomes.models import FollowUp, Inquiry
from bridgehead.outcomes.queries.inquiries import number_answered
from bridgehead.outcomes.rules import FIRST_LOOKS, CameOfIt, Closing, FollowUpState, Rung, years_of
from bridgehead.web.formats import format_day
from bridgehead.web.icons import chip
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


@register.simple_tag
def step_label(step: int) -> str:
    """How long after the signing a follow-up is."""
    years = years_of(step)
    if years:
        return ngettext("%(n)s year after the signing", "%(n)s years after the signing", years) % {"n": years}
    return _("%(n)s days after the signing") % {"n": FIRST_LOOKS[step - 1]}


_CAME: dict[str, tuple[str, str]] = {
    CameOfIt.NOTHING: ("circle-slash", ""),
    CameOfIt.UNDER_WAY: ("hourglass", "sea"),
    CameOfIt.REALISED: ("circle-check", "good"),
    CameOfIt.ENDED: ("ban", ""),
}


@register.simple_tag
def came_of_chip(came_of: str) -> SafeString:
    """What somebody says has come of an agreement."""
    return chip(*_CAME[came_of], capfirst(str(CameOfIt(came_of).label)))


@register.simple_tag
def on_word_of(word: Inquiry) -> str:
    """On whose word an answer stands, and since when it was given."""
    organisation = word.party.organisation
    who = wording(organisation, "name").text if organisation else _("a party that is not named")
    given = word.closed_at or word.asked_at
    day = format_day(given.astimezone(ZoneInfo(settings.HOME_ZONE)).date(), reading_language())
    return _("On the word of %(who)s, given on %(day)s") % {"who": who, "day": day}


@register.simple_tag
def words_said(follow_up: FollowUp) -> str:
    """How many parties have answered of those who were asked; read ``with_words``. Empty: none was asked."""
    asked = follow_up.inquiries.all()
    if not asked:
        return ""
    answered = number_answered(asked)
    if not answered:
        return _("The parties are asked; no answer yet")
    return ngettext("%(n)s answer of a party", "%(n)s answers of parties", answered) % {"n": answered}


@register.simple_tag
def follow_up_chip(follow_up: FollowUp, today: date) -> SafeString:
    """What came of it, that nobody asks any more, or whether it is due, with the day."""
    if follow_up.state == FollowUpState.ANSWERED:
        return came_of_chip(follow_up.came_of)
    if follow_up.state == FollowUpState.CLOSED:
        return chip("lock", "", capfirst(str(Closing(follow_up.closed_for).label)))
    late = (today - follow_up.due_on).days
    if late > 0:
        said = ngettext("overdue for %(n)s day", "overdue for %(n)s days", late) % {"n": late}
        return chip("triangle-alert", "bad", capfirst(said))
    return chip("clock", "warn", _("Due today")) if late == 0 else chip("clock", "", pgettext("follow-up", "Coming"))
