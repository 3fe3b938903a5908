"""Programmes, their calls, the applications for them, and the cohorts that companies are admitted to."""

from __future__ import annotations

from bridgehead.programmes.models.applications import (
    Application,
    ApplicationFile,
    ApplicationState,
    MoreRequest,
    Submission,
    TeamInvitation,
    TeamMember,
    TeamRole,
)
from bridgehead.programmes.models.calls import Call, CallForm, CallQuestion, CallState
from bridgehead.programmes.models.cohorts import (
    Benefit,
    Cohort,
    CohortPlace,
    PlaceState,
    Renewal,
    RenewalState,
)
from bridgehead.programmes.models.programmes import Programme, ProgrammeRole

__all__ = [
    "Application",
    "ApplicationFile",
    "ApplicationState",
    "Benefit",
    "Call",
    "CallForm",
    "CallQuestion",
    "CallState",
    "Cohort",
    "CohortPlace",
    "MoreRequest",
    "PlaceState",
    "Programme",
    "ProgrammeRole",
    "Renewal",
    "RenewalState",
    "Submission",
    "TeamInvitation",
    "TeamMember",
    "TeamRole",
]
