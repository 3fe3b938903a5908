"""How the notices of outcomes are delivered: who hears of it at that moment, in their own language."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bridgehead.agreements.adapters.deadlines import told_moment
from bridgehead.agreements.deliveries import put_question, receipt_due, send_to_keepers, send_to_party
from bridgehead.agreements.models import QuestionState
from bridgehead.agreements.queries.confirmations import keepers_told
from bridgehead.agreements.queries.questions import question_told
from bridgehead.agreements.schemas.amounts import range_of
from bridgehead.foundation import mail, notices
from bridgehead.foundation.notices import Staged
from bridgehead.outcomes.models import Inquiry
from bridgehead.outcomes.queries.follow_ups import due_in_ledger
from bridgehead.web.formats import format_day


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


inquiry_put = partial(put_question, kind=Inquiry, page="follow_up:answer")


def word_received(staged: Staged) -> None:
    """Give a party the receipt of its answer."""
    asked = receipt_due(staged, Inquiry)
    if asked is None or asked.closed_at is None:
        return
    with translation.override(asked.language):
        amount = str(range_of(asked.money, asked.money_to)) if asked.money else ""
    told = {
        "amount": amount,
        "on": format_day(asked.on, asked.language) if asked.on else "",
        "answered": told_moment(asked.closed_at, asked, asked.language),
    }
    send_to_party(staged, asked, **told)


def word_arrived(staged: Staged) -> None:
    """Tell whoever keeps the ledger now that a party has said what came of an agreement."""
    asked = question_told(Inquiry, staged.payload["question_id"])
    if asked is None or asked.state != QuestionState.ANSWERED:
        return

    def said() -> dict[str, Any]:
        page = reverse("outcomes_desk:follow_up", args=[asked.follow_up.public_id])
        return {"page": settings.SITE_ADDRESS + page, "came_of": asked.get_came_of_display()}

    send_to_keepers(staged, asked, said)


def register_deliveries() -> None:
    """Say how each kind of notice is delivered; called once the apps are loaded."""
    notices.delivers("outcomes/follow_ups_due")(follow_ups_due)
    for kind in ("outcomes/inquiry_asked", "outcomes/inquiry_reminded"):
        notices.delivers(kind)(inquiry_put)
    notices.delivers("outcomes/inquiry_received")(word_received)
    notices.delivers("outcomes/inquiry_answered")(word_arrived)
