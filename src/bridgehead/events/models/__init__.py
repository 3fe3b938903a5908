"""Forums with agenda, reported figures, registrations and roles; what is signed at them, and the list for the day."""

from bridgehead.events.models.forums import (
    CAPACITY_CONSTRAINT,
    ONE_REGISTRATION_CONSTRAINT,
    Appearance,
    AppearanceRole,
    Counted,
    Forum,
    ForumRole,
    ForumRoleKind,
    ForumSession,
    ForumState,
    Part,
    ParticipantType,
    Registration,
    RegistrationState,
    ReportedFigure,
    SessionKind,
)
from bridgehead.events.models.signing import CheckItem, Interpreting, Side, SigningItem

__all__ = [
    "CAPACITY_CONSTRAINT",
    "ONE_REGISTRATION_CONSTRAINT",
    "Appearance",
    "AppearanceRole",
    "CheckItem",
    "Counted",
    "Forum",
    "ForumRole",
    "ForumRoleKind",
    "ForumSession",
    "ForumState",
    "Interpreting",
    "Part",
    "ParticipantType",
    "Registration",
    "RegistrationState",
    "ReportedFigure",
    "SessionKind",
    "Side",
    "SigningItem",
]
