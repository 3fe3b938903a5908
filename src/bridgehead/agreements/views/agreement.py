"""One agreement: what it says, how far it has come, what of it is public, its versions and its trail."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.accounts.queries import deeds, entries_of
from bridgehead.agreements import rules
from bridgehead.agreements.actions import publication as publishing
from bridgehead.agreements.actions import states, terms
from bridgehead.agreements.blocks import ON_AGREEMENTS
from bridgehead.agreements.forms.deeds import MoveForm, PublicationForm, previewed
from bridgehead.agreements.models import Agreement, AgreementState
from bridgehead.agreements.queries import details
from bridgehead.agreements.queries.ledger import kept_agreement_or_404
from bridgehead.agreements.queries.public import shown_document
from bridgehead.agreements.queries.signatures import signed_electronically_on
from bridgehead.agreements.trail import BY_PARTY
from bridgehead.agreements.views.edge import frame, keepers_only, sent, today_of, whole
from bridgehead.foundation import clock
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

DEEDS_PER_PAGE = 50


@keepers_only
@require_safe
def agreement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everything at a glance, and the next deeds."""
    return _page(request, kept_agreement_or_404(actor_of(request), public_id), {})


def _page(
    request: HttpRequest, found: Agreement, refused: Mapping[str, MoveForm], *, status: int = 200
) -> HttpResponse:
    """The page; ``refused`` are the forms that led nowhere."""
    initial = {"on": today_of(request), "revision": found.revision}
    following = [each for each in AgreementState if rules.may_become(found.state, each)]
    electronically = signed_electronically_on(found) if AgreementState.SIGNED in following else None
    days = {AgreementState.SIGNED: electronically} if electronically else {}
    shown = whole(request, found)
    context = {
        **shown,
        "moves": [
            refused.get(each) or MoveForm(state=each, initial={**initial, "on": days.get(each, initial["on"])})
            for each in following
        ],
        "signed_electronically_on": electronically,
        "is_signed": rules.is_signed(found.state),
        "blocks": ON_AGREEMENTS.of(actor_of(request), found),
        "may_discard": found.state == AgreementState.DRAFT
        and all(each.state == found.state for each in shown["steps"]),
    }
    return render(request, "agreements/desk/agreement.html", context, status=status)


@keepers_only
@require_POST
def move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Bring an agreement into another state, the signing among them."""
    actor = actor_of(request)
    found = kept_agreement_or_404(actor, public_id)
    state = request.POST.get("state", "")
    if state not in AgreementState.values:
        raise Http404
    form = MoveForm(request.POST, state=state, initial={"revision": found.revision})

    def deed() -> Agreement:
        told = form.cleaned_data
        common = {"agreement_id": found.pk, "revision": told["revision"], "note": told["note"]}
        if state == AgreementState.SIGNED:
            return states.sign_agreement(**common, signed_on=told["on"], by=actor, now=clock.now())
        return states.move_agreement(**common, state=state, on=told["on"], by=actor, now=clock.now())

    moved = attempt(form, deed)
    if moved is None:
        found = kept_agreement_or_404(actor, public_id)
        if not rules.may_become(found.state, state):
            # Its form stands on the page no more, so the page itself says why.
            messages.error(request, next(str(each) for errors in form.errors.values() for each in errors))
        return _page(request, found, {state: form}, status=422)
    messages.success(request, _("The agreement is now: %(state)s.") % {"state": moved.get_state_display()})
    return redirect("agreements_desk:agreement", public_id=public_id)


@keepers_only
@require_POST
def discard(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Throw a draft away that was a slip."""
    actor = actor_of(request)
    found = kept_agreement_or_404(actor, public_id)
    shown = request.POST.get("revision", "")
    revision = int(shown) if shown.isdecimal() and len(shown) < 10 else found.revision
    terms.discard_draft(agreement_id=found.pk, revision=revision, by=actor, now=clock.now())
    messages.success(request, _("The draft is thrown away."))
    return redirect("agreements_desk:ledger")


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def publication(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say from when anybody may see it and what stays hidden, with what they would see."""
    actor, now = actor_of(request), clock.now()
    found = kept_agreement_or_404(actor, public_id)
    form = PublicationForm(sent(request), actor=actor, agreement=found)
    is_look = request.POST.get("do") == "look"
    if form.is_bound and not is_look:
        done = attempt(
            form, lambda: publishing.set_publication(agreement_id=found.pk, by=actor, now=now, **form.said())
        )
        if done is not None:
            messages.success(request, _("It is settled what of it is public."))
            return redirect("agreements_desk:publication", public_id=public_id)
        found = kept_agreement_or_404(actor, public_id)
    concealed, hour = previewed(form) if form.is_bound else (found.concealed, found.public_from)
    context = {
        **frame(found, "publication"),
        "form": form,
        "shown": details.preview(found, concealed=concealed, public_from=hour, now=now),
        "documents": [shown_document(each) for each in details.documents_of(found) if each.is_public],
        "hour": hour,
        "is_look": is_look,
    }
    return render(request, "agreements/desk/publication.html", context, status=422 if form.errors else 200)


@keepers_only
@require_safe
def versions(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Every version of the terms: what each changed, and why."""
    found = kept_agreement_or_404(actor_of(request), public_id)
    context = {**frame(found, "versions"), "versions": details.history_of(found)}
    return render(request, "agreements/desk/versions.html", context)


@keepers_only
@require_safe
def trail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who did what with it."""
    found = kept_agreement_or_404(actor_of(request), public_id)
    page = page_of(request, entries_of(found.audit_stream), DEEDS_PER_PAGE)
    context = {**frame(found, "trail"), "page": page, "deeds": deeds(list(page), by_party=BY_PARTY)}
    return render(request, "agreements/desk/trail.html", context)
