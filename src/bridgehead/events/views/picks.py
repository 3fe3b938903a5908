"""One's own agenda of a forum: picking sessions, and taking them home as a calendar file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.events import queries
from bridgehead.events.actions.picks import drop_session, pick_session
from bridgehead.events.adapters.calendar import own_calendar
from bridgehead.events.models import Forum, ForumSession, Registration
from bridgehead.events.queries.picks import OwnSession, my_place, own_agenda, picked_sessions, session_of
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import reading_language
from bridgehead.web.htmx import render_page, wants_fragment


@require_safe
def my_agenda(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The sessions of a forum with what one has picked of them."""
    return _shown(request, public_id, lambda forum, own: _page(request, forum, own))


@require_POST
def pick(request: HttpRequest, public_id: UUID, session_id: UUID) -> HttpResponse:
    """Pick a session, or take it off one's agenda."""
    actor = actor_of(request)
    forum = queries.forum_or_404(actor, public_id)
    session = session_of(forum, session_id)
    if request.POST.get("pick") == "no":
        drop_session(session_id=session.pk, by=actor)
        said = _("The session is off your agenda.")
    else:
        pick_session(session_id=session.pk, by=actor, now=clock.now())
        said = _("The session is on your agenda.")
    own = my_place(actor, forum)
    if own is not None and wants_fragment(request):
        return _page(request, forum, own, toast=said)
    messages.success(request, said)
    return redirect(f"{reverse('events:my_agenda', kwargs={'public_id': public_id})}#s-{session_id}")


@require_safe
def my_agenda_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The forum and what one has picked of it, as a calendar file."""
    return _shown(request, public_id, _file)


def _file(forum: Forum, own: Registration) -> HttpResponse:
    return HttpResponse(
        own_calendar(forum, picked_sessions(own), reading_language()),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="my-agenda-{forum.starts_at:%Y-%m-%d}.ics"'},
    )


def _shown(request: HttpRequest, public_id: UUID, show: Callable[[Forum, Registration], HttpResponse]) -> HttpResponse:
    """Show whoever has a place their own agenda; lead a stranger to sign-in, and anybody else to the forum."""
    actor = actor_of(request)
    forum = queries.forum_or_404(actor, public_id)
    if actor.is_anonymous:
        return redirect_to_login(request.get_full_path(), login_url=reverse("account_login"))
    own = my_place(actor, forum)
    if own is None:
        return redirect("events:forum", public_id=public_id)
    return show(forum, own)


def _pairs(picked: Sequence[OwnSession]) -> list[tuple[ForumSession, ForumSession]]:
    """Return what of the picked sessions is at one time, each pair once, the earlier one first."""
    place = {each.session.pk: number for number, each in enumerate(picked)}
    return [
        (each.session, other) for each in picked for other in each.overlaps if place[each.session.pk] < place[other.pk]
    ]


def _page(request: HttpRequest, forum: Forum, own: Registration, *, toast: str = "") -> HttpResponse:
    parts = own_agenda(own, queries.agenda(forum))
    picked = [each for part in parts for each in part.sessions if each.is_picked]
    picked.sort(key=lambda each: (each.session.starts_at is None, each.session.starts_at or forum.starts_at))
    context = {
        "forum": forum,
        "parts": parts,
        "picked": picked,
        "overlapping": _pairs(picked),
    }
    return render_page(request, "events/my_agenda.html", context, toast=toast)
