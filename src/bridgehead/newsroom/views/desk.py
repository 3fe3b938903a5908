"""The newsroom's own desk: what waits, who works here, and an article beside its twin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of, there_for
from bridgehead.accounts.queries import person_named
from bridgehead.foundation import clock
from bridgehead.newsroom.actions import approvals as deeds_of_approval
from bridgehead.newsroom.actions import people as deeds
from bridgehead.newsroom.actions import translating
from bridgehead.newsroom.forms import AppointForm, ApproveBothForm
from bridgehead.newsroom.models import Article
from bridgehead.newsroom.queries import desk as at_desk
from bridgehead.newsroom.queries.trail import newsroom_entries, told
from bridgehead.newsroom.rules import (
    Role,
    Standing,
    Twins,
    gives_press_access,
    is_ahead,
    may_appoint,
    may_approve,
    may_lead_on,
    revisions_mark,
    with_readers,
    works_here,
)
from bridgehead.web.forms import attempt
from bridgehead.web.languages import OWN_NAMES
from bridgehead.web.pages import page_of

DEEDS_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Column:
    """An article as it was last written, beside its twin."""

    article: Article
    name: str
    written: Article
    #: How far readers have it: a draft, held until its hour, public, or public with a change that is not approved.
    standing: Standing

    @classmethod
    def of(cls, article: Article, now: datetime) -> Self:
        """Show an article as its latest revision has it."""
        standing = with_readers(
            approved=article.live, public_from=article.public_from, changed=article.has_unpublished_changes, now=now
        )
        return cls(article, OWN_NAMES[article.language], article.get_latest_revision_as_object(), standing)


@require_safe
@there_for(gives_press_access)
def trail(request: HttpRequest) -> HttpResponse:
    """Who did what in the newsroom."""
    page = page_of(request, newsroom_entries(), DEEDS_PER_PAGE)
    return render(request, "newsroom/desk/trail.html", {"page": page, "told": told(list(page))})


@require_safe
@there_for(works_here)
def overview(request: HttpRequest) -> HttpResponse:
    """What waits in the newsroom."""
    actor, now = actor_of(request), clock.database_now()
    context = {
        "overview": at_desk.overview(actor, now),
        "now": now,
        "home": settings.HOME_ZONE,
        "may_appoint": may_appoint(actor),
        "may_lead_on": may_lead_on(actor),
        "gives_press_access": gives_press_access(actor),
    }
    return render(request, "newsroom/desk/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@there_for(may_appoint)
def people(request: HttpRequest) -> HttpResponse:
    """Who works in the newsroom, and naming somebody."""
    form = AppointForm(request.POST or None)
    if request.method == "POST" and attempt(form, lambda: _appoint(request, form)) is not None:
        messages.success(request, _("The role is given."))
        return redirect("newsroom_desk:people")
    context = {"people": at_desk.people(), "form": form, "roles": Role}
    return render(request, "newsroom/desk/people.html", context, status=422 if form.errors else 200)


def _appoint(request: HttpRequest, form: AppointForm) -> bool:
    person = person_named(form.cleaned_data["email"])
    deeds.appoint(user_id=person.pk, role=Role(form.cleaned_data["role"]), by=actor_of(request), now=clock.now())
    return True


@require_POST
@there_for(may_appoint)
def let_go(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Take a person's role back."""
    person = at_desk.person_or_404(person_id)
    deeds.appoint(user_id=person.pk, role=None, by=actor_of(request), now=clock.now())
    messages.success(request, _("The role is taken back."))
    return redirect("newsroom_desk:people")


@require_safe
@there_for(works_here)
def translation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """An article beside its twin: each as it was last written, with what has changed since they were in line."""
    article = at_desk.article_or_404(actor_of(request), public_id)
    return _beside(request, article, _approval_of(article))


@require_POST
@there_for(may_approve)
def approve_both(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Approve an article in both languages, public from one hour."""
    article = at_desk.article_or_404(actor_of(request), public_id)
    form = _approval_of(article, request.POST)
    if attempt(form, lambda: _approve(request, article, form)) is None:
        return _beside(request, article, form)
    messages.success(request, _("Both languages are approved."))
    return redirect("newsroom_desk:translation", public_id=public_id)


def _approve(request: HttpRequest, article: Article, form: ApproveBothForm) -> bool:
    said = form.cleaned_data
    deeds_of_approval.approve_both(
        article_id=article.pk,
        seen=said["seen"],
        public_from=said["public_from"],
        by=actor_of(request),
        # What is approved at once is public from now on by the clock that decides what is public.
        now=clock.database_now(),
    )
    return True


def _approval_of(article: Article, typed: Any = None) -> ApproveBothForm:
    """Ask for the hour of both, with the hour until which they are held as the first answer."""
    twin, now = at_desk.twin_of(article), clock.database_now()
    both = [article, *([twin] if twin else [])]
    hours = [each.get_latest_revision_as_object().public_from for each in both]
    held = next((each for each in hours if is_ahead(each, now)), None)
    return ApproveBothForm(typed, seen=[each.latest_revision_id for each in both], public_from=held)


def _beside(request: HttpRequest, article: Article, form: ApproveBothForm) -> HttpResponse:
    twin, now = at_desk.twin_of(article), clock.database_now()
    state = at_desk.standing_of(article, twin)
    context = {
        "article": article,
        "columns": [Column.of(each, now) for each in (article, twin) if each],
        "home": settings.HOME_ZONE,
        "state": state.value,
        "seen": revisions_mark(each.latest_revision_id for each in (article, twin) if each),
        "behind": twin if state is Twins.AHEAD else article,
        "form": form if twin and may_approve(actor_of(request)) else None,
    }
    return render(request, "newsroom/desk/translation.html", context, status=422 if form.is_bound else 200)


@require_POST
@there_for(works_here)
def translate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Begin the twin of an article as a draft, and go on to writing it."""
    article = at_desk.article_or_404(actor_of(request), public_id)
    twin = translating.begin_twin(article_id=article.pk, by=actor_of(request), now=clock.now())
    return redirect(_edited_at(twin))


@require_POST
@there_for(works_here)
def in_line(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say that an article follows its twin as that stands now."""
    article = at_desk.article_or_404(actor_of(request), public_id)
    seen = request.POST.get("seen", "")
    translating.bring_in_line(article_id=article.pk, seen=seen, by=actor_of(request), now=clock.now())
    messages.success(request, _("Both languages are marked as saying the same."))
    return redirect("newsroom_desk:translation", public_id=public_id)


def _edited_at(article: Article) -> str:
    return reverse("wagtailsnippets_newsroom_article:edit", args=[article.pk])
