"""The mentors of a programme: named, changed, resting, and when they can be asked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from bridgehead.accounts.edge import actor_of
from bridgehead.accounts.queries import person_named
from bridgehead.foundation import clock
from bridgehead.programmes.actions import mentors as deeds
from bridgehead.programmes.actions import office_hours
from bridgehead.programmes.forms.mentoring import HoursForm, MentorForm, NewMentorForm
from bridgehead.programmes.models import Mentor, MentorState, Programme
from bridgehead.programmes.queries import mentoring as queries
from bridgehead.programmes.queries.programmes import run_programme_or_404
from bridgehead.programmes.views.edge import officers_only
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 50


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def mentors(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who mentors for the programme; somebody is named by their address."""
    programme, now = run_programme_or_404(actor_of(request), public_id), clock.now()
    form = NewMentorForm(request.POST or None)
    named = attempt(form, lambda: _name(request, programme, form)) if request.method == "POST" else None
    if named is not None:
        messages.success(request, _("The person mentors for this programme now. Open their hours here."))
        return redirect("programmes_desk:hours", public_id=public_id, mentor_id=named.public_id)
    context = {
        "programme": programme, "tab": "mentors", "form": form,
        "people": list(queries.mentors_run(programme, now)),
    }  # fmt: skip
    return render(request, "programmes/mentoring/desk/mentors.html", context, status=422 if form.errors else 200)


def _name(request: HttpRequest, programme: Programme, form: NewMentorForm) -> Mentor:
    person = person_named(form.cleaned_data["email"])
    told: dict[str, Any] = {"by": actor_of(request), "now": clock.now(), **form.told()}
    return deeds.name_mentor(programme_id=programme.pk, user_id=person.pk, **told)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def mentor(request: HttpRequest, public_id: UUID, mentor_id: UUID) -> HttpResponse:
    """Change what is said of a mentor."""
    programme, shown = _held(request, public_id, mentor_id)
    form = MentorForm(request.POST or None, mentor=shown)

    def change() -> Mentor:
        told: dict[str, Any] = {"by": actor_of(request), "now": clock.now(), **form.told()}
        return deeds.change_mentor(mentor_id=shown.pk, seen=form.cleaned_data["seen"] or None, **told)

    if request.method == "POST" and attempt(form, change) is not None:
        messages.success(request, _("What is said of the mentor is changed."))
        return redirect("programmes_desk:mentors", public_id=public_id)
    context = {"programme": programme, "tab": "mentors", "form": form, "mentor": shown}
    return render(request, "programmes/mentoring/desk/mentor.html", context, status=422 if form.errors else 200)


@officers_only
@require_POST
def rest_mentor(request: HttpRequest, public_id: UUID, mentor_id: UUID) -> HttpResponse:
    """Let a mentor rest, or take part again."""
    _programme, shown = _held(request, public_id, mentor_id)
    was_active = shown.state == MentorState.ACTIVE
    deed = deeds.rest_mentor if was_active else deeds.wake_mentor
    deed(mentor_id=shown.pk, by=actor_of(request), now=clock.now())
    rests, again = _("The mentor rests; what is booked stands."), _("The mentor takes part again.")
    messages.success(request, rests if was_active else again)
    return redirect("programmes_desk:mentors", public_id=public_id)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: HttpRequest, public_id: UUID, mentor_id: UUID) -> HttpResponse:
    """A mentor's times to come with who has booked them; more are opened by the form."""
    programme, shown = _held(request, public_id, mentor_id)
    actor, now = actor_of(request), clock.now()
    form = HoursForm(request.POST or None)

    def open_hours() -> list[Any]:
        return office_hours.open_hours(mentor_id=shown.pk, by=actor, now=now, **form.cleaned_data)

    made = attempt(form, open_hours) if request.method == "POST" else None
    if made is not None:
        said = ngettext("%(n)d time is open now.", "%(n)d times are open now.", len(made)) % {"n": len(made)}
        messages.success(request, said if made else _("These times were open already."))
        return redirect("programmes_desk:hours", public_id=public_id, mentor_id=mentor_id)
    context = {
        "programme": programme, "tab": "mentors", "form": form, "mentor": shown,
        "page": page_of(request, queries.hours_run(shown, now), PER_PAGE), "now": now,
    }  # fmt: skip
    return render(request, "programmes/mentoring/desk/hours.html", context, status=422 if form.errors else 200)


@officers_only
@require_POST
def withdraw_hour(request: HttpRequest, public_id: UUID, mentor_id: UUID, hour_id: UUID) -> HttpResponse:
    """Offer a time no longer; where it is booked, with a reason that the company reads."""
    _programme, shown = _held(request, public_id, mentor_id)
    hour = queries.hour_or_404(shown, hour_id)
    reason = request.POST.get("reason", "")
    office_hours.withdraw_hour(hour_id=hour.pk, reason=reason, by=actor_of(request), now=clock.now())
    messages.success(request, _("The time is offered no longer."))
    return redirect("programmes_desk:hours", public_id=public_id, mentor_id=mentor_id)


def _held(request: HttpRequest, public_id: UUID, mentor_id: UUID) -> tuple[Programme, Mentor]:
    programme = run_programme_or_404(actor_of(request), public_id)
    return programme, queries.mentor_or_404(programme, mentor_id)
