"""Beginning an article at the desk: from an agreement in the ledger, or from a press text."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bridgehead.accounts.edge import actor_of, there_for
from bridgehead.agreements.rules import keeps_a_ledger
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import reading_language
from bridgehead.foundation.tokens import new_token
from bridgehead.newsroom.actions import drafting as deeds
from bridgehead.newsroom.forms import LedgerDraftForm, PressDraftForm, PressTextForm
from bridgehead.newsroom.models import Article
from bridgehead.newsroom.queries import drafting
from bridgehead.newsroom.queries.press_texts import PressRead, read_press_text
from bridgehead.newsroom.rules import works_here
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 20
_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
@there_for(works_here)
def from_ledger(request: HttpRequest) -> HttpResponse:
    """Choose a public agreement and begin an article on it, in one language or both."""
    actor, now = actor_of(request), clock.database_now()
    form = LedgerDraftForm(request.POST or None, initial={"draft_key": new_token()})
    written = attempt(
        form,
        lambda: deeds.draft_from_agreement(
            agreement_id=form.cleaned_data["agreement"],
            languages=form.wanted(),
            section=form.cleaned_data["section"],
            by=actor,
            now=now,
            idempotency_key=form.cleaned_data["draft_key"],
        ),
    )
    if written:
        return _begun(request, next((each for each in written if each.language == reading_language()), written[0]))
    words = request.GET.get("q", "").strip()[:200]
    page = page_of(request, drafting.agreements_to_tell(actor, words, now), PER_PAGE)
    context = {"form": form, "page": page, "words": words, "agreements": drafting.shown_by_key(list(page), now)}
    return render(request, "newsroom/desk/from_ledger.html", context, status=422 if form.errors else 200)


@require_http_methods(_METHODS)
@there_for(works_here)
def press_text(request: HttpRequest) -> HttpResponse:
    """Read a press text that is pasted, and begin what it proposes; of itself nothing is written or kept."""
    pasted = PressTextForm(request.POST or None)
    if not pasted.is_valid():
        status = 422 if pasted.errors else 200
        return render(request, "newsroom/desk/press_text.html", {"pasted": pasted}, status=status)
    actor, now = actor_of(request), clock.database_now()
    told = read_press_text(actor, pasted.cleaned_data["text"], now, pasted.cleaned_data["published"])
    form = _draft_form(request, told)
    if "begin" in request.POST:
        written = attempt(form, lambda: _written(request, form))
        if written:
            return _begun(request, written)
    context = {
        "pasted": pasted,
        "told": told,
        "form": form,
        "entries": [(each, {**each.typed(told.language), "key": new_token()}) for each in told.entries],
        "keeps_ledger": keeps_a_ledger(actor),
    }
    return render(request, "newsroom/desk/press_text.html", context, status=422 if form.errors else 200)


def _draft_form(request: HttpRequest, told: PressRead) -> PressDraftForm:
    named = [(str(each.organisation.public_id), each.organisation.name) for each in told.named]
    if "begin" in request.POST:
        return PressDraftForm(request.POST, organisations=named)
    proposed: dict[str, Any] = {
        "language": told.language,
        "headline": told.headline,
        "lead": told.lead,
        "body": "\n".join(told.paragraphs),
        "organisations": [key for key, _name in named],
        "draft_key": new_token(),
    }
    return PressDraftForm(initial=proposed, organisations=named)


def _written(request: HttpRequest, form: PressDraftForm) -> Article:
    said = {name: form.cleaned_data[name] for name in ("language", "section", "headline", "lead", "body")}
    return deeds.draft_from_press_text(
        **said,
        organisations=form.cleaned_data.get("organisations", []),
        by=actor_of(request),
        now=clock.now(),
        idempotency_key=form.cleaned_data["draft_key"],
    )


def _begun(request: HttpRequest, article: Article) -> HttpResponse:
    messages.success(request, _("The article is begun, as a draft. Read what it says before it is checked."))
    return redirect(reverse("wagtailsnippets_newsroom_article:edit", args=[article.pk]))
