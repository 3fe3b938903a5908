"""The page behind a party's link: what the agreement says, and its answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bridgehead.agreements.actions.answers import answer_confirmation
from bridgehead.agreements.forms.confirmations import AnswerForm
from bridgehead.agreements.models import Confirmation, Counterfactual, Verdict
from bridgehead.agreements.queries.confirmations import AskedField, asked_fields
from bridgehead.agreements.views.edge import Letter


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The question, the review before it is sent, the receipt, or that it is no longer asked."""
    return _LETTER.answered(request, token)


def _form(asked: Confirmation, **typed: Any) -> AnswerForm:
    return AnswerForm(_fields(asked), **typed)


def _reviewed(form: AnswerForm) -> dict[str, Any]:
    said = form.answer()
    return {
        "lines": [(each, said.said[each.key]) for each in form.asked],
        "verdict": said.verdict,
        "verdict_label": Verdict(said.verdict).label,
        "counterfactual_label": Counterfactual(said.counterfactual).label if said.counterfactual else "",
        "reason": said.reason,
        "note": said.counterfactual_note,
    }


def _received(asked: Confirmation) -> dict[str, Any]:
    return {"lines": [(each, asked.said.get(each.key, "")) for each in _fields(asked)]}


def _fields(asked: Confirmation) -> list[AskedField]:
    return asked_fields(asked.party.terms, viewer=asked.party)


_LETTER = Letter(
    kind=Confirmation,
    folder="agreements/confirm",
    form=_form,
    deed=answer_confirmation,
    reviewed=_reviewed,
    received=_received,
)
