"""The desk of a call: its days and words, announcing it, calling it off, and the questions about it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.foundation.tokens import new_token
from bridgehead.programmes.actions import calls as deeds
from bridgehead.programmes.actions import questions as question_deeds
from bridgehead.programmes.forms.desk import AnswerForm, CallForm
from bridgehead.programmes.queries import calls as queries
from bridgehead.programmes.queries.programmes import run_programme_or_404
from bridgehead.programmes.views.edge import officers_only
from bridgehead.web.forms import attempt


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_call(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Draft a call."""
    actor, now = actor_of(request), clock.now()
    found = run_programme_or_404(actor, public_id)
    form = CallForm(
        request.POST or None, initial={"zone": found.zone, "year": now.year, "token": new_token(), "places": 10}
    )
    made = None
    if request.method == "POST":
        made = attempt(
            form,
            lambda: deeds.draft_call(
                programme_id=found.pk, by=actor, now=now, key=form.cleaned_data["token"], **form.told()
            ),
        )
    if made is not None:
        messages.success(request, _("The call is drafted. Write its form, then announce it."))
        return redirect("programmes_desk:form", public_id=public_id, call_id=made.public_id)
    context = {"programme": found, "tab": "calls", "form": form}
    return render(request, "programmes/desk/new_call.html", context, status=422 if form.errors else 200)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, public_id: UUID, call_id: UUID) -> HttpResponse:
    """Change a call: its words, and its closing to a later one."""
    actor = actor_of(request)
    found = run_programme_or_404(actor, public_id)
    held = queries.run_call_or_404(found, call_id)
    form = CallForm(request.POST or None, call=held)
    changed = None
    if request.method == "POST":
        changed = attempt(
            form,
            lambda: deeds.change_call(call_id=held.pk, by=actor, seen=form.cleaned_data["seen"] or None, **form.told()),
        )
    if changed is not None:
        messages.success(request, _("The call is changed."))
        return redirect("programmes_desk:call", public_id=public_id, call_id=call_id)
    context = {
        "programme": found, "tab": "calls", "call": held, "part": "call", "form": form, "now": clock.now(),
        "asked": queries.asked_in(queries.newest_form(held)),
    }  # fmt: skip
    return render(request, "programmes/desk/call.html", context, status=422 if form.errors else 200)


@officers_only
@require_POST
def announce(request: HttpRequest, public_id: UUID, call_id: UUID) -> HttpResponse:
    """Announce a call with its form."""
    actor = actor_of(request)
    held = queries.run_call_or_404(run_programme_or_404(actor, public_id), call_id)
    deeds.announce_call(call_id=held.pk, by=actor)
    messages.success(request, _("The call is announced: everybody reads it now, and its form stays as it is."))
    return redirect("programmes_desk:call", public_id=public_id, call_id=call_id)


@officers_only
@require_POST
def cancel(request: HttpRequest, public_id: UUID, call_id: UUID) -> HttpResponse:
    """Call a call off."""
    actor = actor_of(request)
    held = queries.run_call_or_404(run_programme_or_404(actor, public_id), call_id)
    deeds.cancel_call(call_id=held.pk, by=actor, now=clock.now())
    messages.success(request, _("The call is called off; its page says so."))
    return redirect("programmes_desk:call", public_id=public_id, call_id=call_id)


@officers_only
@require_safe
def questions(request: HttpRequest, public_id: UUID, call_id: UUID) -> HttpResponse:
    """The questions about a call, those that wait first."""
    found = run_programme_or_404(actor_of(request), public_id)
    held = queries.run_call_or_404(found, call_id)
    context = {
        "programme": found, "tab": "calls", "call": held, "part": "questions", "now": clock.now(),
        "questions": list(queries.questions_run(held)),
    }  # fmt: skip
    return render(request, "programmes/desk/questions.html", context)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, public_id: UUID, call_id: UUID, question_id: UUID) -> HttpResponse:
    """Answer a question."""
    actor = actor_of(request)
    found = run_programme_or_404(actor, public_id)
    held = queries.run_call_or_404(found, call_id)
    asked = queries.question_or_404(held, question_id)
    form = AnswerForm(request.POST or None, question=asked)
    answered = None
    if request.method == "POST":
        answered = attempt(
            form, lambda: question_deeds.answer(question_id=asked.pk, by=actor, now=clock.now(), **form.told())
        )
    if answered is not None:
        messages.success(
            request,
            _("Everybody reads the answer now.")
            if answered.published_at
            else _("The answer is kept; nobody reads it."),
        )
        return redirect("programmes_desk:questions", public_id=public_id, call_id=call_id)
    context = {
        "programme": found, "tab": "calls", "call": held, "part": "questions", "question": asked, "form": form,
        "now": clock.now(),
    }  # fmt: skip
    return render(request, "programmes/desk/question.html", context, status=422 if form.errors else 200)
