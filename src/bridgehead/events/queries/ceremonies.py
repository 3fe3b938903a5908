"""What was signed at forums, as a figure: how many signings by how many organisations.

It counts what happened at a ceremony. It is no rung of the ladder of evidence, on which each of these agreements stands
by itself, and no sum over rungs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from bridgehead.accounts.actor import ANONYMOUS
from bridgehead.agreements.queries.public import public_agreements
from bridgehead.agreements.rules import CONTRACTS, AgreementKind, PartyRole
from bridgehead.events.models import Counted, Forum, ReportedFigure, SigningItem
from bridgehead.events.queries.forums import visible_forums
from bridgehead.events.queries.signing import all_signing_sessions

#: Beside the ladder; those of earlier forums stand on the forums' own pages.
MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What anybody may know to be signed at one forum.

    ``named`` counts the organisations that the ledger names as parties; where some are not named (``has_unnamed``),
    how many signed is only what somebody ``stated``, with its source.
    """

    forum: Forum
    session_id: UUID
    signings: int
    contracts: int
    mous: int
    named: int
    has_unnamed: bool
    stated: ReportedFigure | None

    @property
    def others(self) -> int:
        """How many are neither a contract nor an MOU."""
        return self.signings - self.contracts - self.mous


def ceremonies(now: datetime, *, is_sample: bool = False, most: int = MOST_SHOWN) -> list[Ceremony]:
    """Return the ceremonies of the latest forums at which something was signed; what is made up is told apart."""
    forums = visible_forums(ANONYMOUS).filter(is_sample=is_sample)
    items = SigningItem.objects.filter(forum__in=forums.values("pk"))
    return _told(items.filter(agreement__is_sample=is_sample, agreement__in=public_agreements(now)), most)


def ceremony_of(forum: Forum, now: datetime) -> Ceremony | None:
    """Return what was signed at a forum that the actor was found to see; None where nothing was, or may be known."""
    told = _told(SigningItem.objects.filter(forum=forum, agreement__in=public_agreements(now)), 1)
    return told[0] if told else None


def _told(items: Any, most: int) -> list[Ceremony]:
    kind, party = "agreement__current__kind", "agreement__current__parties"
    bound, disclosed = ~Q(**{f"{party}__role": PartyRole.WITNESS}), Q(**{f"{party}__is_disclosed": True})
    counted = (
        items.order_by()
        .values("forum")
        .annotate(
            signings=Count("pk", distinct=True),
            contracts=Count("pk", distinct=True, filter=Q(**{f"{kind}__in": CONTRACTS})),
            mous=Count("pk", distinct=True, filter=Q(**{kind: AgreementKind.MOU})),
            named=Count(f"{party}__organisation", distinct=True, filter=bound & disclosed),
            unnamed=Count(party, distinct=True, filter=bound & ~disclosed),
        )
    )
    rows = list(counted.order_by("-forum__starts_at", "-forum")[:most])
    forums = Forum.objects.in_bulk([each["forum"] for each in rows])
    sessions = {each.part.forum_id: each.public_id for each in reversed(all_signing_sessions(list(forums)))}
    stated = {
        each.forum_id: each for each in ReportedFigure.objects.filter(forum__in=forums, counts=Counted.SIGNATORIES)
    }
    return [
        Ceremony(
            forum=forums[each["forum"]],
            session_id=sessions[each["forum"]],
            has_unnamed=each["unnamed"] > 0,
            stated=stated.get(each["forum"]),
            **{name: each[name] for name in ("signings", "contracts", "mous", "named")},
        )
        for each in rows
    ]
