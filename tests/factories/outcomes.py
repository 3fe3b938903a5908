"""What is written on the ladder by hand, and followed up, made by the deeds themselves; what an edition gives out."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from bridgehead.accounts.actor import ANONYMOUS, SYSTEM
from bridgehead.agreements.models import Agreement
from bridgehead.directory.models import Organisation
from bridgehead.outcomes.actions.follow_ups import follow_next
from bridgehead.outcomes.actions.inquiries import Word, answer_inquiry, ask_parties
from bridgehead.outcomes.actions.ladder import Case, Said, record_outcome, state_effect
from bridgehead.outcomes.adapters.open_data import write_open_data
from bridgehead.outcomes.models import Edition, FollowUp, Inquiry, Outcome, StatedEffect
from bridgehead.outcomes.queries.reports import kept_of
from bridgehead.outcomes.rules import Rung
from tests.factories.agreements import contacts_of, link_to
from tests.factories.organisations import OrganisationFactory

WRITTEN = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
DAY = date(2023, 4, 25)
#: The day on which what was signed on 26 April is looked at first.
DUE = datetime(2023, 5, 26, 13, 0, tzinfo=UTC)


def hoped(keeper: Organisation, organisation: Organisation | None = None, **other: Any) -> Outcome:
    """USD 500,000 that an organisation consulted about, and nobody may print."""
    organisation = organisation or OrganisationFactory()
    told = {"rung": Rung.CONSULTED, "said": Said(Decimal(500_000), None, "USD"), "organisation_id": organisation.pk}
    case = Case(**{"on": DAY, "said_by": "company", "said_on": DAY, **told, **other})
    return record_outcome(keeper_id=keeper.pk, case=case, by=SYSTEM, now=WRITTEN)


def realised(agreement: Agreement, **other: Any) -> Outcome:
    """USD 4,000,000 that came in under a signed agreement."""
    told = {"rung": Rung.REALISED, "said": Said(Decimal(4_000_000), None, "USD"), "agreement_id": agreement.pk}
    case = Case(**{"on": DAY, "said_by": "company", "said_on": DAY, **told, **other})
    return record_outcome(keeper_id=agreement.keeper_id, case=case, by=SYSTEM, now=WRITTEN)


def stated(keeper: Organisation, **other: Any) -> StatedEffect:
    """An effect of at least KRW 670 bn that a paper printed, kept for its keepers alone."""
    told: dict[str, Any] = {
        "said": Said(Decimal(670_000_000_000), None, "KRW", "at_least"),
        "stated_on": DAY,
        "name_ko": "경제적 효과",
        "name_en": "Economic effect",
        "source_ko": "언론 보도",
        "source_en": "Press report",
    }
    return state_effect(keeper_id=keeper.pk, by=SYSTEM, now=WRITTEN, **{**told, **other})


def follow_all(now: datetime) -> None:
    """Make every follow-up that is missing at a moment."""
    last = 0
    while last := follow_next(now, after=last):
        pass


def inquired(follow_up: FollowUp, *, now: datetime = DUE, days: int = 30, **contact: Any) -> list[Inquiry]:
    """Ask every party at a follow-up."""
    contacts = contacts_of(follow_up.agreement, **contact)
    return ask_parties(follow_up_id=follow_up.pk, contacts=contacts, days=days, by=SYSTEM, now=now)


def said(asked: Inquiry, *, now: datetime = DUE, **word: Any) -> Inquiry:
    """Return an inquiry that its party has answered: that nothing has come of it, where nothing else is said."""
    answer = Word(**{"came_of": "nothing", **word})
    return answer_inquiry(token=link_to(asked, now=now), answer=answer, by=ANONYMOUS, now=now)


def open_data_of(edition: Edition) -> bytes:
    """The archive of an edition's open data."""
    written = io.BytesIO()
    write_open_data(kept_of(edition), written, published_at=edition.published_at)
    return written.getvalue()


def document_of(edition: Edition) -> dict[str, Any]:
    """The whole of an edition as its open data tell it."""
    return dict(json.loads(b"".join(kept_of(edition).document())))
