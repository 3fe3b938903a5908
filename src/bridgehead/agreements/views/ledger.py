"""The ledger as a list: find, narrow, order, take out."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.agreements.actions.ledgers import note_export
from bridgehead.agreements.forms.ledger import LedgerFilter
from bridgehead.agreements.models import AgreementState
from bridgehead.agreements.queries import listed, roles
from bridgehead.agreements.queries.ledger import party_or_none
from bridgehead.agreements.sheets import ledger_header, ledger_rows
from bridgehead.agreements.views.edge import keepers_only
from bridgehead.foundation import clock
from bridgehead.foundation.refusals import require
from bridgehead.web import sheets
from bridgehead.web.htmx import render_page
from bridgehead.web.pages import page_of

PER_PAGE = 50
#: A sheet takes a page's time for each thousand; who needs more takes it year by year.
MOST_TAKEN = 5_000


@keepers_only
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """The agreements of the ledgers that one keeps."""
    actor, now = actor_of(request), clock.now()
    keepers = roles.ledgers_to_choose(actor)
    form = LedgerFilter(request.GET, actor=actor, keepers=keepers)
    party = party_or_none(actor, request.GET.get("party", ""))
    wanted = form.wanted(party)
    found = listed.in_ledger(actor, wanted, now)
    context = {
        "form": form,
        "wanted": wanted,
        "narrowed": form.said(),
        "party": party,
        "page": page_of(request, found, PER_PAGE),
        "is_more": found.is_more,
        "is_cut": found.is_cut,
        "waiting": listed.waiting_counts(actor, now),
        "states": AgreementState.choices,
        "several": len(keepers) > 1,
        "now": now,
    }
    return render_page(request, "agreements/desk/ledger.html", context)


@keepers_only
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Hand out what is narrowed to as a sheet; who took it is kept in the audit trail of each ledger."""
    actor, now = actor_of(request), clock.now()
    kind = request.POST.get("kind_of_sheet", "")
    if kind not in sheets.KINDS:
        raise Http404
    form = LedgerFilter(request.POST, actor=actor, keepers=roles.ledgers_to_choose(actor))
    wanted = form.wanted(party_or_none(actor, request.POST.get("party", "")))
    found = listed.in_ledger(actor, wanted, now, most=MOST_TAKEN)
    require(not found.is_more, _("More than 5,000 agreements fit. Narrow them, for example to a year, and take each."))
    require(
        not found.is_cut,
        _("So many agreements hold these words that they were not all looked through. Add a word, then take them."),
    )
    rows = list(ledger_rows(listed.to_take_out(found)))
    note_export(agreement_ids=found.ids, by=actor, now=now)
    name = f"ledger-{now:%Y-%m-%d}"
    return sheets.taken_out(kind, ledger_header(), rows, name=name, sheet=_("Ledger"), made_at=now)
