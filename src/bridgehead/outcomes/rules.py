"""The rungs of the ladder, who may write on it, and how exactly several amounts are known together."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.rules import CONTRACTS, AgreementKind, Component, may_keep_ledger
from bridgehead.foundation.money import Exactness


class Rung(TextChoices):
    """How firm the evidence is, the softest first. No two rungs are ever added: one case may stand on several."""

    CONSULTED = "consulted", _("consulted")
    PURSUED = "pursued", _("pursued")
    MOU = "mou", _("MOU signed")
    CONTRACT = "contract", _("contract signed")
    CONFIRMED = "confirmed", _("confirmed")
    REALISED = "realised", _("realised")


#: What stands as evidence on each rung, and who says it.
EVIDENCE: dict[str, Promise] = {
    Rung.CONSULTED: _("a value spoken of at a meeting"),
    Rung.PURSUED: _("a company's own record of what it pursues"),
    Rung.MOU: _("a signed memorandum"),
    Rung.CONTRACT: _("a signed contract"),
    Rung.CONFIRMED: _("both parties confirmed, each for itself"),
    Rung.REALISED: _("proof of money received"),
}
#: What an agreement's own signing and confirmation put on the ladder; the rest is written by hand.
OF_AGREEMENTS = frozenset({Rung.MOU, Rung.CONTRACT, Rung.CONFIRMED})
BY_HAND = frozenset(Rung) - OF_AGREEMENTS
#: A value on these rungs is what somebody hopes for; it names no agreement yet.
HOPED = frozenset({Rung.CONSULTED, Rung.PURSUED})


#: The shape of money that stands with a case itself: what somebody spoke of, or what came in under whatever heading.
STATED, RECEIVED = "stated", "received"
OWN_SHAPE = {Rung.CONSULTED: STATED, Rung.PURSUED: STATED, Rung.REALISED: RECEIVED}
#: Every shape of money on the ladder in the order in which it is told, with its words.
SHAPES: dict[str, Promise | str] = {
    **dict(Component.choices),
    STATED: pgettext_lazy("shape of money", "spoken of"),
    RECEIVED: pgettext_lazy("shape of money", "received"),
}


class Sayer(TextChoices):
    """Who says that something came about."""

    COMPANY = "company", pgettext_lazy("who says it", "the company")
    PARTNER = "partner", pgettext_lazy("who says it", "its partner")
    BOTH = "both", pgettext_lazy("who says it", "both parties")
    AGENCY = "agency", pgettext_lazy("who says it", "the agency")
    PRESS = "press", pgettext_lazy("who says it", "the press")


def rung_of_signing(kind: str) -> str | None:
    """Return the rung on which a signed agreement stands: an MOU is no contract, and of others nobody knows."""
    if kind == AgreementKind.MOU:
        return Rung.MOU
    return Rung.CONTRACT if kind in CONTRACTS else None


def may_write_outcomes(actor: Actor, keeper_id: int) -> bool:
    """Whether the person writes on the ladder of an agency: whoever keeps its ledger."""
    return may_keep_ledger(actor, keeper_id)


def known_together(each: Collection[str]) -> Exactness:
    """Return how exactly the sum of amounts is known of which each is known so.

    Exact amounts add up exactly; with one that is a floor the sum is a floor, with a ceiling a ceiling; what mixes
    them, or holds an estimate, is an estimate.
    """
    inexact = set(each) - {Exactness.EXACT}
    if not inexact:
        return Exactness.EXACT
    return Exactness(inexact.pop()) if len(inexact) == 1 else Exactness.ABOUT


#: In so many files an edition is taken away: two of them in each language.
FILES_OF_EDITION = 5


class PaperKind(TextChoices):
    """As what an edition of a report can be taken away."""

    PDF = "pdf", _("PDF, to print")
    XLSX = "xlsx", _("XLSX, for spreadsheets")
    DATA = "zip", _("open data (CSV and JSON)")
