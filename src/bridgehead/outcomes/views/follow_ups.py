"""The officers' follow-ups: what is due first, and what has come of each agreement."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.agreements.actions import questions
from bridgehead.agreements.forms.questions import AskForm
from bridgehead.agreements.queries import roles
from bridgehead.agreements.views.edge import do_with, keepers_only, say_asked, sent, today_of
from bridgehead.foundation import clock
from bridgehead.foundation.clock import day_at_home
from bridgehead.outcomes.actions import follow_ups as deeds
from bridgehead.outcomes.actions import inquiries
from bridgehead.outcomes.forms.follow_ups import FollowUpFilter
from bridgehead.outcomes.forms.ladder import FollowUpForm
from bridgehead.outcomes.models import FollowUp, Inquiry
from bridgehead.outcomes.queries import follow_ups as reads
from bridgehead.outcomes.queries import inquiries as queries
from bridgehead.outcomes.rules import FOLLOWED, CameOfIt, FollowUpState, Look
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 50


@keepers_only
@require_safe
def follow_ups(request: HttpRequest) -> HttpResponse:
    """What is due, what is coming, what was answered or closed."""
    actor, today = actor_of(request), today_of(request)
    keepers = roles.ledgers_to_choose(actor)
    form = FollowUpFilter(request.GET, years=reads.years_due(actor), keepers=keepers)
    wanted = form.wanted()
    counts = reads.counted(actor, wanted, today)
    context = {
        "form": form,
        "wanted": wanted,
        "looks": [(each.value, each.label, counts[each.value]) for each in Look],
        "page": page_of(request, reads.listed(actor, wanted, today), PER_PAGE),
        "several": len(keepers) > 1,
        "today": today,
        "tab": "follow_ups",
    }
    return render(request, "outcomes/desk/follow_ups.html", context)


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    """Say what has come of an agreement; what came in leads to recording it."""
    actor = actor_of(request)
    found = reads.follow_up_or_404(actor, follow_up_id)
    form = FollowUpForm(sent(request))
    if form.is_bound:
        done = attempt(
            form,
            lambda: deeds.answer_follow_up(follow_up_id=found.pk, **form.cleaned_data, by=actor, now=clock.now()),
        )
        if done is not None:
            return _kept(request, done)
    return _page(request, found, form=form)


def _kept(request: HttpRequest, done: FollowUp) -> HttpResponse:
    """Lead on from an answer: what came in is written down next, beginning with what the party said of it."""
    if done.came_of != CameOfIt.REALISED:
        messages.success(request, _("The answer is kept."))
        return redirect("outcomes_desk:follow_ups")
    messages.success(request, _("The answer is kept. Now write down what came in."))
    page = reverse("outcomes_desk:realised", args=[done.agreement.public_id])
    return redirect(f"{page}?word={done.on_word_of.public_id}" if done.on_word_of else page)


def _page(request: HttpRequest, found: FollowUp, **forms: Form) -> HttpResponse:
    sides, today = queries.sides_of(found), today_of(request)
    is_open = found.state == FollowUpState.OPEN
    context = {
        "follow_up": found,
        "form": FollowUpForm(),
        "ask": AskForm(sides),
        **forms,
        "sides": sides,
        "is_asked": any(side.questions for side in sides),
        "earlier": queries.earlier_words(found),
        "is_open": is_open,
        "may_ask": is_open and found.agreement.state in FOLLOWED and found.due_on <= day_at_home(clock.now()),
        "may_reopen": found.state == FollowUpState.ANSWERED and found.agreement.state in FOLLOWED,
        "others": reads.follow_ups_of(found.agreement),
        "today": today,
        "now": clock.now(),
        "tab": "follow_ups",
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "outcomes/desk/follow_up.html", context, status=status)


@keepers_only
@require_POST
def ask(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    """Ask those parties by mail to whom an address was given."""
    actor = actor_of(request)
    found = reads.follow_up_or_404(actor, follow_up_id)
    form = AskForm(queries.sides_of(found), request.POST)
    asked = attempt(
        form,
        lambda: inquiries.ask_parties(
            follow_up_id=found.pk, contacts=form.contacts(), days=form.cleaned_data["days"], by=actor
        ),
    )
    if asked is None:
        return _page(request, found, ask=form)
    say_asked(request, asked)
    return redirect("outcomes_desk:follow_up", follow_up_id=follow_up_id)


@keepers_only
@require_POST
def resend(request: HttpRequest, follow_up_id: UUID, inquiry_id: UUID) -> HttpResponse:
    """Send a question to a party anew, with a new link."""
    return _do(request, follow_up_id, inquiry_id, questions.resend_question)


@keepers_only
@require_POST
def withdraw(request: HttpRequest, follow_up_id: UUID, inquiry_id: UUID) -> HttpResponse:
    """Take a question to a party back."""
    return _do(request, follow_up_id, inquiry_id, questions.withdraw_question)


@keepers_only
@require_POST
def forget(request: HttpRequest, follow_up_id: UUID, inquiry_id: UUID) -> HttpResponse:
    """Forget through whom a party was asked."""
    return _do(request, follow_up_id, inquiry_id, questions.forget_contact)


def _do(request: HttpRequest, follow_up_id: UUID, inquiry_id: UUID, deed: Callable[..., Inquiry]) -> HttpResponse:
    found = reads.follow_up_or_404(actor_of(request), follow_up_id)
    do_with(request, queries.inquiry_or_404(found, inquiry_id), deed)
    return redirect("outcomes_desk:follow_up", follow_up_id=follow_up_id)


@keepers_only
@require_POST
def take_over(request: HttpRequest, follow_up_id: UUID, inquiry_id: UUID) -> HttpResponse:
    """Take over as the answer what a party has said."""
    actor = actor_of(request)
    found = queries.inquiry_or_404(reads.follow_up_or_404(actor, follow_up_id), inquiry_id)
    return _kept(request, inquiries.take_over(inquiry_id=found.pk, by=actor, now=clock.now()))


@keepers_only
@require_POST
def reopen(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    """Take back an answer that was a slip."""
    actor = actor_of(request)
    found = reads.follow_up_or_404(actor, follow_up_id)
    deeds.reopen_follow_up(follow_up_id=found.pk, by=actor, now=clock.now())
    messages.success(request, _("The answer is taken back; it is asked again."))
    return redirect("outcomes_desk:follow_up", follow_up_id=follow_up_id)
