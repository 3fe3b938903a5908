"""A draft by hand: the page of one meeting's place, what the grid asks and sends, locks, undoing, and filling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import reading_language
from bridgehead.partnering.actions import fills as fill_actions
from bridgehead.partnering.actions import moves as actions
from bridgehead.partnering.adapters.board import Board, Laid, Obstacle, Spot
from bridgehead.partnering.forms.moves import PlaceForm
from bridgehead.partnering.models import HandChange, MeetingRequest, Slot, Timetable, TimetableState
from bridgehead.partnering.queries import moves as queries
from bridgehead.partnering.queries.presenting import presented_in, presenting_then
from bridgehead.partnering.queries.timetables import timetable_or_404
from bridgehead.partnering.schemas.clocks import day_and_clocks
from bridgehead.partnering.schemas.grid import in_order
from bridgehead.partnering.schemas.moves import slot_lines
from bridgehead.partnering.schemas.presenting import presenting_in, presents_then
from bridgehead.web.forms import attempt
from bridgehead.web.templatetags.bridgehead import city


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def by_hand(request: HttpRequest, timetable_id: UUID, request_id: UUID) -> HttpResponse:
    """Where a request lies in a draft and where it may go; a POST lays it there."""
    piece = _Piece.of(request, timetable_id, request_id)
    if piece.timetable.state != TimetableState.DRAFT:
        messages.warning(request, _("This timetable was published already."))
        return _to_grid(piece.timetable)
    form = piece.form(request)
    change = attempt(form, lambda: piece.lay(form, other=request.POST.get("swap_with", "")))
    if change is not None:
        return piece.laid(request, _said(change), change)
    piece = _Piece.of(request, timetable_id, request_id)
    return render(request, "partnering/desk/by_hand.html", piece.page(form), status=422 if form.errors else 200)


@login_required
@require_safe
def ways(request: HttpRequest, timetable_id: UUID, request_id: UUID) -> HttpResponse:
    """Return what every place of the grid says to a request that is picked up."""
    piece = _Piece.of(request, timetable_id, request_id)
    against = piece.in_hand()
    if against:
        return JsonResponse({"sentence": piece.words.sentence(against)}, status=422)
    ids = queries.request_ids_of(piece.swapped)
    told = {
        "seen": piece.seen,
        "slots": [str(each.public_id) for each in piece.places.slots],
        "tables": [str(each.public_id) for each in piece.places.tables],
        "cells": piece.drops.codes,
        "told": piece.drops.told,
        "sentences": piece.drops.sentences,
        "beside": piece.beside,
        "swapped": {str(ids[each]): said for each, said in piece.swapped.items()},
    }
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})


@login_required
@require_POST
def take_out(request: HttpRequest, timetable_id: UUID, request_id: UUID) -> HttpResponse:
    """Take a meeting out of a draft."""
    piece = _Piece.of(request, timetable_id, request_id)
    seen = piece.spot_of(request.POST.get("seen", "")) or Spot(0, 0)
    actions.take_out(request_id=piece.asked.pk, seen=seen, **piece.fixed)
    return piece.laid(request, _("The meeting is taken out of the draft. Its request waits for a place again."))


@login_required
@require_POST
def lock(request: HttpRequest, timetable_id: UUID, request_id: UUID) -> HttpResponse:
    """Lock a meeting of a draft, or unlock it."""
    piece, locks = _Piece.of(request, timetable_id, request_id), "locks" in request.POST
    actions.set_lock(request_id=piece.asked.pk, locks=locks, **piece.fixed)
    said = _("The meeting is locked: runs, repairs and hands leave it where it is.")
    return piece.laid(request, said if locks else _("The meeting is unlocked."))


@login_required
@require_POST
def undo(request: HttpRequest, timetable_id: UUID) -> HttpResponse:
    """Take back the last deed at a draft."""
    timetable = timetable_or_404(actor_of(request), timetable_id)
    number = request.POST.get("number", "")
    actions.undo_change(
        timetable_id=timetable.pk,
        number=int(number) if number.isdecimal() else 0,
        by=actor_of(request),
        now=clock.now(),
    )
    messages.success(request, _("The last change is taken back."))
    return _to_grid(timetable)


@login_required
@require_POST
def copy(request: HttpRequest, timetable_id: UUID) -> HttpResponse:
    """Make a draft of a published timetable, to be changed by hand."""
    timetable = timetable_or_404(actor_of(request), timetable_id)
    draft = actions.copy_timetable(timetable_id=timetable.pk, by=actor_of(request), now=clock.now())
    messages.success(request, _("This is a draft of it. Nobody is told of what you change before you publish it."))
    draft.round = timetable.round
    return _to_grid(draft)


@login_required
@require_POST
def fill(request: HttpRequest, timetable_id: UUID) -> HttpResponse:
    """Ask what else finds a place beside everything that stands."""
    timetable = timetable_or_404(actor_of(request), timetable_id)
    run = fill_actions.start_fill(timetable_id=timetable.pk, by=actor_of(request), now=clock.now())
    return redirect("partnering_desk:run", run.public_id)


@dataclass(frozen=True)
class _Piece:
    """A request on the board of a timetable, for an officer."""

    request: HttpRequest
    timetable: Timetable
    asked: MeetingRequest

    @classmethod
    def of(cls, request: HttpRequest, timetable_id: UUID, request_id: UUID) -> _Piece:
        actor = actor_of(request)
        timetable = timetable_or_404(actor, timetable_id)
        return cls(request, timetable, queries.request_by_hand_or_404(actor, timetable, request_id))

    @property
    def fixed(self) -> dict[str, Any]:
        """What every deed is told."""
        return {"timetable_id": self.timetable.pk, "by": actor_of(self.request), "now": clock.now()}

    @cached_property
    def board(self) -> Board:
        return queries.board_of(self.timetable, now=clock.now())

    @cached_property
    def places(self) -> queries.Places:
        return queries.places_of_round(self.timetable)

    @cached_property
    def words(self) -> queries.Words:
        return queries.Words(self.timetable, self.board)

    @cached_property
    def drops(self) -> queries.Drops:
        return queries.drops_of(self.board, self.asked.pk, self.places, self.words)

    @cached_property
    def beside(self) -> list[str]:
        """What is to be known of each slot, by time: which of the two presents or signs then."""
        sides = in_order(self.asked.asking, self.asked.asked)
        presented = presented_in(self.timetable.round, self.places.slots, sides)
        return [presenting_in(slot, sides, presented) for slot in self.places.slots]

    @cached_property
    def swapped(self) -> dict[int, str]:
        """What is to be known of each meeting that would come where this one lies, by its request: who presents."""
        if self.own_slot is None:
            return {}
        then = presenting_then(self.timetable.round, self.own_slot)
        others = (each for each in self.board.laid if each.request != self.asked.pk) if then else ()
        beside = {each.request: [then[side] for side in each.pair if side in then] for each in others}
        return {each: f"{self.words.pair(each)}: {presents_then(told)}" for each, told in beside.items() if told}

    @property
    def own_slot(self) -> Slot | None:
        """The slot in which it lies."""
        return next((each for each in self.places.slots if self.own and each.pk == self.own.slot), None)

    @property
    def own(self) -> Laid | None:
        """Where it lies."""
        return self.board.by_request.get(self.asked.pk)

    @property
    def seen(self) -> str:
        """Where it lies, in public ids."""
        if self.own is None:
            return ""
        slots, tables = ({each.pk: each.public_id for each in known} for known in self.places)
        return f"{slots[self.own.slot]} {tables[self.own.table]}"

    def in_hand(self) -> tuple[Obstacle, ...]:
        """Return what keeps it from being picked up."""
        return self.board.in_hand(self.asked.pk)

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each slot and table by its public id."""
        return {str(each.public_id): each.pk for known in self.places for each in known}

    def spot_of(self, told: str) -> Spot | None:
        """Return a place that is told in public ids."""
        found = [self.rows.get(each, 0) for each in told.split()]
        return Spot(*found) if len(found) == 2 else None

    def form(self, request: HttpRequest) -> PlaceForm:
        when, tables = self._when(), self.places.tables
        slot, _space, table = self.seen.partition(" ")
        asked = {name: request.GET[name] for name in ("slot", "table") if name in request.GET}
        return PlaceForm(
            request.POST if request.method == "POST" else None,
            initial={"slot": slot, "table": table, **asked, "seen": self.seen},
            slots=[(str(each.public_id), when(each.starts_at, each.ends_at)) for each in self.places.slots],
            tables=[(str(each.public_id), _("Table %(number)s") % {"number": each.number}) for each in tables],
            rows=self.rows,
        )

    def _when(self) -> Callable[[Any, Any], str]:
        place, zones = city(self.timetable.round.forum), (actor_of(self.request).zone, settings.HOME_ZONE)
        return lambda starts, ends: day_and_clocks(starts, place, zones, reading_language(), ends=ends)

    def lay(self, form: PlaceForm, *, other: str) -> HandChange:
        """Do what the form says: place it, move it, or let it change places with another."""
        fixed = {"request_id": self.asked.pk, **self.fixed}
        seen: Spot | None = form.cleaned_data["seen"]
        if seen is None:
            return actions.place_request(to=form.to, **fixed)
        if other:
            sits = queries.request_by_hand_or_404(actor_of(self.request), self.timetable, other)
            return actions.swap_meetings(seen=seen, other_id=sits.pk, other_seen=form.to, **fixed)
        return actions.move_meeting(to=form.to, seen=seen, **fixed)

    def laid(self, request: HttpRequest, sentence: str | Promise, change: HandChange | None = None) -> HttpResponse:
        """Say what was done, and show the meeting on the grid; of a ``change`` what is to be known of the other too."""
        messages.success(request, str(sentence))
        lies = queries.board_of(self.timetable, now=clock.now()).by_request.get(self.asked.pk)
        for slot, told in zip(self.places.slots, self.beside, strict=True):
            if told and lies is not None and slot.pk == lies.slot:
                messages.warning(request, told)
        for each in change.content if change is not None else ():
            # The board is as it was: the other lies now where this one lay.
            if each["request"] in self.swapped:
                messages.warning(request, self.swapped[each["request"]])
        return _to_grid(self.timetable, queries.meeting_id_of(self.timetable, self.asked))

    def page(self, form: PlaceForm) -> dict[str, Any]:
        """Return what the page of the request is made of; its place is as it is now."""
        against = self.in_hand()
        lines = [] if against else slot_lines(self.places, self.drops, self.beside, self._swapped_at())
        return {
            "round": self.timetable.round,
            "tab": "studio",
            "now": clock.now(),
            "timetable": self.timetable,
            "asked": self.asked,
            "pair": in_order(self.asked.asking, self.asked.asked),
            "own": self.own,
            "own_slot": self.own_slot,
            "own_table": next((each for each in self.places.tables if self.own and each.pk == self.own.table), None),
            "seen": self.seen,
            "form": form,
            "against": self.words.sentence(against),
            "lines": lines,
            "swaps": self._swaps(form),
        }

    def _swapped_at(self) -> dict[Spot, str]:
        return {self.board.by_request[each].spot: told for each, told in self.swapped.items()}

    def _swaps(self, form: PlaceForm) -> dict[str, str] | None:
        """Return who sits at the place that is chosen, where the two may change places."""
        chosen = [self.rows.get(str(form[name].value()), 0) for name in ("slot", "table")]
        there = self.board.at.get(Spot(*chosen))
        if there is None or self.own is None or there.request == self.asked.pk or self.in_hand():
            return None
        both = {self.asked.pk: there.spot, there.request: self.own.spot}
        if self.board.obstacles(both):
            return None
        beside = next(told for slot, told in zip(self.places.slots, self.beside, strict=True) if slot.pk == there.slot)
        return {
            "with": str(queries.request_id_of(there.request)),
            "pair": self.words.pair(there.request),
            "beside": " ".join(filter(None, [beside, self.swapped.get(there.request)])),
        }


def _said(change: HandChange) -> str:
    sentences = {
        "moved": _("The meeting is moved. Nobody is told before you publish."),
        "swapped": _("The two meetings have changed places. Nobody is told before you publish."),
        "placed": _("The request has a place. Nobody is told before you publish."),
    }
    return sentences[change.deed]


def _to_grid(timetable: Timetable, meeting: UUID | None = None) -> HttpResponseRedirect:
    chosen = {"timetable": timetable.public_id, **({"meeting": meeting} if meeting else {})}
    at = reverse("partnering_desk:studio", args=[timetable.round.public_id])
    return HttpResponseRedirect(f"{at}?{urlencode(chosen)}#grid-h")
