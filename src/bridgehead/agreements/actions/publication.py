"""What of an agreement the public learns, and from when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.actions.held import held_agreement, told
from bridgehead.agreements.models import Agreement, Concealable
from bridgehead.foundation.records import assign
from bridgehead.foundation.refusals import require


@transaction.atomic
def set_publication(
    *,
    agreement_id: int,
    revision: int,
    public_from: datetime | None,
    is_confidential: bool,
    concealed: Collection[str],
    by: Actor,
    now: datetime,
) -> Agreement:
    """Say from when anybody may see an agreement (None: not at all), and what of it stays hidden even then.

    Before its hour it is on no surface for anybody outside; what is confidential never is.
    """
    agreement = held_agreement(agreement_id, by=by, revision=revision)
    require(set(concealed) <= set(Concealable.values), _("There is no such part of an agreement."), field="concealed")
    wanted = {
        "public_from": public_from,
        "is_confidential": is_confidential,
        "concealed": [each for each in Concealable.values if each in concealed],
    }
    change = assign(agreement, wanted)
    if change:
        told("agreements.publication_set", agreement, by=by, now=now, change=change, fields=wanted)
    return agreement
