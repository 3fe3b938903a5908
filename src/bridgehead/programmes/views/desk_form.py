"""The builder of a call's form: sections and questions, moved and conditioned without code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.foundation.records import seen_of
from bridgehead.foundation.refusals import Refused
from bridgehead.programmes.actions import questionnaires as deeds
from bridgehead.programmes.models import Call, CallState, Programme
from bridgehead.programmes.queries import calls as queries
from bridgehead.programmes.queries.programmes import run_programme_or_404
from bridgehead.programmes.views.edge import officers_only
from bridgehead.web.forms import attempt
from bridgehead.web.questionnaire import Questionnaire, Section
from bridgehead.web.questionnaire.building import QuestionForm, SectionForm

#: What is done with a part of a form by a button.
DEEDS: dict[str, Callable[..., Any]] = {
    "up": lambda **told: deeds.move_part(step=-1, **told),
    "down": lambda **told: deeds.move_part(step=1, **told),
    "drop": deeds.drop_part,
}


@dataclass(frozen=True, slots=True)
class _Built:
    """The form that is built: by whom, of which call, what it asks, and the mark of what was seen of it."""

    actor: Actor
    programme: Programme
    call: Call
    asked: Questionnaire
    seen: str

    def context(self, **more: Any) -> dict[str, Any]:
        """What its pages show."""
        told = {"programme": self.programme, "call": self.call, "asked": self.asked, "seen": self.seen}
        return {
            **told,
            "tab": "calls",
            "part": "form",
            "is_draft": self.call.state == CallState.DRAFT,
            "now": clock.now(),
            **more,
        }

    def section_or_404(self, key: str) -> Section:
        """Return one of its sections."""
        found = next((each for each in self.asked.sections if each.key == key), None)
        if found is None:
            raise Http404
        return found


def _built(request: HttpRequest, public_id: UUID, call_id: UUID) -> _Built:
    actor = actor_of(request)
    programme = run_programme_or_404(actor, public_id)
    call = queries.run_call_or_404(programme, call_id)
    form = queries.newest_form(call)
    return _Built(actor, programme, call, queries.asked_in(form), seen_of(form, deeds.SHOWN))


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, public_id: UUID, call_id: UUID) -> HttpResponse:
    """The form of a call as a whole; a new section is begun here."""
    built = _built(request, public_id, call_id)
    section = SectionForm(request.POST or None, asked=built.asked, section=None, seen=built.seen)
    if request.method == "POST" and attempt(section, lambda: _put_section(built, section)) is not None:
        messages.success(request, _("The section is added."))
        return redirect("programmes_desk:form", public_id=public_id, call_id=call_id)
    context = built.context(form=section, others=queries.forms_to_take_over(built.actor, built.call))
    return render(request, "programmes/desk/form.html", context, status=422 if section.errors else 200)


def _put_section(built: _Built, form: SectionForm) -> Any:
    told: dict[str, Any] = {"by": built.actor, "now": clock.now(), "seen": form.cleaned_data["seen"] or None}
    return deeds.put_section(call_id=built.call.pk, section=form.section, **told)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, public_id: UUID, call_id: UUID, section_key: str) -> HttpResponse:
    """Change a section's title, what is said above it, and when it is asked."""
    built = _built(request, public_id, call_id)
    changed = built.section_or_404(section_key)
    form = SectionForm(request.POST or None, asked=built.asked, section=changed, seen=built.seen)
    if request.method == "POST" and attempt(form, lambda: _put_section(built, form)) is not None:
        messages.success(request, _("The section is changed."))
        return redirect("programmes_desk:form", public_id=public_id, call_id=call_id)
    context = built.context(form=form, section=changed)
    return render(request, "programmes/desk/section.html", context, status=422 if form.errors else 200)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def field(request: HttpRequest, public_id: UUID, call_id: UUID, section_key: str, field_key: str = "") -> HttpResponse:
    """Add a question to a section, or change one."""
    built = _built(request, public_id, call_id)
    within = built.section_or_404(section_key)
    changed = next((each for each in within.fields if each.key == field_key), None)
    if field_key and changed is None:
        raise Http404
    form = QuestionForm(request.POST or None, asked=built.asked, section=section_key, field=changed, seen=built.seen)

    def put() -> Any:
        told: dict[str, Any] = {"by": built.actor, "now": clock.now(), "seen": form.cleaned_data["seen"] or None}
        return deeds.put_field(call_id=built.call.pk, section=section_key, field=form.field, **told)

    if request.method == "POST" and attempt(form, put) is not None:
        messages.success(request, _("The question is changed.") if changed else _("The question is added."))
        return redirect("programmes_desk:form", public_id=public_id, call_id=call_id)
    context = built.context(form=form, section=within, field=changed)
    return render(request, "programmes/desk/field.html", context, status=422 if form.errors else 200)


@officers_only
@require_POST
def part_deed(request: HttpRequest, public_id: UUID, call_id: UUID, part_key: str, step: str) -> HttpResponse:
    """Move a part of the form up or down, or take it out."""
    built = _built(request, public_id, call_id)
    if step not in DEEDS:
        raise Http404
    seen = request.POST.get("seen") or None
    DEEDS[step](call_id=built.call.pk, part=part_key, by=built.actor, now=clock.now(), seen=seen)
    if step == "drop":
        messages.success(request, _("It is taken out of the form."))
    return redirect("programmes_desk:form", public_id=public_id, call_id=call_id)


@officers_only
@require_POST
def take_over(request: HttpRequest, public_id: UUID, call_id: UUID) -> HttpResponse:
    """Begin with the form of another call."""
    built = _built(request, public_id, call_id)
    others = {str(each.public_id): each for each in queries.forms_to_take_over(built.actor, built.call)}
    source = others.get(request.POST.get("source", ""))
    if source is None:
        raise Refused(_("Choose the call whose form you want to begin with."))
    deeds.take_over_form(call_id=built.call.pk, source_id=source.pk, by=built.actor, now=clock.now())
    messages.success(request, _("The form of “%(call)s” is taken over; change it as you like.") % {"call": source.name})
    return redirect("programmes_desk:form", public_id=public_id, call_id=call_id)
