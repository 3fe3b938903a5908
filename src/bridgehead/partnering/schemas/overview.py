"""A round at a glance: its phases as steps, and what needs an officer's attention."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bridgehead.partnering import rules
from bridgehead.partnering.models import PartneringRound, RoundPhase, TimetableState
from bridgehead.partnering.queries.figures import Fit
from bridgehead.partnering.queries.rounds import RoundOverview
from bridgehead.partnering.queries.timetables import InView
from bridgehead.partnering.schemas.words import PHASE_TASKS


@dataclass(frozen=True, slots=True)
class PhaseStep:
    """A phase: before, now or later; ``way`` says whether the round may move there: on, back or not at all."""

    phase: str
    name: str
    task: str
    when: str
    way: str


@dataclass(frozen=True, slots=True)
class Attention:
    """Something to do, with the way to it."""

    tone: str
    icon: str
    title: str
    sentence: str
    href: str
    label: str


def phase_steps(held: PartneringRound) -> list[PhaseStep]:
    """Return all phases in their order."""
    order = [choice.value for choice in RoundPhase]
    here = order.index(held.phase)
    return [
        PhaseStep(
            phase=phase,
            name=str(RoundPhase(phase).label),
            task=str(PHASE_TASKS[phase]),
            when="before" if number < here else ("now" if number == here else "later"),
            way=("on" if number > here else "back") if rules.may_move_on(held.phase, phase) else "",
        )
        for number, phase in enumerate(order)
    ]


def attention(held: PartneringRound, counts: RoundOverview, view: InView, fit: Fit | None) -> list[Attention]:
    """Return what the officer should look at now, the most pressing first; ``fit`` is that of what is published."""
    found = [*_missing(held, counts), *_waiting(held, counts), *_timetable(held, counts, view, fit)]
    return [each for each in found if each is not None]


def _missing(held: PartneringRound, counts: RoundOverview) -> list[Attention | None]:
    places = reverse("partnering_desk:places", args=[held.public_id])
    return [
        None
        if counts.slots
        else Attention(
            "bad",
            "clock",
            _("No times yet"),
            _("Say between which times people meet; the slots are laid out for you."),
            places,
            _("Lay out the slots"),
        ),
        None
        if counts.tables
        else Attention(
            "bad",
            "layout-grid",
            _("No tables yet"),
            _("Say how many tables there are; without one no meeting can be placed."),
            places,
            _("Set the tables"),
        ),
        None
        if counts.delegations
        else Attention(
            "warn",
            "users",
            _("Nobody takes part yet"),
            _("Delegations come by themselves when a registration that wants partnering is approved."),
            reverse("partnering_desk:delegations", args=[held.public_id]),
            _("Look"),
        ),
    ]


def _waiting(held: PartneringRound, counts: RoundOverview) -> list[Attention | None]:
    if not counts.waiting or held.phase not in rules.ANSWERING:
        return []
    title = ngettext("%(number)s unanswered request", "%(number)s unanswered requests", counts.waiting)
    return [
        Attention(
            "warn",
            "inbox",
            title % {"number": counts.waiting},
            _("They hold no slot. Unanswered ones expire by themselves."),
            reverse("partnering_desk:requests", args=[held.public_id]) + "?state=sent",
            _("See them"),
        )
    ]


def _timetable(held: PartneringRound, counts: RoundOverview, view: InView, fit: Fit | None) -> list[Attention | None]:
    if held.phase not in rules.PUBLISHING:
        return []
    studio = reverse("partnering_desk:studio", args=[held.public_id])
    return [
        _broken(view, fit, studio),
        _left_out(counts, view, studio),
        _unpublished(view, studio),
        _unmade(counts, view, studio),
    ]


def _broken(view: InView, fit: Fit | None, studio: str) -> Attention | None:
    if fit is None or not fit.broken or view.counts is None:
        return None
    title = ngettext(
        "%(number)s meeting can no longer be held as it stands.",
        "%(number)s meetings can no longer be held as they stand.",
        fit.broken,
    )
    sentence = _("The studio shows what would have to move, before anything is changed.")
    href = f"{studio}?timetable={view.counts.public_id}"
    return Attention("bad", "calendar-x", title % {"number": fit.broken}, sentence, href, _("See a repair"))


def _left_out(counts: RoundOverview, view: InView, studio: str) -> Attention | None:
    left = counts.accepted - counts.placed
    if view.counts is None or view.counts.state != TimetableState.PUBLISHED or left <= 0:
        return None
    title = ngettext("%(number)s meeting not placed", "%(number)s meetings not placed", left) % {"number": left}
    sentence = _("The studio says of each why, and what would free it.")
    href = f"{studio}?timetable={view.counts.public_id}#unplaced-h"
    return Attention("bad", "calendar", title, sentence, href, _("See why"))


def _unpublished(view: InView, studio: str) -> Attention | None:
    if view.waits is None:
        return None
    sentence = _("Compare it with the others and publish it.")
    href = f"{studio}?timetable={view.waits.public_id}"
    return Attention("warn", "send", _("A draft waits to be published"), sentence, href, _("Open the studio"))


def _unmade(counts: RoundOverview, view: InView, studio: str) -> Attention | None:
    if view.counts is not None or not counts.accepted:
        return None
    sentence = _("The accepted requests can be placed now.")
    return Attention("warn", "play", _("No timetable yet"), sentence, studio, _("Start a run"))
