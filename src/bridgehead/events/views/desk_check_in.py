"""The officers' page of the door: who is here, who waits to be let in, corrections by hand, and badges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.events import queries
from bridgehead.events.actions import badges as badge_deeds
from bridgehead.events.actions import check_in as deeds
from bridgehead.events.actions.walk_ins import decline_walk_in, set_walk_ins
from bridgehead.events.adapters.badges import badge_pages
from bridgehead.events.adapters.sign_in import sign_in_pages, told_session
from bridgehead.events.forms.check_in import CameForm, SignInForm, WalkInsForm
from bridgehead.events.models import Badge, Forum, ForumSession
from bridgehead.events.queries import check_in as reads
from bridgehead.events.rules.check_in import day_of, days_of
from bridgehead.events.sheets import check_in_header, check_in_rows
from bridgehead.events.views.edge import officers_only
from bridgehead.foundation import clock
from bridgehead.web import sheets
from bridgehead.web.pages import page_of
from bridgehead.web.printing import PDF_TYPE

PER_PAGE = 50


@officers_only
@require_safe
def check_in(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who came on a day of the forum, and who is here."""
    actor = actor_of(request)
    forum = queries.officer_forum_or_404(actor, public_id)
    wanted = _wanted(request.GET, forum)
    day = wanted.pop("day")
    page = page_of(request, reads.check_ins(actor, forum, day, **wanted), PER_PAGE)
    context: dict[str, Any] = {
        "forum": forum,
        "tab": "check_in",
        "day": day,
        "is_today": day == day_of(forum, clock.now()),
        "form": CameForm(days=days_of(forum), initial={**wanted, "day": day.isoformat()}),
        "wanted": {**wanted, "day": day.isoformat()},
        "counts": reads.counts_by_type(forum, day),
        "page": page,
        "came": reads.shown_of(page.object_list),
        "waiting": reads.waiting_walk_ins(forum),
        "walk_ins_form": WalkInsForm(forum=forum),
        "badge_count": reads.badge_count(forum),
        "sign_in_form": _sign_in_form(forum, reads.sessions_to_sign(forum), initial={"what": day.isoformat()}),
    }
    context["here"] = sum(each.here for each in context["counts"])
    context["all_came"] = sum(each.came for each in context["counts"])
    context["expected"] = sum(each.expected for each in context["counts"])
    return render(request, "events/desk/check_in.html", context)


@officers_only
@require_POST
def export(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand out who came as a sheet; who took it is kept in the audit trail."""
    actor, now = actor_of(request), clock.now()
    forum = queries.officer_forum_or_404(actor, public_id)
    kind = request.POST.get("kind", "")
    if kind not in sheets.KINDS:
        raise Http404
    wanted = _wanted(request.POST, forum)
    day = wanted.pop("day")
    rows = list(check_in_rows(reads.shown_of(reads.check_ins(actor, forum, day, **wanted)), forum.zone))
    deeds.note_check_ins_exported(forum_id=forum.pk, rows=len(rows), by=actor, now=now)
    name = f"check-ins-{day:%Y-%m-%d}"
    return sheets.taken_out(kind, check_in_header(), rows, name=name, sheet=_("Check-ins"), made_at=now)


@officers_only
@require_POST
def undo(request: HttpRequest, public_id: UUID, check_in_id: UUID) -> HttpResponse:
    """Take a wrong check-in back."""
    actor = actor_of(request)
    forum = queries.officer_forum_or_404(actor, public_id)
    found = reads.check_in_or_404(forum, check_in_id)
    deeds.undo_check_in(check_in_id=found.pk, by=actor, now=clock.now())
    messages.success(request, _("The check-in is taken back. The trail keeps that it was there."))
    return _back(public_id)


@officers_only
@require_POST
def walk_ins(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what becomes of whoever comes without a registration."""
    actor = actor_of(request)
    forum = queries.officer_forum_or_404(actor, public_id)
    set_walk_ins(forum_id=forum.pk, walk_ins=request.POST.get("walk_ins", ""), by=actor, now=clock.now())
    messages.success(request, _("It holds at the door from now on."))
    return _back(public_id)


@officers_only
@require_POST
def decide_walk_in(request: HttpRequest, public_id: UUID, walk_in_id: UUID, verdict: str) -> HttpResponse:
    """Let in somebody who waits at the door, or turn them away."""
    actor, now = actor_of(request), clock.now()
    forum = queries.officer_forum_or_404(actor, public_id)
    found = reads.walk_in_or_404(forum, walk_in_id)
    if verdict == "admit":
        deeds.admit_walk_in(walk_in_id=found.pk, by=actor, now=now)
        messages.success(request, _("%(name)s is let in, and has a badge.") % {"name": found.name})
    elif verdict == "decline":
        decline_walk_in(walk_in_id=found.pk, by=actor, now=now)
        messages.success(request, _("%(name)s is turned away.") % {"name": found.name})
    else:
        raise Http404
    return _back(public_id)


@officers_only
@require_POST
def badges(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Print the badges of all who are let in, eight to a page."""
    actor = actor_of(request)
    forum = queries.officer_forum_or_404(actor, public_id)
    return _printed(request, forum, reads.badges_to_print(actor, forum), name="badges")


@officers_only
@require_POST
def badge(request: HttpRequest, public_id: UUID, badge_id: UUID, badge_deed: str) -> HttpResponse:
    """Print one badge, replace its code, or block it."""
    actor, now = actor_of(request), clock.now()
    forum = queries.officer_forum_or_404(actor, public_id)
    found = reads.badge_or_404(forum, badge_id)
    if badge_deed == "print":
        return _printed(request, forum, [found], name="badge")
    if badge_deed == "replace":
        badge_deeds.reissue_badge(badge_id=found.pk, by=actor, now=now)
        messages.success(request, _("The badge has a new code. Print it anew: the old one lets nobody in by itself."))
    elif badge_deed == "block":
        badge_deeds.revoke_badge(badge_id=found.pk, by=actor, now=now)
        messages.success(request, _("The badge is blocked: it lets nobody in until it is replaced."))
    else:
        raise Http404
    if found.registration is None:
        return _back(public_id)
    return redirect("events_desk:registration", public_id=public_id, registration_id=found.registration.public_id)


@officers_only
@require_POST
def sign_in_sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Print the sign-in sheet of a day or a session; that it was printed is kept in the audit trail."""
    actor, now = actor_of(request), clock.now()
    forum = queries.officer_forum_or_404(actor, public_id)
    sessions = reads.sessions_to_sign(forum)
    form = _sign_in_form(forum, sessions, request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose a day or a session of the forum."))
        return _back(public_id)
    wanted = form.cleaned_data["what"]
    session = next((each for each in sessions if str(each.public_id) == wanted), None)
    day = None if session else date.fromisoformat(wanted)
    people = reads.people_to_sign(actor, forum)
    written = sign_in_pages(forum, people, day=day, session=session, at=now)
    badge_deeds.note_sign_in_printed(forum_id=forum.pk, rows=len(people), by=actor, now=now)
    headers = {"Content-Disposition": f'attachment; filename="sign-in-{forum.starts_at:%Y-%m-%d}.pdf"'}
    return HttpResponse(written, content_type=PDF_TYPE, headers=headers)


def _sign_in_form(forum: Forum, sessions: Sequence[ForumSession], *given: QueryDict, **rest: Any) -> SignInForm:
    told = [(each.public_id, told_session(each, forum)) for each in sessions]
    return SignInForm(*given, days=days_of(forum), sessions=told, **rest)


def _printed(request: HttpRequest, forum: Forum, found: list[Badge], *, name: str) -> HttpResponse:
    if not found:
        messages.warning(request, _("There is no badge to print: nobody is approved yet."))
        return _back(forum.public_id)
    written = badge_pages(forum, found)
    badge_deeds.note_badges_printed(forum_id=forum.pk, rows=len(found), by=actor_of(request), now=clock.now())
    disposition = f'attachment; filename="{name}-{forum.starts_at:%Y-%m-%d}.pdf"'
    return HttpResponse(written, content_type=PDF_TYPE, headers={"Content-Disposition": disposition})


def _wanted(given: QueryDict, forum: Forum) -> dict[str, Any]:
    """What an officer looks at: what is no choice and no text is no filter; without a day today's, else the last."""
    form = CameForm(given, days=days_of(forum))
    form.is_valid()
    chosen: dict[str, Any] = {key: form.cleaned_data.get(key, "") for key in ("words", "participant_type", "standing")}
    typed = form.cleaned_data.get("day", "")
    return {**chosen, "day": date.fromisoformat(typed) if typed else _usual_day(forum)}


def _usual_day(forum: Forum) -> date:
    days, today = days_of(forum), day_of(forum, clock.now())
    return today if today in days else days[0] if today < days[0] else days[-1]


def _back(public_id: UUID) -> HttpResponse:
    return redirect("events_desk:check_in", public_id=public_id)
