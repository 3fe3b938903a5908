"""The officers' builder of a registration: what is asked beyond organisation and type, of whom, in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.events import queries
from bridgehead.events.actions import questions as deeds
from bridgehead.events.forms.questions import TYPES, AskingForm, RegistrationQuestionForm
from bridgehead.events.models import Forum, ParticipantType, RegistrationQuestion
from bridgehead.events.queries.questions import (
    missing_by_question,
    question_of,
    question_or_404,
    questions_of,
    to_ask_by_mail,
)
from bridgehead.events.rules.questions import why_not_mailed
from bridgehead.events.schemas.answers import asked_by_mail
from bridgehead.events.views.edge import officers_only
from bridgehead.foundation import clock, mail
from bridgehead.foundation.bilingual import LANGUAGES
from bridgehead.foundation.records import seen_of
from bridgehead.web.forms import attempt

_REMOVED = gettext_lazy("This question was removed meanwhile.")
#: What is done with a question by a button.
DEEDS: dict[str, Callable[..., Any]] = {
    "up": lambda **told: deeds.move_question(step=-1, **told),
    "down": lambda **told: deeds.move_question(step=1, **told),
    "retire": deeds.retire_question,
    "again": deeds.ask_again,
}


@officers_only
@require_safe
def questions(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the registration asks, what it asked once, and how it looks to a participant type."""
    actor = actor_of(request)
    forum = queries.officer_forum_or_404(actor, public_id)
    found = list(questions_of(actor, forum))
    missing = missing_by_question(actor, forum)
    shown_as = request.GET.get("as", "")
    shown_as = shown_as if shown_as in ParticipantType.values else str(ParticipantType.COMPANY)
    context = {
        "forum": forum,
        "tab": "registrations",
        "asked": [(each, missing.get(each.pk, 0)) for each in found if each.retired_at is None],
        "may_mail": why_not_mailed(forum, clock.now()) is None,
        "retired": [each for each in found if each.retired_at is not None],
        "types": TYPES,
        "shown_as": shown_as,
        "form": AskingForm(questions=[each for each in found if each.is_asked_of(shown_as)]),
    }
    return render(request, "events/desk/questions.html", context)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_question(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add a question."""
    return _question_page(request, queries.officer_forum_or_404(actor_of(request), public_id), None)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, public_id: UUID, question_id: UUID) -> HttpResponse:
    """Change a question; what is typed of one that was removed meanwhile can be added anew."""
    actor = actor_of(request)
    forum = queries.officer_forum_or_404(actor, public_id)
    found = question_of(actor, forum, question_id)
    if found is None and request.method != "POST":
        messages.warning(request, str(_REMOVED))
        return redirect("events_desk:questions", public_id=public_id)
    return _question_page(request, forum, found, removed="" if found else str(_REMOVED))


def _question_page(
    request: HttpRequest, forum: Forum, changed: RegistrationQuestion | None, *, removed: str = ""
) -> HttpResponse:
    """The form of a question. What was typed of one that is ``removed`` is shown first, and saved once it was read."""
    actor = actor_of(request)
    form = RegistrationQuestionForm(
        request.POST or None,
        used=[each.key for each in questions_of(actor, forum)],
        field=changed.field if changed else None,
        participant_types=changed.participant_types if changed else (),
        seen=seen_of(changed, deeds.SHOWN) if changed else "",
    )

    def put() -> RegistrationQuestion:
        said = form.cleaned_data
        told: dict[str, Any] = {"field": form.field, "participant_types": said["participant_types"]}
        told |= {"by": actor, "now": clock.now()}
        if changed is None:
            return deeds.add_question(forum_id=forum.pk, **told)
        return deeds.change_question(question_id=changed.pk, seen=said["seen"] or None, **told)

    is_read = not removed or "anew" in request.POST
    if request.method == "POST" and is_read and attempt(form, put) is not None:
        messages.success(request, _("The question is changed.") if changed else _("The question is added."))
        return redirect("events_desk:questions", public_id=forum.public_id)
    context = {"forum": forum, "tab": "registrations", "form": form, "question": changed, "removed": removed}
    status = 409 if not is_read else 422 if form.errors else 200
    return render(request, "events/desk/question.html", context, status=status)


@officers_only
@require_POST
def question_deed(request: HttpRequest, public_id: UUID, question_id: UUID, step: str) -> HttpResponse:
    """Move a question, retire it, or ask it again."""
    actor = actor_of(request)
    forum = queries.officer_forum_or_404(actor, public_id)
    found = question_of(actor, forum, question_id)
    if step not in DEEDS:
        raise Http404
    if found is None:
        messages.warning(request, str(_REMOVED))
        return redirect("events_desk:questions", public_id=public_id)
    done = DEEDS[step](question_id=found.pk, by=actor, now=clock.now())
    if step == "retire":
        gone = _("The question is removed: nobody had answered it.")
        kept = _("The question is retired: it is asked no longer, and the answers that were given stay.")
        messages.success(request, gone if done is True else kept)
    return redirect("events_desk:questions", public_id=public_id)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def ask_by_mail(request: HttpRequest, public_id: UUID, question_id: UUID) -> HttpResponse:
    """Ask a question by mail of those who have not answered it, once the officer has read whom and in which words."""
    actor = actor_of(request)
    forum = queries.officer_forum_or_404(actor, public_id)
    found = question_or_404(actor, forum, question_id)
    if request.method == "POST":
        done = deeds.ask_by_mail(question_id=found.pk, by=actor, now=clock.now())
        asked = ngettext("%(n)s person is asked by mail.", "%(n)s people are asked by mail.", done) % {"n": done}
        messages.success(request, asked if done else _("Nobody is left to be asked: no mail goes out."))
        return redirect("events_desk:questions", public_id=public_id)
    over = why_not_mailed(forum, clock.now())
    languages = Counter(each.language for each in to_ask_by_mail(found)) if over is None else Counter[str]()
    said = asked_by_mail(found, forum)
    subject, text = mail.written("events/mail/question_asked", reader_name=_("[name]"), context=said)
    context = {
        "forum": forum,
        "tab": "registrations",
        "question": found,
        "why_not": over,
        "number": languages.total(),
        "languages": [(each, languages[each]) for each in LANGUAGES if each in languages],
        "subject": subject,
        "text": text,
    }
    return render(request, "events/desk/ask_by_mail.html", context)
