"""The officers' pages of a forum: what needs attention, settings, state, roles."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.accounts.queries import person_named
from bridgehead.events import queries, rules
from bridgehead.events.actions import forums
from bridgehead.events.forms.forums import ForumForm, RoleForm
from bridgehead.events.models import Forum, ForumRole, ForumState
from bridgehead.events.views.edge import officers_only
from bridgehead.foundation import clock
from bridgehead.foundation.records import seen_of
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 20


@officers_only
@require_safe
def forum_list(request: HttpRequest) -> HttpResponse:
    """The forums that one runs."""
    actor = actor_of(request)
    shown = page_of(request, queries.officer_forums(actor), PER_PAGE)
    context = {"page": shown, "may_create": rules.may_create_forum(actor)}
    return render(request, "events/desk/forums.html", context)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_forum(request: HttpRequest) -> HttpResponse:
    """Set up a forum."""
    actor = actor_of(request)
    form = ForumForm(request.POST or None, possible_hosts=queries.possible_hosts(None), initial={"zone": actor.zone})
    made = None
    if request.method == "POST":
        made = attempt(form, lambda: forums.create_forum(by=actor, now=clock.now(), **form.settings()))
    if made is not None:
        messages.success(request, _("The forum is set up, as a draft that only its officers see."))
        return redirect("events_desk:forum", public_id=made.public_id)
    context = {"form": form, "form_title": _("Set up a forum")}
    return render(request, "events/desk/settings.html", context, status=422 if form.errors else 200)


@officers_only
@require_safe
def forum(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One forum at a glance, and the next step."""
    actor = actor_of(request)
    found = queries.officer_forum_or_404(actor, public_id)
    labels = dict(ForumState.choices)
    context = {
        "forum": found,
        "tab": "forum",
        "counts": queries.registration_counts(actor, found),
        "too_early": rules.why_not_held(found.starts_at, clock.now()),
        "next_states": [(state, labels[state]) for state in ForumState if rules.may_move_forum(found.state, state)],
        "may_call_off": found.state in rules.CAN_BE_CALLED_OFF,
        "has_agenda": found.parts.exists(),
        "stale": found.stale_twins(),
    }
    return render(request, "events/desk/forum.html", context)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what is told of a forum."""
    actor = actor_of(request)
    found = queries.officer_forum_or_404(actor, public_id)
    form = ForumForm(
        request.POST or None,
        possible_hosts=queries.possible_hosts(found),
        forum=found,
        seen=seen_of(found, forums.SHOWN),
    )

    def change() -> Forum:
        told = {**form.settings(), "seen": form.cleaned_data["seen"] or None}
        return forums.change_forum(forum_id=found.pk, by=actor, now=clock.now(), **told)

    if request.method == "POST" and attempt(form, change) is not None:
        messages.success(request, _("The forum is changed."))
        return redirect("events_desk:settings", public_id=public_id)
    context = {"forum": found, "tab": "settings", "form": form}
    return render(request, "events/desk/settings.html", context, status=422 if form.errors else 200)


@officers_only
@require_POST
def move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Bring a forum into another state."""
    actor = actor_of(request)
    found = queries.officer_forum_or_404(actor, public_id)
    state = request.POST.get("state", "")
    moved = forums.move_forum(forum_id=found.pk, state=state, by=actor, now=clock.now())
    messages.success(request, _("The forum is now: %(state)s.") % {"state": moved.get_state_display()})
    return redirect("events_desk:forum", public_id=public_id)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def roles(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who runs the forum, serves at it, reports it."""
    found = queries.officer_forum_or_404(actor_of(request), public_id)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and attempt(form, lambda: _grant(request, found, form)) is not None:
        messages.success(request, _("The role is given."))
        return redirect("events_desk:roles", public_id=public_id)
    context = {"forum": found, "tab": "roles", "form": form, "holders": queries.role_holders(found)}
    return render(request, "events/desk/roles.html", context, status=422 if form.errors else 200)


def _grant(request: HttpRequest, found: Forum, form: RoleForm) -> ForumRole:
    person = person_named(form.cleaned_data["email"])
    return forums.grant_role(
        forum_id=found.pk,
        user_id=person.pk,
        role=form.cleaned_data["role"],
        by=actor_of(request),
        now=clock.now(),
    )


@officers_only
@require_POST
def revoke(request: HttpRequest, public_id: UUID, role_id: UUID) -> HttpResponse:
    """Take a role back."""
    actor = actor_of(request)
    found = queries.officer_forum_or_404(actor, public_id)
    held = queries.role_or_404(found, role_id)
    forums.revoke_role(role_id=held.pk, by=actor, now=clock.now())
    messages.success(request, _("The role is taken back."))
    return redirect("events_desk:roles", public_id=public_id)
