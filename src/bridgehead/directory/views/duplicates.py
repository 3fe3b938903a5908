"""Organisations that may be two records of one: the pairs, two beside each other, merging them or saying that not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bridgehead.accounts.edge import actor_of, there_for
from bridgehead.directory.actions.merging import merge_organisations, say_not_duplicate
from bridgehead.directory.countries import country_name
from bridgehead.directory.forms.merging import MergeForm
from bridgehead.directory.models import Organisation
from bridgehead.directory.queries import duplicates as found
from bridgehead.directory.rules import may_import
from bridgehead.foundation import clock
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 20
_agency_only = there_for(may_import)


@_agency_only
@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """The pairs that may be one, those of which most speaks for it first."""
    page = page_of(request, found.pairs(actor_of(request)), PER_PAGE)
    read = found.organisations_of(page)
    rows = [(each, read[each.one], read[each.other]) for each in page if each.one in read and each.other in read]
    return render(request, "directory/desk/duplicates.html", {"page": page, "rows": rows})


@_agency_only
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, kept_id: UUID, gone_id: UUID) -> HttpResponse:
    """Two records beside each other: the first stays, and what the second says better is chosen field by field."""
    actor = actor_of(request)
    kept, gone = found.two_or_404(actor, kept_id, gone_id)
    now = clock.now()
    if request.method == "POST" and request.POST.get("do") == "two":
        say_not_duplicate(one_id=kept.pk, other_id=gone.pk, by=actor, now=now)
        messages.success(request, _("Kept: these are two organisations. They are not shown again."))
        return redirect("directory_desk:duplicates")
    form = MergeForm(request.POST if request.method == "POST" else None, kept=kept, gone=gone)
    merged = attempt(
        form,
        lambda: merge_organisations(kept_id=kept.pk, gone_id=gone.pk, taken=form.taken(), by=actor, now=now),
    )
    if merged:
        messages.success(request, _("Merged. Everything of both stands here now, and the old address leads here."))
        return redirect("directory:organisation", kept_id)
    context = {
        "kept": kept,
        "gone": gone,
        "form": form,
        "held": found.held_by(kept, gone),
        "sides": [_told(kept), _told(gone)],
        "may_merge": found.may_be_merged_by(actor, kept, gone),
    }
    return render(request, "directory/desk/compare.html", context, status=422 if form.is_bound else 200)


def _told(organisation: Organisation) -> dict[str, Any]:
    return {
        "organisation": organisation,
        "country": country_name(organisation.country) if organisation.country else "",
        "numbers": [each.number for each in organisation.registration_numbers.all()],
        "aliases": [each.text for each in organisation.aliases.all()],
        "topics": [each.name for each in organisation.sectors.all()],
    }
