"""The desk of programmes: which one runs, what each is, who runs it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.accounts.queries import deeds as deeds_told
from bridgehead.accounts.queries import entries_of, person_named
from bridgehead.foundation import clock
from bridgehead.programmes.actions import programmes as deeds
from bridgehead.programmes.forms.desk import OfficerForm, ProgrammeForm
from bridgehead.programmes.models import Programme, ProgrammeRole
from bridgehead.programmes.queries import calls
from bridgehead.programmes.queries import programmes as queries
from bridgehead.programmes.queries.cohorts import today_of
from bridgehead.programmes.queries.overview import overview_of
from bridgehead.programmes.rules import may_set_up
from bridgehead.programmes.trail import VERBS
from bridgehead.programmes.views.edge import administrators_only, officers_only
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE, DEEDS_PER_PAGE = 20, 50


@officers_only
@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    """The programmes that one runs."""
    actor = actor_of(request)
    context = {"page": page_of(request, queries.programmes_run(actor), PER_PAGE), "may_set_up": may_set_up(actor)}
    return render(request, "programmes/desk/programmes.html", context)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_programme(request: HttpRequest) -> HttpResponse:
    """Set up a programme."""
    actor = actor_of(request)
    form = ProgrammeForm(request.POST or None)
    made = None
    if request.method == "POST":
        made = attempt(form, lambda: deeds.set_up_programme(by=actor, now=clock.now(), **form.told()))
    if made is not None:
        messages.success(request, _("The programme is set up."))
        return redirect("programmes_desk:programme", public_id=made.public_id)
    return render(request, "programmes/desk/new_programme.html", {"form": form}, status=422 if form.errors else 200)


@officers_only
@require_safe
def programme(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One programme with its calls, drafts too."""
    found = queries.run_programme_or_404(actor_of(request), public_id)
    context = {
        "programme": found,
        "tab": "calls",
        "page": page_of(request, calls.calls_run(found), PER_PAGE),
        "now": clock.now(),
    }
    return render(request, "programmes/desk/programme.html", context)


@officers_only
@require_safe
def overview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How one programme stands, in figures that each open to their list."""
    found, now = queries.run_programme_or_404(actor_of(request), public_id), clock.now()
    context = {
        "programme": found, "tab": "overview", "stands": overview_of(found, now), "now": now,
        "today": today_of(found, now),
    }  # fmt: skip
    return render(request, "programmes/desk/overview.html", context)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what is told of a programme, and its rules of tenure."""
    actor = actor_of(request)
    found = queries.run_programme_or_404(actor, public_id)
    form = ProgrammeForm(request.POST or None, programme=found)
    changed = None
    if request.method == "POST":
        changed = attempt(
            form,
            lambda: deeds.change_programme(
                programme_id=found.pk, by=actor, now=clock.now(), seen=form.cleaned_data["seen"] or None, **form.told()
            ),
        )
    if changed is not None:
        messages.success(request, _("The programme is changed."))
        return redirect("programmes_desk:settings", public_id=public_id)
    context = {"programme": found, "tab": "settings", "form": form}
    return render(request, "programmes/desk/settings.html", context, status=422 if form.errors else 200)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def officers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who runs the programme."""
    found = queries.run_programme_or_404(actor_of(request), public_id)
    form = OfficerForm(request.POST or None)
    if request.method == "POST" and attempt(form, lambda: _name(request, found, form)) is not None:
        messages.success(request, _("The person runs this programme now."))
        return redirect("programmes_desk:officers", public_id=public_id)
    context = {"programme": found, "tab": "officers", "form": form, "holders": list(queries.officers_of(found))}
    return render(request, "programmes/desk/officers.html", context, status=422 if form.errors else 200)


def _name(request: HttpRequest, found: Programme, form: OfficerForm) -> ProgrammeRole:
    person = person_named(form.cleaned_data["email"])
    return deeds.name_officer(programme_id=found.pk, user_id=person.pk, by=actor_of(request), now=clock.now())


@officers_only
@require_POST
def dismiss(request: HttpRequest, public_id: UUID, role_id: UUID) -> HttpResponse:
    """Take the programme from an officer."""
    actor = actor_of(request)
    found = queries.run_programme_or_404(actor, public_id)
    held = queries.role_or_404(found, role_id)
    deeds.dismiss_officer(role_id=held.pk, by=actor, now=clock.now())
    messages.success(request, _("The person no longer runs this programme."))
    return redirect("programmes_desk:officers", public_id=public_id)


@officers_only
@require_safe
def trail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who did what in the programme."""
    found = queries.run_programme_or_404(actor_of(request), public_id)
    page = page_of(request, entries_of(found.audit_stream), DEEDS_PER_PAGE)
    context = {"programme": found, "tab": "trail", "page": page, "deeds": deeds_told(list(page), verbs=VERBS)}
    return render(request, "programmes/desk/trail.html", context)
