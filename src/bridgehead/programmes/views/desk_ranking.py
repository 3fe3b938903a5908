"""The desk where a call is ranked: bonus points, the ranking as it stands, and rankings that are frozen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.programmes.actions import ranking as deeds
from bridgehead.programmes.forms.ranking import AwardForm, BonusForm, MoveForm
from bridgehead.programmes.models import Application, Call, CallState, Programme, RankingLine
from bridgehead.programmes.queries import calls as queries
from bridgehead.programmes.queries import desk_applications as reads
from bridgehead.programmes.queries import standing as standings
from bridgehead.programmes.queries.programmes import run_programme_or_404
from bridgehead.programmes.rules import is_judged
from bridgehead.programmes.sheets import ranking_header, ranking_rows
from bridgehead.programmes.views.edge import officers_only
from bridgehead.web.forms import attempt
from bridgehead.web.sheets import KINDS, taken_out


def _held(request: HttpRequest, public_id: UUID, call_id: UUID) -> tuple[Programme, Call]:
    programme = run_programme_or_404(actor_of(request), public_id)
    return programme, queries.run_call_or_404(programme, call_id)


def _frame(programme: Programme, call: Call, part: str) -> dict[str, Any]:
    return {"programme": programme, "tab": "calls", "call": call, "part": part, "now": clock.now()}


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def bonuses(request: HttpRequest, public_id: UUID, call_id: UUID) -> HttpResponse:
    """The bonus points of a call; one more is added by the form."""
    actor = actor_of(request)
    programme, call = _held(request, public_id, call_id)
    form = BonusForm(request.POST or None)
    if request.method == "POST":
        added = attempt(form, lambda: deeds.add_bonus(call_id=call.pk, by=actor, now=clock.now(), **form.told()))
        if added is not None:
            messages.success(request, _("The bonus points are added; they are read with the call."))
            return redirect("programmes_desk:bonuses", public_id, call_id)
    is_going_on = call.state in {CallState.DRAFT, CallState.ANNOUNCED} and clock.now() < call.closes_at
    context = {
        **_frame(programme, call, "bonuses"),
        "form": form,
        "bonuses": standings.bonuses_of(call),
        "may_add": is_going_on,
        "may_remove": call.state == CallState.DRAFT,
    }
    return render(request, "programmes/desk/bonuses.html", context, status=422 if form.errors else 200)


@officers_only
@require_POST
def remove_bonus(request: HttpRequest, public_id: UUID, call_id: UUID, bonus_id: UUID) -> HttpResponse:
    """Take bonus points out of a draft."""
    _programme, call = _held(request, public_id, call_id)
    bonus = standings.bonus_or_404(call, bonus_id)
    deeds.remove_bonus(bonus_id=bonus.pk, by=actor_of(request), now=clock.now())
    messages.success(request, _("The bonus points are taken out."))
    return redirect("programmes_desk:bonuses", public_id, call_id)


@officers_only
@require_safe
def ranking(request: HttpRequest, public_id: UUID, call_id: UUID) -> HttpResponse:
    """The ranking as it stands, what has changed since it was frozen, and what was frozen before."""
    programme, call = _held(request, public_id, call_id)
    standing = standings.standing_of(call)
    newest = standings.newest_ranking(call)
    before = standings.lines_of_ranking(newest) if newest else []
    criteria = standings.criteria_kept(standing.criteria)
    context = {
        **_frame(programme, call, "ranking"),
        "standing": standing,
        "criteria": criteria,
        "shown": standings.shown_lines(standing.lines, criteria, before),
        "newest": newest,
        "is_same": newest is not None and newest.digest == standing.digest,
        "frozen": standings.rankings_of(call),
        "may_freeze": call.state == CallState.ANNOUNCED or standings.is_reopened(call),
    }
    return render(request, "programmes/desk/ranking.html", context)


@officers_only
@require_POST
def freeze(request: HttpRequest, public_id: UUID, call_id: UUID) -> HttpResponse:
    """Freeze the ranking as the officer has seen it."""
    _programme, call = _held(request, public_id, call_id)
    made = deeds.freeze_ranking(
        call_id=call.pk, seen=request.POST.get("seen", ""), by=actor_of(request), now=clock.now()
    )
    messages.success(request, _("Ranking %(number)d is frozen.") % {"number": made.number})
    return redirect("programmes_desk:frozen_ranking", public_id, call_id, made.number)


@officers_only
@require_safe
def frozen(request: HttpRequest, public_id: UUID, call_id: UUID, ranking_number: int) -> HttpResponse:
    """A ranking as it was frozen, with what it changed."""
    programme, call = _held(request, public_id, call_id)
    found = standings.ranking_or_404(call, ranking_number)
    before: list[RankingLine] = []
    if found.number > 1:
        before = standings.lines_of_ranking(standings.ranking_or_404(call, found.number - 1))
    context = {
        **_frame(programme, call, "ranking"),
        "ranking": found,
        "criteria": found.criteria,
        "shown": standings.shown_lines(standings.lines_of_ranking(found), found.criteria, before),
        "newest": found if before else None,
        "frozen": standings.rankings_of(call),
    }
    return render(request, "programmes/desk/frozen_ranking.html", context)


@officers_only
@require_safe
def export_ranking(request: HttpRequest, public_id: UUID, call_id: UUID, sheet: str) -> HttpResponse:
    """A frozen ranking (``?number=``), else the ranking as it stands, as a sheet."""
    if sheet not in KINDS:
        raise Http404
    _programme, call = _held(request, public_id, call_id)
    asked = request.GET.get("number", "")
    if asked.isdecimal() and len(asked) < 5:
        found = standings.ranking_or_404(call, int(asked))
        criteria, lines, name = found.criteria, standings.lines_of_ranking(found), f"ranking-{call.year}-{found.number}"
    else:
        standing = standings.standing_of(call)
        criteria, lines, name = standings.criteria_kept(standing.criteria), list(standing.lines), f"ranking-{call.year}"
    rows = ranking_rows(standings.shown_lines(lines, criteria))
    return taken_out(sheet, ranking_header(criteria), rows, name=name, sheet=_("Ranking"), made_at=clock.now())


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def points(request: HttpRequest, public_id: UUID, call_id: UUID, application_id: UUID) -> HttpResponse:
    """The bonus points of one application, and whether an officer moves it across a line."""
    programme, call = _held(request, public_id, call_id)
    shown = reads.application_run_or_404(call, application_id)
    given = standings.points_of_application(call, shown)
    move = standings.move_of(shown)
    sent = request.POST if request.method == "POST" else None
    do = sent.get("do", "") if sent else ""
    award = AwardForm(sent if do == "award" else None, offered=[each for each, held in given if held is None])
    moved = MoveForm(sent if do == "move" else None, move=move)
    if sent is not None and _done(request, call, shown, do, award, moved):
        messages.success(request, _("Saved."))
        return redirect("programmes_desk:points", public_id, call_id, application_id)
    context = {
        **_frame(programme, call, "applications"),
        "application": shown,
        "given": given,
        "award": award,
        "offers": any(held is None for _each, held in given),
        "move": move,
        "moved": moved,
        "may_judge": is_judged(shown) or standings.is_judged_anew(shown),
    }
    is_refused = bool(award.errors or moved.errors)
    return render(request, "programmes/desk/points.html", context, status=422 if is_refused else 200)


def _done(request: HttpRequest, call: Call, shown: Application, do: str, award: forms.Form, moved: MoveForm) -> bool:
    """Do what was sent; False where its form has to be looked at again, or nothing was."""
    who: dict[str, Any] = {"application_id": shown.pk, "by": actor_of(request), "now": clock.now()}
    if do == "back":
        bonus = next(
            (each for each in standings.bonuses_of(call) if str(each.public_id) == request.POST.get("bonus")), None
        )
        if bonus is None:
            raise Http404
        deeds.take_bonus_back(bonus_id=bonus.pk, **who)
        return True
    if do == "award":

        def give() -> bool:
            bonus = standings.bonus_or_404(call, UUID(award.cleaned_data["bonus"]))
            deeds.award_bonus(bonus_id=bonus.pk, note=award.cleaned_data["note"], **who)
            return True

        return bool(attempt(award, give))

    def move() -> bool:
        deeds.move_across(**moved.told(), **who)
        return True

    return do == "move" and bool(attempt(moved, move))
