"""The page behind a party's link: what the agreement says, and its answer. No account, no session, no cookie."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bridgehead.accounts.edge import actor_of
from bridgehead.agreements.actions.answers import AnsweredAlready, answer_confirmation
from bridgehead.agreements.adapters.deadlines import told_moment
from bridgehead.agreements.forms.confirmations import AnswerForm
from bridgehead.agreements.models import Confirmation, ConfirmationState, Counterfactual, Verdict
from bridgehead.agreements.queries.confirmations import AskedField, asked_fields, question_by_link
from bridgehead.foundation import clock
from bridgehead.foundation.refusals import Refused


# The page sends no referrer, so the browser names no origin either, and Django would refuse the form. Nothing is lost:
# the token in the address is the right to answer and no cookie lends any, so no other site can make a browser do it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The question, the review before it is sent, the receipt, or that it is no longer asked. Only POST writes."""
    now = clock.database_now()
    asked = question_by_link(token, now)
    if asked is None:
        raise Http404
    response = _page(request, token, asked, is_late=asked.expires_at <= now)
    # The address is the key: it goes to nobody, is kept nowhere and found by no search engine.
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "private, no-store"
    return response


def _page(request: HttpRequest, token: str, asked: Confirmation, *, is_late: bool) -> HttpResponse:
    is_open = asked.state == ConfirmationState.OPEN
    if request.method == "POST" and (is_open or asked.state == ConfirmationState.ANSWERED):
        return _posted(request, token, asked)
    if is_open and not is_late:
        return _question(request, asked, AnswerForm(_fields(asked)))
    if asked.state == ConfirmationState.ANSWERED:
        return _receipt(request, asked)
    return render(request, "agreements/confirm/closed.html", {**_told(asked), "is_late": is_late}, status=410)


def _posted(request: HttpRequest, token: str, asked: Confirmation) -> HttpResponse:
    form = AnswerForm(_fields(asked), request.POST)
    if request.POST.get("step") == "change":
        # Back from the review, or to the other language: what was typed stands there again, and nothing is judged yet.
        return _question(request, asked, AnswerForm(_fields(asked), initial=request.POST.dict()))
    if not form.is_valid():
        return _question(request, asked, form, status=422)
    if request.POST.get("step") != "send":
        return _review(request, asked, form)
    try:
        answer_confirmation(token=token, answer=form.answer(), by=actor_of(request))
    except AnsweredAlready as refusal:
        return _receipt(request, question_by_link(token, clock.database_now()) or asked, refusal=str(refusal))
    except Refused as refusal:
        return _review(request, asked, form, refusal=str(refusal), status=409)
    return redirect(request.path)


def _question(request: HttpRequest, asked: Confirmation, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    return render(request, "agreements/confirm/question.html", {**_told(asked), "form": form}, status=status)


def _review(
    request: HttpRequest, asked: Confirmation, form: AnswerForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    said = form.answer()
    context = {
        **_told(asked),
        "form": form,
        "lines": [(each, said.said[each.key]) for each in form.asked],
        "verdict": said.verdict,
        "verdict_label": Verdict(said.verdict).label,
        "counterfactual_label": Counterfactual(said.counterfactual).label if said.counterfactual else "",
        "reason": said.reason,
        "note": said.counterfactual_note,
        "refusal": refusal,
    }
    return render(request, "agreements/confirm/review.html", context, status=status)


def _receipt(request: HttpRequest, asked: Confirmation, *, refusal: str = "") -> HttpResponse:
    context = {
        **_told(asked),
        "refusal": refusal,
        "lines": [(each, asked.said.get(each.key, "")) for each in _fields(asked)],
        "answered": told_moment(asked.closed_at or asked.asked_at, asked),
    }
    return render(request, "agreements/confirm/receipt.html", context, status=409 if refusal else 200)


def _fields(asked: Confirmation) -> list[AskedField]:
    return asked_fields(asked.party.terms, viewer=asked.party)


def _told(asked: Confirmation) -> dict[str, Any]:
    return {
        "asked": asked,
        "party": asked.party,
        "keeper": asked.party.terms.agreement.keeper,
        "until": told_moment(asked.expires_at, asked),
    }
