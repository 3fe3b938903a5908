"""Who of one's own delegation goes to which meeting."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.partnering import rules
from bridgehead.partnering.actions.seating import send_delegates
from bridgehead.partnering.forms.going import GoingForm
from bridgehead.partnering.queries import going
from bridgehead.partnering.queries.rounds import people_of
from bridgehead.partnering.views.edge import participant_page, said
from bridgehead.web.forms import attempt


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def who_goes(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """One's meetings with one's people; ``request`` in the address shows one of them alone."""
    page = participant_page(request, round_id, tab="timetable")
    people, only = people_of(page["place"]), _only(request.GET.get("request", ""))
    lines = going.who_goes(page["place"], people, only=only)
    if only and not lines:
        raise Http404
    form = GoingForm(request.POST if request.method == "POST" else None, lines=lines, people=people)
    changed = attempt(
        form,
        lambda: send_delegates(delegation_id=page["mine"].pk, sent=form.sent(), by=actor_of(request), now=clock.now()),
    )
    if changed is not None:
        sentence = _("Saved. Whoever has a new timetable by it is told.") if changed else _("Nothing has changed.")
        return said(request, sentence, "partnering:who_goes", round_id)
    page |= {
        "form": form,
        "only": only,
        "people": people,
        "may_send": page["round"].phase in rules.SENDING and len(people) > 1,
        "lines": [(each, each.is_over(page["now"]), form.ticked(each)) for each in lines],
    }
    return render(request, "partnering/who_goes.html", page, status=422 if form.errors else 200)


def _only(named: str) -> UUID | None:
    try:
        return UUID(named) if named else None
    except ValueError:
        raise Http404 from None
