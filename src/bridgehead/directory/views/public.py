"""Finding organisations, and the page of one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.directory import queries
from bridgehead.directory.blocks import ON_ORGANISATIONS
from bridgehead.directory.queries.duplicates import merged_into
from bridgehead.directory.rules import completeness, may_edit, may_manage_members, may_verify
from bridgehead.foundation import files
from bridgehead.web.htmx import render_page
from bridgehead.web.pages import page_of

PER_PAGE = 24
#: How long others may keep a public logo: no longer than an organisation's being taken off the list may take to show.
LOGO_KEPT_SECONDS = 3600
MAX_WORDS = 200


@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """Search in both languages, narrowed by kind, country and topic."""
    actor, asked = actor_of(request), request.GET
    words = asked.get("q", "")[:MAX_WORDS]
    chosen: dict[str, Any] = {
        "kind": asked.get("kind", ""),
        "country": asked.get("country", "")[:2],
        "topic": _topic(asked.get("topic")),
    }
    found = queries.search_organisations(actor, words, **chosen)
    page = page_of(request, found, PER_PAGE)
    context: dict[str, Any] = {
        "words": words,
        "chosen": chosen,
        "page": page,
        "facets": queries.facets(actor),
        "may_verify": may_verify(actor),
    }
    return render_page(request, "directory/organisations.html", context)


def _topic(given: str | None) -> int | None:
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 10 else None


@require_GET
def organisation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The page of one organisation; that of one that was merged leads to the one that stayed."""
    actor = actor_of(request)
    try:
        shown = queries.organisation_or_404(actor, public_id)
    except Http404:
        kept = merged_into(actor, public_id)
        if kept is None:
            raise
        return redirect("directory:organisation", kept.public_id)
    edits, wishes = may_edit(actor, shown.pk), queries.wishes_of(shown)
    context = {
        "organisation": shown,
        "wishes": wishes if edits or any(side.interests for side in wishes) else [],
        "aliases": queries.aliases_of(shown),
        "assets": queries.assets_of(shown),
        "blocks": ON_ORGANISATIONS.of(actor, shown),
        "may_edit": edits,
        "may_manage": may_manage_members(actor, shown.pk),
        "may_verify": may_verify(actor),
        "is_mine": actor.belongs_to(shown.pk),
        "meter": completeness(queries.profile_facts(shown)) if edits else None,
        "stale": shown.stale_twins() if edits else [],
    }
    return render(request, "directory/organisation.html", context)


@require_safe
def logo(request: HttpRequest, public_id: UUID, logo_id: UUID) -> FileResponse:
    """A logo: a listed organisation's is the same for everybody and may be kept; any other is for who may see it."""
    public = queries.listed_logo(public_id, logo_id)
    if public is None:
        return files.serve(queries.logo_or_404(actor_of(request), public_id, logo_id))
    response = files.serve(public)
    patch_cache_control(response, public=True, max_age=LOGO_KEPT_SECONDS)
    return response
