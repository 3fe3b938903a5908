"""The day at the desk: what is on, what has been told, times that move, who and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import reading_language
from bridgehead.partnering import rules
from bridgehead.partnering.actions import day as actions
from bridgehead.partnering.forms import day as forms
from bridgehead.partnering.models import PartneringRound, Slot
from bridgehead.partnering.queries import day as queries
from bridgehead.partnering.queries import desk as desk_queries
from bridgehead.partnering.queries import rounds as round_queries
from bridgehead.partnering.queries.figures import Compared
from bridgehead.partnering.schemas.clocks import day_and_clocks
from bridgehead.partnering.views.edge import officer_page, said
from bridgehead.web.forms import attempt
from bridgehead.web.languages import stands_at
from bridgehead.web.templatetags.bridgehead import city


@login_required
@require_safe
def day(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """What is on and what has happened; each thing that can happen has its form."""
    return _page(request, officer_page(request, round_id, tab="day"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move_times(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """What moving the times would do, or, asked to, doing it."""
    page = officer_page(request, round_id, tab="day")
    actor, held = actor_of(request), page["round"]
    if request.method != "POST" and "slot" not in request.GET:
        return redirect("partnering_desk:day", held.public_id)
    slots = queries.slots_left(actor, held, now=page["now"])
    given = request.POST if request.method == "POST" else request.GET
    form = forms.MoveForm(given, slots=slots, says=_says(request, held))
    asked = {name: form.cleaned_data[name] for name in ("minutes", "least_pause")} if form.is_valid() else {}
    preview = attempt(
        form, lambda: queries.move_preview(actor, form.cleaned_data["slot"], held, **asked, now=page["now"])
    )
    if preview is None:
        return _refused(request, page, move_form=form)
    version = preview.timetable.version if preview.timetable else None
    if request.method == "POST":
        seen = request.POST.get("version", "")
        moved = attempt(
            form,
            lambda: actions.move_times(
                slot_id=form.cleaned_data["slot"].pk,
                **asked,
                version=int(seen) if seen.isdecimal() else None,
                by=actor,
                now=clock.now(),
            ),
        )
        if moved is not None:
            sentence = _("The times are moved. Everybody whose meetings moved is being told.")
            return said(request, sentence, "partnering_desk:day", held.public_id)
    page |= {"preview": preview, "form": form, "version": version}
    return render(request, "partnering/desk/move_times.html", page, status=422 if form.errors else 200)


@login_required
@require_POST
def absence(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """A delegation cannot come in a stretch of slots."""
    page = officer_page(request, round_id, tab="day")
    actor, held = actor_of(request), page["round"]
    form = _absence_form(request, held, request.POST, queries.slots_to_begin(actor, held, now=page["now"]))
    hit = attempt(
        form,
        lambda: actions.cannot_come(
            delegation_id=form.cleaned_data["delegation"].pk, slot_ids=form.slot_ids(), by=actor, now=clock.now()
        ),
    )
    if hit is None:
        return _refused(request, page, absence_form=form)
    sentence = ngettext("Noted: %(number)s meeting is hit.", "Noted: %(number)s meetings are hit.", hit)
    return said(request, sentence % {"number": hit}, "partnering_desk:day", held.public_id)


@login_required
@require_POST
def back(request: HttpRequest, round_id: UUID, delegation_id: UUID) -> HttpResponse:
    """A delegation can come after all."""
    actor = actor_of(request)
    held = round_queries.officer_round_or_404(actor, round_id)
    about = round_queries.delegation_or_404(actor, held, delegation_id)
    actions.come_after_all(delegation_id=about.pk, by=actor, now=clock.now())
    return said(request, _("Noted: they can come at all times to come."), "partnering_desk:day", held.public_id)


@login_required
@require_POST
def missing_table(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """A table is missing in a stretch of slots."""
    page = officer_page(request, round_id, tab="day")
    actor, held = actor_of(request), page["round"]
    form = _table_form(request, held, request.POST, queries.slots_to_begin(actor, held, now=page["now"]))
    done = attempt(
        form,
        lambda: actions.close_table(
            table_id=form.cleaned_data["table"].pk, slot_ids=form.slot_ids(), by=actor, now=clock.now()
        ),
    )
    if done is None:
        return _refused(request, page, table_form=form)
    return said(request, _("Noted: no meeting is put at this table then."), "partnering_desk:day", held.public_id)


@login_required
@require_POST
def table_back(request: HttpRequest, round_id: UUID, table_id: UUID) -> HttpResponse:
    """A table can be used again."""
    actor = actor_of(request)
    held = round_queries.officer_round_or_404(actor, round_id)
    table = desk_queries.table_or_404(actor, held, table_id)
    actions.open_table(table_id=table.pk, by=actor, now=clock.now())
    return said(request, _("The table can be used again."), "partnering_desk:day", held.public_id)


@login_required
@require_POST
def shut_slot(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Nobody meets in a slot any more."""
    page = officer_page(request, round_id, tab="day")
    actor, held = actor_of(request), page["round"]
    coming = queries.slots_to_begin(actor, held, now=page["now"])
    form = forms.ShutSlotForm(request.POST, slots=coming, says=_says(request, held))
    done = attempt(
        form,
        lambda: actions.set_slot_shut(slot_id=form.cleaned_data["slot"].pk, is_shut=True, by=actor, now=clock.now()),
    )
    if done is None:
        return _refused(request, page, slot_form=form)
    return said(request, _("The slot is closed."), "partnering_desk:day", held.public_id)


@login_required
@require_POST
def open_slot(request: HttpRequest, round_id: UUID, slot_id: UUID) -> HttpResponse:
    """People meet in a slot after all."""
    actor = actor_of(request)
    held = round_queries.officer_round_or_404(actor, round_id)
    slot = desk_queries.slot_or_404(actor, held, slot_id)
    actions.set_slot_shut(slot_id=slot.pk, is_shut=False, by=actor, now=clock.now())
    return said(request, _("The slot is open again."), "partnering_desk:day", held.public_id)


@login_required
@require_POST
def call_off(request: HttpRequest, round_id: UUID, request_id: UUID) -> HttpResponse:
    """Call off a meeting of the timetable in force."""
    actor = actor_of(request)
    held = round_queries.officer_round_or_404(actor, round_id)
    met = desk_queries.request_or_404(actor, held, request_id)
    actions.call_off_meeting(request_id=met.pk, by=actor, now=clock.now())
    sentence = _("The meeting is called off. Both sides are being told.")
    return said(request, sentence, "partnering_desk:studio", held.public_id)


def _refused(request: HttpRequest, page: dict[str, Any], **form: Any) -> HttpResponse:
    """Draw the day with a form that was refused; the switch of language leads back to the day."""
    stands_at(request, reverse("partnering_desk:day", args=[page["round"].public_id]))
    return _page(request, page, **form)


def _page(request: HttpRequest, page: dict[str, Any], **refused: Any) -> HttpResponse:
    """Draw the day; a refused form stands in the place of its fresh one."""
    actor, held = actor_of(request), page["round"]
    found = queries.the_day(actor, held, now=page["now"])
    says = _says(request, held)
    page |= {
        "day": found,
        "fit": Compared(actor, held, [found.timetable]).fit(found.timetable) if found.timetable else None,
        "may_happen": held.phase in rules.HAPPENING and bool(found.slots),
        "move_form": forms.MoveForm(slots=found.slots, says=says),
        "absence_form": _absence_form(request, held, None, found.coming),
        "table_form": _table_form(request, held, None, found.coming),
        "slot_form": forms.ShutSlotForm(slots=found.coming, says=says),
        **refused,
    }
    return render(request, "partnering/desk/day.html", page, status=422 if refused else 200)


def _absence_form(request: HttpRequest, held: PartneringRound, given: Any, coming: Sequence[Slot]) -> forms.AbsenceForm:
    delegations = queries.delegations_to_choose(actor_of(request), held)
    says = _says(request, held)
    return forms.AbsenceForm(given, slots=coming, says=says, zone=held.forum.zone, delegations=delegations)


def _table_form(
    request: HttpRequest, held: PartneringRound, given: Any, coming: Sequence[Slot]
) -> forms.MissingTableForm:
    tables = list(desk_queries.tables_of(actor_of(request), held))
    return forms.MissingTableForm(given, slots=coming, says=_says(request, held), zone=held.forum.zone, tables=tables)


def _says(request: HttpRequest, held: PartneringRound) -> Callable[[Slot], str]:
    """Return what says a slot: its day, and from when until when on both clocks."""
    place, zones, language = city(held.forum), (actor_of(request).zone, settings.HOME_ZONE), reading_language()
    return lambda slot: day_and_clocks(slot.starts_at, place, zones, language, ends=slot.ends_at)
