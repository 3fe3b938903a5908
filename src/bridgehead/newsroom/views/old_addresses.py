"""The desk's page of old addresses."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bridgehead.accounts.edge import actor_of, there_for
from bridgehead.foundation import clock
from bridgehead.newsroom.actions import old_addresses as deeds
from bridgehead.newsroom.forms import OldAddressForm
from bridgehead.newsroom.queries import old_addresses as reads
from bridgehead.newsroom.rules import may_lead_on
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@there_for(may_lead_on)
def old_addresses(request: HttpRequest) -> HttpResponse:
    """Where addresses of an older site lead, and giving one."""
    form = OldAddressForm(request.POST or None)
    if request.method == "POST" and attempt(form, lambda: _give(request, form)) is not None:
        messages.success(request, _("The old address leads on now."))
        return redirect("newsroom_desk:old_addresses")
    words = request.GET.get("q", "").strip()[:100]
    page = page_of(request, reads.old_addresses(words), PER_PAGE)
    context = {"form": form, "words": words, "page": page, "lines": reads.standing(list(page), clock.database_now())}
    return render(request, "newsroom/desk/old_addresses.html", context, status=422 if form.errors else 200)


def _give(request: HttpRequest, form: OldAddressForm) -> object:
    return deeds.give_old_address(**form.cleaned_data, by=actor_of(request), now=clock.now())


@require_POST
@there_for(may_lead_on)
def remove(request: HttpRequest, old_address_id: UUID) -> HttpResponse:
    """Let an old address lead nowhere any more."""
    kept = reads.old_address_or_404(old_address_id)
    deeds.remove_old_address(old_address_id=kept.pk, by=actor_of(request), now=clock.now())
    messages.success(request, _("The old address is removed."))
    return redirect("newsroom_desk:old_addresses")
