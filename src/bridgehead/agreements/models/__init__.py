"""Agreements: versions of terms, parties, amounts, documents, steps, keepers, confirmations, papers to be signed."""

from bridgehead.agreements.models.agreements import Agreement, Document, LedgerRole, Obligation, Step
from bridgehead.agreements.models.confirmations import Confirmation, ConfirmationLink
from bridgehead.agreements.models.lines import LedgerLine
from bridgehead.agreements.models.local_provider import LocalEnvelope, LocalSigner
from bridgehead.agreements.models.questions import Question, QuestionLink
from bridgehead.agreements.models.rates import ExchangeRate, FrozenRate
from bridgehead.agreements.models.signatures import Signatory, SigningRequest
from bridgehead.agreements.models.terms import Amount, Party, Terms
from bridgehead.agreements.rules import (
    AgreementKind,
    AgreementState,
    Component,
    Concealable,
    Counterfactual,
    DocumentKind,
    PartyRole,
    QuestionState,
    SignatoryState,
    SigningState,
    Verdict,
)

__all__ = [
    "Agreement",
    "AgreementKind",
    "AgreementState",
    "Amount",
    "Component",
    "Concealable",
    "Confirmation",
    "ConfirmationLink",
    "Counterfactual",
    "Document",
    "DocumentKind",
    "ExchangeRate",
    "FrozenRate",
    "LedgerLine",
    "LedgerRole",
    "LocalEnvelope",
    "LocalSigner",
    "Obligation",
    "Party",
    "PartyRole",
    "Question",
    "QuestionLink",
    "QuestionState",
    "Signatory",
    "SignatoryState",
    "SigningRequest",
    "SigningState",
    "Step",
    "Terms",
    "Verdict",
]
