"""Rounds with their slots, tables, delegations; meeting requests; runs, timetables, meetings and what came of them."""

from bridgehead.partnering.models.agreements import MeetingAgreement
from bridgehead.partnering.models.requests import MeetingRequest, NoThanks, RequestMessage
from bridgehead.partnering.models.rounds import (
    Availability,
    Delegate,
    Delegation,
    PartneringRound,
    Slot,
    Table,
)
from bridgehead.partnering.models.timetables import (
    CalendarFeed,
    Meeting,
    MeetingSeat,
    MeetingState,
    PersonalTimetable,
    RunFailure,
    RunMoves,
    RunProblem,
    RunReason,
    RunState,
    RunStatus,
    Timetable,
    TimetableRun,
    TimetableState,
)
from bridgehead.partnering.rules import RequestState, RoundPhase, Side, Strength

__all__ = [
    "Availability",
    "CalendarFeed",
    "Delegate",
    "Delegation",
    "Meeting",
    "MeetingAgreement",
    "MeetingRequest",
    "MeetingSeat",
    "MeetingState",
    "NoThanks",
    "PartneringRound",
    "PersonalTimetable",
    "RequestMessage",
    "RequestState",
    "RoundPhase",
    "RunFailure",
    "RunMoves",
    "RunProblem",
    "RunReason",
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
