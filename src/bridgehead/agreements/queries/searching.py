"""What ledgers give to the search over everything: what anybody may read, and in full what the person reads in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements import search_index
from bridgehead.agreements.adapters.among import Among
from bridgehead.agreements.adapters.words import asked_tokens
from bridgehead.agreements.models import Agreement, LedgerLine
from bridgehead.agreements.queries.ledger import ledger, own_agreements, with_terms
from bridgehead.agreements.queries.public import PublicAgreement, public_agreements, shown_to_all, with_what_is_shown
from bridgehead.agreements.rules import LEDGER_OFFICER, keeps_a_ledger, spoken_for
from bridgehead.directory.adapters import Closeness
from bridgehead.directory.searching import MOST_FOUND, SEARCHED, Hits, Question


def register_finders() -> None:
    """Let agreements be found: each by those who may read it, and by what they may read of it."""
    SEARCHED.finds("agreements", _("Agreements"), "agreements/_found_agreements.html", order=60)(agreements)


@dataclass(frozen=True, slots=True)
class AgreementHit:
    """An agreement that was found: whole for who keeps its ledger or speaks for a party, else as anybody may see it."""

    address: str
    whole: Agreement | None = None
    public: PublicAgreement | None = None


def agreements(actor: Actor, question: Question) -> Hits:
    """Return the agreements that hold every word as it is spelt in subject or parties: unsigned, then the latest.

    What is confidential, under embargo or concealed is looked through only for those who read it in full.
    """
    tokens = asked_tokens(question.typed)
    kept: list[int] = []
    if keeps_a_ledger(actor):
        keepers = None if actor.is_platform_admin else actor.scopes_of(LEDGER_OFFICER)
        kept = search_index.holding(tokens, keepers=keepers)
    own: list[int] = []
    if spoken_for(actor):
        bound = list(own_agreements(actor).order_by().values_list("pk", flat=True))
        own = search_index.holding_of(tokens, agreement_ids=bound)
    public = search_index.holding_publicly(tokens, now=question.now, most=MOST_FOUND + 1)
    found = Among("pk", {*kept, *own, *public})
    latest = (F("signed_on").desc(nulls_first=True), "-pk")
    keys = list(LedgerLine.objects.filter(found).order_by(*latest).values_list("pk", flat=True)[: MOST_FOUND + 1])
    # Words are found as they are spelt, or not at all: whatever is found is called so, or is of who is.
    return Hits(keys, partial(_read, actor, question), Closeness.NAMED)


def _read(actor: Actor, question: Question, keys: Sequence[int]) -> list[AgreementHit]:
    """Read agreements as the person may see each; the rights are asked for once more, with what is shown."""
    shown = {
        each.pk: AgreementHit("agreements_desk:agreement", each)
        for each in with_terms(ledger(actor).filter(pk__in=keys))
    }
    ours = Agreement.objects.filter(pk__in=own_agreements(actor).values("pk")).filter(pk__in=keys)
    for each in with_terms(ours):
        shown.setdefault(each.pk, AgreementHit("own_agreements:agreement", each))
    others = [each for each in keys if each not in shown]
    for each in with_what_is_shown(public_agreements(question.now).filter(pk__in=others)):
        shown[each.pk] = AgreementHit("agreements:agreement", public=shown_to_all(each))
    return [shown[each] for each in keys if each in shown]
