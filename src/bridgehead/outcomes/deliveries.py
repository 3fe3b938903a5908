"""How the notices of outcomes are delivered: who hears of it at that moment, in their own language."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bridgehead.agreements.queries.confirmations import keepers_told
from bridgehead.foundation import mail, notices
from bridgehead.foundation.notices import Staged
from bridgehead.outcomes.queries.follow_ups import due_in_ledger


def follow_ups_due(staged: Staged) -> None:
    """Tell whoever keeps the ledger now how many follow-ups are due; nobody where all were answered meanwhile."""
    keeper_id = staged.payload["keeper_id"]
    number = due_in_ledger(keeper_id, date.fromisoformat(staged.payload["on"]))
    for keeper in keepers_told(keeper_id) if number else []:
        with translation.override(keeper.language):
            page = settings.SITE_ADDRESS + reverse("outcomes_desk:follow_ups")
        mail.send(
            "outcomes/mail/follow_ups_due",
            to=keeper,
            key=f"{staged.key}:{keeper.pk}",
            context={"number": number, "page": page},
        )


def register_deliveries() -> None:
    """Say how each kind of notice is delivered; called once the apps are loaded."""
    notices.delivers("outcomes/follow_ups_due")(follow_ups_due)
