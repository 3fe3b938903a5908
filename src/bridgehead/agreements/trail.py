"""The words of the audit trail's verbs for agreements, as they follow whoever did it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Mapping[str, str | Promise] = {
    "agreements.agreement_drafted": _("wrote the agreement down"),
    "agreements.draft_changed": _("changed the draft"),
    "agreements.draft_discarded": _("threw the draft away"),
    "agreements.agreement_signed": _("noted the signing"),
    "agreements.agreement_moved": _("brought the agreement into another state"),
    "agreements.terms_corrected": _("corrected what was signed"),
    "agreements.publication_set": _("said what of the agreement is public"),
    "agreements.rates_taken_in": _("took exchange rates in"),
    "agreements.confirmation_asked": _("asked a party to confirm the agreement"),
    "agreements.confirmation_resent": _("sent a party the question anew"),
    "agreements.confirmation_withdrawn": _("withdrew the question to a party"),
    "agreements.confirmation_voided": _("made a question void, as what it asked about no longer holds"),
    "agreements.confirmation_expired": _("closed a question that nobody answered in time"),
    "agreements.confirmation_answered": _("answered whether the agreement is right"),
    "agreements.contact_forgotten": _("forgot whom a party was asked through"),
    "agreements.signing_requested": _("gave a paper to be signed electronically"),
    "agreements.signing_recalled": _("called a paper back that was to be signed"),
    "agreements.signatory_signed": _("signed a paper electronically"),
    "agreements.signatory_declined": _("declined to sign a paper"),
    "agreements.signing_completed": _("took over the paper that all have signed"),
    "agreements.signing_declined": _("closed a paper that a party does not sign"),
    "agreements.signing_expired": _("closed a paper that was not signed in time"),
    "agreements.signing_voided": _("closed a paper that was called back"),
    "agreements.signing_failed": _("closed a paper that the provider did not take"),
    "agreements.document_added": _("kept a document with the agreement"),
    "agreements.document_removed": _("took a document away"),
    "agreements.obligation_added": _("noted an obligation"),
    "agreements.obligation_changed": _("changed an obligation"),
    "agreements.obligation_settled": _("noted whether an obligation is done"),
    "agreements.ledger_exported": _("took the ledger out"),
    "agreements.ledger_granted": _("let somebody keep the ledger"),
    "agreements.ledger_revoked": _("took the ledger out of somebody's hands"),
}

#: The words of what higher contexts write into the chain of an agreement: each adds its own, here and to ``BY_PARTY``.
ALSO_TOLD: dict[str, str | Promise] = {}
#: What a party does through its link, without an account: the trail names no person for it.
BY_PARTY = {"agreements.confirmation_answered", "agreements.signatory_signed", "agreements.signatory_declined"}


def words_of(verb: str) -> str:
    """Return a deed in the chain of an agreement in words."""
    return str(VERBS.get(verb) or ALSO_TOLD.get(verb, verb))
