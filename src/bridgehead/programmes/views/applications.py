"""Applying: begun, written section by section, saved with every pause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.foundation.clock import zone_or_none
from bridgehead.foundation.refusals import Refused
from bridgehead.programmes.actions import applications as deeds
from bridgehead.programmes.actions.attachments import bring_file
from bridgehead.programmes.forms.applications import BeginForm, SectionForm
from bridgehead.programmes.models import Application
from bridgehead.programmes.queries import applications as reads
from bridgehead.programmes.queries.applications import Outline
from bridgehead.programmes.queries.calls import call_or_404
from bridgehead.programmes.queries.checks import checks_for_team
from bridgehead.programmes.queries.decisions import decision_of
from bridgehead.programmes.rules import is_open, is_writable, may_withdraw
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 20
#: What somebody typed whose sign-in had expired waits for them in their session, up to so many letters.
_WAITING, _MOST_WAITING = "typed_section", 200_000


@login_required
@require_safe
def application_list(request: HttpRequest) -> HttpResponse:
    """What one writes at, and wrote."""
    page = page_of(request, reads.my_applications(actor_of(request)), PER_PAGE)
    return render(request, "programmes/applications/list.html", {"page": page, "now": clock.now()})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """In the name of which organisation one applies for a call."""
    actor = actor_of(request)
    call = call_or_404(actor, call_id)
    form = BeginForm(request.POST or None, organisations=reads.organisations_to_apply_for(actor))
    if request.method == "POST":
        application = attempt(
            form,
            lambda: deeds.begin_application(call_id=call.pk, organisation_id=form.organisation_id(), by=actor),
        )
        if application is not None:
            return redirect("programmes:application", application_id=application.public_id)
    context = {
        "call": call,
        "form": form,
        "mine": reads.applications_for(actor, call),
        "is_open": is_open(call, clock.database_now()),
    }
    return render(request, "programmes/applications/begin.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def application(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The sections with what is missing in each, the team, and what was handed in."""
    actor = actor_of(request)
    shown = reads.application_or_404(actor, application_id)
    team = reads.team_of(shown)
    context = {
        **_frame(shown, reads.outline_of(shown)),
        "team": team,
        "leads": reads.is_lead(actor, team),
        "submissions": reads.submissions_of(shown),
        "may_withdraw": may_withdraw(shown),
        "decision": decision_of(shown),
        "checks": checks_for_team(shown, actor),
        "belongs": actor.belongs_to(shown.organisation_id),
    }
    return render(request, "programmes/applications/application.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, application_id: UUID, section: str) -> HttpResponse:
    """One section: what is typed is kept, whether it can be read or not."""
    if actor_of(request).is_anonymous:
        if request.method == "POST":
            _let_wait(request)
        return redirect_to_login(request.get_full_path(), login_url=reverse("account_login"))
    shown = reads.application_or_404(actor_of(request), application_id)
    outline = reads.outline_of(shown)
    outline.section(section)
    if request.method == "POST":
        return _save(request, shown, outline, section)
    waited = _waited(request) if is_writable(shown) else None
    return _page(request, shown, outline, section, _form(waited, shown, outline, section), waited=waited is not None)


def _save(request: HttpRequest, shown: Application, outline: Outline, key: str) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    form = _form(request.POST, shown, outline, key)
    refused: dict[str, str] = {}
    try:
        saved = deeds.save_answers(application_id=shown.pk, typed=form.typed(), seen=form.seen(), by=actor, now=now)
        for field, given in form.uploads(request.FILES):
            try:
                bring_file(application_id=shown.pk, field=field, given=given, by=actor, now=now)
            except Refused as refusal:
                refused[field] = f"{given.name}: {refusal.sentence}"
    except Refused as refusal:
        # It was handed in or withdrawn meanwhile: what was typed stays before its writer.
        messages.error(request, str(refusal.sentence))
        typed = SectionForm(
            request.POST, section=outline.section(key).section, answers=shown.answers, open_keys=frozenset(form.seen())
        )
        return _page(request, shown, outline, key, typed, status=422)
    if not saved.overtaken and not refused:
        messages.success(request, _("Saved."))
        return redirect(_next_page(request, shown, outline, key))
    shown.answers = saved.application.answers
    again = reads.outline_of(shown)
    bound = _form(request.POST, shown, again, key)
    return _page(request, shown, again, key, bound, refused=refused, overtaken=saved.overtaken, status=422)


def _next_page(request: HttpRequest, shown: Application, outline: Outline, key: str) -> str:
    if "on" not in request.POST:
        return reverse("programmes:section", kwargs={"application_id": shown.public_id, "section": key})
    fresh = reads.application_or_404(actor_of(request), shown.public_id)
    following = reads.outline_of(fresh).following(key)
    if following is None:
        return reverse("programmes:application", kwargs={"application_id": shown.public_id})
    return reverse("programmes:section", kwargs={"application_id": shown.public_id, "section": following.key})


@login_required
@require_POST
def autosave(request: HttpRequest, application_id: UUID, section: str) -> HttpResponse:
    """What the page sends with every pause: what became of it, field by field."""
    actor = actor_of(request)
    shown = reads.application_or_404(actor, application_id)
    outline = reads.outline_of(shown)
    outline.section(section)
    form = _form(request.POST, shown, outline, section)
    try:
        saved = deeds.save_answers(
            application_id=shown.pk, typed=form.typed(), seen=form.seen(), by=actor, now=clock.now()
        )
    except Refused as refusal:
        return JsonResponse({"sentence": str(refusal.sentence)}, status=422)
    shown.answers = saved.application.answers
    again = reads.outline_of(shown)
    questions = _form(None, shown, again, section).questions(_asked(again), overtaken=saved.overtaken)
    return JsonResponse(
        {
            "sentence": _("Saved at %(time)s.") % {"time": _clock(request)},
            "marks": saved.marks,
            "totals": {each.field.key: each.total for each in questions if each.shape == "budget"},
            "wrong": {each.field.key: each.wrong for each in questions if each.is_open},
            "theirs": {
                each.field.key: render_to_string("programmes/applications/_theirs.html", {"question": each})
                for each in questions
                if each.theirs is not None
            },
        }
    )


def _clock(request: HttpRequest) -> str:
    """The time of day on the reader's clock."""
    from_zone = zone_or_none(actor_of(request).zone)
    return f"{clock.now().astimezone(from_zone):%H:%M}"


def _asked(outline: Outline) -> frozenset[str]:
    return frozenset(field.key for each in outline.sections for field in each.asked)


def _form(data: QueryDict | None, shown: Application, outline: Outline, key: str) -> SectionForm:
    fields = outline.section(key).section.fields
    opened = {each.key for each in fields} if outline.waiting is None else set(outline.waiting.fields)
    return SectionForm(
        data,
        section=outline.section(key).section,
        answers=shown.answers,
        open_keys=frozenset(opened if is_writable(shown) else ()),
        files=outline.files,
    )


def _frame(shown: Application, outline: Outline) -> dict[str, Any]:
    """What each page of an application is made of."""
    return {
        "application": shown,
        "call": shown.call,
        "outline": outline,
        "is_writable": is_writable(shown),
        "is_open": is_open(shown.call, clock.database_now()),
        "now": clock.now(),
    }


def _page(
    request: HttpRequest,
    shown: Application,
    outline: Outline,
    key: str,
    form: SectionForm,
    *,
    refused: Mapping[str, str] | None = None,
    overtaken: Mapping[str, Any] | None = None,
    waited: bool = False,
    status: int = 200,
) -> HttpResponse:
    questions = form.questions(_asked(outline), refused=refused, overtaken=overtaken)
    context = {
        **_frame(shown, outline),
        "shown": outline.section(key),
        "questions": questions,
        "can_write": any(each.is_open for each in questions),
        "overtaken": overtaken,
        "refused": refused,
        "waited": waited,
    }
    return render(request, "programmes/applications/section.html", context, status=status)


def _let_wait(request: HttpRequest) -> None:
    """Keep what somebody typed whose sign-in had expired, until they have signed in again."""
    sent = request.POST.urlencode()
    if len(sent) <= _MOST_WAITING:
        request.session[_WAITING] = {"at": request.path, "sent": sent}


def _waited(request: HttpRequest) -> QueryDict | None:
    """Return what was typed on this page before the sign-in; it is given back once."""
    waiting = request.session.get(_WAITING)
    if not waiting or waiting["at"] != request.path:
        return None
    if request.method == "GET":
        del request.session[_WAITING]
    return QueryDict(waiting["sent"])
