"""Who presents at a time, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from bridgehead.events.models import ForumSession
from bridgehead.events.schemas.agenda import session_name
from bridgehead.foundation.bilingual import wording
from bridgehead.partnering.models import Delegation, Slot
from bridgehead.partnering.queries.presenting import Presented


def presenting_in(slot: Slot, sides: Sequence[Delegation], presented: Presented) -> str:
    """Return who of some delegations presents in a slot, and what; empty where nobody does."""
    return presents_then((side, presented[side.pk, slot.pk]) for side in sides if (side.pk, slot.pk) in presented)


def presents_then(told: Iterable[tuple[Delegation, ForumSession]]) -> str:
    """Return who presents what at a time that is spoken of."""
    return " ".join(
        _("%(name)s presents then: %(session)s.")
        % {"name": wording(side.organisation, "name").text, "session": session_name(session)}
        for side, session in told
    )
