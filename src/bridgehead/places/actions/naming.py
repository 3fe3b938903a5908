"""Whether an organisation is named on the plan and at the doors of premises that name any: unless it objects."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.refusals import Refused, require
from bridgehead.places.actions.records import told
from bridgehead.places.models import NamingObjection, Premises
from bridgehead.places.rules import may_book_for


@transaction.atomic
def set_naming(*, premises_id: int, organisation_id: int, is_named: bool, by: Actor, now: datetime) -> None:
    """Object to being named in premises, or agree again; doing it twice changes nothing."""
    premises = Premises.objects.select_for_update().filter(pk=premises_id).first()
    if premises is None:
        raise Refused(_("There are no such premises."))
    require(may_book_for(by, organisation_id, premises.pk), _("Choose an organisation that you belong to."))
    held = NamingObjection.objects.filter(premises=premises, organisation_id=organisation_id).first()
    if (held is None) == is_named:
        return
    if held is None:
        held = NamingObjection.objects.create(premises=premises, organisation_id=organisation_id)
        told("places.naming_objected", held, premises=premises, by=by, now=now)
    else:
        told("places.naming_allowed", held, premises=premises, by=by, now=now)
        held.delete()
