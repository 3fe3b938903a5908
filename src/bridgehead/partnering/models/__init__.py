"""Rounds with their slots, tables, delegations; meeting requests; runs, timetables, meetings and what came of them."""

from bridgehead.partnering.models.afterwards import Afterword, FollowUp
from bridgehead.partnering.models.agreements import MeetingAgreement
from bridgehead.partnering.models.mails import Invitation, MeetingMails, MeetingReminder
from bridgehead.partnering.models.moves import HandChange, HandDeed
from bridgehead.partnering.models.requests import Lateness, MeetingRequest, NoThanks, RequestMessage
from bridgehead.partnering.models.rounds import (
    Availability,
    Delegate,
    DelegateAway,
    Delegation,
    PartneringRound,
    Slot,
    Table,
    TableClosure,
    live_topic,
)
from bridgehead.partnering.models.screens import HALL_PURPOSE, HallScreen
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
from bridgehead.partnering.rules import Attendance, Course, NextStep, RequestState, RoundPhase, Side, Strength

__all__ = [
    "HALL_PURPOSE",
    "Afterword",
    "Attendance",
    "Availability",
    "CalendarFeed",
    "Course",
    "Delegate",
    "DelegateAway",
    "Delegation",
    "FollowUp",
    "HallScreen",
    "HandChange",
    "HandDeed",
    "Invitation",
    "Lateness",
    "Meeting",
    "MeetingAgreement",
    "MeetingMails",
    "MeetingReminder",
    "MeetingRequest",
    "MeetingSeat",
    "MeetingState",
    "NextStep",
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
    "TableClosure",
    "Timetable",
    "TimetableRun",
    "TimetableState",
    "live_topic",
]
