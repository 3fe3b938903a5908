"""Who presents or signs at a time, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bridgehead.events.queries.conflicts import InFront
from bridgehead.events.schemas.agenda import session_name
from bridgehead.foundation.bilingual import wording
from bridgehead.partnering.models import Delegation, Slot
from bridgehead.partnering.queries.presenting import Presented

#: By what somebody does in a session.
_SAID: dict[str, Promise] = {
    "presents": _("%(name)s presents then: %(session)s."),
    "signs": _("%(name)s signs then: %(session)s."),
    "both": _("%(name)s presents and signs then: %(session)s."),
}


def presenting_in(slot: Slot, sides: Sequence[Delegation], presented: Presented) -> str:
    """Return who of some delegations presents or signs in a slot, and what; empty where nobody does."""
    return presents_then((side, presented[side.pk, slot.pk]) for side in sides if (side.pk, slot.pk) in presented)


def presents_then(told: Iterable[tuple[Delegation, InFront]]) -> str:
    """Return who presents or signs what at a time that is spoken of."""
    return " ".join(
        str(_SAID[shown.does])
        % {"name": wording(side.organisation, "name").text, "session": session_name(shown.session)}
        for side, shown in told
    )
