"""What waits for the agency: organisations that nobody has verified yet."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of, there_for
from bridgehead.directory import queries
from bridgehead.directory.actions import standing
from bridgehead.directory.actions.sheets import note_export
from bridgehead.directory.forms import DeclineForm
from bridgehead.directory.models import Organisation
from bridgehead.directory.queries import verification
from bridgehead.directory.queries.sheets import organisations_to_export
from bridgehead.directory.rules import may_verify
from bridgehead.directory.schemas import organisations_header, organisations_rows
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import wording
from bridgehead.foundation.clock import day_at_home
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of
from bridgehead.web.sheets import KINDS, taken_out

PER_PAGE = 20
_agency_only = there_for(may_verify)


@_agency_only
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first, with what to look at."""
    return _list(request)


@_agency_only
@require_POST
def verify(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Verify one of them."""
    actor = actor_of(request)
    shown = queries.organisation_or_404(actor, public_id)
    standing.verify_organisation(organisation_id=shown.pk, by=actor, now=clock.now())
    return _said(request, _("%(name)s is verified; its owners hear of it."), shown)


@_agency_only
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Decline one of them with a reason; a refused one keeps what was typed."""
    actor = actor_of(request)
    shown = queries.organisation_or_404(actor, public_id)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    declined = attempt(
        form,
        lambda: standing.decline_verification(
            organisation_id=shown.pk, by=actor, reason=form.cleaned_data["reason"], now=clock.now()
        ),
    )
    if declined is None:
        return _list(request, alone=shown, form=form)
    return _said(request, _("%(name)s is declined; its owners read why."), shown)


@_agency_only
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Hand out the organisations that the list shows, under the titles by which they can be brought in again."""
    actor, asked, now = actor_of(request), request.POST, clock.now()
    if asked.get("as") not in KINDS:
        raise Http404
    narrowed = {"kind": asked.get("kind", ""), "country": asked.get("country", "")[:2]}
    topic = asked.get("topic", "")
    found = queries.search_organisations(
        actor, asked.get("q", "")[:200], **narrowed, topic=int(topic) if topic.isdecimal() and len(topic) < 10 else None
    )
    note_export(number=len(found), by=actor, now=now)
    rows = organisations_rows(organisations_to_export(found.ids))
    name = f"organisations-{day_at_home(now)}"
    return taken_out(asked["as"], organisations_header(), rows, name=name, sheet=_("Organisations"), made_at=now)


def _said(request: HttpRequest, sentence: str, about: Organisation) -> HttpResponse:
    messages.success(request, sentence % {"name": wording(about, "name").text})
    return redirect("directory_desk:waiting")


def _list(request: HttpRequest, *, alone: Organisation | None = None, form: DeclineForm | None = None) -> HttpResponse:
    """The list, or of one organisation alone what to look at, with the form to decline it."""
    found = verification.awaiting_verification(actor_of(request))
    page = page_of(request, found, PER_PAGE)
    candidates = [
        {"candidate": each, "form": form or DeclineForm(auto_id=f"decline-{each.organisation.pk}-%s")}
        for each in verification.candidates([alone] if alone else page.object_list)
    ]
    context = {"page": page, "candidates": candidates, "is_alone": alone is not None, "now": clock.now()}
    return render(request, "directory/desk/waiting.html", context, status=422 if form and form.is_bound else 200)
