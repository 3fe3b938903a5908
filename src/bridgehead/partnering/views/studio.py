"""The timetable studio: runs, live progress, drafts side by side, the grid, what is left out, and publishing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.agreements.rules import keeps_a_ledger
from bridgehead.foundation import clock, live
from bridgehead.foundation.bilingual import reading_language, wording
from bridgehead.partnering import rules
from bridgehead.partnering.actions import repairs as repair_actions
from bridgehead.partnering.actions import runs as run_actions
from bridgehead.partnering.actions import timetables as timetable_actions
from bridgehead.partnering.forms import rounds as forms
from bridgehead.partnering.models import Delegate, PartneringRound, RunState, Timetable, TimetableRun, TimetableState
from bridgehead.partnering.queries import desk as desk_queries
from bridgehead.partnering.queries import presenting, previews, repairs, unplaced
from bridgehead.partnering.queries import timetables as queries
from bridgehead.partnering.queries.figures import Compared, Fit
from bridgehead.partnering.queries.moves import deeds_at, last_to_undo, taken_out_of
from bridgehead.partnering.schemas.changes import ChangeLine, change_lines, changes
from bridgehead.partnering.schemas.clocks import day_and_clocks
from bridgehead.partnering.schemas.diary import read_entry
from bridgehead.partnering.schemas.grid import Reading, grid_days, in_order, slot_list
from bridgehead.partnering.schemas.runs import Beside, compare, trace_of
from bridgehead.partnering.views.edge import officer_page, said
from bridgehead.web.forms import attempt
from bridgehead.web.htmx import wants_fragment
from bridgehead.web.pages import page_of
from bridgehead.web.templatetags.bridgehead import city

#: More columns than this are not compared at a glance; older runs stay reachable by their timetables.
RUNS_SHOWN = 5
PEOPLE_PER_PAGE = 12
MOVES_PER_PAGE = 30
TIMETABLES_PER_PAGE = 10
UNPLACED_PER_PAGE = 20
AT_WORK = (RunState.QUEUED, RunState.RUNNING)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def studio(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Everything about a round's timetables on one page; a POST starts a run."""
    page = officer_page(request, round_id, tab="studio")
    actor, held = actor_of(request), page["round"]
    form = forms.RunForm(request.POST if request.method == "POST" else None)
    started = attempt(
        form,
        lambda: run_actions.start_run(
            round_id=held.pk,
            budget_seconds=form.cleaned_data["budget_seconds"],
            seed=form.cleaned_data["seed"],
            keep=form.cleaned_data["keep"],
            fairness=form.cleaned_data["fairness"],
            spares_presenters=form.cleaned_data["spares_presenters"],
            locks_of=queries.timetable_in(held, form.cleaned_data["timetable"]) if form.cleaned_data["locks"] else None,
            by=actor,
            now=clock.now(),
        ),
    )
    if started is not None:
        sentence = _("The run has started. You can leave this page; it goes on.")
        return said(request, sentence, "partnering_desk:studio", held.public_id)
    page |= _studio(request, held) | {"form": form}
    return render(request, "partnering/desk/studio.html", page, status=422 if form.errors else 200)


@login_required
@require_safe
def progress(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """How a run stands: the fragment that a live page fetches again and again, or a page of its own.

    That of a repair shows the list of its changes once it has ended.
    """
    run = queries.run_or_404(actor_of(request), run_id)
    page = {"round": run.round, "tab": "studio", "now": clock.now(), **_progress(run)}
    if not wants_fragment(request):
        if run.mends is None:
            return render(request, "partnering/desk/run.html", page)
        return render(request, "partnering/desk/repair.html", page | _repair(request, run))
    response = render(request, "partnering/desk/_solve.html", page)
    if run.state not in AT_WORK:
        # The columns and the grid are new as well: the whole page is fetched once.
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def cancel(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """End a run before its time."""
    run = queries.run_or_404(actor_of(request), run_id)
    run_actions.cancel_run(run_id=run.pk, by=actor_of(request), now=clock.now())
    return said(request, _("The run is cancelled."), "partnering_desk:studio", run.round.public_id)


@login_required
@require_POST
def repair(request: HttpRequest, timetable_id: UUID) -> HttpResponse:
    """Ask what has to move for a timetable to fit its round."""
    actor, timetable = actor_of(request), queries.timetable_or_404(actor_of(request), timetable_id)
    asked = {name: name in request.POST for name in ("fills", "moves_others")}
    run = repair_actions.start_repair(timetable_id=timetable.pk, **asked, by=actor, now=clock.now())
    return redirect("partnering_desk:run", run.public_id)


@login_required
@require_POST
def accept_repair(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Make a draft of a repair; where the round has changed meanwhile, show the new list instead."""
    run = queries.run_or_404(actor_of(request), run_id)
    accepted = repair_actions.accept_repair(run_id=run.pk, by=actor_of(request), now=clock.now())
    if accepted.draft is None:
        messages.warning(
            request, _("The round has changed since this list was made; nothing was done. This is the new one.")
        )
        return redirect("partnering_desk:run", accepted.anew.public_id if accepted.anew else run.public_id)
    messages.success(request, _("The draft is made. Look who will be told what before you publish it."))
    return redirect("partnering_desk:publish", accepted.draft.public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, timetable_id: UUID) -> HttpResponse:
    """Who will be told what; a POST publishes."""
    actor = actor_of(request)
    timetable = queries.timetable_or_404(actor, timetable_id)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        timetable_actions.publish_timetable(
            timetable_id=timetable.pk, by=actor, now=clock.now(), seen=int(seen) if seen.isdecimal() else None
        )
        sentence = _("The timetable is published. Everybody whose meetings are new or changed is being told.")
        return said(request, sentence, "partnering_desk:studio", timetable.round.public_id)
    preview = previews.publish_preview(actor, timetable)
    shown = page_of(request, preview.people, PEOPLE_PER_PAGE)
    page = {"round": timetable.round, "tab": "studio", "now": clock.now(), "timetable": timetable}
    page |= {"preview": preview, "page": shown, "lines": _told(request, timetable.round, list(shown))}
    if timetable.state == TimetableState.DRAFT:
        fits = _fits(Compared(actor, timetable.round, [timetable]), timetable)
        presented = presenting.presented_at_all(timetable.round)
        page |= {"clashes": presenting.clashes_in(actor, timetable, presented, now=clock.now())}
        page |= {"fits": fits, "may_solve": timetable.round.phase in rules.SOLVING}
    return render(request, "partnering/desk/publish.html", page)


@login_required
@require_POST
def discard(request: HttpRequest, timetable_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    timetable = queries.timetable_or_404(actor_of(request), timetable_id)
    timetable_actions.discard_draft(timetable_id=timetable.pk, by=actor_of(request), now=clock.now())
    return said(request, _("The draft is discarded."), "partnering_desk:studio", timetable.round.public_id)


def _told(
    request: HttpRequest, held: PartneringRound, shown: list[previews.PersonToTell]
) -> list[tuple[previews.PersonToTell, Delegate, list[ChangeLine]]]:
    """Return the people of one page of a preview, and what has changed for whoever hears that something has."""
    place, zones, language = city(held.forum), _zones(request), reading_language()

    def when(moment: datetime) -> str:
        return day_and_clocks(moment, place, zones, language)

    return [
        (each, delegate, _changes(each, when) if each.told == "changed" else [])
        for each, delegate in previews.lines_of(shown)
    ]


def _changes(person: previews.PersonToTell, when: Callable[[datetime], str]) -> list[ChangeLine]:
    return change_lines(changes(map(read_entry, person.was), map(read_entry, person.own)), when)


def _zones(request: HttpRequest) -> tuple[str, str]:
    return actor_of(request).zone, settings.HOME_ZONE


def _studio(request: HttpRequest, held: PartneringRound) -> dict[str, Any]:
    actor = actor_of(request)
    runs = list(queries.runs_of(actor, held)[:RUNS_SHOWN])
    timetables = list(queries.timetables_of(actor, held))
    for each in timetables:
        each.round = held
    picked = _picked(timetables, request.GET.get("timetable", ""))
    published = next((each for each in timetables if each.state == TimetableState.PUBLISHED), None)
    columns = [run.timetable for run in runs if hasattr(run, "timetable")]
    compared = Compared(actor, held, [*columns, *filter(None, [published, picked])])
    shown = _grid(request, picked, compared) if picked else {}
    slots = shown.get("slots") or list(desk_queries.slots_of(actor, held))
    tables = shown.get("table_count") or desk_queries.tables_of(actor, held).count()
    beside = Beside(
        places=len(slots) * tables,
        figures=compared.figures([each.pk for each in columns], slots, published=published.pk if published else None),
        names=shown.get("sides", {}),
        picked=picked,
        published=published,
    )
    at_work = next((run for run in runs if run.state in AT_WORK), None)
    presented = presenting.presented_at_all(held)
    return {
        "presented": presented,
        "clashes": presenting.clashes_in(actor, picked, presented, now=clock.now()) if picked else [],
        "columns": compare(runs[::-1], beside),
        "slots": slots,
        "tables": tables,
        "timetables": page_of(request, timetables, TIMETABLES_PER_PAGE, name="older"),
        "picked": picked,
        "published": published,
        "may_solve": held.phase in rules.SOLVING,
        "may_publish": held.phase in rules.PUBLISHING,
        "fits": _fits(compared, published, picked),
        **(_progress(at_work) if at_work else {}),
        **shown,
    }


def _fits(compared: Compared, *shown: Timetable | None) -> list[tuple[Timetable, Fit]]:
    """Return those of the timetables, the published one and the one looked at, that no longer fit the round."""
    standing = dict.fromkeys(each for each in shown if each and each.state != TimetableState.SUPERSEDED)
    fits = ((each, compared.fit(each)) for each in standing)
    return [(each, fit) for each, fit in fits if fit.broken or fit.newer]


def _picked(timetables: list[Timetable], wanted: str) -> Timetable | None:
    """Return the timetable that the address names, else the draft that waits, else the one that counts."""
    named = next((each for each in timetables if str(each.public_id) == wanted), None)
    view = queries.in_view(timetables)
    return named or view.waits or view.counts


def _progress(run: TimetableRun) -> dict[str, Any]:
    at_work = run.state in AT_WORK
    return {
        "run": run,
        "at_work": at_work,
        "trace": trace_of(run),
        "live": f"/events/{live.ticket(f'run:{run.public_id}')}/" if at_work else "",
    }


def _repair(request: HttpRequest, run: TimetableRun) -> dict[str, Any]:
    """Return the list of what a repair would change, and whether it can still be made so."""
    base = repairs.mended_by(run)
    if run.state != RunState.DONE:
        return {"base": base}
    moves = repairs.moves_of(run)
    shown = page_of(request, moves, MOVES_PER_PAGE)
    draft = getattr(run, "timetable", None)
    return {
        "base": base,
        "draft": draft,
        "moves": shown,
        "lines": repairs.lines_of(run, list(shown)),
        "counts": Counter(each.kind for each in moves),
        "is_stale": draft is None and base is not None and repairs.has_changed(run, base, now=clock.now()),
        "clashes": repairs.left_beside(actor_of(request), run, base, moves, now=clock.now()) if base else [],
    }


def _grid(request: HttpRequest, timetable: Timetable, compared: Compared) -> dict[str, Any]:
    actor = actor_of(request)
    grid = queries.timetable_grid(actor, timetable)
    compared.knows(timetable, grid.cells.values())
    reading = Reading(
        place=city(timetable.round.forum),
        zones=_zones(request),
        language=reading_language(),
        picked=request.GET.get("meeting", ""),
        company=request.GET.get("company", ""),
        slot=request.GET.get("slot", ""),
    )
    left_out = page_of(request, compared.left_out(timetable), UNPLACED_PER_PAGE, name="left")
    chosen = queries.meeting_in(actor, timetable, reading.picked)
    days = grid_days(grid, reading)
    locked = sum(each.is_locked for each in grid.cells.values())
    return _by_hand(timetable, locked) | {
        "slots": grid.slots,
        "days": days,
        "listed": slot_list(days, reading.slot),
        "company": reading.company,
        "companies": _companies(grid),
        "table_count": len(grid.tables),
        "meeting": chosen,
        "meeting_sides": in_order(chosen.request.asking, chosen.request.asked) if chosen else (),
        "may_see_what_came": timetable.state == TimetableState.PUBLISHED and keeps_a_ledger(actor),
        "left_out": left_out,
        "sides": grid.sides,
        "unplaced": unplaced.explained(
            timetable.made_by,
            timetable.round,
            unplaced.named(left_out),
            grid.slots,
            taken_out=taken_out_of(timetable) if timetable.hand_changes else (),
        ),
    }


def _by_hand(timetable: Timetable, locked: int) -> dict[str, Any]:
    """Return what the studio shows of work by hand at a timetable: whether it can be done, and what was done."""
    is_open = timetable.round.phase in rules.SOLVING
    last = last_to_undo(timetable) if timetable.hand_changes else None
    deeds = deeds_at(timetable) if timetable.hand_changes else []
    return {
        "by_hand": is_open and timetable.state == TimetableState.DRAFT,
        "may_copy": is_open and timetable.state != TimetableState.DRAFT,
        "deeds": deeds,
        "to_undo": next((each for each in deeds if last is not None and each.number == last.number), None),
        "locked": locked,
        "nobody": UUID(int=0),
    }


def _companies(grid: queries.Grid) -> list[tuple[str, str]]:
    """Return the delegations that meet somebody, by name: the public id and what it is called."""
    met = {side for each in grid.cells.values() for side in (each.asking_id, each.asked_id)}
    named = [(str(each.public_id), wording(each, "name").text) for each in grid.sides.values() if each.id in met]
    return sorted(named, key=lambda each: (each[1].casefold(), each[0]))
