"""Rounds with their slots, tables and delegations; meeting requests; runs, timetables and meetings."""

from bridgehead.partnering.models.requests import MeetingRequest, NoThanks, RequestMessage, RequestState, Strength
from bridgehead.partnering.models.rounds import (
    Availability,
    Delegate,
    Delegation,
    PartneringRound,
    RoundPhase,
    Side,
    Slot,
    Table,
)
from bridgehead.partnering.models.timetables import (
    CalendarFeed,
    Meeting,
    MeetingSeat,
    MeetingState,
    PersonalTimetable,
    RunState,
    RunStatus,
    Timetable,
    TimetableRun,
    TimetableState,
)

__all__ = [
    "Availability",
    "CalendarFeed",
    "Delegate",
    "Delegation",
    "Meeting",
    "MeetingRequest",
    "MeetingSeat",
    "MeetingState",
    "NoThanks",
    "PartneringRound",
    "PersonalTimetable",
    "RequestMessage",
    "RequestState",
    "RoundPhase",
    "RunState",
    "RunStatus",
    "Side",
    "Slot",
    "Strength",
    "Table",
    "Timetable",
    "TimetableRun",
    "TimetableState",
]
