"""Organisations with what hangs on them, and sheets by which many come at once."""

from __future__ import annotations

from bridgehead.directory.models.joining import Joining, JoiningState
from bridgehead.directory.models.likeness import MergedOrganisation, NotDuplicate
from bridgehead.directory.models.organisations import (
    Asset,
    AssetKind,
    Interest,
    InterestKind,
    InterestSide,
    Invitation,
    Membership,
    MembershipRole,
    Organisation,
    OrganisationAlias,
    OrganisationKind,
    OrganisationSize,
    RegistrationNumber,
    Stage,
    Topic,
)
from bridgehead.directory.models.sheets import (
    CONSENT_LINK,
    ConsentAnswer,
    ImportedRow,
    ListingConsent,
    Sheet,
    SheetState,
)

__all__ = [
    "CONSENT_LINK",
    "Asset",
    "AssetKind",
    "ConsentAnswer",
    "ImportedRow",
    "Interest",
    "InterestKind",
    "InterestSide",
    "Invitation",
    "Joining",
    "JoiningState",
    "ListingConsent",
    "Membership",
    "MembershipRole",
    "MergedOrganisation",
    "NotDuplicate",
    "Organisation",
    "OrganisationAlias",
    "OrganisationKind",
    "OrganisationSize",
    "RegistrationNumber",
    "Sheet",
    "SheetState",
    "Stage",
    "Topic",
]
