"""The rungs of the ladder, who may write on it, and how exactly several amounts are known together."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.rules import CONTRACTS, AgreementKind, AgreementState, Component, may_keep_ledger
from bridgehead.foundation.bilingual import LANGUAGES
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


class PaperKind(TextChoices):
    """As what an edition of a report can be taken away."""

    PDF = "pdf", _("PDF, to print")
    XLSX = "xlsx", _("XLSX, for spreadsheets")
    DATA = "zip", _("open data (CSV and JSON)")


#: A kind and a language; none where it is the same in both.
Paper = tuple[str, str]
#: All that an edition is made into.
PAPERS: tuple[Paper, ...] = (
    (PaperKind.DATA, ""),
    *((kind, language) for kind in (PaperKind.PDF, PaperKind.XLSX) for language in LANGUAGES),
)


# --- Following up what was signed -------------------------------------------------------------------------------------

#: So many days after its signing an agreement is looked at again; from then on every year.
FIRST_LOOKS = (30, 90, 180)
#: Of these it is asked what comes of them; what ended or was called off is asked no more.
FOLLOWED = frozenset({AgreementState.SIGNED, AgreementState.ACTIVE})


class FollowUpState(TextChoices):
    """Whether it is still to be said what came of a signing."""

    OPEN = "open", pgettext_lazy("follow-up", "open")
    ANSWERED = "answered", pgettext_lazy("follow-up", "answered")
    CLOSED = "closed", pgettext_lazy("follow-up", "closed")


class CameOfIt(TextChoices):
    """What has come of a signed agreement so far."""

    NOTHING = "nothing", _("nothing yet")
    UNDER_WAY = "under_way", _("under way")
    REALISED = "realised", _("money has come in")
    ENDED = "ended", _("it came to an end")


class Closing(TextChoices):
    """Why nobody is asked any more."""

    CALLED_OFF = "called_off", _("the agreement was called off")
    ENDED = "ended", _("the agreement has ended")
    COVERED = "covered", _("a later answer covers it")
    CAME_TO_AN_END = "came_to_end", _("it was answered that it came to an end")


class Look(TextChoices):
    """Which follow-ups a list shows."""

    DUE = "due", pgettext_lazy("follow-ups", "due")
    COMING = "coming", pgettext_lazy("follow-ups", "coming")
    ANSWERED = "answered", pgettext_lazy("follow-ups", "answered")
    CLOSED = "closed", pgettext_lazy("follow-ups", "closed")


def years_of(step: int) -> int:
    """Return how many years after the signing a step is; 0 for those of the first half year."""
    return max(0, step - len(FIRST_LOOKS))


def due_on(signed_on: date, step: int) -> date:
    """Return the day of a step, counted from one on: after 30, 90 and 180 days, then each year on the day itself.

    What was signed on 29 February is looked at on 1 March of other years.
    """
    if step <= len(FIRST_LOOKS):
        return signed_on + timedelta(days=FIRST_LOOKS[step - 1])
    year = signed_on.year + years_of(step)
    try:
        return signed_on.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def steps_to_make(signed_on: date, today: date, *, last: int = 0, answered: int = 0) -> range:
    """Return the steps that are made after the ``last``; ``answered`` is the latest that was answered.

    Of those whose day has come only the latest is asked: it covers the ones before. One is always still to come, and of
    the first half year all three.
    """
    passed = 0
    while due_on(signed_on, passed + 1) <= today:
        passed += 1
    first = max(last + 1, passed, 1)
    return range(first, max(len(FIRST_LOOKS), passed + 1, answered + 1) + 1)
