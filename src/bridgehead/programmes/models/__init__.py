"""Programmes, their calls, and the applications for them."""

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
from bridgehead.programmes.models.programmes import Programme, ProgrammeRole

__all__ = [
    "Application",
    "ApplicationFile",
    "ApplicationState",
    "Call",
    "CallForm",
    "CallQuestion",
    "CallState",
    "MoreRequest",
    "Programme",
    "ProgrammeRole",
    "Submission",
    "TeamInvitation",
    "TeamMember",
    "TeamRole",
]
