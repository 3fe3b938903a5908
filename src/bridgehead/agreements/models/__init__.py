"""Agreements: versions of terms, parties, amounts, documents, obligations, steps, their keepers and confirmations."""

from bridgehead.agreements.models.agreements import Agreement, Document, LedgerRole, Obligation, Step
from bridgehead.agreements.models.confirmations import Confirmation, ConfirmationLink
from bridgehead.agreements.models.lines import LedgerLine
from bridgehead.agreements.models.questions import Question, QuestionLink
from bridgehead.agreements.models.rates import ExchangeRate, FrozenRate
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
    "Obligation",
    "Party",
    "PartyRole",
    "Question",
    "QuestionLink",
    "QuestionState",
    "Step",
    "Terms",
    "Verdict",
]
