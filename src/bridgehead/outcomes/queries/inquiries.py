"""What the parties are asked at a follow-up: what each may see of the agreement, and what they said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from bridgehead.agreements.models import Agreement, Concealable, Confirmation, Party, Question, QuestionState
from bridgehead.agreements.queries.confirmations import AskedField, known_fields
from bridgehead.agreements.queries.questions import Side
from bridgehead.agreements.rules import is_asked
from bridgehead.directory.queries import one_or_404
from bridgehead.outcomes.models import FollowUp, Inquiry


@dataclass(frozen=True, slots=True)
class InquirySide(Side[Inquiry]):
    """One party of the terms that hold, with what it was asked at one follow-up."""

    #: The question of any kind through which it was last asked by somebody who is still known.
    before: Question | None = None

    @property
    def known(self) -> Question | None:
        """The question whose contact is offered for the next; who has answered is asked again on purpose only."""
        return None if self.answered else self.before


def agreed_parts(asked: Inquiry) -> list[AskedField]:
    """Return by what a party knows which agreement is meant: kind, subject, day and parties.

    What it is worth is not repeated; a subject that is concealed and a party that is not disclosed stay unnamed,
    because a link can be passed on.
    """
    terms = asked.party.terms
    is_hidden = terms.agreement.conceals(Concealable.SUBJECT)
    parts = known_fields(terms, viewer=asked.party)
    return [_unsigned(each) for each in parts if not (is_hidden and each.key == "subject")]


def _unsigned(part: AskedField) -> AskedField:
    """Who signed is nobody's business here."""
    return replace(part, value=replace(part.value, signatory="", signatory_title="")) if part.kind == "party" else part


def sides_of(follow_up: FollowUp) -> list[InquirySide]:
    """Return who is asked at a follow-up, with everything that was asked and answered; the caller keeps its ledger."""
    parties = Party.objects.filter(terms=follow_up.agreement.current_id).select_related("organisation")
    asked = [each for each in parties.prefetch_related(_asked_at(follow_up)) if is_asked(each.role)]
    known = _last_known(follow_up.agreement)
    return [InquirySide(each, list(each.inquiries.all()), known.get(_who(each))) for each in asked]


def _asked_at(follow_up: FollowUp) -> Prefetch[Any]:
    at_it = Inquiry.objects.filter(follow_up=follow_up).select_related("asked_by").order_by("created_at", "pk")
    return Prefetch("inquiries", at_it)


def _last_known(agreement: Agreement) -> dict[tuple[int | None, int], Question]:
    """Whom each party was last asked through, at a follow-up or for its confirmation, by who the party is."""
    found: list[Question] = []
    for questions in (Confirmation.objects.all(), Inquiry.objects.all()):
        of_it = questions.filter(party__terms__agreement=agreement).exclude(contact_email="")
        found += of_it.select_related("party")
    return {_who(each.party): each for each in sorted(found, key=lambda each: each.asked_at)}


def _who(party: Party) -> tuple[int | None, int]:
    """A party over all versions of the terms: by its organisation, or by its place where that is not known."""
    return (party.organisation_id, 0) if party.organisation_id else (None, party.order)


def earlier_words(follow_up: FollowUp) -> list[Inquiry]:
    """Return what was answered at a follow-up by parties of earlier versions of the terms, the newest first."""
    answered = Inquiry.objects.filter(follow_up=follow_up, state=QuestionState.ANSWERED)
    earlier = answered.exclude(party__terms=follow_up.agreement.current_id)
    return list(earlier.select_related("party__organisation", "party__terms").order_by("-closed_at", "-pk"))


def inquiry_or_404(follow_up: FollowUp, public_id: UUID) -> Inquiry:
    """Return one inquiry at a follow-up; the caller has checked that the person keeps its ledger."""
    return one_or_404(Inquiry.objects.filter(follow_up=follow_up), public_id=public_id)


def word_of(agreement: Agreement, public_id: Any) -> Inquiry | None:
    """Return what a party has said of an agreement; the caller has checked that the person keeps its ledger."""
    try:
        wanted = UUID(str(public_id))
    except ValueError:
        return None
    answered = Inquiry.objects.filter(follow_up__agreement=agreement, state=QuestionState.ANSWERED)
    return answered.filter(public_id=wanted).first()


def with_words(follow_ups: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    """Read with follow-ups how many parties were asked and have answered: one more query for any number of them."""
    return follow_ups.prefetch_related(Prefetch("inquiries", Inquiry.objects.only("follow_up_id", "state")))


def number_answered(inquiries: Iterable[Inquiry]) -> int:
    """Return how many of some inquiries were answered."""
    return sum(each.state == QuestionState.ANSWERED for each in inquiries)
