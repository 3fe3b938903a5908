"""The page of the test provider at which a signatory reads the paper, and signs or declines. No account, no cookie."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from bridgehead.agreements.adapters import signing
from bridgehead.agreements.adapters.deadlines import zone_in
from bridgehead.agreements.local_provider import provider
from bridgehead.agreements.local_provider.forms import DeclineForm
from bridgehead.agreements.models import LocalSigner, SignatoryState
from bridgehead.agreements.queries.signatures import country_of_signatory
from bridgehead.foundation import clock, files
from bridgehead.foundation.bilingual import wording
from bridgehead.foundation.refusals import Refused
from bridgehead.web.forms import attempt
from bridgehead.web.secret_links import kept_from_others

Answer = TypeVar("Answer", bound=HttpResponseBase)


# As behind a party's link to its confirmation: the page sends no referrer, and the token in the address is the right.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """The paper with its two answers, or what was answered. Only POST writes, and only the first counts."""
    now = clock.database_now()
    signer = _signer_or_404(token)
    form = DeclineForm(request.POST if request.POST.get("do") == "decline" else None)
    refusal = ""
    if request.method == "POST" and _is_open(signer, now):
        try:
            if _answered(request, signer, form):
                return redirect(request.path)
        except Refused as refused:
            refusal = str(refused)
        signer = _signer_or_404(token)
    elif request.method == "POST":
        return redirect(request.path)
    status = 409 if refusal else 422 if form.errors else 200
    return kept_from_others(
        render(request, "local_provider/sign.html", _told(signer, form, refusal, now) | {"token": token}, status=status)
    )


def _answered(request: HttpRequest, signer: LocalSigner, form: DeclineForm) -> bool:
    if request.POST.get("do") != "sign" and not form.is_bound:
        return True
    if form.is_bound:
        return bool(attempt(form, lambda: provider.decline(signer, words=form.cleaned_data["words"]) or True))
    provider.sign(signer)
    return True


def _told(signer: LocalSigner, form: DeclineForm, refusal: str, now: datetime) -> dict[str, Any]:
    return {
        "signer": signer,
        "envelope": signer.envelope,
        "sender": wording(signer.envelope, "sender").text,
        # The clocks of the mail that led here: of the signatory's country, then of the agency.
        "near": zone_in(country_of_signatory(signer.key)),
        "form": form,
        "refusal": refusal,
        "is_open": _is_open(signer, now),
        "standing": provider.standing_of(signer.envelope, now),
    }


@require_safe
def paper(request: HttpRequest, token: str) -> HttpResponseBase:
    """Hand out the paper as far as it is signed, as long as this signatory may still sign it."""
    signer = _signer_or_404(token)
    if not _is_open(signer, clock.database_now()):
        raise Http404
    return kept_from_others(files.serve(signer.envelope.content))


def _signer_or_404(token: str) -> LocalSigner:
    found = provider.signer_by_link(token) if settings.ESIGN == signing.LOCAL else None
    if found is None:
        raise Http404
    return found


def _is_open(signer: LocalSigner, now: datetime) -> bool:
    is_waiting = signer.state == SignatoryState.WAITING
    return is_waiting and provider.standing_of(signer.envelope, now) == signing.OPEN
