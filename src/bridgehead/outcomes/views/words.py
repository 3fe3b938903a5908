"""The page behind a party's link at a follow-up: what was agreed, and what it says has come of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bridgehead.agreements.forms.amounts import USUAL_CURRENCIES
from bridgehead.agreements.views.edge import Letter
from bridgehead.outcomes.actions.inquiries import answer_inquiry
from bridgehead.outcomes.forms.inquiries import WordForm
from bridgehead.outcomes.models import Inquiry
from bridgehead.outcomes.queries.inquiries import agreed_parts


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The question, the review before it is sent, the receipt, or that it is no longer asked."""
    return _LETTER.answered(request, token)


def _form(_asked: Inquiry, **typed: Any) -> WordForm:
    return WordForm(**typed)


def _about(asked: Inquiry) -> dict[str, Any]:
    return {"parts": agreed_parts(asked), "currencies": USUAL_CURRENCIES}


def _reviewed(form: WordForm) -> dict[str, Any]:
    word = form.answer()
    return {"word": Inquiry(**word.stored())}


def _received(asked: Inquiry) -> dict[str, Any]:
    return {"word": asked}


_LETTER = Letter(
    kind=Inquiry,
    folder="outcomes/inquiry",
    form=_form,
    deed=answer_inquiry,
    about=_about,
    reviewed=_reviewed,
    received=_received,
)
