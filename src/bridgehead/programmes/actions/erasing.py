"""What is forgotten of a person who asks to be erased."""

from __future__ import annotations

from datetime import datetime

from bridgehead.programmes.actions.office_hours import cancel_of_mentor
from bridgehead.programmes.models import (
    Appeal,
    Assignment,
    AssignmentState,
    BonusAward,
    CallDecision,
    CallQuestion,
    CheckVerdict,
    CompanyTask,
    Conflict,
    Decision,
    HourBooking,
    LineMove,
    Mentor,
    MentorState,
    ProgrammeRole,
    Ranking,
    Renewal,
    ReportVersion,
    Review,
    Reviewer,
    ReviewerState,
    ReviewScore,
    StagePassage,
)


def erase_person(user_id: int, now: datetime) -> None:
    """Forget what a person asked, in their own words, and that they ran programmes; published words stay."""
    CallQuestion.objects.filter(person_id=user_id, published_at__isnull=True).delete()
    CallQuestion.objects.filter(person_id=user_id).update(person_id=None, asked="")
    Renewal.objects.filter(asked_by_id=user_id).update(asked_by_id=None)
    Renewal.objects.filter(decided_by_id=user_id).update(decided_by_id=None)
    CallDecision.objects.filter(published_by_id=user_id).update(published_by_id=None)
    Decision.objects.filter(answered_by_id=user_id).update(answered_by_id=None)
    Appeal.objects.filter(filed_by_id=user_id).update(filed_by_id=None)
    Appeal.objects.filter(answered_by_id=user_id).update(answered_by_id=None)
    BonusAward.objects.filter(awarded_by_id=user_id).update(awarded_by_id=None)
    LineMove.objects.filter(moved_by_id=user_id).update(moved_by_id=None)
    Ranking.objects.filter(made_by_id=user_id).update(made_by_id=None)
    CheckVerdict.objects.filter(decided_by_id=user_id).update(decided_by_id=None)
    ReportVersion.objects.filter(person_id=user_id).update(person_id=None)
    CompanyTask.objects.filter(person_id=user_id).update(person_id=None)
    ReportVersion.objects.filter(decided_by_id=user_id).update(decided_by_id=None)
    ProgrammeRole.objects.filter(user_id=user_id).delete()


def erase_mentor(user_id: int, now: datetime) -> None:
    """Forget whom a person told about and what they know; what they still offered ends, and its companies are told."""
    HourBooking.objects.filter(person_id=user_id).update(person_id=None)
    for each in Mentor.objects.filter(user_id=user_id).select_related("programme"):
        cancel_of_mentor(each, now)
        each.topics.clear()
    mine = Mentor.objects.filter(user_id=user_id)
    mine.update(user=None, about_ko="", about_en="", twins={}, state=MentorState.RESTING)


def erase_reviewer(user_id: int, now: datetime) -> None:
    """Forget whom a person worked for, what they know and began to write; submitted reviews stay, nameless."""
    mine = Reviewer.objects.filter(user_id=user_id)
    ids = list(mine.values_list("pk", flat=True))
    drafts = Review.objects.filter(assignment__reviewer_id__in=ids, submitted_at=None)
    ReviewScore.objects.filter(review__in=drafts).delete()
    drafts.delete()
    unread = Assignment.objects.filter(reviewer_id__in=ids, state=AssignmentState.ASSIGNED, review=None)
    unread.update(state=AssignmentState.RECUSED, is_kept=False)
    Conflict.objects.filter(reviewer_id__in=ids).update(note="")
    for each in mine:
        each.topics.clear()
    mine.update(user=None, organisation=None, employers="", state=ReviewerState.RESTING)
    StagePassage.objects.filter(decided_by_id=user_id).update(decided_by=None)
