"""Public pages: which forums there are, one forum, its calendar file."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.events import queries, rules
from bridgehead.events.adapters import forum_calendar
from bridgehead.events.queries.ceremonies import ceremony_of
from bridgehead.events.queries.halls import halls_of
from bridgehead.events.queries.signing import public_signings
from bridgehead.events.rules.check_in import may_check_in
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import reading_language
from bridgehead.web.pages import page_of

PER_PAGE = 10


@require_safe
def forum_list(request: HttpRequest) -> HttpResponse:
    """The forums to come and those that were held."""
    actor = actor_of(request)
    context = {
        "coming": page_of(request, queries.coming_forums(actor, now=clock.now()), PER_PAGE, name="coming"),
        "held": page_of(request, queries.held_forums(actor), PER_PAGE),
    }
    return render(request, "events/forum_list.html", context)


@require_safe
def forum_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One forum: when, where, figures, agenda, who presents, how to register."""
    actor, now = actor_of(request), clock.now()
    forum = queries.forum_or_404(actor, public_id)
    parts, hour = queries.agenda(forum), clock.database_now()
    context = {
        "forum": forum,
        "now": now,
        "parts": parts,
        "has_times": any(part.starts_at or any(each.starts_at for each in part.sessions.all()) for part in parts),
        "signings": public_signings(parts, hour),
        "ceremony": ceremony_of(forum, hour),
        "presenters": queries.presenters(parts),
        "move_ins": queries.move_ins(parts),
        "sources": queries.sources(forum),
        "mine": queries.my_registration(actor, forum),
        "closed": rules.why_not_registering(forum, now),
        "next_forum": queries.next_open_forum(actor, besides=forum, now=now),
        "halls": halls_of(actor, forum),
        "may_run": rules.may_run_forum(actor, forum.pk),
        "may_check_in": may_check_in(actor, forum.pk),
    }
    return render(request, "events/forum.html", context)


@require_safe
def forum_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The calendar file of a forum."""
    forum = queries.forum_or_404(actor_of(request), public_id)
    content = forum_calendar(forum, reading_language())
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="forum-{forum.starts_at:%Y-%m-%d}.ics"'},
    )
