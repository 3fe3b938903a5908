"""How an agreement moves on, who may do what with it, which of its kinds is a contract, and when it is confirmed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.accounts.actor import Actor

LEDGER_OFFICER = "ledger_officer"
#: Who in an organisation reads the agreements that it is party to.
_SPEAKS_FOR_IT = {"owner", "representative"}


class AgreementKind(TextChoices):
    """What is agreed."""

    LICENCE_OUT = "licence_out", _("licence agreement (out)")
    LICENCE_IN = "licence_in", _("licence agreement (in)")
    MOU = "mou", _("memorandum of understanding (MOU)")
    SUPPLY = "supply", _("supply contract")
    INVESTMENT = "investment", _("investment contract")
    JOINT_RESEARCH = "joint_research", _("joint research contract")
    SERVICE = "service", _("service contract")
    OTHER = "other", pgettext_lazy("kind of agreement", "other")


#: What binds both sides to perform; an MOU does not, and of another agreement nobody knows.
CONTRACTS = frozenset(AgreementKind) - {AgreementKind.MOU, AgreementKind.OTHER}


class AgreementState(TextChoices):
    """How far an agreement has come."""

    DRAFT = "draft", pgettext_lazy("agreement", "draft")
    AGREED = "agreed", pgettext_lazy("agreement", "agreed")
    SIGNED = "signed", pgettext_lazy("agreement", "signed")
    ACTIVE = "active", pgettext_lazy("agreement", "in force")
    ENDED = "ended", pgettext_lazy("agreement", "ended")
    CANCELLED = "cancelled", pgettext_lazy("agreement", "cancelled")


NEXT_STATES: dict[str, set[str]] = {
    AgreementState.DRAFT: {AgreementState.AGREED, AgreementState.CANCELLED},
    AgreementState.AGREED: {AgreementState.DRAFT, AgreementState.SIGNED, AgreementState.CANCELLED},
    # What was signed never becomes a draft again; what was wrong with it is corrected in a new version.
    AgreementState.SIGNED: {AgreementState.ACTIVE, AgreementState.ENDED, AgreementState.CANCELLED},
    AgreementState.ACTIVE: {AgreementState.ENDED, AgreementState.CANCELLED},
    AgreementState.ENDED: set(),
    AgreementState.CANCELLED: set(),
}
#: The states in which an agreement has been signed and not been called off.
SIGNED_STATES = (AgreementState.SIGNED, AgreementState.ACTIVE, AgreementState.ENDED)


class PartyRole(TextChoices):
    """As what somebody takes part in an agreement."""

    PARTY = "party", _("party")
    LICENSOR = "licensor", _("licensor")
    LICENSEE = "licensee", _("licensee")
    SUPPLIER = "supplier", _("supplier")
    BUYER = "buyer", _("buyer")
    INVESTOR = "investor", _("investor")
    INVESTEE = "investee", _("recipient of the investment")
    PROVIDER = "provider", _("service provider")
    CLIENT = "client", _("client")
    WITNESS = "witness", _("witness")


class Component(TextChoices):
    """What shape of money an amount is. No two shapes are ever added together."""

    HEADLINE = "headline", _("total value as stated")
    UPFRONT = "upfront", _("upfront payment")
    MILESTONE = "milestone", _("milestone payments")
    ROYALTY = "royalty", _("royalty")
    NON_MONETARY = "non_monetary", _("non-monetary")


class Concealable(TextChoices):
    """What of an agreement can be kept from the public while the rest of it is shown."""

    MONEY = "money", _("money")
    SUBJECT = "subject", _("subject")
    FIELD = "field", pgettext_lazy("of an agreement", "field")
    TERRITORY = "territory", _("territory")
    SIGNATORIES = "signatories", _("signatories")


class DocumentKind(TextChoices):
    """What a document of an agreement is."""

    SIGNED = "signed", _("signed copy")
    ANNEX = "annex", _("annex")
    EVIDENCE = "evidence", _("evidence")
    OTHER = "other", pgettext_lazy("kind of document", "other")


class Waiting(TextChoices):
    """What an agreement of the ledger can wait for."""

    SIGNING = "signing", _("agreed, not signed yet")
    ITS_HOUR = "hour", _("embargo running")
    OBLIGATION = "obligation", _("obligation overdue")


class LedgerOrder(TextChoices):
    """In which order the ledger can be read."""

    CHANGED = "changed", _("changed last")
    SIGNED = "signed", _("signed last")
    SIGNED_FIRST = "signed_first", _("signed first")


def may_become(old: str, new: str) -> bool:
    """Whether an agreement in one state may be brought into another."""
    return new in NEXT_STATES[old]


def is_signed(state: str) -> bool:
    """Whether an agreement in this state is signed and stands."""
    return state in SIGNED_STATES


def may_keep_ledger(actor: Actor, keeper_id: int) -> bool:
    """Whether the person keeps the ledger of an agency, or administers the platform."""
    return actor.is_platform_admin or actor.has_role(LEDGER_OFFICER, keeper_id)


def keeps_a_ledger(actor: Actor) -> bool:
    """Whether the person keeps any ledger."""
    return actor.is_platform_admin or bool(actor.scopes_of(LEDGER_OFFICER))


def spoken_for(actor: Actor) -> frozenset[int]:
    """Return the organisations whose own agreements the person may read."""
    return frozenset(organisation for organisation, role in actor.organisations if role in _SPEAKS_FOR_IT)


def is_public(state: str, *, is_confidential: bool, public_from: datetime | None, now: datetime) -> bool:
    """Whether anybody may see an agreement at a moment: signed, not confidential, and its hour has come."""
    return is_signed(state) and not is_confidential and public_from is not None and public_from <= now


# --- Confirmation by the parties --------------------------------------------------------------------------------------

#: How long a party may take to answer, where nobody says otherwise, and the least and most that can be said.
ANSWERED_WITHIN = timedelta(days=30)
FEWEST_DAYS, MOST_DAYS = 3, 180
#: A party that has not answered is reminded once, so long before its time is over.
REMINDED_BEFORE = timedelta(days=7)
#: So long after a question was closed its link still opens, to what was answered.
RECEIPT_SHOWN = timedelta(days=30)
#: So long after a question was closed the name and address of whom it was put to are kept.
CONTACT_KEPT = timedelta(days=180)


class QuestionState(TextChoices):
    """What became of a question put to a party."""

    OPEN = "open", pgettext_lazy("confirmation", "waits for an answer")
    ANSWERED = "answered", pgettext_lazy("confirmation", "answered")
    EXPIRED = "expired", pgettext_lazy("confirmation", "expired")
    WITHDRAWN = "withdrawn", pgettext_lazy("confirmation", "withdrawn")
    VOID = "void", pgettext_lazy("confirmation", "void")


class Verdict(TextChoices):
    """What a party says of an agreement as a whole."""

    CONFIRMED = "confirmed", pgettext_lazy("answer", "confirmed")
    CORRECTED = "corrected", pgettext_lazy("answer", "confirmed with corrections")
    REJECTED = "rejected", pgettext_lazy("answer", "not confirmed")


class Counterfactual(TextChoices):
    """What would have come of it without the support, as the party judges it."""

    ANYWAY = "anyway", _("It would have come about anyway, in the same way")
    LATER = "later", _("It would have come about later")
    SMALLER = "smaller", _("It would have been smaller")
    ELSEWHERE = "elsewhere", _("It would have been made with somebody else or in another country")
    NOT_AT_ALL = "not_at_all", _("It would not have come about at all")
    CANNOT_SAY = "cannot_say", _("We cannot say")


class Standing(TextChoices):
    """How far an agreement is confirmed by those whom it binds; one word for all of them together."""

    NOT_ASKED = "not_asked", _("confirmation not asked for")
    WAITING = "waiting", _("waits for confirmation")
    UNANSWERED = "unanswered", _("no answer in time")
    PARTLY = "partly", _("confirmed by one side")
    CONFIRMED = "confirmed", _("confirmed by both sides")
    DIFFERS = "differs", _("a side says otherwise")
    REJECTED = "rejected", _("rejected by a side")


def side_said(questions: Iterable[tuple[str, str]]) -> str:
    """Return where one side stands, from its questions' (state, verdict), the oldest first; "" where none counts.

    A question that is open now goes before what was answered earlier, and an answer before one that merely expired.
    """
    said = ""
    for state, verdict in questions:
        if state == QuestionState.ANSWERED:
            said = verdict
        elif state == QuestionState.OPEN or (state == QuestionState.EXPIRED and not said):
            said = state
    return said


def standing_of(sides: Collection[str]) -> Standing:
    """Return how far an agreement is confirmed, from where each of its sides stands (``side_said``)."""
    if sides and all(said == Verdict.CONFIRMED for said in sides):
        return Standing.CONFIRMED
    for said, standing in (
        (Verdict.REJECTED, Standing.REJECTED),
        (Verdict.CORRECTED, Standing.DIFFERS),
        (Verdict.CONFIRMED, Standing.PARTLY),
        (QuestionState.OPEN, Standing.WAITING),
        (QuestionState.EXPIRED, Standing.UNANSWERED),
    ):
        if said in sides:
            return standing
    return Standing.NOT_ASKED


def is_asked(role: str) -> bool:
    """Whether a party is a side of the agreement, whose word counts; a witness is bound to nothing."""
    return role != PartyRole.WITNESS


# --- Electronic signature ---------------------------------------------------------------------------------------------

#: How long those who sign may take, where nobody says otherwise, and the least and most that can be said.
SIGNED_WITHIN = timedelta(days=14)
FEWEST_DAYS_TO_SIGN, MOST_DAYS_TO_SIGN = 1, 90
#: Who has not signed is reminded once, so long before the time of the paper is over.
SIGNING_REMINDED_BEFORE = timedelta(days=3)
#: A provider that has told nothing for so long is asked.
ASKED_AGAIN_AFTER = timedelta(minutes=5)
#: So long after its time a paper is given up that was given to a provider which is no longer chosen here.
GIVEN_UP_AFTER = timedelta(days=7)


class SigningState(TextChoices):
    """What became of a paper that was given to the provider of signatures."""

    SENDING = "sending", pgettext_lazy("electronic signature", "being sent")
    OPEN = "open", pgettext_lazy("electronic signature", "waits for signatures")
    COMPLETED = "completed", pgettext_lazy("electronic signature", "signed by all")
    DECLINED = "declined", pgettext_lazy("electronic signature", "declined")
    EXPIRED = "expired", pgettext_lazy("electronic signature", "not signed in time")
    VOIDED = "voided", pgettext_lazy("electronic signature", "called back")
    FAILED = "failed", pgettext_lazy("electronic signature", "could not be sent")


#: In which the provider may still tell something new.
UNENDED_SIGNING = (SigningState.SENDING, SigningState.OPEN)


class SignatoryState(TextChoices):
    """What one of those who sign has done."""

    WAITING = "waiting", pgettext_lazy("signatory", "has not signed yet")
    SIGNED = "signed", pgettext_lazy("signatory", "has signed")
    DECLINED = "declined", pgettext_lazy("signatory", "has declined")


def may_be_sent_to_sign(state: str) -> bool:
    """Whether papers of an agreement in this state are given to be signed: what is agreed, and annexes after that."""
    return state in {AgreementState.AGREED, AgreementState.SIGNED, AgreementState.ACTIVE}
