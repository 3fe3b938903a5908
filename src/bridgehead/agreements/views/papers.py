"""What hangs on an agreement: its documents and obligations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.agreements.actions import documents as papers
from bridgehead.agreements.actions import obligations as owing
from bridgehead.agreements.forms.deeds import DocumentForm, DoneForm, ObligationForm
from bridgehead.agreements.models import Agreement, Obligation
from bridgehead.agreements.queries import details
from bridgehead.agreements.queries.ledger import kept_agreement_or_404
from bridgehead.agreements.views.edge import frame, keepers_only, sent, today_of
from bridgehead.foundation import clock, files
from bridgehead.foundation.refusals import Overtaken, Refused
from bridgehead.web.forms import attempt

_METHODS = ["GET", "HEAD", "POST"]


@keepers_only
@require_http_methods(_METHODS)
def documents(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The documents, and one more."""
    actor, now = actor_of(request), clock.now()
    found = kept_agreement_or_404(actor, public_id)
    form = DocumentForm(sent(request), request.FILES or None)
    if request.method == "POST":
        added = attempt(
            form,
            lambda: papers.add_document(
                agreement_id=found.pk, given=form.cleaned_data["file"], said=form.said(), by=actor, now=now
            ),
        )
        if added is not None:
            messages.success(request, _("The document is kept with the agreement."))
            return redirect("agreements_desk:documents", public_id=public_id)
    context = {**frame(found, "documents"), "form": form, "documents": details.documents_of(found)}
    return render(request, "agreements/desk/documents.html", context, status=422 if form.errors else 200)


@keepers_only
@require_safe
def document(request: HttpRequest, public_id: UUID, document_id: UUID) -> HttpResponseBase:
    """Hand out a document."""
    actor = actor_of(request)
    kept_agreement_or_404(actor, public_id)
    return files.serve(details.document_or_404(actor, public_id, document_id).file)


@keepers_only
@require_POST
def remove_document(request: HttpRequest, public_id: UUID, document_id: UUID) -> HttpResponse:
    """Take a document away."""
    actor = actor_of(request)
    kept_agreement_or_404(actor, public_id)
    held = details.document_or_404(actor, public_id, document_id)
    papers.remove_document(document_id=held.pk, by=actor, now=clock.now())
    messages.success(request, _("The document is taken away. Its hash stays in the trail."))
    return redirect("agreements_desk:documents", public_id=public_id)


@keepers_only
@require_http_methods(_METHODS)
def obligations(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is owed, and one thing more."""
    actor = actor_of(request)
    found = kept_agreement_or_404(actor, public_id)
    form = ObligationForm(sent(request), parties=_parties(found))
    if request.method == "POST":
        added = attempt(
            form,
            lambda: owing.add_obligation(agreement_id=found.pk, said=form.said(), by=actor, now=clock.now()),
        )
        if added is not None:
            messages.success(request, _("The obligation is noted."))
            return redirect("agreements_desk:obligations", public_id=public_id)
    context = {
        **frame(found, "obligations"),
        "form": form,
        "obligations": details.obligations_of(found),
        "today": today_of(request),
    }
    return render(request, "agreements/desk/obligations.html", context, status=422 if form.errors else 200)


@keepers_only
@require_http_methods(_METHODS)
def obligation(request: HttpRequest, public_id: UUID, obligation_id: UUID) -> HttpResponse:
    """Change what is owed."""
    actor = actor_of(request)
    found = kept_agreement_or_404(actor, public_id)
    held = details.obligation_or_404(actor, public_id, obligation_id)
    form = ObligationForm(sent(request), parties=_parties(found), obligation=held)
    if request.method == "POST":
        changed = attempt(
            form,
            lambda: owing.change_obligation(
                obligation_id=held.pk, said=form.said(), by=actor, now=clock.now(), seen=form.cleaned_data["seen"]
            ),
        )
        if changed is not None:
            messages.success(request, _("The obligation is changed."))
            return redirect("agreements_desk:obligations", public_id=public_id)
    context = {**frame(found, "obligations"), "form": form, "obligation": held}
    return render(request, "agreements/desk/obligation.html", context, status=422 if form.errors else 200)


@keepers_only
@require_POST
def settle(request: HttpRequest, public_id: UUID, obligation_id: UUID) -> HttpResponse:
    """Note that something was done, or that it was not after all."""
    actor = actor_of(request)
    held = details.obligation_or_404(actor, public_id, obligation_id)
    form = DoneForm(request.POST)

    def deed() -> Obligation:
        seen = form.cleaned_data["seen"]
        try:
            return owing.settle_obligation(
                obligation_id=held.pk, done_on=form.day(), by=actor, now=clock.now(), seen=seen
            )
        except Overtaken as late:
            # The list shows what is stored by now, and nothing that was typed.
            raise Refused(late.sentence) from late

    settled = attempt(form, deed)
    if settled is None:
        messages.error(request, " ".join(str(each) for errors in form.errors.values() for each in errors))
    else:
        messages.success(request, _("Noted as done.") if settled.done_on else _("Noted as open."))
    return redirect("agreements_desk:obligations", public_id=public_id)


def _parties(found: Agreement) -> list[Any]:
    return list(found.current.parties.all()) if found.current else []
