"""Words that several pages need: countries by name, and what a phase lets people do."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bridgehead.directory.models import OrganisationKind
from bridgehead.foundation.bilingual import reading_language, wording
from bridgehead.partnering.adapters.problem import MoveKind
from bridgehead.partnering.adapters.suggesting import Why
from bridgehead.partnering.models import RequestState, RoundPhase
from bridgehead.partnering.queries.suggestions import ToldReason

PHASE_SENTENCES: dict[str, str | Promise] = {
    RoundPhase.PROFILE: _(
        "Everybody is writing their profile. Say what you seek and what you offer: that is how partners find you."
    ),
    RoundPhase.REQUEST: _(
        "Ask the partners you want to meet, and answer those who ask you. A request holds no time; "
        "the timetable is made afterwards."
    ),
    RoundPhase.PLACE: _(
        "The timetable is being made from the accepted requests. You can still answer and close slots; "
        "you are told when it is published."
    ),
    RoundPhase.RUN: _("The timetable is published. Come to your table a minute before the time."),
    RoundPhase.CLOSED: _("The meetings are over. Your timetable stays here to look up."),
}
PHASE_TASKS: dict[str, str | Promise] = {
    RoundPhase.PROFILE: _("Participants fill in their profiles; requests are not open yet."),
    RoundPhase.REQUEST: _("Participants ask each other for meetings and answer."),
    RoundPhase.PLACE: _("You run the timetable, compare the drafts and publish one."),
    RoundPhase.RUN: _("The published timetable holds; a later version tells only those whose meetings change."),
    RoundPhase.CLOSED: _("Nothing changes any more."),
}
#: Why a partner is suggested; after the first two stands what is sought and offered.
SUGGESTED: dict[Why, str | Promise] = {
    Why.OFFERS: _("They offer what you seek:"),
    Why.SEEKS: _("They seek what you offer:"),
    Why.AGAIN: _("You agreed on a meeting at an earlier forum."),
}
#: The same, where what is sought and what is offered only stand under one topic.
SUGGESTED_NEAR: dict[Why, str | Promise] = {
    Why.OFFERS: _("They offer something near what you seek:"),
    Why.SEEKS: _("They seek something near what you offer:"),
}
#: Why, where organisations of the reader's own kind asked them.
ASKED_BY: dict[str, str | Promise] = {
    OrganisationKind.COMPANY: _("Companies like yours asked to meet them at earlier forums."),
    OrganisationKind.AGENCY: _("Agencies like yours asked to meet them at earlier forums."),
    OrganisationKind.INVESTOR: _("Investors like you asked to meet them at earlier forums."),
    OrganisationKind.RESEARCH: _("Research bodies like yours asked to meet them at earlier forums."),
    OrganisationKind.HOSPITAL: _("Hospitals like yours asked to meet them at earlier forums."),
    OrganisationKind.VENUE: _("Venues like yours asked to meet them at earlier forums."),
    OrganisationKind.PRESS: _("Press like you asked to meet them at earlier forums."),
}
#: Reasons of a “no” that one key gives, the usual one first. They are kept in English, and each side reads them in its
#: own language.
DECLINE_REASONS: tuple[str, ...] = (
    gettext_noop("Thank you for asking. Our time at this forum is taken."),
    gettext_noop("This is not our field at present."),
    gettext_noop("We are not looking for a partner in this at the moment."),
    gettext_noop("Please write to us after the forum instead."),
)
REQUEST_TONES = {
    RequestState.SENT: "warn",
    RequestState.ACCEPTED: "good",
    RequestState.DECLINED: "bad",
    RequestState.WITHDRAWN: "",
    RequestState.EXPIRED: "",
}
REQUEST_ICONS = {
    RequestState.SENT: "hourglass",
    RequestState.ACCEPTED: "check",
    RequestState.DECLINED: "ban",
    RequestState.WITHDRAWN: "undo-2",
    RequestState.EXPIRED: "clock",
}

#: What a repair does to a meeting: tone, icon and word.
MOVES: dict[str, tuple[str, str, str | Promise]] = {
    MoveKind.DISPLACED: ("now", "arrow-right", pgettext_lazy("meeting", "moved")),
    MoveKind.MADE_WAY: ("now", "arrow-right", pgettext_lazy("meeting", "makes way")),
    MoveKind.RESEATED: ("calm", "arrow-right", pgettext_lazy("meeting", "another table")),
    MoveKind.REMOVED: ("bad", "x", pgettext_lazy("meeting", "loses its place")),
    MoveKind.CALLED_OFF: ("bad", "x", pgettext_lazy("meeting", "called off")),
    MoveKind.ADDED: ("good", "plus", pgettext_lazy("meeting", "new")),
}


def why_suggested(reason: ToldReason) -> str | Promise:
    """Return why a partner fits, as a sentence or as the beginning of one that its topics or kinds end."""
    if reason.askers:
        return ASKED_BY[reason.askers]
    return SUGGESTED_NEAR[reason.why] if reason.is_near else SUGGESTED[reason.why]


def reason_sentence(reason: ToldReason) -> str:
    """Return why a partner fits as plain text."""
    about = ", ".join(wording(each, "name").text for each in reason.topics) or reason.kinds
    return f"{why_suggested(reason)} {about}".rstrip()


def told_reason(reason: str) -> str:
    """Return the reason of a “no” as its reader reads it: a ready one in their language, own words as written."""
    return gettext(reason) if reason in DECLINE_REASONS else reason


def country_name(code: str) -> str:
    """Return what a country is called in the language of the page; the code where it is not known."""
    return _countries(reading_language()).get(code, code)


@lru_cache(maxsize=2)
def _countries(language: str) -> dict[str, str]:
    return dict(Locale(language).territories)
