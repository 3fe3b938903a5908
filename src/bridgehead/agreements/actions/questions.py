"""What every question to a party shares: put it, send it anew, take it back, void it, and the links to it.

A question is put to a person without an account through a link. The token of a link is made when its mail is sent, by
``new_link``, and is nowhere else: what is stored is its hash, and neither the audit trail nor a notice knows it. Audit
verbs and notices bear the name of the kind of question: ``agreements.confirmation_asked``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.agreements.actions.held import locked_agreements
from bridgehead.agreements.actions.lines import write_standing
from bridgehead.agreements.adapters.deadlines import told_moment
from bridgehead.agreements.models import Agreement, Confirmation, Party, Question, QuestionState, Terms
from bridgehead.agreements.queries.questions import links_to, question_by_link
from bridgehead.agreements.rules import FEWEST_DAYS, MOST_DAYS, is_asked, may_keep_ledger
from bridgehead.foundation import audit, clock, notices
from bridgehead.foundation.records import Change
from bridgehead.foundation.refusals import Refused, require, require_valid
from bridgehead.foundation.tokens import keyed_digest, new_token, token_hash

#: So many questions are taken up at once.
AT_ONCE = 500
Asked = TypeVar("Asked", bound=Question)
#: What is done with a question, as the audit trail tells it after the name of its kind.
DEEDS = ("asked", "resent", "withdrawn", "voided", "expired", "answered")


@dataclass(frozen=True, slots=True)
class Contact:
    """Through whom a party is asked: an address and a language, and a name to write to."""

    party_id: int
    email: str
    name: str = ""
    language: str = "en"


class AnsweredAlready(Refused):
    """Somebody has answered through this link before; their answer stands, and this one was not kept."""


class NoLongerAsked(Refused):
    """The question was withdrawn or lapsed, or its time is over."""


# --- Asking ----------------------------------------------------------------------------------------------------------


def put_questions(
    earlier: models.QuerySet[Asked],
    terms: Terms,
    contacts: Sequence[Contact],
    *,
    days: int,
    by: Actor,
    now: datetime,
    **about: Any,
) -> list[Asked]:
    """Ask parties of the terms that hold; each gets a link by mail, open for so many days.

    ``earlier`` are the questions that were asked about the same thing, ``about`` what this kind of question says more.
    Each side answers for itself: one address cannot speak for two, and none that belongs to a keeper of the ledger.
    The caller has locked the agreement and checked that the person keeps its ledger.
    """
    require(bool(contacts), _("Name somebody to ask."), field="contacts")
    require(
        FEWEST_DAYS <= days <= MOST_DAYS,
        _("A party has from %(fewest)s to %(most)s days to answer.") % {"fewest": FEWEST_DAYS, "most": MOST_DAYS},
        field="days",
    )
    term = {"asked_at": now, "expires_at": now + timedelta(days=days), "asked_by_id": by.user_id}
    asked = [_written(earlier, terms, each, **about, **term) for each in contacts]
    for each in asked:
        _stage(each, now)
        tell(each, "asked", by=by, now=now)
    return asked


def _written(earlier: models.QuerySet[Asked], terms: Terms, contact: Contact, **fields: Any) -> Asked:
    party = _asked_party(terms, contact)
    field, email = f"email-{party.order}", contact.email.strip()
    is_open = earlier.filter(party=party, state=QuestionState.OPEN).exists()
    require(not is_open, _("This party is being asked already."), field=field)
    _require_own_address(earlier, party, email, field)
    asked = earlier.model(
        party=party, contact_name=contact.name.strip(), contact_email=email, language=contact.language, **fields
    )
    require_valid(asked)
    asked.save()
    return asked


def _asked_party(terms: Terms, contact: Contact) -> Party:
    """Return the party of the terms that a contact speaks for."""
    party = Party.objects.filter(pk=contact.party_id, terms=terms).select_related("terms__agreement").first()
    if party is None or not is_asked(party.role):
        raise Refused(_("This is no party of what is signed now. Load the page again."))
    return party


def _require_own_address(earlier: models.QuerySet[Asked], party: Party, email: str, field: str) -> None:
    """Refuse an address that speaks for another side, or for the agency: the answer would prove nothing.

    One that has answered for another side is known also after it was forgotten.
    """
    others = earlier.filter(party__terms=party.terms_id).exclude(party=party)
    is_theirs = Q(contact_email__iexact=email) | Q(contact_digest=_digest_of(email, party.terms))
    require(
        not others.filter(is_theirs).exists(),
        _(
            "The other side is asked at this address. Each side answers for itself. Was it wrong there? Withdraw that "
            "question and forget its contact first."
        ),
        field=field,
    )
    keepers = User.objects.filter(email__iexact=email, ledger_roles__agency=party.terms.agreement.keeper_id)
    require(
        not keepers.exists(), _("This address belongs to somebody who keeps this ledger. Ask the party."), field=field
    )


@transaction.atomic
def resend_question(kind: type[Asked], *, question_id: int, by: Actor, now: datetime | None = None) -> Asked:
    """Send an open question anew, with a new link and a new term as long as the first; the old links are dead."""
    asked = _held_question(kind, question_id, by)
    now = clock.deciding(now)
    require(asked.state == QuestionState.OPEN, _("This question is closed. Ask the party anew."))
    asked.expires_at = now + (asked.expires_at - asked.asked_at)
    asked.asked_at, asked.reminded_at = now, None
    asked.save(update_fields=["asked_at", "expires_at", "reminded_at"])
    asked.links.all().delete()
    _stage(asked, now)
    tell(asked, "resent", by=by, now=now)
    return asked


# --- Ending ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def withdraw_question(kind: type[Asked], *, question_id: int, by: Actor, now: datetime) -> Asked:
    """Take an open question back; its link then says so. Done twice, it is done once."""
    asked = _held_question(kind, question_id, by)
    if asked.state == QuestionState.WITHDRAWN:
        return asked
    require(
        close_open(asked, QuestionState.WITHDRAWN, now=now),
        _("This question is closed: there is nothing to withdraw."),
    )
    tell(asked, "withdrawn", by=by, now=now)
    return asked


@transaction.atomic
def forget_contact(kind: type[Asked], *, question_id: int, by: Actor, now: datetime) -> Asked:
    """Forget through whom a party was asked, before its time; what was answered stays."""
    asked = _held_question(kind, question_id, by)
    require(asked.state != QuestionState.OPEN, _("Withdraw the question first: it waits for an answer."))
    if asked.contact_email:
        blank_contacts(kind._default_manager.filter(pk=asked.pk))
        verb = f"{asked._meta.app_label}.contact_forgotten"
        audit.record(verb, on=asked, by=by, at=now, stream=asked.audit_stream, change=_whom(asked))
    return asked


def void_open(questions: models.QuerySet[Asked], *, by: Actor, now: datetime) -> int:
    """Close what is open of these questions, because what they ask about no longer holds; in that deed's transaction.

    Return how many.
    """
    waiting = questions.filter(state=QuestionState.OPEN).order_by("party__terms__agreement", "pk")
    # All at once and before anything is told: who holds the chain of one agreement waits for no other agreement.
    locked_agreements(agreements_of(waiting))
    count = 0
    for pk in list(waiting.values_list("pk", flat=True)):
        held = locked_question(questions.model, pk)
        if held is not None and close_open(held, QuestionState.VOID, now=now):
            tell(held, "voided", by=by, now=now)
            count += 1
    return count


def close_open(asked: Question, state: QuestionState, *, now: datetime, **answered: Any) -> bool:
    """Close a question that is open still; False where somebody was quicker, and then nothing was written.

    The row count of this one update decides between an answer, a withdrawal, a correction and the clock.
    """
    fields = {"state": state, "closed_at": now, **answered}
    if not type(asked)._default_manager.filter(pk=asked.pk, state=QuestionState.OPEN).update(**fields):
        return False
    for field, value in fields.items():
        setattr(asked, field, value)
    return True


# --- Answering -------------------------------------------------------------------------------------------------------


def question_opened(kind: type[Asked], token: str, *, by: Actor, now: datetime) -> Asked:
    """Return the question that a link opens, for an answer.

    The link is the right to answer, whoever is signed in; only who keeps the ledger cannot answer for a party.
    """
    seen = question_by_link(kind, token, now)
    if seen is None:
        raise NoLongerAsked(_("This link opens nothing any more."))
    require(
        not may_keep_ledger(by, seen.party.terms.agreement.keeper_id),
        _("You keep this ledger: only the party itself can answer. Sign out if you act for it."),
    )
    return seen


def keep_answer(seen: Asked, *, by: Actor, now: datetime | None, change: Change, **answered: Any) -> tuple[Asked, bool]:
    """Keep what a party answers, and say whether it is new: the same answer sent twice is one.

    The first answer counts, and nobody changes it afterwards. The database's clock decides whether it is too late.
    """
    held = locked_question(type(seen), seen.pk)
    if held is None:
        raise NoLongerAsked(_("This link opens nothing any more."))
    now = clock.deciding(now)
    if held.state == QuestionState.ANSWERED and all(getattr(held, name) == told for name, told in answered.items()):
        return held, False
    _require_open(held, seen, now)
    is_first = close_open(held, QuestionState.ANSWERED, now=now, **answered)
    require(is_first, _("This was answered by somebody else at the same moment."))
    tell(seen, "answered", by=by, now=now, change=change)
    for deed in ("received", "answered"):
        notices.after_commit(f"{seen._meta.app_label}/{seen._meta.model_name}_{deed}", now=now, question_id=seen.pk)
    return held, True


def _require_open(held: Question, seen: Question, now: datetime) -> None:
    """Refuse an answer to a question that is not open; ``seen`` is the same one, read with its party."""
    if held.state == QuestionState.ANSWERED and held.closed_at:
        moment = told_moment(held.closed_at, seen)
        raise AnsweredAlready(
            _("This was answered on %(moment)s. What you have sent now was not kept.") % {"moment": moment}
        )
    if held.state == QuestionState.EXPIRED or (held.state == QuestionState.OPEN and held.expires_at <= now):
        moment = told_moment(held.expires_at, seen)
        raise NoLongerAsked(_("The time to answer was over on %(moment)s.") % {"moment": moment})
    if held.state != QuestionState.OPEN:
        raise NoLongerAsked(_("This question is no longer asked. What you have sent was not kept."))


# --- Links and contacts ----------------------------------------------------------------------------------------------


@transaction.atomic
def new_link(kind: type[Asked], *, question_id: int, asked_at: datetime, now: datetime) -> str | None:
    """Return the token of a fresh link to a question that was put at a moment and is open still, else None.

    Called when a mail is about to be sent, perhaps twice: each mail carries a link of its own, and all of them open.
    """
    asked = kind._default_manager.select_for_update().filter(pk=question_id).first()
    is_open = asked is not None and asked.state == QuestionState.OPEN and now < asked.expires_at
    if asked is None or not is_open or asked.asked_at != asked_at:
        return None
    token = new_token()
    asked.links.create(token_hash=token_hash(token, purpose=kind.purpose()), created_at=now)
    return token


@transaction.atomic
def blank_contacts(questions: models.QuerySet[Asked]) -> int:
    """Forget name and address of closed questions, and their links; return how many.

    Of an address that has answered a digest stays: else it could speak for the other side once it is forgotten.
    """
    kept = questions.exclude(state=QuestionState.OPEN).exclude(contact_email="").order_by("pk")
    held = list(kept.select_for_update(of=("self",)).select_related("party__terms"))
    for each in held:
        if each.state == QuestionState.ANSWERED:
            each.contact_digest = _digest_of(each.contact_email, each.party.terms)
        each.contact_name = each.contact_email = ""
    kind = questions.model
    kind._default_manager.bulk_update(held, ["contact_name", "contact_email", "contact_digest"], batch_size=AT_ONCE)
    links_to(kind._default_manager.filter(pk__in=[each.pk for each in held])).delete()
    return len(held)


def _digest_of(email: str, terms: Terms) -> str:
    """Return what is kept of an address that has answered for a party: of other terms it would be another."""
    return keyed_digest(email.strip().lower(), purpose=f"spoke:{terms.public_id}")


# --- Telling ---------------------------------------------------------------------------------------------------------


def _stage(asked: Question, now: datetime) -> None:
    """Stage the mail that carries the link; by the moment it is known whether the question was sent anew since."""
    kind = f"{asked._meta.app_label}/{asked._meta.model_name}_asked"
    notices.after_commit(kind, now=now, question_id=asked.pk, asked_at=asked.asked_at.isoformat())


def _held_question(kind: type[Asked], question_id: int, by: Actor) -> Asked:
    """Return a question with its row locked, for a deed of the keepers."""
    asked = locked_question(kind, question_id)
    if asked is None or not may_keep_ledger(by, asked.party.terms.agreement.keeper_id):
        raise Refused(_("Only those who keep this ledger can do that."))
    return asked


def agreements_of(questions: models.QuerySet[Asked]) -> models.QuerySet[Agreement]:
    """Return the agreements that some questions are about."""
    return Agreement.objects.filter(pk__in=questions.order_by().values("party__terms__agreement"))


def locked_question(kind: type[Asked], question_id: int) -> Asked | None:
    """Return a question with its agreement, both rows locked, the agreement's first.

    Whoever asks, answers, takes back or lets lapse locks in this order, as a deed on the agreement itself does. So no
    two of them wait for each other, and how far the agreement is confirmed is reckoned by one at a time.
    """
    about = kind._default_manager.filter(pk=question_id).values("party__terms__agreement")
    if Agreement.objects.select_for_update(of=("self",)).filter(pk__in=about).first() is None:
        return None
    rows = kind._default_manager.select_for_update(of=("self",)).select_related("party__terms__agreement")
    return rows.filter(pk=question_id).first()


def tell(asked: Question, deed: str, *, by: Actor, now: datetime, change: Change | None = None) -> None:
    """Write a deed into the trail: which party, never whom we ask, what it says in words or through which link.

    The line of the ledger learns how far the agreement is confirmed now.
    """
    if isinstance(asked, Confirmation):
        write_standing(asked.party.terms.agreement)
    audit.record(
        f"{asked._meta.label_lower}_{deed}",
        on=asked,
        by=by,
        at=now,
        stream=asked.audit_stream,
        change={**_whom(asked), **(change or {})},
    )


def _whom(asked: Question) -> Change:
    return {"party": (None, asked.party.public_id)}
