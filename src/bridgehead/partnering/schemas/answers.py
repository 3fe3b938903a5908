"""What came of many answers, in sentences: what was done, and honestly what was not and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bridgehead.foundation.bilingual import wording
from bridgehead.partnering.actions.answers import Answered
from bridgehead.partnering.models import MeetingRequest, RequestState
from bridgehead.partnering.rules import Answer

#: So many are named; of more the number says enough.
NAMED = 4


@dataclass(frozen=True, slots=True)
class Told:
    """The sentences about what was done and about what was not."""

    done: str
    not_done: Sequence[str]


def told_answers(answered: Answered, answer: Answer) -> Told:
    """Say what came of answering."""
    return Told(_done(answered.done, answer), _not_done(answered))


def told_taking_back(answered: Answered) -> Told:
    """Say what came of taking answers back."""
    number = len(answered.done)
    said = ngettext("%(n)s answer taken back.", "%(n)s answers taken back.", number) % {"n": number}
    return Told(said if number else "", _not_done(answered))


def _done(done: Sequence[MeetingRequest], answer: Answer) -> str:
    number = len(done)
    if not number:
        return ""
    if number == 1:
        name = wording(done[0].asking.organisation, "name").text
        return {
            Answer.ACCEPT: _("Accepted: %(name)s."),
            Answer.MUST: _("Accepted as “must meet”: %(name)s."),
            Answer.DECLINE: _("Declined: %(name)s."),
            Answer.ASK: _("Question sent: %(name)s."),
        }[answer] % {"name": name}
    return {
        Answer.ACCEPT: ngettext("%(n)s accepted.", "%(n)s accepted.", number),
        Answer.MUST: ngettext("%(n)s accepted as “must meet”.", "%(n)s accepted as “must meet”.", number),
        Answer.DECLINE: ngettext("%(n)s declined.", "%(n)s declined.", number),
        Answer.ASK: ngettext("%(n)s question sent.", "%(n)s questions sent.", number),
    }[answer] % {"n": number}


def _not_done(answered: Answered) -> list[str]:
    groups: dict[str, list[MeetingRequest]] = {}
    for each in answered.refused:
        groups.setdefault(each.why if each.still_waits else each.state, []).append(each.request)
    return [_group(why, found) for why, found in groups.items()]


def _group(why: str, found: Sequence[MeetingRequest]) -> str:
    number, names = len(found), _names(each.asking.organisation for each in found)
    said: Mapping[str, str] = {
        RequestState.WITHDRAWN: ngettext(
            "%(n)s had been withdrawn meanwhile: %(names)s.", "%(n)s had been withdrawn meanwhile: %(names)s.", number
        ),
        RequestState.EXPIRED: ngettext(
            "%(n)s had expired meanwhile: %(names)s.", "%(n)s had expired meanwhile: %(names)s.", number
        ),
        RequestState.ACCEPTED: ngettext("%(n)s stays accepted: %(names)s.", "%(n)s stay accepted: %(names)s.", number),
        RequestState.DECLINED: ngettext("%(n)s stays declined: %(names)s.", "%(n)s stay declined: %(names)s.", number),
    }
    sentence = said.get(why)
    if sentence is not None:
        return sentence % {"n": number, "names": names}
    still = ngettext(
        "%(n)s still waits for an answer: %(names)s.", "%(n)s still wait for an answer: %(names)s.", number
    )
    return f"{still % {'n': number, 'names': names}} {why}"


def _names(organisations: Iterable[object]) -> str:
    names = [wording(each, "name").text for each in organisations]
    shown = ", ".join(names[:NAMED])
    more = len(names) - NAMED
    return _("%(names)s and %(n)s more") % {"names": shown, "n": more} if more > 0 else shown
