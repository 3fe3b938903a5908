"""The keepers' page of electronic signatures: give a paper to be signed, see who has signed, call it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.edge import actor_of, there_for
from bridgehead.agreements.actions import signatures as deeds
from bridgehead.agreements.forms.signatures import SendForm
from bridgehead.agreements.models import AgreementState
from bridgehead.agreements.queries import signatures as queries
from bridgehead.agreements.queries.ledger import kept_agreement_or_404
from bridgehead.agreements.rules import keeps_a_ledger, may_be_sent_to_sign
from bridgehead.agreements.views.edge import frame, sent
from bridgehead.foundation import clock
from bridgehead.web.forms import attempt


def _may_look(actor: Actor) -> bool:
    return queries.is_signed_here() and keeps_a_ledger(actor)


#: Without a provider of signatures nobody finds a trace of these pages.
_there = there_for(_may_look)


@_there
@require_http_methods(["GET", "HEAD", "POST"])
def signatures(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """The papers that were given to be signed; sent, it gives one more."""
    actor = actor_of(request)
    found = kept_agreement_or_404(actor, agreement_id)
    documents, parties = queries.papers_to_choose(found), queries.signing_parties(found)
    form = SendForm(sent(request), documents=documents, parties=parties)
    given = attempt(
        form,
        lambda: deeds.send_to_sign(
            agreement_id=found.pk,
            document_id=form.chosen().pk,
            signers=form.signers(),
            days=form.cleaned_data["days"],
            by=actor,
        ),
    )
    if given is not None:
        messages.success(request, _("The paper is on its way. Each signatory gets a mail with a link of their own."))
        return redirect("agreements_desk:signatures", agreement_id=agreement_id)
    context = {
        **frame(found, "signatures"),
        "form": form,
        "papers": queries.papers_of(found),
        "documents": documents,
        "may_send": may_be_sent_to_sign(found.state),
        "is_agreed": found.state == AgreementState.AGREED,
    }
    return render(request, "agreements/desk/signatures.html", context, status=422 if form.is_bound else 200)


@_there
@require_POST
def recall(request: HttpRequest, agreement_id: UUID, paper_id: UUID) -> HttpResponse:
    """Call a paper back that is not signed by all."""
    actor = actor_of(request)
    found = kept_agreement_or_404(actor, agreement_id)
    paper = queries.paper_or_404(found, paper_id)
    deeds.recall_signing(request_id=paper.pk, by=actor, now=clock.database_now())
    messages.success(request, _("The paper is being called back."))
    return redirect("agreements_desk:signatures", agreement_id=agreement_id)
