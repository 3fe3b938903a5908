"""Registering for a forum, and one's own registration."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.accounts.queries import consent_lines
from bridgehead.events import queries, rules
from bridgehead.events.actions import registrations
from bridgehead.events.actions.answers import correct_answers
from bridgehead.events.forms.questions import AnswersForm
from bridgehead.events.forms.registrations import RegistrationForm
from bridgehead.events.models import Forum, Registration, RegistrationState
from bridgehead.events.queries.check_in import badge_of
from bridgehead.events.queries.questions import answers_of, answers_typed, asked_at, missing_answers
from bridgehead.events.queries.terms import terms_of
from bridgehead.events.rules import ASKED_CONSENTS
from bridgehead.events.rules.check_in import code_in_groups
from bridgehead.events.rules.questions import why_not_corrected
from bridgehead.events.schemas.answers import told_answers
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import reading_language
from bridgehead.web.forms import attempt
from bridgehead.web.htmx import redirect_page
from bridgehead.web.qr_codes import qr_picture

#: What is said to whoever has registered, by what became of it at once.
_RECEIVED: dict[str, Promise] = {
    RegistrationState.APPLIED: gettext_lazy(
        "Your registration has reached the hosts. You will hear from them by mail."
    ),
    RegistrationState.APPROVED: gettext_lazy("You are in: a place is yours. The invitation comes by mail."),
    RegistrationState.WAITING: gettext_lazy(
        "Every place that you could have is taken, so you are on the waiting list. You will hear by mail."
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask to take part: organisation and type, consents, partnering."""
    actor = actor_of(request)
    forum = queries.forum_or_404(actor, public_id)
    if actor.is_anonymous:
        return redirect_to_login(request.get_full_path(), login_url=reverse("account_login"))
    mine = queries.my_registration(actor, forum)
    if mine and not rules.may_become(mine.state, "applied"):
        return redirect("events:registration", public_id=public_id)
    # What was sent goes to the deed, which decides by the database's clock and says why.
    if request.method != "POST" and rules.why_not_registering(forum, clock.now()):
        return redirect("events:forum", public_id=public_id)
    form = RegistrationForm(
        request.POST or None,
        organisations=queries.my_organisations(actor),
        consents=[line for line in consent_lines(actor) if line.purpose in ASKED_CONSENTS],
        questions=asked_at(forum),
        typed=answers_typed(mine) if mine else {},
        terms=terms_of(forum),
    )
    made = attempt(form, lambda: _register(request, forum, form)) if request.method == "POST" else None
    if made is not None:
        messages.success(request, str(_RECEIVED[RegistrationState(made.state)]))
        return redirect_page(request, reverse("events:registration", kwargs={"public_id": public_id}))
    return render(request, "events/register.html", {"forum": forum, "form": form}, status=422 if form.errors else 200)


def _register(request: HttpRequest, forum: Forum, form: RegistrationForm) -> Registration:
    return registrations.register(
        forum_id=forum.pk,
        organisation_id=form.organisation_id(),
        participant_type=form.cleaned_data["participant_type"],
        wants_partnering=form.cleaned_data["wants_partnering"],
        consents=form.consents(),
        consent_language=reading_language(),
        answers=form.answers(),
        idempotency_key=form.cleaned_data["token"],
        by=actor_of(request),
    )


@require_safe
def my_registration(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where one's own registration stands."""
    actor = actor_of(request)
    forum = queries.forum_or_404(actor, public_id)
    if actor.is_anonymous:
        return redirect_to_login(request.get_full_path(), login_url=reverse("account_login"))
    mine = queries.my_registration(actor, forum)
    if mine is None:
        return redirect("events:forum", public_id=public_id)
    context = {
        **_my_badge(mine),
        "forum": forum,
        "registration": mine,
        "place": queries.place_in_line(mine),
        "answers": told_answers(answers_of(mine)),
        "missing": missing_answers([mine], clock.now()).get(mine.pk, 0),
        "may_correct": why_not_corrected(forum, mine, clock.now()) is None,
        "may_withdraw": rules.is_withdrawable(mine),
        "may_register_again": rules.may_become(mine.state, "applied") and rules.may_register(forum, clock.now()),
    }
    return render(request, "events/registration.html", context)


def _my_badge(mine: Registration) -> dict[str, str]:
    """Picture and code of one's own badge, while it lets one in."""
    badge = badge_of(mine) if mine.state == RegistrationState.APPROVED else None
    if badge is None or badge.revoked_at is not None:
        return {}
    picture = qr_picture(badge.code, label=_("Code of my badge"))
    return {"badge_picture": picture, "badge_code": code_in_groups(badge.code)}


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct what one answered at registration, until the forum begins."""
    actor = actor_of(request)
    forum = queries.forum_or_404(actor, public_id)
    if actor.is_anonymous:
        return redirect_to_login(request.get_full_path(), login_url=reverse("account_login"))
    mine = queries.my_registration_or_404(actor, forum)
    asked = [each for each in asked_at(forum) if each.is_asked_of(mine.participant_type)]
    # What was sent goes to the deed, which decides by the database's clock and says why.
    if request.method != "POST" and (not asked or why_not_corrected(forum, mine, clock.now())):
        return redirect("events:registration", public_id=public_id)
    form = AnswersForm(
        request.POST or None,
        questions=asked,
        typed=answers_typed(mine),
        participant_type=mine.participant_type,
    )
    deed = lambda: correct_answers(registration_id=mine.pk, typed=form.answers(), by=actor)  # noqa: E731  # said in place
    if request.method == "POST" and attempt(form, deed) is not None:
        messages.success(request, _("Your answers are saved."))
        return redirect_page(request, reverse("events:registration", kwargs={"public_id": public_id}))
    return render(request, "events/answers.html", {"forum": forum, "form": form}, status=422 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take one's own registration back."""
    actor = actor_of(request)
    forum = queries.forum_or_404(actor, public_id)
    mine = queries.my_registration_or_404(actor, forum)
    registrations.withdraw_registration(registration_id=mine.pk, by=actor, now=clock.now())
    messages.success(request, _("Your registration is withdrawn."))
    return redirect_page(request, reverse("events:registration", kwargs={"public_id": public_id}))
