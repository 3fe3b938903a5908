"""What the desk does with questions to parties, of whatever kind, and says of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bridgehead.accounts.edge import actor_of
from bridgehead.agreements.actions.questions import forget_contact, resend_question, withdraw_question
from bridgehead.agreements.models import Question
from bridgehead.foundation import clock

_SAID: dict[Callable[..., Any], Promise] = {
    resend_question: _("Sent anew; the old link is dead."),
    withdraw_question: _("The question is withdrawn; its link says so."),
    forget_contact: _("Name and address are forgotten."),
}


def do_with(request: HttpRequest, asked: Question, deed: Callable[..., Any]) -> None:
    """Send a question anew, take it back, or forget through whom it was asked."""
    deed(type(asked), question_id=asked.pk, by=actor_of(request), now=clock.database_now())
    messages.success(request, str(_SAID[deed]))


def say_asked(request: HttpRequest, asked: Sequence[Question]) -> None:
    """Say how many parties are asked."""
    said = ngettext("%(n)d party is asked by mail.", "%(n)d parties are asked by mail.", len(asked))
    messages.success(request, said % {"n": len(asked)})
