"""How the notices of agreements are delivered: who hears of it at that moment, in their own language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bridgehead.agreements.actions.questions import new_link
from bridgehead.agreements.adapters.deadlines import told_moment, told_near, zone_in
from bridgehead.agreements.adapters.signing import chosen_provider
from bridgehead.agreements.models import Confirmation, Question, QuestionState
from bridgehead.agreements.queries.confirmations import as_day, asked_fields, keepers_told, kinds_said
from bridgehead.agreements.queries.questions import question_told
from bridgehead.agreements.queries.signatures import paper_told, signatory_told
from bridgehead.foundation import clock, mail, notices
from bridgehead.foundation.bilingual import wording
from bridgehead.foundation.notices import Staged
from bridgehead.web.formats import format_day

Answered = TypeVar("Answered", bound=Question)


@dataclass(slots=True)
class Contacted:
    """Whom a party is asked through: somebody without an account."""

    email: str
    language: str
    name: str

    def full_name(self, language: str | None = None) -> str:
        """Return the name as it was given: the same in both languages."""
        return self.name


def put_question(staged: Staged, *, kind: type[Question], page: str) -> None:
    """Send a party its link, or remind it; not when the question is closed, or was sent anew since.

    ``page`` names the address that the token goes into.
    """
    question_id, asked_at = staged.payload["question_id"], datetime.fromisoformat(staged.payload["asked_at"])
    token = new_link(kind, question_id=question_id, asked_at=asked_at, now=clock.database_now())
    asked = question_told(kind, question_id) if token else None
    if token is None or asked is None:
        return
    with translation.override(asked.language):
        link = settings.SITE_ADDRESS + reverse(page, kwargs={"token": token})
    send_to_party(staged, asked, page=link, until=told_moment(asked.expires_at, asked, asked.language))


def send_to_party(staged: Staged, asked: Question, **more: Any) -> None:
    """Send the mail that is called like the notice to whom we asked, in their language."""
    folder, name = staged.kind.split("/")
    mail.send(
        f"{folder}/mail/{name}",
        to=Contacted(asked.contact_email, asked.language, asked.contact_name),
        key=staged.key,
        context={**told_of(asked, asked.language), **more},
    )


def send_to_keepers(staged: Staged, asked: Question, said: Callable[[], dict[str, Any]]) -> None:
    """Send the mail that is called like the notice to whoever keeps the ledger now; ``said`` in their language."""
    folder, name = staged.kind.split("/")
    for keeper in keepers_told(asked.party.terms.agreement.keeper_id):
        with translation.override(keeper.language):
            more = said()
        mail.send(
            f"{folder}/mail/{name}",
            to=keeper,
            key=f"{staged.key}:{keeper.pk}",
            context={**told_of(asked, keeper.language), **more},
        )


def told_of(asked: Question, language: str) -> dict[str, Any]:
    """Return what a mail says of an agreement: whose, of which day, and who asks; never what it is about or worth."""
    terms, organisation = asked.party.terms, asked.party.organisation
    return {
        "asked": asked,
        "keeper": wording(terms.agreement.keeper, "name", language).text,
        "organisation": wording(organisation, "name", language).text if organisation else "",
        "signed_on": format_day(terms.signed_on, language) if terms.signed_on else "",
    }


def receipt_due(staged: Staged, kind: type[Answered]) -> Answered | None:
    """Return the answered question of a notice, as long as it is known whom we asked."""
    asked = question_told(kind, staged.payload["question_id"])
    is_due = asked is not None and asked.state == QuestionState.ANSWERED and asked.contact_email and asked.closed_at
    return asked if is_due else None


confirmation_put = partial(put_question, kind=Confirmation, page="confirm:answer")


def answer_received(staged: Staged) -> None:
    """Give a party the receipt of its answer."""
    asked = receipt_due(staged, Confirmation)
    if asked is None or asked.closed_at is None:
        return
    with translation.override(asked.language):
        lines = [
            {"label": each.label, "should_be": _plain(each.kind, asked.said[each.key], asked.language)}
            for each in asked_fields(asked.party.terms, viewer=asked.party)
            if asked.said.get(each.key)
        ]
    send_to_party(staged, asked, lines=lines, answered=told_moment(asked.closed_at, asked, asked.language))


def _plain(kind: str, should_be: str, language: str) -> str:
    if kind == "choice":
        return dict(kinds_said()).get(should_be, should_be)
    found = as_day(should_be) if kind == "day" else None
    return format_day(found, language) if found else should_be


def answer_arrived(staged: Staged) -> None:
    """Tell whoever keeps the ledger now that a party has answered, and how."""
    asked = question_told(Confirmation, staged.payload["question_id"])
    if asked is None or asked.state != QuestionState.ANSWERED:
        return

    def said() -> dict[str, Any]:
        page = reverse("agreements_desk:confirmations", args=[asked.party.terms.agreement.public_id])
        return {"page": settings.SITE_ADDRESS + page, "verdict": asked.get_verdict_display()}

    send_to_keepers(staged, asked, said)


def signature_put(staged: Staged) -> None:
    """Send somebody who signs their link, or remind them; not when they are asked no more.

    A provider that gives no link writes to its signers, and reminds them, itself.
    """
    asked, provider = signatory_told(staged.payload["signatory_id"], clock.now()), chosen_provider()
    if asked is None or provider is None or provider.name != asked.request.provider:
        return
    # The link is asked for now, and held nowhere: no notice and no record of ours knows it.
    with translation.override(asked.language):
        page = provider.link(asked.request.reference, str(asked.public_id))
    if not page:
        return
    country = asked.organisation.country if asked.organisation else ""
    folder, name = staged.kind.split("/")
    mail.send(
        f"{folder}/mail/{name}",
        to=Contacted(asked.email, asked.language, asked.called),
        key=staged.key,
        context={
            "keeper": wording(asked.request.agreement.keeper, "name", asked.language).text,
            "organisation": wording(asked.organisation, "name", asked.language).text if asked.organisation else "",
            "page": page,
            "until": told_near(asked.request.expires_at, zone_in(country), asked.language),
        },
    )


def signing_ended(staged: Staged) -> None:
    """Tell whoever keeps the ledger now what has become of a paper that was to be signed."""
    paper = paper_told(staged.payload["request_id"])
    if paper is None:
        return
    for keeper in keepers_told(paper.agreement.keeper_id):
        with translation.override(keeper.language):
            page = settings.SITE_ADDRESS + reverse("agreements_desk:signatures", args=[paper.agreement.public_id])
            state = paper.get_state_display()
        mail.send(
            "agreements/mail/signing_ended",
            to=keeper,
            key=f"{staged.key}:{keeper.pk}",
            context={"page": page, "state": state, "is_completed": paper.signed_document_id is not None},
        )


def register_deliveries() -> None:
    """Say how each kind of notice is delivered; called once the apps are loaded."""
    for kind in ("agreements/confirmation_asked", "agreements/confirmation_reminded"):
        notices.delivers(kind)(confirmation_put)
    notices.delivers("agreements/confirmation_received")(answer_received)
    notices.delivers("agreements/confirmation_answered")(answer_arrived)
    for kind in ("agreements/signature_asked", "agreements/signature_reminded"):
        notices.delivers(kind)(signature_put)
    notices.delivers("agreements/signing_ended")(signing_ended)
