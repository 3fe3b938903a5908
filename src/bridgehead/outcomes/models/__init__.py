"""What stands on the ladder, what hosts stated beside it, and the reports that were published of it."""

from bridgehead.outcomes.models.inquiries import Inquiry, InquiryLink
from bridgehead.outcomes.models.ladder import FollowUp, Outcome, SaidAmount, StatedEffect
from bridgehead.outcomes.models.reports import Edition, EditionFile, EditionRecord, Figure, Report
from bridgehead.outcomes.rules import PaperKind

__all__ = [
    "Edition",
    "EditionFile",
    "EditionRecord",
    "Figure",
    "FollowUp",
    "Inquiry",
    "InquiryLink",
    "Outcome",
    "PaperKind",
    "Report",
    "SaidAmount",
    "StatedEffect",
]
