"""What pages share: those of the ledger are there for those who keep one, those behind a link for whoever has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bridgehead.accounts.edge import actor_of, there_for
from bridgehead.agreements.actions.questions import (
    AnsweredAlready,
    forget_contact,
    resend_question,
    withdraw_question,
)
from bridgehead.agreements.adapters.deadlines import told_moment
from bridgehead.agreements.forms.rates import RestatedForm
from bridgehead.agreements.models import Question, QuestionState
from bridgehead.agreements.queries import details
from bridgehead.agreements.queries.questions import question_by_link
from bridgehead.agreements.queries.rates import rates_on
from bridgehead.agreements.rules import keeps_a_ledger
from bridgehead.foundation import clock
from bridgehead.foundation.refusals import Refused
from bridgehead.web.secret_links import kept_from_others

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, QueryDict

    from bridgehead.agreements.models import Agreement, Amount

keepers_only = there_for(keeps_a_ledger)


def frame(found: Agreement, tab: str) -> dict[str, Any]:
    """Return what every page of one agreement at the desk shows around its own."""
    return {"agreement": found, "terms": found.current, "tab": tab, "now": clock.now()}


def whole(request: HttpRequest, found: Agreement) -> dict[str, Any]:
    """Return an agreement with everything that hangs on it, for its keepers or its own parties to read."""
    terms = found.current
    return {
        **frame(found, "agreement"),
        **restated_on(request, terms.amounts.all() if terms else []),
        "rates": [each.value for each in terms.frozen_rates.all()] if terms else [],
        "steps": details.steps_of(found),
        "documents": details.documents_of(found),
        "obligations": details.obligations_of(found),
        "today": today_of(request),
    }


def restated_on(request: HttpRequest, amounts: Iterable[Amount]) -> dict[str, Any]:
    """Return what a page needs to restate amounts at the rates of a day that its reader chooses.

    Where there is no money, or none that this reader may see, there is no form and the day is not looked at.
    """
    if not any(each.currency for each in amounts):
        return {}
    form = RestatedForm(request.GET if "on" in request.GET else None, today=today_of(request))
    day = form.day()
    return {"on_form": form, "on": day, "on_rates": rates_on(day) if day else []}


def today_of(request: HttpRequest) -> date:
    """Return the day that it is for the person."""
    return clock.now().astimezone(ZoneInfo(actor_of(request).zone)).date()


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what was sent for a form to read, be it empty: the form says what it lacks. None: nothing was sent."""
    return request.POST if request.method == "POST" else None


# --- Questions at the desk --------------------------------------------------------------------------------------------

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


# --- Behind a party's link --------------------------------------------------------------------------------------------

Asked = TypeVar("Asked", bound=Question)
#: What is sent to a question in these states is refused in words; the other ends show nothing of the agreement.
_REFUSED_IN_WORDS = frozenset({QuestionState.OPEN, QuestionState.ANSWERED, QuestionState.EXPIRED})


def _is_sent(request: HttpRequest) -> bool:
    """Whether an answer is sent for good, and not only looked over."""
    return request.method == "POST" and request.POST.get("step") == "send"


@dataclass(frozen=True, slots=True)
class Letter(Generic[Asked]):
    """The page behind a party's link for one kind of question: the question, the review, the receipt, or the end.

    No account, no session, no cookie; only POST writes. Views that show it are exempt from the check of the form's
    origin: the page sends no referrer, so the browser names no origin either, and Django would refuse the form. Nothing
    is lost: the token in the address is the right to answer and no cookie lends any.
    """

    kind: type[Asked]
    #: Where its templates are: question, review, receipt, closed.
    folder: str
    #: Make its form; called with the question, and with ``data`` or ``initial``.
    form: Callable[..., Any]
    #: The deed that keeps the form's ``answer()``; called with ``token``, ``answer`` and ``by``.
    deed: Callable[..., Any]
    #: What a review of the typed form, and the receipt, show beside the question.
    reviewed: Callable[[Any], dict[str, Any]]
    received: Callable[[Asked], dict[str, Any]]
    #: What each of its pages shows of what was agreed.
    about: Callable[[Asked], dict[str, Any]] = lambda _asked: {}

    def answered(self, request: HttpRequest, token: str) -> HttpResponse:
        """Answer a request to the link."""
        now = clock.database_now()
        asked = question_by_link(self.kind, token, now)
        if asked is None:
            raise Http404
        return kept_from_others(self._page(request, token, asked, is_late=asked.expires_at <= now))

    def _page(self, request: HttpRequest, token: str, asked: Asked, *, is_late: bool) -> HttpResponse:
        if asked.state == QuestionState.OPEN and not is_late:
            if request.method == "POST":
                return self._posted(request, token, asked)
            return self._question(request, asked, self.form(asked))
        if _is_sent(request) and asked.state in _REFUSED_IN_WORDS:
            # Whoever began in time and sends now is told so with all that they typed.
            form = self.form(asked, data=request.POST)
            if form.is_valid():
                return self._sent(request, token, asked, form)
        if asked.state == QuestionState.ANSWERED:
            return self._receipt(request, asked)
        return self._shown(request, "closed", asked, {"is_late": is_late}, status=410)

    def _posted(self, request: HttpRequest, token: str, asked: Asked) -> HttpResponse:
        form = self.form(asked, data=request.POST)
        if request.POST.get("step") == "change":
            # Back from the review, or to the other language: what was typed stands there again, nothing is judged yet.
            return self._question(request, asked, self.form(asked, initial=request.POST.dict()))
        if not form.is_valid():
            return self._question(request, asked, form, status=422)
        return self._sent(request, token, asked, form) if _is_sent(request) else self._review(request, asked, form)

    def _sent(self, request: HttpRequest, token: str, asked: Asked, form: Any) -> HttpResponse:
        try:
            self.deed(token=token, answer=form.answer(), by=actor_of(request))
        except AnsweredAlready as refusal:
            given = question_by_link(self.kind, token, clock.database_now())
            return self._receipt(request, given or asked, refusal=str(refusal))
        except Refused as refusal:
            return self._review(request, asked, form, refusal=str(refusal), status=409)
        return redirect(request.path)

    def _question(self, request: HttpRequest, asked: Asked, form: Any, *, status: int = 200) -> HttpResponse:
        return self._shown(request, "question", asked, {"form": form}, status=status)

    def _review(
        self, request: HttpRequest, asked: Asked, form: Any, *, refusal: str = "", status: int = 200
    ) -> HttpResponse:
        context = {"form": form, "refusal": refusal, **self.reviewed(form)}
        return self._shown(request, "review", asked, context, status=status)

    def _receipt(self, request: HttpRequest, asked: Asked, *, refusal: str = "") -> HttpResponse:
        answered = told_moment(asked.closed_at or asked.asked_at, asked)
        context = {"refusal": refusal, "answered": answered, **self.received(asked)}
        return self._shown(request, "receipt", asked, context, status=409 if refusal else 200)

    def _shown(
        self, request: HttpRequest, name: str, asked: Asked, context: dict[str, Any], *, status: int
    ) -> HttpResponse:
        about = {
            **self.about(asked),
            "asked": asked,
            "party": asked.party,
            "keeper": asked.party.terms.agreement.keeper,
            "until": told_moment(asked.expires_at, asked),
        }
        return render(request, f"{self.folder}/{name}.html", {**about, **context}, status=status)
