"""The audit trail of a forum, as its officers read it: in words."""

from __future__ import annotations

from collections.abc import Sequence

from bridgehead.accounts.queries import Deed, deeds
from bridgehead.agreements import trail as agreements_trail
from bridgehead.events import trail as events_trail
from bridgehead.foundation.models import AuditEntry
from bridgehead.outcomes import trail as outcomes_trail
from bridgehead.partnering import trail as partnering_trail

VERBS = {**agreements_trail.VERBS, **events_trail.VERBS, **partnering_trail.VERBS, **outcomes_trail.VERBS}
BY_PARTY = agreements_trail.BY_PARTY | outcomes_trail.BY_PARTY


def deeds_in_words(entries: Sequence[AuditEntry]) -> list[Deed]:
    """Return the entries of one page, each verb in the language of the page: one query for all."""
    return deeds(entries, by_party=BY_PARTY, verbs=VERBS)
