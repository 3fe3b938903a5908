"""How an agreement moves on, who may do what with it, and which of its kinds is a contract."""

from __future__ import annotations

from datetime import datetime

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
