"""An organisation says whether it is named on the plan and at doors."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.places.actions.naming import set_naming
from bridgehead.places.queries import houses
from bridgehead.places.queries.tenants import own_naming
from bridgehead.places.views.edge import members_only


@members_only
@require_POST
def naming(request: HttpRequest, public_id: UUID, organisation_id: UUID) -> HttpResponse:
    """Object to being named in premises, or agree again."""
    actor, now = actor_of(request), clock.now()
    found = houses.premises_or_404(actor, public_id)
    homes = [each.organisation for each in own_naming(actor, found, now)]
    home = next((each for each in homes if each.public_id == organisation_id), None)
    if home is None:
        raise Http404
    is_named = request.POST.get("named") == "yes"
    set_naming(premises_id=found.pk, organisation_id=home.pk, is_named=is_named, by=actor, now=now)
    said = {
        True: _("Your organisation is named in these premises."),
        False: _("Your organisation is not named in these premises."),
    }
    messages.success(request, said[is_named])
    return redirect("places:premises", public_id=public_id)
