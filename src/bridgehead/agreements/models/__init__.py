"""Agreements with their versions of terms, parties and amounts; documents, obligations, steps, and who keeps them."""

from bridgehead.agreements.models.agreements import Agreement, Document, LedgerRole, Obligation, Step
from bridgehead.agreements.models.rates import ExchangeRate, FrozenRate
from bridgehead.agreements.models.terms import Amount, Party, Terms
from bridgehead.agreements.rules import (
    AgreementKind,
    AgreementState,
    Component,
    Concealable,
    DocumentKind,
    PartyRole,
)

__all__ = [
    "Agreement",
    "AgreementKind",
    "AgreementState",
    "Amount",
    "Component",
    "Concealable",
    "Document",
    "DocumentKind",
    "ExchangeRate",
    "FrozenRate",
    "LedgerRole",
    "Obligation",
    "Party",
    "PartyRole",
    "Step",
    "Terms",
]
