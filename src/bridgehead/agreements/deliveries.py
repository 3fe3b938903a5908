"""How the notices of agreements are delivered: who hears of it at that moment, in their own language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bridgehead.agreements.actions.confirmations import new_link
from bridgehead.agreements.adapters.deadlines import told_moment
from bridgehead.agreements.models import Confirmation, ConfirmationState
from bridgehead.agreements.queries.confirmations import as_day, asked_fields, keepers_told, kinds_said, question_told
from bridgehead.foundation import clock, mail, notices
from bridgehead.foundation.bilingual import wording
from bridgehead.foundation.notices import Staged
from bridgehead.web.formats import format_day


@dataclass(slots=True)
class Asked:
    """Whom a party is asked through: somebody without an account."""

    email: str
    language: str
    name: str

    def full_name(self, language: str | None = None) -> str:
        """Return the name as it was given: the same in both languages."""
        return self.name


def question_put(staged: Staged) -> None:
    """Send a party its link, or remind it; not when the question is closed, or was sent anew since."""
    asked_at = datetime.fromisoformat(staged.payload["asked_at"])
    now = clock.database_now()
    token = new_link(confirmation_id=staged.payload["confirmation_id"], asked_at=asked_at, now=now)
    asked = question_told(staged.payload["confirmation_id"]) if token else None
    if token is None or asked is None:
        return
    with translation.override(asked.language):
        page = settings.SITE_ADDRESS + reverse("confirm:answer", kwargs={"token": token})
    _send(staged, asked, page=page, until=told_moment(asked.expires_at, asked, asked.language))


def answer_received(staged: Staged) -> None:
    """Give a party the receipt of its answer, as long as it is known whom we asked."""
    asked = question_told(staged.payload["confirmation_id"])
    if asked is None or asked.state != ConfirmationState.ANSWERED or not asked.contact_email or not asked.closed_at:
        return
    with translation.override(asked.language):
        lines = [
            {"label": each.label, "should_be": _plain(each.kind, asked.said[each.key], asked.language)}
            for each in asked_fields(asked.party.terms, viewer=asked.party)
            if asked.said.get(each.key)
        ]
    _send(staged, asked, lines=lines, answered=told_moment(asked.closed_at, asked, asked.language))


def _plain(kind: str, should_be: str, language: str) -> str:
    if kind == "choice":
        return dict(kinds_said()).get(should_be, should_be)
    found = as_day(should_be) if kind == "day" else None
    return format_day(found, language) if found else should_be


def _send(staged: Staged, asked: Confirmation, **more: Any) -> None:
    language = asked.language
    folder, name = staged.kind.split("/")
    mail.send(
        f"{folder}/mail/{name}",
        to=Asked(asked.contact_email, language, asked.contact_name),
        key=staged.key,
        context={**_about(asked, language), **more},
    )


def _about(asked: Confirmation, language: str) -> dict[str, Any]:
    """What a mail says of an agreement: whose, of which day, and who asks; never what it is about or worth."""
    terms, organisation = asked.party.terms, asked.party.organisation
    return {
        "asked": asked,
        "keeper": wording(terms.agreement.keeper, "name", language).text,
        "organisation": wording(organisation, "name", language).text if organisation else "",
        "signed_on": format_day(terms.signed_on, language) if terms.signed_on else "",
    }


def answer_arrived(staged: Staged) -> None:
    """Tell whoever keeps the ledger now that a party has answered, and how."""
    asked = question_told(staged.payload["confirmation_id"])
    if asked is None or asked.state != ConfirmationState.ANSWERED:
        return
    agreement = asked.party.terms.agreement
    for keeper in keepers_told(agreement.keeper_id):
        with translation.override(keeper.language):
            page = settings.SITE_ADDRESS + reverse("agreements_desk:confirmations", args=[agreement.public_id])
            verdict = asked.get_verdict_display()
        mail.send(
            "agreements/mail/confirmation_answered",
            to=keeper,
            key=f"{staged.key}:{keeper.pk}",
            context={**_about(asked, keeper.language), "page": page, "verdict": verdict},
        )


def register_deliveries() -> None:
    """Say how each kind of notice is delivered; called once the apps are loaded."""
    for kind in ("agreements/confirmation_asked", "agreements/confirmation_reminded"):
        notices.delivers(kind)(question_put)
    notices.delivers("agreements/confirmation_received")(answer_received)
    notices.delivers("agreements/confirmation_answered")(answer_arrived)
